"""The typed form of a platform definition.

A definition is a folder: ``platform.yaml`` (roles, units, people, calendar) and one YAML file a module.
`sandbox.definition.loader` reads it with ``yaml.safe_load`` into these models; its errors name file, line
and path. Everything that a person reads is carried in Vietnamese and English (`vi`, `en`).

Stored values (record data is JSON):

=============  =========================================================================
type           stored as
=============  =========================================================================
text, longtext str (NFC); richtext: sanitised HTML
number         int or decimal string without exponent ("1250.5"); money: int đồng
date           "YYYY-MM-DD"; datetime "YYYY-MM-DDTHH:MM" (simulated local time, UTC+7)
choice         str, one of options; choices: list of them
person, unit   key in the definition; people, units: lists of keys
record         int (rid); files: list of rids of records of the definition's `file_record`
rows           list of {column: value}
checkbox       bool
secret         never stored: only facts about it, {"length": 14, "same_as_before": false}
=============  =========================================================================

Every empty value is stored as absent key. Simulated time is a string and sorts as text.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sandbox.definition.conditions import Condition

KEY = r"^[a-z][a-z0-9_]{0,39}$"
Key = Annotated[str, Field(pattern=KEY)]
Minutes = Annotated[int, BeforeValidator(lambda v: parse_wait(v)), Field(ge=0)]
FieldType = Literal[
    "text",
    "longtext",
    "richtext",
    "number",
    "money",
    "date",
    "datetime",
    "choice",
    "choices",
    "person",
    "people",
    "unit",
    "units",
    "record",
    "files",
    "rows",
    "checkbox",
    "secret",
]


def parse_wait(value: Any) -> Any:
    """Minutes from "30m", "2h", "1d" (a day of 24 hours); a plain number is refused (12:30 reads as 750 in YAML)."""
    if isinstance(value, str) and (found := re.fullmatch(r"(\d{1,4})\s*([mhd])", value.strip())):
        return int(found[1]) * {"m": 1, "h": 60, "d": 1440}[found[2]]
    if isinstance(value, str):
        raise ValueError('expected a duration such as "30m", "2h" or "1d"')
    raise ValueError('expected a quoted duration such as "30m", "2h" or "1d"')


def write_wait(minutes: int) -> str:
    """What `parse_wait` reads as so many minutes."""
    for letter, unit in (("d", 1440), ("h", 60)):
        if minutes and minutes % unit == 0:
            return f"{minutes // unit}{letter}"
    return f"{minutes}m"


def _as_list(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else [value]


OneOrMore = Annotated[list[Key], BeforeValidator(_as_list)]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=False)


class Text(Model):
    """A sentence in both languages. `str(text)` is not defined on purpose: use `text.into(language)`."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def into(self, language: str) -> str:
        return self.en if language.startswith("en") else self.vi


class Labelled(Model):
    """Anything with a name on screen: `vi` and `en` stand beside its other keys."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @cached_property
    def label(self) -> Text:
        return Text(vi=self.vi, en=self.en)


# --- the world ------------------------------------------------------------------------------------------


class Role(Labelled):
    explains: Text | None = None


class Unit(Labelled):
    kind: Literal["department", "commune", "division", "branch", "vertical", "outside"]
    parent: Key | None = None
    code: str | None = None  # mã định danh, e.g. "H12.38"
    own: bool = False  # belongs to the agency the sandbox plays in: offered as lead / support


class Person(Model):
    """A simulated colleague. All names are invented."""

    name: str
    title: Text
    unit: Key
    role: Key
    phone: str | None = None
    email: str | None = None

    @property
    def signature(self) -> str:
        """What stands under the person's letters: "Lê Hoàng Nhớ, Chuyên viên Phòng Kinh tế, 0290 3999 106"."""
        return ", ".join(filter(None, (self.name, self.title.vi, self.phone)))


class Session(Model):
    start: str = Field(pattern=r"^\d\d:\d\d$")
    end: str = Field(pattern=r"^\d\d:\d\d$")


class Calendar(Model):
    """Office hours and holidays; Monday is 0."""

    working_days: list[int] = [0, 1, 2, 3, 4]
    sessions: list[Session]
    holidays: dict[str, Text] = {}  # "2026-09-02": label
    extra_working_days: list[str] = []  # make-up Saturdays


class LegalReference(Model):
    """A law as data, shown beside the rule that it found."""

    number: str  # "30/2020/NĐ-CP"
    title: Text
    in_force_from: str
    in_force_until: str | None = None


# --- records --------------------------------------------------------------------------------------------


#: Kinds of personal data, each with its way of masking (`sandbox.masking`).
Mask = Literal["id", "phone", "birth", "address", "name", "email"]


class Column(Labelled):
    type: Literal["text", "number", "money", "date", "choice", "checkbox"] = "text"
    options: list[str] = []
    required: bool = False
    mask: Mask | None = None  # what kind of personal data stands in it: how a table's cells are masked
    locked: bool = False  # written by the platform: forms show it, nobody types it


