"""From what was shown to a lesson page that waits to be read: `lessons.drafting` with what only the studio knows.

Its deeds in order are the draft's help moves in order, so the trainer's own words and joins for an action find their
place. Bait becomes traps (`training.studio.traps`), a second demonstration another right way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import lessons.api
from lessons import drafting
from lessons.drafting.holders import Holders
from lessons.models import LessonPage
from lessons.pages import slug_for
from lessons.spec import HintLadder, RightRoute, StepSpec, TaskSpec
from lessons.unfold import Unfolder
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.models import Event
from sandbox.selectors import effective_events
from sandbox.spec import Scenario
from training.people.models import User
from training.studio import api, arrange, traps
from training.studio.errors import StudioRefused
from training.studio.models import Recording, Sketch

__all__ = ["Written", "recordings_for", "say", "write"]

_FROM_HERE = ("right_routes", "traps")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)


@dataclass(frozen=True)
class Written:
    """What became of it. `problems`: what still keeps the lesson from holding; `unlaid`: bait that nobody could be
    made to fall for, so that the trainer has to show it."""

    page: LessonPage
    problems: list[str] = field(default_factory=list)
    unlaid: list[str] = field(default_factory=list)


def recordings_for(sketch: Sketch) -> list[Recording]:
    """What the draft is made of: demonstrations that are done and fit the starting situation, the first one first."""
    arranged = arrange.fingerprint(sketch.scenario, sketch.traps)
    found = {one.kind: one for one in sketch.recordings.exclude(kind=Recording.Kind.WRONG).filter(done=True)}
    order = (Recording.Kind.FIRST, Recording.Kind.AGAIN)
    return [found[kind] for kind in order if kind in found and found[kind].arranged == arranged]


@transaction.atomic
def write(*, sketch: Sketch, acting_user: User) -> Written:
    """The draft of what was shown, as a new revision of the sketch's page (made if there is none); never published.

    Raises `StudioRefused` where the demonstration is missing or does not fit the starting situation any more.
    """
    shown = recordings_for(sketch)
    if not shown or shown[0].kind != Recording.Kind.FIRST:
        raise StudioRefused(_("Demonstrate the task first: the lesson is made of what you do."))
    plain, laid = arrange.parted(sketch.scenario, sketch.traps)
    scenario = Scenario.model_validate(plain)
    known = known_secrets(shown)
    draft = drafting.derive(
        scenario=scenario,
        demonstrations=[one.workspace_id for one in shown],
        known=known,
        in_order=in_order(shown[0]),
    )
    steps = reworded(draft.steps, shown[0], scenario)
    task = TaskSpec.model_validate({**_dump(draft.task()), "steps": [_dump(step) for step in steps]})
    task = with_second_way(task, shown, scenario, known, sketch)
    task, unlaid = traps.laid_in(task, sketch, laid, known)
    page = _page(sketch, draft, task, acting_user)
    sketch.page = page
    sketch.words = {**sketch.words, "unlaid": unlaid}
    api.touch(sketch, acting_user)
    problems = [str(problem) for problem in draft.problems] + [
        _("Nobody told what is typed into “%(box)s”: write it in the editor, in the solution.")
        % {"box": gap.label.into(get_language() or "vi")}
        for gap in draft.gaps
    ]
    return Written(page, problems, unlaid)


def known_secrets(recordings: Sequence[Recording]) -> dict[str, str]:
    """What solutions type into secret boxes, by "record.field"."""
    known: dict[str, str] = {}
    for recording in recordings:
        actions = {
            str(event.seq): event.action
            for event in effective_events(recording.workspace, light=True)
            if event.action
        }
        for seq, words in recording.secrets.items():
            if seq in actions:
                record_type = actions[seq].partition(".")[0]
                for name, word in words.items():
                    known.setdefault(f"{record_type}.{name}", word)
    return known


def deeds_of(recording: Recording) -> list[int]:
    """The seqs of what was done and counts, in the order of the draft's moves."""
    counting = (*api.OWN, Event.Kind.ANSWER)
    return [event.seq for event in effective_events(recording.workspace, light=True) if event.kind in counting]


