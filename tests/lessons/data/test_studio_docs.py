"""`docs/studio` says what is so: what demonstrations of the shipped lessons propose, and which slips survive."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.mutants import Report
from sandbox.models import Snapshot
from tools import studio_docs as docs

pytestmark = [pytest.mark.thorough, pytest.mark.exhaustive, pytest.mark.django_db]

REMAKE = "run `make docs`"


@pytest.fixture(scope="module")
def found(planted: Snapshot, django_db_blocker: Any) -> list[docs.Rederived]:
    with django_db_blocker.unblock():
        return [docs.rederived(code, planted) for code in docs.CODES]


@pytest.fixture(scope="module")
def reports(planted: Snapshot, django_db_blocker: Any) -> dict[str, Report]:
    with django_db_blocker.unblock():
        return {code: docs.mutants_of(code, planted) for code in docs.CODES}


def test_five_lessons_would_have_been_written_to_nine_tenths(found: list[docs.Rederived]) -> None:
    measured = [one for one in found if one.code in docs.MEASURED]
    assert len(measured) == 5
    assert sum(one.proposed for one in measured) >= 0.9 * sum(one.positive for one in measured)
    assert {one.code: one.proposed / one.positive for one in measured if one.proposed < 0.9 * one.positive} == {}


def test_every_difference_has_a_reason_and_every_draft_that_can_be_proved_is(found: list[docs.Rederived]) -> None:
    assert [(one.code, m.step, m.number) for one in found for m in one.missed if m.why not in docs.WHY] == []
    assert {one.code: one.problems for one in found if one.code in docs.MEASURED and one.problems} == {}


def test_the_page_about_drafts_is_what_is_measured(found: list[docs.Rederived]) -> None:
    assert docs.rederived_page(found) == (docs.DOCS / "rederived.md").read_text("utf-8"), REMAKE


def test_of_the_slips_that_can_be_noticed_nineteen_in_twenty_are(reports: dict[str, Report]) -> None:
    killed = sum(report.count("killed") for report in reports.values())
    survived = sum(report.count("survived") for report in reports.values())
    assert killed >= 0.95 * (killed + survived)
    assert {code: report.count("survived", "dropped") for code, report in reports.items()} == dict.fromkeys(
        reports, 0
    )


def test_every_survivor_is_excused_and_every_excuse_is_used(reports: dict[str, Report]) -> None:
    known = docs.excuses()
    assert docs.unexplained(reports, known) == []
    assert docs.idle_excuses(reports, known) == []


def test_the_page_about_slips_is_what_is_measured(reports: dict[str, Report]) -> None:
    assert docs.mutants_page(reports, docs.excuses()) == (docs.DOCS / "mutants.md").read_text("utf-8"), REMAKE
