"""What a letter says: made when it is sent, from what is true then, in the language of who reads it.

To somebody about themselves: what was newly assigned, what is late, what is due soon, what is to be repeated, which
answers came. To who leads a unit also where it stands: numbers, and the names of who is late, of the people below
them and of outcomes only (invariant 9).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from training.assignments.models import Assignment
from training.assignments.rounds import day_of, round_of
from training.assignments.selectors import DueItem, asked, due_for, needed, open_assignments, overdue, through, titles
from training.feedback.selectors import CameBack, came_back
from training.people.models import User
from training.people.selectors import memberships_of, people_in
from training.progress.models import Mastery
from training.progress.selectors import Refresher, mastery_of_user, outcome_of, refreshers_due
from training.reminders.models import Mail, Preference
from training.reminders.planning import AHEAD

__all__ = ["Catalogue", "Letter", "compose", "message_of", "sample", "token_of", "user_of_token"]

NAMES = 15  # of late people in the letter to who leads them; the page has the rest
SALT = "reminders.off"


@dataclass(frozen=True)
class Catalogue:
    """What all letters of one sweep share, read once."""

    titles: Mapping[str, str]
    needed: Mapping[str, Sequence[str]]
    assignments: Sequence[Assignment]

    @classmethod
    def read(cls) -> Catalogue:
        return cls(titles(), needed(), open_assignments())

    def title(self, code: str) -> str:
        return self.titles.get(code, code)


@dataclass(frozen=True)
class Line:
    """Something that is asked of the reader."""

    title: str
    code: str
    day: datetime.date
    days: int  # until then; negative once it has passed
    note: str = ""
    unit: str = ""
    by: str = ""

    @property
    def late(self) -> int:
        return -self.days


@dataclass(frozen=True)
class UnitLine:
    """Where the reader's unit stands with one assignment."""

    unit: str
    title: str
    day: datetime.date | None
    people: int
    done: int
    late: int
    names: Sequence[str]

    @property
    def more(self) -> int:
        return self.late - len(self.names)


@dataclass(frozen=True)
class Letter:
    user: User
    new: Sequence[Line] = ()
    late: Sequence[Line] = ()
    soon: Sequence[Line] = ()
    again: Sequence[str] = ()
    answers: Sequence[CameBack] = ()
    units: Sequence[UnitLine] = field(default=())
    muted: bool = False

    @property
    def empty(self) -> bool:
        return not (self.new or self.late or self.soon or self.again or self.answers or self.units)

    @property
    def subject(self) -> str:
        """The most pressing thing, without a name and without a number of anybody else's."""
        if self.late:
            return _("Past its day: %(title)s") % {"title": self.late[0].title}
        if self.new:
            return _("Assigned to you: %(title)s") % {"title": self.new[0].title}
        if self.soon:
            return _("Due on %(day)s: %(title)s") % {"day": f"{self.soon[0].day:%d/%m}", "title": self.soon[0].title}
        if self.answers:
            return _("An answer has come for you")
        return _("A short repeat is due") if self.again else _("Where your unit stands")


def compose(mail: Mail, day: datetime.date, catalogue: Catalogue) -> Letter:
    """What the letter says on that day. About twelve queries, and three for each assignment of a unit that is led."""
    user = mail.user
    muted = Preference.objects.filter(user=user, reminders=False).exists()
    told = set(mail.notices.values_list("assignment_id", "round"))
    mastery = mastery_of_user(user)
    owed = [item for item in due_for(user, day) if _owes(item, mastery, catalogue)]
    fresh = [item for item in owed if item.round and (item.assignment.pk, item.round.number) in told]
    new = [_line(item, catalogue) for item in fresh]
    if muted:
        return Letter(user, new, muted=True)
    rest = [item for item in owed if item not in fresh and item.days <= AHEAD]
    repeats: list[Refresher] = refreshers_due(user, day, mastery.values())
    return Letter(
        user,
        new,
        [_line(item, catalogue) for item in rest if item.overdue],
        [_line(item, catalogue) for item in rest if not item.overdue],
        [catalogue.title(one.lesson_code) for one in repeats],
        [one for one in came_back(user) if one.new],
        units_of(user, day, catalogue) if mail.for_unit else (),
    )


