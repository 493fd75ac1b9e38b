"""What learners send, and what people in charge answer.

* `Stuck` ("Tôi bị kẹt"): to the trainers. Carries exactly what its sender saw in the preview, and no name.
* `Need` ("Tôi cần"): to the leader of the sender's unit, with the name; answered with a decision and a reason.
  waiting → (more → waiting, at most once) → accepted or refused; what was accepted: planned, doing, there or dropped
  (`NeedNews`). Leaders join similar ones: those joined follow their lead, and `voices` and `weight` of the lead count
  them all. On the board, where names and small units are left out, others say that they need it too (`MeToo`).
* `Reply`: a trainer's words for one wrong state of a lesson (its step and unmet check); every learner who is in that
  state, now or later, reads them.
"""

import datetime
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.feedback.clock import answer_by, working_days_late


class Reply(models.Model):
    lesson_code = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    check_key = models.CharField(max_length=16)  # see `feedback.selectors.check_key`
    text_vi = models.TextField()
    text_en = models.TextField(blank=True, default="")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson_code", "step", "check_key"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="reply_one_open_per_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_code} {self.step} {self.check_key}"


class ReplyRead(models.Model):
    """Somebody who once got stuck there, and is past it, has read the reply that came later."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="replies_read")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "reply"], name="reply_read_once")]

    def __str__(self) -> str:
        return f"{self.reply_id} by {self.user_id}"


class Stuck(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    request_key = models.CharField(max_length=64)  # sent twice is sent once
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stuck")
    attempt = models.ForeignKey("practice.Attempt", on_delete=models.CASCADE, related_name="stuck")
    lesson_code = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    check_key = models.CharField(max_length=16, blank=True, default="")
    unmet = models.JSONField(default=dict)  # the sentence of the unmet check, {"vi", "en"}
    events = models.JSONField(default=list)  # the last five, [{"clock", "say": {"vi", "en"}}]: no names, no values
    note = models.CharField(max_length=500, blank=True, default="")  # the learner's own words
    at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.TextField(blank=True, default="")
    reply = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, blank=True, related_name="answered")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # the learner has seen the answer

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "request_key"], name="stuck_sent_once")]
        indexes = [models.Index(fields=["answered_at", "at"], name="stuck_waiting")]

    def __str__(self) -> str:
        return f"stuck in {self.lesson_code} {self.step}"


class Need(models.Model):
    class Decision(models.TextChoices):
        WAITING = "", "…"
        ACCEPTED = "accepted"  # nhận
        MORE = "more"  # hỏi thêm
        REFUSED = "refused"  # không

    class Became(models.TextChoices):
        NOTHING = "", "…"
        PLANNED = "planned", _("In the plan")
        DOING = "doing", _("Being made")
        THERE = "there", _("It is there")
        DROPPED = "dropped", _("Cannot be done")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    request_key = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="needs")
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="needs")  # whose leader answers
    lesson_code = models.CharField(max_length=40, blank=True, default="")  # where it was thought of, if in a lesson
    step = models.CharField(max_length=40, blank=True, default="")
    work = models.CharField(max_length=300)  # which task it is about
    times = models.PositiveSmallIntegerField()  # how often, a week
    minutes = models.PositiveSmallIntegerField()  # how long each time
    affected = models.PositiveIntegerField()  # people
    wish = models.CharField(max_length=500)  # what the platform should do
    at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    question = models.TextField(blank=True, default="")  # what the leader asked before deciding; at most once
    more = models.CharField(max_length=500, blank=True, default="")  # the sender's answer to that
    seen_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)  # for its answer; null: since it was sent
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")
    became = models.CharField(max_length=10, choices=Became, blank=True, default="")  # as the newest `NeedNews` says
    became_at = models.DateTimeField(null=True, blank=True)
    off_board = models.BooleanField(default=False)  # a leader took it off
    words = models.TextField(blank=True, default="")  # folded, to search in and to compare
    voices = models.PositiveBigIntegerField(default=0)  # people: affected, joined, me too
    weight = models.PositiveBigIntegerField(default=0)  # minutes a week that all of them would save

    lesson_name = place = sender = ""  # no columns: `feedback.need_selectors` fills them in for a page
    theirs = True  # neither: whether its sender works where the leader who reads it leads, and where that is
    read_below: Sequence[str] | None = None

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "request_key"], name="need_sent_once")]
        indexes = [
            models.Index(fields=["unit", "decision", "at"], name="need_waiting"),
            models.Index(
                fields=["-weight", "id"],
                name="need_on_board",
                condition=models.Q(joined_to__isnull=True, off_board=False),
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.uuid}"

    @property
    def said(self) -> str:
        """The leader's words that go with the decision."""
        return self.question if self.decision == self.Decision.MORE else self.reason

    @property
    def minutes_a_week(self) -> int:
        """What all who are affected would save together, by what the sender says."""
        return self.times * self.minutes * self.affected

    @property
    def is_waiting(self) -> bool:
        return self.decision == self.Decision.WAITING

    @property
    def answer_by(self) -> datetime.date:
        """The last day on which its answer is in time."""
        return answer_by(self.waiting_since or self.at)

    @property
    def days_late(self) -> int:
        """Working days by which its answer is late; 0 where it is in time, or given."""
        return working_days_late(self.answer_by, timezone.localdate()) if self.is_waiting else 0

    @property
    def state(self) -> str:
        """In one word: waiting, more, refused, accepted, or what became of it."""
        return self.became or self.decision or "waiting"


class NeedNews(models.Model):
    """What became of a need that was taken up. Append-only; the newest counts."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="news")
    state = models.CharField(max_length=10, choices=Need.Became)
    words = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.state}"


class MeToo(models.Model):
    """Somebody else needs the same."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="too")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="needs_too")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "user"], name="me_too_once")]

    def __str__(self) -> str:
        return f"{self.need_id} by {self.user_id}"
