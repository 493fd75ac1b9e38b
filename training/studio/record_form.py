"""The form of a record that lies ready: every field of its type, its state, what differs between attempts, the trap.

Beside each box stands a tick "differs between attempts" with the other values, one a line; what stands in the box is
the first of them. Where text is free, a variable can also be put into it. Boxes of the platform's fields have the
field's name; what the studio asks about a field begins with "x-", which no field does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.definition import values
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import RecordField, RecordType
from sandbox.definition.values import ValueProblem
from sandbox.screens import arranging
from sandbox.screens.controls import Control
from training.studio import arrange
from training.studio.arrange import Data
from training.studio.models import Sketch

FREE = ("text", "longtext", "richtext", "secret")
LONG = ("longtext", "richtext")
LISTS = arranging.LISTS
MOST_VALUES = 40
SHOWN_VALUE = 30


@dataclass(frozen=True)
class Box:
    """One field. `varies`: it is a variable of its own, `others` its further values; `takes`: the variable it is
    otherwise, as its placeholder; `offers`: the variables that can be put in, name and an example."""

    key: str
    control: Control
    can_vary: bool
    varies: bool
    others: str
    others_error: str
    takes: str
    free: bool
    truth: bool
    offers: list[tuple[str, str]]

    @property
    def can_take(self) -> bool:
        """Whether it can be a variable that another value made: where one writes, or where one stands already."""
        return bool(self.takes) or (bool(self.offers) and self.control.kind == "line" and not self.varies)


@dataclass(frozen=True)
class RecordForm:
    """The form as it stands. `record`, `variables`, `trap`: what it says, once it was read without a fault."""

    sketch: Sketch
    record_type: str
    ref: str
    definition: RecordType
    state: str
    states: list[tuple[str, str]]
    main: list[Box]
    rest: list[Box]
    trap: Data | None
    forbidden: list[tuple[str, str]]
    errors: dict[str, str]
    record: Data = field(default_factory=dict)
    variables: dict[str, list[Any]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)  # of new variables

    @property
    def says(self) -> dict[str, str]:
        return (self.trap or {}).get("say") or {"vi": "", "en": ""}

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Each fault with the id of the box that it is about."""
        ids = {box.key: box.control.focus_id for box in [*self.main, *self.rest]}
        return [(ids.get(name.removeprefix("x-khac-"), name), say) for name, say in self.errors.items()]


@dataclass
class _Given:
    """What the boxes hold: typed forms, and what the studio asked about them."""

    typed: dict[str, Any]
    varies: dict[str, str] = field(default_factory=dict)  # field → its other values, a line each
    takes: dict[str, str] = field(default_factory=dict)  # field → placeholder
    errors: dict[str, str] = field(default_factory=dict)


def opened(
    sketch: Sketch,
    language: str,
    *,
    record_type: str,
    ref: str = "",
    given: Mapping[str, Any] | None = None,
    state: str = "",
) -> RecordForm:
    """The form for a record of the scenario (`ref`), or for a new one that begins with those values."""
    found = arrange.record_of(sketch.scenario, ref) if ref else None
    held = (found["values"] if found else given) or {}
    boxes = _Given({})
    plain: dict[str, Any] = {}
    fields = arranging.open_fields(platform_of(sketch.snapshot).record(record_type))
    for name, value in held.items():
        spec = fields.get(name)
        if spec is None:
            continue
        pool = sketch.scenario["variables"].get(arrange.whole(value), [])
        if found and _simple(spec, pool):
            plain[name] = pool[0]
            boxes.varies[name] = "\n".join(_line(sketch, spec, item, language) for item in pool[1:])
        elif isinstance(value, str) and arranging.HOLDER in value and spec.type not in FREE:
            boxes.takes[name] = value
        else:
            plain[name] = value
    boxes.typed = arranging.typed_values(sketch.stage, record_type, plain, language)
    start = platform_of(sketch.snapshot).record(record_type).start_state
    wanted = (found or {}).get("state") or state or start
    return _form(sketch, language, record_type, ref, wanted, boxes, sketch.bait.get(ref))


