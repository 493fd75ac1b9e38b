"""What happened, what was told, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.engine import colleagues, effects, log, perform, picture, rules, starting
from sandbox.engine.desk import Desk
from sandbox.models import Event, Workspace
from sandbox.selectors.inside import seat_of
from sandbox.spec import Scenario


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
class Deadline:
    """The next moment of a record at which something happens: `due`, from its `field` (`early`: ahead of it)."""

    due: str
    rid: int
    title: Text
    field: str
    early: bool


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
    platform, desk, seat = platform_of(workspace.snapshot), Desk(workspace), seat_of(workspace)
    kept = {key for module in platform.modules.values() for key, one in module.records.items() if one.visible}
    rids = {event.rid for event in events if event.rid and event.action.partition(".")[0] in kept}
    desk.load(rids)
    return {rid for rid in rids if (found := desk.get(rid)) and not rules.sees(desk, seat, found)}


def pending(workspace: Workspace) -> list[Pending]:
    """What colleagues are about to do, soonest first (for "Chờ phản hồi"). The seat held now is silent; what would
    come to nothing as things stand is left out; of a record that the seat does not see only its kind is told."""
    desk, seat = _reading_desk(workspace), seat_of(workspace)
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
