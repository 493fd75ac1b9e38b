"""What is asked of "Chỗ tắc": which lesson, version, and which attempts of it, as its address says; and which count.

Of a version either all attempts are asked for, or those of one *cut*: by the way of doing it, or by when they were
begun. One cut at a time: two at once would leave so few in each that hardly a number could be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils import timezone

from training.practice.models import Attempt

DAYS = (30, 90)
NEWEST = "moi"
OLDER = "older"
GIVEN_UP_AFTER = timedelta(days=14)  # open, and not touched since


def counted(prefix: str = "") -> Q:
    """The attempts that count, from a row that reaches them by `prefix`: learners', no trainer's trial."""
    return Q(**{f"{prefix}trial": False})


def begun(prefix: str = "") -> Q:
    """Of these, the ones in which anything was done; what has a result or a wrong state was begun anyhow."""
    return ~Q(**{f"{prefix}state": Attempt.State.SET_ASIDE}, seq=0)


@dataclass(frozen=True)
class Asked:
    """`version` is "moi" or the beginning of a version's hash; `only` is "", a mode, or a number of days."""

    version: str = NEWEST
    only: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """What the address asks for; anything that is no choice is as if it was not there."""
        only = query.get("chi", "")
        offered = {*Attempt.Mode.values, *map(str, DAYS)}
        return cls(query.get("phien-ban", "")[:64] or NEWEST, only if only in offered else "")

    @property
    def query(self) -> str:
        """As an address carries it on, without what is the default."""
        said = {"phien-ban": self.version if self.version != NEWEST else "", "chi": self.only}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def parts(self) -> Sequence[str]:
        """What the cut asked for parts the attempts into, each being in one; () where all are asked for."""
        if self.only in Attempt.Mode.values:
            return Attempt.Mode.values
        return (*map(str, DAYS), OLDER) if self.only else ()

    @property
    def chosen(self) -> Sequence[str]:
        """Those of the parts that are asked for: what was begun in the last 30 days was in the last 90, too."""
        return [part for part in self.parts if part == self.only or (part.isdigit() and int(part) < int(self.only))]

    def part(self, prefix: str = "", now: datetime | None = None) -> Combinable:
        """The part that an attempt is in, from a row that reaches it by `prefix`."""
        if self.only in Attempt.Mode.values:
            return F(f"{prefix}mode")
        since = {days: (now or timezone.now()) - timedelta(days=days) for days in DAYS}
        ages = [When(**{f"{prefix}started_at__gte": since[days]}, then=Value(str(days))) for days in DAYS]
        return Case(*ages, default=Value(OLDER), output_field=CharField())
