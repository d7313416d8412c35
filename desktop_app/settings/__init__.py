"""Profiles, flows, paths and secrets of one home."""
