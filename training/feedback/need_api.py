"""Writing "Tôi cần": sent, answered, joined, what became of it, and who needs it too. Reached through `feedback.api`.

Whatever changes how many are behind a need keeps `voices` and `weight` of its lead in the same transaction.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.feedback.errors import FeedbackRefused
from training.feedback.models import MeToo, Need, NeedNews
from training.feedback.scrub import scrubbed
from training.people.models import User
from training.people.names import fold
from training.people.selectors import unit_of

#: A decision gives its reason in at least so many characters.
SHORTEST_REASON = 10

_ANSWERED = (Need.Decision.ACCEPTED, Need.Decision.REFUSED)


@transaction.atomic
def send_need(
    *,
    acting_user: User,
    work: str,
    times: int,
    minutes: int,
    affected: int,
    wish: str,
    request_key: str,
    lesson_code: str = "",
    step: str = "",
) -> Need:
    """What somebody needs from the platform, to the leaders of their main unit. The same key again: the same row.

    Numbers that could be somebody's, and the sender's own name, are hidden in the words: they stand on the board too.
    """
    User.objects.select_for_update().get(pk=acting_user.pk)
    sent = Need.objects.filter(user=acting_user, request_key=request_key).first()
    if sent:
        return sent
    unit = unit_of(acting_user)
    if unit is None:
        raise FeedbackRefused(_("You work in no unit on this system yet. Ask the HR office to put you into yours."))
    now = timezone.now()
    need = Need(
        user=acting_user,
        unit=unit,
        request_key=request_key,
        lesson_code=lesson_code,
        step=step,
        work=clean(work, acting_user, 300),
        times=times,
        minutes=minutes,
        affected=affected,
        wish=clean(wish, acting_user, 500),
        at=now,
        waiting_since=now,
    )
    need.words = words_of(need)
    need.voices, need.weight = affected, need.minutes_a_week
    need.save()
    return need


def clean(text: str, own: User, longest: int) -> str:
    """The words as they are kept: without the writer's name and numbers that could be somebody's."""
    return scrubbed(text.strip(), own=own)[:longest]


def words_of(need: Need) -> str:
    """What is searched in and compared: the task and the wish, folded."""
    return fold(f"{need.work} {need.wish}")


# --- answers ----------------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, acting_user: User, need: Need, decision: str, reason: str) -> Need:
    """A leader takes the need up, refuses it, or asks for more (once). Doing the same twice is harmless.

    What is decided about a lead is decided about all that are joined to it, and each sender gets it.
    """
    reason = reason.strip()
    if decision not in (Need.Decision.ACCEPTED, Need.Decision.MORE, Need.Decision.REFUSED):
        raise FeedbackRefused(_("Choose one of the three answers."))
    if len(reason) < SHORTEST_REASON:
        raise FeedbackRefused(_("Give the reason in at least 10 characters: the sender reads it."))
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if locked.joined_to_id:
        raise FeedbackRefused(_("This one is joined to another. Answer that one, or take this one apart first."))
    if locked.decision:
        if (locked.decided_by_id, locked.decision, locked.said) == (acting_user.pk, decision, reason):
            return locked
        raise FeedbackRefused(_("This one has just been decided. Nothing was changed."))
    if decision == Need.Decision.MORE and locked.question:
        raise FeedbackRefused(_("You can ask for more once. The sender has answered: decide now."))
    if decision == Need.Decision.MORE:
        locked.question = reason
    else:
        locked.reason = reason
    locked.decision, locked.decided_by, locked.decided_at = decision, acting_user, timezone.now()
    locked.seen_at = None
    locked.save()
    if decision in _ANSWERED:
        for one in locked.joined.select_for_update().exclude(decision__in=_ANSWERED):
            _follow(one, locked)
    return locked


def _follow(one: Need, lead: Need) -> None:
    """The joined one gets the lead's answer, and what became of it."""
    one.decision, one.reason = lead.decision, lead.reason
    one.decided_by, one.decided_at = lead.decided_by, lead.decided_at
    one.became, one.became_at, one.seen_at = lead.became, lead.became_at, None
    one.save()


@transaction.atomic
def tell_more(*, need: Need, text: str) -> Need:
    """The sender's answer to what the leader asked: the need waits again, and the clock runs anew."""
    locked = Need.objects.select_for_update(of=("self",)).select_related("user").get(pk=need.pk)
    text = clean(text, locked.user, 500)
    if locked.decision != Need.Decision.MORE:
        if locked.more == text and text:
            return locked
        raise FeedbackRefused(_("Nothing more is asked about this one."))
    locked.more, locked.decision, locked.decided_at = text, Need.Decision.WAITING, None
    locked.waiting_since = timezone.now()
    locked.save(update_fields=["more", "decision", "decided_at", "waiting_since"])
    return locked


