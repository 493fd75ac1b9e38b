"""`manage.py import_snapshot mapping.yaml`: an export of a real platform becomes a snapshot without real people."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sandbox.data import CA_MAU
from sandbox.definition.loader import load_platform
from sandbox.definition.problems import DefinitionError
from sandbox.importing import MappingError, Report, Survivors, Unreadable, import_export

SHOWN = 50  # faults named one by one
WIDTH = 40


class Command(BaseCommand):
    help = "Imports an export (CSV, XLSX, JSON) of a real platform as a new snapshot, personal data masked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "mapping", type=Path, help="YAML: which table and column is what; the tables lie beside it"
        )
        parser.add_argument("--platform", type=Path, default=CA_MAU, help="folder of the definition; default: Cà Mau")
        parser.add_argument("--dry-run", action="store_true", help="read, mask and report; write nothing")
        parser.add_argument(
            "--key-file", type=Path, help="secret by which people keep their pseudonyms between exports"
        )
        parser.add_argument("--report", type=Path, help="write the report into this file too")
        parser.add_argument("--language", choices=("vi", "en"), help="the language of what is said")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"] or get_language()):
            report = self._import(**options)
            lines = list(told(report))
            for line in lines:
                self.stdout.write(line)
            if options["report"]:
                options["report"].write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _import(self, **options: Any) -> Report:
        try:
            platform = load_platform(options["platform"])
            key = options["key_file"].read_text(encoding="utf-8").strip() if options["key_file"] else ""
            if options["key_file"] and not key:
                raise CommandError(_("The key file is empty."))
            return import_export(
                mapping_file=options["mapping"],
                platform=platform,
                key=key,
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        except (DefinitionError, MappingError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except Unreadable as refused:
            self._list([str(fault) for fault in refused.faults])
            raise CommandError(
                _("Nothing was imported. Rows with a fault: %(n)s.") % {"n": len(refused.faults)}
            ) from None
        except Survivors as refused:
            self._list(
                [
                    _("%(file)s, line %(n)s, %(field)s: %(kind)s")
                    % {"file": file, "n": line, "field": field, "kind": KINDS[kind]()}
                    for file, line, field, kind in refused.places
                ]
            )
            raise CommandError(
                _("Nothing was imported: numbers that look personal survive in %(n)s places. Mark their columns.")
                % {"n": len(refused.places)}
            ) from None

    def _list(self, lines: list[str]) -> None:
        for line in lines[:SHOWN]:
            self.stderr.write(line)
        if len(lines) > SHOWN:
            self.stderr.write(_("… and %(n)s more") % {"n": len(lines) - SHOWN})

    def _progress(self, what: str, done: int, total: int) -> None:
        """A bar where somebody watches; a line for each stage where nobody does."""
        stage = {"read": _("Reading"), "mask": _("Masking"), "write": _("Writing")}[what]
        if not self.stderr.isatty():
            if done in (0, total):
                self.stderr.write(f"{stage} {done}/{total}" if total else stage)
            return
        filled = WIDTH * done // total if total else 0
        self.stderr.write(f"\r{stage:<12}[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total or '?'} ", ending="")
        if total and done >= total:
            self.stderr.write("")


KINDS = {
    "id": lambda: _("identity numbers"),
    "old id": lambda: _("old identity numbers"),
    "phone": lambda: _("telephone numbers"),
    "name": lambda: _("names"),
    "email": lambda: _("e-mail addresses"),
    "birth": lambda: _("dates of birth"),
    "address": lambda: _("addresses"),
}


def told(report: Report) -> list[str]:
    """The report in lines, without personal data."""
    lines = [_("Records: %(n)s") % {"n": sum(report.records.values())}]
    lines += [f"  {record}: {count}" for record, count in sorted(report.records.items())]
    if report.skipped:
        lines.append(_("Left out by rule: %(n)s") % {"n": report.skipped})
    lines.append(_("Masked (%(people)s different people):") % {"people": report.people})
    lines += [f"  {KINDS[kind]()}: {count}" for kind, count in sorted(report.masked.items())]
    lines.append(_("No identity or telephone number survived."))
    if report.snapshot is None:
        lines.append(_("A dry run: nothing was changed."))
    else:
        lines.append(_("Snapshot: %(name)s") % {"name": report.snapshot})
    return lines
