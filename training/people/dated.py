"""What dated rows have in common: from `valid_from` up to, but not including, `valid_to`; an open end goes on."""

import datetime
from typing import Any

from django.db import models


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: datetime.date) -> "DatedQuerySet":
        """The rows that hold on that day."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day), valid_from__lte=day)


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
        name=name,
    )
