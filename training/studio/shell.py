"""The studio's page: the sheet of paper with what the trainer does, beside it the platform or a form of ours.

One answer for every way to it: the whole page, or to htmx its changing parts (as in practice).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from lessons import vocabulary
from sandbox import screens
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform
from sandbox.errors import NotHere
from sandbox.screens import Screen, arranging
from training.studio import arrange
from training.studio.forms import FrameForm
from training.studio.links import StageLinks
from training.studio.models import Recording, Sketch


@dataclass(frozen=True)
class Ready:
    """A record in the list of what lies ready."""

    ref: str
    title: str
    kind: str
    state: str
    path: str
    bait: bool
    with_bait: bool  # lies there only because bait points at it


@dataclass(frozen=True)
class Varying:
    name: str
    label: str
    values: list[str]


@dataclass(frozen=True)
class Panel:
    """What the paper says while the starting situation is arranged."""

    sketch: Sketch
    frame: FrameForm
    frame_open: bool
    who: str
    when: str
    where: str
    ready: list[Ready]
    varying: list[Varying]
    kinds: vocabulary.Choices
    kind: str  # the first kind of record of the module that the work opens on
    recordings: list[Recording]

    @property
    def outdated(self) -> bool:
        """Something was demonstrated on a starting situation that is no longer this one."""
        now = arrange.fingerprint(self.sketch.scenario, self.sketch.traps)
        return any(one.arranged != now for one in self.recordings)


def panel_of(sketch: Sketch, language: str, frame: FrameForm | None = None) -> Panel:
    """Two queries: what lies there, and what was demonstrated."""
    platform, scenario = platform_of(sketch.snapshot), sketch.scenario
    person, start = platform.people[scenario["person"]], scenario["start"] or platform.start
    laid = arrange.bait_refs(scenario, sketch.traps)
    ready = [
        Ready(
            ref=one.ref,
            title=one.title,
            kind=platform.record(one.record_type).label.into(language),
            state=one.state.into(language),
            path=one.path,
            bait=one.ref in sketch.bait,
            with_bait=one.ref in laid and one.ref not in sketch.bait,
        )
        for one in arranging.lying_ready(sketch.stage, language)
    ]
    home = platform.modules.get(scenario["home"] or "")
    return Panel(
        sketch=sketch,
        frame=frame or FrameForm.of(sketch),
        frame_open=frame is not None or sketch.version == 1,
        who=f"{person.name}, {person.title.into(language)}",
        when=f"{start[11:16]} {start[8:10]}/{start[5:7]}/{start[:4]}",
        where=home.label.into(language) if home else "",
        ready=ready,
        varying=[varying(sketch, name, pool) for name, pool in scenario["variables"].items()],
        kinds=_kinds(platform, language),
        kind=next(iter(home.records), "") if home else "",
        recordings=list(sketch.recordings.all()),
    )


def _kinds(platform: Platform, language: str) -> vocabulary.Choices:
    """Everything that can be put there; a seat's own desk is there anyway."""
    every = vocabulary.records(platform, language)
    left = [(group, [one for one in some if one[0] != platform.desk_record]) for group, some in every]
    return [(group, some) for group, some in left if some]


def varying(sketch: Sketch, name: str, pool: list[Any]) -> Varying:
    said = [" · ".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in pool]
    return Varying(name, sketch.label_of(name), said)


def stage_screen(sketch: Sketch, path: str, query: QueryDict, language: str) -> tuple[Screen, str]:
    """The platform's screen at that path, or the desk where there is none (any more); with the path shown."""
    links = StageLinks(sketch.uuid)
    try:
        return screens.show(sketch.stage, path, query, links, language), path
    except NotHere:
        return screens.show(sketch.stage, "", QueryDict(), links, language), ""


def shell(
    request: HttpRequest, template: str, context: dict[str, Any], *, screen: Screen | None = None, status: int = 200
) -> HttpResponse:
    """`template`: of the paper. In the pane `screen`, or the template that `context["pane"]` names."""
    whole = not request.htmx or request.htmx.history_restore_request  # type: ignore[attr-defined]
    page = "training/studio/shell.html" if whole else "training/studio/shell_parts.html"
    full = {**(screen.context if screen else {}), **context, "screen": screen, "paper": template}
    response = render(request, page, full, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def language_of() -> str:
    return get_language() or "vi"
