"""Fixtures of the journeys."""

from tests.lesson_world import l05

__all__ = ["l05"]
