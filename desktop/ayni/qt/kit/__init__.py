"""Widgets that know no noun of ours."""
