"""A roster by screen, in stages: handed in, checked in the background, decided, applied, undone; and handed out.

Every stage but the decision is a sweep over rows (`work`), so a worker that dies loses time only: checking begins
anew, applying and undoing are one transaction each, with the new state in it.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from training.people.errors import NotYours, PeopleRefused, RosterProblem, RosterRefused, RosterStale
from training.people.models import RosterChange, RosterImport, User, private_files
from training.people.roster import selectors
from training.people.roster.execute import execute
from training.people.roster.plan import BATCH, Planner, Reach, out_of_reach
from training.people.roster.rows import understand
from training.people.roster.sheet import read
from training.people.roster.undo import undo
from training.people.roster.unpacked import damaged
from training.people.selectors import today

__all__ = ["confirm", "forget_old", "hand_in", "let_go", "record_export", "take_back", "work"]

logger = logging.getLogger(__name__)

LARGEST = 16 * 1024 * 1024
MOST_FAULTS = 2000  # kept; how many there were is kept too
SILENT = timedelta(minutes=2)  # a worker that said nothing for so long is dead
UNDECIDED = timedelta(days=7)

State = RosterImport.State


def hand_in(*, acting_user: User, file: Any, name: str) -> RosterImport:
    """Keep the file and have it checked. Raises `PeopleRefused` if it is too large or empty."""
    if not file.size:
        raise PeopleRefused(_("The file is empty. Expected: a heading line, then one person a line."))
    if file.size > LARGEST:
        raise PeopleRefused(_("The file is larger than %(most)s MB. Split it.") % {"most": LARGEST // 1024**2})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    roster = RosterImport(
        by=acting_user,
        scope=[unit.code for unit in selectors.tops_of(acting_user)],
        name=name[:200],
        sha256=digest.hexdigest(),
        size=file.size,
        language=acting_user.language,
    )
    roster.file.save(str(roster.uuid), file, save=False)
    try:
        with transaction.atomic():
            roster.save(force_insert=True)
            transaction.on_commit(_wake, robust=True)
    except BaseException:
        private_files().delete(str(roster.file.name))
        raise
    return roster


def confirm(*, acting_user: User, roster: RosterImport) -> None:
    """Have it applied. Pressed twice, it is applied once. Raises `PeopleRefused`, `NotYours`."""
    _decide(roster, acting_user, State.READY, State.APPLYING, decided_by=acting_user)


def let_go(*, acting_user: User, roster: RosterImport) -> None:
    """Nothing of it is applied; what it would have changed is forgotten, that it was handed in is not."""
    with transaction.atomic():
        _decide(roster, acting_user, State.READY, State.LET_GO, decided_by=acting_user)
        roster.changes.all().delete()


def take_back(*, acting_user: User, roster: RosterImport) -> None:
    """Have an applied import undone, as far as nothing newer touched it."""
    if roster.state == State.DONE and not selectors.may_be_undone(roster):
        raise PeopleRefused(_("An import can be undone for %(days)s days.") % {"days": selectors.UNDO_DAYS})
    _decide(roster, acting_user, State.DONE, State.UNDOING, undone_by=acting_user)


def _decide(roster: RosterImport, user: User, was: str, becomes: str, **fields: Any) -> None:
    if not selectors.covers(user, roster):
        raise NotYours
    with transaction.atomic():
        changed = RosterImport.objects.filter(pk=roster.pk, state=was).update(
            state=becomes, run="", beat=None, **fields
        )
        roster.refresh_from_db()
        if not changed and roster.state != becomes:
            raise PeopleRefused(_("This was decided already: %(state)s.") % {"state": roster.get_state_display()})
        transaction.on_commit(_wake, robust=True)


def record_export(*, acting_user: User, name: str, content: IO[bytes], people: int) -> RosterImport:
    """Write down who took which list out of the house. `content` is read once, and left at its start."""
    digest, size = hashlib.sha256(), 0
    for chunk in iter(lambda: content.read(1 << 16), b""):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    return RosterImport.objects.create(
        way=RosterImport.Way.OUT,
        by=acting_user,
        scope=[unit.code for unit in selectors.tops_of(acting_user)],
        name=name[:200],
        sha256=digest.hexdigest(),
        size=size,
        state=State.DONE,
        counts={"people": people},
        applied_at=timezone.now(),
    )


# --- the background -------------------------------------------------------------------------------------


def work() -> int:
    """The sweep: whatever waits or was left by a worker that died. How many stages were finished."""
    finished = 0
    for pk in _due().values_list("pk", flat=True):
        roster = _claim(pk)
        if roster is None:
            continue
        with override(roster.language):
            if roster.state == State.WAITING:
                finished += _check(roster)
            else:
                finished += _finish(roster)
    return finished


def _due() -> Any:
    silent = Q(beat=None) | Q(beat__lt=timezone.now() - SILENT)
    return RosterImport.objects.filter(silent, state__in=[State.WAITING, State.APPLYING, State.UNDOING]).order_by(
        "asked_at"
    )


def _claim(pk: int) -> RosterImport | None:
    run = secrets.token_hex(16)
    with transaction.atomic():
        if not _due().filter(pk=pk).update(run=run, beat=timezone.now()):
            return None
        return RosterImport.objects.get(pk=pk)


def _check(roster: RosterImport) -> bool:
    """Read, compare, keep the difference; a file that another worker has taken over is left to that one."""
    try:
        problems = list(_compared(roster))
    except RosterRefused as refused:
        problems = refused.problems
    except _TakenOver:
        return False
    except DatabaseError:
        raise
    except Exception:  # no file may keep the background from all others, nor be tried for ever
        logger.exception("roster %s could not be read", roster.pk)
        problems = [RosterProblem(1, "", damaged())]
    problems.sort(key=lambda problem: problem.line)
    with transaction.atomic():
        if problems:
            roster.changes.all().delete()
        done = RosterImport.objects.filter(pk=roster.pk, run=roster.run, state=State.WAITING).update(
            state=State.FAULTY if problems else State.READY,
            counts=roster.counts,
            faults=[[one.line, one.column, one.say] for one in problems[:MOST_FAULTS]],
            fault_count=len(problems),
            beat=None,
        )
    if done:
        _forget_file(roster)
    return bool(done)


class _TakenOver(Exception):
    """Another worker has it now."""


def _compared(roster: RosterImport) -> Iterator[RosterProblem]:
    """Every fault. The changes are kept as they are found, some at a time, each time with how far it is."""
    try:
        with roster.file.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, ValueError):
        raise RosterRefused([RosterProblem(1, "", _("The file is gone. Send it again."))]) from None
    sheet = read(content)
    del content
    rows, problems = understand(sheet, on=today())
    planner = Planner(rows, sheet.headings, selectors.reach_of(roster.by), today())
    del sheet.lines[:]
    with transaction.atomic():
        _say_how_far(roster, lines=len(rows), checked=0)
        roster.changes.all().delete()
    for number, changes in enumerate(planner.batches(), 1):
        with transaction.atomic():
            _say_how_far(roster, checked=min(number * BATCH, len(rows)))
            RosterChange.objects.bulk_create(
                [RosterChange(roster=roster, **vars(change)) for change in changes], batch_size=BATCH
            )
    roster.counts = asdict(planner.report)
    yield from problems
    yield from planner.problems


def _say_how_far(roster: RosterImport, **numbers: int) -> None:
    held = RosterImport.objects.filter(pk=roster.pk, run=roster.run, state=State.WAITING)
    if not held.update(beat=timezone.now(), **numbers):
        raise _TakenOver


def _finish(roster: RosterImport) -> bool:
    """Apply or undo, in one transaction with the state that says so."""
    try:
        with transaction.atomic():
            held = RosterImport.objects.select_for_update().get(pk=roster.pk)
            if held.run != roster.run or held.state != roster.state:
                return False
            if held.state == State.APPLYING:
                _apply(held)
            else:
                undone, kept = undo(held, _reach_for_undoing(held))
                held.counts |= {"undone": undone, "kept": kept}
                held.state, held.undone_at = State.UNDONE, timezone.now()
            held.beat = None
            held.save()
    except (RosterStale, IntegrityError):
        _look_again(roster)
    except DatabaseError:  # busy with another one's work; the next sweep tries again
        RosterImport.objects.filter(pk=roster.pk, run=roster.run).update(beat=None)
        return False
    return True


def _reach_for_undoing(roster: RosterImport) -> Reach:
    """What whoever undoes it looks after now; nothing if that is no more all that the file could concern."""
    by = roster.undone_by
    return selectors.reach_of(by) if by and selectors.covers(by, roster) else Reach(())


def _apply(roster: RosterImport) -> None:
    """Raises `RosterStale` if what was looked at is no longer so, or is no longer for this person to decide."""
    if roster.decided_by is None or not selectors.covers(roster.decided_by, roster):
        raise RosterStale

    def batches() -> Iterator[list[RosterChange]]:
        changes = roster.changes.order_by("line", "pk")
        last = 0
        while found := list(changes.filter(line__gt=last)[:BATCH]):
            last = found[-1].line
            yield found

    reach = selectors.reach_of(roster.decided_by)
    if any(out_of_reach(changes, reach, today()) for changes in batches()):
        raise RosterStale
    execute(batches, acting_user=roster.decided_by)
    roster.state, roster.applied_at, roster.stale = State.DONE, timezone.now(), False


def _look_again(roster: RosterImport) -> None:
    """Somebody changed the people meanwhile. Nothing was applied; the file is gone, so it is sent again."""
    with transaction.atomic():
        held = RosterImport.objects.filter(pk=roster.pk, run=roster.run, state=State.APPLYING)
        if held.update(state=State.LET_GO, stale=True, beat=None):
            roster.changes.all().delete()
        else:  # an undoing that met a change in the same moment: it is tried again from the start
            RosterImport.objects.filter(pk=roster.pk, run=roster.run).update(beat=None)


def forget_old(*, dry: bool = False) -> int:
    """What nobody decided on in a week is let go; what can no longer be undone keeps its numbers and loses its names;
    files without a row go. How many files lost their changes, or with `dry` would."""
    now = timezone.now()
    undecided = RosterImport.objects.filter(state=State.READY, asked_at__lt=now - UNDECIDED)
    if dry:
        return int(undecided.count() + _past_undoing(now).distinct().count())
    undecided.update(state=State.LET_GO)
    forgotten = list(_past_undoing(now).distinct().values_list("pk", flat=True))
    RosterChange.objects.filter(roster__in=forgotten).delete()
    RosterImport.objects.filter(state=State.FAULTY, asked_at__lt=now - UNDECIDED).update(faults=[])
    _forget_stray_files()
    return len(forgotten)


def _past_undoing(now: datetime) -> Any:
    """Files whose changes are still kept although nobody can undo them any more."""
    applied = Q(state__in=[State.DONE, State.UNDONE], applied_at__lt=now - timedelta(days=selectors.UNDO_DAYS + 1))
    return RosterImport.objects.filter(Q(state=State.LET_GO) | applied, changes__isnull=False)


def _forget_file(roster: RosterImport) -> None:
    private_files().delete(str(roster.file.name))
    RosterImport.objects.filter(pk=roster.pk).update(file="")


def _forget_stray_files() -> None:
    storage, kept = private_files(), set(RosterImport.objects.exclude(file="").values_list("file", flat=True))
    for name in storage.listdir("rosters")[1] if storage.exists("rosters") else ():
        if (
            f"rosters/{name}" not in kept
            and storage.get_modified_time(f"rosters/{name}") < timezone.now() - UNDECIDED
        ):
            storage.delete(f"rosters/{name}")


def _wake() -> None:
    """The background would find the row by itself, but later."""
    from training.people.tasks import work_on_rosters

    work_on_rosters.delay()
