"""What an action does to the records, in the definition's order. Data in, rows out: nothing is executed as code.

Effects see the record as the form left it, still in the state that it comes from; the new state is set last.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.definition.conditions import Scope, holds, is_empty, resolve
from sandbox.definition.dates import show as moment
from sandbox.definition.schema import Creation, Effect, Notice, RecordType, Text, Update
from sandbox.definition.values import show
from sandbox.engine import sentences
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, Verb, scope

MY_RID = "$record.rid"  # in effects also: the record itself, for a link back


@dataclass
class Deed:
    """One action under way."""

    desk: Desk
    seat: Seat
    verb: Verb
    record: RecordView
    given: dict[str, Any]
    remark: str = ""  # a colleague's sentence, for logs of opinions
    notices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def definition(self) -> RecordType:
        return self.verb.definition

    @property
    def scope(self) -> Scope:
        return scope(self.desk, self.seat, {**self.record.facts, "rid": self.record.rid}, self.given)

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
        if not holds(effect.when, deed.record.facts, scope=deed.scope):
            continue
        if effect.set:
            deed.change(resolved(effect.set, deed.scope))
        if effect.number:
            deed.change({effect.number: next_number(deed.desk, deed.verb.record_type, effect.number)})
        if effect.clear:
            deed.change(dict.fromkeys(effect.clear))
        if effect.create:
            _create(deed, effect.create)
        if effect.update:
            _update(deed, effect.update)
        if effect.notify:
            _notify(deed, effect.notify)
        if effect.remember:
            _remember(deed, effect.remember)


def resolved(tree: Any, at: Scope) -> Any:
    """The same data with every $reference replaced by what it stands for."""
    if isinstance(tree, dict):
        return {key: resolved(part, at) for key, part in tree.items()}
    if isinstance(tree, list):
        return [resolved(part, at) for part in tree]
    return resolve(tree, at)


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


def _create(deed: Deed, creation: Creation) -> None:
    definition = deed.desk.platform.record(creation.record)
    data = fresh(deed.desk, creation.record, resolved(creation.values, deed.scope))
    made = deed.desk.create(creation.record, definition.start_state, data)
    if creation.link:
        linked: Any = made.rid
        if deed.definition.fields[creation.link].type == "files":
            linked = [*deed.record.data.get(creation.link, []), made.rid]
        deed.change({creation.link: linked})


def _update(deed: Deed, update: Update) -> None:
    through = deed.record.data.get(update.through, [])
    rids = through if isinstance(through, list) else [through]
    deed.desk.load(rids)
    for rid in rids:
        if target := deed.desk.get(rid):
            data = merged(target.data, resolved(update.set, deed.scope))
            deed.desk.put(replace(target, data=data, state=update.state or target.state))


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


def named(desk: Desk, record: RecordView, name: str, language: str) -> str:
    """The words for `{name}` in a sentence about the record: a field, or `title`."""
    definition = desk.platform.record(record.type)
    field_name = definition.title if name == "title" and "title" not in definition.fields else name
    if field_name not in definition.fields:
        return ""
    return show(definition.fields[field_name], record.data.get(field_name), language, desk.platform)


def title(desk: Desk, record: RecordView) -> Text:
    """What people call the record; its type where it has no title yet."""
    label = desk.platform.record(record.type).label
    vi, en = (named(desk, record, "title", language) for language in ("vi", "en"))
    return Text(vi=vi or label.vi, en=en or label.en)
