"""What is known about people, as far as it is counted: posts, results, where they stand, what stopped them.

Five queries for any number of people. The tree's paths never change their meaning (a unit that moves goes on in
another row), so the units above a post are those of its path on every day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from training.people.models import Membership, OrgUnit, User
from training.progress.models import Mastery, Standing, WrongState
from training.reports.tally import Facts, merged

#: Ways of coming to stand before a check that say "stuck", not only "tried".
STUCK = (WrongState.How.THRICE, WrongState.How.HELPED, WrongState.How.LEFT)

Courses = Mapping[str, Sequence[str]]


class Tree:
    """The units by path. One query."""

    def __init__(self) -> None:
        self.by_path: dict[str, int] = dict(OrgUnit.objects.order_by().values_list("path", "pk"))
        self._above: dict[str, tuple[int, ...]] = {}

    def counted_in(self, path: str) -> tuple[int, ...]:
        """The unit at that path and every unit above it; and, as the negative of its number, the unit itself without
        what is below it, down to communes and departments, whose parts are compared with who sits in the house."""
        if path not in self._above:
            ends = range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)
            units = [self.by_path[path[:end]] for end in ends if path[:end] in self.by_path]
            itself = [-units[-1]] if units and len(path) <= 2 * OrgUnit.steplen else []
            self._above[path] = (*units, *itself)
        return self._above[path]


def facts_of(people: Collection[int], *, day: date, courses: Courses, tree: Tree) -> dict[int, Facts]:
    """Everybody among these who is counted anywhere, as of that day."""
    posts = _posts(people)
    if not posts:
        return {}
    results = _results(posts, courses)
    jams = _jams(posts, results)
    found = {}
    for user, held in posts.items():
        facts = Facts(
            now=_now(held, day, tree),
            then=_then(held, tree),
            results=results[user],
            jams=[list(one) for one in sorted(jams[user])],
        )
        if not facts.empty:
            found[user] = facts
    return found


Post = tuple[str, str, date, date | None]  # path, position, from, to


def _posts(people: Collection[int]) -> dict[int, list[Post]]:
    """Of who may sign in, the post held longest first."""
    active = User.objects.filter(pk__in=people, is_active=True).order_by().values("pk")
    rows = Membership.objects.filter(user__in=active).order_by("user", "valid_from", "pk")
    found: dict[int, list[Post]] = defaultdict(list)
    for user, *post in rows.values_list("user_id", "unit__path", "position", "valid_from", "valid_to"):
        found[user].append(tuple(post))  # type: ignore[arg-type]
    return found


def _now(held: Sequence[Post], day: date, tree: Tree) -> dict[str, str]:
    now: dict[str, str] = {}
    for path, position, start, end in held:
        if start <= day and (end is None or end > day):
            for unit in tree.counted_in(path):
                now.setdefault(str(unit), position)
    return now


def _then(held: Sequence[Post], tree: Tree) -> list[list[Any]]:
    return merged(
        (unit, position, start.isoformat(), end.isoformat() if end else "")
        for path, position, start, end in held
        for unit in tree.counted_in(path)
    )


def _results(people: Collection[int], courses: Courses) -> dict[int, dict[str, list[Any]]]:
    rows = Mastery.objects.filter(user__in=list(people)).order_by("lesson_code")
    columns = ("user_id", "lesson_code", "first_at", "unaided_at", "retained_at", "status", "level")
    found: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for user, code, first, unaided, retained, status, level in rows.values_list(*columns):
        found[user][code] = [_day(first), _day(unaided), _day(retained), status, level]
    for of_person in found.values():
        for course, within in courses.items():
            done = [of_person[code] for code in within if code in of_person]
            if within and len(done) == len(within):
                of_person[course] = _whole(done)
    return found


def _whole(done: Sequence[Sequence[Any]]) -> list[Any]:
    """A course is done on the day of its last lesson, and as well as the lesson that is done least well."""
    days = ["" if not all(days) else max(days) for days in ([one[place] for one in done] for place in range(3))]
    order = ("assisted", "unaided", "retained")
    status = min((one[3] for one in done), key=order.index)
    return [*days, status, min(one[4] for one in done)]


def _day(at: Any) -> str:
    return timezone.localdate(at).isoformat() if at else ""


def _jams(people: Collection[int], results: Mapping[int, Mapping[str, Any]]) -> dict[int, set[tuple[str, str, str]]]:
    """Where who has not done a lesson stands in it, and at which steps a check ever stopped somebody."""
    users = list(people)
    found: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
    standing = Standing.objects.filter(attempt__user__in=users, attempt__trial=False).exclude(frontier="")
    newest: dict[tuple[int, str], tuple[int, str]] = {}
    columns = ("attempt__user_id", "attempt__lesson_code", "attempt_id", "frontier")
    for user, code, attempt, frontier in standing.order_by().values_list(*columns):
        if code not in results[user]:
            newest[user, code] = max(newest.get((user, code), (0, "")), (attempt, frontier))
    for (user, code), (_attempt, frontier) in newest.items():
        found[user].add((code, frontier, "stand"))
    stuck = WrongState.objects.filter(attempt__user__in=users, attempt__trial=False, how__in=STUCK).order_by()
    for user, code, step in stuck.values_list("attempt__user_id", "lesson_code", "step").distinct():
        found[user].add((code, step, "stuck"))
    return found
