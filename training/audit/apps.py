"""Django's entry for the package `training.audit`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "training.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The packages below tell by signal what they showed; every package's rules of retention are known."""
        from training.audit.api import note_of_roster
        from training.people.signals import roster_shown

        roster_shown.connect(note_of_roster, dispatch_uid="audit")
        import_module("training.audit.rules")
        autodiscover_modules("retention")
