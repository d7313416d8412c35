"""Frozen shapes that every room shares. Imported by all, imports none."""