class RecordField(Labelled):
    type: FieldType = "text"
    required: bool = False  # must be filled whenever an action asks for it
    key: bool = False  # what people call the record by ("văn bản 45/UBND"); checks look for near misses in it
    options: list[str] = []  # for choice(s); order is meaning (lowest first)
    options_en: list[str] = []
    columns: dict[Key, Column] = {}  # for rows
    to: Key | None = None  # for record: the record type
    generated: Literal["sequence", "now", "today"] | None = None
    max_length: int | None = None
    min: float | None = None
    max: float | None = None
    matches: str | None = None  # regex for text, full match
    matches_say: Text | None = None
    help: Text | None = None
    hidden: bool = False  # a truth of the world that no screen shows (e.g. whether a signature is really valid)
    display: Literal["plain", "document", "badge", "person"] = "plain"  # document: drawn as a sheet of paper
    own_units: bool = False  # for unit(s): only units of the agency itself
    roles: list[Key] = []  # for person / people: only people of these roles
    law: str | None = None  # key into legal references
    shown_when: Condition = {}  # the record screen shows it only where this holds (a file's text once it is opened)


class State(Labelled):
    start: bool = False
    final: bool = False
    tone: Literal["neutral", "attention", "good", "stopped"] = "neutral"
    code: str | None = None  # status code on the exchange axis, e.g. "03"
    edit_by: OneOrMore = []  # roles that may correct fields (the built-in action "sua")
    edit_fields: list[Key] = []  # empty: every field shown in the record's entry form


class Ask(Model):
    """One input of an action's form; a plain key in YAML is short for {field: key}."""

    field: Key
    required: bool | None = None  # None: as the field says
    min_length: int | None = None
    default: Any = None  # a value or a $reference, offered and editable
    help: Text | None = None


class Guard(Model):
    """Refuse unless the condition holds. `else_` is the sentence the person can act on."""

    require: Condition
    else_: Text = Field(alias="else")
    field: Key | None = None  # the input to point at
    when: Condition = {}  # the guard applies only where this holds
    code: str | None = None  # "R6"
    law: str | None = None


class Effect(Model):
    """One consequence of an action; exactly one of the forms is used."""

    set: dict[Key, Any] | None = None  # field: value or $reference ($input.x, $now, $today, $me.person, $record.x)
    number: Key | None = None  # next number of the sequence into this field
    clear: list[Key] | None = None
    create: Creation | None = None
    update: Update | None = None
    notify: Notice | None = None
    remember: Key | None = None  # append {at, by, action, note} to a `rows` field, for logs of opinions
    add: dict[Key, Any] | None = None  # number field: how much more (a number or a $reference); empty counts as 0
    deadline: Deadline | None = None
    validate_: Key | None = Field(default=None, alias="validate")  # judge all findings into this `rows` field
    table: TableCut | None = None
    state: Key | None = None  # instead of the action's `to`
    say: Text | None = None  # instead of the action's `done`
    compose: dict[Key, str] | None = None  # text field: words with {field}, {number:04}, {date:yymmdd}
    product: dict[Key, list[Any]] | None = None  # number or money field: numbers and $references multiplied
    when: Condition = {}


class Creation(Model):
    record: Key
    values: dict[Key, Any] = {}  # `$each` is the item of `each`
    link: Key | None = None  # field of the acting record that gets the new record's rid
    state: Key | None = None  # None: the start state
    each: Any = None  # a list or a $reference to one: a record for every item
    but: Any = None  # items of `each` that are left out: a value, a list or a $reference (reply to all but myself)


class Every(Model):
    """Records that this workspace made or changed, of that type, for which the condition holds."""

    record: Key
    where: Condition = {}


class Update(Model):
    """Write into other records: those of a field of the acting one, or `every` one that matches."""

    through: Key | None = None  # field of the acting record: `record` or `files`
    every: Every | None = None
    set: dict[Key, Any] = {}
    state: Key | None = None


class Deadline(Model):
    """A moment on the working calendar into a date or datetime field: `from` plus all that is given.

    `days` are working days (the same hour that much later), `hours` office hours; `since` adds the office time that
    has passed from that moment until now (a stopped clock starts again).
    """

    field: Key
    from_: Any = Field(default="$now", alias="from")
    days: Any = None
    hours: Any = None
    since: Any = None


class TableCut(Model):
    """What remains of a table: only the columns `keep`, the cells of the columns `mask` masked by their kind.

    Both are lists (or a $reference to one) of column keys or Vietnamese column labels; `keep` left out keeps all.
    Of the rows those remain whose cells meet `rows`.
    """

    field: Key  # of type rows
    rows: Condition = {}
    keep: Any = None
    mask: Any = None


class Finding(Model):
    """A coded result of a check by the platform (E01…): found where `when` holds and `require` does not."""

    require: Condition
    when: Condition = {}
    say: Text
    field: Key | None = None
    law: str | None = None


class Notice(Model):
    to: OneOrMore  # roles or people
    say: Text


