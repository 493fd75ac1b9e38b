"""The access log for whoever is in charge, and for everybody the part about themselves."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from training.audit import selectors
from training.audit.api import Action, note
from training.audit.forms import LogForm
from training.audit.selectors import Line
from training.people.cells import harmless
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import only_for
from training.people.models import OrgUnit, Role, User
from training.people.roster import workbook

PAGE = 50
MOST_ROWS = 200_000  # in a file
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTHS = [20, 28, 16, 26, 34, 34, 28, 10, 50]

for_those_in_charge = only_for(frozenset({Role.HR, Role.ADMINISTRATOR}))


@require_safe
@for_those_in_charge
def log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who saw or took out what, in one's own scope."""
    user = cast(User, request.user)
    form, units = _form(request, user)
    page = Paginator(selectors.entries_for(user, viewer.roles, form.asked()), PAGE).get_page(request.GET.get("trang"))
    lines = list(selectors.lines_of(user, page.object_list))  # as it stood before this look
    query = request.GET.copy()
    query.pop("trang", None)
    _noted(request, Action.LOOKED, units)
    context = {
        "viewer": viewer,
        "form": form,
        "page": page,
        "lines": lines,
        "query": query.urlencode(),
        "as_of": timezone.now(),
    }
    return render(request, "training/audit/log.html", context)


@require_safe
@for_those_in_charge
def log_file(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    """The same as a file. That it was taken is an entry itself."""
    if kind not in KINDS:
        raise NotYours
    user = cast(User, request.user)
    form, units = _form(request, user)
    found = selectors.entries_for(user, viewer.roles, form.asked())[:MOST_ROWS]
    _noted(request, Action.EXPORTED, units)
    rows = _rows(selectors.lines_of(user, found.iterator(chunk_size=500)))
    name = f"nhat-ky-{timezone.localdate():%Y%m%d}.{kind}"
    return FileResponse(_written(rows, kind), as_attachment=True, filename=name, content_type=KINDS[kind])  # type: ignore[return-value]


def _form(request: HttpRequest, user: User) -> tuple[LogForm, list[OrgUnit]]:
    units = selectors.scope_of(user)
    return LogForm(request.GET, units=units), units


def _noted(request: HttpRequest, action: Action, units: list[OrgUnit]) -> None:
    note(
        acting_user=cast(User, request.user),
        action=action,
        subject="log",
        unit=units[0] if units else None,
        question=request.GET.urlencode(),
    )


def _rows(lines: Iterable[Line]) -> Iterator[list[str]]:
    yield [
        _("When"),
        _("By whom"),
        _("Staff code"),
        _("What they did"),
        _("About what"),
        _("Unit"),
        _("Whose record"),
        _("People"),
        _("What was asked"),
    ]
    for line in lines:
        yield line.cells()


def _written(rows: Iterable[list[str]], kind: str) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    if kind == "xlsx":
        workbook.write(file, [(_("Access log"), WIDTHS, rows)])
    else:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer: Any = csv.writer(text, delimiter=";")
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
        text.flush()
        text.detach()
    file.seek(0)
    return file


@require_safe
@never_cache
@login_required
def my_seen(request: HttpRequest) -> HttpResponse:
    """Who looked at my record, and at lists in which I may stand."""
    user = cast(User, request.user)
    page = Paginator(selectors.seen_of(user), PAGE).get_page(request.GET.get("trang"))
    context = {
        "here": "seen",
        "page": page,
        "lines": [Line(one, "") for one in page.object_list],
        "lists": [Line(one, "") for one in selectors.lists_with(user)[: selectors.NEWEST]],
    }
    return render(request, "training/audit/my_seen.html", context)