@transaction.atomic
def say_what_became(*, acting_user: User, need: Need, state: str, words: str) -> NeedNews:
    """Where it has got to, after it was taken up; every sender reads it. The same twice is harmless."""
    words = words.strip()[:500]
    if state not in Need.Became.values or not state:
        raise FeedbackRefused(_("Choose what became of it."))
    if len(words) < SHORTEST_REASON:
        raise FeedbackRefused(_("Say it in at least 10 characters: the senders read it."))
    locked = Need.objects.select_for_update().get(pk=need.pk)
    if locked.joined_to_id or locked.decision != Need.Decision.ACCEPTED:
        raise FeedbackRefused(_("Only of what was taken up can it be said what became of it."))
    for one in [acting_user, *User.objects.filter(needs__in=_group(locked)).distinct()]:
        words = scrubbed(words, own=one)[:500]  # it stands on the board
    last = locked.news.first()
    if last and (last.by_id, last.state, last.words) == (acting_user.pk, state, words):
        return last
    news = NeedNews.objects.create(need=locked, state=state, words=words, by=acting_user)
    told = Need.objects.filter(pk__in=_group(locked), decision=Need.Decision.ACCEPTED)
    told.update(became=state, became_at=news.at, seen_at=None)
    return news


def _group(lead: Need) -> list[int]:
    """The lead and those that are joined to it."""
    return [lead.pk, *lead.joined.values_list("pk", flat=True)]


# --- those that are alike ---------------------------------------------------------------------------------


@transaction.atomic
def join(*, acting_user: User, need: Need, to: Need) -> Need:
    """The need goes under the other one, with all that were joined to it. Returns the lead.

    Raises `FeedbackRefused` where both were answered already, each in its own way. Twice is harmless.
    """
    rows = {one.pk: one for one in Need.objects.select_for_update().filter(pk__in=[need.pk, to.pk]).order_by("pk")}
    one, lead = rows[need.pk], rows[to.pk]
    if lead.joined_to_id:
        lead = Need.objects.select_for_update().get(pk=lead.joined_to_id)
    if lead.pk == one.pk:
        raise FeedbackRefused(_("A need cannot be joined to itself."))
    if one.joined_to_id == lead.pk:
        return lead
    if one.joined_to_id:
        raise FeedbackRefused(_("This one is joined to another already. Take it apart first."))
    if one.decision in _ANSWERED and one.decision != lead.decision:
        raise FeedbackRefused(_("This one was answered already, and otherwise. Nothing was joined."))
    for member in [one, *one.joined.select_for_update()]:
        member.joined_to = lead
        member.save(update_fields=["joined_to"])
        if lead.decision in _ANSWERED and member.decision not in _ANSWERED:
            _follow(member, lead)
    weigh(lead)
    weigh(one)
    return lead


@transaction.atomic
def take_apart(*, acting_user: User, need: Need) -> None:
    """The need stands by itself again. What its sender was told stays told. Twice is harmless."""
    locked = Need.objects.select_for_update().get(pk=need.pk)
    lead = locked.joined_to
    if lead is None:
        return
    locked.joined_to = None
    locked.save(update_fields=["joined_to"])
    weigh(Need.objects.select_for_update().get(pk=lead.pk))
    weigh(locked)


def weigh(lead: Need) -> None:
    """How many are behind it, and what they would save: the sender and those affected, joined ones, and who needs it
    too. Whoever pressed that at two that were joined later counts once."""
    group = [lead, *lead.joined.all()]
    senders = {one.user_id for one in group}
    too: dict[int, int] = {}
    for one in MeToo.objects.filter(need__in=group).exclude(user__in=senders).select_related("need"):
        too[one.user_id] = max(too.get(one.user_id, 0), one.need.times * one.need.minutes)
    lead.voices = sum(one.affected for one in group) + len(too)
    lead.weight = sum(one.minutes_a_week for one in group) + sum(too.values())
    lead.save(update_fields=["voices", "weight"])


# --- the board --------------------------------------------------------------------------------------------


@transaction.atomic
def me_too(*, user: User, need: Need) -> None:
    """One more who needs it; once a person. Raises `FeedbackRefused` for who asked for it themselves."""
    lead = _locked_lead(need)
    if Need.objects.filter(user=user, pk__in=_group(lead)).exists():
        raise FeedbackRefused(_("You have asked for this yourself: you are counted already."))
    if lead.state in ("refused", "there", "dropped"):
        raise FeedbackRefused(_("This one is answered. If you still need it, say so in words of your own."))
    MeToo.objects.get_or_create(need=lead, user=user)
    weigh(lead)


@transaction.atomic
def not_me_too(*, user: User, need: Need) -> None:
    """They do not need it after all. Twice is harmless."""
    lead = _locked_lead(need)
    MeToo.objects.filter(user=user, need__in=[lead, *lead.joined.all()]).delete()
    weigh(lead)


def _locked_lead(need: Need) -> Need:
    locked = Need.objects.select_for_update().get(pk=need.pk)
    return Need.objects.select_for_update().get(pk=locked.joined_to_id) if locked.joined_to_id else locked


@transaction.atomic
def put_on_board(*, acting_user: User, need: Need, shown: bool) -> None:
    """A leader takes it off the board (its words point at somebody), or puts it back."""
    Need.objects.filter(pk=need.pk).update(off_board=not shown)
