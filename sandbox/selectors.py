"""The reading door of the sandbox: records, lists, counts, buttons, history, what others said and owe.

Nothing here writes. A `workspace` is what `api` returned or `workspace()` fetched; lists, counts and badges of one
instance share what they read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from sandbox.definition.conditions import Condition, Scope, holds
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Action, Person, Platform, RecordField, RecordType, Role, Text, Unit, View
from sandbox.engine import colleagues, effects, inputs, lists, log, moves, perform, picture, rules, starting, where
from sandbox.engine import seats as chairs
from sandbox.engine.desk import Desk
from sandbox.engine.lists import Page
from sandbox.engine.rows import RecordView, canonical, derived
from sandbox.errors import NotHere, NotIndexed
from sandbox.models import SLOTS, Event, Snapshot, Workspace
from sandbox.spec import ActMove, Move, Scenario
from sandbox.text import fold

__all__ = [
    "COUNTED",
    "Choice",
    "Deadline",
    "Found",
    "FreeSeat",
    "Notice",
    "Offer",
    "Page",
    "Pending",
    "RecordView",
    "Seat",
    "as_it_stood",
    "badge_counts",
    "before_last_deed",
    "could_do",
    "counted_tabs",
    "counts",
    "counts_of",
    "creations",
    "current_snapshot",
    "defaults",
    "effective_events",
    "event",
    "free_seats",
    "history",
    "next_deadline",
    "notices",
    "offers",
    "options_for",
    "page",
    "pending",
    "record",
    "record_meant",
    "records",
    "search_everywhere",
    "seats",
    "shown_fields",
    "tabs_with",
    "timeline",
    "whole_log",
    "with_undone",
    "workspace_by_id",
]

#: The tabs whose numbers stand on the desk: what waits, is due soon, is overdue, was handled.
COUNTED = ("Chờ xử lý", "Sắp đến hạn", "Quá hạn", "Đã xử lý")
WAITING = frozenset({"cho", "chua", "moi"})  # how the names of tabs begin in which something waits
MOST_ROWS = 400
MOST_OPTIONS = 400
MOST_TESTS = 5000  # conditions understood and kept


@dataclass(frozen=True)
class Offer:
    """A button: an action that concerns the learner's role; `reason` tells why it is disabled."""

    key: str
    action: Action
    allowed: bool
    reason: Text | None = None


@dataclass(frozen=True)
class Notice:
    """What somebody tells the learner. `seq`: the event it comes with."""

    seq: int
    clock: str
    say: Text
    rid: int | None


@dataclass(frozen=True)
class Pending:
    """What a colleague is about to do. `title`: of the record; of one that the seat does not see its kind."""

    person: str
    due: str
    rid: int
    title: Text
    seen: bool = True


@dataclass(frozen=True)
class Found:
    """What a search found in one list: the first records, and how many there are."""

    record_type: str
    rows: list[RecordView]
    total: int


@dataclass(frozen=True)
class Deadline:
    """The next moment of a record at which something happens: `due`, from its `field` (`early`: ahead of it)."""

    due: str
    rid: int
    title: Text
    field: str
    early: bool


@dataclass(frozen=True)
class Seat:
    """A seat that the learner may hold. `waiting`: how much of what was made or changed here lies on its desk."""

    person: str
    title: Text
    current: bool
    waiting: int


@dataclass(frozen=True)
class FreeSeat:
    """A seat that may be taken in free exploration, with what its role does."""

    key: str
    person: Person
    role_key: str
    role: Role


@dataclass(frozen=True)
class Choice:
    """One thing to pick in a form. `group` puts some of them together ("our agency")."""

    value: str | int
    label: Text
    group: Text | None = None


def current_snapshot() -> Snapshot | None:
    """The platform's latest release: what new lessons are written against."""
    return Snapshot.objects.defer("definition").order_by("-created_at", "-pk").first()


def workspace_by_id(workspace_id: UUID | str) -> Workspace:
    """With its snapshot, without the snapshot's definition (1 query). Raises NotHere."""
    try:
        return Workspace.objects.select_related("snapshot").defer("snapshot__definition").get(pk=workspace_id)
    except (Workspace.DoesNotExist, ValidationError, ValueError) as error:
        raise NotHere("no such workspace") from error


# --- records ----------------------------------------------------------------------------------------------


def record(workspace: Workspace, rid: int) -> RecordView | None:
    """The record as this workspace sees it; None if there is none (any more), or not for this seat (2 queries)."""
    return records(workspace, [rid]).get(rid)


