"""What can go wrong here, as types. Each carries a sentence that the person can act on."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _


class NotYours(Http404):
    """Asked for somebody or something outside one's reach.

    It is a 404, so that an address that is refused looks exactly like one that does not exist.
    """


class PeopleRefused(ValidationError):
    """A change to people or the organisation that the rules do not allow; `messages` says why."""


@dataclass(frozen=True)
class RosterProblem:
    """One fault of a roster file: the line as an editor counts it, the column as the file calls it."""

    line: int
    column: str
    say: str

    def __str__(self) -> str:
        if not self.column:
            return _("Line %(line)s: %(say)s") % {"line": self.line, "say": self.say}
        return _("Line %(line)s, column “%(column)s”: %(say)s") % {
            "line": self.line,
            "column": self.column,
            "say": self.say,
        }


class RosterRefused(Exception):
    """A roster file that cannot be taken in; nothing was changed. `problems` lists every fault, by line."""

    def __init__(self, problems: list[RosterProblem]) -> None:
        super().__init__(*problems)
        self.problems = sorted(problems, key=lambda problem: problem.line)


class RosterStale(Exception):
    """Somebody changed the people meanwhile: what was looked at is no longer what there is. Nothing was changed."""
