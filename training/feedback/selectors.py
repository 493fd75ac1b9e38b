"""Reads of feedback: one's own, the trainers' inbox, the leaders' inbox, and what came back.

`access_*` are the doors: whatever is not the viewer's raises `NotYours` (a 404).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.models import LessonPage
from training.feedback.models import Need, Reply, ReplyRead, Stuck
from training.feedback.states import State, check_key, into, outline_of, state_of
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, User
from training.people.selectors import affairs_of, as_now, place_names, scope_units, today
from training.progress.models import WrongState

if TYPE_CHECKING:
    from training.practice.models import Attempt

__all__ = [
    "CameBack",
    "Group",
    "Line",
    "Outbox",
    "State",
    "access_attempt",
    "access_late_reply",
    "access_need",
    "access_need_as_leader",
    "access_reply",
    "access_stuck",
    "access_stuck_as_trainer",
    "answered",
    "came_back",
    "check_key",
    "group_of",
    "inbox",
    "late_replies",
    "leaders_of",
    "my_needs",
    "needs_of_leader",
    "open_replies",
    "replies_to",
    "reply_for",
    "reply_to",
    "state_of",
    "waiting_at",
]

#: How long what came back stays among the news after it was seen.
NEWS = timedelta(days=14)
LATE_REPLIES = 3  # shown at a time
_HEAVY = ("attempt__task__spec", "attempt__workspace__scenario", "attempt__workspace__facts")


# --- "Tôi bị kẹt" -----------------------------------------------------------------------------------------


def access_attempt(user: User, uuid: UUID) -> Attempt:
    """The learner's own attempt with its standing (1 query). Raises `NotYours`."""
    found = (
        user.attempts.select_related("task", "workspace__snapshot", "standing")
        .defer("task__spec", "workspace__snapshot__definition", "workspace__snapshot__sequences")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise NotYours
    found.user = user
    return found


def access_stuck(user: User, uuid: UUID) -> Stuck:
    """What the person sent themselves (1 query). Raises `NotYours`."""
    found = _stuck().select_related("reply").filter(user=user, uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def access_stuck_as_trainer(uuid: UUID) -> Stuck:
    """For trainers (whom the view lets in): anybody's, without a name."""
    found = _stuck().filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def access_reply(pk: int) -> Reply:
    found = Reply.objects.filter(pk=pk).first()
    if found is None:
        raise NotYours
    return found


def _stuck() -> QuerySet[Stuck]:
    return Stuck.objects.select_related("attempt__task", "attempt__workspace").defer(*_HEAVY)


@dataclass(frozen=True)
class Line:
    """One learner's message as a trainer sees it. Nothing here leads to who sent it."""

    stuck: Stuck

    @property
    def alias(self) -> str:
        """The same for this message always; another message of the same learner has another one."""
        return salted_hmac("feedback.alias", str(self.stuck.pk), algorithm="sha256").hexdigest()[:4].upper()

    @property
    def events(self) -> list[tuple[str, str]]:
        """(simulated moment, sentence), oldest first."""
        language = get_language() or "vi"
        return [(event["clock"], into(event["say"], language)) for event in self.stuck.events]

    @property
    def lesson(self) -> str:
        return into(outline_of(self.stuck.attempt.task.hash).title, get_language() or "vi")

    @property
    def step(self) -> str:
        attempt = self.stuck.attempt
        return outline_of(attempt.task.hash).step_title(
            self.stuck.step, attempt.workspace.seed, get_language() or "vi"
        )

    @property
    def unmet(self) -> str:
        return into(self.stuck.unmet, get_language() or "vi")

    @property
    def answer(self) -> str:
        """In the reader's language where the trainer wrote it in both."""
        reply = self.stuck.reply
        english = (get_language() or "vi").startswith("en")
        return reply.text_en if english and reply and reply.text_en else self.stuck.answer


@dataclass(frozen=True)
class Group:
    """Everybody who waits in one state of a lesson."""

    lines: Sequence[Line]  # the oldest first
    reply: Reply | None  # what learners in that state read already

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def people(self) -> int:
        """Not messages: whoever wrote twice is one."""
        return len({line.stuck.user_id for line in self.lines})


def inbox() -> list[Group]:
    """What waits for trainers, by state, most learners first. Two queries and one per task not seen yet."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for stuck in _stuck().select_related("reply").filter(answered_at__isnull=True).order_by("at", "pk"):
        found.setdefault((stuck.lesson_code, stuck.step, stuck.check_key), []).append(Line(stuck))
    replies = {(reply.lesson_code, reply.step, reply.check_key): reply for reply in _open_replies()}
    groups = [Group(lines, replies.get(state)) for state, lines in found.items()]
    return sorted(groups, key=lambda group: (-group.people, group.first.stuck.at))


def group_of(stuck: Stuck) -> Group:
    """The state that this message is about, with the others who wait in it. Two queries."""
    state = {"lesson_code": stuck.lesson_code, "step": stuck.step, "check_key": stuck.check_key}
    others = _stuck().filter(**state, answered_at__isnull=True).exclude(pk=stuck.pk).order_by("at", "pk")
    return Group([Line(stuck), *map(Line, others)], reply_for(**state))


def waiting_at(lesson_code: str, check_key: str, limit: int = 20) -> list[Line]:
    """The messages that wait in that state, the oldest first. One query."""
    found = _stuck().select_related("reply").filter(lesson_code=lesson_code, check_key=check_key)
    return [Line(stuck) for stuck in found.filter(answered_at__isnull=True).order_by("at", "pk")[:limit]]


def answered(limit: int = 20) -> list[Line]:
    """What trainers answered last. One query."""
    found = _stuck().select_related("reply").filter(answered_at__isnull=False).order_by("-answered_at", "-pk")
    return [Line(stuck) for stuck in found[:limit]]


def _open_replies() -> QuerySet[Reply]:
    return Reply.objects.filter(withdrawn_at__isnull=True)


@dataclass(frozen=True)
class Outbox:
    """A reply that learners in its state read now; `line` is a message that it answered, to say what it is about."""

    reply: Reply
    line: Line | None


def open_replies() -> list[Outbox]:
    """Every reply in use, the newest first. Two queries."""
    replies = list(_open_replies())
    about = {stuck.reply_id: Line(stuck) for stuck in _stuck().filter(reply__in=replies).order_by("at")}
    return [Outbox(reply, about.get(reply.pk)) for reply in replies]


def reply_for(lesson_code: str, step: str, check_key: str) -> Reply | None:
    """What learners in that state read. One query."""
    return _open_replies().filter(lesson_code=lesson_code, step=step, check_key=check_key).first()


def replies_to(lesson_code: str) -> dict[tuple[str, str], Reply]:
    """All replies in use in the lesson, by step and `check_key`. One query."""
    return {(reply.step, reply.check_key): reply for reply in _open_replies().filter(lesson_code=lesson_code)}


def reply_to(attempt: Attempt) -> Reply | None:
    """The reply to where this attempt stands now. One query."""
    state = state_of(attempt)
    return reply_for(state.lesson_code, state.step, state.check_key) if state else None


# --- "Tôi cần" --------------------------------------------------------------------------------------------


def my_needs(user: User) -> list[Need]:
    """What the person asked for, the newest first. At most three queries."""
    return _in_words(Need.objects.filter(user=user).select_related("unit", "decided_by"))


def access_need(user: User, uuid: UUID) -> Need:
    """The person's own. Raises `NotYours`."""
    found = _in_words(Need.objects.filter(user=user, uuid=uuid).select_related("unit", "decided_by"))
    if not found:
        raise NotYours
    return found[0]


def _in_words(needs: Iterable[Need]) -> list[Need]:
    """The same, each knowing its unit's whole name and the name of the lesson that it came up in."""
    found = list(needs)
    codes = {need.lesson_code for need in found} - {""}
    names = {page.code: page.name for page in LessonPage.objects.filter(code__in=codes)} if codes else {}
    places = place_names(need.unit for need in found)
    for need in found:
        need.place = places[need.unit.path]
        need.lesson_name = names.get(need.lesson_code, need.lesson_code)
    return found


def leaders_of(unit: OrgUnit, *, but: User) -> list[Membership]:
    """Who leads the unit (or its successor, if it ended), or the nearest one above it that is led by anybody else
    than `but`. One query for a unit that exists."""
    unit = as_now(unit) or unit
    above = [unit.path[:length] for length in range(OrgUnit.steplen, len(unit.path) + 1, OrgUnit.steplen)]
    posts = Membership.objects.on(today()).filter(is_manager=True, unit__path__in=above, user__is_active=True)
    found = list(posts.exclude(user=but).select_related("user", "unit").order_by("user__sort_name", "pk"))
    nearest = max((post.unit.depth for post in found), default=0)
    return [post for post in found if post.unit.depth == nearest]


def needs_of_leader(leader: User) -> list[Need]:
    """What the people of the units they lead asked for: what waits first, what would save most time first."""
    found = (
        Need.objects.filter(unit__in=affairs_of(scope_units(leader, Role.LEADER)))
        .exclude(user=leader)
        .select_related("user", "unit", "decided_by")
    )
    return sorted(_in_words(found), key=lambda need: (need.decision != "", -need.minutes_a_week, need.at))


def access_need_as_leader(leader: User, uuid: UUID) -> Need:
    """One that the leader may decide. Raises `NotYours`."""
    found = next((need for need in needs_of_leader(leader) if need.uuid == uuid), None)
    if found is None:
        raise NotYours
    return found


# --- what came back ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CameBack:
    kind: str  # "answer" of a trainer, "decision" or "question" of a leader
    sentence: str
    when: datetime
    url: str
    new: bool  # not opened yet


def came_back(user: User) -> list[CameBack]:
    """For the home page: what came back and was not opened yet, or came in the last 14 days. Three queries.

    What was not opened yet stands first, then the newest.
    """
    since = timezone.now() - NEWS
    stuck = _stuck().filter(Q(seen_at__isnull=True) | Q(answered_at__gte=since), user=user, answered_at__isnull=False)
    needs = Need.objects.filter(
        Q(seen_at__isnull=True) | Q(decided_at__gte=since), user=user, decided_at__isnull=False
    ).exclude(decision="")
    found = [*map(_answer_back, stuck), *map(_decision_back, needs), *map(_reply_back, late_replies(user))]
    return sorted(found, key=lambda one: (one.new, one.when), reverse=True)


def late_replies(user: User) -> QuerySet[Reply]:
    """Replies of the last 14 days to where the person was stuck before (three times the same, or gave up), in an
    attempt that is closed since; at most three, each until it was opened once. Who waits for an answer, or goes on,
    reads the reply there."""
    there = WrongState.objects.filter(
        attempt__user=user,
        lesson_code=OuterRef("lesson_code"),
        step=OuterRef("step"),
        check_key=OuterRef("check_key"),
        how__in=[WrongState.How.THRICE, WrongState.How.LEFT],
        at__lt=OuterRef("at"),
    ).exclude(attempt__state="open")
    read = ReplyRead.objects.filter(user=user, reply=OuterRef("pk"))
    answered = Stuck.objects.filter(user=user, reply=OuterRef("pk"))
    recent = _open_replies().filter(at__gte=timezone.now() - NEWS)
    return recent.filter(Exists(there), ~Exists(read), ~Exists(answered))[:LATE_REPLIES]


def access_late_reply(user: User, pk: int) -> tuple[Reply, WrongState]:
    """A reply to where the person was stuck themselves, with how they read it. Raises `NotYours`. Two queries."""
    reply = _open_replies().filter(pk=pk).first()
    state = {"lesson_code": reply.lesson_code, "step": reply.step, "check_key": reply.check_key} if reply else {}
    there = WrongState.objects.filter(attempt__user=user, **state).exclude(attempt__state="open").first()
    if reply is None or there is None:
        raise NotYours
    return reply, there


def _reply_back(reply: Reply) -> CameBack:
    sentence = _("A trainer has written how to go on where you once were stuck (%(lesson)s).")
    return CameBack(
        "answer",
        sentence % {"lesson": reply.lesson_code},
        reply.at,
        reverse("late_reply", args=[reply.pk]),
        new=True,
    )


def _answer_back(stuck: Stuck) -> CameBack:
    assert stuck.answered_at is not None
    sentence = _("The author of “%(lesson)s” has answered where you were stuck.") % {"lesson": Line(stuck).lesson}
    url = reverse("my_stuck", args=[stuck.uuid])
    return CameBack("answer", sentence, stuck.answered_at, url, stuck.seen_at is None)


def _decision_back(need: Need) -> CameBack:
    assert need.decided_at is not None
    sentences = {
        Need.Decision.ACCEPTED: _("Your leader has taken up what you need: “%(work)s”."),
        Need.Decision.MORE: _("Your leader asks for more about what you need: “%(work)s”."),
        Need.Decision.REFUSED: _("Your leader has said no to what you need, with the reason: “%(work)s”."),
    }
    sentence = sentences[Need.Decision(need.decision)] % {"work": need.work}
    kind = "question" if need.decision == Need.Decision.MORE else "decision"
    return CameBack(kind, sentence, need.decided_at, reverse("need", args=[need.uuid]), need.seen_at is None)