def _owes(item: DueItem, mastery: Mapping[str, Mastery], catalogue: Catalogue) -> bool:
    """Whether any lesson of it is not done in the round that runs."""
    for code in catalogue.needed.get(item.code, [item.code]):
        row = mastery.get(code)
        if row is None or not item.counts(outcome_of(row).last_at):
            return True
    return False


def _line(item: DueItem, catalogue: Catalogue) -> Line:
    one = item.assignment
    title = catalogue.title(item.code)
    return Line(title, item.code, item.due, item.days, item.note, one.unit.name, one.given_by.full_name)


def units_of(user: User, day: datetime.date, catalogue: Catalogue) -> list[UnitLine]:
    """Each unit that the person leads today, with each assignment that concerns people in it or below it."""
    found = []
    for post in memberships_of(user, on=day):
        unit = post.unit
        if not post.is_manager:
            continue
        for one in catalogue.assignments:
            if not (one.unit.path.startswith(unit.path) or unit.path.startswith(one.unit.path)):
                continue
            lessons = catalogue.needed.get(one.code, [one.code])
            here = people_in(unit, on=day).values("pk")
            people = asked(one, day).filter(pk__in=here).order_by()
            all_of_them = people.count()
            if not all_of_them:
                continue
            late = overdue(one, lessons, list(one.extensions.all()), day).filter(pk__in=here)
            done = people.filter(through(one, lessons, day)).count()
            names = list(late.values_list("full_name", flat=True))
            now = round_of(one, day)
            moved = sum(ext.days for ext in one.extensions.all() if not ext.user_id and ext.round == now.number)
            by = day_of(one, now, now.opens, moved) if now.due else None
            title = catalogue.title(one.code)
            found.append(UnitLine(unit.name, title, by, all_of_them, done, len(names), names[:NAMES]))
    return found


# --- as a message -----------------------------------------------------------------------------------------


def message_of(letter: Letter, message_id: str = "") -> EmailMultiAlternatives:
    """The letter as it is sent: plain words, the same with a little form, and how to be left alone (RFC 8058)."""
    user = letter.user
    with translation.override(user.language):
        off = f"{settings.BASE_URL}{reverse('reminders_off', args=[token_of(user)])}"
        context = {"letter": letter, "home": settings.BASE_URL, "off": off, "language": user.language}
        message = EmailMultiAlternatives(
            subject=" ".join(f"Dùng là giỏi · {letter.subject}".split()),
            body=render_to_string("training/reminders/mail.txt", context).strip() + "\n",
            to=[user.email or ""],
            headers={
                "Message-ID": message_id,
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "List-Unsubscribe": f"<{off}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.attach_alternative(render_to_string("training/reminders/mail.html", context), "text/html")
    return message


def sample(planned: Assignment, title: str, reader: User, day: datetime.date) -> EmailMultiAlternatives:
    """The letter by which people hear of an assignment that is not given yet, as who is there today would read it."""
    now = round_of(planned, day)
    due = day_of(planned, now, now.opens)
    line = Line(title, planned.code, due, (due - day).days, planned.note, planned.unit.name, reader.full_name)
    someone = User(full_name=_("(name of the person)"), language=translation.get_language() or "vi")
    return message_of(Letter(someone, [line]))


def token_of(user: User) -> str:
    """What lets whoever holds it turn that person's reminders off, and nothing else. It does not run out."""
    return _signer().sign(user.uuid.hex)


def user_of_token(token: str) -> User | None:
    try:
        return User.objects.filter(uuid=UUID(_signer().unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT, sep="~")  # a sign that stands in an address as it is
