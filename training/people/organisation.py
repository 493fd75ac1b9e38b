"""Load the organisation tree from its data file. Idempotent: run it again after every change of the file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from training.people.models import OrgUnit, UnitKind
from training.people.names import code_part

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


def read(path: Path = DATA) -> list[UnitRow]:
    """The units of the file, every parent before its children."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
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
            yield UnitRow(
                code, top, title, title, kind, item.get("valid_from", start), item.get("valid_to")
            )
            for division in divisions:
                yield _row(division, code, f"{code}/", UnitKind.DIVISION, start)


def _row(
    item: dict[str, Any], parent: str, prefix: str, kind: UnitKind, start: datetime.date
) -> UnitRow:
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
    """Bring the tree in line with the file. Returns (units made, units changed). Deletes nothing."""
    known = {unit.code: unit for unit in OrgUnit.objects.all()}
    made = changed = 0
    for row in read(path):
        fields = {
            "name": row.name,
            "short_name": row.short_name,
            "kind": row.kind,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        unit = known.get(row.code)
        if unit is None:
            known[row.code] = _add(known.get(row.parent), OrgUnit(code=row.code, **fields))
            made += 1
        elif any(getattr(unit, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(unit, name, value)
            unit.save(update_fields=[*fields, "search_name"])
            changed += 1
    return made, changed


def _add(parent: OrgUnit | None, unit: OrgUnit) -> OrgUnit:
    added: OrgUnit = OrgUnit.add_root(instance=unit) if parent is None else parent.add_child(instance=unit)
    return added
