"""Shared by all tests: where the project is, and the fixtures for real counterparts."""