def in_order(recording: Recording) -> list[tuple[int, int]]:
    """Pairs of deeds, by number, of which the trainer said that the one must come before the other."""
    seqs = deeds_of(recording)
    return [(place, place + 1) for place, seq in enumerate(seqs[:-1]) if seq in recording.ordered]


# --- the trainer's own words ----------------------------------------------------------------------------


def reworded(steps: Sequence[StepSpec], recording: Recording, scenario: Scenario) -> list[StepSpec]:
    """The steps with the words that the trainer wrote for their actions, and joined where the trainer joined them."""
    seqs = deeds_of(recording)
    holders = Holders(scenario, recording.workspace.seed)
    made: list[StepSpec] = []
    for step in steps:
        mine, seqs = seqs[: len(step.hints.do)], seqs[len(step.hints.do) :]
        told = {
            seq: Text(**holders.put(dict(recording.words[str(seq)])))
            for seq in mine
            if all(recording.words.get(str(seq), {}).get(language) for language in ("vi", "en"))
        }
        worded = step.model_copy(update={"instruction": _told(step.instruction, mine, told)}) if told else step
        if made and mine and mine[0] in recording.joined:
            worded = _joined(made.pop(), worded)
        made.append(worded)
    return made


def _told(instruction: Text, seqs: Sequence[int], told: dict[int, Text]) -> Text:
    """A paragraph an action; those that the trainer worded take theirs."""
    both = {}
    for language in ("vi", "en"):
        parts = _PARAGRAPH.findall(instruction.into(language))
        if len(parts) == len(seqs):
            parts = [
                escape(told[seq].into(language)) if seq in told else part
                for seq, part in zip(seqs, parts, strict=True)
            ]
        else:
            parts = [*parts, *(escape(words.into(language)) for words in told.values())]
        both[language] = "".join(f"<p>{part}</p>" for part in parts)
    return Text(**both)


def _joined(first: StepSpec, second: StepSpec) -> StepSpec:
    """Two steps as one, called as the second, which is what the first was done for."""
    instruction = Text(
        vi=first.instruction.vi + second.instruction.vi, en=first.instruction.en + second.instruction.en
    )
    hints = HintLadder(
        hint=first.hints.hint,
        where=first.hints.where,
        at=first.hints.at,
        show=[*first.hints.show, *second.hints.show],
        do=[*first.hints.do, *second.hints.do],
    )
    checks = [*first.checks, *(check for check in second.checks if check not in first.checks)]
    return second.model_copy(update={"instruction": instruction, "hints": hints, "checks": checks})


def with_second_way(
    task: TaskSpec, shown: Sequence[Recording], scenario: Scenario, known: dict[str, str], sketch: Sketch
) -> TaskSpec:
    """The second demonstration as another right way, where it went another way and holds."""
    if len(shown) < 2:
        return task
    moves = drafting.moves_of(shown[1].workspace_id, scenario=scenario, known=known)
    if not moves or moves == task.solution:
        return task
    name = Text(vi="Cách làm thứ hai", en="The second way")
    with_it = task.model_copy(update={"right_routes": [RightRoute(name=name, moves=moves)]})
    return with_it if lessons.api.prove(with_it, sketch.snapshot).holds else task


# --- the page -------------------------------------------------------------------------------------------


