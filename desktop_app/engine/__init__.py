"""Sending: claim, deliver, settle, retry. It knows parcels and couriers, never titles."""

from desktop_app.engine.engine import Engine
from desktop_app.engine.lane import Lane, lanes
from desktop_app.engine.policy import Policy

__all__ = ["Engine", "Lane", "Policy", "lanes"]
