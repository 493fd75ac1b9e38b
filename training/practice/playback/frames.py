"""From a log to frames: what to look at, one after the other, and how the steps of the task stood there.

A `Film` is a workspace's whole log as stops. Only the frame that is looked at is worked out: the moment, its screen,
its caption and the ticks of the steps, by the same checks that judged the attempt. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lessons.spec import TaskSpec
from sandbox import screens, selectors
from sandbox.checks import World, evaluate, step_status
from sandbox.models import Event, Workspace
from sandbox.screens import Links, Screen, Stop
from sandbox.spec import Answer
from training.practice.playback.captions import caption_of, deed_words


@dataclass(frozen=True)
class Deed:
    """One thing that was done, in the list of all: where its first frame is, and what became of it."""

    number: int  # of its first frame
    words: str
    refused: bool
    undone: bool
    here: bool


@dataclass(frozen=True)
class Tick:
    """A step of the task as it stood in a frame."""

    title: str
    done: bool
    here: bool


class Film:
    """Everything that was done in a workspace, to be looked at. `task` bound to the workspace's values."""

    def __init__(self, workspace: Workspace, task: TaskSpec, language: str, *, aided: bool = False) -> None:
        self.workspace, self.task, self.language, self.aided = workspace, task, language, aided
        self.log: Sequence[Event] = selectors.whole_log(workspace)
        self.stops: list[Stop] = screens.stops(workspace, self.log, task.scenario.home)
        self.events = {event.seq: event for event in self.log}

    @property
    def title(self) -> str:
        return self.task.title.into(self.language)

    @property
    def length(self) -> int:
        return len(self.stops)

    def frame(self, number: int) -> Frame | None:
        """The frame of that number, from 1 on; None beyond the end."""
        return Frame(self, number) if 1 <= number <= self.length else None

    def deeds(self, number: int) -> list[Deed]:
        """What was done, each with its first frame; `number` is the frame looked at."""
        firsts: dict[int, int] = {}
        for place, stop in enumerate(self.stops, 1):
            if stop.seq:
                firsts.setdefault(stop.seq, place)
        here = self.stops[number - 1].seq
        return [
            Deed(
                number=first,
                words=self._deed_words(self.events[seq]),
                refused=self.events[seq].kind == Event.Kind.REFUSED,
                undone=self.stops[first - 1].undone,
                here=seq == here,
            )
            for seq, first in firsts.items()
        ]

    def _deed_words(self, event: Event) -> str:
        return deed_words(event, screens.button_words(self.workspace, event, self.language))


class Frame:
    """One frame of a film."""

    def __init__(self, film: Film, number: int) -> None:
        self.film, self.number = film, number
        self.stop = film.stops[number - 1]

    @cached_property
    def then(self) -> Workspace:
        """The workspace as it stood at this moment."""
        return selectors.as_it_stood(self.film.workspace, self.stop.at, self.film.log)

    @property
    def last(self) -> bool:
        return self.number == self.film.length

    @property
    def refused(self) -> bool:
        event = self.film.events.get(self.stop.seq)
        return event is not None and event.kind == Event.Kind.REFUSED

    @property
    def undone(self) -> bool:
        return self.stop.undone

    @cached_property
    def caption(self) -> str:
        """What is done here, in words."""
        film = self.film
        words = screens.words_at(self.then, self.stop, film.log, film.language)
        return caption_of(self.stop, words, self._question(str(words.given.get("question", ""))))

    def screen(self, links: Links) -> Screen:
        """The platform's screen as it stood, with what is done there pointed out."""
        return screens.show_stop(self.then, self.stop, self.film.log, links, self.film.language)

    @cached_property
    def ticks(self) -> list[Tick]:
        """How every step stood at this moment."""
        world = World.of(self.then, aided=self.film.aided)
        done = [step_status(evaluate(step.checks, world)) == "ok" for step in self.film.task.steps]
        here = next((place for place, held in enumerate(done) if not held), None)
        return [
            Tick(step.title.into(self.film.language), held, place == here)
            for place, (step, held) in enumerate(zip(self.film.task.steps, done, strict=True))
        ]

    @property
    def deeds(self) -> list[Deed]:
        return self.film.deeds(self.number)

    def _question(self, key: str) -> str:
        asked = (check for step in self.film.task.steps for check in step.checks if isinstance(check, Answer))
        return next((check.ask.into(self.film.language) for check in asked if key and check.question == key), "")
