"""Changing a scenario, as plain data: no database, no screen. Names of records and variables are made, not typed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lessons import typed
from lessons.spec import canonical_json
from sandbox.definition.schema import Platform

Data = dict[str, Any]
_WHOLE = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
_ANY = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})(?:\.[a-z0-9_]+)?\s*\}\}")
LONGEST_NAME = 36


def empty(platform: Platform) -> Data:
    """What a lesson from nothing starts with: the platform's first person, on its first day, and nothing to do."""
    person = next(iter(platform.people))
    return {
        "role": platform.people[person].role,
        "person": person,
        "start": platform.start,
        "records": [],
        "variables": {},
        "home": None,
        "seats": [],
        "free": False,
    }


def fingerprint(scenario: Data, traps: list[Data]) -> str:
    """Equal for what a demonstration finds the same: titles and texts in it included."""
    refs = [[trap["ref"], trap["action"]] for trap in traps]
    return hashlib.sha256(canonical_json([scenario, refs]).encode()).hexdigest()


# --- names ----------------------------------------------------------------------------------------------


def new_name(words: str, taken: Iterable[str], otherwise: str) -> str:
    """An identifier made of those words that nobody has yet."""
    base = (typed.ref_of(typed.lines(words)[0]) if typed.lines(words) else "") or otherwise
    base = re.sub(r"_+", "_", re.sub(r"[^a-z0-9_]", "", base))
    if len(base) > LONGEST_NAME:  # whole words
        base = base[: LONGEST_NAME + 1].rpartition("_")[0] or base[:LONGEST_NAME]
    base = base.strip("_") or otherwise
    known, name, number = set(taken), base, 1
    while name in known:
        number += 1
        name = f"{base}_{number}"
    return name


def whole(value: Any) -> str:
    """The variable that the value is, and nothing else; "" otherwise."""
    found = _WHOLE.fullmatch(value.strip()) if isinstance(value, str) else None
    return found[1] if found else ""


def variables_in(tree: Any) -> set[str]:
    """The names of all variables that stand anywhere inside."""
    if isinstance(tree, str):
        return set(_ANY.findall(tree))
    if isinstance(tree, Mapping):
        return {name for part in tree.values() for name in variables_in(part)}
    if isinstance(tree, list):
        return {name for part in tree for name in variables_in(part)}
    return set()


# --- records --------------------------------------------------------------------------------------------


def record_of(scenario: Data, ref: str) -> Data | None:
    return next((record for record in scenario["records"] if record["ref"] == ref), None)


def with_record(scenario: Data, record: Data) -> Data:
    """The scenario with that record in the place of the one so called, or after all others."""
    if record_of(scenario, record["ref"]) is None:
        return {**scenario, "records": [*scenario["records"], record]}
    changed = [record if one["ref"] == record["ref"] else one for one in scenario["records"]]
    return {**scenario, "records": changed}


def without_record(scenario: Data, ref: str) -> Data:
    """The scenario without that record, and without what pointed at it."""
    name = f"@{ref}"
    records = [
        {
            **record,
            "values": {
                key: [one for one in value if one != name] if isinstance(value, list) else value
                for key, value in record["values"].items()
                if value != name
            },
        }
        for record in scenario["records"]
        if record["ref"] != ref
    ]
    return {**scenario, "records": records}


def pointing_at(scenario: Data, ref: str) -> list[str]:
    """Refs of the records whose values name it."""
    name = f"@{ref}"
    return [
        record["ref"]
        for record in scenario["records"]
        if any(value == name or (isinstance(value, list) and name in value) for value in record["values"].values())
    ]


def bait_refs(scenario: Data, traps: list[Data]) -> set[str]:
    """Which records lie there only with the traps: those marked so, and what nothing but they point at."""
    laid = {trap["ref"] for trap in traps}
    while True:
        further = {
            record["ref"]
            for record in scenario["records"]
            if record["ref"] not in laid
            and (by := pointing_at(scenario, record["ref"]))
            and all(ref in laid for ref in by)
        }
        if not further:
            return laid
        laid |= further


def parted(scenario: Data, traps: list[Data]) -> tuple[Data, dict[str, list[Data]]]:
    """The scenario without bait; and for each trap's ref the records that it lays."""
    bait = bait_refs(scenario, traps)
    plain = {**scenario, "records": [record for record in scenario["records"] if record["ref"] not in bait]}
    laid: dict[str, list[Data]] = {}
    given: set[str] = set()
    for trap in traps:
        mine = bait_refs(scenario, [trap]) - given
        for record in scenario["records"]:  # what two traps share lies with the first one
            others = (
                record["ref"] in bait
                and record["ref"] not in mine
                and trap["ref"] in pointing_at(scenario, record["ref"])
            )
            if others and record["ref"] not in given:
                mine.add(record["ref"])
        given |= mine
        laid[trap["ref"]] = [record for record in scenario["records"] if record["ref"] in mine]
    return plain, laid


# --- variables ------------------------------------------------------------------------------------------


def with_variable(scenario: Data, name: str, pool: list[Any]) -> Data:
    return {**scenario, "variables": {**scenario["variables"], name: pool}}


def without_variable(scenario: Data, name: str) -> Data:
    """The scenario without that variable: where it stood, its first value stands."""
    pool = scenario["variables"].get(name, [])
    first = next((item for item in pool if not (isinstance(item, str) and item[:1] in "@-")), "")
    left = {key: value for key, value in scenario["variables"].items() if key != name}
    records = [{**record, "values": _put(record["values"], name, first)} for record in scenario["records"]]
    return {
        **scenario,
        "records": records,
        "variables": {key: _put(value, name, first) for key, value in left.items()},
    }


def _put(tree: Any, name: str, value: Any) -> Any:
    if isinstance(tree, Mapping):
        return {key: _put(part, name, value) for key, part in tree.items()}
    if isinstance(tree, list):
        return [_put(part, name, value) for part in tree]
    if not isinstance(tree, str):
        return tree
    if whole(tree) == name:
        return value
    if isinstance(value, Mapping):
        return tree
    return re.sub(r"\{\{\s*" + name + r"\s*\}\}", lambda _found: str(value), tree)


def used(scenario: Data, name: str) -> bool:
    """Whether the variable stands in some record or in another variable."""
    others = {key: pool for key, pool in scenario["variables"].items() if key != name}
    return name in variables_in([record["values"] for record in scenario["records"]]) | variables_in(others)
