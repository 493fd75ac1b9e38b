"""Several seats held in turn, free exploration, and the search box as something that was done."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from sandbox import api, selectors
from sandbox.models import Event, Snapshot, Workspace
from sandbox.spec import Move, Scenario
from tests.sandbox import living
from tests.sandbox.engine.office import Office


@pytest.fixture
def living_snapshot(living_world: Snapshot, db: None) -> Snapshot:
    return living_world


@pytest.fixture
def counter(living_snapshot: Snapshot) -> Office:
    """Hòa at the counter, who may also sit in Khánh's seat."""
    return Office(living_snapshot, living.SCENARIO)


@pytest.fixture
def free(living_snapshot: Snapshot) -> Office:
    """Hòa, who may sit anywhere."""
    return Office(living_snapshot, living.FREE)


def sits(office: Office) -> tuple[str, str]:
    """What the database says of who sits where."""
    stored = Workspace.objects.get(pk=office.workspace.pk)
    assert (stored.person, stored.role) == (office.workspace.person, office.workspace.role)
    assert office.rebuilds()
    return stored.person, stored.role


def owed(office: Office) -> list[str]:
    return [answer.person for answer in selectors.pending(office.workspace)]


# --- a lesson's seats -------------------------------------------------------------------------------------


def test_the_learner_sits_down_in_another_seat_and_back(counter: Office) -> None:
    assert sits(counter) == ("hoa", "mot_cua")
    outcome = counter.sit("khanh")
    assert (outcome.event.kind, outcome.event.actor, outcome.event.values) == (
        Event.Kind.SEAT, "khanh", {"person": "khanh"},
    )  # fmt: skip
    assert outcome.event.note["say"]["vi"] == "Anh/Chị đang ngồi ghế: Vũ Khánh (Chuyên viên)."
    assert sits(counter) == ("khanh", "xu_ly")
    assert counter.workspace.clock == "2026-11-23T07:30"
    counter.sit("hoa")
    assert sits(counter) == ("hoa", "mot_cua")
    assert "seat" not in counter.workspace.facts


def test_each_seat_does_its_own_work(counter: Office) -> None:
    assert counter.act("ho_so.ket_thuc", "cu").refusal.code == "wrong_role"
    counter.sit("khanh")
    assert counter.act("ho_so.nhan", "moi").refusal.code == "wrong_role"
    assert counter.act("ho_so.ket_thuc", "cu").event.actor == "khanh"
    assert [event.actor for event in selectors.effective_events(counter.workspace)] == ["khanh", "khanh"]


def test_the_first_seat_keeps_the_role_that_the_scenario_gives_it(living_snapshot: Snapshot) -> None:
    """Lài's own role is another one than the lesson's."""
    lesson = {"role": "mot_cua", "person": "lai", "seats": ["khanh"]}
    office = Office(living_snapshot, Scenario.model_validate(lesson))
    office.sit("khanh")
    office.sit("lai")
    assert sits(office) == ("lai", "mot_cua")


@pytest.mark.parametrize("person", ["lai", "binh", "truc", "ma", "", "x" * 99, None, 7])
def test_a_seat_that_is_not_the_lessons_is_refused_with_those_that_are(counter: Office, person: Any) -> None:
    refusal = counter.sit(person).refusal
    assert refusal.code == "no_seat"
    assert "Lê Hòa (Một cửa); Vũ Khánh (Chuyên viên)" in refusal.say.vi
    assert sits(counter) == ("hoa", "mot_cua")


def test_colleagues_leave_all_the_learners_seats_alone(counter: Office) -> None:
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    assert owed(counter) == []
    counter.sit("khanh")
    assert owed(counter) == []


def test_going_back_goes_back_to_the_seat(counter: Office) -> None:
    at_the_desk = counter.act("ho_so.gop_y", "cu", y_kien="Gấp").event.seq
    moved = counter.sit("khanh").event.seq
    counter.act("ho_so.ket_thuc", "cu")
    counter.rewind(moved)
    assert sits(counter) == ("khanh", "xu_ly")
    counter.rewind(at_the_desk)
    assert sits(counter) == ("hoa", "mot_cua")
    counter.sit("khanh")
    counter.rewind(0)
    assert sits(counter) == ("hoa", "mot_cua")
    assert [event.kind for event, undone in selectors.timeline(counter.workspace) if not undone] == [
        Event.Kind.REWIND
    ]  # fmt: skip


