"""What the lines of a roster mean. Every fault is collected; nothing is written here."""

import datetime
import difflib
import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from training.people.errors import RosterProblem
from training.people.models import Language, Membership, OrgUnit, Role, UnitName, User
from training.people.names import fold, normalise_email, normalise_staff_code, staff_key
from training.people.roster.sheet import Line, Sheet
from training.people.selectors import place_names, successors_of

YES = {"x", "co", "dung", "yes", "y", "true", "1"}
NO = {"", "khong", "no", "n", "false", "0"}
GIVEN = (Role.TRAINER, Role.HR, Role.ADMINISTRATOR)
CODE = re.compile(r"\w[\w./-]*")
DAY = re.compile(r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})")
DAY_BACKWARDS = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?: 00:00:00)?")
EARLIEST, FURTHEST = datetime.date(1960, 1, 1), datetime.timedelta(days=366)
IDENTITY_NUMBER = re.compile(r"[0-9]{11,12}")  # of twelve digits, of which a spreadsheet drops a zero at the front
MOST_HINTS = 200  # to look for a code that is like another one takes long


@dataclass(frozen=True)
class Row:
    """One person as the roster has them. No e-mail means: leave the address as it is."""

    line: int
    staff_code: str
    full_name: str
    email: str | None
    unit: OrgUnit
    position: str
    is_manager: bool
    role: Role | None
    scope: OrgUnit | None
    since: datetime.date | None = None  # first day in the post; None: nothing was written
    until: datetime.date | None = None  # first day away

    @property
    def key(self) -> str:
        return staff_key(self.staff_code)


def understand(sheet: Sheet, *, on: datetime.date) -> tuple[list[Row], list[RosterProblem]]:
    """The rows that make sense, and every fault of the others (those of the sheet included)."""
    reader = _Reader(sheet, on)
    rows = [row for line in sheet.lines if (row := reader.row(line))]
    return rows, [*sheet.problems, *reader.problems]


