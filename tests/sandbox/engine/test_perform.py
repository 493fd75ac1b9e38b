"""One action: what it changes, what it says, and why it may be refused."""

import pytest

from sandbox import api, selectors
from sandbox.models import Event, Workspace
from tests.sandbox.engine.office import REGISTER, Office


def test_registering_fills_numbers_and_moves_the_record(office: Office) -> None:
    outcome = office.act("vao_so", "cong_van", **REGISTER)
    assert outcome.ok
    record = office.record("cong_van")
    assert record.state == "da_vao_so"
    assert record.data["so_den"] == 61  # the base goes up to 60
    assert record.data["ngay_den"] == "2026-11-23T07:30"
    assert record.version == outcome.event.seq
    assert outcome.event.note["say"]["vi"] == "Đã vào sổ số 61."
    assert outcome.workspace.clock == "2026-11-23T07:32"


def test_an_event_carries_old_and_new(office: Office) -> None:
    event = office.act("vao_so", "cong_van", **REGISTER).event
    (change,) = event.changes["rows"]
    assert change["op"] == "update"
    assert change["state"] == ["moi", "da_vao_so"]
    assert change["set"]["so_den"] == [None, 61]
    assert event.changes["facts"] == {"numbers": [None, {"van_ban.so_den": 61}]}
    assert event.changes["clock"] == ["2026-11-23T07:30", "2026-11-23T07:32"]


def test_creating_gives_defaults_number_log_and_a_new_rid(office: Office) -> None:
    outcome = office.act("tao", so_ky_hieu="9/BC-UBND", trich_yeu="Báo cáo", dien_tich="1.250,5", tep=[])
    assert outcome.ok
    record = office.record(outcome.event.rid)
    assert not record.is_base
    assert record.state == "da_vao_so"
    assert record.data["do_khan"] == "Thường"
    assert record.data["dien_tich"] == "1250.5"
    assert record.data["nhat_ky"] == [
        {"at": "07:30 23/11/2026", "by": "Nguyễn Văn An", "action": "Tạo", "note": "Báo cáo"}
    ]
    assert outcome.event.note["say"]["vi"] == "Đã tạo Báo cáo số 61."


def test_every_problem_is_told_at_once_and_what_was_typed_is_kept(office: Office) -> None:
    outcome = office.act("tao", so_ky_hieu="", han="31/02/2026", dien_tich="1250.5", so_tien="abc")
    assert outcome.refusal.code == "invalid"
    assert set(outcome.refusal.problems) == {"so_ky_hieu", "han", "dien_tich", "so_tien"}
    assert outcome.event.values["han"] == "31/02/2026"
    assert "rows" not in outcome.event.changes


@pytest.mark.parametrize(
    ("action", "which", "values", "code"),
    [
        ("bay", "cong_van", {}, "unknown_action"),
        ("sach.doc", "cong_van", {}, "unknown_action"),
        ("tao", "cong_van", {}, "not_here"),
        ("thu_hoi", "cong_van", {}, "not_here"),
        ("phan_cong", "cong_van", {}, "wrong_role"),
        ("trinh", "cong_van", {}, "wrong_state"),
        ("vao_so", 999, REGISTER, "not_found"),
        ("vao_so", None, REGISTER, "not_found"),
        ("vao_so", "ban_scan", REGISTER, "not_found"),
        ("vao_so", -1, REGISTER, "not_found"),
        ("vao_so", 2**80, REGISTER, "not_found"),
        ("vao_so", True, REGISTER, "not_found"),
        ("tu_choi", "cong_van", {"y_kien": "sai"}, "invalid"),
        ("vao_so", "hoa_toc", {**REGISTER, "do_khan": "Hỏa tốc"}, "guard"),
    ],
)
def test_what_is_not_allowed_is_refused_with_a_sentence(office, action, which, values, code) -> None:
    outcome = office.act(action, which, **values)
    assert outcome.refusal.code == code
    assert outcome.refusal.say.vi
    assert outcome.refusal.say.en
    assert outcome.event.kind == Event.Kind.REFUSED
    assert office.rebuilds()


def test_needs_name_the_fields(office: Office) -> None:
    office.act("vao_so", "cong_van", **{**REGISTER, "trich_yeu": ""})
    refusal = office.act("trinh", "cong_van").refusal
    assert refusal.code == "needs"
    assert '"Trích yếu"' in refusal.say.vi


def test_all_guards_are_told_with_their_codes(office: Office) -> None:
    base = next(row for row in office.page(where={"state": "moi"}).rows if not row.data["chu_ky_that"])
    refusal = office.act(
        "vao_so",
        base.rid,
        **{**REGISTER, "do_khan": "Khẩn"},
    ).refusal
    assert refusal.rules == ("R4",) if "han" in base.data else ("R4", "R5")
    assert refusal.field == "da_kiem"


def test_a_form_made_from_an_older_record_is_stale(office: Office) -> None:
    assert office.act("vao_so", "cong_van", version=0, **REGISTER).ok
    assert office.act("sua", "cong_van", version=0, do_khan="Khẩn").refusal.code == "stale"


