"""Ayni: the offline program with which a rural municipality runs PROCOMPITE."""

__version__ = "0.1.0"