def test_a_repeated_change_of_seat_happens_once(counter: Office) -> None:
    counter.sit("khanh", key="once")
    counter.sit("hoa")
    again = counter.sit("khanh", key="once")
    assert again.repeated
    assert sits(counter) == ("hoa", "mot_cua")


def test_two_tabs_cannot_act_in_each_others_name(counter: Office) -> None:
    """The form in the first tab was made for Hòa; in the second one the learner became Khánh."""
    counter.sit("khanh")
    refusal = counter.act("ho_so.gop_y", "cu", seat="hoa", y_kien="Của Hòa").refusal
    assert refusal.code == "other_seat"
    assert "Vũ Khánh" in refusal.say.vi
    assert counter.act("ho_so.gop_y", "cu", seat="khanh", y_kien="Của Khánh").ok
    assert counter.record("cu").data["y_kien"] == "Của Khánh"


def test_the_same_seat_taken_in_two_tabs_is_taken(counter: Office) -> None:
    assert counter.sit("khanh", key="tab 1").ok
    assert counter.sit("khanh", key="tab 2").ok
    assert sits(counter) == ("khanh", "xu_ly")


def test_lists_buttons_and_notices_are_those_of_the_seat(counter: Office) -> None:
    assert "cho_xu_ly" not in selectors.counts(counter.workspace, "ho_so")
    cu = counter.record("cu")
    assert {offer.key for offer in selectors.offers(counter.workspace, cu)} == {"nhan", "bo", "gop_y"}
    counter.sit("khanh")
    assert selectors.counts(counter.workspace, "ho_so")["cho_xu_ly"] == 1
    assert {offer.key for offer in selectors.offers(counter.workspace, cu)} == {
        "gop_y", "gia_han", "gui_thue", "ket_thuc", "sua",
    }  # fmt: skip


def test_the_seats_with_what_waits_at_each(counter: Office, django_assert_num_queries: Any) -> None:
    def shown(office: Office) -> list[tuple[str, bool, int]]:
        return [(seat.person, seat.current, seat.waiting) for seat in selectors.seats(office.workspace)]

    assert shown(counter) == [("hoa", True, 1), ("khanh", False, 1)]
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    counter.sit("khanh")
    assert shown(counter) == [("hoa", False, 0), ("khanh", True, 2)]
    with django_assert_num_queries(0):
        selectors.seats(counter.workspace)


def test_a_lesson_with_one_seat_has_one(living_snapshot: Snapshot) -> None:
    alone = Office(living_snapshot, living.ALONE)
    assert [seat.person for seat in selectors.seats(alone.workspace)] == ["hoa"]


def test_moves_of_a_lesson_change_seats_and_search(counter: Office) -> None:
    moves: list[Any] = [
        {"move": "act", "action": "ho_so.nhan", "on": "moi", "values": {"nguoi_xu_ly": "khanh"}},
        {"move": "seat", "person": "khanh"},
        {"move": "search", "words": "ho so"},
        {"move": "act", "action": "ho_so.ket_thuc", "on": "moi"},
        {"move": "wait", "until": "deadline"},
    ]
    outcomes = api.play(
        workspace_id=counter.workspace.pk, moves=TypeAdapter(list[Move]).validate_python(moves), key_prefix="m"
    )
    assert [outcome.refusal for outcome in outcomes] == [None] * 5
    assert [outcome.event.kind for outcome in outcomes] == ["action", "seat", "search", "action", "time"]


# --- free exploration -------------------------------------------------------------------------------------


def test_any_seat_with_something_to_do_may_be_taken(free: Office) -> None:
    people = [seat.person for seat in selectors.seats(free.workspace)]
    assert people[0] == "hoa"
    assert {"an", "binh", "chi", "khanh", "lai", "thuy"} <= set(people)
    assert not {"truc", "dung"} & set(people)  # the axis acts by itself, Dung has nothing to do
    assert free.sit("thuy").ok
    assert sits(free) == ("thuy", "thue")
    assert free.sit("truc").refusal.code == "no_seat"


