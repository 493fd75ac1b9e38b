"""Simulated colleagues: who answers, when, and what becomes of it."""

from sandbox import selectors
from sandbox.engine import colleagues
from sandbox.models import Event
from sandbox.spec import Scenario
from tests.sandbox import minimal
from tests.sandbox.engine.office import REGISTER, Office


def submitted(office: Office, which: str = "cong_van", **more: str) -> Office:
    assert office.act("vao_so", which, **{**REGISTER, **more}).ok
    assert office.act("trinh", which).ok
    return office


def test_a_colleague_answers_after_a_simulated_wait(office: Office) -> None:
    submitted(office)
    (owed,) = selectors.pending(office.workspace)
    assert (owed.person, owed.due, owed.title.vi) == ("binh", "2026-11-23T09:32", "Về việc nuôi tôm")
    assert office.record("cong_van").state == "cho_chi_dao"
    outcome = office.wait()
    assert outcome.workspace.clock == "2026-11-23T09:32"
    (reply,) = outcome.followups
    assert (reply.kind, reply.actor, reply.action, reply.clock) == (
        Event.Kind.COLLEAGUE,
        "binh",
        "van_ban.phan_cong",
        "2026-11-23T09:32",
    )
    assert office.record("cong_van").data["chu_tri"] == "phong_kinh_te"


def test_an_answer_names_the_event_that_it_answers(office: Office) -> None:
    submitted(office)
    asked = office.workspace.last_seq
    assert office.wait().followups[0].cause == asked


def test_the_first_rule_that_matches_wins(office: Office) -> None:
    submitted(office, "hoa_toc", so_ky_hieu="05/CĐ", do_khan="Thường")
    office.act("sua", "hoa_toc", do_khan="Hỏa tốc")  # refused: it lies on the leader's desk already
    submitted(office, "cong_van", do_khan="Khẩn")
    office.wait()
    office.wait()
    assert office.record("cong_van").state == "da_phan_cong"


def test_an_urgent_document_without_a_date_comes_back(office: Office) -> None:
    office.act("tao", so_ky_hieu="7/X", trich_yeu="Khẩn", do_khan="Khẩn")
    made = office.workspace.last_seq
    rid = Event.objects.get(workspace=office.workspace, seq=made).rid
    office.act("trinh", rid)
    (reply,) = office.wait().followups
    assert office.record(rid).state == "tra_lai"
    assert office.workspace.clock == "2026-11-23T08:02"
    assert reply.note["say"]["vi"] == "Văn bản khẩn phải có hạn."
    assert office.record(rid).data["nhat_ky"][-1]["note"] == "Văn bản khẩn phải có hạn xử lý."


def test_a_colleague_answers_a_colleague(office: Office) -> None:
    submitted(office)
    outcome = office.wait("next_session")
    assert outcome.workspace.clock == "2026-11-23T13:00"
    assert [(event.actor, event.clock) for event in outcome.followups] == [
        ("binh", "2026-11-23T09:32"),
        ("chi", "2026-11-23T09:42"),
    ]
    assert office.rebuilds()


def test_what_is_due_happens_during_the_learners_own_minutes(office: Office) -> None:
    office.act("vao_so", "cong_van", **{**REGISTER, "so_ky_hieu": "1/THU-HOI"})
    assert office.record("cong_van") is None  # the sender recalled it within the two minutes
    assert office.rebuilds()


def test_what_has_become_impossible_is_dropped(office: Office) -> None:
    submitted(office)
    binh = Office(office.workspace.snapshot)
    assert binh.workspace.person == "an"
    office.act("vao_so", "hoa_toc", **{**REGISTER, "so_ky_hieu": "2/X", "do_khan": "Thường"})
    office.wait("next_session")
    assert not selectors.pending(office.workspace)


def test_nobody_acts_from_the_learners_own_seat(snapshot) -> None:
    scenario = minimal.SCENARIO.model_copy(update={"role": "lanh_dao", "person": "binh"})
    office = Office(snapshot, scenario)
    base = next(row for row in office.page(where={"state": "cho_chi_dao"}).rows)
    assert office.act("phan_cong", base.rid, chu_tri="van_phong", y_kien="Làm ngay", han="").ok
    assert [owed.person for owed in selectors.pending(office.workspace)] == ["chi"]
    office.wait()
    assert office.act("dung_bong", base.rid).refusal.code == "wrong_state"


def test_a_circle_of_answers_ends(snapshot) -> None:
    office = Office(snapshot)
    base = next(row for row in office.page(where={"state": "hoan_thanh"}).rows)
    outcome = office.act("dung_bong", base.rid)
    assert len(outcome.followups) == colleagues.DEEPEST
    assert not selectors.pending(outcome.workspace)
    assert office.rebuilds()


def test_waiting_for_nobody_is_answered_kindly(office: Office) -> None:
    refusal = office.wait().refusal
    assert refusal.code == "nobody"
    assert office.workspace.clock == "2026-11-23T07:30"


def test_the_next_session_skips_evenings_weekends_and_holidays(snapshot) -> None:
    scenario = Scenario(role="van_thu", person="an", start="2026-11-19T15:00")
    office = Office(snapshot, scenario)
    assert office.wait("next_session").workspace.clock == "2026-11-23T07:00"


def test_a_repeated_wait_gives_the_same_answers(office: Office) -> None:
    submitted(office)
    first = office.wait("next_session", key="once")
    again = office.wait("next_session", key="once")
    assert again.repeated
    assert again.followups == first.followups


def test_notices_tell_what_others_did_and_said(office: Office) -> None:
    submitted(office)
    office.wait("next_session")
    notices = selectors.notices(office.workspace)
    assert [notice.say.vi for notice in notices] == [
        "Lê Chi (Chuyên viên): Xong việc – Về việc nuôi tôm",
        "Đã phân công Về việc nuôi tôm.",
    ]


def test_an_answer_to_the_lesson_is_kept(office: Office) -> None:
    office.answer("bao_nhieu", "3")
    office.answer("bao_nhieu", "4")
    assert office.workspace.facts["answers"] == {"bao_nhieu": "4"}
    assert office.rebuilds()