def sent(sketch: Sketch, language: str, *, record_type: str, ref: str, post: QueryDict) -> RecordForm:
    """What was sent, read: with its faults, or with the record, its variables and its trap."""
    platform = platform_of(sketch.snapshot)
    fields = arranging.open_fields(platform.record(record_type))
    boxes = _Given(arranging.read_boxes(sketch.stage, record_type, post))
    before = arrange.record_of(sketch.scenario, ref) if ref else None
    variables: dict[str, list[Any]] = {}
    stored: dict[str, Any] = {}
    for name, spec in fields.items():
        boxes.typed[name] = _put_in(boxes.typed.get(name, ""), post.get(f"x-chen-{name}", ""))
        if post.get(f"x-doi-{name}"):
            boxes.varies[name] = post.get(f"x-khac-{name}", "")
        if taken := _known(sketch, before, name, post.get(f"x-lay-{name}", "")):
            boxes.takes[name] = stored[name] = taken
            continue
        value = _read(sketch, spec, boxes.typed[name], name, boxes.errors)
        if name in boxes.varies:
            value = _varied(sketch, spec, name, value, before, boxes, variables)
        if value is not None:
            stored[name] = value
    state = post.get("x-state", "")
    definition = platform.record(record_type)
    if state not in definition.states:
        boxes.errors["x-state"] = _("Choose one of the list.")
    trap = _trap(sketch, record_type, post, boxes.errors)
    form = _form(sketch, language, record_type, ref, state, boxes, trap, more_rows=post.get("add_row", ""))
    record = {"ref": ref, "record": record_type, "state": state, "values": stored}
    labels = {
        name: fields[key].label.into(language)
        for key, value in stored.items()
        if (name := arrange.whole(value)) in variables and name not in sketch.scenario["variables"]
    }
    return RecordForm(**{**vars(form), "record": record, "variables": variables, "labels": labels})


# --- reading --------------------------------------------------------------------------------------------


def _read(sketch: Sketch, spec: RecordField, typed: Any, name: str, errors: dict[str, str]) -> Any:
    try:
        return arranging.stored_value(sketch.stage, spec, typed)
    except ValueProblem as problem:
        errors[name] = problem.say.into(_language())
        return None


def _varied(
    sketch: Sketch,
    spec: RecordField,
    name: str,
    first: Any,
    before: Data | None,
    boxes: _Given,
    variables: dict[str, list[Any]],
) -> Any:
    """The placeholder of the variable that the field is, with its pool among `variables`."""
    pool = [first] if first is not None else []
    for line in boxes.varies[name].splitlines()[:MOST_VALUES]:
        if line.strip():
            try:
                item = arranging.stored_value(sketch.stage, spec, line.strip())
            except ValueProblem as problem:
                boxes.errors[f"x-khac-{name}"] = f"{spec.label.into(_language())}: {problem.say.into(_language())}"
                continue
            if item not in pool:
                pool.append(item)
    if len(pool) < 2 and f"x-khac-{name}" not in boxes.errors and name not in boxes.errors:
        boxes.errors[f"x-khac-{name}"] = _("%(box)s: write at least one more value, or take the tick away.") % {
            "box": spec.label.into(_language())
        }
    own = arrange.whole(before["values"].get(name)) if before else ""
    taken = {*sketch.scenario["variables"], *variables}
    variable = own if own in sketch.scenario["variables"] else arrange.new_name(spec.label.vi, taken, "gia_tri")
    variables[variable] = pool
    return "{{" + variable + "}}"


def _put_in(typed: Any, variable: str) -> Any:
    """Without scripts, a variable that was chosen goes to the end of the text."""
    if isinstance(typed, str) and variable:
        return f"{typed} {{{{{variable}}}}}".strip()
    return typed


def _known(sketch: Sketch, before: Data | None, name: str, taken: str) -> str:
    """A placeholder that may stand there: of a variable there is, or the one that stood there already."""
    if taken in sketch.scenario["variables"]:
        return "{{" + taken + "}}"
    stood = before["values"].get(name) if before else None
    return taken if taken and taken == stood else ""


def _trap(sketch: Sketch, record_type: str, post: QueryDict, errors: dict[str, str]) -> Data | None:
    if not post.get("x-bay"):
        return None
    say = {language: " ".join(post.get(f"x-bay-{language}", "").split())[:500] for language in ("vi", "en")}
    action = post.get("x-bay-viec", "")
    if action not in dict(_forbidden(sketch, record_type)):
        errors["x-bay-viec"] = _("Choose what must not be done with it.")
    for language, said in say.items():
        if not said:
            errors[f"x-bay-{language}"] = _(
                "Write what the learner reads who falls into the trap, in both languages."
            )
    return {"action": action, "say": say}


# --- drawing --------------------------------------------------------------------------------------------


