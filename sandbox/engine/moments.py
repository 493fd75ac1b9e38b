"""Moments of records at which something happens by itself: automations with `at` ("ho_so_mc.ngay_hen_tra").

What is still to come stands in the fact `moments`, soonest first: [{"rule", "rid", "due", "as": the person, where the
record tells}, …]. It is planned when a record is put into the workspace, planned again whenever the record changes,
and dropped when the record goes. Base records that nobody touched have no moments: a list of 10,000 deadlines would
be nobody's story.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.definition.calendar import after_wait, end_of_day
from sandbox.definition.schema import Automation, Platform
from sandbox.engine.rows import RecordView

FACT = "moments"
Entry = dict[str, Any]


def rules_at(platform: Platform, record_type: str) -> list[tuple[str, Automation]]:
    """The automations that wait for a moment of such records, with their name inside the definition."""
    if rules_at not in platform.worked_out:
        found: dict[str, list[tuple[str, Automation]]] = {}
        for key, module in platform.modules.items():
            for position, rule in enumerate(module.automations):
                if rule.at:
                    found.setdefault(rule.at.partition(".")[0], []).append((f"{key}:{position}", rule))
        platform.worked_out[rules_at] = found
    known: dict[str, list[tuple[str, Automation]]] = platform.worked_out[rules_at]
    return known.get(record_type, [])


def due(platform: Platform, rule: Automation, data: dict[str, Any]) -> str | None:
    """When the automation's moment comes for a record; None while the field is empty. A day is its last closing."""
    value = data.get(str(rule.at).partition(".")[2])
    if not isinstance(value, str) or not value:
        return None
    moment = end_of_day(platform.calendar, value) if len(value) == 10 else value
    return after_wait(platform.calendar, moment, -rule.wait if rule.early else rule.wait)


def planned(
    platform: Platform, changed: Iterable[RecordView], known: list[Entry], *, now: str, but: frozenset[str]
) -> list[Entry]:
    """What is to come once these records have changed. `but`: people for whom nobody acts.

    Only what lies after `now` is planned; what is overdue and held back stays as long as its moment stays.
    """
    rows = {view.rid: view for view in changed if rules_at(platform, view.type)}
    if not rows:
        return known
    kept = [entry for entry in known if entry["rid"] not in rows]
    for view in rows.values():
        if view.deleted:
            continue
        for name, rule in rules_at(platform, view.type):
            person, moment = rule.person(view.data), due(platform, rule, view.data)
            if person not in platform.people or person in but or moment is None:
                continue
            entry = {"rule": name, "rid": view.rid, "due": moment}
            if rule.person_field:
                entry["as"] = person
            if moment > now or entry in known:
                kept.append(entry)
    return sorted(kept, key=soonest)


def soonest(entry: Entry) -> tuple[str, int, str]:
    return entry["due"], entry["rid"], entry["rule"]
