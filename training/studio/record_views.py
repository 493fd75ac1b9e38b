"""What lies ready: records, and values that differ between attempts, each with a form of its own in the pane."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons import typed
from sandbox.definition.loader import platform_of
from sandbox.screens import arranging
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther
from training.studio import api, arrange, record_form, selectors
from training.studio.errors import StudioRefused
from training.studio.forms import VariableForm
from training.studio.links import stage_url
from training.studio.models import Sketch
from training.studio.record_form import RecordForm
from training.studio.shell import language_of, panel_of, shell
from training.studio.views import acting, for_trainers, methods, version_of


@methods
@for_trainers
def new_record(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    """A record that is not there yet: empty (`loai`), like another one (`giong`), or of the base (`rid`)."""
    if request.method == "POST":
        return _save(request, sketch, "", request.POST.get("x-loai", ""))
    mine = selectors.access_sketch(sketch)
    record_type, given, state = _begin_with(mine, request)
    form = record_form.opened(mine, language_of(), record_type=_known(mine, record_type), given=given, state=state)
    return _page(request, mine, form)


def _begin_with(sketch: Sketch, request: HttpRequest) -> tuple[str, dict[str, Any], str]:
    """Type, values and state that the form begins with."""
    if like := request.GET.get("giong", ""):
        found = arrange.record_of(sketch.scenario, like)
        if found is None:
            raise NotYours
        return found["record"], found["values"], found["state"] or ""
    rid = request.GET.get("rid", "")
    if rid.isascii() and rid.isdigit() and len(rid) < 20:
        base = record_form.base_values(sketch, int(rid))
        if base is None:
            raise NotYours
        return base[0], base[2], base[1]
    return request.GET.get("loai", ""), {}, ""


def _known(sketch: Sketch, record_type: str) -> str:
    try:
        platform_of(sketch.snapshot).record(record_type)
    except KeyError as error:
        raise NotYours from error
    return record_type


@methods
@for_trainers
def record(request: HttpRequest, viewer: Viewer, sketch: UUID, ref: str) -> HttpResponse:
    """A record that lies ready."""
    mine = selectors.access_sketch(sketch)
    found = arrange.record_of(mine.scenario, ref)
    if found is None:
        raise NotYours
    if request.method == "POST":
        return _save(request, sketch, ref, found["record"])
    return _page(request, mine, record_form.opened(mine, language_of(), record_type=found["record"], ref=ref))


def _save(request: HttpRequest, uuid: UUID, ref: str, record_type: str) -> HttpResponse:
    with transaction.atomic():
        mine = selectors.access_sketch(uuid, for_change=True)
        record_type = _known(mine, record_type)
        form = record_form.sent(mine, language_of(), record_type=record_type, ref=ref, post=request.POST)
        if request.POST.get("add_row") or request.POST.get("drop_row"):
            return _page(request, mine, form, faults=False)
        if form.errors:
            return _page(request, mine, form, status=422)
        try:
            kept = api.put_record(
                sketch=mine,
                version=version_of(request),
                acting_user=acting(request),
                record=form.record,
                variables=form.variables,
                labels=form.labels,
                trap=form.trap,
            )
        except StudioRefused as refused:
            return _page(request, mine, form, say=refused.say, status=refused.status)
    messages.success(request, _("Saved: it lies ready now."))
    return SeeOther(stage_url(mine.uuid, _path_of(mine, kept)))


def _path_of(sketch: Sketch, ref: str) -> str:
    """The record's screen, where the learner's seat has one."""
    ready = arranging.lying_ready(sketch.stage, language_of())
    return next((one.path for one in ready if one.ref == ref), "")


def _page(
    request: HttpRequest,
    sketch: Sketch,
    form: RecordForm,
    *,
    say: str = "",
    status: int = 200,
    faults: bool = True,
) -> HttpResponse:
    kind = form.definition.label.into(language_of())
    panel = panel_of(sketch, language_of())
    here = next((one for one in panel.ready if form.ref and one.ref == form.ref), None)
    context = {
        "sketch": sketch,
        "panel": panel,
        "form": form,
        "kind": kind,
        "here": here,
        "say": say,
        "faults": faults,
        "back": stage_url(sketch.uuid, here.path if here else ""),
        "heading": here.title if here else _("New: %(kind)s") % {"kind": kind},
        "pane": "training/studio/record.html",
    }
    return shell(request, "training/studio/arrange.html", context, status=status)


@require_POST
@for_trainers
def drop_record(request: HttpRequest, viewer: Viewer, sketch: UUID, ref: str) -> HttpResponse:
    return _simply(
        request,
        sketch,
        lambda mine: api.drop_record(sketch=mine, version=version_of(request), acting_user=acting(request), ref=ref),
        _("Taken away. “Undo the last change” puts it back."),
    )


@require_POST
@for_trainers
def drop_variable(request: HttpRequest, viewer: Viewer, sketch: UUID, name: str) -> HttpResponse:
    return _simply(
        request,
        sketch,
        lambda mine: api.drop_variable(
            sketch=mine, version=version_of(request), acting_user=acting(request), name=name
        ),
        _("It no longer differs: its first value stands there now."),
    )


def _simply(request: HttpRequest, uuid: UUID, change: Any, done: str) -> HttpResponse:
    with transaction.atomic():
        mine = selectors.access_sketch(uuid, for_change=True)
        try:
            change(mine)
            messages.success(request, done)
        except StudioRefused as refused:
            messages.warning(request, refused.say)
    return SeeOther(stage_url(uuid))


@methods
@for_trainers
def variable(request: HttpRequest, viewer: Viewer, sketch: UUID, name: str = "") -> HttpResponse:
    """A value that differs between attempts: its pool, one a line."""
    mine = selectors.access_sketch(sketch)
    pool = mine.scenario["variables"].get(name, [])
    if name and not pool:
        raise NotYours
    if request.method != "POST":
        form = VariableForm(initial={"pool": "\n".join(map(typed.write_item, pool))})
        return _variable_page(request, mine, name, form)
    form, status = VariableForm(request.POST), 422
    if form.is_valid():
        items = [_same_kind(pool, typed.read_item(line)) for line in typed.lines(form.cleaned_data["pool"])]
        with transaction.atomic():
            mine = selectors.access_sketch(sketch, for_change=True)
            try:
                api.put_variable(
                    sketch=mine,
                    version=version_of(request),
                    acting_user=acting(request),
                    name=name,
                    label=form.cleaned_data["label"],
                    pool=items,
                )
                messages.success(request, _("Saved. Every attempt draws one of these values."))
                return SeeOther(stage_url(mine.uuid))
            except StudioRefused as refused:
                status = refused.status
                form.add_error(None, refused.say)
    return _variable_page(request, mine, name, form, status)


def _same_kind(pool: list[Any], item: Any) -> Any:
    """An amount stays a number where the others are."""
    numbers = bool(pool) and all(isinstance(one, int) and not isinstance(one, bool) for one in pool)
    return int(item) if numbers and isinstance(item, str) and item.isascii() and item.isdigit() else item


def _variable_page(
    request: HttpRequest, sketch: Sketch, name: str, form: VariableForm, status: int = 200
) -> HttpResponse:
    heading = sketch.label_of(name) if name else _("A new value that differs")
    context = {
        "sketch": sketch,
        "panel": panel_of(sketch, language_of()),
        "form": form,
        "name": name,
        "heading": heading,
        "pane": "training/studio/variable.html",
    }
    return shell(request, "training/studio/arrange.html", context, status=status)