def records(workspace: Workspace, rids: Iterable[int]) -> dict[int, RecordView]:
    """Several records by rid, without missing ones and those that the seat does not see (at most 2 queries)."""
    desk, seat = Desk(workspace), _held(workspace)
    wanted = list(rids)
    desk.load(wanted)
    return {rid: found for rid in wanted if (found := desk.get(rid)) and rules.sees(desk, seat, found)}


def page(
    workspace: Workspace,
    record_type: str,
    *,
    view: str | None = None,
    where: Condition | None = None,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str | None = None,
    offset: int = 0,
    limit: int = 25,
) -> Page:
    """A window of the list of that type: the view's tab, narrowed by `where`, `filters` and searched words.

    Filters and sorts that lists cannot use are left out; a `where` that they cannot use raises NotIndexed. Raises
    NotHere for an unknown type or view.
    """
    definition = _definition(workspace, record_type)
    if view is not None and view not in definition.views:
        raise NotHere(f"no view {view}")
    shown = definition.views[view] if view else None
    conditions = (definition.visible, shown and shown.where, where)
    tests = [_test(workspace, record_type, condition) for condition in conditions if condition]
    for name, wanted in (filters or {}).items():
        try:
            tests.append(_test(workspace, record_type, {name: wanted}))
        except NotIndexed:
            continue
    return lists.page(
        workspace,
        record_type,
        _all_of(tests),
        order=_order(definition, shown, sort),
        search=search,
        offset=max(0, offset),
        limit=max(1, min(limit, MOST_ROWS)),
    )


def counts(workspace: Workspace, record_type: str) -> dict[str, int]:
    """How many records each of the role's views holds (at most 3 queries, 2 once the base has been counted)."""
    return counts_of(workspace, [record_type])[record_type]


def counts_of(workspace: Workspace, record_types: Sequence[str]) -> dict[str, dict[str, int]]:
    """The same for several types at once, at the same cost."""
    wanted = [
        (record_type, key, _tab(workspace, record_type, view))
        for record_type in record_types
        for key, view in _views(workspace.role, _definition(workspace, record_type)).items()
    ]
    found = lists.counts(workspace, [(record_type, test) for record_type, _key, test in wanted]) if wanted else []
    made: dict[str, dict[str, int]] = {record_type: {} for record_type in record_types}
    for (record_type, key, _test_of), count in zip(wanted, found, strict=True):
        made[record_type][key] = count
    return made


def tabs_with(workspace: Workspace, record: RecordView) -> list[str]:
    """The role's tabs in which that record lies, in their order."""
    platform = platform_of(workspace.snapshot)
    row = {"state": record.state, "rid": record.rid, **derived(platform, record.type, record.data)}
    views = _views(workspace.role, _definition(workspace, record.type))
    return [key for key, view in views.items() if _tab(workspace, record.type, view).passes(row)]


def badge_counts(workspace: Workspace) -> dict[str, int]:
    """For the launcher: how many records wait in each of the role's modules, at the cost of `counts`.

    What counts in a list is its tab "Chờ xử lý" (see `counted_tabs`); a catalogue has no badge.
    """
    wanted = [
        (key, record_type, _tab(workspace, record_type, view))
        for key, record_type, view in _badges(platform_of(workspace.snapshot), workspace.role)
    ]
    found = lists.counts(workspace, [(record_type, test) for _key, record_type, test in wanted]) if wanted else []
    badges: dict[str, int] = {}
    for (key, _type, _test_of), count in zip(wanted, found, strict=True):
        badges[key] = badges.get(key, 0) + count
    return badges


def counted_tabs(definition: RecordType, role: str) -> tuple[str, str, str, str]:
    """The role's tabs that give the four numbers of the desk, known by their names; "" where the list has none.

    A list that calls none "Chờ xử lý" has for that its first one whose name begins as such names do: "Chưa đọc".
    """
    views = _views(role, definition)
    named = {fold(view.vi): key for key, view in reversed(views.items())}
    waiting, soon, overdue, handled = (named.get(fold(label), "") for label in COUNTED)
    if not waiting:
        waiting = next((key for key, view in views.items() if fold(view.vi).partition(" ")[0] in WAITING), "")
    return waiting, soon, overdue, handled


