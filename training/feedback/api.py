"""What is sent and what is answered. Keyword-only; each call is one transaction. Views authorise.

What cannot be taken raises `FeedbackRefused` with the reason; nothing is changed then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.feedback.errors import FeedbackRefused
from training.feedback.letters import Letter
from training.feedback.models import Need, Reply, ReplyRead, Stuck
from training.feedback.need_api import (
    SHORTEST_REASON,
    decide,
    join,
    me_too,
    not_me_too,
    put_on_board,
    say_what_became,
    send_need,
    take_apart,
    tell_more,
)
from training.feedback.scrub import scrubbed
from training.people.models import User

if TYPE_CHECKING:
    from training.practice.models import Attempt

__all__ = [
    "SHORTEST_REASON",
    "answer",
    "decide",
    "join",
    "mark_reply_read",
    "mark_seen",
    "me_too",
    "not_me_too",
    "put_on_board",
    "reply_to_state",
    "say_what_became",
    "send_need",
    "send_stuck",
    "take_apart",
    "tell_more",
    "withdraw_reply",
]


@transaction.atomic
def send_stuck(*, attempt: Attempt, letter: Letter, note: str, request_key: str) -> Stuck:
    """Send the letter as its learner saw it, with their note. The same key again gives the same row."""
    User.objects.select_for_update().get(pk=attempt.user_id)  # the same form from two tabs, one after the other
    sent = Stuck.objects.filter(user=attempt.user_id, request_key=request_key).first()
    if sent:
        return sent
    if not attempt.is_open:
        raise FeedbackRefused(_("This attempt is finished, so nothing in it can hold you up."))
    return Stuck.objects.create(
        user=attempt.user,
        attempt=attempt,
        request_key=request_key,
        lesson_code=letter.state.lesson_code,
        step=letter.state.step,
        check_key=letter.state.check_key,
        unmet=letter.unmet,
        events=letter.events,
        note=scrubbed(note.strip(), own=attempt.user)[:500],
    )


@transaction.atomic
def answer(
    *,
    acting_user: User,
    stuck: Stuck,
    text: str,
    text_en: str = "",
    everybody: bool = False,
    instead_of: int | None = None,
) -> int:
    """A trainer's answer; returns how many learners get it now.

    With `everybody` it becomes the `Reply` to that state, and everyone who waits in it is answered; `instead_of` is
    the reply that the trainer saw standing there (its pk), which it replaces. Somebody else's answer or reply that
    came in between is a refusal. Sending the same twice is harmless.
    """
    now, text = timezone.now(), text.strip()
    locked = Stuck.objects.select_for_update().get(pk=stuck.pk)
    if locked.answered_at:
        if locked.answered_by_id == acting_user.pk and locked.answer == text:
            return 0
        raise FeedbackRefused(_("Somebody has just answered this one. Nothing was sent a second time."))
    state = {"lesson_code": locked.lesson_code, "step": locked.step, "check_key": locked.check_key}
    reply = _reply(acting_user, state, text, text_en.strip(), instead_of) if everybody else None
    waiting = Stuck.objects.filter(pk=locked.pk)
    if everybody:
        waiting = Stuck.objects.filter(**state, answered_at__isnull=True)
    return waiting.filter(answered_at__isnull=True).update(
        answer=text, reply=reply, answered_by=acting_user, answered_at=now, seen_at=None
    )


@transaction.atomic
def reply_to_state(
    *,
    acting_user: User,
    lesson_code: str,
    step: str,
    check_key: str,
    text: str,
    text_en: str = "",
    instead_of: int | None = None,
) -> Reply:
    """One reply to everybody in that state: who waits there is answered, who comes there reads it in the lesson, and
    who was stuck there is told once (`selectors.came_back`). `instead_of`: see `answer`. Twice is harmless."""
    text, text_en, now = text.strip(), text_en.strip(), timezone.now()
    state = {"lesson_code": lesson_code, "step": step, "check_key": check_key}
    reply = _reply(acting_user, state, text, text_en, instead_of)
    waiting = Stuck.objects.filter(**state, answered_at__isnull=True)
    waiting.update(answer=text, reply=reply, answered_by=acting_user, answered_at=now, seen_at=None)
    return reply


def _reply(author: User, state: dict[str, str], text: str, text_en: str, instead_of: int | None) -> Reply:
    if not state["check_key"]:
        raise FeedbackRefused(_("This state cannot be told apart from others. Answer this learner alone."))
    standing = Reply.objects.select_for_update().filter(**state, withdrawn_at__isnull=True).first()
    if standing and (standing.author_id, standing.text_vi, standing.text_en) == (author.pk, text, text_en):
        return standing
    if (standing.pk if standing else None) != instead_of:
        raise FeedbackRefused(_("Another reply to this state has come in between. Read it, then decide again."))
    if standing:
        standing.withdrawn_at = timezone.now()
        standing.save(update_fields=["withdrawn_at"])
    return Reply.objects.create(**state, text_vi=text, text_en=text_en, author=author)


@transaction.atomic
def mark_reply_read(*, user: User, reply: Reply) -> None:
    """It is no longer among the news. Twice is harmless."""
    ReplyRead.objects.get_or_create(user=user, reply=reply)


@transaction.atomic
def withdraw_reply(*, acting_user: User, reply: Reply) -> None:
    """Learners in that state no longer read it; who was answered keeps the answer. Twice is harmless."""
    Reply.objects.filter(pk=reply.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


def mark_seen(*, item: Stuck | Need) -> None:
    """Its sender has read what came back."""
    back = {"answered_at__isnull": False} if isinstance(item, Stuck) else {"decided_at__isnull": False}
    type(item).objects.filter(pk=item.pk, seen_at__isnull=True, **back).update(seen_at=timezone.now())