class Action(Labelled):
    by: OneOrMore
    from_: OneOrMore = Field(default=[], alias="from")
    to: Key | None = None  # None: the state stays
    creates: bool = False  # makes a new record in state `to` (or the start state)
    deletes: bool = False
    asks: Annotated[
        list[Annotated[Ask, BeforeValidator(lambda v: {"field": v} if isinstance(v, str) else v)]],
        BeforeValidator(_as_list),
    ] = []
    needs: list[Key] = []  # fields that must already be filled
    guards: list[Guard] = []
    effects: list[Effect] = []
    primary: bool = False  # the usual next thing to do in that state
    risky: bool = False  # asks for confirmation; a check proposed from a demonstration says `never`
    confirm: Text | None = None
    takes: Minutes = 2  # simulated minutes
    done: Text | None = None  # status sentence; {title} and {field} placeholders
    law: str | None = None
    colleague_only: bool = False  # never offered to a learner (the sender recalls, the axis delivers)


class View(Labelled):
    """A tab of a list. `where` and `sort` may only use `state` and indexed fields."""

    where: Condition = {}
    columns: list[Key]
    sort: str  # field, "-field" for descending
    for_: OneOrMore = Field(default=[], alias="for")  # roles; empty: everyone
    tone: Literal["neutral", "attention", "alert"] = "neutral"
    empty: Text | None = None  # what to say when there is nothing


class Section(Labelled):
    """A group of fields on the record screen."""

    fields: list[Key]


class RecordType(Labelled):
    title: Key  # field shown as the record's title
    fields: dict[Key, RecordField]
    states: dict[Key, State]
    actions: dict[Key, Action] = {}
    views: dict[Key, View]
    sections: dict[Key, Section] = {}
    index: list[Key] = Field(default=[], max_length=6)  # fields that lists filter and sort by, in slot order k1…k6
    search: list[Key] = []  # fields found by the search box
    filters: list[Key] = []  # indexed choice / unit / date fields offered as filters on lists
    readable_by: list[Key] = []  # roles; empty: all
    visible: Condition = {}  # which records a seat sees at all (its own mailbox); `state` and indexed fields only
    findings: dict[str, Finding] = {}  # by code, in order: what the effect `validate` judges

    @property
    def key_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if field.key]

    @property
    def start_state(self) -> str:
        return next(name for name, state in self.states.items() if state.start)


class Module(Labelled):
    module: Key
    order: int = 100
    icon: str = "doc"
    explains: Text | None = None
    for_: OneOrMore = Field(default=[], alias="for")
    records: dict[Key, RecordType]
    automations: list[Automation] = []


class Automation(Model):
    """What a colleague does in answer, after a simulated wait in office time. First match wins per triggering event.

    `after` is "record.action"; `do` an action of the same record, or of the one that its field `on` names. With `at`
    ("record.field", a date or datetime) instead of `after` it happens when that moment comes (a date: at the end of
    that day's last session), `wait` earlier if `early`. Skipped when the learner holds the seat `as`: a person, or
    "$record.x", whoever stands in that field of the record of `after` or `at`.
    """

    after: str | None = Field(default=None, pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    at: str | None = Field(default=None, pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    early: bool = False
    on: Key | None = None
    wait: Minutes
    if_: Condition = Field(default={}, alias="if")
    as_: str = Field(alias="as", pattern=r"^(\$record\.)?[a-z][a-z0-9_]{0,39}$")
    do: Key
    fill: dict[Key, Any] = {}
    say: Text | None = None

    @property
    def person_field(self) -> str | None:
        """The field in which the person stands, where it is not one and the same."""
        return self.as_.removeprefix("$record.") if self.as_.startswith("$") else None

    def person(self, data: dict[str, Any]) -> str | None:
        """Whose seat it is for that record; None while nobody stands there."""
        found = data.get(self.person_field) if self.person_field else self.as_
        return found if isinstance(found, str) else None


class Platform(Model):
    """A whole definition. `modules` keep the order of their `order` key."""

    platform: Key
    vi: str
    en: str
    agency: Key  # the unit in which the sandbox plays
    start: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")  # default simulated time of a fresh workspace
    roles: dict[Key, Role]
    units: dict[Key, Unit]
    people: dict[Key, Person]
    calendar: Calendar
    laws: dict[Key, LegalReference] = {}
    file_record: Key | None = None  # record type that fields of type `files` point at
    desk_record: Key | None = None  # record type of a seat's own desk: `chu` (person) and `ghim` (choices of modules)
    pools: dict[Key, list[Any]] = {}  # what lessons draw from: names, parcels, traps
    modules: dict[Key, Module]

    def record(self, record_type: str) -> RecordType:
        """The record type of that key. Raises KeyError. Record keys are unique over all modules."""
        return self.modules[self.module_of(record_type)].records[record_type]

    def module_of(self, record_type: str) -> str:
        return self._homes[record_type]

    @cached_property
    def _homes(self) -> dict[str, str]:
        return {record_type: key for key, module in self.modules.items() for record_type in module.records}

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What others derive from the definition alone, once for all who share it; each keeps to keys of its own."""
        return {}


Effect.model_rebuild()
Module.model_rebuild()
