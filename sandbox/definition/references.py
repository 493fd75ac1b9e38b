"""Whether a definition hangs together: every name that it uses exists, and means the right kind of thing.

`check_references` gives (path, sentence) for each fault; the loader adds file and line.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import regex

from sandbox.definition.conditions import COMBINATORS, DAYS_AWAY, OPERATORS
from sandbox.definition.schema import Action, Automation, Effect, Module, Platform, RecordField, RecordType, View

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
RESERVED = COMBINATORS | {"state", "rid", "ref", "version"}
_ME = frozenset({"$now", "$today", "$me.person", "$me.unit", "$me.role"})
_FILTERED = frozenset({"choice", "unit", "person", "date", "datetime", "checkbox"})


def check_references(platform: Platform) -> list[Fault]:
    """Everything that a valid-looking definition still gets wrong."""
    return [*_world(platform), *_modules(platform)]


def _unknown(path: Path, kind: str, name: object, known: Iterable[str]) -> Iterator[Fault]:
    names = sorted(known)
    if name not in names:
        shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        yield path, f'unknown {kind} "{name}"; expected one of: {shown or "(none defined)"}'


def _all_known(path: Path, kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    known = set(known)
    for position, name in enumerate(names):
        yield from _unknown((*path, position), kind, name, known)


# --- the world ------------------------------------------------------------------------------------------


def _world(platform: Platform) -> Iterator[Fault]:
    yield from _unknown(("agency",), "unit", platform.agency, platform.units)
    if not _is(datetime, platform.start):
        yield ("start",), f'"{platform.start}" is not a moment: expected "YYYY-MM-DDTHH:MM"'
    for key, unit in platform.units.items():
        if unit.parent:
            yield from _unknown(("units", key, "parent"), "unit", unit.parent, platform.units)
        above, seen = unit.parent, {key}
        while above in platform.units and above not in seen:
            seen.add(above)
            above = platform.units[above].parent
        if above in seen:
            yield ("units", key, "parent"), "the units above form a circle"
    for key, person in platform.people.items():
        yield from _unknown(("people", key, "unit"), "unit", person.unit, platform.units)
        yield from _unknown(("people", key, "role"), "role", person.role, platform.roles)
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
        yield from _unknown(("file_record",), "record type", platform.file_record, records)
    for key, module in platform.modules.items():
        path: Path = ("modules", key)
        if module.module != key:
            yield (*path, "module"), f'expected "{key}"'
        yield from _all_known((*path, "for"), "role", module.for_, platform.roles)
        for name, record in module.records.items():
            if name in owner:
                yield (*path, "records", name), f'the record type "{name}" is already defined in module {owner[name]}'
            owner[name] = key
            yield from _RecordChecks(platform, records, record, (*path, "records", name)).faults()
        yield from _automations(platform, module, records, path)


def _automations(
    platform: Platform, module: Module, records: Mapping[str, RecordType], path: Path
) -> Iterator[Fault]:
    for position, automation in enumerate(module.automations):
        here: Path = (*path, "automations", position)
        name, _, trigger = automation.after.partition(".")
        faults = [*_unknown((*here, "after"), "record type", name, records)]
        if not faults:
            faults += _unknown((*here, "after"), f"action of {name}", trigger, records[name].actions)
            faults += _unknown((*here, "do"), f"action of {name}", automation.do, records[name].actions)
        faults += _unknown((*here, "as"), "person", automation.as_, platform.people)
        yield from faults
        if not faults:
            yield from _automation(platform, automation, _RecordChecks(platform, records, records[name], here), here)


def _automation(platform: Platform, automation: Automation, checks: _RecordChecks, here: Path) -> Iterator[Fault]:
    action = checks.record.actions[automation.do]
    role = platform.people[automation.as_].role
    if role not in action.by:
        yield (
            (*here, "as"),
            f'{automation.as_} has the role {role}, but "{automation.do}" is done by {", ".join(action.by)}',
        )
    asked = {ask.field for ask in action.asks}
    for name, value in automation.fill.items():
        yield from _unknown((*here, "fill", name), f"field asked by {automation.do}", name, asked)
        yield from checks.references((*here, "fill", name), value, ())
    trigger = checks.record.actions[automation.after.partition(".")[2]]
    yield from checks.condition((*here, "if"), automation.if_, [ask.field for ask in trigger.asks])


class _RecordChecks:
    """The faults of one record type."""

    def __init__(self, platform: Platform, records: Mapping[str, RecordType], record: RecordType, path: Path) -> None:
        self.platform, self.records, self.record, self.path = platform, records, record, path

    def faults(self) -> Iterator[Fault]:
        record, path = self.record, self.path
        yield from _unknown((*path, "title"), "field", record.title, record.fields)
        for name in ("index", "search", "filters"):
            yield from _all_known((*path, name), "field", getattr(record, name), record.fields)
        yield from self._index()
        yield from _all_known((*path, "readable_by"), "role", record.readable_by, self.platform.roles)
        for key, field in record.fields.items():
            yield from self._field(key, field, (*path, "fields", key))
        starts = [key for key, state in record.states.items() if state.start]
        if len(starts) != 1:
            yield (*path, "states"), f"expected exactly one state with start: true; found {len(starts)}"
        for key, state in record.states.items():
            here: Path = (*path, "states", key)
            yield from _all_known((*here, "edit_by"), "role", state.edit_by, self.platform.roles)
            yield from _all_known((*here, "edit_fields"), "field", state.edit_fields, record.fields)
        for key, section in record.sections.items():
            yield from _all_known((*path, "sections", key, "fields"), "field", section.fields, record.fields)
        for key, action in record.actions.items():
            yield from self._action(action, (*path, "actions", key))
        for key, view in record.views.items():
            yield from self._view(view, (*path, "views", key))

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
        if field.to:
            yield from _unknown((*here, "to"), "record type", field.to, self.records)
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
        yield from self._law((*here, "law"), field.law)

    def _action(self, action: Action, here: Path) -> Iterator[Fault]:
        record = self.record
        if not action.by:
            yield (*here, "by"), "expected at least one role"
        yield from _all_known((*here, "by"), "role", action.by, self.platform.roles)
        yield from _all_known((*here, "from"), "state", action.from_, record.states)
        if action.to:
            yield from _unknown((*here, "to"), "state", action.to, record.states)
        if action.creates and (action.deletes or action.from_):
            yield (*here, "creates"), "an action that creates has no from and does not delete"
        if not action.creates and not action.from_:
            yield (*here, "from"), "expected the states in which the action is offered (or creates: true)"
        asked = [ask.field for ask in action.asks]
        for position, ask in enumerate(action.asks):
            place: Path = (*here, "asks", position)
            yield from _unknown((*place, "field"), "field", ask.field, record.fields)
            if ask.field in record.fields and record.fields[ask.field].generated:
                yield (*place, "field"), f'"{ask.field}" is generated: it cannot be asked for'
            yield from self.references((*place, "default"), ask.default, ())
        if len(set(asked)) != len(asked):
            yield (*here, "asks"), "a field is asked for twice"
        yield from _all_known((*here, "needs"), "field", action.needs, record.fields)
        for position, guard in enumerate(action.guards):
            place = (*here, "guards", position)
            yield from self.condition((*place, "require"), guard.require, asked)
            yield from self.condition((*place, "when"), guard.when, asked)
            if guard.field:
                yield from _unknown((*place, "field"), "field", guard.field, record.fields)
            yield from self._law((*place, "law"), guard.law)
        for position, effect in enumerate(action.effects):
            yield from self._effect(effect, (*here, "effects", position), asked)
        if action.done:
            for language in ("vi", "en"):
                yield from self._placeholders((*here, "done", language), getattr(action.done, language))
        yield from self._law((*here, "law"), action.law)

    def _effect(self, effect: Effect, here: Path, asked: list[str]) -> Iterator[Fault]:
        fields = self.record.fields
        forms = [name for name in EFFECT_FORMS if getattr(effect, name) is not None]
        if len(forms) != 1:
            yield here, f"expected exactly one of {', '.join(EFFECT_FORMS)}; found {len(forms)}"
        yield from self.condition((*here, "when"), effect.when, asked)
        for name, value in (effect.set or {}).items():
            yield from _unknown((*here, "set", name), "field", name, fields)
            yield from self.references((*here, "set", name), value, asked)
        if effect.number:
            yield from _unknown((*here, "number"), "field", effect.number, fields)
        yield from _all_known((*here, "clear"), "field", effect.clear or [], fields)
        if effect.remember:
            yield from self._typed((*here, "remember"), effect.remember, {"rows"})
        if effect.notify:
            known = [*self.platform.roles, *self.platform.people]
            yield from _all_known((*here, "notify", "to"), "role or person", effect.notify.to, known)
            for language in ("vi", "en"):
                yield from self._placeholders(
                    (*here, "notify", "say", language), getattr(effect.notify.say, language)
                )
        if effect.create:
            place: Path = (*here, "create")
            yield from _unknown((*place, "record"), "record type", effect.create.record, self.records)
            if effect.create.record in self.records:
                target = self.records[effect.create.record]
                yield from self._assigned((*place, "values"), effect.create.values, target, asked)
            if effect.create.link:
                yield from self._typed((*place, "link"), effect.create.link, {"record", "files"})
        if effect.update:
            place = (*here, "update")
            yield from self._typed((*place, "through"), effect.update.through, {"record", "files"})
            through = fields.get(effect.update.through)
            name = (through.to or self.platform.file_record or "") if through else ""
            if name in self.records:
                target = self.records[name]
                yield from self._assigned((*place, "set"), effect.update.set, target, asked)
                if effect.update.state:
                    yield from _unknown((*place, "state"), f"state of {name}", effect.update.state, target.states)

    def _assigned(
        self, here: Path, values: Mapping[str, Any], target: RecordType, asked: list[str]
    ) -> Iterator[Fault]:
        for name, value in values.items():
            yield from _unknown((*here, name), "field", name, target.fields)
            yield from self.references((*here, name), value, asked)

    def _typed(self, here: Path, name: str, types: set[str]) -> Iterator[Fault]:
        yield from _unknown(here, "field", name, self.record.fields)
        if name in self.record.fields and self.record.fields[name].type not in types:
            yield here, f'"{name}" is a {self.record.fields[name].type}; expected {" or ".join(sorted(types))}'

    def _view(self, view: View, here: Path) -> Iterator[Fault]:
        record = self.record
        yield from _all_known((*here, "for"), "role", view.for_, self.platform.roles)
        yield from _all_known((*here, "columns"), "field", [c for c in view.columns if c != "state"], record.fields)
        sort = view.sort.removeprefix("-")
        yield from _unknown((*here, "sort"), "indexed field", sort, record.index)
        yield from self.condition((*here, "where"), view.where, ())
        for name in _fields_in(view.where):
            if name in record.fields and name not in record.index:
                yield (
                    (*here, "where", name),
                    f'"{name}" must stand in index: lists filter by state and indexed fields only',
                )

    def _law(self, here: Path, law: str | None) -> Iterator[Fault]:
        if law:
            yield from _unknown(here, "legal reference", law, self.platform.laws)

    def _placeholders(self, here: Path, sentence: str) -> Iterator[Fault]:
        try:
            names = [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]
        except ValueError as error:
            yield here, f"not a sentence with placeholders such as {{title}}: {error}"
            return
        for name in names:
            yield from _unknown(here, "placeholder", name, ["title", "state", *self.record.fields])

    # --- conditions and references ----------------------------------------------------------------------

    def condition(
        self, here: Path, condition: Any, asked: Iterable[str], record: RecordType | None = None
    ) -> Iterator[Fault]:
        """The faults of a condition over `record` (this record type unless told)."""
        record, asked = record or self.record, tuple(asked)
        if not isinstance(condition, Mapping):
            yield here, "expected a condition: field names with what they must be"
            return
        for name, operand in condition.items():
            place: Path = (*here, name)
            if name in COMBINATORS:
                if not isinstance(operand, list):
                    yield place, f'"{name}" takes a list of conditions'
                    continue
                for position, part in enumerate(operand):
                    yield from self.condition((*place, position), part, asked, record)
            elif name == "state":
                yield from self._operand(place, operand, asked, None)
                for state in _plain(operand):
                    yield from _unknown(place, "state", state, record.states)
            else:
                yield from _unknown(place, "field", name, record.fields)
                if field := record.fields.get(name):
                    yield from self._operand(place, operand, asked, field)
                    if field.type in ("choice", "choices"):
                        for option in _plain(operand):
                            yield from _unknown(place, "option", option, field.options)

    def _operand(
        self, here: Path, operand: Any, asked: tuple[str, ...], field: RecordField | None
    ) -> Iterator[Fault]:
        if not isinstance(operand, Mapping):
            yield from self.references(here, operand, asked)
            return
        if field and field.type == "secret" and not OPERATORS & operand.keys():
            return
        for name, wanted in operand.items():
            place: Path = (*here, name)
            if name not in OPERATORS:
                yield from _unknown(place, "operator", name, OPERATORS)
            elif name == "refers_to":
                target = field and (field.to or (self.platform.file_record if field.type == "files" else None))
                if target not in self.records:
                    yield place, "refers_to needs a field of type record or files"
                else:
                    yield from self.condition(place, wanted, asked, self.records[str(target)])
            elif name == "not":
                yield from self._operand(place, wanted, asked, field)
            elif rule := _OPERAND_RULES.get(name):
                fits, expected = rule
                if not fits(wanted):
                    yield place, f"{name} takes {expected}"
                yield from self.references(place, wanted, asked)
            else:
                yield from self.references(place, wanted, asked)

    def references(self, here: Path, value: Any, asked: Iterable[str]) -> Iterator[Fault]:
        """The faults of `$references` anywhere in a value."""
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from self.references(here, one, asked)
        elif isinstance(value, str) and value.startswith("$") and value not in _ME:
            if DAYS_AWAY.fullmatch(value):
                return
            source, _, name = value.partition(".")
            if source == "$record":
                yield from _unknown(here, "field in $record", name, [*self.record.fields, "state", "rid"])
            elif source == "$input":
                yield from _unknown(here, "input in $input", name, asked)
            else:
                yield here, f'unknown reference "{value}"; expected {", ".join(sorted(_ME))}, $record.x or $input.x'


EFFECT_FORMS = ("set", "number", "clear", "create", "update", "notify", "remember")
_GENERATED = {("sequence", "number"), ("sequence", "text"), ("now", "datetime"), ("today", "date"), ("now", "text")}


def _plain(operand: Any) -> list[Any]:
    """The plain values that an operand names (for checking them against states or options)."""
    if isinstance(operand, Mapping):
        kept = ("equals", "one_of", "not", "same", "contains", "excludes")
        return [value for name in kept if name in operand for value in _plain(operand[name])]
    values = operand if isinstance(operand, list) else [operand]
    return [value for value in values if isinstance(value, str) and value[:1] not in ("$", "@", "{")]


def _fields_in(condition: Mapping[str, Any]) -> Iterator[str]:
    for name, operand in condition.items():
        if name in COMBINATORS:
            for part in operand if isinstance(operand, list) else []:
                yield from _fields_in(part) if isinstance(part, Mapping) else ()
        elif name != "state":
            yield name


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 500 and regex.compile(value) is not None
    except regex.error:
        return False


_OPERAND_RULES: dict[str, tuple[Any, str]] = {
    "empty": (_is_flag, "true or false"),
    "working_day": (_is_flag, "true or false"),
    "min_length": (_is_size, "a whole number"),
    "max_length": (_is_size, "a whole number"),
    "count": (lambda v: _is_size(v) or isinstance(v, Mapping), "a whole number or operators"),
    "sum": (lambda v: isinstance(v, Mapping), "operators, and column for rows"),
    "one_of": (lambda v: isinstance(v, list), "a list"),
    "between": (lambda v: isinstance(v, list) and len(v) == 2, "[low, high]"),
    "matches": (_is_pattern, "a pattern of at most 500 characters"),
    "working_days_before": (
        lambda v: isinstance(v, Mapping) and v.keys() == {"than", "at_least"} and _is_size(v["at_least"]),
        "{than: a date, at_least: a whole number}",
    ),
}
