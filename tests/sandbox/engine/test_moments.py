"""Moments of records: what happens by itself when a deadline comes, and colleagues who act on other records."""

import pytest

from sandbox import api, selectors
from sandbox.errors import BadScenario
from sandbox.models import Event, Snapshot
from sandbox.spec import Scenario
from tests.sandbox import living
from tests.sandbox.engine.office import Office

EARLY, DUE = (
    "2026-11-24T17:00",
    "2026-11-25T17:00",
)  # a working day before the last closing of 25/11, and that closing


@pytest.fixture
def living_snapshot(db: None) -> Snapshot:
    base = [api.BaseRecordSpec("ho_so", "dang_xu_ly", {"ten": "Nền", "hen_tra": "2026-11-25"})]
    return api.import_snapshot(platform=living.platform(), records=base)


@pytest.fixture
def counter(living_snapshot: Snapshot) -> Office:
    """Hòa at the counter, who may also sit in Khánh's seat; Monday 7:30."""
    return Office(living_snapshot, living.SCENARIO)


def planned(office: Office, which: str | int) -> list[str]:
    """When something will happen to the record by itself."""
    rid = office.rid(which) if isinstance(which, str) else which
    return [entry["due"] for entry in office.workspace.facts.get("moments", []) if entry["rid"] == rid]


def did(outcome: api.Outcome) -> list[tuple[str, str]]:
    return [(event.action, event.clock) for event in outcome.followups]


def test_moments_of_the_scenario_are_planned_from_the_start(counter: Office) -> None:
    assert planned(counter, "cu") == [EARLY, DUE]
    assert planned(counter, "moi") == []
    assert counter.rebuilds()


def test_an_untouched_base_record_has_no_moment_until_it_is_changed(counter: Office) -> None:
    assert planned(counter, 1) == []
    counter.act("ho_so.gop_y", 1, y_kien="Xem lại")
    assert planned(counter, 1) == [EARLY, DUE]
    assert counter.rebuilds()


def test_what_falls_due_happens_at_its_own_time_on_the_way_to_a_later_one(counter: Office) -> None:
    for _session in range(6):  # Monday 13:00 … Thursday 7:00
        outcome = counter.wait("next_session")
        assert counter.rebuilds()
    assert counter.workspace.clock == "2026-11-26T07:00"
    events = [e for e in selectors.effective_events(counter.workspace) if e.kind == Event.Kind.COLLEAGUE]
    assert [(event.action, event.clock, event.actor) for event in events] == [
        ("ho_so.nhac", EARLY, "truc"),
        ("ho_so.bao_tre", DUE, "truc"),
    ]
    assert counter.record("cu").state == "tre_han"
    assert outcome.workspace.facts.get("moments") is None


def test_a_wait_until_the_next_deadline_stops_there(counter: Office) -> None:
    assert did(counter.wait("deadline")) == [("ho_so.nhac", EARLY)]
    assert counter.workspace.clock == EARLY
    assert did(counter.wait("deadline")) == [("ho_so.bao_tre", DUE)]
    assert counter.wait("deadline").refusal.code == "nobody"
    assert counter.workspace.clock == DUE
    assert counter.rebuilds()


def test_a_wait_until_a_deadline_stops_at_an_answer_that_comes_first(counter: Office) -> None:
    counter.act("ho_so.nhan", "moi", hen_tra="25/11/2026", nguoi_xu_ly="lai")
    assert did(counter.wait("deadline")) == [("ho_so.gop_y", "2026-11-23T08:30")]
    assert counter.wait("reply").refusal.code == "nobody"  # deadlines are nobody's answer


def test_the_next_deadline_is_the_one_at_which_something_would_happen(counter: Office) -> None:
    assert selectors.next_deadline(counter.workspace).due == EARLY
    counter.sit("khanh")
    counter.act("ho_so.ket_thuc", "cu")
    assert planned(counter, "cu") == [EARLY, DUE]
    assert selectors.next_deadline(counter.workspace) is None
    assert counter.wait("deadline").refusal.code == "nobody"


