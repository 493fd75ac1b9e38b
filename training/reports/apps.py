"""What HR officers and unit heads may know: outcomes by unit and by person, inside their own subtree. It counts what
others wrote, and writes nothing of theirs."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ReportsConfig(AppConfig):
    name = "training.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pre_migrate.connect(_without_triggers, sender=self)
        post_migrate.connect(_with_triggers, sender=self)


def _without_triggers(using: str, **rest: Any) -> None:
    from training.reports import triggers

    triggers.remove(using)


def _with_triggers(using: str, **rest: Any) -> None:
    from training.reports import triggers

    triggers.install(using)
