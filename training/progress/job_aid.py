"""The job aid of a lesson: one sheet to lay beside the real work, made from the frozen task.

What it takes and what it leaves out:

* of a step its title and its instruction, which name the screen and the button in short imperative sentences. The
  words of "làm mẫu" hold the answers of the exercise: on a sheet for work they mislead, and beside a repeat they give
  the repeat away
* a value that is drawn anew for every attempt becomes "…", the dots that forms leave for what is filled in: nothing
  on the sheet is out of anybody's exercise, and nothing is personal
* of a step's "why" only the sentences that cite a law: the rest is for learning, not for looking up
* typical mistakes with the sentence that the lesson answers them with; the baits of "làm khi có bẫy" stay untold
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lessons import html
from lessons.models import Task
from lessons.spec import Expectation, StepSpec, TaskSpec, WrongRoute, texts
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, Text

__all__ = ["JobAid", "job_aid_of"]

DOTS = "…"
_HOLE = re.compile(r"\{\{[^}]*\}\}")
_HOLES = re.compile(rf"{DOTS}(?:[\s,]*{DOTS})+")
_SENTENCE = re.compile(r"(?:(?<=[.?!…])|(?<=[.?!…][”\"]))\s+(?=[“\"]?[^\W\d_a-z])")
_LAW = re.compile(r"\b(NĐ|TT|QĐ|Nghị định|Thông tư|Luật|Điều|Article|Decree|Law|Circular)\b[^.]*\d")
_UNSAID = re.compile(rf":\s*[“\"]?{DOTS}[”\"]?[.;]?$")


@dataclass(frozen=True)
class AidStep:
    title: str
    do: str
    law: str  # "" where none is known


@dataclass(frozen=True)
class Mistake:
    name: str
    right: str


@dataclass(frozen=True)
class JobAid:
    code: str
    title: str
    role: str
    minutes: int
    when: str
    steps: list[AidStep]
    mistakes: list[Mistake]
    security: str
    laws: list[str]  # "30/2020/NĐ-CP: Nghị định về công tác văn thư"


def job_aid_of(task: Task, language: str) -> JobAid:
    """The sheet of that task. `task` comes with its snapshot; no query."""
    spec = task.typed
    say = _Words(language)
    return JobAid(
        code=spec.code,
        title=say.plain(spec.title),
        role=spec.role.into(language),
        minutes=spec.minutes,
        when=say.prose(spec.situation),
        steps=[AidStep(say.plain(one.title), say.prose(one.instruction), say.law(one)) for one in spec.steps],
        mistakes=[
            Mistake(say.plain(route.name), right)
            for route in spec.wrong_routes
            if (right := say.right_way(spec, route))
        ],
        security=say.plain(spec.security) if spec.security else "",
        laws=_laws(spec, platform_of(task.snapshot), language),
    )


@dataclass(frozen=True)
class _Words:
    language: str

    def plain(self, text: Text) -> str:
        """The words with dots where an attempt has a value of its own."""
        words = html.plain(_HOLE.sub(DOTS, text.into(self.language)))
        words = re.sub(r"\s+([.,;:?!)])", r"\1", _HOLES.sub(DOTS, words))
        return re.sub(rf"{DOTS}\.(?=\s|$)", DOTS, words)  # three dots end a sentence as well as four

    def prose(self, text: Text) -> str:
        """The same without sentences that say nothing but a value ("PIN: …")."""
        return " ".join(one for one in _sentences(self.plain(text)) if not _UNSAID.search(one))

    def law(self, step: StepSpec) -> str:
        return " ".join(one for one in _sentences(self.plain(step.why)) if _LAW.search(one)) if step.why else ""

    def right_way(self, spec: TaskSpec, route: WrongRoute) -> str:
        """What the lesson answers to that mistake: the whole sentence of the check that it runs into."""
        said = [sentence for one in route.expect if (sentence := self._answer(spec, one))]
        return _capital(next(iter(dict.fromkeys(said)), ""))

    def _answer(self, spec: TaskSpec, expected: Expectation) -> str:
        if expected.say_contains is None:
            return ""
        part = expected.say_contains.vi
        whole = next(
            (one for check in spec.step(expected.step).checks for one in texts(check) if part in one.vi), None
        )
        return self.plain(whole or expected.say_contains)


def _sentences(words: str) -> list[str]:
    return _SENTENCE.split(words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _laws(spec: TaskSpec, platform: Platform, language: str) -> list[str]:
    """The laws in force that the platform names beside the actions of the solution and their guards."""
    keys: dict[str, None] = {}
    for name in dict.fromkeys(move.action for move in spec.solution if move.move == "act"):
        record, _dot, key = name.partition(".")
        if action := platform.record(record).actions.get(key):  # None: a correction, which every record has
            keys |= dict.fromkeys(law for law in (action.law, *(one.law for one in action.guards)) if law)
    laws = [platform.laws[key] for key in keys if key in platform.laws]
    return [f"{law.number}: {law.title.into(language)}" for law in laws if not law.in_force_until]
