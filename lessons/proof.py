"""Does a task hold? Played on a scratch workspace inside a transaction that is always rolled back.

1. The reference solution is accepted move by move and leaves every step done.
2. On an untouched workspace no positive check is met.
3. Every other right way leads to the end too.
4. Each wrong route gets the feedback that it promises, and its way back leads to the end.
5. Without any one of its actions the solution leaves something undone, or leaves the very same world.
6. With the traps laid, 1 to 3 hold as well: who works with care passes by the bait. Whoever takes it is told what
   the trap promises, and its way back leads to the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.mutants import try_mutants
from lessons.problems import Problem, ProofError
from lessons.spec import RightRoute, TaskSpec, Trap, WrongRoute
from sandbox import api, selectors
from sandbox.checks import Finding, World, evaluate, step_status
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.errors import BadScenario
from sandbox.spec import POSITIVE_KINDS, Move

if TYPE_CHECKING:
    from sandbox.models import Snapshot, Workspace


@dataclass(frozen=True)
class Proof:
    """What was found; an empty list of problems is a proof."""

    problems: list[Problem] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems

    def demand(self) -> None:
        """Raises ProofError unless it holds."""
        if self.problems:
            raise ProofError(self.problems)


def prove(spec: TaskSpec, snapshot: Snapshot) -> Proof:
    """Play the task on that snapshot, with several draws if it has variables. Leaves nothing behind."""
    done = holds_when_done(spec, snapshot)
    return done if done.problems else Proof(needless(spec, snapshot))


def holds_when_done(spec: TaskSpec, snapshot: Snapshot) -> Proof:
    """The same without asking whether every action is needed: for what is still being put together."""
    problems = (_problems(spec.bound(seed), snapshot, seed) for seed in range(3 if spec.scenario.variables else 1))
    return Proof(next(filter(None, map(list, problems)), []))


def needless(spec: TaskSpec, snapshot: Snapshot) -> list[Problem]:
    """The actions of the solution that nobody would miss although they change something."""
    report = try_mutants(spec, snapshot, platform_of(snapshot), kinds=("dropped",))
    return [
        Problem(
            f"{_('Solution')} › " + _("Action %(number)d") % {"number": fate.mutant.place + 1},
            _("Without this action every step is done all the same. Add a check that needs it, or take it out."),
            ("solution", fate.mutant.place),
        )
        for fate in report.survivors
    ]


def _problems(spec: TaskSpec, snapshot: Snapshot, seed: int) -> Iterator[Problem]:
    try:
        failed = list(_solution(spec, snapshot, seed))
    except BadScenario as error:
        failed = [Problem(_("Starting situation"), line, ("scenario",)) for line in error.problems]
    yield from failed
    if failed:
        return
    yield from _untouched(spec, snapshot, seed)
    yield from _right_routes(spec, snapshot, seed)
    for index, route in enumerate(spec.wrong_routes):
        place = _("Typical mistake %(number)d") % {"number": index + 1} + f" › {_say(route.name)}"
        yield from _mistake(spec, snapshot, seed, route, place, ("wrong_routes", index))
    if spec.traps:
        yield from _traps(spec, snapshot, seed)


def _traps(spec: TaskSpec, snapshot: Snapshot, seed: int) -> Iterator[Problem]:
    """With every trap laid. What a trap spoils is said of that trap."""
    laid = spec.with_traps()
    try:
        failed = list(_solution(laid, snapshot, seed))
    except BadScenario as error:
        failed = [Problem(_("Starting situation"), line, ("scenario",)) for line in error.problems]
    if not failed:
        failed = [*_untouched(laid, snapshot, seed), *_right_routes(laid, snapshot, seed)]
    yield from (_of_the_trap(problem, spec) for problem in failed)
    if failed:
        return
    for index, trap in enumerate(laid.traps):
        place = _trap_place(index, trap)
        if not spec.traps[index].records and not spec.traps[index].guards:
            yield Problem(place, _("Nothing is laid: add a record, or a check that joins a step."), ("traps", index))
        yield from _mistake(laid, snapshot, seed, trap, place, ("traps", index))


def _of_the_trap(problem: Problem, spec: TaskSpec) -> Problem:
    """The same, found with the traps laid: a check that one of them brought along is a matter of that trap."""
    together = _("With the traps laid") + f" › {problem.place}"
    match problem.path:
        case ("steps", int(step), "checks", int(check)):
            joined = [
                (number, trap)
                for number, trap in enumerate(spec.traps)
                for guard in trap.guards
                if guard.step == spec.steps[step].key
            ]
            own = len(spec.steps[step].checks)
            if check >= own:
                number, trap = joined[check - own]
                place = f"{_trap_place(number, trap)} › " + _("Step %(number)d") % {"number": step + 1}
                return Problem(place, problem.reason, ("traps", number, "guards"))
    return Problem(together, problem.reason, ("traps",))


def _trap_place(index: int, trap: Trap) -> str:
    return _("Trap %(number)d") % {"number": index + 1} + f" › {_say(trap.name)}"


@contextmanager
def _scratch(spec: TaskSpec, snapshot: Snapshot, seed: int) -> Iterator[Workspace]:
    with transaction.atomic():
        yield api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=seed)
        transaction.set_rollback(True)


def _solution(spec: TaskSpec, snapshot: Snapshot, seed: int) -> Iterator[Problem]:
    with _scratch(spec, snapshot, seed) as workspace:
        refused = list(_refusals(workspace, spec.solution, _("Solution"), "solution"))
        yield from refused
        if not refused:
            yield from _unfinished(spec, workspace, _("After the solution: %(say)s"))


def _untouched(spec: TaskSpec, snapshot: Snapshot, seed: int) -> Iterator[Problem]:
    with _scratch(spec, snapshot, seed) as workspace:
        world = World.of(workspace)
        for number, step in enumerate(spec.steps):
            for finding in evaluate(step.checks, world):
                if finding.status == "ok" and step.checks[finding.check_index].kind in POSITIVE_KINDS:
                    yield Problem(
                        _check_place(number, finding.check_index),
                        _("This is so before anything was done. Ask for something that the task brings about."),
                        ("steps", number, "checks", finding.check_index),
                    )


def _right_routes(spec: TaskSpec, snapshot: Snapshot, seed: int) -> Iterator[Problem]:
    for index, way in enumerate(spec.right_routes):
        yield from _right_route(spec, snapshot, seed, way, index)


def _right_route(spec: TaskSpec, snapshot: Snapshot, seed: int, way: RightRoute, index: int) -> Iterator[Problem]:
    place = _("Another right way %(number)d") % {"number": index + 1} + f" › {_say(way.name)}"
    with _scratch(spec, snapshot, seed) as workspace:
        refused = list(_refusals(workspace, way.moves, place, "right_routes", index, "moves"))
        yield from refused or _unfinished(spec, workspace, f"{_plain(place)}: %(say)s")


def _mistake(
    spec: TaskSpec, snapshot: Snapshot, seed: int, route: WrongRoute, place: str, path: tuple[str, int]
) -> Iterator[Problem]:
    """A typical mistake, or a trap that somebody fell into."""
    with _scratch(spec, snapshot, seed) as workspace:
        api.play(workspace_id=workspace.pk, moves=route.moves, key_prefix="wrong")
        world = World.of(_as_it_is(workspace))
        found = {step.key: evaluate(step.checks, world) for step in spec.steps}
        for expected in route.expect:
            reason = _unmet(found[expected.step], expected.status, expected.say_contains)
            if reason:
                yield Problem(place, reason, (*path, "expect"))
        if route.recover:
            backs = [item.rewind_to for step in found.values() for item in step if item.rewind_to is not None]
            if backs:
                api.rewind(workspace_id=workspace.pk, to_seq=min(backs), request_key="wrong-back")
            recovery = list(_refusals(workspace, route.recover, place, *path, "recover"))
            yield from recovery or _unfinished(
                spec, workspace, f"{_plain(place)}: " + _("after the way back: %(say)s")
            )


def _refusals(workspace: Workspace, moves: Sequence[Move], place: str, *path: str | int) -> Iterator[Problem]:
    outcomes = api.play(workspace_id=workspace.pk, moves=moves, key_prefix="-".join(map(str, path)))
    for number, outcome in enumerate(outcomes):
        if outcome.refusal:
            action = _("Action %(number)d") % {"number": number + 1}
            yield Problem(f"{place} › {action}", _say(outcome.refusal.say), (*path, number))


def _unfinished(spec: TaskSpec, workspace: Workspace, template: str) -> Iterator[Problem]:
    """A problem for each check that does not hold now."""
    world = World.of(_as_it_is(workspace))
    for number, step in enumerate(spec.steps):
        findings = evaluate(step.checks, world)
        if step_status(findings) != "ok":
            for finding in findings:
                if finding.status != "ok":
                    yield Problem(
                        _check_place(number, finding.check_index),
                        template % {"say": _say(finding.say)},
                        ("steps", number, "checks", finding.check_index),
                    )


def _plain(words: str) -> str:
    """Words of a trainer inside a template: "100 %" is no placeholder."""
    return words.replace("%", "%%")


def _as_it_is(workspace: Workspace) -> Workspace:
    """Read again: a workspace remembers what it has shown."""
    return selectors.workspace_by_id(workspace.pk)


def _unmet(findings: Sequence[Finding], status: str, contains: Text | None) -> str:
    """Why the feedback is not the promised one; "" if it is."""
    reached = step_status(findings)
    if reached != status:
        return _("The step is “%(reached)s” after this mistake, not “%(wanted)s”.") % {
            "reached": _status_word(reached),
            "wanted": _status_word(status),
        }
    if contains is None:
        return ""
    said = [finding.say for finding in findings if finding.status == status]
    if any(contains.vi in say.vi and contains.en in say.en for say in said):
        return ""
    return _("The learner reads “%(said)s”, which does not contain “%(wanted)s”.") % {
        "said": " ".join(_say(say) for say in said),
        "wanted": _say(contains),
    }


def _status_word(status: str) -> str:
    return {"ok": _("done"), "todo": _("not yet done"), "broken": _("must be taken back")}[status]


def _check_place(step: int, check: int) -> str:
    return " › ".join([_("Step %(number)d") % {"number": step + 1}, _("Check %(number)d") % {"number": check + 1}])


def _say(text: Text) -> str:
    return text.into(get_language() or "vi")
