"""Bring the staff of a real site in from a CSV file (see `training.people.roster`)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from training.people.errors import RosterRefused, RosterStale
from training.people.models import Language, OrgUnit
from training.people.roster import Report, import_people, template

LARGEST = 64 * 1024 * 1024


class Command(BaseCommand):
    help = "Import staff from a UTF-8 CSV file: all of it or nothing; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--template", action="store_true", help="write an empty file, to FILE.csv or here")
        parser.add_argument("--units", action="store_true", help="list the codes of the units")
        parser.add_argument("--language", choices=Language.values, help="the language of what is said")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"] or get_language()):
            if options["template"]:
                self._template(options["file"])
            elif options["units"]:
                for code, name in OrgUnit.objects.order_by("path").values_list("code", "name"):
                    self.stdout.write(f"{code}\t{name}")
            else:
                self._import(options["file"], dry_run=options["dry_run"])

    def _template(self, path: Path | None) -> None:
        if path is None:
            self.stdout.write(template().decode(), ending="")
        elif path.exists():
            raise CommandError(_("%(file)s is already there. Give the name of a new file.") % {"file": path})
        else:
            path.write_bytes(template())

    def _import(self, path: Path | None, *, dry_run: bool) -> None:
        if path is None:
            raise CommandError(_("Which file? Expected: import_people FILE.csv"))
        if not OrgUnit.objects.exists():
            raise CommandError(_("There are no units yet. Run load_org first."))
        try:
            if path.stat().st_size > LARGEST:
                raise CommandError(_("The file is larger than 64 MB. Split it."))
            report = import_people(acting_user=None, content=path.read_bytes(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}
            ) from None
        except RosterRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(_("Nothing was changed. Faults: %(n)s.") % {"n": len(refusal.problems)}) from None
        except (IntegrityError, RosterStale):
            raise CommandError(_("Nothing was changed: somebody changed the people meanwhile. Try again.")) from None
        self._say(report, dry_run=dry_run)

    def _say(self, report: Report, *, dry_run: bool) -> None:
        self.stdout.write(
            _(
                "%(people)s people in the file: %(new)s new, %(renamed)s with a new name or address,"
                " %(moved)s with a new post, %(granted)s with a new role, %(unchanged)s unchanged."
            )
            % vars(report)
        )
        if report.without_email:
            say = _("Without e-mail: %(n)s. Give each a first password with “manage.py changepassword CODE”.")
            self.stdout.write(say % {"n": report.without_email})
        if report.closed:
            say = _("Closed accounts, left as they are: %(codes)s.")
            self.stdout.write(say % {"codes": ", ".join(report.closed)})
        if dry_run:
            self.stdout.write(_("A dry run: nothing was changed."))