def _badges(platform: Platform, role: str) -> Iterator[tuple[str, str, View]]:
    """For each module of that role: its key, and the lists and tabs that its badge counts."""
    for key, module in platform.modules.items():
        if module.for_ and role not in module.for_:
            continue
        for record_type, definition in module.records.items():
            if _may_read(role, definition) and (waiting := counted_tabs(definition, role)[0]):
                yield key, record_type, definition.views[waiting]


def search_everywhere(workspace: Workspace, text: str, each: int = 5) -> list[Found]:
    """In every list that the seat may read: the records in which every word occurs, its own first, then the newest.

    In the order of the modules; of each list at most `each` records, with how many there are (at most 4 queries).
    """
    words = fold(text).split()
    if not words:
        return []
    types = _readable(workspace)
    shelf = lists.shelf(workspace)
    own = {
        key: sorted((row["rid"] for row in lists.passing(shelf.own, key, test, tuple(words))), reverse=True)
        for key, test in types.items()
    }
    below = lists.best_of_base(workspace, types, words, each)
    shown = {key: [*own[key], *below[key][0]][:each] for key in types}
    read = records(workspace, [rid for rids in shown.values() for rid in rids])
    return [
        Found(key, [read[rid] for rid in rids if rid in read], len(own[key]) + below[key][1])
        for key, rids in shown.items()
        if rids
    ]


def _readable(workspace: Workspace) -> dict[str, where.Test]:
    """The record types that the seat may read, with the test of which of their records it sees."""
    return {
        key: _test(workspace, key, definition.visible)
        for module in platform_of(workspace.snapshot).modules.values()
        if not module.for_ or workspace.role in module.for_
        for key, definition in module.records.items()
        if _may_read(workspace.role, definition)
    }


def shown_fields(workspace: Workspace, record: RecordView) -> list[str]:
    """The fields that the record's screen shows as things stand (`hidden`, `shown_when`), in their order."""
    desk = Desk(workspace)
    desk.know(record)
    at = rules.scope(desk, _held(workspace), record.facts, {})
    fields = desk.platform.record(record.type).fields
    return [
        name for name, field in fields.items() if not field.hidden and holds(field.shown_when, record.facts, scope=at)
    ]


# --- buttons and forms ------------------------------------------------------------------------------------


def offers(workspace: Workspace, record: RecordView) -> list[Offer]:
    """Every action on the record that concerns the learner's role: disabled with a reason, not hidden."""
    desk = Desk(workspace)
    desk.know(record)
    definition = desk.platform.record(record.type)
    keys = [key for key, action in definition.actions.items() if not action.creates and not action.colleague_only]
    made = []
    for key in dict.fromkeys([*keys, rules.CORRECT]):
        verb = rules.verb(desk.platform, f"{record.type}.{key}", record)
        if verb and workspace.role in verb.action.by:
            reason = rules.hindrance(desk, rules.Seat.of_learner(desk), verb, record)
            made.append(Offer(key, verb.action, reason is None, reason))
    return made


def could_do(workspace: Workspace, move: Move) -> bool:
    """Whether the learner could do the move now, as far as can be known before anything is filled in. What is no
    action (a wait, an answer, a search, a seat) always can be."""
    if move.move != "act":
        return True
    meant = moves.understand(workspace.pk, move)
    if meant["rid"] is None:
        return True
    found = record(workspace, meant["rid"])
    wanted = move.action.partition(".")[2]
    return found is not None and any(offer.key == wanted and offer.allowed for offer in offers(workspace, found))


def record_meant(workspace: Workspace, move: ActMove) -> int | None:
    """The rid of the record that the move is about; None where it is about none, or about one that is not there."""
    rid: int | None = moves.understand(workspace.pk, move)["rid"]
    return rid if rid is not None and record(workspace, rid) else None


def creations(workspace: Workspace, record_type: str) -> list[Offer]:
    """The actions with which the learner's role makes a new record of that type."""
    actions = _definition(workspace, record_type).actions.items()
    return [
        Offer(key, action, True)
        for key, action in actions
        if action.creates and not action.colleague_only and workspace.role in action.by
    ]


def defaults(workspace: Workspace, record: RecordView | None, record_type: str, action: str) -> dict[str, Any]:
    """What the boxes of an action's form hold before anybody types, in stored form; empty boxes are left out."""
    desk = Desk(workspace)
    verb = rules.verb(desk.platform, f"{record_type}.{action}", record)
    seat = rules.Seat.of_learner(desk)
    asks = verb.action.asks if verb else []
    held = {ask.field: inputs.offered(desk, seat, ask, record) for ask in asks}
    return {name: value for name, value in held.items() if value is not None}


