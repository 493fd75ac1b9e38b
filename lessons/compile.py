"""From a lesson page to its `TaskSpec`, or to the list of what is still missing and where.

The page is read field by field; each part reports its own problems, so that one attempt names them all. What the
words of the definition mean (does this action exist, is this a state of that record) is settled here; whether the
task *holds* is the matter of `lessons.proof`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from pydantic import ValidationError as SpecError

from lessons import html, placeholders
from lessons.compile_checks import CheckReader
from lessons.compile_routes import RouteReader
from lessons.compile_work import Notes, WorkReader
from lessons.problems import CompileError
from lessons.spec import MAX_STEPS, TaskSpec
from lessons.typed import ref_of
from sandbox.definition.schema import Platform
from sandbox.spec import POSITIVE_KINDS

if TYPE_CHECKING:
    from lessons.models import LessonPage


def compile_task(page: LessonPage, platform: Platform) -> TaskSpec:
    """The task that the page says, in the words of that platform. Raises CompileError with every problem."""
    notes = Notes()
    reader = PageReader(notes, platform)
    data = reader.page(page)
    if notes.problems:
        raise CompileError(notes.problems)
    try:
        spec = TaskSpec.model_validate(placeholders.with_refs(data))
    except SpecError as error:
        for problem in error.errors():
            place = " › ".join(str(part) for part in problem["loc"])
            notes.add(f"{place}: {problem['msg']}")
        raise CompileError(notes.problems) from error
    _refuse_slips(data, spec, notes)
    return spec


def _refuse_slips(data: dict[str, Any], spec: TaskSpec, notes: Notes) -> None:
    """Raises CompileError for each {{name}} that names no value of the lesson."""
    labels = {"scenario": _("Starting situation"), "solution": _("Solution"), "traps": _("Traps")}
    for field, part in data.items():
        parts = enumerate(part) if field == "steps" else [(None, part)]
        for index, inside in parts:
            for name in dict.fromkeys(placeholders.unknown(inside, spec.scenario.variables)):
                at = () if index is None else (index,)
                label = _("Step %(number)d") % {"number": index + 1} if index is not None else labels.get(field, "")
                with notes.at(f"{field}_vi" if field == "situation" else field, *at, label=label):
                    notes.add(placeholders.refusal(name, spec.scenario.variables))
    if notes.problems:
        raise CompileError(notes.problems)


class PageReader:
    def __init__(self, notes: Notes, platform: Platform) -> None:
        self.notes = notes
        self.work = WorkReader(notes, platform)
        self.checks = CheckReader(self.work)

    def page(self, page: LessonPage) -> dict[str, Any]:
        work = self.work
        data: dict[str, Any] = {
            "code": self._required(page.code, "code", _("Lesson code")),
            "title": self._both(page.title, page.title_en, "title_en", _("Title")),
            "minutes": self._required(page.minutes, "minutes", _("Minutes")),
            "role": self._both(page.role_vi, page.role_en, "role_vi", _("For whom")),
            "bottleneck": page.bottleneck,
            "situation": self._both_html(page.situation_vi, page.situation_en, "situation_vi", _("Situation")),
            "skills": [line.strip() for line in page.skills.splitlines() if line.strip()],
            "prerequisites": page.prerequisites.replace(",", " ").split(),
        }
        if page.security_vi.strip() or page.security_en.strip():
            data["security"] = self._both(page.security_vi, page.security_en, "security_vi", _("Security note"))
        data["scenario"] = self._scenario(page)
        with self.notes.at("solution", label=_("Solution")):
            data["solution"] = work.moves(page.solution)
            if not page.solution:
                self.notes.add(_("Show how it is done: at least one action."))
        with self.notes.at("steps"):
            data["steps"] = self._steps(page)
        routes = RouteReader(work, self.checks, [step["key"] for step in data["steps"]])
        for name, read in (
            ("right_routes", routes.right_routes),
            ("wrong_routes", routes.wrong_routes),
            ("traps", routes.traps),
        ):
            with self.notes.at(name):
                data[name] = read(getattr(page, name))
        return data

    def _required(self, value: Any, field: str, label: str) -> Any:
        if not value:
            self.notes.add(_("Fill this in."), field, label=label)
        return value

    def _both(self, vi: str, en: str, field: str, label: str) -> dict[str, str]:
        if not vi.strip() or not en.strip():
            self.notes.add(_("Write this in both languages."), field, label=label)
        return {"vi": vi.strip(), "en": en.strip()}

    def _both_html(self, vi: str, en: str, field: str, label: str) -> dict[str, str]:
        if not html.plain(vi) or not html.plain(en):
            self.notes.add(_("Write this in both languages."), field, label=label)
        return {"vi": html.published(vi), "en": html.published(en)}

    def _scenario(self, page: LessonPage) -> dict[str, Any]:
        with self.notes.at("scenario", label=_("Starting situation")):
            if len(page.scenario) != 1:
                self.notes.add(_("Say who the learner is and what lies ready."))
                return {}
            with self.notes.at(0):
                return self.work.scenario(page.scenario[0].value)

    def _steps(self, page: LessonPage) -> list[dict[str, Any]]:
        if not 1 <= len(page.steps) <= MAX_STEPS:
            self.notes.add(
                _("A lesson has one to %(most)d steps; this one has %(count)d.")
                % {"most": MAX_STEPS, "count": len(page.steps)},
                label=_("The steps"),
            )
        steps = []
        for index, child in enumerate(page.steps):
            with self.notes.at(index, label=_("Step %(number)d") % {"number": index + 1}):
                steps.append(self._step(child.value, index))
        keys = [step["key"] for step in steps]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                with self.notes.at(index, label=_("Step %(number)d") % {"number": index + 1}):
                    self.notes.add(_("Another step has this short name."), "name")
        kinds = {check["kind"] for step in steps for check in step["checks"]}
        if steps and not kinds & POSITIVE_KINDS:
            self.notes.add(
                _("Nothing has to be done: add a check that is only met by doing the task."), label=_("The steps")
            )
        return steps

    def _step(self, value: Any, index: int) -> dict[str, Any]:
        work = self.work
        data: dict[str, Any] = {
            "key": ref_of(value["name"]) if value["name"] else f"b{index + 1}",
            "title": work.words(value["title"], "title", _("Title")),
            "instruction": work.words(value["instruction"], "instruction", _("What to do"), rich=True),
            "why": work.words(value["why"], "why", _("Why"), rich=True, required=False),
        }
        with self.notes.at("hints", label=_("Help")):
            hints = value["hints"]
            ladder: dict[str, Any] = {
                "hint": work.words(hints["hint"], "hint", _("Hint"), required=False),
                "where": work.words(hints["where"], "where", _("Where to look"), required=False),
                "at": work.place(hints["at"], "at"),
                "show": work.each_words(hints["show"], "show", _("How it is done")),
            }
            with self.notes.at("do", label=_("Done for the learner")):
                ladder["do"] = work.moves(hints["do"])
            data["hints"] = ladder
        with self.notes.at("checks"):
            data["checks"] = self.checks.read(value["checks"])
        return data
