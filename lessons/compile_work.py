"""Reading the structured blocks of a page (`lessons.blocks.work`): words, records, conditions, moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from lessons import html, typed
from lessons.problems import Path, Problem
from sandbox.definition.schema import Platform, RecordField, RecordType
from sandbox.definition.values import ValueProblem
from sandbox.spec import SEARCHED
from sandbox.variables import with_pools


class Notes:
    """The problems found so far, and where on the page the reading is."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._path: Path = ()
        self._labels: tuple[str, ...] = ()

    @contextmanager
    def at(self, *path: str | int, label: str = "") -> Iterator[None]:
        before = self._path, self._labels
        self._path += path
        self._labels += (label,) if label else ()
        try:
            yield
        finally:
            self._path, self._labels = before

    def add(self, reason: str, *path: str | int, label: str = "") -> None:
        labels = self._labels + ((label,) if label else ())
        self.problems.append(Problem(" › ".join(labels), reason, self._path + path))


class WorkReader:
    def __init__(self, notes: Notes, platform: Platform) -> None:
        self.notes = notes
        self.platform = platform
        self.names: dict[str, str] = {}  # ref → record type, of the scenario and of what moves create

    # --- words ------------------------------------------------------------------------------------------

    def words(
        self, value: Any, name: str | int, label: str, *, rich: bool = False, required: bool = True
    ) -> dict[str, str] | None:
        both = {}
        for language in ("vi", "en"):
            source = value[language]
            source = source.source if isinstance(source, RichText) else source or ""
            both[language] = html.published(source) if rich else " ".join(source.split())
        filled = [bool(html.plain(text) if rich else text) for text in both.values()]
        if not any(filled) and not required:
            return None
        if not all(filled):
            self.notes.add(_("Write this in both languages."), name, label=label)
        return both

    def each_words(self, items: Iterable[Any], name: str, label: str) -> list[dict[str, str] | None]:
        with self.notes.at(name, label=label):
            return [self.words(item, index, "") for index, item in enumerate(items)]

    def say(self, text: Any) -> str:
        """A sentence of the sandbox in the language of the screen."""
        return str(text.into(get_language() or "vi"))

    # --- keys of the definition ---------------------------------------------------------------------------

    def record_type(self, key: str, name: str) -> RecordType | None:
        with self.notes.at(name, label=_("Kind of record")):
            if not key:
                self.notes.add(_("Choose the kind of record."))
                return None
            try:
                return self.platform.record(key)
            except KeyError:
                self._unknown(key)
                return None

    def part(self, kind: str, value: str, name: str | int, label: str, of: str | None = None) -> str:
        """The second half of "van_ban.do_khan", which must belong to the record type `of` and be known."""
        with self.notes.at(name, label=label):
            record_key, _dot, key = (value or "").partition(".")
            if not key:
                self.notes.add(_("Choose one from the list."))
                return ""
            try:
                record = self.platform.record(record_key)
            except KeyError:
                self._unknown(value)
                return key
            known = {
                "state": {*record.states},
                "action": {*record.actions, "sua"},
                "field": {*record.fields, "state"},
            }
            if key not in known[kind]:
                self._unknown(value)
            elif of is not None and record_key != of:
                self.notes.add(_("This belongs to another kind of record. Choose one of the same kind."))
            return key

    def action(self, value: str, name: str = "action") -> str:
        if value != SEARCHED:
            self.part("action", value, name, _("Action"))
        return value or ""

    def place(self, value: str, name: str) -> str | None:
        """Where a spotlight points: a module, an action or a field."""
        if not value:
            return None
        record_key, _dot, key = value.partition(".")
        if not key and value in self.platform.modules:
            return value
        try:
            record = self.platform.record(record_key)
        except KeyError:
            record = None
        if record is None or (key not in record.actions and key not in record.fields and key not in ("sua", "state")):
            with self.notes.at(name, label=_("Where to look")):
                self._unknown(value)
        return value

    def ref(self, typed_name: str, name: str | int, label: str) -> str:
        ref = typed.ref_of(typed_name)
        if ref not in self.names:
            self.notes.add(
                _("No record of this lesson is called “%(name)s”.") % {"name": typed_name}, name, label=label
            )
        return ref

    def _unknown(self, value: str) -> None:
        self.notes.add(_("The platform no longer has this (%(value)s). Choose again.") % {"value": value})

    # --- the scenario -------------------------------------------------------------------------------------

    def scenario(self, value: Any) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self._known(value["role"], self.platform.roles, "role", _("The learner plays")),
            "person": self._known(value["person"], self.platform.people, "person", _("in the seat of")),
            "home": value["home"] or None,
            "variables": {},
        }
        if value["home"]:
            self._known(value["home"], self.platform.modules, "home", _("The practice opens on"))
        if (value["start"] or "").strip():
            moment = RecordField(vi=_("It is"), en="It is", type="datetime")
            data["start"] = self.value(moment, value["start"], "start", _("It is"))
        with self.notes.at("records"):
            self.name_records(value["records"])
            data["records"] = self.records(value["records"])
        for variable in value["variables"]:
            with self.notes.at("variables", label=variable["name"] or _("Variable")):
                data["variables"][typed.ref_of(variable["name"])] = self._pool(variable["values"])
        with self.notes.at("seats"):
            data["seats"] = [
                self._known(person, self.platform.people, str(index), _("Another seat"))
                for index, person in enumerate(value["seats"])
                if person
            ]
        return data

    def _pool(self, raw: str) -> list[Any]:
        """What may be drawn, the platform's own pools written out: a task stands alone."""
        items = [typed.read_item(line) for line in typed.lines(raw or "")]
        try:
            return with_pools({"": items}, self.platform)[""]
        except KeyError as unknown:
            self._unknown(f"@{unknown.args[0]}")
            return []

    def _known(self, value: str, known: Any, name: str, label: str) -> str:
        with self.notes.at(name, label=label):
            if not value:
                self.notes.add(_("Choose one from the list."))
            elif value not in known:
                self._unknown(value)
        return value

    def name_records(self, rows: Iterable[Any]) -> None:
        """Their names are known from here on."""
        for index, record in enumerate(rows):
            self._name(record, index)

    def records(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        found = []
        for index, record in enumerate(rows):
            with self.notes.at(index, label=_("Record %(number)d") % {"number": index + 1}):
                found.append(self._record(record))
        return found

    def _name(self, record: Any, index: int) -> None:
        with self.notes.at(index, label=_("Record %(number)d") % {"number": index + 1}):
            ref = typed.ref_of(record["name"] or "")
            if not record["name"]:
                self.notes.add(_("Give it a name."), "name", label=_("Name in this lesson"))
            elif ref in self.names:
                self.notes.add(_("Another record has this name."), "name", label=_("Name in this lesson"))
            self.names[ref] = record["record"]

    def _record(self, value: Any) -> dict[str, Any]:
        record = self.record_type(value["record"], "record")
        state = (
            self.part("state", value["state"], "state", _("State"), of=value["record"]) if value["state"] else None
        )
        contents = self.field_values(value["values"], value["record"], record, strict=True)
        return {
            "ref": typed.ref_of(value["name"] or ""),
            "record": value["record"],
            "state": state,
            "values": contents,
        }

    def field_values(
        self, rows: Iterable[Any], record_key: str, record: RecordType | None, *, strict: bool
    ) -> dict[str, Any]:
        """field → stored value. Not `strict`: what cannot be read stays as typed, as a learner might type it."""
        found: dict[str, Any] = {}
        with self.notes.at("values"):
            for index, row in enumerate(rows):
                with self.notes.at(index):
                    key = self.part("field", row["field"], "field", _("Field"), of=record_key)
                    field = record.fields.get(key) if record else None
                    if field is None:
                        continue
                    value = self.value(
                        field, row["value"] or "", "value", field.label.into(get_language() or "vi"), strict
                    )
                    if value is not None or not strict:
                        found[key] = value
        return found

    def value(self, field: RecordField, raw: str, name: str, label: str, strict: bool = True) -> Any:
        try:
            return typed.read(self.platform, field, raw)
        except ValueProblem as problem:
            if strict:
                self.notes.add(self.say(problem.say), name, label=label)
            return raw

    # --- conditions -----------------------------------------------------------------------------------------

    def condition(self, rows: Iterable[Any], record_key: str, name: str) -> dict[str, Any]:
        operands: dict[str, list[Any]] = {}
        whole: dict[str, Any] = {}
        with self.notes.at(name):
            for index, row in enumerate(rows):
                with self.notes.at(index, label=_("Condition %(number)d") % {"number": index + 1}):
                    if not row["field"] and row["operator"] == "as_imported":
                        whole |= self.operand(row, None, "") or {}
                        continue
                    key = self.part("field", row["field"], "field", _("Field"), of=record_key)
                    operands.setdefault(key, []).append(self.operand(row, record_key, key))
        return {key: typed.merged(found) for key, found in operands.items()} | whole

    def operand(self, row: Any, record_key: str | None, key: str) -> Any:
        record = self.platform.record(record_key) if record_key and self._is_record(record_key) else None
        try:
            return typed.read_operand(self.platform, record, key, row["operator"], row["value"] or "")
        except ValueProblem as problem:
            self.notes.add(self.say(problem.say), "value", label=_("Value"))
        except ValueError:
            self.notes.add(_("A whole number belongs here."), "value", label=_("Value"))
        return None

    def _is_record(self, key: str) -> bool:
        return any(key in module.records for module in self.platform.modules.values())

    def selector(self, value: Any, name: str = "select", *, record_key: str | None = None) -> dict[str, Any] | None:
        """Which records; None if nothing was chosen (only where `record_key` says what is meant)."""
        with self.notes.at(name, label=_("Which record")):
            if record_key is not None and not value["name"] and not value["where"]:
                return None
            chosen = value["record"] or record_key or ""
            if not chosen and value["name"]:
                chosen = self.names.get(typed.ref_of(value["name"]), "")
            self.record_type(chosen, "record")
            selector: dict[str, Any] = {"record": chosen, "where": self.condition(value["where"], chosen, "where")}
            if value["name"]:
                selector["ref"] = self.ref(value["name"], "name", _("Its name in this lesson"))
            return selector

    # --- moves ----------------------------------------------------------------------------------------------

    def moves(self, stream: Iterable[Any]) -> list[dict[str, Any]]:
        found = []
        for index, child in enumerate(stream):
            with self.notes.at(index, label=_("Action %(number)d") % {"number": index + 1}):
                if child.block_type == "act":
                    found.append(self._act(child.value))
                elif child.block_type == "wait":
                    found.append({"move": "wait", "until": child.value["until"]})
                elif child.block_type == "seat":
                    person = self._known(child.value["person"], self.platform.people, "person", _("Seat"))
                    found.append({"move": "seat", "person": person})
                elif child.block_type == "search":
                    found.append({"move": "search", "words": child.value["words"] or ""})
                else:
                    question = typed.ref_of(child.value["question"] or "")
                    found.append({"move": "answer", "question": question, "value": child.value["value"] or ""})
        return found

    def _act(self, value: Any) -> dict[str, Any]:
        action = self.action(value["action"])
        record_key = action.partition(".")[0]
        record = self.platform.record(record_key) if self._is_record(record_key) else None
        move: dict[str, Any] = {
            "move": "act",
            "action": action,
            "values": self.field_values(value["values"], record_key, record, strict=False),
        }
        if value["on"]:
            of_the_base = typed.names_the_base(f"@{value['on']}")
            move["on"] = value["on"] if of_the_base else self.ref(value["on"], "on", _("On the record"))
        elif value["where"]:
            move["on"] = {"record": record_key, "where": self.condition(value["where"], record_key, "where")}
        if value["result"]:
            move["ref"] = typed.ref_of(value["result"])
            self.names.setdefault(move["ref"], record_key)
        return move
