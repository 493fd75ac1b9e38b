"""What learners send, and what people in charge answer.

* `Stuck` ("Tôi bị kẹt"): to the trainers. Carries exactly what its sender saw in the preview, and no name.
* `Need` ("Tôi cần"): to the leader of the sender's unit, with the name; answered with a decision and a reason.
  waiting → (more → waiting, at most once) → accepted or refused
* `Reply`: a trainer's words for one wrong state of a lesson (its step and unmet check); every learner who is in that
  state, now or later, reads them.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


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

    lesson_name = place = ""  # no columns: `feedback.selectors` fills them in for a page

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "request_key"], name="need_sent_once")]
        indexes = [models.Index(fields=["unit", "decision", "at"], name="need_waiting")]

    def __str__(self) -> str:
        return f"need {self.uuid}"

    @property
    def said(self) -> str:
        """The leader's words that go with the decision."""
        return self.question if self.decision == self.Decision.MORE else self.reason

    @property
    def minutes_a_week(self) -> int:
        """What all who are affected would save together: the rank in the leader's list."""
        return self.times * self.minutes * self.affected
