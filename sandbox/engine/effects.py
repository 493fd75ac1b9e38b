"""What an action does to the records, in the definition's order. Data in, rows out: nothing is executed as code.

Effects see the record as the form left it, still in the state that it comes from; the new state is set last.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.definition import calendar
from sandbox.definition.conditions import Scope, holds, is_empty, number, resolve
from sandbox.definition.dates import show as moment
from sandbox.definition.schema import (
    Calendar,
    Column,
    Creation,
    Deadline,
    Effect,
    Notice,
    RecordField,
    RecordType,
    TableCut,
    Text,
    Update,
)
from sandbox.definition.values import ValueProblem, parse_stored, show
from sandbox.engine import sentences
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, Verb, scope
from sandbox.masking import masked
from sandbox.text import fold

FARTHEST = 100_000  # working days, or office minutes, by which a deadline may be away
_PLACE = re.compile(r"\{(?P<name>[a-z][a-z0-9_]{0,39})(?::(?P<form>[0-9]{1,2}|[ymd]{2,8}))?\}")


@dataclass
class Deed:
    """One action under way."""

    desk: Desk
    seat: Seat
    verb: Verb
    record: RecordView
    given: dict[str, Any]
    remark: str = ""  # a colleague's sentence, for logs of opinions
    state: str | None = None  # where the effects lead, instead of the action's `to`
    said: Text | None = None  # what the effects say, instead of the action's `done`
    notices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def definition(self) -> RecordType:
        return self.verb.definition

    @property
    def scope(self) -> Scope:
        return scope(self.desk, self.seat, self.record.facts, self.given)

    def change(self, values: dict[str, Any]) -> None:
        """Fields of the record from now on; None empties."""
        self.record = replace(self.record, data=merged(self.record.data, values))

    def finish(self, state: str, *, deleted: bool) -> None:
        if deleted:
            self.record = replace(self.record, data={}, deleted=True)
        else:
            self.record = replace(self.record, state=state)
        self.desk.put(self.record)

    def say(self, template: Text) -> Text:
        return sentences.fill(template, lambda name, language: named(self.desk, self.record, name, language))


def merged(data: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Every empty value is an absent key."""
    both = {**data, **values}
    return {name: value for name, value in both.items() if value is False or not is_empty(value)}


def apply(deed: Deed, effects: list[Effect]) -> None:
    for effect in effects:
        if holds(effect.when, deed.record.facts, scope=deed.scope):
            for form, consequence in _FORMS.items():
                if (told := getattr(effect, form)) is not None:
                    consequence(deed, told)


def resolved(tree: Any, at: Scope) -> Any:
    """The same data with every $reference replaced by what it stands for."""
    if isinstance(tree, dict):
        return {key: resolved(part, at) for key, part in tree.items()}
    if isinstance(tree, list):
        return [resolved(part, at) for part in tree]
    return resolve(tree, at)


def stored(desk: Desk, definition: RecordType, values: dict[str, Any]) -> dict[str, Any]:
    """Values in the form in which their fields keep them; what does not fit its field leaves it empty."""
    return {name: _fitting(desk, definition.fields[name], value) for name, value in values.items()}


def _fitting(desk: Desk, field: RecordField, value: Any) -> Any:
    if field.type == "date" and isinstance(value, str):
        value = value[:10]
    elif field.type == "datetime" and isinstance(value, str) and len(value) == 10:
        value = calendar.end_of_day(desk.platform.calendar, value)
    elif field.type in ("choices", "people", "units", "files") and value is not None and not isinstance(value, list):
        value = [value]
    elif field.type in ("person", "unit", "record") and isinstance(value, list):
        value = next(iter(value), None)  # the first of several is the one addressed
    try:
        return parse_stored(field, value, platform=desk.platform)
    except ValueProblem:
        return None


def next_number(desk: Desk, record_type: str, name: str) -> int:
    """The next number of a book: never twice, never back (going back in time takes it back with the rest)."""
    key = f"{record_type}.{name}"
    numbers = desk.facts.get("numbers", {})
    number = numbers.get(key, desk.workspace.snapshot.sequences.get(key, 0)) + 1
    desk.facts["numbers"] = {**numbers, key: number}
    return int(number)


def fresh(desk: Desk, record_type: str, values: dict[str, Any]) -> dict[str, Any]:
    """A new record's data: what was given, and the date or time where the definition generates it."""
    generated = {"now": desk.now, "today": desk.now[:10]}
    made = {
        name: desk.now[:10] if definition.type == "date" else generated[definition.generated]
        for name, definition in desk.platform.record(record_type).fields.items()
        if definition.generated in generated
    }
    return merged(made, values)


# --- the forms of an effect -------------------------------------------------------------------------------


def _set(deed: Deed, values: dict[str, Any]) -> None:
    deed.change(stored(deed.desk, deed.definition, resolved(values, deed.scope)))


