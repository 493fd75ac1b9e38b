"""The sheet of paper beside the work: what it says now, as plain values for its template.

Successes show at once; of what is not so yet only the first, and only when asked ("Kiểm tra", `?kiem=1`). What is
broken shows at once, wherever it stands. All of it comes from the stored standing: no query is needed, but for one
thing: who asks and is told that something is missing also learns whether the step can still begin.

The four modes differ in what stands here: "làm theo" shows the instruction, "tự làm" folds it away, "làm khi có bẫy"
has none of it and no help (`Guide.helps`).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lessons.spec import StepSpec, TaskSpec
from sandbox.checks import without_way_back
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.selectors import record_meant
from sandbox.spec import ActMove, Answer, SeatMove
from training.feedback.selectors import reply_to
from training.practice.ladder import next_rung, rung_exists, start_is_missing
from training.practice.links import SPOT, resuming_url, screen_url
from training.practice.models import Attempt, Rung
from training.progress.selectors import standing_of
from training.progress.standing import StepStanding, Unmet
from training.progress.task import bound, prose, task_of

#: What the guide and the status line put into an address; a form that asks again does not carry it on.
OWN_QUERY = frozenset({"kiem", "goi-y", "viec", "chi"})
OFFERED_AFTER = 3  # like failures in a row


@dataclass(frozen=True)
class Question:
    key: str
    ask: str
    options: list[str]


@dataclass(frozen=True)
class HelpRung:
    """One rung of the ladder: what it is called, and what it says once taken."""

    rung: int
    name: str
    taken: bool
    open: bool  # the one that the address points at
    texts: list[str]
    where: str = ""  # address of the screen with the control pointed out


@dataclass(frozen=True)
class Step:
    number: int
    key: str
    title: str
    instruction: SafeString
    why: SafeString
    state: str  # done, here, later


@dataclass(frozen=True)
class Guide:
    task: TaskSpec
    attempt: Attempt
    title: str
    role: str
    situation: SafeString
    security: str
    steps: list[Step]
    here: Step | None  # None once everything holds
    asked: bool
    unmet: str
    broken: str
    rewind_to: int | None
    look_at: str  # address that points at what the finding is about
    rungs: list[HelpRung]
    question: Question | None
    can_undo: bool
    begun: bool
    minutes_left: int
    request_key: str
    screen: str  # the platform's screen beside it, to come back to
    query: list[tuple[str, str]]  # of that screen's address: a list keeps its tab, search and page
    offer: HelpRung | None = None  # the next rung of help, to be offered
    offered: bool = False  # the same slip three times: it is offered at once, not only after an idle minute
    reply: str = ""  # a trainer's words for just this state
    mend: bool = False  # what the step needs to begin with is missing
    seat: str = ""  # "Move to the seat of …", where the step is done in another one
    seat_url: str = ""  # points at the control for it

    @property
    def folded(self) -> bool:
        """Practising alone: the instruction waits until it is asked for."""
        return self.attempt.mode == Attempt.Mode.ALONE

    @property
    def helps(self) -> bool:
        """Instructions, the ladder, findings and ways back; none of it where traps are laid."""
        return self.attempt.mode != Attempt.Mode.TRAPS

    @property
    def mode(self) -> str:
        """Which of the modes this is, in words."""
        return mode_words(self.attempt.mode)

    @property
    def left(self) -> int:
        return sum(step.state != "done" for step in self.steps)

    @property
    def check_url(self) -> str:
        return screen_url(self.attempt.uuid, self.screen)

    @property
    def resuming_url(self) -> str:
        return resuming_url(self.attempt)


def guide_of(
    attempt: Attempt, *, language: str, screen: str = "", query: QueryDict | None = None, rung: int = 0
) -> Guide:
    """The guide as it stands, in that language, beside that screen of the platform.

    `query` is the address's: `kiem` asks for the first unmet check. `rung` is the help to open.
    """
    query = query if query is not None else QueryDict()
    asked = "kiem" in query
    task, standing = task_of(attempt), standing_of(attempt)
    words = _Words(language)
    current = next((number for number, step in enumerate(standing) if not step.ok), None)
    spec = None if current is None or not attempt.is_open else task.steps[current]
    steps = [
        words.step(number, step, "done" if standing[number].ok else "here" if number == current else "later")
        for number, step in enumerate(task.steps)
    ]
    broken = _first_broken(attempt, standing)
    unmet = standing[current].unmet[0] if current is not None and standing[current].unmet else None
    shown = broken or (unmet if asked else None)
    left = sum(not step.ok for step in standing)
    helps = attempt.mode != Attempt.Mode.TRAPS
    seat = seat_wanted(attempt, task, current) if spec and current is not None else ""
    return Guide(
        task=task,
        attempt=attempt,
        title=words.say(task.title),
        role=words.title(attempt),
        situation=words.prose(task.situation),
        security=words.say(task.security),
        steps=steps,
        here=steps[current] if spec and current is not None else None,
        asked=asked,
        unmet=unmet.sentence(language) if asked and unmet and not broken and helps else "",
        broken=_broken_words(broken, language, helps) if broken else "",
        rewind_to=broken.rewind_to if broken else None,
        look_at=_pointing(attempt, screen, f"ghe.{seat}" if seat else _spot(shown.at, [shown]))
        if shown and shown.at and helps
        else "",
        rungs=_ladder(attempt, spec, words, screen, rung, seat) if spec and helps else [],
        offer=_offer(attempt, spec) if spec and helps else None,
        offered=attempt.stumble.get("times", 0) >= OFFERED_AFTER,
        reply=_reply(attempt, language) if helps and attempt.is_open and (broken or (asked and unmet)) else "",
        mend=bool(spec and helps and asked and unmet and not broken) and start_is_missing(attempt),
        question=words.question(spec, standing[current]) if spec and current is not None else None,
        can_undo=attempt.standing.undo_to is not None,
        begun=attempt.standing.seq > 0,
        minutes_left=max(1, round(task.minutes * left / len(standing))) if standing else task.minutes,
        request_key=uuid.uuid4().hex,
        screen=screen,
        query=[(name, str(value)) for name, value in query.items() if name not in OWN_QUERY],
        seat=words.seat(attempt, seat) if seat else "",
        seat_url=_pointing(attempt, screen, f"ghe.{seat}") if seat else "",
    )


def _reply(attempt: Attempt, language: str) -> str:
    """What a trainer wrote for everybody who stands here. One query."""
    reply = reply_to(attempt)
    if reply is None:
        return ""
    return reply.text_en if language.startswith("en") and reply.text_en else reply.text_vi


def mode_words(mode: str) -> str:
    """The mode of an attempt, as the guide and the record call it."""
    names = {
        Attempt.Mode.GUIDED: _("Following the guide"),
        Attempt.Mode.ALONE: _("On my own"),
        Attempt.Mode.TRAPS: _("With traps"),
    }
    return names[Attempt.Mode(mode)]


def seat_wanted(attempt: Attempt, task: TaskSpec, current: int) -> str:
    """The person in whose seat the step is done, where that is another one than the learner holds; "" otherwise.

    The moves that would do the steps, one after the other, tell where each is done.
    """
    scenario = task.scenario
    if not scenario.seats:
        return ""
    sitting, needed = scenario.person, []
    for number, step in enumerate(task.steps[: current + 1]):
        for move in step.hints.do:
            if isinstance(move, SeatMove):
                sitting = move.person
            elif number == current and isinstance(move, ActMove):
                needed.append(sitting)
    return "" if not needed or attempt.workspace.person in needed else needed[0]


def pointed_at(attempt: Attempt, step: str, rung: int) -> str:
    """The control that this rung of help on that step points at, if it does; the seats, if it is done elsewhere."""
    task = task_of(attempt)
    if rung == Rung.WHERE and (seat := seat_wanted(attempt, task, task.steps.index(task.step(step)))):
        return f"ghe.{seat}"
    at = task.step(step).hints.at if rung == Rung.WHERE else None
    unmet = next((one.unmet for one in standing_of(attempt) if one.key == step), [])
    if not at:
        return ""
    spot = _spot(at, unmet)
    rid = _record_acted_on(attempt, task.step(step), at) if spot == at else None
    return f"{at}@{rid}" if rid else spot


def _record_acted_on(attempt: Attempt, step: StepSpec, at: str) -> int | None:
    """Where no finding names a record (what is wanted is not there yet): the one on which the step is done."""
    acts = (move for move in step.hints.do if isinstance(move, ActMove) and move.action == at)
    return next((rid for move in acts if (rid := record_meant(attempt.workspace, move))), None)


def _spot(at: str, unmet: list[Unmet]) -> str:
    """That control, on the first record that still wants something."""
    rid = next((one.rid for one in unmet if one.rid is not None), None)
    return at if rid is None or "." not in at else f"{at}@{rid}"


def _first_broken(attempt: Attempt, standing: list[StepStanding]) -> Unmet | None:
    """The first thing that broke; where traps are laid, first what a trap says of itself: it knows best why."""
    found = [(step.key, unmet) for step in standing for unmet in step.unmet if unmet.status == "broken"]
    if attempt.with_traps:
        plain = bound(attempt.task.hash, attempt.workspace.seed)  # guards of traps stand after its checks
        found.sort(key=lambda one: one[1].check < len(plain.step(one[0]).checks))
    return found[0][1] if found else None


def _broken_words(broken: Unmet, language: str, helps: bool) -> str:
    """What broke; "go back" is said only where one can."""
    return broken.sentence(language) if helps else without_way_back(Text(**broken.say)).into(language)


def _pointing(attempt: Attempt, screen: str, at: str) -> str:
    return f"{screen_url(attempt.uuid, screen, chi=at)}#{SPOT}"


def _rung_names() -> dict[Rung, str]:
    return {
        Rung.HINT: _("Hint"),
        Rung.WHERE: _("Show where"),
        Rung.SHOW: _("Show how"),
        Rung.DO: _("Do it for me"),
    }


def _offer(attempt: Attempt, step: StepSpec) -> HelpRung | None:
    rung = next_rung(attempt, step)
    return HelpRung(rung.value, _rung_names()[rung], taken=False, open=False, texts=[]) if rung else None


def _ladder(attempt: Attempt, step: StepSpec, words: _Words, screen: str, opened: int, seat: str) -> list[HelpRung]:
    names = _rung_names()
    ladder = step.hints
    texts: dict[Rung, list[Text]] = {
        Rung.HINT: [ladder.hint] if ladder.hint else [],
        Rung.WHERE: [ladder.where] if ladder.where else [],
        Rung.SHOW: ladder.show,
        Rung.DO: [],
    }
    taken = attempt.hints.get(step.key, 0)
    there = [rung for rung in Rung if rung_exists(step, rung)]
    return [
        HelpRung(
            rung=rung.value,
            name=names[rung],
            taken=rung <= taken,
            open=rung <= taken and rung == (opened or taken),
            texts=[words.say(text) for text in texts[rung]],
            where=_pointing(attempt, screen, pointed_at(attempt, step.key, rung))
            if rung == Rung.WHERE and (ladder.at or seat)
            else "",
        )
        for rung in there
    ]


class _Words:
    """The texts of a task in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, text: Text | None) -> str:
        return text.into(self.language) if text else ""

    def title(self, attempt: Attempt) -> str:
        """What one is in the seat held now: a lesson for every role is still done in one seat."""
        return self.say(platform_of(attempt.workspace.snapshot).people[attempt.workspace.person].title)

    def seat(self, attempt: Attempt, person: str) -> str:
        found = platform_of(attempt.workspace.snapshot).people[person]
        words = {"name": found.name, "title": self.say(found.title)}
        return _("Move to the seat of %(name)s (%(title)s): this step is done there.") % words

    def prose(self, text: Text | None) -> SafeString:
        return mark_safe(prose(self.say(text)))  # cleaned to the few tags that prose may have

    def step(self, number: int, step: StepSpec, state: str) -> Step:
        return Step(
            number=number + 1,
            key=step.key,
            title=self.say(step.title),
            instruction=self.prose(step.instruction),
            why=self.prose(step.why),
            state=state,
        )

    def question(self, step: StepSpec, standing: StepStanding) -> Question | None:
        """The first question of the step that has no right answer yet."""
        unmet = {finding.check for finding in standing.unmet}
        for number, check in enumerate(step.checks):
            if isinstance(check, Answer) and number in unmet:
                options = [self.say(option) for option in check.options]
                return Question(check.question, self.say(check.ask), options)
        return None
