"""What facts come to: credit, mastery and active minutes are pure, so these are tables."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from training.progress.active import active_minutes
from training.progress.credit import Credit, credit_of
from training.progress.mastery import Values, mastery_of

DAY_0 = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mode", "hints", "helped", "faults", "aided", "level"),
    [
        ("guided", {}, False, 0, True, 1),
        ("alone", {}, False, 0, False, 2),
        ("alone", {}, False, 1, False, 1),
        ("alone", {"vao_so": 1}, False, 0, True, 1),
        ("alone", {}, True, 0, True, 1),
        ("traps", {}, False, 0, False, 3),
        ("traps", {}, False, 2, False, 1),
        ("traps", {"vao_so": 4}, True, 0, True, 1),
    ],
)
def test_credit(mode: str, hints: dict[str, int], helped: bool, faults: int, aided: bool, level: int) -> None:
    assert credit_of(mode=mode, hints=hints, aided=helped, faults=faults) == Credit(aided, level)


@dataclass
class Done:
    pk: int
    at: datetime
    aided: bool = False
    level: int = 2
    refresher: bool = False
    task_hash: str = "t"


@dataclass
class Decided:
    pk: int
    at: datetime
    kind: str = "grant"
    status: str = ""
    completion_id: int | None = None
    undoes_id: int | None = None


def on(day: float) -> datetime:
    return DAY_0 + timedelta(days=day)


def alone(pk: int, day: float, **more) -> Done:
    return Done(pk, on(day), **more)


def helped(pk: int, day: float, **more) -> Done:
    return Done(pk, on(day), aided=True, level=1, **more)


def of(*done: Done, decided: tuple[Decided, ...] = (), taught: int = 0) -> Values:
    found = mastery_of(done, decided, taught)
    assert found is not None
    return found


def test_nothing_done_is_not_yet() -> None:
    assert mastery_of([], [], 3) is None


def test_with_help_is_assisted() -> None:
    found = of(helped(1, 0))
    assert (found.status, found.level, found.since, found.refresh_at) == ("assisted", 1, on(0), None)


def test_alone_is_unaided_and_due_in_a_week() -> None:
    found = of(helped(1, 0), alone(2, 1))
    assert (found.status, found.since, found.first_at, found.refresh_at) == ("unaided", on(1), on(0), on(8))


def test_again_before_a_week_changes_nothing_of_that() -> None:
    found = of(alone(1, 0), alone(2, 6.99))
    assert (found.status, found.refreshed, found.refresh_at, found.completions) == ("unaided", 0, on(7), 2)


def test_again_after_a_week_is_retained_and_due_after_four() -> None:
    found = of(alone(1, 0), alone(2, 7))
    assert (found.status, found.since, found.refreshed, found.refresh_at) == ("retained", on(7), 1, on(28))


def test_the_second_repeat_ends_it() -> None:
    found = of(alone(1, 0), alone(2, 8), alone(3, 30))
    assert (found.since, found.refreshed, found.refresh_at) == (on(8), 2, None)


def test_one_repeat_after_four_weeks_stands_for_both() -> None:
    assert of(alone(1, 0), alone(2, 40)).refreshed == 2


def test_help_in_an_ordinary_repeat_takes_nothing_away() -> None:
    assert of(alone(1, 0), helped(2, 9)).status == "unaided"


def test_help_in_a_repeat_that_was_due_does() -> None:
    found = of(alone(1, 0), helped(2, 9, refresher=True))
    assert (found.status, found.level, found.since, found.refresh_at) == ("assisted", 1, on(9), None)


def test_the_count_begins_anew_after_that() -> None:
    found = of(alone(1, 0), alone(2, 8), helped(3, 30, refresher=True), alone(4, 31))
    assert (found.status, found.unaided_at, found.refreshed, found.refresh_at) == ("unaided", on(31), 0, on(38))


def test_the_best_level_counts() -> None:
    assert of(alone(1, 0, level=3), alone(2, 1)).level == 3


@pytest.mark.parametrize(("level", "taught", "shown"), [(3, 1, 4), (3, 0, 3), (2, 5, 2)])
def test_m4_is_m3_and_a_colleague_taught(level: int, taught: int, shown: int) -> None:
    assert of(alone(1, 0, level=level), taught=taught).level == shown


def test_a_void_completion_never_was() -> None:
    void = Decided(1, on(3), "void", completion_id=2)
    assert of(helped(1, 0), alone(2, 1), decided=(void,)).status == "assisted"
    assert mastery_of([alone(2, 1)], [void], 0) is None


def test_a_void_that_was_taken_back_never_was_either() -> None:
    void, undo = Decided(1, on(3), "void", completion_id=1), Decided(2, on(4), "undo", undoes_id=1)
    assert of(alone(1, 1), decided=(void, undo)).status == "unaided"


def test_a_void_gives_back_what_a_repeat_with_help_took() -> None:
    void = Decided(1, on(12), "void", completion_id=2)
    assert of(alone(1, 0), helped(2, 9, refresher=True), decided=(void,)).status == "unaided"


def test_a_grant_counts_on_its_day() -> None:
    found = of(decided=(Decided(1, on(2), status="unaided"),))
    assert (found.status, found.level, found.refresh_at, found.completions) == ("unaided", 2, on(9), 0)


def test_a_grant_never_lowers() -> None:
    assert of(alone(1, 0), decided=(Decided(1, on(2), status="assisted"),)).status == "unaided"


def test_a_grant_cannot_make_retained() -> None:
    assert of(alone(1, 0), decided=(Decided(1, on(20), status="unaided"),)).status == "unaided"


def test_the_order_in_which_facts_are_read_does_not_matter() -> None:
    facts = [alone(1, 0), alone(2, 8), helped(3, 30, refresher=True), alone(4, 31)]
    assert mastery_of(facts, [], 0) == mastery_of(reversed(facts), [], 0)


@pytest.mark.parametrize(
    ("marks", "minutes"),
    [([], 0), ([5], 1), ([5, 5], 1), ([5, 6], 2), ([5, 8], 4), ([5, 9], 2), ([90, 5, 7], 4)],
)
def test_silence_of_more_than_three_minutes_is_no_work(marks: list[int], minutes: int) -> None:
    assert active_minutes(marks) == minutes