class _Reader:
    def __init__(self, sheet: Sheet, on: datetime.date) -> None:
        self.headings = sheet.headings
        self.problems: list[RosterProblem] = []
        self.on = on
        units = list(OrgUnit.objects.all())
        self.units = {fold(unit.code): unit for unit in units}
        self.placed = _by_place(units, on)
        self.roles = _role_words()
        self.hints: dict[str, str] = {}
        self.heirs: dict[tuple[int, datetime.date], list[OrgUnit]] = {}
        self.seen: dict[tuple[str, str], int] = {}

    def row(self, line: Line) -> Row | None:
        before = len(self.problems)
        cells = line.cells
        code = self._code(line)
        name = self._text(line, "full_name", _length(User, "full_name"))
        email = self._email(line)
        since = self._day(line, "since")
        until = self._day(line, "until")
        unit = self._unit(line, "unit", since or self.on)
        position = self._text(line, "position", _length(Membership, "position"))
        is_manager = fold(cells["is_manager"]) in YES
        if not is_manager and fold(cells["is_manager"]) not in NO:
            self._fault(line, "is_manager", _("Neither yes nor no. Expected: x (yes), or nothing."))
        role, scope = self._grant(line)
        if len(self.problems) > before or unit is None:
            return None
        return Row(line.number, code, name, email, unit, position, is_manager, role, scope, since, until)

    def _fault(self, line: Line, column: str, say: str) -> None:
        self.problems.append(RosterProblem(line.number, self.headings[column], say))

    def _text(self, line: Line, column: str, most: int) -> str:
        text = line.cells[column]
        if not text:
            self._fault(line, column, _("Nothing is written here. Expected: a value in every line."))
        self._limit(line, column, text, most)
        return text

    def _limit(self, line: Line, column: str, text: str, most: int) -> None:
        if len(text) > most:
            say = _("%(found)s characters. Expected: at most %(most)s.")
            self._fault(line, column, say % {"found": len(text), "most": most})

    def _code(self, line: Line) -> str:
        code = normalise_staff_code(unicodedata.normalize("NFKC", line.cells["staff_code"]))
        key = staff_key(code)
        if IDENTITY_NUMBER.fullmatch(key):
            say = _(
                "This looks like a personal identity number. Expected: the staff code; identity numbers stay out."
            )
            self._fault(line, "staff_code", say)
        elif strange := next((one for one in code if one.isalnum() and not _is_latin(one)), ""):
            say = _("“%(letter)s” is of another script, and only looks like ours. Expected: type the code again.")
            self._fault(line, "staff_code", say % {"letter": strange})
        elif not (CODE.fullmatch(code) and key):
            say = _("Not a staff code. Expected: letters and digits, with - . / between them, like CM-DM-001.")
            self._fault(line, "staff_code", say)
        else:
            self._limit(line, "staff_code", code, _length(User, "staff_code"))
            say = _("The same person as in line %(line)s. Expected: one line for each staff code.")
            self._once(line, "staff_code", key, say)
        return code

    def _email(self, line: Line) -> str | None:
        email = normalise_email(line.cells["email"])
        if email is None:
            return None
        try:
            validate_email(email)
        except ValidationError:
            self._fault(line, "email", _("Not an e-mail address. Expected: like mai.tt@camau.example, or nothing."))
        else:
            self._limit(line, "email", email, _length(User, "email"))
            say = _("The address of line %(line)s. Expected: an address of one's own, or nothing.")
            self._once(line, "email", email, say)
        return email

    def _once(self, line: Line, column: str, value: str, say: str) -> None:
        first = self.seen.setdefault((column, value), line.number)
        if first != line.number:
            self._fault(line, column, say % {"line": first})

    def _day(self, line: Line, column: str) -> datetime.date | None:
        text = line.cells[column]
        if not text:
            return None
        found = DAY.fullmatch(text) or DAY_BACKWARDS.fullmatch(text)
        try:
            day = datetime.date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= self.on + FURTHEST:
            self._fault(line, column, _("Not a day of these years. Expected: day/month/year, like 05/12/2026."))
        return day

    def _unit(self, line: Line, column: str, on: datetime.date) -> OrgUnit | None:
        code = line.cells[column]
        if not code:
            self._fault(line, column, _("Nothing is written here. Expected: the code of a unit, like xa-dat-mui."))
            return None
        unit = self.units.get(fold(code)) or self.placed.get(fold(code))
        if unit is None:
            say = _("There is no unit “%(code)s”. Expected: the code of a unit, like %(hint)s.")
            self._fault(line, column, say % {"code": code, "hint": self._near(fold(code))})
        elif on < unit.valid_from or (unit.valid_to and on >= unit.valid_to):
            self._fault(line, column, self._not_there(unit, on))
        return unit

    def _not_there(self, unit: OrgUnit, on: datetime.date) -> str:
        """With the unit that took over, if one did: what was a name last year is a name no more."""
        if unit.valid_to and on >= unit.valid_to:
            heirs = self._heirs(unit, on)
            if heirs:
                say = _("%(unit)s ended on %(day)s; %(heirs)s took over. Expected: %(codes)s.")
                return say % {
                    "unit": unit,
                    "day": f"{unit.valid_to:%d/%m/%Y}",
                    "heirs": ", ".join(heir.name for heir in heirs),
                    "codes": _(" or ").join(heir.code for heir in heirs),
                }
        say = _("%(unit)s does not exist today. Expected: the code of a unit that does.")
        if on != self.on:
            say = _("%(unit)s does not exist on that day. Expected: the code of a unit that does.")
        return say % {"unit": unit}

    def _heirs(self, unit: OrgUnit, on: datetime.date) -> list[OrgUnit]:
        if (unit.pk, on) not in self.heirs:
            self.heirs[unit.pk, on] = successors_of(unit, on=on)
        return self.heirs[unit.pk, on]

    def _near(self, code: str) -> str:
        if code not in self.hints and len(self.hints) >= MOST_HINTS:
            return "xa-dat-mui"
        if code not in self.hints:
            self.hints[code] = next(iter(difflib.get_close_matches(code, self.units, n=1)), "xa-dat-mui")
        return self.hints[code]

    def _grant(self, line: Line) -> tuple[Role | None, OrgUnit | None]:
        word, scope = line.cells["role"], line.cells["scope"]
        if not word and scope:
            say = _("A scope without a role. Expected: a role beside it, or nothing here.")
            self._fault(line, "scope", say)
        if not word:
            return None, None
        role = self.roles.get(fold(word))
        if role is None:
            known = ", ".join(str(role.label) for role in GIVEN)
            say = _("Not a role that is given. Expected: one of %(roles)s, or nothing.")
            self._fault(line, "role", say % {"roles": known})
        return role, self._unit(line, "scope", self.on)


def _by_place(units: list[OrgUnit], on: datetime.date) -> dict[str, OrgUnit]:
    """Units as one writes them, "phong kinh te, xa dat mui": only what is written like one unit alone. A name that
    was borne before stands for its unit too, unless another unit bears it now."""
    named: dict[str, dict[int, OrgUnit]] = {}
    former: dict[str, dict[int, OrgUnit]] = {}
    places = place_names(units)
    by_id = {unit.pk: unit for unit in units}
    for unit in units:
        stands = unit.valid_from <= on and (unit.valid_to is None or unit.valid_to > on)
        (named if stands else former).setdefault(fold(places[unit.path]), {})[unit.pk] = unit
    for pk, name in UnitName.objects.values_list("unit", "name"):
        above = places[by_id[pk].path].removeprefix(by_id[pk].name)
        former.setdefault(fold(name + above), {})[pk] = by_id[pk]
    return {place: next(iter(same.values())) for place, same in (former | named).items() if len(same) == 1}


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN ")


def _length(model: type[User] | type[Membership], field: str) -> int:
    return int(getattr(model._meta.get_field(field), "max_length", 0))


def _role_words() -> dict[str, Role]:
    """Every way to write a role: its key, and its name in each language."""
    words = {role.value: role for role in GIVEN}
    for language in Language.values:
        with override(language):
            words |= {fold(str(role.label)): role for role in GIVEN}
    return words
