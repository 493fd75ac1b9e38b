"""All six questions at once, each answered in a word: what they need is read together.

A question alone reads its counts by itself (`figures`). Here the four that read them say first what they will ask
for, and one query brings it; what only a question's own page shows (names, curves, long tables) is left out.
"""

from __future__ import annotations

from dataclasses import replace

from training.people.selectors import today
from training.reports.answer import Answer
from training.reports.asking import Asked
from training.reports.figures import together
from training.reports.given import given_to
from training.reports.questions import ORDER, alone, behind, track, who

__all__ = ["answers"]


def answers(asked: Asked) -> list[Answer]:
    """In the order of the tabs. Ten queries at most, whatever is asked of the unit by a day; two more for each circle
    of positions that an assignment means."""
    given = tuple(given_to(asked.unit, track.LISTED, asked.day or today()))
    asked = replace(asked, brief=True, dated=given)
    groups = [group for question in (who, behind, alone, track) for group in question.reads(asked)]
    asked = replace(asked, counts=together(asked, groups))
    return [question.answer(asked) for question in ORDER.values()]
