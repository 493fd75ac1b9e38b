"""The inputs of an action's form: one `Control` per thing asked, and reading them back from a POST.

Dates and numbers are typed as Vietnamese offices write them, in plain text boxes; the engine reads them.
A secret is never given back to the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.definition import values
from sandbox.definition.schema import Action, Ask, Column, RecordField
from sandbox.screens.cells import Law, law_shown
from sandbox.screens.sight import Sight, at_id

#: Names that a form keeps for itself; a field called so stands in the form as "o-<name>".
RESERVED = frozenset(
    {"request_key", "version", "seat", "confirmed", "back", "add_row", "drop_row", "until", "csrfmiddlewaretoken"}
)
RADIO_LIMIT = 5
EMPTY_ROWS = 2
MAX_ROWS = 60
NARROW_COLUMNS, MOST_COLUMNS = 3, 6  # of a table in a form beside a document; as a table at all
INPUTMODES = {"number": "decimal", "money": "numeric", "date": "text"}
LISTS = frozenset({"choices", "people", "units", "files"})


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool
    id: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    options: list[Option]


@dataclass(frozen=True)
class RowCell:
    """One box of a table. `locked`: it comes from the platform, and is only shown."""

    name: str
    label: str  # with the number of its row, for those who do not see the heading
    column: str
    type: str
    value: str
    required: bool = False
    locked: bool = False
    inputmode: str = ""
    options: list[Option] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What stands in a cell that nobody types."""
        return _("Yes") if self.type == "checkbox" and self.value else self.value


@dataclass(frozen=True)
class FormRow:
    """One row of a table. `drop` is what its button sends; "" where there is nothing of one's own to take away."""

    number: int
    drop: str
    cells: list[RowCell]


@dataclass(frozen=True)
class Control:
    """One input. `kind` picks its drawing: line, area, radio, select, boxes, rows, checkbox, secret."""

    key: str
    name: str
    id: str
    at: str
    kind: str
    label: str
    required: bool
    help: str
    hint: str
    value: str = ""
    inputmode: str = ""
    groups: list[Group] = field(default_factory=list)
    head: list[tuple[str, bool]] = field(default_factory=list)
    rows: list[FormRow] = field(default_factory=list)
    error: str = ""
    current: str = ""  # what stands in the record now, where that differs from what was typed
    law: Law | None = None
    spot: bool = False
    sealed: bool = False  # something was typed that nobody is to see: dots stand in its place
    filled: bool = False  # in a form that is only looked at: this is what somebody filled in

    @property
    def grouped(self) -> bool:
        """Whether the control is a set of inputs under a legend."""
        return self.kind in ("radio", "boxes", "rows")

    @property
    def focus_id(self) -> str:
        """Where the error summary leads: the input, or the first of the set."""
        if self.kind in ("radio", "boxes"):
            return next((option.id for group in self.groups for option in group.options), self.id)
        first = next((cell for row in self.rows for cell in row.cells if not cell.locked), None)
        return f"in-{first.name}" if first else self.id

    @property
    def wide(self) -> bool:
        """A table with so many columns that a form beside a document is too narrow for it."""
        return len(self.head) > NARROW_COLUMNS

    @property
    def cards(self) -> bool:
        """A table with so many columns that every row is better a card."""
        return len(self.head) > MOST_COLUMNS

    @property
    def described_by(self) -> str:
        parts = [("help", self.help), ("hint", self.hint), ("current", self.current), ("error", self.error)]
        return " ".join(f"{self.id}-{part}" for part, words in parts if words)


def input_name(key: str) -> str:
    return f"o-{key}" if key in RESERVED else key


def as_option(value: str, label: str, chosen: str) -> Option:
    return Option(value=value, label=label, chosen=value == chosen)


def read_post(fields: Mapping[str, RecordField], action: Action, post: QueryDict) -> dict[str, Any]:
    """What was typed, per field: text, a list where several may be chosen, rows as dicts. Absent stays absent."""
    typed: dict[str, Any] = {}
    for ask in action.asks:
        spec = fields.get(ask.field)
        if spec is None:
            continue
        name = input_name(ask.field)
        if spec.type in LISTS:
            typed[ask.field] = [one for one in post.getlist(name) if one]
        elif spec.type == "rows":
            typed[ask.field] = read_rows(spec, name, post)
        else:
            typed[ask.field] = post.get(name, "")
    return typed


def read_rows(spec: RecordField, name: str, post: QueryDict) -> list[dict[str, str]]:
    rows = []
    for number in range(MAX_ROWS):
        if post.get("drop_row") == f"{name}-{number}":
            continue
        row = {column: post.get(f"{name}-{number}-{column}", "").strip() for column in spec.columns}
        if any(row.values()):
            rows.append(row)
    return rows