def _page(sketch: Sketch, draft: Any, task: TaskSpec, acting_user: User) -> LessonPage:
    page = sketch.page
    about = None
    if page is None:
        if sketch.course is None:
            raise StudioRefused(_("The course of this lesson is gone. Begin a new sketch in another one."))
        title = _proposed_title(task)
        about = drafting.About(title=title.vi, title_en=title.en, code=next_code())
        sketch.title_vi, sketch.title_en = title.vi, title.en
    drawn = drafting.Draft(draft.scenario, draft.solution, list(task.steps), draft.problems, draft.gaps)
    page = drafting.write_draft(
        page=page,
        draft=drawn,
        course=sketch.course,
        about=about,
        snapshot=sketch.snapshot,
        acting_user=acting_user,
    )
    newest: LessonPage = page.get_latest_revision_as_object()
    if about is not None:
        situation = _proposed_situation(sketch, task)
        newest.situation_vi, newest.situation_en = situation.vi, situation.en
    data = Unfolder(platform_of(sketch.snapshot)).page(task)
    for name in _FROM_HERE:
        setattr(newest, name, LessonPage._meta.get_field(name).to_python(data[name]))
    newest.save_revision(user=acting_user, clean=False)
    return LessonPage.objects.get(pk=page.pk)


def _proposed_title(task: TaskSpec) -> Text:
    """What is done last, until the trainer says it better."""
    return task.steps[-1].title


def _proposed_situation(sketch: Sketch, task: TaskSpec) -> Text:
    """Who the learner is and what is to be done, until the trainer says it better."""
    platform = platform_of(sketch.snapshot)
    person = platform.people[task.scenario.person]
    unit = platform.units[platform.agency].label
    wanted = task.steps[-1].title
    vi = f"Anh/Chị là {person.name}, {person.title.vi} ({unit.vi}). Việc cần làm: {_as_sentence(wanted.vi)}"
    en = f"You are {person.name}, {person.title.en} ({unit.en}). What is wanted: {_as_sentence(wanted.en)}"
    return Text(vi=f"<p>{escape(vi)}</p>", en=f"<p>{escape(en)}</p>")


def _as_sentence(title: str) -> str:
    return title if title.rstrip('”’»)"').endswith("…") else f"{title}."


def next_code() -> str:
    """L25 after L24: no trainer has to invent one."""
    numbers = [
        int(code[1:])
        for code in LessonPage.objects.filter(code__regex=r"^L[0-9]+$").values_list("code", flat=True)
        if code[1:].isdigit()
    ]
    return f"L{max(numbers, default=0) + 1:02}"


@transaction.atomic
def say(*, sketch: Sketch, version: int, acting_user: User, words: dict[str, Any]) -> LessonPage:
    """What only the trainer can say: title, situation, minutes, the steps' titles; as a new revision of the page.

    Raises `Overtaken` where the sketch was changed since the form was made.
    """
    api.must_be(sketch, version)
    assert sketch.page is not None
    page: LessonPage = sketch.page.get_latest_revision_as_object()
    page.what_changed = ""  # said anew when it is published
    page.title, page.title_en = words["title_vi"], words["title_en"]
    page.situation_vi = words["situation_vi"] or page.situation_vi
    page.situation_en = words["situation_en"] or page.situation_en
    page.minutes = words["minutes"]
    if not page.live and page.first_published_at is None:
        page.slug = _free_slug(page)
    for block, (vi, en) in zip(page.steps, words["steps"], strict=False):
        if vi:
            block.value["title"]["vi"] = vi
        if en:
            block.value["title"]["en"] = en
    page.draft_title = page.title
    page.save_revision(user=acting_user, clean=False, log_action=True)
    if not page.live:
        LessonPage.objects.filter(pk=page.pk).update(
            title=page.title, title_en=page.title_en, slug=page.slug, draft_title=page.title
        )
    sketch.title_vi, sketch.title_en = page.title, page.title_en
    api.touch(sketch, acting_user)
    return LessonPage.objects.get(pk=page.pk)


def _free_slug(page: LessonPage) -> str:
    wanted, number = slug_for(f"{page.code} {page.title}") or page.slug, 2
    taken = set(page.get_siblings(inclusive=False).values_list("slug", flat=True))
    free = wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free


def _dump(spec: Any) -> dict[str, Any]:
    data: dict[str, Any] = spec.model_dump(mode="json", by_alias=True)
    return data
