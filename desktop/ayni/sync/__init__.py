"""Stamps, merging, bundles and keys: bytes and pure functions, no database."""