def options_for(workspace: Workspace, field: RecordField, held: Iterable[int] = ()) -> list[Choice]:
    """What may be chosen in a field; units of the agency itself first, files from "my computer".

    `held`: the records that stand in the field already; they can be chosen whatever has become of them.
    """
    platform = platform_of(workspace.snapshot)
    match field.type:
        case "choice" | "choices":
            english = field.options_en if len(field.options_en) == len(field.options) else field.options
            pairs = zip(field.options, english, strict=True)
            return [Choice(value, Text(vi=value, en=other)) for value, other in pairs]
        case "person" | "people":
            return _people(platform, field)
        case "unit" | "units":
            return _units(platform, field)
        case "files" if platform.file_record:
            return _on_my_computer(workspace, platform.file_record, held)
        case "record" if field.to:
            return _records(workspace, field.to, held)
    return []


def _people(platform: Platform, field: RecordField) -> list[Choice]:
    return [
        Choice(
            key,
            Text(vi=f"{person.name} ({person.title.vi})", en=f"{person.name} ({person.title.en})"),
            platform.units[person.unit].label,
        )
        for key, person in platform.people.items()
        if not field.roles or person.role in field.roles
    ]


def _units(platform: Platform, field: RecordField) -> list[Choice]:
    """Other agencies with their code on the exchange axis: names change, and the dissolved keep theirs."""
    own = platform.units[platform.agency].label
    outside = Text(vi="Cơ quan khác", en="Other agencies")
    units = sorted(platform.units.items(), key=lambda item: not item[1].own)
    return [
        Choice(key, unit.label if unit.own else _with_code(unit), own if unit.own else outside)
        for key, unit in units
        if unit.own or not field.own_units
    ]


def _with_code(unit: Unit) -> Text:
    return Text(vi=f"{unit.vi} · {unit.code}", en=f"{unit.en} · {unit.code}") if unit.code else unit.label


def _on_my_computer(workspace: Workspace, file_record: str, held: Iterable[int]) -> list[Choice]:
    """The files that the lesson put on the learner's computer: those still in their start state."""
    desk, seat = Desk(workspace), _held(workspace)
    start, kept = desk.platform.record(file_record).start_state, set(held)
    files = [file for file in desk.own(file_record) if file.state == start or file.rid in kept]
    return [Choice(file.rid, effects.title(desk, file)) for file in files if rules.sees(desk, seat, file)]


def _records(workspace: Workspace, record_type: str, held: Iterable[int]) -> list[Choice]:
    """The first ones of the list; before them what this workspace has of its own, and what stands there already."""
    desk, seat = Desk(workspace), _held(workspace)
    listed = page(workspace, record_type, limit=MOST_OPTIONS).rows
    wanted = list(held)
    desk.load(wanted)
    further = [*(found for rid in wanted if (found := desk.get(rid))), *reversed(desk.own(record_type))]
    known = {row.rid for row in listed}
    rows = {row.rid: row for row in further if row.rid not in known and rules.sees(desk, seat, row)}
    return [Choice(row.rid, effects.called(desk, row)) for row in [*rows.values(), *listed]]


# --- events -----------------------------------------------------------------------------------------------


def effective_events(workspace: Workspace, *, light: bool = False) -> list[Event]:
    """What happened and was not undone, oldest first; refusals and rewinds are not among it (1 query).

    `light` leaves what they changed in the database: a long exploration has much of it, and most screens need none.
    """
    return log.effective(workspace, light=light)


def before_last_deed(workspace: Workspace) -> int | None:
    """Where to rewind to so that the last thing that the learner did never happened: a search is none (1 query)."""
    own = (Event.Kind.ACTION, Event.Kind.TIME, Event.Kind.SEAT)
    counting = Event.objects.filter(workspace=workspace, kind__in=log.COUNTING).order_by("-seq")
    found = [
        (seq, kind) for seq, kind in counting.values_list("seq", "kind") if not log.is_undone(workspace.undone, seq)
    ]
    last = next((seq for seq, kind in found if kind in own), None)
    return None if last is None else next((seq for seq, _kind in found if seq < last), 0)


def event(workspace: Workspace, seq: int) -> Event | None:
    """The event of that number, a refusal or one that was undone too (1 query)."""
    return picture.event(workspace, seq)


def whole_log(workspace: Workspace) -> list[Event]:
    """Every event there is, oldest first, refusals and rewinds among them (1 query)."""
    return log.whole_log(workspace)


