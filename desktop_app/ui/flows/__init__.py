"""Destinations: what each flow of the profile goes by, and changing it."""
