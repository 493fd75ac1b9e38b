"""Kinds of work: what each learns first after the gate course (`data/jobs.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict

from training.people.models import Membership, User
from training.people.names import fold
from training.people.selectors import memberships_of

DATA = Path(__file__).parent / "data" / "jobs.yaml"


class Job(BaseModel):
    """One kind of work. `first`: codes of courses and lessons, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: dict[str, str]
    words: list[str]
    units: list[str]
    leads: bool = False
    first: list[str]

    @property
    def name(self) -> str:
        """In the language of the screen."""
        return self.label["en" if (get_language() or "vi").startswith("en") else "vi"]


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return read


def gate() -> str:
    """The course that everybody takes before all others."""
    return str(_read()["gate"])


@lru_cache(maxsize=1)
def jobs() -> dict[str, Job]:
    """Every kind of work by its key, in the order in which they are tried; the last one fits everybody."""
    return {key: Job.model_validate(spec) for key, spec in _read()["jobs"].items()}


def job_of(user: User) -> Job:
    """The kind that the person chose, else the one that the roster's words about their posts say. One query."""
    return jobs().get(user.job) or job_of_post(user)


def job_of_post(user: User) -> Job:
    """The same, whatever the person chose. One query."""
    return jobs()[_key(memberships_of(user))]


def _key(posts: Iterable[Membership]) -> str:
    held = [(fold(post.position), post.unit.code, post.is_manager) for post in posts]
    for key, job in jobs().items():
        for position, unit, leads in held:
            in_unit = any(word in unit for word in job.units)
            if in_unit or any(word in position for word in job.words) or (job.leads and leads):
                return key
    return list(jobs())[-1]
