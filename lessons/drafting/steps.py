"""Deeds put together to steps: one for each thing that is done, fewer where that would be more than a lesson has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lessons.drafting.recording import Deed
from lessons.spec import MAX_STEPS
from sandbox.spec import Check

_LONGEST_KEY = 40


@dataclass
class Group:
    """The deeds of one step, in order, and its checks."""

    deeds: list[Deed]
    checks: list[Check] = field(default_factory=list)

    @property
    def records(self) -> set[int]:
        return {deed.rid for deed in self.deeds if deed.rid is not None}

    def take(self, other: Group) -> None:
        self.deeds += other.deeds
        self.checks += [check for check in other.checks if check not in self.checks]


def grouped(deeds: Sequence[Deed], checks: dict[int, list[Check]]) -> list[Group]:
    """`checks` by the seq of the deed that they come from. A wait or a change of seat begins what follows it."""
    groups: list[Group] = []
    ahead: list[Deed] = []
    for deed in deeds:
        ahead.append(deed)
        if deed.action:
            groups.append(Group(ahead, list(checks.get(deed.seq, []))))
            ahead = []
    if ahead and groups:
        groups[-1].deeds += ahead
    elif ahead:
        groups.append(Group(ahead))
    return fewer(groups)


def fewer(groups: list[Group]) -> list[Group]:
    """No step without a check, no check twice, and no more steps than a lesson has."""
    seen: list[Check] = []
    for group in groups:
        group.checks = [check for check in group.checks if check not in seen]
        seen += group.checks
    while (
        len(groups) > 1
        and (bare := next((place for place, one in enumerate(groups) if not one.checks), None)) is not None
    ):
        _join(groups, bare if bare + 1 < len(groups) and not _alike(groups, bare - 1) else bare - 1)
    while len(groups) > MAX_STEPS:
        _join(groups, min(range(len(groups) - 1), key=lambda place: _cost(groups, place)))
    return groups


def _alike(groups: Sequence[Group], place: int) -> bool:
    """Whether the groups there and after it are about one record."""
    return place >= 0 and bool(groups[place].records & groups[place + 1].records)


def _cost(groups: Sequence[Group], place: int) -> tuple[bool, int]:
    return not _alike(groups, place), len(groups[place].deeds) + len(groups[place + 1].deeds)


def _join(groups: list[Group], place: int) -> None:
    place = max(0, place)
    groups[place].take(groups.pop(place + 1))


def keys_of(groups: Sequence[Group], refs: dict[int, str]) -> list[str]:
    """A short name for each step: what is done last in it, and to what."""
    keys: list[str] = []
    for number, group in enumerate(groups, 1):
        acts = [deed for deed in group.deeds if deed.action]
        last = acts[-1] if acts else None
        parts = [last.action.partition(".")[2] or last.action, refs.get(last.rid or 0, "")] if last else []
        key = "_".join(part for part in parts if part)[:_LONGEST_KEY].rstrip("_") or f"b{number}"
        keys.append(key if key not in keys else f"{key[: _LONGEST_KEY - 3]}_{number}")
    return keys
