"""The organisation as a file: the units of a day, those that ended, and every change with its legal act."""

from collections.abc import Iterator
from datetime import date
from typing import IO

from django.utils.translation import gettext as _

from training.people.changes.selectors import Drawn, changes_of, drawn
from training.people.models import OrgUnit, Succession, User
from training.people.roster.files import csv_file, workbook_file
from training.people.timeline import OrgTree


def organisation_file(user: User, day: date, kind: str) -> IO[bytes]:
    """CSV: the tree of that day. XLSX: the same, and the changes with their acts on a second sheet."""
    tree, tops = drawn(user, day)
    units = list(_units(tree, tops))
    if kind == "csv":
        return csv_file(units)
    return workbook_file(
        [
            (_("Organisation"), [26, 44, 24, 22, 26, 14, 14, 12, 40, 40], units),
            (_("Changes"), [14, 18, 50, 60, 60, 28, 18], list(_changes(user))),
        ]
    )


def _shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _units(tree: OrgTree, tops: list[Drawn]) -> Iterator[list[str]]:
    yield [
        _("Code"), _("Name"), _("Short name"), _("Kind"), _("Code of the unit above"), _("From"), _("To"),
        _("People"), _("Took over from"), _("Went into"),
    ]  # fmt: skip
    codes = dict(OrgUnit.objects.values_list("pk", "code"))
    before: dict[int, list[str]] = {}
    after: dict[int, list[str]] = {}
    for old, new in Succession.objects.values_list("predecessor", "successor"):
        before.setdefault(new, []).append(codes[old])
        after.setdefault(old, []).append(codes[new])
    waiting = list(reversed(tops))
    while waiting:
        one = waiting.pop()
        unit = one.unit
        yield [
            unit.code, unit.name, unit.short_name, unit.label, codes[unit.parent] if unit.parent else "",
            _shown(unit.valid_from), _shown(unit.valid_to), str(one.people),
            ", ".join(before.get(unit.id, [])), ", ".join(after.get(unit.id, [])),
        ]  # fmt: skip
        waiting += reversed(one.parts)


def _changes(user: User) -> Iterator[list[str]]:
    yield [
        _("In force from"), _("Kind"), _("Legal act"), _("Before"), _("After"), _("Entered by"), _("Undone"),
    ]  # fmt: skip
    for change in changes_of(user):
        yield [
            _shown(change.day),
            change.get_kind_display(),
            change.act,
            "; ".join(change.facts["before"]),
            "; ".join(change.facts["after"]),
            str(change.by or ""),
            _shown(change.undone_at.date() if change.undone_at else None),
        ]
