"""Shared by all tests: where the project is, and the fixtures for real counterparts."""

from hypothesis import HealthCheck, settings

# How fast examples are drawn says something about the machine, not about Colophon.
settings.register_profile(
    "any machine", suppress_health_check=[HealthCheck.too_slow], deadline=None
)
settings.load_profile("any machine")
