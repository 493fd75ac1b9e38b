"""Load the organisation tree from its data file. Idempotent: run it again after every change of the file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from sandbox.definition.yamlfile import read_plain
from training.people.models import OrgUnit, UnitKind
from training.people.names import code_part, fold

DATA = Path(__file__).parent / "data" / "organisation.yaml"


@dataclass(frozen=True)
class UnitRow:
    """One unit as the file describes it; `parent` is a code, empty for the province."""

    code: str
    parent: str
    name: str
    short_name: str
    kind: UnitKind
    valid_from: datetime.date
    valid_to: datetime.date | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """What may change from one load to the next."""
        return {
            "name": self.name,
            "short_name": self.short_name,
            "kind": self.kind,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }


def read(path: Path = DATA) -> list[UnitRow]:
    """The units of the file, every parent before its children."""
    data = read_plain(path)
    return list(_rows(data))


def _rows(data: dict[str, Any]) -> Iterator[UnitRow]:
    start: datetime.date = data["valid_from"]
    province = data["province"]
    top = province["code"]
    yield UnitRow(top, "", province["name"], province["short_name"], UnitKind.PROVINCE, start)
    for item in data["departments"]:
        yield _row(item, top, "", UnitKind.DEPARTMENT, start)
    for kind, prefix, word, listed in (
        (UnitKind.WARD, "phuong", "Phường", "wards"),
        (UnitKind.COMMUNE, "xa", "Xã", "communes"),
    ):
        divisions = data["ward_divisions" if kind is UnitKind.WARD else "commune_divisions"]
        for entry in data[listed]:
            item = {"name": entry} if isinstance(entry, str) else entry
            code = f"{prefix}-{code_part(item['name'])}"
            title = f"{word} {item['name']}"
            yield UnitRow(code, top, title, title, kind, item.get("valid_from", start), item.get("valid_to"))
            for division in divisions:
                yield _row(division, code, f"{code}/", UnitKind.DIVISION, start)


def _row(item: dict[str, Any], parent: str, prefix: str, kind: UnitKind, start: datetime.date) -> UnitRow:
    return UnitRow(
        code=prefix + item["code"],
        parent=parent,
        name=item["name"],
        short_name=item["short_name"],
        kind=UnitKind(item.get("kind", kind)),
        valid_from=item.get("valid_from", start),
        valid_to=item.get("valid_to"),
    )


@transaction.atomic
def load(path: Path = DATA) -> tuple[int, int]:
    """Bring the tree in line with the file. Returns (units made, units changed). Deletes nothing, and leaves alone
    what was changed by screen since: that rests on a legal act, the file on what was known when it was written."""
    known = {unit.code: unit for unit in OrgUnit.objects.all()}
    decided = set(
        OrgUnit.objects.filter(changes__undone_at=None, changes__isnull=False).values_list("code", flat=True)
    )
    rows = read(path)
    if not known:
        return _plant(rows), 0
    made = changed = 0
    for row in rows:
        unit = known.get(row.code)
        if row.code in decided or (unit is None and row.parent in decided):
            continue
        if unit is None:
            known[row.code] = known[row.parent].add_child(instance=_unit(row))
            made += 1
        elif any(getattr(unit, name) != value for name, value in row.fields.items()):
            for name, value in row.fields.items():
                setattr(unit, name, value)
            unit.save(update_fields=[*row.fields, "search_name"])
            changed += 1
    return made, changed


def _unit(row: UnitRow) -> OrgUnit:
    return OrgUnit(code=row.code, search_name=fold(row.name), **row.fields)


def _plant(rows: list[UnitRow]) -> int:
    """The first load, in one statement: some 300 units one by one take most of a second."""
    units: dict[str, OrgUnit] = {}
    for row in rows:
        unit = _unit(row)
        parent = units.get(row.parent)
        if parent is not None:
            parent.numchild += 1
        unit.depth = parent.depth + 1 if parent else 1
        unit.path = OrgUnit._get_path(parent.path if parent else "", unit.depth, parent.numchild if parent else 1)
        units[row.code] = unit
    return len(OrgUnit.objects.bulk_create(units.values()))
