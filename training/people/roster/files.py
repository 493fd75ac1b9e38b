"""Files for HR officers: the template with its explanations, the roster as it is, the faults of a file.

Written to a temporary file, one line at a time. XLSX cells are text; in CSV what a spreadsheet would run as a formula
gets an apostrophe, which reading takes away again. `;` separates, since that is what Excel set to Vietnam expects.
"""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from training.people.cells import harmless
from training.people.models import RosterImport, User
from training.people.roster import workbook
from training.people.roster.selectors import exported, unit_lines
from training.people.roster.sheet import COLUMNS

#: What an HR officer fills in; roles are given by the administrator.
SHOWN = [column for column in COLUMNS if column not in ("role", "scope")]
WIDTHS = [16, 28, 30, 26, 28, 12, 14, 14]


def headings() -> list[str]:
    """In Vietnamese, whatever the language of the screens: the file goes from office to office."""
    return [COLUMNS[column] for column in SHOWN]


def template_workbook(user: User) -> IO[bytes]:
    """Three sheets: the empty roster, what each column means, and the units that the person may name."""
    explained = [[COLUMNS[column], say] for column, say in _explanations().items()]
    units = [[_("Code"), _("Unit")], *unit_lines(user)]
    return workbook_file(
        [
            (_("Roster"), WIDTHS, [headings()]),
            (_("How to fill it in"), [24, 100], [[_("Column"), _("What to write")], *explained]),
            (_("Units"), [30, 70], units),
        ]
    )


def _explanations() -> dict[str, str]:
    return {
        "staff_code": _("The code that the office gave the person. Never the number of the identity card."),
        "full_name": _("Family name first, with all marks, in a Unicode font."),
        "email": _("An address of one's own, or nothing: then the one that is known stays."),
        "unit": _("The code of the unit, from the sheet of units, or its full name as it stands there."),
        "position": _("In words, like “Văn thư viên”."),
        "is_manager": _("x for whoever leads the unit; nothing for everybody else."),
        "since": _(
            "First day in this post, day/month/year. Nothing means today. It only counts if the post changes."
        ),
        "until": _("Only for who leaves: the first day on which they no longer work here."),
    }


def template_csv() -> IO[bytes]:
    return csv_file([headings()])


def roster_file(user: User, kind: str) -> tuple[IO[bytes], int]:
    """Everybody in reach, and how many they are. `kind` is xlsx or csv."""
    count = 0

    def counted() -> Iterator[Sequence[str]]:
        nonlocal count
        yield headings()
        for line in exported(user):
            count += 1
            yield line

    if kind == "csv":
        return csv_file(counted()), count
    return workbook_file([(_("Roster"), WIDTHS, counted())]), count


def workbook_file(sheets: Sequence[tuple[str, Sequence[int], Iterable[Sequence[str]]]]) -> IO[bytes]:
    """Sheets as `workbook.write` takes them."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    workbook.write(file, sheets)
    file.seek(0)
    return file


def faults_csv(roster: RosterImport) -> IO[bytes]:
    return csv_file([[_("Line"), _("Column"), _("What is wrong")], *roster.faults])


def csv_file(rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        writer.writerow([_plain(str(value)) for value in row])
    text.flush()
    text.detach()
    file.seek(0)
    return file


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(("'=", "'+", "'-", "'@")) else harmless(text)