def control(
    sight: Sight,
    type_key: str,
    ask: Ask,
    spec: RecordField,
    value: Any,
    *,
    error: str = "",
    current: str = "",
    more_rows: int = 0,
    sealed: bool = False,
    filled: bool = False,
    among: Iterable[int] = (),
) -> Control:
    """`value` is in typed form: what a person would write into the box. `among`: further records to choose from."""
    options = groups(sight, type_key, ask.field, spec, value, among)
    kind = kind_of(spec, options)
    base = Control(
        key=ask.field,
        name=input_name(ask.field),
        id=at_id("in", ask.field),
        at=f"{type_key}.{ask.field}",
        kind=kind,
        label=sight.say(spec.label),
        required=spec.required if ask.required is None else ask.required,
        help=sight.say(ask.help or spec.help),
        hint=hint(sight, spec, ask),
        value=value if isinstance(value, str) and kind != "secret" else "",
        inputmode=INPUTMODES.get(spec.type, ""),
        groups=options,
        head=[(sight.say(column.label), column.required) for column in spec.columns.values()],
        rows=row_cells(sight, ask.field, spec, value, more_rows) if kind == "rows" else [],
        error=error,
        current=current,
        law=law_shown(sight, spec.law),
        spot=sight.spot.on(type_key, ask.field),
        sealed=sealed,
        filled=filled,
    )
    return base


def kind_of(spec: RecordField, options: list[Group]) -> str:
    match spec.type:
        case "longtext" | "richtext":
            return "area"
        case "choice":
            return "radio" if len(spec.options) <= RADIO_LIMIT else "select"
        case "person" | "unit" | "record":
            return "select"
        case "choices" | "people" | "units" | "files":
            return "boxes"
        case "rows" | "checkbox" | "secret":
            return spec.type
    return "line"


def hint(sight: Sight, spec: RecordField, ask: Ask) -> str:
    """How to write it, with an example from the simulated day."""
    match spec.type:
        case "date":
            return _("Day/month/year, for example %(day)s") % {"day": sight.day(sight.clock)}
        case "datetime":
            return _("Time and day/month/year, for example %(moment)s") % {"moment": sight.moment(sight.clock)}
        case "number":
            return _("Comma before decimals, for example 1.250,5")
        case "money":
            return _("In đồng, for example 1.250.000")
        case "secret":
            return _("What you type here is never kept.")
        case "rows" if any(column.type == "date" for column in spec.columns.values()):
            return _("Day/month/year, for example %(day)s") % {"day": sight.day(sight.clock)}
    if ask.min_length:
        return _("At least %(number)s characters") % {"number": ask.min_length}
    return ""


def groups(
    sight: Sight, type_key: str, key: str, spec: RecordField, value: Any, among: Iterable[int] = ()
) -> list[Group]:
    """What may be chosen, in groups; the engine offers own agency first."""
    if spec.type not in ("choice", "choices", "person", "people", "unit", "units", "record", "files"):
        return []
    chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)} if value else set()
    made: dict[str, list[Option]] = {}
    held = [*(int(one) for one in chosen if one.isdecimal()), *among]
    for number, offered in enumerate(selectors.options_for(sight.workspace, spec, held)):
        option = Option(
            value=str(offered.value),
            label=sight.say(offered.label),
            chosen=str(offered.value) in chosen,
            id=f"{at_id('in', key)}-{number}",
        )
        made.setdefault(sight.say(offered.group), []).append(option)
    return [Group(label, options) for label, options in made.items()]


def row_cells(sight: Sight, key: str, spec: RecordField, value: Any, more: int) -> list[FormRow]:
    """The rows that are there and some empty ones below; none of these where the platform gives all rows."""
    given: list[dict[str, Any]] = list(value) if isinstance(value, list) else []
    locked = [name for name, column in spec.columns.items() if column.locked]
    told = [any(row.get(name) for name in locked) for row in given]
    empty = more if given and all(told) else max(EMPTY_ROWS, more)
    count = min(len(given) + empty, MAX_ROWS)
    filled = [*given, *({} for _row in range(count - len(given)))]
    told += [False] * (len(filled) - len(told))
    return [
        FormRow(
            number=number + 1,
            drop="" if fixed or not any(row.values()) else f"{input_name(key)}-{number}",
            cells=[
                row_cell(sight, f"{input_name(key)}-{number}-{name}", column, str(row.get(name) or ""), number, fixed)
                for name, column in spec.columns.items()
            ],
        )
        for number, (row, fixed) in enumerate(zip(filled, told, strict=True))
    ]


def row_cell(sight: Sight, name: str, column: Column, value: str, number: int, fixed: bool) -> RowCell:
    words = sight.say(column.label)
    return RowCell(
        name=name,
        label=_("%(column)s, row %(number)s") % {"column": words, "number": number + 1},
        column=words,
        type=column.type,
        value=value,
        required=column.required,
        locked=column.locked and fixed,
        inputmode=INPUTMODES.get(column.type, ""),
        options=[as_option(one, one, value) for one in column.options],
    )


def typed_form(sight: Sight, spec: RecordField | Column, value: Any) -> Any:
    """A stored value as a person would type it."""
    if value in (None, "") or spec.type == "secret":
        return ""
    if isinstance(spec, RecordField):
        if spec.type in LISTS:
            return [str(one) for one in value]
        if spec.type == "rows":
            return [
                {name: typed_form(sight, column, row.get(name)) for name, column in spec.columns.items()}
                for row in value
            ]
    if spec.type == "checkbox":
        return "on" if value else ""
    if spec.type in ("number", "money", "date", "datetime"):
        return values.show(spec, value, sight.language).removesuffix(" đồng")
    return str(value)
