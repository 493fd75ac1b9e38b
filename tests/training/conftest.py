"""Fixtures of practice, progress and reports."""

from tests.lesson_world import committed_l05, done, l05, planted, started

__all__ = ["committed_l05", "done", "l05", "planted", "started"]
