"""What is asked of "Chỗ tắc": which lesson, version, mode and time, as its address says; and which attempts count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from training.practice.models import Attempt

DAYS = (30, 90)
NEWEST, EVERY = "moi", "tat-ca"
GIVEN_UP_AFTER = timedelta(days=14)  # open, and not touched since


def counted(prefix: str = "") -> Q:
    """The attempts that count, from a row that reaches them by `prefix`: learners', no trainer's trial."""
    return Q(**{f"{prefix}trial": False})


def begun(prefix: str = "") -> Q:
    """Of these, the ones in which anything was done; what has a result or a wrong state was begun anyhow."""
    return ~Q(**{f"{prefix}state": Attempt.State.SET_ASIDE}, seq=0)


@dataclass(frozen=True)
class Asked:
    """`version` is "moi", "tat-ca" or the beginning of a version's hash; `mode` "" for all; `days` None for ever."""

    version: str = NEWEST
    mode: str = ""
    days: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """What the address asks for; anything that is no choice is as if it was not there."""
        days, mode = query.get("ngay", ""), query.get("cach", "")
        return cls(
            version=query.get("phien-ban", "")[:64] or NEWEST,
            mode=mode if mode in Attempt.Mode.values else "",
            days=int(days) if days in {str(one) for one in DAYS} else None,
        )

    @property
    def query(self) -> str:
        """As an address carries it on, without what is the default."""
        said = {
            "phien-ban": self.version if self.version != NEWEST else "",
            "cach": self.mode,
            "ngay": self.days or "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def since(self, now: datetime | None = None) -> datetime | None:
        return (now or timezone.now()) - timedelta(days=self.days) if self.days else None

    def attempts(self, prefix: str = "", tasks: Collection[int] = ()) -> Q:
        """The attempts meant, from a row that reaches them by `prefix`; of these `tasks` only, if any are named."""
        wanted = counted(prefix)
        if self.mode:
            wanted &= Q(**{f"{prefix}mode": self.mode})
        if since := self.since():
            wanted &= Q(**{f"{prefix}started_at__gte": since})
        return wanted & Q(**{f"{prefix}task__in": tasks}) if tasks else wanted