def test_the_condition_is_judged_when_the_moment_comes(counter: Office) -> None:
    counter.sit("khanh")
    counter.act("ho_so.sua", "cu", nhac_luc="08:00 24/11/2026")
    assert planned(counter, "cu") == ["2026-11-24T08:30", EARLY, DUE]
    assert did(counter.wait("deadline")) == [("ho_so.nhac", "2026-11-24T08:30")]
    assert did(counter.wait("deadline")) == [("ho_so.bao_tre", DUE)]  # the early one found that a reminder was given


def test_a_new_date_plans_anew_and_a_past_one_plans_nothing(counter: Office) -> None:
    counter.sit("khanh")
    counter.act("ho_so.gia_han", "cu", hen_tra="27/11/2026")
    assert planned(counter, "cu") == ["2026-11-26T17:00", "2026-11-27T17:00"]
    counter.act("ho_so.gia_han", "cu", hen_tra="20/11/2026")
    assert planned(counter, "cu") == []
    counter.act("ho_so.gia_han", "cu", hen_tra="23/11/2026")
    assert planned(counter, "cu") == ["2026-11-23T17:00"]  # a day before is past
    assert counter.rebuilds()


def test_a_record_that_goes_takes_its_moments_along(counter: Office) -> None:
    counter.act("ho_so.bo", "cu")
    assert planned(counter, "cu") == []
    assert counter.wait("deadline").refusal.code == "nobody"


def test_going_back_brings_moments_back(counter: Office) -> None:
    before = api.overlay_of(counter.workspace).canonical
    counter.wait("deadline")
    counter.act("ho_so.bo", "cu")
    counter.rewind(0)
    assert api.overlay_of(counter.workspace).canonical == before
    assert did(counter.wait("deadline")) == [("ho_so.nhac", EARLY)]


def test_a_repeated_wait_does_nothing_twice(counter: Office) -> None:
    first = counter.wait("deadline", key="once")
    again = counter.wait("deadline", key="once")
    assert again.repeated
    assert again.followups == first.followups
    assert counter.workspace.clock == EARLY


def test_a_colleague_acts_on_the_record_that_a_field_points_at_and_the_axis_in_the_same_breath(
    counter: Office,
) -> None:
    counter.sit("khanh")
    counter.act("ho_so.gui_thue", "cu")
    slip = counter.record("cu").data["phieu"]
    (owed,) = selectors.pending(counter.workspace)
    assert (owed.person, owed.rid, owed.due) == ("thuy", slip, "2026-11-23T09:30")
    assert did(counter.wait("reply")) == [
        ("phieu.tra_loi", "2026-11-23T09:30"),
        ("ho_so.tiep_tuc", "2026-11-23T09:30"),
    ]
    assert counter.record(slip).data["ket_qua"] == "Hồ sơ hai"  # filled from the dossier that it answers for
    assert counter.record("cu").state == "dang_xu_ly"
    assert counter.rebuilds()


def test_what_became_impossible_on_the_other_record_is_dropped(counter: Office) -> None:
    counter.sit("khanh")
    counter.act("ho_so.gui_thue", "cu")
    counter.act("phieu.bo_phieu", counter.record("cu").data["phieu"])
    assert not selectors.pending(counter.workspace)
    assert counter.wait("reply").refusal.code == "nobody"  # nobody waits for what comes to nothing
    counter.wait("next_session")
    assert counter.record("cu").state == "cho_thue"
    assert "pending" not in counter.workspace.facts


def test_without_its_reason_an_answer_is_dropped(counter: Office) -> None:
    counter.sit("khanh")
    counter.act("ho_so.gui_thue", "cu")
    slip = counter.record("cu").data["phieu"]
    counter.sit("hoa")
    counter.act("ho_so.bo", "cu")
    assert did(counter.wait("next_session")) == []
    assert counter.record(slip).state == "da_gui"


