"""Fixtures of practice, progress and reports."""

from tests.lesson_world import l05, started

__all__ = ["l05", "started"]