def as_it_stood(workspace: Workspace, seq: int, events: Sequence[Event] | None = None) -> Workspace:
    """The workspace just after the event `seq` (0: at the scenario's start), undone since or not, to be looked at.

    What it gives is read like any workspace, by screens and checks too: seat, clock, lists and history are those of
    then. It cannot be acted on (`NotHere`), and nothing is written for it. `events`: the whole log, if known (else 1
    query; 1 more for base records that were changed).
    """
    known = log.whole_log(workspace) if events is None else events
    scenario = Scenario.model_validate(workspace.scenario)
    start = starting.beginning(platform_of(workspace.snapshot), scenario, workspace.snapshot)
    return log.as_it_stood(workspace, [event for event in known if event.seq <= seq], *start)


def timeline(workspace: Workspace) -> list[tuple[Event, bool]]:
    """Every event with whether it was undone, oldest first."""
    return with_undone(log.whole_log(workspace))


def with_undone(events: Sequence[Event]) -> list[tuple[Event, bool]]:
    """The same of a whole log in hand."""
    ranges = log.undone_in(events)
    return [(event, log.is_undone(ranges, event.seq)) for event in events]


def history(workspace: Workspace, rid: int, *, limit: int | None = None) -> list[Event]:
    """What happened to one record and was not undone, oldest first; with `limit` only the newest (1 query)."""
    return log.touching(workspace, rid, limit)


def notices(workspace: Workspace, limit: int = 20, events: list[Event] | None = None) -> list[Notice]:
    """What colleagues did and what the learner was told, newest first. `events`: the effective ones, if known.

    What was done to a record that the seat does not see is no news there, unless it is addressed to that seat.
    """
    me = {workspace.role, workspace.person}
    told = effective_events(workspace) if events is None else events
    hidden = _unseen(workspace, told)
    found = []
    for event in reversed(told):
        said = [notice["say"] for notice in event.note.get("notices", []) if me & set(notice["to"])]
        if event.kind == Event.Kind.COLLEAGUE and not said and event.rid not in hidden:
            said = [event.note["say"]]
        rid = None if event.rid in hidden else event.rid
        found += [Notice(event.seq, event.clock, Text(**say), rid) for say in said]
        if len(found) >= limit:
            break
    return found[:limit]


def _unseen(workspace: Workspace, events: Iterable[Event]) -> set[int]:
    """Of the records that these events are about, those that the seat does not see (at most 2 queries)."""
    platform, desk, seat = platform_of(workspace.snapshot), Desk(workspace), _held(workspace)
    kept = {key for module in platform.modules.values() for key, one in module.records.items() if one.visible}
    rids = {event.rid for event in events if event.rid and event.action.partition(".")[0] in kept}
    desk.load(rids)
    return {rid for rid in rids if (found := desk.get(rid)) and not rules.sees(desk, seat, found)}


def pending(workspace: Workspace) -> list[Pending]:
    """What colleagues are about to do, soonest first (for "Chờ phản hồi"). The seat held now is silent; what would
    come to nothing as things stand is left out; of a record that the seat does not see only its kind is told."""
    desk, seat = _reading_desk(workspace), _held(workspace)
    made = []
    for answer in colleagues.coming(desk):
        found = desk.get(answer["rid"])
        if found and perform.would_happen(desk, answer):
            seen = rules.sees(desk, seat, found)
            title = effects.title(desk, found) if seen else desk.platform.record(found.type).label
            made.append(
                Pending(colleagues.person_of(desk.platform, answer), answer["due"], answer["rid"], title, seen)
            )
    return made


def next_deadline(workspace: Workspace) -> Deadline | None:
    """The next moment of a record at which something would happen, as things stand now (no query after `pending`,
    unless its conditions look at further records)."""
    desk = _reading_desk(workspace)
    entry = perform.next_moment(desk)
    found = desk.get(entry["rid"]) if entry else None
    if entry is None or found is None:
        return None
    rule = colleagues.rule_named(desk.platform, entry["rule"])
    field = str(rule.at).partition(".")[2]
    return Deadline(entry["due"], entry["rid"], effects.title(desk, found), field, rule.early)