def test_colleagues_fill_every_seat_but_the_one_held_now(free: Office) -> None:
    free.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    assert owed(free) == ["khanh"]
    free.sit("khanh")
    assert owed(free) == []
    refused = free.wait("reply").refusal
    assert refused.code == "nobody"
    free.wait("next_session")
    assert free.record("moi").data.get("y_kien") is None
    assert free.rebuilds()


def test_what_waited_for_a_seat_is_answered_when_it_is_left(free: Office) -> None:
    free.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    free.sit("khanh")
    free.wait("next_session")
    left = free.sit("hoa")
    assert [(event.actor, event.action, event.clock) for event in left.followups] == [
        ("khanh", "ho_so.gop_y", "2026-11-23T13:00")
    ]
    assert free.record("moi").data["y_kien"] == "Đã nhận việc."
    assert sits(free) == ("hoa", "mot_cua")


def test_what_is_not_yet_due_comes_in_its_own_time(free: Office) -> None:
    free.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    free.sit("khanh")
    assert free.sit("hoa").followups == []
    assert free.wait("reply").workspace.clock == "2026-11-23T08:30"


def test_what_the_learner_did_from_that_seat_is_not_done_again(free: Office) -> None:
    free.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    free.sit("khanh")
    free.act("ho_so.gop_y", "moi", y_kien="Tôi tự ghi")
    free.wait("next_session")
    assert free.sit("hoa").followups == []
    assert free.record("moi").data["y_kien"] == "Tôi tự ghi"
    assert free.rebuilds()


def test_a_held_answer_that_became_impossible_is_dropped(free: Office) -> None:
    free.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    free.sit("khanh")
    free.act("ho_so.ket_thuc", "moi")
    free.wait("next_session")
    assert free.sit("hoa").followups == []
    assert "pending" not in free.workspace.facts


def test_going_back_over_a_left_seat_holds_its_answer_again(free: Office) -> None:
    free.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    free.sit("khanh")
    waited = free.wait("next_session").event.seq
    free.sit("hoa")
    free.rewind(waited)
    assert sits(free) == ("khanh", "xu_ly")
    assert owed(free) == []
    assert free.sit("hoa").followups[0].action == "ho_so.gop_y"


def test_a_moment_of_the_seat_held_now_waits_too(living_snapshot: Snapshot) -> None:
    """Khánh asks for an opinion when a dossier falls due, unless the learner sits there."""
    own = living.definition()
    own["modules"]["mot_cua"]["automations"] = [
        {
            "at": "ho_so.hen_tra",
            "wait": "0m",
            "as": "$record.nguoi_xu_ly",
            "do": "gop_y",
            "fill": {"y_kien": "Đến hạn"},
        }
    ]
    free = Office(api.import_snapshot(platform=living.parse_definition(own), records=[]), living.FREE)
    free.sit("khanh")
    assert selectors.next_deadline(free.workspace) is None
    for _session in range(6):
        free.wait("next_session")
    free.act("ho_so.sua", "cu", nhac_luc="08:00 27/11/2026")  # the record is planned anew, what waits stays
    assert free.record("cu").data.get("y_kien") is None
    assert [event.note["say"]["vi"] for event in free.sit("lai").followups] == [
        "Vũ Khánh (Chuyên viên): Góp ý – Hồ sơ hai"
    ]
    assert free.rebuilds()


# --- searching --------------------------------------------------------------------------------------------


def test_a_search_is_something_that_was_done(counter: Office) -> None:
    before = api.overlay_of(counter.workspace).canonical
    event = counter.look_up("  Tôm \n sú ").event
    assert (event.kind, event.action, event.values) == (Event.Kind.SEARCH, "tim_kiem", {"words": "Tôm sú"})
    assert event.changes == {}
    assert api.overlay_of(counter.workspace).canonical == before
    assert selectors.effective_events(counter.workspace) == [event]
    counter.rewind(0)
    assert selectors.effective_events(counter.workspace) == []


@pytest.mark.parametrize("words", ["", "  \n ", "\0"])
def test_a_search_for_nothing_is_asked_for_words(counter: Office, words: str) -> None:
    refusal = counter.look_up(words).refusal
    assert refusal.code == "invalid"
    assert "ít nhất một từ" in refusal.say.vi


def test_an_endless_search_is_cut(counter: Office) -> None:
    assert len(counter.look_up("tôm " * 9_999).event.values["words"]) == 200
