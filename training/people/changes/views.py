"""HR's screens of the organisation: the tree of any day, a unit with its history, entering a change, undoing it."""

from __future__ import annotations

import datetime
import hashlib
from typing import cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from training.people.changes import api, files, selectors
from training.people.changes.forms import FORMS, ChangeForm, DayField
from training.people.changes.undo import later_change
from training.people.context import Viewer
from training.people.errors import NotYours, PeopleRefused
from training.people.http import SeeOther, only_for
from training.people.models import OrgChange, Role, User
from training.people.roster.views import KINDS, file_answer
from training.people.selectors import today

PAGE = 30
WAYS = {kind: way for way, (kind, _form) in FORMS.items()}

for_hr = only_for(frozenset({Role.HR}))


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _day(request: HttpRequest) -> tuple[datetime.date, str]:
    """The day that is asked for, and what is wrong with it."""
    written = request.GET.get("ngay", "")
    if not written:
        return today(), ""
    try:
        return DayField(max_length=40).clean(written), ""
    except ValidationError as wrong:
        return today(), " ".join(wrong.messages)


@require_safe
@for_hr
def organisation(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The tree as of a day: in the address, so it can be sent to somebody."""
    day, wrong = _day(request)
    tree, tops = selectors.drawn(_me(request), day)
    coming = selectors.changes_of(_me(request)).filter(undone_at=None, day__gt=today()).order_by("day", "pk")
    context = {
        "viewer": viewer,
        "tops": tops,
        "units": len(tree.units),
        "day": day,
        "today": today(),
        "written": request.GET.get("ngay", "") or f"{day:%d/%m/%Y}",
        "wrong": wrong,
        "coming": coming[:10],
    }
    return render(request, "training/organisation/tree.html", context, status=422 if wrong else 200)


@require_safe
@for_hr
def unit(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """One unit: where it stands, who took over from whom, its names, its changes, and what can be done."""
    page = selectors.access_unit(_me(request), code)
    return render(request, "training/organisation/unit.html", {"viewer": viewer, "page": page, "unit": page.unit})


@require_safe
@for_hr
def changes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    found = Paginator(selectors.changes_of(_me(request)), PAGE).get_page(request.GET.get("trang"))
    return render(request, "training/organisation/changes.html", {"viewer": viewer, "page": found, "today": today()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_hr
def change(request: HttpRequest, viewer: Viewer, change: UUID) -> HttpResponse:
    """What was changed, by whom, on which act; and taking it back while nothing else followed."""
    one = selectors.access_change(_me(request), change)
    status = 200
    if request.method == "POST":
        try:
            api.take_back(acting_user=_me(request), change=one)
            return SeeOther(reverse("organisation_change", args=[one.uuid]))
        except PeopleRefused as refused:
            messages.error(request, " ".join(refused.messages))
            one.refresh_from_db()
            status = 409
    context = {
        "viewer": viewer,
        "change": one,
        "ended": selectors.units_named(_me(request), one.facts["ended"]),
        "made": selectors.units_named(_me(request), one.facts["made"]),
        "later": None if one.undone_at else later_change(one),
        "mine": selectors.covers(_me(request), one.top),
        "today": today(),
    }
    return render(request, "training/organisation/change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_hr
def enter(request: HttpRequest, viewer: Viewer, way: str) -> HttpResponse:
    """The form of one kind of change; then what it does; then it is done. Nothing is written before the last step."""
    if way not in FORMS:
        raise NotYours
    kind, form_of = FORMS[way]
    form = _form(request, form_of)
    context = {"viewer": viewer, "form": form, "kind": OrgChange.Kind(kind), "way": way, "unit": form.unit}
    context["key"] = request.POST.get("key") or uuid4()
    if request.method == "POST" and form.is_valid() and form.complete:
        try:
            answer = _previewed(request, kind, form, context)
            if answer is not None:
                return answer
        except PeopleRefused as refused:
            form.add_error(None, refused)
    asks = request.method == "POST" and not form.complete
    for name in _asked(form) if asks else ():
        form.errors.pop(name, None)  # it is shown for the first time
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "training/organisation/enter.html", context | {"asks": asks}, status=status)


def _form(request: HttpRequest, form_of: type[ChangeForm]) -> ChangeForm:
    """Raises `NotYours` for a unit that is not the officer's to change."""
    units = selectors.may_be_changed(_me(request))
    code = request.POST.get("ma") or request.GET.get("ma", "")
    found = next((one for one in units if one.code == code), None)
    if found is None:
        raise NotYours
    return form_of(request.POST if request.method == "POST" else None, unit=found, units=units)


def _asked(form: ChangeForm) -> set[str]:
    """The fields that this very answer shows for the first time."""
    return set(form.fields) - set(type(form).base_fields)


def _previewed(request: HttpRequest, kind: str, form: ChangeForm, context: dict[str, object]) -> HttpResponse | None:
    """Does it, if it was confirmed and does what was shown; else says what it would do."""
    me = _me(request)
    key = _uuid(str(context["key"]))
    known = OrgChange.objects.filter(uuid=key, by=me).first()
    if known is not None:  # pressed twice
        return SeeOther(reverse("organisation_change", args=[known.uuid]))
    effects = api.preview(acting_user=me, kind=kind, **form.what())
    seen = hashlib.sha256(repr((form.what(), effects)).encode()).hexdigest()[:32]
    if request.POST.get("lam") == "ghi" and request.POST.get("seen") == seen:
        made = api.change(acting_user=me, kind=kind, key=key, **form.what())
        return SeeOther(reverse("organisation_change", args=[made.uuid]))
    context |= {"effects": effects, "seen": seen, "again": request.POST.get("lam") == "ghi"}
    return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotYours from None


@require_safe
@for_hr
def export(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    """The organisation as of a day, with what became of it. Numbers of people, no names."""
    day, wrong = _day(request)
    if kind not in KINDS or wrong:
        raise NotYours
    return file_answer(files.organisation_file(_me(request), day, kind), f"to-chuc-{day:%Y%m%d}", kind)