def _number(deed: Deed, name: str) -> None:
    deed.change({name: next_number(deed.desk, deed.verb.record_type, name)})


def _clear(deed: Deed, names: list[str]) -> None:
    deed.change(dict.fromkeys(names))


def _add(deed: Deed, amounts: dict[str, Any]) -> None:
    """So much more in a number field; an empty field, and an amount that is no number, count as 0."""
    for name, amount in amounts.items():
        parts = (number(value) for value in (deed.record.data.get(name), resolve(amount, deed.scope)))
        total = sum((part for part in parts if part is not None), Decimal(0))
        deed.change(stored(deed.desk, deed.definition, {name: format(total, "f")}))


def _product(deed: Deed, factors: dict[str, list[Any]]) -> None:
    """Numbers multiplied, money to the whole đồng; with one of them missing there is no product."""
    for name, parts in factors.items():
        numbers = [number(resolve(part, deed.scope)) for part in parts]
        known = [one for one in numbers if one is not None]
        total = math.prod(known, start=Decimal(1)) if len(known) == len(numbers) else None
        if total is not None and deed.definition.fields[name].type == "money":
            total = total.quantize(Decimal(1), ROUND_HALF_UP)
        told = None if total is None else format(total, "f")
        deed.change(stored(deed.desk, deed.definition, {name: told}))


def _create(deed: Deed, creation: Creation) -> None:
    """A record, or with `each` one for every item of a list."""
    definition = deed.desk.platform.record(creation.record)
    items = [None]
    if creation.each is not None:
        found = resolved(creation.each, deed.scope)
        left_out = _listed(resolved(creation.but, deed.scope))
        items = [item for item in _listed(found) if item not in left_out]
    for item in items:
        values = resolved(creation.values, replace(deed.scope, each=item))
        data = fresh(deed.desk, creation.record, stored(deed.desk, definition, values))
        made = deed.desk.create(creation.record, creation.state or definition.start_state, data)
        if creation.link:
            linked: Any = made.rid
            if deed.definition.fields[creation.link].type == "files":
                linked = [*deed.record.data.get(creation.link, []), made.rid]
            deed.change({creation.link: linked})


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _update(deed: Deed, update: Update) -> None:
    """Into the records of a field, or into every other one that this workspace made or changed and that matches."""
    values = resolved(update.set, deed.scope)
    for target in _targets(deed, update):
        data = merged(target.data, stored(deed.desk, deed.desk.platform.record(target.type), values))
        deed.desk.put(replace(target, data=data, state=update.state or target.state))


def _targets(deed: Deed, update: Update) -> list[RecordView]:
    if update.every:
        at = deed.scope
        own = [view for view in deed.desk.own(update.every.record) if view.rid != deed.record.rid]
        return [view for view in own if holds(update.every.where, view.facts, scope=at)]
    through = deed.record.data.get(update.through or "", [])
    rids = through if isinstance(through, list) else [through]
    deed.desk.load(rids)
    return [target for rid in rids if (target := deed.desk.get(rid))]


def _deadline(deed: Deed, deadline: Deadline) -> None:
    """A moment on the working calendar; without a moment to start from there is none."""
    at, office = deed.scope, deed.desk.platform.calendar
    start, since = (_moment(office, resolve(value, at)) for value in (deadline.from_, deadline.since))
    days, hours = (number(resolve(value, at)) or Decimal(0) for value in (deadline.days, deadline.hours))
    due = None
    if start:
        passed = calendar.working_minutes_between(office, since, deed.desk.now) if since else 0
        due = calendar.later(office, start, days=_bounded(days), minutes=_bounded(hours * 60) + passed)
    deed.change(stored(deed.desk, deed.definition, {deadline.field: due}))


def _bounded(amount: Decimal) -> int:
    """What somebody typed may not send the calendar through the ages."""
    return int(max(Decimal(-FARTHEST), min(Decimal(FARTHEST), amount)))


def _moment(office: Calendar, value: Any) -> str | None:
    """A day counts from its end; what is no time at all is None."""
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return calendar.end_of_day(office, value) if len(value) == 10 else str(value)


def _validate(deed: Deed, name: str) -> None:
    """All findings of the record type, judged anew: what is found becomes the rows of the field."""
    definition, at = deed.definition, deed.scope
    columns, rows = definition.fields[name].columns, []
    for code, finding in definition.findings.items():
        facts = deed.record.facts
        if holds(finding.when, facts, scope=at) and not holds(finding.require, facts, scope=at):
            row = {"code": code, "text": deed.say(finding.say).vi}
            if finding.field:
                row["field"] = definition.fields[finding.field].vi
            if finding.law and "law" in columns:
                row["law"] = deed.desk.platform.laws[finding.law].number
            rows.append(row)
    deed.change({name: rows})


