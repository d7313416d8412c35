"""Colophon: see what each downstream system would receive, send it, prove it later."""

__version__ = "0.1.0"
