"""Fixtures of the journeys."""

from tests.lesson_world import committed_l05

__all__ = ["committed_l05"]