def _table(deed: Deed, cut: TableCut) -> None:
    """Only some rows and columns remain, and in some of these only a mask of what stood there."""
    field, at = deed.definition.fields[cut.field], deed.scope
    kept = set(field.columns) if cut.keep is None else _columns(field, resolved(cut.keep, at))
    hidden = _columns(field, resolved(cut.mask, at))
    rows = []
    for row in (row for row in deed.record.data.get(cut.field, []) if holds(cut.rows, row, scope=at)):
        cells = {key: _masked(field.columns[key], cell) if key in hidden else cell for key, cell in row.items()}
        rows.append({key: cell for key, cell in cells.items() if key in kept and cell is not None})
    deed.change({cut.field: [row for row in rows if row]})


def _columns(field: RecordField, told: Any) -> set[str]:
    """The columns that a list names by key or by label."""
    names = {fold(str(name)) for name in (told if isinstance(told, list) else [told]) if name}
    return {key for key, column in field.columns.items() if names & {fold(key), fold(column.vi)}}


def _masked(column: Column, cell: Any) -> Any:
    """The cell by its column's kind of personal data; of a column that has none nothing remains."""
    return masked(column.mask, str(cell)) if column.mask else None


def _state(deed: Deed, state: str) -> None:
    deed.state = state


def _say(deed: Deed, say: Text) -> None:
    deed.said = say


def _compose(deed: Deed, templates: dict[str, str]) -> None:
    """Codes, numbers of forms, names of files: words in which the record's own fields stand."""
    for name, template in templates.items():
        words = _PLACE.sub(lambda found: _word(deed, found["name"], found["form"] or ""), template)
        deed.change(stored(deed.desk, deed.definition, {name: words}))


def _word(deed: Deed, name: str, form: str) -> str:
    """One field as a screen says it; 04: a number with leading zeros; yymmdd: the parts of a date."""
    value = deed.record.data.get(name)
    if form and value is not None:
        if form.isdecimal():
            return str(value).zfill(int(form))
        for part, digits in (("yyyy", value[:4]), ("yy", value[2:4]), ("mm", value[5:7]), ("dd", value[8:10])):
            form = form.replace(part, digits)
        return form
    return named(deed.desk, deed.record, name, "vi")


def _notify(deed: Deed, notice: Notice) -> None:
    deed.notices.append({"to": notice.to, "say": deed.say(notice.say).model_dump()})


def _remember(deed: Deed, name: str) -> None:
    """One more line in a log: when, who, what, and the opinion given."""
    kinds = {key: deed.definition.fields[key].type for key in deed.given}
    opinions = [deed.given[key] for kind in ("longtext", "text") for key in kinds if kinds[key] == kind]
    line = {
        "at": moment(deed.desk.now),
        "by": deed.desk.platform.people[deed.seat.person].name,
        "action": deed.verb.action.vi,
        "note": opinions[0] if opinions else deed.remark,
    }
    columns = deed.definition.fields[name].columns
    kept = {key: value for key, value in line.items() if key in columns and value}
    deed.change({name: [*deed.record.data.get(name, []), kept]})


_FORMS: dict[str, Callable[[Deed, Any], None]] = {
    "set": _set,
    "number": _number,
    "clear": _clear,
    "create": _create,
    "update": _update,
    "notify": _notify,
    "remember": _remember,
    "add": _add,
    "deadline": _deadline,
    "validate_": _validate,
    "table": _table,
    "state": _state,
    "say": _say,
    "compose": _compose,
    "product": _product,
}


# --- words --------------------------------------------------------------------------------------------------


def named(desk: Desk, record: RecordView, name: str, language: str) -> str:
    """The words for `{name}` in a sentence about the record: a field, or `title`."""
    definition = desk.platform.record(record.type)
    field_name = definition.title if name == "title" and "title" not in definition.fields else name
    if field_name not in definition.fields:
        return ""
    field, value = definition.fields[field_name], record.data.get(field_name)
    linked = _listed(value) if field.type in ("record", "files") else []
    desk.load(linked)
    titles = {rid: named(desk, found, "title", language) for rid in linked if (found := desk.get(rid))}
    return show(field, value, language, desk.platform, titles)


def title(desk: Desk, record: RecordView) -> Text:
    """What people call the record; its type where it has no title yet."""
    label = desk.platform.record(record.type).label
    vi, en = (named(desk, record, "title", language) for language in ("vi", "en"))
    return Text(vi=vi or label.vi, en=en or label.en)


def called(desk: Desk, record: RecordView) -> Text:
    """The title, after the words that people call the record by where these are others: "45/UBND: Về việc…"."""
    definition, full = desk.platform.record(record.type), title(desk, record)
    keys = [name for name in definition.key_fields if name != definition.title]
    vi, en = (
        ", ".join(filter(None, (named(desk, record, key, language) for key in keys))) for language in ("vi", "en")
    )
    return Text(vi=f"{vi}: {full.vi}", en=f"{en}: {full.en}") if vi else full
