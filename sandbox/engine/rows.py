"""A record as a workspace sees it, and the columns that lists filter, sort and search by.

A key is an integer, so that Python and every database order it alike, and 0 stands for empty:

==================  ===============================================================================
choice, person…     place in the definition, from 1
checkbox            2 ticked, 1 unticked
date, datetime      its digits: 20261123, 202611230730
number, money       thousandths, moved up by one from 0 on (so that 0 is not empty)
text                the first nine folded characters, 7 bits each: to sort by, too coarse to compare by
record              its rid
lists               units of one's own agency: place among all combinations; others 1 when there is something
==================  ===============================================================================
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations
from typing import Any

from sandbox.definition import values
from sandbox.definition.conditions import number
from sandbox.definition.schema import Platform, RecordField
from sandbox.models import FIRST_OWN_RID, SLOTS, BaseRecord, OverlayRow
from sandbox.text import fold

LARGEST = 9 * 10**18
MOST_SEARCHED = 1000  # folded characters of a record that are searched (PostgreSQL indexes at most 2,700 bytes)
_TEXT_KEY = 9
_SEPARATORS = str.maketrans("", "", "-:T ")
_MOST_OWN = 8  # own units of which every combination has its key


@dataclass(frozen=True)
class RecordView:
    """One record in one workspace, whichever layer it comes from. `version`: seq of the last event on it."""

    rid: int
    type: str
    state: str
    data: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    ref: str = ""
    deleted: bool = False
    overlaid: bool = True  # False: the base record, untouched here

    @property
    def is_base(self) -> bool:
        """It came with the snapshot; this workspace did not make it."""
        return self.rid < FIRST_OWN_RID

    @property
    def facts(self) -> dict[str, Any]:
        """What conditions look at."""
        return {**self.data, "state": self.state, "rid": self.rid}


def of_base(row: BaseRecord) -> RecordView:
    return RecordView(row.rid, row.record_type, row.state, row.data, overlaid=False)


def of_overlay(row: OverlayRow) -> RecordView:
    return RecordView(row.rid, row.record_type, row.state, row.data, row.version, row.ref, row.deleted)


def overlay_row(platform: Platform, view: RecordView) -> dict[str, Any]:
    """The columns of an overlay row (all but its workspace)."""
    return {
        "rid": view.rid,
        "record_type": view.type,
        "state": view.state,
        "data": view.data,
        "ref": view.ref,
        "deleted": view.deleted,
        "version": view.version,
        **derived(platform, view.type, view.data),
    }


def derived(platform: Platform, record_type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The `search` and `k1…k6` columns of a record."""
    definition = platform.record(record_type)
    keys = [encode(platform, definition.fields[name], data.get(name)) for name in definition.index]
    keys += [0] * (len(SLOTS) - len(keys))
    found_by = definition.search or list(dict.fromkeys([definition.title, *definition.key_fields]))
    words = (
        values.show(definition.fields[name], data.get(name), "vi", platform) for name in found_by if name in data
    )
    return {"search": fold(" ".join(words))[:MOST_SEARCHED], **dict(zip(SLOTS, keys, strict=True))}


def encode(platform: Platform, definition: RecordField, value: Any) -> int:
    """The key of one stored value."""
    if value is None:
        return 0
    kind = definition.type
    domain = finite_domain(platform, definition)
    if domain is not None and isinstance(value, list):
        value = [unit for unit in platform.units if unit in value]  # in the order of the combinations
    if domain is not None:
        return domain.index(value) + 1 if value in domain else len(domain) + 1
    if kind in ("date", "datetime"):
        return digits(value)
    if kind in ("number", "money"):
        amount = number(value)
        return 0 if amount is None else thousandths(amount)
    if kind == "record":
        return int(value)
    if isinstance(value, str):
        return _text_key(value)
    return 1 if value else 0


def finite_domain(platform: Platform, definition: RecordField) -> list[Any] | None:
    """All values that such a field can have, in the order of their keys; None where they cannot be counted."""
    if definition.type == "choice":
        return list(definition.options)
    if definition.type == "person":
        return list(platform.people)
    if definition.type == "unit":
        return list(platform.units)
    if definition.type == "units" and definition.own_units:
        if finite_domain not in platform.worked_out:
            own = [key for key, unit in platform.units.items() if unit.own]
            platform.worked_out[finite_domain] = _combinations(own)
        found: list[Any] | None = platform.worked_out[finite_domain]
        return found
    return [False, True] if definition.type == "checkbox" else None


def _combinations(own: list[str]) -> list[Any] | None:
    """Every choice of some of an agency's own units, so that lists can ask "is mine among them?"."""
    if len(own) > _MOST_OWN:
        return None
    return [list(some) for size in range(1, len(own) + 1) for some in combinations(own, size)]


def digits(moment: str) -> int:
    return int(moment.translate(_SEPARATORS))


def thousandths(amount: Decimal, rounding: str = ROUND_FLOOR) -> int:
    """The key of a number; finer parts are cut off. Keeps the order of numbers."""
    steps = int((amount * 1000).to_integral_value(rounding=rounding))
    return max(-LARGEST, min(LARGEST, steps + 1 if steps >= 0 else steps))


def _text_key(value: str) -> int:
    packed = fold(value[:100]).encode("ascii", "replace")[:_TEXT_KEY].ljust(_TEXT_KEY, b"\0")
    key = 0
    for byte in packed:
        key = key << 7 | byte
    return key or 127  # a text without a letter that folds is still not empty


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
