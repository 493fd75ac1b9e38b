"""Tables as CSV files that open right in a spreadsheet: UTF-8 with a BOM, and no cell that is taken for a formula.

`;` separates, as Excel set to Vietnam expects and as in the roster's files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from training.people.cells import harmless


def cell(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    return "" if value is None else harmless(str(value))


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    for row in (header, *rows):
        writer.writerow([cell(value) for value in row])
    return response
