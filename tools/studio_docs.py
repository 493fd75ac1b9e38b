"""`docs/studio`: how much of the shipped lessons their demonstrations would have written, and which slips their
checks notice. `make docs` writes both from a platform of its own; tests keep them true.

`survivors.yaml` says of each kind of surviving mutant why nobody need notice it. A reason that fits no survivor, and
a survivor without a reason, are errors.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings"
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="studio-docs-")
    os.environ.pop("DATABASE_URL", None)
    django.setup()

from django.db import transaction  # noqa: E402

import sandbox.api  # noqa: E402
from lessons.drafting import derive  # noqa: E402
from lessons.drafting.likeness import Likeness  # noqa: E402
from lessons.mutants import KINDS, Fate, Kind, Report, try_mutants  # noqa: E402
from lessons.spec import LessonPackage, TaskSpec, check_without_words  # noqa: E402
from sandbox.checks import World  # noqa: E402
from sandbox.data import ca_mau_platform, ca_mau_snapshot  # noqa: E402
from sandbox.definition.loader import platform_of  # noqa: E402
from sandbox.definition.yamlfile import YamlFile  # noqa: E402
from sandbox.models import Event, Snapshot  # noqa: E402
from sandbox.selectors import workspace_by_id  # noqa: E402
from sandbox.spec import POSITIVE_KINDS, ActMove, Check  # noqa: E402
from sandbox.variables import with_pools  # noqa: E402

DOCS = ROOT / "docs" / "studio"
LESSONS = ROOT / "lessons" / "data"
CODES = sorted(path.stem for path in LESSONS.glob("L*.yaml"))
DOCUMENTS = 40  # of the platform that this is measured on; a lesson does not depend on how many there are
#: A module each: account, incoming, a draft between two seats, signing with a PIN, meetings from two seats.
MEASURED = ("L01", "L05", "L10", "L11", "L22")
#: Of each lesson two demonstrations: the reference solution with two draws of its variables.
DRAWS = (0, 1)


def task_of(code: str) -> TaskSpec:
    """The shipped lesson's task, the platform's pools written out."""
    spec = LessonPackage.model_validate(YamlFile(LESSONS / f"{code}.yaml", code).data).task
    pools = with_pools(spec.scenario.variables, ca_mau_platform())
    return spec.model_copy(update={"scenario": spec.scenario.model_copy(update={"variables": pools})})


# --- re-deriving ----------------------------------------------------------------------------------------------

WHY = {
    "order": "`order`: one demonstration shows an order, not that it mattered. The trainer is asked "
    "(`derive(in_order=…)`) and was not here.",
    "time": "`within`: a demonstration takes the time it takes; how much there is, the trainer says.",
    "answer": "`answer`: a question is the trainer's own; nobody asks one in a demonstration.",
    "colleague": "A colleague wrote it. What colleagues write is ignored on purpose: it is not the learner's.",
    "hidden": "It looks at a truth that no screen shows; a draft demands only what can be seen.",
    "prose": "It judges the words of a long text (how long, with or without which words). A draft asks that it be "
    "written; what must stand in it, the trainer says.",
    "absent": "It asks that something stayed empty. Nothing changed there, so there is no difference to see.",
    "clock": "A moment of the clock, or a number that the platform gives: a draft asks for no certain one.",
    "counter": "A counter: a draft asks for “at least”, so that doing it once more is no mistake; this one is exact.",
    "copied": "The platform copied it while making or filling the record; a draft asks for what the hand did.",
    "offered": "The form offered this value and it was left so: a choice nobody made is not demanded.",
    "table": "It sums or counts a table that the platform filled.",
    "who": "Which deed it was, on any record: the draft names the record, and asks for what the deed left behind.",
}


@dataclass(frozen=True)
class Missed:
    step: str
    number: int
    check: Check
    why: str  # a key of WHY, or "" where there is no reason


@dataclass(frozen=True)
class Rederived:
    code: str
    positive: int
    missed: list[Missed]
    steps: int
    checks: int
    problems: list[str]

    @property
    def proposed(self) -> int:
        return self.positive - len(self.missed)


def rederived(code: str, snapshot: Snapshot) -> Rederived:
    """Play the reference solution, draft from it, and look for each hand-written positive check. Leaves nothing."""
    spec = task_of(code)
    with transaction.atomic():
        plays = []
        for seed in DRAWS:
            workspace = sandbox.api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=seed)
            solution = spec.bound(seed).solution
            sandbox.api.play(workspace_id=workspace.pk, moves=solution, key_prefix="demonstration")
            plays.append(workspace)
        draft = derive(scenario=spec.scenario, demonstrations=plays, known=_secrets(spec, snapshot))
        world = World.of(workspace_by_id(plays[0].pk))
        derived = draft.task().bound(DRAWS[0])
        likeness = Likeness([check for step in derived.steps for check in step.checks], world)
        written = [
            (step.key, number, check)
            for step in spec.bound(DRAWS[0]).steps
            for number, check in enumerate(step.checks, 1)
            if check.kind in POSITIVE_KINDS
        ]
        missed = [
            Missed(key, number, check, _why(check, likeness, world))
            for key, number, check in written
            if not likeness.proposes(check)
        ]
        transaction.set_rollback(True)
    checks = sum(len(step.checks) for step in draft.steps)
    return Rederived(code, len(written), missed, len(draft.steps), checks, list(map(str, draft.problems)))


def _secrets(spec: TaskSpec, snapshot: Snapshot) -> dict[str, str]:
    """What the recorder knows of the secrets that are typed, as the studio asks for them."""
    platform, known = platform_of(snapshot), {}
    for move in spec.solution:
        if isinstance(move, ActMove):
            record_type = move.action.partition(".")[0]
            fields = platform.record(record_type).fields
            known |= {
                f"{record_type}.{name}": str(value)
                for name, value in move.values.items()
                if fields[name].type == "secret"
            }
    return known


def _why(check: Check, likeness: Likeness, world: World) -> str:
    """The reason why no demonstration would have written it."""
    if check.kind in ("order", "within", "answer"):
        return {"order": "order", "within": "time", "answer": "answer"}[check.kind]
    if check.kind == "event":
        return "who"
    lacking = likeness.lacking(check) if check.kind in ("field", "state", "exists", "count") else None
    if lacking is None:
        return ""
    rid, name, wanted = lacking
    row = world.rows[rid]
    about = world.definition(row.type).fields.get(name)
    writers = [
        event.kind
        for event in world.events
        for change in event.changes.get("rows", [])
        if change["rid"] == rid and (name in change["set"] or (name == "state" and len(set(change["state"])) > 1))
    ]
    if about is not None and about.hidden:
        return "hidden"
    if writers[-1:] == [Event.Kind.COLLEAGUE]:
        return "colleague"
    if wanted == {"empty": True} or (isinstance(wanted, dict) and "excludes" in wanted and not writers):
        return "absent"
    if about is None:  # the state in which the platform made it
        return "copied" if writers else ""
    if about.generated or about.type in ("date", "datetime"):
        return "clock"
    if about.type == "rows":
        return "table"
    if isinstance(wanted, dict) and wanted.keys() & {"min_length", "excludes", "contains", "matches"}:
        return "prose"
    if writers and name in _counters(world, row.type):
        return "counter"
    return "copied" if writers else "offered"


def _counters(world: World, record_type: str) -> set[str]:
    actions = world.definition(record_type).actions.values()
    return {name for action in actions for effect in action.effects for name in effect.add or {}}


def rederived_page(found: Sequence[Rederived]) -> str:
    measured = [one for one in found if one.code in MEASURED]
    positive, proposed = sum(one.positive for one in measured), sum(one.proposed for one in measured)
    page = [
        "# What a demonstration would have written of the shipped lessons\n",
        "Made by `make docs` (`tools/studio_docs.py`); a test keeps it true.\n",
        "Of each lesson the reference solution is played twice, with two draws of its variables, and a draft is "
        "derived from the two plays alone (`lessons.drafting.derive`). Then each positive check that the lesson's "
        "author wrote by hand is looked for in the draft. When one counts as proposed is said, kind by kind, at the "
        "head of `lessons/drafting/likeness.py`: the derived checks together cannot hold without it.\n",
        f"**Five lessons, {proposed} of {positive} hand-written positive checks: "
        f"{_percent(proposed, positive)}.** Every draft passes the proof as it was derived.\n",
        "| Lesson | hand-written positive checks | proposed | | steps of the draft | its checks |",
        "|---|---|---|---|---|---|",
        *(_row(one) for one in measured),
        "\n## What was not proposed, and why\n",
        *(_missed(one, missed) for one in measured for missed in one.missed),
        "\n## The other lessons\n",
        "The five above stand for what a demonstration is good at: work whose result is what the hand wrote. Where a "
        "lesson judges words, an order, somebody's answer or what must *not* be there, the author says so; the table "
        "counts it all the same.\n",
        "| Lesson | hand-written positive checks | proposed | | steps of the draft | its checks |",
        "|---|---|---|---|---|---|",
        *(_row(one) for one in found if one.code not in MEASURED),
        "\n| Why not | checks |",
        "|---|---|",
        *(
            f"| {reason} | {count} |"
            for key, reason in WHY.items()
            if (count := sum(missed.why == key for one in found for missed in one.missed))
        ),
    ]
    every, all_of_it = sum(one.proposed for one in found), sum(one.positive for one in found)
    page.append(f"\nOver all {len(found)} lessons: {every} of {all_of_it}, {_percent(every, all_of_it)}.")
    return "\n".join(page) + "\n"


def _row(one: Rederived) -> str:
    share = _percent(one.proposed, one.positive)
    return f"| {one.code} | {one.positive} | {one.proposed} | {share} | {one.steps} | {one.checks} |"


def _missed(one: Rederived, missed: Missed) -> str:
    said = {name: value for name, value in check_without_words(missed.check).items() if name != "kind"}
    place = f"{one.code}, step `{missed.step}`, check {missed.number}"
    return f"- {place}: `{missed.check.kind}` {_brief(said)}. {WHY[missed.why]}"


def _brief(said: Any) -> str:
    if isinstance(said, dict):
        parts = {name: value for name, value in said.items() if value not in (None, {}, [], True, False, "")}
        return ", ".join(
            f"{name} ({_brief(value)})" if isinstance(value, dict) else f"{name} `{value}`"
            for name, value in parts.items()
            if name != "kind"
        )
    return str(said)


# --- mutants --------------------------------------------------------------------------------------------------

KIND_WORDS: dict[Kind, str] = {
    "dropped": "a move left out",
    "altered": "another value in a box, or none",
    "elsewhere": "done to another record of the same kind",
    "swapped": "two neighbouring moves the other way round",
    "seat": "done from another of the learner's seats",
    "risky": "a risky action that nobody asked for",
    "touched": "something done to a record that is no part of the task",
}


@dataclass(frozen=True)
class Excuse:
    """Why survivors of that kind are no hole: `lesson` and `mutant` are patterns for the whole of the two."""

    lesson: str
    mutant: str
    why: str

    def fits(self, code: str, fate: Fate) -> bool:
        return bool(re.fullmatch(self.lesson, code) and re.fullmatch(self.mutant, fate.mutant.label))


def excuses() -> list[Excuse]:
    return [Excuse(**row) for row in YamlFile(DOCS / "survivors.yaml", "survivors.yaml").data]


def mutants_of(code: str, snapshot: Snapshot) -> Report:
    return try_mutants(task_of(code), snapshot, platform_of(snapshot))


def mutants_page(reports: dict[str, Report], known: Sequence[Excuse]) -> str:
    killed = sum(report.count("killed") for report in reports.values())
    survived = sum(report.count("survived") for report in reports.values())
    same = sum(report.count("same") for report in reports.values())
    page = [
        "# Slips that the shipped lessons notice\n",
        "Made by `make docs` (`tools/studio_docs.py`); a test keeps it true.\n",
        "Each mutant is a lesson's reference solution with one slip in it (`lessons/mutants.py`). It is killed when "
        "some step is not done at its end, and survives when everything is done although the world is another one. "
        "Mutants that leave the very world of the solution (log and clock aside) cannot be noticed and are counted "
        "apart.\n",
        f"**{len(reports)} lessons, {killed + survived} mutants that can be noticed: {killed} killed, "
        f"{_percent(killed, killed + survived)}.** {same} more left the same world.\n",
        "| Slip | killed | survived | same world |",
        "|---|---|---|---|",
        *(
            f"| {KIND_WORDS[kind]} | "
            + " | ".join(
                str(sum(report.count(verdict, kind) for report in reports.values()))
                for verdict in ("killed", "survived", "same")
            )
            + " |"
            for kind in KINDS
        ),
        "\n| Lesson | killed | survived | same world | checks that no mutant needed |",
        "|---|---|---|---|---|",
        *(
            f"| {code} | {report.count('killed')} | {report.count('survived')} | {report.count('same')} "
            f"| {len(report.idle())} |"
            for code, report in reports.items()
        ),
        "\nChecks that no mutant needed guard against traps and typical mistakes, which other tests play.",
        "\n## Survivors, and why they are no hole\n",
        "The number is that of the move. The reasons stand in `survivors.yaml`.\n",
    ]
    for excuse in known:
        found = [
            (code, fate)
            for code, report in reports.items()
            for fate in report.survivors
            if excuse_of(code, fate, known) is excuse
        ]
        page.append(f"- {excuse.why}")
        page += [f"  - {code}: {fate.mutant.label}" for code, fate in found]
    return "\n".join(page) + "\n"


def excuse_of(code: str, fate: Fate, known: Sequence[Excuse]) -> Excuse | None:
    return next((one for one in known if one.fits(code, fate)), None)


def unexplained(reports: dict[str, Report], known: Sequence[Excuse]) -> list[str]:
    return [
        f"{code}: {fate.mutant.label}"
        for code, report in reports.items()
        for fate in report.survivors
        if excuse_of(code, fate, known) is None
    ]


def idle_excuses(reports: dict[str, Report], known: Sequence[Excuse]) -> list[str]:
    used = {id(excuse_of(code, fate, known)) for code, report in reports.items() for fate in report.survivors}
    return [f"{one.lesson} {one.mutant}" for one in known if id(one) not in used]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


# --- writing --------------------------------------------------------------------------------------------------


@contextmanager
def platform_of_its_own() -> Iterator[Snapshot]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    yield ca_mau_snapshot(documents=DOCUMENTS)


def main() -> None:
    with platform_of_its_own() as snapshot:
        (DOCS / "rederived.md").write_text(rederived_page([rederived(code, snapshot) for code in CODES]), "utf-8")
        reports, known = {code: mutants_of(code, snapshot) for code in CODES}, excuses()
        problems = [*unexplained(reports, known), *idle_excuses(reports, known)]
        (DOCS / "mutants.md").write_text(mutants_page(reports, known), "utf-8")
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
