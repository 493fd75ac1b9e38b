"""Whether a definition hangs together: every name that it uses exists, and means the right kind of thing.

`check_references` gives (path, sentence) for each fault; the loader adds file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import regex

from sandbox.definition.condition_faults import Fault, Path, unknown
from sandbox.definition.conditions import COMBINATORS, OTHER
from sandbox.definition.effect_faults import EffectFaults, all_known
from sandbox.definition.schema import Action, Automation, Module, Platform, RecordField, RecordType, View

RESERVED = COMBINATORS | {OTHER, "state", "rid", "ref", "version"}
_GENERATED = {("sequence", "number"), ("sequence", "text"), ("now", "datetime"), ("today", "date"), ("now", "text")}
_NO_NAMES = frozenset({"record", "files", "rows", "secret"})
_FILTERED = frozenset({"choice", "unit", "person", "record", "date", "datetime", "checkbox"})
_DESK = {"chu": "person", "ghim": "choices"}  # the fields of `desk_record`


def check_references(platform: Platform) -> list[Fault]:
    """Everything that a valid-looking definition still gets wrong."""
    return [*_world(platform), *_modules(platform)]


# --- the world ------------------------------------------------------------------------------------------


def _world(platform: Platform) -> Iterator[Fault]:
    yield from unknown(("agency",), "unit", platform.agency, platform.units)
    if not _is(datetime, platform.start):
        yield ("start",), f'"{platform.start}" is not a moment: expected "YYYY-MM-DDTHH:MM"'
    for key, unit in platform.units.items():
        if unit.parent:
            yield from unknown(("units", key, "parent"), "unit", unit.parent, platform.units)
        above, seen = unit.parent, {key}
        while above in platform.units and above not in seen:
            seen.add(above)
            above = platform.units[above].parent
        if above in seen:
            yield ("units", key, "parent"), "the units above form a circle"
    for key, person in platform.people.items():
        yield from unknown(("people", key, "unit"), "unit", person.unit, platform.units)
        yield from unknown(("people", key, "role"), "role", person.role, platform.roles)
    yield from _calendar(platform)
    for key, law in platform.laws.items():
        for name in ("in_force_from", "in_force_until"):
            if (day := getattr(law, name)) is not None and not _is(date, day):
                yield ("laws", key, name), f'"{day}" is not a day: expected "YYYY-MM-DD"'


def _calendar(platform: Platform) -> Iterator[Fault]:
    calendar, path = platform.calendar, ("calendar",)
    if not calendar.working_days or not set(calendar.working_days) <= set(range(7)):
        yield (*path, "working_days"), "expected days of the week, 0 (Monday) to 6 (Sunday), at least one"
    for name in ("holidays", "extra_working_days"):
        for position, day in enumerate(getattr(calendar, name)):
            if not _is(date, day):
                place = day if name == "holidays" else position
                yield (*path, name, place), f'"{day}" is not a day: expected "YYYY-MM-DD"'
    if not calendar.sessions:
        yield (*path, "sessions"), 'expected at least one session, as in {start: "07:00", end: "11:00"}'
    before = ""
    for position, session in enumerate(calendar.sessions):
        fits = before <= session.start < session.end <= "24:00"
        if not fits or not all(_is(datetime, f"2026-01-01T{moment}") for moment in (session.start, session.end)):
            yield (
                (*path, "sessions", position),
                "expected sessions in order, each from an earlier to a later time of day",
            )
        before = session.end


def _is(kind: type[date], written: str) -> bool:
    try:
        kind.fromisoformat(written)
    except ValueError:
        return False
    return True


# --- modules and record types ---------------------------------------------------------------------------


def _modules(platform: Platform) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    records = {key: record for module in platform.modules.values() for key, record in module.records.items()}
    if platform.file_record:
        yield from unknown(("file_record",), "record type", platform.file_record, records)
    if platform.desk_record:
        yield from unknown(("desk_record",), "record type", platform.desk_record, records)
        for name, kind in _DESK.items() if platform.desk_record in records else ():
            found = records[platform.desk_record].fields.get(name)
            if found is None or found.type != kind:
                yield ("desk_record",), f'"{platform.desk_record}" needs a field "{name}" of type {kind}'
    for key, module in platform.modules.items():
        path: Path = ("modules", key)
        if module.module != key:
            yield (*path, "module"), f'expected "{key}"'
        yield from all_known((*path, "for"), "role", module.for_, platform.roles)
        for name, record in module.records.items():
            if name in owner:
                yield (*path, "records", name), f'the record type "{name}" is already defined in module {owner[name]}'
            owner[name] = key
            yield from _RecordFaults(platform, records, record, (*path, "records", name)).faults()
        yield from _automations(platform, module, records, path)


def _automations(
    platform: Platform, module: Module, records: Mapping[str, RecordType], path: Path
) -> Iterator[Fault]:
    for position, automation in enumerate(module.automations):
        here: Path = (*path, "automations", position)
        if (automation.after is None) == (automation.at is None):
            yield here, "expected either after (an action) or at (a moment of a record)"
            continue
        form = "at" if automation.at else "after"
        name, _, trigger = str(automation.at or automation.after).partition(".")
        faults = [*unknown((*here, form), "record type", name, records)]
        target = name
        if not faults and automation.on:
            checks = _RecordFaults(platform, records, records[name], here)
            faults += checks.typed((*here, "on"), automation.on, {"record"})
            target = (records[name].fields[automation.on].to or "") if not faults else ""
        if not faults:
            known = records[name].fields if automation.at else records[name].actions
            faults += unknown((*here, form), f"{'field' if automation.at else 'action'} of {name}", trigger, known)
            faults += unknown((*here, "on"), "record type", target, records)
        if not faults:
            faults += unknown((*here, "do"), f"action of {target}", automation.do, records[target].actions)
        if not automation.person_field:
            faults += unknown((*here, "as"), "person", automation.as_, platform.people)
        yield from faults
        if not faults:
            checks = _RecordFaults(platform, records, records[name], here)
            yield from _automation(platform, automation, checks, records[target], here)


def _automation(
    platform: Platform, automation: Automation, checks: _RecordFaults, target: RecordType, here: Path
) -> Iterator[Fault]:
    action = target.actions[automation.do]
    if automation.person_field:
        yield from checks.typed((*here, "as"), automation.person_field, {"person"})
    elif (role := platform.people[automation.as_].role) not in action.by:
        yield (
            (*here, "as"),
            f'{automation.as_} has the role {role}, but "{automation.do}" is done by {", ".join(action.by)}',
        )
    if automation.at:
        yield from checks.typed((*here, "at"), automation.at.partition(".")[2], {"date", "datetime"})
    elif automation.early:
        yield (*here, "early"), "only a moment (at) can be early"
    asked = {ask.field for ask in action.asks}
    for name, value in automation.fill.items():
        yield from unknown((*here, "fill", name), f"field asked by {automation.do}", name, asked)
        yield from checks.references((*here, "fill", name), value, ())
    trigger = checks.record.actions[automation.after.partition(".")[2]] if automation.after else None
    yield from checks.condition((*here, "if"), automation.if_, [ask.field for ask in trigger.asks] if trigger else [])


class _RecordFaults(EffectFaults):
    """Looks over one record type."""

    def __init__(self, platform: Platform, records: Mapping[str, RecordType], record: RecordType, path: Path) -> None:
        super().__init__(platform, records, record)
        self.path = path

    def faults(self) -> Iterator[Fault]:
        record, path = self.record, self.path
        yield from unknown((*path, "title"), "field", record.title, record.fields)
        for name in dict.fromkeys([record.title, *record.key_fields]):
            if name in record.fields and record.fields[name].type in _NO_NAMES:
                yield (*path, "fields", name), f"what a record is called by cannot be a {record.fields[name].type}"
        for name in ("index", "search", "filters"):
            yield from all_known((*path, name), "field", getattr(record, name), record.fields)
        yield from self._index()
        yield from all_known((*path, "readable_by"), "role", record.readable_by, self.platform.roles)
        for key, field in record.fields.items():
            yield from self._field(key, field, (*path, "fields", key))
        starts = [key for key, state in record.states.items() if state.start]
        if len(starts) != 1:
            yield (*path, "states"), f"expected exactly one state with start: true; found {len(starts)}"
        for key, state in record.states.items():
            here: Path = (*path, "states", key)
            yield from all_known((*here, "edit_by"), "role", state.edit_by, self.platform.roles)
            yield from all_known((*here, "edit_fields"), "field", state.edit_fields, record.fields)
        for key, section in record.sections.items():
            yield from all_known((*path, "sections", key, "fields"), "field", section.fields, record.fields)
        for key, action in record.actions.items():
            yield from self._action(action, (*path, "actions", key))
        for key, view in record.views.items():
            yield from self._view(view, (*path, "views", key))
        yield from self._of_lists((*path, "visible"), record.visible)
        for code, finding in record.findings.items():
            here = (*path, "findings", code)
            yield from self.condition((*here, "require"), finding.require, ())
            yield from self.condition((*here, "when"), finding.when, ())
            if finding.field:
                yield from unknown((*here, "field"), "field", finding.field, record.fields)
            yield from self.law((*here, "law"), finding.law)
            yield from self.said((*here, "say"), finding.say)

    def _index(self) -> Iterator[Fault]:
        record = self.record
        if len(set(record.index)) != len(record.index):
            yield (*self.path, "index"), "a field is named twice"
        for position, name in enumerate(record.filters):
            here: Path = (*self.path, "filters", position)
            if name in record.fields and name not in record.index:
                yield here, f'"{name}" must stand in index to be a filter'
            if name in record.fields and record.fields[name].type not in _FILTERED:
                yield (
                    here,
                    f'"{name}" is a {record.fields[name].type}; a filter is one of: {", ".join(sorted(_FILTERED))}',
                )

    def _field(self, key: str, field: RecordField, here: Path) -> Iterator[Fault]:
        if key in RESERVED:
            yield here, f'"{key}" is a reserved word: choose another key'
        needs = {"choice": "options", "choices": "options", "record": "to", "rows": "columns"}.get(field.type)
        if needs and not getattr(field, needs):
            yield here, f"a field of type {field.type} needs {needs}"
        if len(set(field.options)) != len(field.options):
            yield (*here, "options"), "an option is given twice"
        if field.options_en and len(field.options_en) != len(field.options):
            yield (*here, "options_en"), f"expected {len(field.options)} options, one for each of options"
        for name, column in field.columns.items():
            if column.type == "choice" and not column.options:
                yield (*here, "columns", name), "a column of type choice needs options"
            if column.mask and column.type != "text":
                yield (*here, "columns", name, "mask"), f"a mask is a text: the column cannot be a {column.type}"
        if field.to:
            yield from unknown((*here, "to"), "record type", field.to, self.records)
        yield from all_known((*here, "roles"), "role", field.roles, self.platform.roles)
        if field.type == "files" and not self.platform.file_record:
            yield here, "a field of type files needs file_record in platform.yaml"
        if field.generated and (field.generated, field.type) not in _GENERATED:
            yield (*here, "generated"), f"a {field.type} cannot be generated from {field.generated}"
        if field.matches:
            try:
                regex.compile(field.matches)
            except regex.error as error:
                yield (*here, "matches"), f"not a pattern: {error}"
        if field.min is not None and field.max is not None and field.min > field.max:
            yield (*here, "min"), "min is greater than max"
        yield from self.law((*here, "law"), field.law)
        yield from self.condition((*here, "shown_when"), field.shown_when, ())

    def _action(self, action: Action, here: Path) -> Iterator[Fault]:
        record = self.record
        if not action.by:
            yield (*here, "by"), "expected at least one role"
        yield from all_known((*here, "by"), "role", action.by, self.platform.roles)
        yield from all_known((*here, "from"), "state", action.from_, record.states)
        if action.to:
            yield from unknown((*here, "to"), "state", action.to, record.states)
        if action.creates and (action.deletes or action.from_):
            yield (*here, "creates"), "an action that creates has no from and does not delete"
        if not action.creates and not action.from_:
            yield (*here, "from"), "expected the states in which the action is offered (or creates: true)"
        asked = [ask.field for ask in action.asks]
        for position, ask in enumerate(action.asks):
            place: Path = (*here, "asks", position)
            yield from unknown((*place, "field"), "field", ask.field, record.fields)
            if ask.field in record.fields and record.fields[ask.field].generated:
                yield (*place, "field"), f'"{ask.field}" is generated: it cannot be asked for'
            yield from self.references((*place, "default"), ask.default, ())
            yield from self.literal((*place, "default"), record.fields.get(ask.field), ask.default)
        if len(set(asked)) != len(asked):
            yield (*here, "asks"), "a field is asked for twice"
        yield from all_known((*here, "needs"), "field", action.needs, record.fields)
        for position, guard in enumerate(action.guards):
            place = (*here, "guards", position)
            yield from self.condition((*place, "require"), guard.require, asked)
            yield from self.condition((*place, "when"), guard.when, asked)
            if guard.field:
                yield from unknown((*place, "field"), "field", guard.field, record.fields)
            yield from self.law((*place, "law"), guard.law)
        for position, effect in enumerate(action.effects):
            yield from self.effect(effect, (*here, "effects", position), asked)
        if action.done:
            yield from self.said((*here, "done"), action.done)
        yield from self.law((*here, "law"), action.law)

    def _view(self, view: View, here: Path) -> Iterator[Fault]:
        record = self.record
        yield from all_known((*here, "for"), "role", view.for_, self.platform.roles)
        yield from all_known((*here, "columns"), "field", [c for c in view.columns if c != "state"], record.fields)
        sort = view.sort.removeprefix("-")
        yield from unknown((*here, "sort"), "indexed field", sort, record.index)
        yield from self._of_lists((*here, "where"), view.where)

    def _of_lists(self, here: Path, condition: Mapping[str, Any]) -> Iterator[Fault]:
        """A condition that is asked of whole lists, outside of any action."""
        yield from self.condition(here, condition, ())
        yield from self.in_lists(here, condition)
        yield from self.alone(here, condition)
