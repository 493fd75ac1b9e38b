"""What the pages of assignments, which know nothing of letters, show about them."""

from __future__ import annotations

from typing import Any

from django import template

from training.assignments.models import Assignment
from training.people.selectors import today
from training.reminders import letters, selectors

register = template.Library()


@register.inclusion_tag("training/reminders/notice.html")
def notice_of(planned: Assignment, title: str) -> dict[str, Any]:
    """How many will get the letter about an assignment that is not given yet, and the letter."""
    sample = letters.sample(planned, title, planned.given_by, today())
    return {"reach": selectors.reach_of(planned), "subject": sample.subject, "text": sample.body}
