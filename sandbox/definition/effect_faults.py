"""The faults of effects: fields that are not there or of the wrong type, values that their field cannot hold."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.definition.condition_faults import ConditionFaults, Fault, Path, unknown
from sandbox.definition.conditions import number
from sandbox.definition.problems import ValueProblem
from sandbox.definition.schema import (
    Creation,
    Deadline,
    Effect,
    RecordField,
    RecordType,
    TableCut,
    Text,
    Update,
)
from sandbox.definition.values import parse_stored

FORMS = tuple(name for name in Effect.model_fields if name != "when")
FOUND = ("code", "text", "field")  # the columns of what `validate` finds
_MOMENTS = frozenset({"date", "datetime"})
_NUMBERS = frozenset({"number", "money"})
_TEXTS = frozenset({"text", "longtext"})


def all_known(path: Path, kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    known = set(known)
    for position, name in enumerate(names):
        yield from unknown((*path, position), kind, name, known)


class EffectFaults(ConditionFaults):
    """Looks over the effects of one record type's actions."""

    def effect(self, effect: Effect, here: Path, asked: list[str]) -> Iterator[Fault]:
        record = self.record
        forms = [name for name in FORMS if getattr(effect, name) is not None]
        if len(forms) != 1:
            words = ", ".join(name.rstrip("_") for name in FORMS)
            yield here, f"expected exactly one of {words}; found {len(forms)}"
        yield from self.condition((*here, "when"), effect.when, asked)
        yield from self._assigned((*here, "set"), effect.set or {}, record, asked)
        if effect.number:
            yield from unknown((*here, "number"), "field", effect.number, record.fields)
        yield from all_known((*here, "clear"), "field", effect.clear or [], record.fields)
        if effect.remember:
            yield from self.typed((*here, "remember"), effect.remember, {"rows"})
        if effect.notify:
            known = [*self.platform.roles, *self.platform.people]
            yield from all_known((*here, "notify", "to"), "role or person", effect.notify.to, known)
            yield from self.said((*here, "notify", "say"), effect.notify.say)
        if effect.create:
            yield from self._create(effect.create, (*here, "create"), asked)
        if effect.update:
            yield from self._update(effect.update, (*here, "update"), asked)
        for name, amount in (effect.add or {}).items():
            yield from self.typed((*here, "add", name), name, _NUMBERS)
            yield from self._told((*here, "add", name), amount, _NUMBERS, asked)
        for name, factors in (effect.product or {}).items():
            yield from self.typed((*here, "product", name), name, _NUMBERS)
            for position, factor in enumerate(factors):
                yield from self._told((*here, "product", name, position), factor, _NUMBERS, asked)
        for name, factors in (effect.product or {}).items():
            yield from self.typed((*here, "product", name), name, _NUMBERS)
            for factor in factors:
                yield from self._told((*here, "product", name), factor, _NUMBERS, asked)
        if effect.deadline:
            yield from self._deadline(effect.deadline, (*here, "deadline"), asked)
        if effect.validate_:
            yield from self._validate(effect.validate_, (*here, "validate"))
        if effect.table:
            yield from self._table(effect.table, (*here, "table"), asked)
        if effect.state:
            yield from unknown((*here, "state"), "state", effect.state, record.states)
        if effect.say:
            yield from self.said((*here, "say"), effect.say)
        for name, template in (effect.compose or {}).items():
            yield from self.typed((*here, "compose", name), name, _TEXTS)
            yield from self.placeholders((*here, "compose", name), template, formed=True)

    def _create(self, creation: Creation, here: Path, asked: list[str]) -> Iterator[Fault]:
        yield from unknown((*here, "record"), "record type", creation.record, self.records)
        yield from self.references((*here, "each"), creation.each, asked)
        yield from self.references((*here, "but"), creation.but, asked)
        if creation.but is not None and creation.each is None:
            yield (*here, "but"), "but leaves out items of each: there is no each"
        if target := self.records.get(creation.record):
            each = creation.each is not None
            yield from self._assigned((*here, "values"), creation.values, target, asked, each=each)
            if creation.state:
                yield from unknown((*here, "state"), f"state of {creation.record}", creation.state, target.states)
        if creation.link:
            yield from self.typed((*here, "link"), creation.link, {"record", "files"})

    def _update(self, update: Update, here: Path, asked: list[str]) -> Iterator[Fault]:
        name = ""
        if (update.through is None) == (update.every is None):
            yield here, "expected either through (a field) or every (records that match)"
        elif update.every:
            name = update.every.record
            yield from unknown((*here, "every", "record"), "record type", name, self.records)
            if name in self.records:
                place: Path = (*here, "every", "where")
                yield from self.condition(place, update.every.where, asked, self.records[name])
        elif update.through:
            yield from self.typed((*here, "through"), update.through, {"record", "files"})
            through = self.record.fields.get(update.through)
            name = (through.to or self.platform.file_record or "") if through else ""
        if target := self.records.get(name):
            yield from self._assigned((*here, "set"), update.set, target, asked)
            if update.state:
                yield from unknown((*here, "state"), f"state of {name}", update.state, target.states)

    def _deadline(self, deadline: Deadline, here: Path, asked: list[str]) -> Iterator[Fault]:
        yield from self.typed((*here, "field"), deadline.field, _MOMENTS)
        yield from self._told((*here, "from"), deadline.from_, _MOMENTS, asked)
        yield from self._told((*here, "since"), deadline.since, _MOMENTS, asked)
        yield from self._told((*here, "days"), deadline.days, _NUMBERS, asked)
        yield from self._told((*here, "hours"), deadline.hours, _NUMBERS, asked)

    def _told(self, here: Path, value: Any, types: frozenset[str], asked: list[str]) -> Iterator[Fault]:
        """A moment or a number, given or by reference."""
        yield from self.references(here, value, asked)
        expected = "a date or datetime" if types == _MOMENTS else "a number"
        if field := self.meant(value):
            if field.type not in types:
                yield here, f'"{value}" is a {field.type}; expected {expected}'
        elif isinstance(value, str) and value.startswith("$"):
            if (types == _MOMENTS) != value.startswith(("$now", "$today")):
                yield here, f'"{value}" is not {expected}'
        elif value is not None and (types == _MOMENTS or number(value) is None):
            yield here, f"expected {expected}, or a $reference to one"

    def _validate(self, name: str, here: Path) -> Iterator[Fault]:
        yield from self.typed(here, name, {"rows"})
        field = self.record.fields.get(name)
        if field and field.type == "rows" and (lacking := [key for key in FOUND if key not in field.columns]):
            yield here, f'"{name}" needs the columns {", ".join(FOUND)}; missing: {", ".join(lacking)}'
        if not self.record.findings:
            yield here, "there is nothing to find: the record type has no findings"

    def _table(self, cut: TableCut, here: Path, asked: list[str]) -> Iterator[Fault]:
        yield from self.typed((*here, "field"), cut.field, {"rows"})
        yield from self.references((*here, "keep"), cut.keep, asked)
        yield from self.references((*here, "mask"), cut.mask, asked)
        field = self.record.fields.get(cut.field)
        if field is None or field.type != "rows":
            return
        yield from self.rows_condition((*here, "rows"), cut.rows, field.columns)
        called = {name: column for key, column in field.columns.items() for name in (key, column.vi)}
        for form in ("keep", "mask"):
            told = getattr(cut, form)
            for name in told if isinstance(told, list) else []:
                yield from unknown((*here, form), "column", name, field.columns if name not in called else called)
                if form == "mask" and name in called and not called[name].mask:
                    yield (*here, form), f'the column "{name}" has no kind of personal data: give it mask'

    # --- values and words -----------------------------------------------------------------------------------

    def _assigned(
        self, here: Path, values: Mapping[str, Any], target: RecordType, asked: list[str], *, each: bool = False
    ) -> Iterator[Fault]:
        for name, value in values.items():
            yield from unknown((*here, name), "field", name, target.fields)
            yield from self.references((*here, name), value, asked, each=each)
            yield from self.literal((*here, name), target.fields.get(name), value)

    def literal(self, here: Path, field: RecordField | None, value: Any) -> Iterator[Fault]:
        """A value without references must be one that its field can hold."""
        if field and field.type != "secret" and not _refers(value):
            try:
                parse_stored(field, value, platform=self.platform)
            except ValueProblem as problem:
                yield here, problem.say.en

    def typed(self, here: Path, name: str, types: Iterable[str]) -> Iterator[Fault]:
        """A field of this record type that is of one of these types."""
        yield from unknown(here, "field", name, self.record.fields)
        if name in self.record.fields and self.record.fields[name].type not in types:
            yield here, f'"{name}" is a {self.record.fields[name].type}; expected {" or ".join(sorted(types))}'

    def law(self, here: Path, law: str | None) -> Iterator[Fault]:
        if law:
            yield from unknown(here, "legal reference", law, self.platform.laws)

    def said(self, here: Path, sentence: Text) -> Iterator[Fault]:
        for language in ("vi", "en"):
            yield from self.placeholders((*here, language), sentence.into(language))

    def placeholders(self, here: Path, sentence: str, *, formed: bool = False) -> Iterator[Fault]:
        """`formed`: a number may have leading zeros {so:04}, a date be given by its parts {ngay:yymmdd}."""
        try:
            places = [(name, form) for _, name, form, _ in string.Formatter().parse(sentence) if name is not None]
        except ValueError as error:
            yield here, f"not a sentence with placeholders such as {{title}}: {error}"
            return
        for name, told in places:
            yield from unknown(here, "placeholder", name, ["title", "state", *self.record.fields])
            kind = self.record.fields[name].type if name in self.record.fields else ""
            form = told or ""
            fits = (kind in _NUMBERS and form.isdecimal()) or (kind in _MOMENTS and set(form) <= set("ymd"))
            if form and not (formed and fits):
                known = ", {number:04} or {date:yymmdd}" if formed else ""
                yield here, f'"{{{name}:{form}}}" cannot be written: expected {{{name}}}{known}'


def _refers(value: Any) -> bool:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return any(_refers(one) for one in value)
    return isinstance(value, str) and value[:1] in ("$", "@")