def test_a_wait_passes_over_answers_that_come_to_nothing(counter: Office) -> None:
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="lai")  # Lài would write at 8:30
    counter.sit("khanh")
    counter.act("ho_so.gui_thue", "cu")
    counter.act("ho_so.ket_thuc", "moi")
    assert did(counter.wait("reply")) == [
        ("phieu.tra_loi", "2026-11-23T09:32"),
        ("ho_so.tiep_tuc", "2026-11-23T09:32"),
    ]


def test_whoever_stands_in_a_field_answers(counter: Office) -> None:
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="lai")
    assert [owed.person for owed in selectors.pending(counter.workspace)] == ["lai"]
    assert counter.wait("reply").followups[0].actor == "lai"
    assert counter.rebuilds()


@pytest.mark.parametrize(
    ("who", "why"), [("khanh", "the learner's own seat"), ("", "nobody"), ("binh", "wrong role")]
)
def test_nobody_answers_for_an_own_seat_an_empty_one_or_one_that_may_not(counter: Office, who: str, why: str) -> None:
    assert counter.act("ho_so.nhan", "moi", nguoi_xu_ly=who).ok
    counter.wait("next_session")
    assert counter.record("moi").data.get("y_kien") is None, why


def test_colleagues_wait_in_office_time(living_snapshot: Snapshot) -> None:
    late = living.SCENARIO.model_copy(update={"start": "2026-11-27T16:30"})  # Friday
    office = Office(living_snapshot, late)
    office.act("ho_so.nhan", "moi", nguoi_xu_ly="lai")
    assert [owed.due for owed in selectors.pending(office.workspace)] == ["2026-11-30T07:30"]


def test_an_agreed_day_without_office_ends_at_the_same_hour(living_snapshot: Snapshot) -> None:
    office = Office(living_snapshot, living.SCENARIO)
    office.act("ho_so.nhan", "moi", hen_tra="29/11/2026", nguoi_xu_ly="")  # a Sunday
    assert planned(office, "moi") == ["2026-11-27T17:00", "2026-11-29T17:00"]


def test_moments_before_the_start_are_past(living_snapshot: Snapshot) -> None:
    office = Office(living_snapshot, living.SCENARIO.model_copy(update={"start": "2026-11-25T08:00"}))
    assert planned(office, "cu") == [DUE]


def test_nothing_is_planned_for_the_learners_own_seat(living_snapshot: Snapshot) -> None:
    """Khánh would remind himself; where the learner is Khánh, it is the learner's own business."""
    own = living.definition()
    own["modules"]["mot_cua"]["automations"].append(
        {"at": "ho_so.hen_tra", "wait": "0m", "as": "$record.nguoi_xu_ly", "do": "gop_y"}
    )
    snapshot = api.import_snapshot(platform=living.parse_definition(own), records=[])
    both, alone = (Office(snapshot, scenario) for scenario in (living.SCENARIO, living.ALONE))
    assert planned(both, "cu") == [EARLY, DUE]
    assert planned(alone, "cu") == [EARLY, DUE, DUE]
    assert alone.rebuilds()


def test_a_scenario_with_an_unknown_seat_is_refused(living_snapshot: Snapshot) -> None:
    with pytest.raises(BadScenario, match='unknown person "ma" among the seats'):
        Office(living_snapshot, Scenario(role="mot_cua", person="hoa", seats=["ma"]))


def test_the_last_deed_on_a_record_is_found_behind_many_that_only_name_its_moments(counter: Office) -> None:
    """A plan that changes is written whole: events about other records name this one too."""
    assert counter.act("ho_so.gop_y", "cu", y_kien="Xem lại").ok
    counter.sit("khanh")
    for turn in range(40):
        assert counter.act("ho_so.gia_han", 1, hen_tra=f"{1 + turn % 20:02d}/12/2026").ok
    (last,) = selectors.history(counter.workspace, counter.rid("cu"), limit=1)
    assert (last.action, last.values) == ("ho_so.gop_y", {"y_kien": "Xem lại"})