def _reading_desk(workspace: Workspace) -> Desk:
    """A desk with the records of all that is coming, kept as long as this instance stands at the same event."""
    kept: tuple[int, Desk] | None = workspace.__dict__.get("_reading_desk")
    if kept is None or kept[0] != workspace.last_seq:
        desk = Desk(workspace)
        desk.load(entry["rid"] for entry in (*colleagues.coming(desk), *colleagues.coming_moments(desk)))
        workspace.__dict__["_reading_desk"] = kept = workspace.last_seq, desk
    return kept[1]


# --- seats ------------------------------------------------------------------------------------------------


def seats(workspace: Workspace) -> list[Seat]:
    """The seats that the learner may hold in turn, the scenario's first; no query once a list has been read."""
    platform, scenario = platform_of(workspace.snapshot), workspace.scenario
    return [
        Seat(
            person=key,
            title=platform.people[key].title,
            current=key == workspace.person,
            waiting=_waiting(
                workspace, rules.Seat(key, chairs.role_of(platform, scenario, key), platform.people[key].unit)
            ),
        )
        for key in chairs.own(platform, scenario)
    ]


def free_seats(snapshot: Snapshot) -> list[FreeSeat]:
    """The seats of free exploration, role by role in the definition's order: everybody who has something to do."""
    platform = platform_of(snapshot)
    keys = chairs.own(platform, {"person": next(iter(platform.people)), "free": True})
    people = [(key, platform.people[key]) for key in keys]
    return [
        FreeSeat(key, person, role, definition)
        for role, definition in platform.roles.items()
        for key, person in people
        if person.role == role
    ]


def _waiting(workspace: Workspace, seat: rules.Seat) -> int:
    """How many records of the workspace's own the badges of that seat would count."""
    own = lists.shelf(workspace).own
    tests = (
        (record_type, _tab(workspace, record_type, view, seat))
        for _module, record_type, view in _badges(platform_of(workspace.snapshot), seat.role)
        if record_type in own
    )
    return sum(test.passes(row) for record_type, test in tests for row in own[record_type])


# --- inside -----------------------------------------------------------------------------------------------


def _definition(workspace: Workspace, record_type: str) -> RecordType:
    try:
        return platform_of(workspace.snapshot).record(record_type)
    except KeyError as error:
        raise NotHere(f"no record type {record_type}") from error


def _may_read(role: str, definition: RecordType) -> bool:
    return not definition.readable_by or role in definition.readable_by


def _views(role: str, definition: RecordType) -> dict[str, View]:
    return {key: view for key, view in definition.views.items() if not view.for_ or role in view.for_}


def _held(workspace: Workspace) -> rules.Seat:
    """The seat that the learner holds now."""
    unit = platform_of(workspace.snapshot).people[workspace.person].unit
    return rules.Seat(workspace.person, workspace.role, unit)


def _test(workspace: Workspace, record_type: str, condition: Condition, seat: rules.Seat | None = None) -> where.Test:
    """The condition for lists, as the seat held now reads it (or another one). Each is understood once and kept: a
    screen of free exploration asks for the tabs of every seat."""
    platform, seat, clock = platform_of(workspace.snapshot), seat or _held(workspace), workspace.clock
    written = canonical(condition)
    at = clock if "$now" in written else clock[:10] if "$today" in written else ""
    key = (record_type, written, seat if "$me." in written else None, at)
    known: dict[Any, where.Test] = platform.worked_out.setdefault(_test, {})
    if key not in known:
        if len(known) >= MOST_TESTS:
            known.clear()
        scope = Scope(platform, clock, seat.person, seat.unit, seat.role, record={})
        known[key] = where.compile_where(condition, record_type, scope)
    return known[key]


def _tab(workspace: Workspace, record_type: str, view: View, seat: rules.Seat | None = None) -> where.Test:
    """What a view holds of all that the seat sees."""
    visible = platform_of(workspace.snapshot).record(record_type).visible
    return _all_of([_test(workspace, record_type, one, seat) for one in (visible, view.where) if one])


def _all_of(tests: list[where.Test]) -> where.Test:
    return tests[0] if len(tests) == 1 else where.Every(tuple(tests))


def _order(definition: RecordType, view: View | None, sort: str | None) -> lists.Order:
    """By what was asked, what the view says, or the first view's; the newest first where nothing fits."""
    first = next(iter(definition.views.values()), None)
    for wanted in (sort, view.sort if view else None, first.sort if first else None):
        name = (wanted or "").removeprefix("-")
        if wanted and name in definition.index:
            return lists.Order(SLOTS[definition.index.index(name)], wanted.startswith("-"))
    return lists.Order("rid", descending=True)