def test_correcting_changes_only_what_is_given(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    assert office.act("sua", "cong_van", do_khan="Khẩn", han="").ok
    record = office.record("cong_van")
    assert record.data["do_khan"] == "Khẩn"
    assert "han" not in record.data
    assert record.data["trich_yeu"] == "Về việc nuôi tôm"


def test_correcting_is_refused_where_the_state_does_not_allow_it(office: Office) -> None:
    assert office.act("sua", "cong_van", do_khan="Khẩn").refusal.code == "wrong_state"


def test_correcting_without_a_change_changes_no_row(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    outcome = office.act("sua", "cong_van", do_khan="Thường")
    assert outcome.ok
    assert "rows" not in outcome.event.changes


def test_a_base_record_is_changed_in_this_workspace_only(office: Office, snapshot) -> None:
    neighbour = Office(snapshot)
    base = next(row for row in office.page(where={"state": "da_vao_so"}).rows if row.is_base)
    assert office.act("xoa", base.rid).ok
    assert office.record(base.rid) is None
    assert neighbour.record(base.rid) == base
    assert office.page().total == neighbour.page().total - 1


def test_the_same_request_key_gives_the_same_outcome(office: Office) -> None:
    first = office.act("vao_so", "cong_van", key="once", **REGISTER)
    again = office.act("xoa", "cong_van", key="once")
    assert again.repeated
    assert again.event == first.event
    assert office.record("cong_van").state == "da_vao_so"


def test_a_repeated_refusal_is_the_same_refusal(office: Office) -> None:
    first = office.act("trinh", "cong_van", key="once")
    again = office.act("trinh", "cong_van", key="once")
    assert again.refusal == first.refusal


def test_a_dry_run_tells_and_writes_nothing(office: Office) -> None:
    outcome = office.act("vao_so", "cong_van", dry_run=True, **REGISTER)
    assert outcome.ok
    assert outcome.workspace.last_seq == 0
    assert office.record("cong_van").state == "moi"
    assert not Event.objects.exists()


def test_related_records_are_created_and_updated(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    office.act("trinh", "cong_van")
    office.wait()
    document = office.record("cong_van")
    assert document.state == "da_phan_cong"
    work = office.record(document.data["viec"])
    assert work.data["ten"] == "Về việc nuôi tôm"
    assert work.data["van_ban"] == document.rid
    assert work.data["nguoi_giao"] == "binh"
    assert office.act("xong_viec", "cong_van", noi_dung="<b>Xong</b>").ok
    work = office.record(document.data["viec"])
    assert work.state == "xong"
    assert work.data["ket_qua"] == "<b>Xong</b>"
    assert office.record("ban_scan").state == "da_gui"
    assert office.act("hoan_thanh", "cong_van").ok
    assert office.rebuilds()


def test_a_secret_is_nowhere_but_facts_about_it_are(office: Office) -> None:
    word = "Bi-mat-9271"
    office.act("doi_mat_khau", "cong_van", mat_khau=word, nhap_lai=word)
    office.act("doi_mat_khau", "cong_van", mat_khau=word, nhap_lai="khac")
    told = office.act("doi_mat_khau", "cong_van", mat_khau=word, nhap_lai=word, so_tien=f"mật khẩu {word}")
    office.act("doi_mat_khau", "cong_van", mat_khau="Abc@12345", nhap_lai="Abc@12345")
    office.act("tao", mat_khau=word)
    office.act("doi_mat_khau", "hoa_toc", version=99, mat_khau=word, so_tien=[{"x": word}])
    stored = [str(row) for model in (Event, Workspace) for row in model.objects.values()]
    stored.append(api.overlay_of(office.workspace).canonical)
    kept = Event.objects.order_by("seq")
    assert kept[0].values["mat_khau"]["length"] == len(word)
    assert kept[0].values["mat_khau"]["repeated"] is True
    assert kept[1].values["mat_khau"]["repeated"] is False
    assert "Số tiền" in told.refusal.problems["so_tien"].vi
    assert kept[3].values["mat_khau"]["same_as_before"] is True
    assert not [text for text in stored if word in text or "Abc@12345" in text]


def test_links_must_lead_to_records_of_the_right_kind(office: Office) -> None:
    wrong = {"tra_loi": str(office.rid("ban_scan")), "tep": [str(office.rid("cong_van"))]}
    assert set(office.act("tao", so_ky_hieu="1/A", **wrong).refusal.problems) == {"tra_loi", "tep"}
    right = {"tra_loi": str(office.rid("cong_van")), "tep": [str(office.rid("ban_scan"))]}
    assert office.act("tao", so_ky_hieu="1/A", **right).ok


def test_hostile_requests_are_refused_not_raised(office: Office) -> None:
    nasty = {
        "so_ky_hieu": "a\0b\ud800",
        "trich_yeu": {"x": [1, {"y": float("nan")}]},
        "han": ["x"] * 9,
        "zzz": object(),
    }
    assert office.act("tao", **nasty).refusal.code == "invalid"
    assert office.act("tao\0" * 90, key="k" * 500, **nasty).refusal.code == "unknown_action"
    assert office.act("tao\0" * 90, key="k" * 500).repeated
    assert office.rebuilds()


def test_offers_are_disabled_with_a_reason_not_hidden(office: Office) -> None:
    offers = {offer.key: offer for offer in selectors.offers(office.workspace, office.record("cong_van"))}
    assert offers["vao_so"].allowed
    assert not offers["trinh"].allowed
    assert "Đã vào sổ" in offers["trinh"].reason.vi
    assert not offers["sua"].allowed
    assert "phan_cong" not in offers  # another role's
    assert "thu_hoi" not in offers  # the sender's
    assert [offer.key for offer in selectors.creations(office.workspace, "van_ban")] == ["tao"]


def test_a_guard_that_needs_no_input_disables_its_button(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    office.act("trinh", "cong_van")
    office.wait()
    offers = {offer.key: offer for offer in selectors.offers(office.workspace, office.record("cong_van"))}
    assert offers["hoan_thanh"].reason.vi == "Việc chưa xong."