def _form(
    sketch: Sketch,
    language: str,
    record_type: str,
    ref: str,
    state: str,
    boxes: _Given,
    trap: Data | None,
    more_rows: str = "",
) -> RecordForm:
    definition = platform_of(sketch.snapshot).record(record_type)
    controls = arranging.boxes(
        sketch.stage, record_type, boxes.typed, boxes.errors, more_rows=more_rows, language=language
    )
    offers = [(name, f"{sketch.label_of(name)} ({_example(sketch, name)})") for name in sketch.scenario["variables"]]
    main = arranging.main_fields(definition)
    made = {
        name: Box(
            key=name,
            control=control,
            can_vary=definition.fields[name].type not in (*LISTS, *LONG, "rows", "record", "checkbox"),
            varies=name in boxes.varies,
            others=boxes.varies.get(name, ""),
            others_error=boxes.errors.get(f"x-khac-{name}", ""),
            takes=boxes.takes.get(name, ""),
            free=definition.fields[name].type in FREE,
            truth=definition.fields[name].hidden,
            offers=offers,
        )
        for name, control in controls.items()
    }
    filled = {name for name, value in boxes.typed.items() if value} | {*boxes.takes, *boxes.varies}
    front = {name for name in made if name in main or name in filled or boxes.errors.get(name)}
    return RecordForm(
        sketch=sketch,
        record_type=record_type,
        ref=ref,
        definition=definition,
        state=state,
        states=[(key, one.label.into(language)) for key, one in definition.states.items()],
        main=[made[name] for name in sorted(front, key=lambda name: _place(definition, name))],
        rest=[made[name] for name in definition.fields if name not in front],
        trap=trap,
        forbidden=_forbidden(sketch, record_type),
        errors=boxes.errors,
    )


def _place(definition: RecordType, name: str) -> tuple[int, int]:
    """How the record is called stands first, then its document and the rest, what nobody sees last."""
    field = definition.fields[name]
    group = 0 if name == definition.title else 3 if field.hidden else 1 if field.display == "document" else 2
    return group, list(definition.fields).index(name)


def _forbidden(sketch: Sketch, record_type: str) -> list[tuple[str, str]]:
    """What one of the learner's seats could do to such a record, as "van_ban.tiep_nhan" and its button."""
    platform = platform_of(sketch.snapshot)
    people = [sketch.scenario["person"], *sketch.scenario["seats"]]
    roles = {platform.people[person].role for person in people if person in platform.people}
    return [
        (f"{record_type}.{key}", action.label.into(_language()))
        for key, action in platform.record(record_type).actions.items()
        if roles & set(action.by) and not action.creates and not action.colleague_only
    ]


def _simple(spec: RecordField, pool: list[Any]) -> bool:
    """Whether the pool is a list of values for just such a field: no parts, no drawing from elsewhere."""
    plain = all(not isinstance(item, dict | list) for item in pool)
    return (
        bool(pool)
        and plain
        and not any(isinstance(item, str) and item[:1] in "@-" for item in pool)
        and (spec.type not in (*LISTS, *LONG, "rows", "record", "checkbox"))
    )


def _line(sketch: Sketch, spec: RecordField, item: Any, language: str) -> str:
    """One further value as it is typed."""
    if spec.type in FREE or (isinstance(item, str) and arranging.HOLDER in item):
        return str(item)
    return values.show(spec, item, language, platform_of(sketch.snapshot)).removesuffix(" đồng")


def _example(sketch: Sketch, name: str) -> str:
    pool = sketch.scenario["variables"][name]
    words = " / ".join(str(item) for item in pool[:3])
    return words if len(words) <= SHOWN_VALUE else words[: SHOWN_VALUE - 1] + "…"


def base_values(sketch: Sketch, rid: int) -> tuple[str, str, dict[str, Any]] | None:
    """Type, state and values of a record of the platform's own, as a scenario would say them; None without one."""
    found = selectors.record(sketch.stage, rid)
    if found is None:
        return None
    fields = platform_of(sketch.snapshot).record(found.type).fields
    given = {}
    for name, value in found.data.items():
        if fields[name].type in ("record", "files"):
            typed = [str(one) for one in value] if isinstance(value, list) else str(value)
            value = arranging.stored_value(sketch.stage, fields[name], typed)
        if fields[name].type != "secret":
            given[name] = value
    return found.type, found.state, given


def _language() -> str:
    return get_language() or "vi"
