"""Mail, accounts, telephone and files: what people do with them, and what a mistake brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox import selectors
from sandbox.data import ca_mau_platform
from sandbox.models import BaseRecord, Event, Snapshot
from sandbox.spec import RecordSelector
from tests.sandbox.platform.running import Office

OFFICER, NEW, CLERK, CHIEF, ADMIN = "le_hoang_nho", "son_thi_na_ri", "lam_my_duyen", "phan_minh_duong", "ngo_gia_huy"
RIGHT, NAMESAKE = "nguyen_thi_thu_dm", "nguyen_thi_thu_htk"
SECRETS = "phung_thi_lieu"
Sit = Callable[..., Office]

ROWS = [
    {
        "ho_ten": "Danh Thị Lành",
        "so_dinh_danh": "999204001123",
        "dien_thoai": "0900 999 467",
        "ngay_sinh": "12/03/1985",
        "dia_chi": "Số 45, ấp Rạch Tàu, xã Đất Mũi",
        "dan_toc": "Khmer",
        "benh_tat": "Khuyết tật nhẹ",
        "so_tien": 30_000_000,
    },
]
LIST = {
    "ref": "danh_sach",
    "record": "tep",
    "values": {
        "ten": "danh-sach-vay-von.xlsx",
        "dinh_dang": "XLSX",
        "bang": ROWS,
        "sieu_du_lieu": "Người soạn: lhnho; máy PKT-03",
    },
}
STAMPED = {
    "ref": "tep_mat",
    "record": "tep",
    "state": "dinh_kem",
    "values": {"ten": "van-ban-quet.pdf", "dinh_dang": "PDF", "do_mat": "Mật", "noi_dung": "…"},
}
HARMFUL = {
    "ref": "tep_doc",
    "record": "tep",
    "state": "dinh_kem",
    "values": {"ten": "Mau-ho-so.zip", "dinh_dang": "ZIP", "doc_hai": True},
}


def letter(ref: str = "thu", owner: str = OFFICER, **values: Any) -> dict[str, Any]:
    told = {
        "chu_hop": owner,
        "nguoi_gui": "truong_hoai_phong",
        "ten_hien_thi": "Trương Hoài Phong",
        "dia_chi_gui": "thphong.datmui@camau.example",
        "den": [owner],
        "chu_de": "Xin số liệu hộ vay vốn",
        "ngay_gui": "2026-11-25T07:40",
        "noi_dung": "Anh/chị gửi giúp số liệu.",
    }
    return {"ref": ref, "record": "thu", "values": {key: one for key, one in (told | values).items() if one}}


def impostor(**values: Any) -> dict[str, Any]:
    return letter(
        "gia",
        nguoi_gui=None,
        ten_hien_thi="Sở Nội vụ tỉnh Cà Mau",
        dia_chi_gui="tochuc@carnau.example",
        lien_ket_hien="Cập nhật tại đây",
        lien_ket_that="https://carnau.example/cap-nhat",
        la_gia=True,
        **values,
    )


ACCOUNT = {
    "ref": "tk",
    "record": "tai_khoan",
    "values": {
        "ten_dang_nhap": "stnri.datmui",
        "chu": NEW,
        "nguoi_quan_tri": ADMIN,
        "mk_tam": True,
        "kiem_mk_cu": True,
        "mk_hien_tai": "Tam-8842-lua",
        "hai_lop": "Chưa bật",
        "ma_sap_den": "774912",
        "ma_otp": "774912",
        "kiem_ma": True,
        "ma_du_phong": "1204-8837",
    },
}
GOOD = "thuyền chanh đèn bốn"


@pytest.fixture
def sit(snapshot: Snapshot) -> Sit:
    def seated(person: str, *records: dict[str, Any], **options: Any) -> Office:
        return Office(snapshot, person, *records, **options)

    return seated


def inbox(office: Office, owner: str) -> list[str]:
    """The texts of what arrived in that box, oldest first."""
    return [one.data["noi_dung"] for one in office.made("thu", chu_hop=owner, state="moi") if "noi_dung" in one.data]


def compose(office: Office, *to: str, **values: Any) -> Office:
    given = {"den": list(to), "chu_de": "Danh sách hộ vay vốn", "noi_dung": "Gửi anh/chị danh sách."} | values
    return office.act("thu.soan", ref="moi_soan", **given)


# --- mailboxes ----------------------------------------------------------------------------------------------


def test_a_seat_sees_its_own_box_only(sit: Sit) -> None:
    office = sit(OFFICER, letter(), letter("khac", owner=CLERK))
    own, other = office.find("thu").rid, office.find("khac").rid
    assert own in office.tab("thu", "chua_doc")
    assert other not in office.tab("thu", "chua_doc")
    assert office.do("thu.xoa", "khac") != ""
    assert office.find("khac").state == "moi"


def test_the_base_gives_everybody_a_box(sit: Sit) -> None:
    office = sit(CHIEF)
    rows = selectors.page(office.workspace, "thu", view="hop_den", limit=500).rows
    assert len(rows) > 5
    assert {row.data["chu_hop"] for row in rows} == {CHIEF}


def test_a_letter_reaches_every_box_once_and_blind_copies_stay_blind(sit: Sit) -> None:
    office = compose(sit(OFFICER), RIGHT, CLERK, cc=[CHIEF, RIGHT], bcc=[ADMIN]).act("thu.gui", "moi_soan")
    boxes = {one.data["chu_hop"]: one.data for one in office.made("thu", state="moi")}
    assert len(office.made("thu", state="moi")) == 4
    assert set(boxes) == {RIGHT, CLERK, CHIEF, ADMIN}
    assert all("bcc" not in copy for copy in boxes.values())
    assert boxes[CHIEF]["ten_hien_thi"] == "Lê Hoàng Nhớ"
    assert "Chuyên viên" in boxes[CHIEF]["chu_ky"]
    assert office.find("moi_soan").state == "da_gui"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"den": []}, "Chưa chọn người nhận"),
        ({"chu_de": ""}, "chưa có chủ đề"),
        ({"noi_dung": ""}, "chưa có nội dung"),
    ],
)
def test_an_unfinished_letter_is_not_sent(sit: Sit, values: dict[str, Any], said: str) -> None:
    office = compose(sit(OFFICER), RIGHT, **values)
    assert said in office.do("thu.gui", "moi_soan")
    assert office.made("thu", state="moi") == []


def test_a_draft_may_be_corrected_before_it_goes(sit: Sit) -> None:
    office = compose(sit(OFFICER), NAMESAKE).act("thu.sua", "moi_soan", den=[RIGHT]).act("thu.gui", "moi_soan")
    assert [one.data["chu_hop"] for one in office.made("thu", state="moi")] == [RIGHT]


def test_checking_before_sending_names_what_is_wrong(sit: Sit) -> None:
    office = compose(sit(OFFICER, LIST, STAMPED), RIGHT, CLERK, chu_de="", tep=["@danh_sach", "@tep_mat"])
    office.act("thu.sua", "moi_soan", dia_chi_ngoai="toi@rieng.example").act("thu.kiem_tra", "moi_soan")
    assert [row["code"] for row in office.find("moi_soan").data["loi"]] == ["T01", "T04", "T05", "T06", "T07", "T08"]


def test_a_good_letter_passes_the_check(sit: Sit) -> None:
    office = compose(sit(OFFICER), RIGHT).act("thu.kiem_tra", "moi_soan")
    assert "loi" not in office.find("moi_soan").data


def test_reply_goes_to_the_sender_and_reply_all_to_everybody_but_oneself(sit: Sit) -> None:
    office = sit(OFFICER, letter(den=[OFFICER, RIGHT], cc=[CHIEF]), letter("hai", den=[OFFICER, RIGHT], cc=[CHIEF]))
    office.act("thu.tra_loi", "thu", noi_dung_tra_loi="Số liệu kèm thư.")
    assert [one.data["chu_hop"] for one in office.made("thu", kieu="Trả lời", state="moi")] == ["truong_hoai_phong"]
    office.act("thu.tra_loi_tat_ca", "hai", noi_dung_tra_loi="Gửi cả nhà.")
    got = [
        one.data["chu_hop"] for one in office.made("thu", state="moi") if one.data.get("noi_dung") == "Gửi cả nhà."
    ]
    assert sorted(got) == sorted(["truong_hoai_phong", RIGHT, CHIEF])
    assert office.find("thu").data["da_tra_loi"] is True


def test_forwarding_carries_the_file_along(sit: Sit) -> None:
    office = sit(OFFICER, LIST, letter(tep=["@danh_sach"])).act("thu.chuyen_tiep", "thu", chuyen_toi=[CLERK])
    (copy,) = office.made("thu", chu_hop=CLERK, state="moi")
    assert copy.data["tep"] == [office.find("danh_sach").rid]


def test_deleting_restoring_marking(sit: Sit) -> None:
    office = sit(OFFICER, letter()).act("thu.danh_dau_da_doc", "thu").act("thu.danh_dau_chua_doc", "thu")
    assert office.find("thu").state == "moi"
    office.act("thu.xoa", "thu").act("thu.khoi_phuc", "thu")
    assert office.find("thu").state == "da_doc"


def test_a_recall_takes_back_only_what_nobody_has_read(sit: Sit) -> None:
    office = compose(sit(OFFICER, seats=(RIGHT, CLERK)), RIGHT, CLERK).act("thu.gui", "moi_soan")
    office.sit(RIGHT).act("thu.danh_dau_da_doc", RecordSelector(record="thu", where={"chu_hop": RIGHT}))
    office.sit(OFFICER).act("thu.thu_hoi", "moi_soan")
    states = {one.data["chu_hop"]: one for one in office.made("thu") if one.data["chu_hop"] != OFFICER}
    assert states[CLERK].state == "da_thu_hoi"
    assert "noi_dung" not in states[CLERK].data
    assert states[RIGHT].state == "da_doc"


def test_the_recipient_answers(sit: Sit) -> None:
    office = compose(sit(OFFICER), RIGHT).act("thu.gui", "moi_soan").wait()
    assert inbox(office, OFFICER) == ["Tôi đã nhận được thư. Cảm ơn anh/chị."]


def test_what_happens_in_one_box_is_no_news_in_another_seat(sit: Sit) -> None:
    office = compose(sit(OFFICER, seats=(CLERK,)), RIGHT, chu_de="Chuyện riêng").act("thu.gui", "moi_soan")

    def told() -> str:
        owed = [f"{one.title.vi} {one.seen}" for one in selectors.pending(office.workspace)]
        return " ".join([*owed, *(f"{one.say.vi} {one.rid}" for one in selectors.notices(office.workspace))])

    assert "Chuyện riêng True" in told()
    office.sit(CLERK)
    assert "Chuyện riêng" not in told()
    assert "False" in told()
    office.wait()
    assert "Người nhận đã trả lời" not in told()
    office.sit(OFFICER)
    assert "Người nhận đã trả lời" in told()


# --- fraud --------------------------------------------------------------------------------------------------


def test_the_real_address_shows_when_it_is_looked_at(sit: Sit) -> None:
    office = sit(OFFICER, impostor()).act("thu.xem_dia_chi_that", "gia")
    assert office.find("gia").data["da_xem_dia_chi"] is True
    last = Event.objects.filter(workspace_id=office.id).latest("seq")
    assert "carnau.example" in last.note["say"]["vi"]


def test_three_signs_before_one_reports(sit: Sit) -> None:
    office = sit(OFFICER, impostor())
    assert "Đủ ba dấu hiệu" in office.do("thu.bao_lua_dao", "gia", dau_hieu=["Tên miền lạ", "Thúc ép"])


def test_a_reported_fraud_is_confirmed_even_when_deleted(sit: Sit) -> None:
    office = sit(OFFICER, impostor())
    office.act("thu.bao_lua_dao", "gia", dau_hieu=["Tên miền lạ", "Thúc ép", "Tệp lạ"]).act("thu.xoa", "gia")
    (report,) = office.made("thu", chu_hop=ADMIN)
    assert report.data["kieu"] == "Báo lừa đảo"
    office.wait()
    assert "đã chặn tên miền" in office.find("gia").data["phan_hoi"]
    assert office.find("gia").state == "da_xoa"


def test_a_real_letter_that_was_reported_comes_back(sit: Sit) -> None:
    office = (
        sit(OFFICER, letter()).act("thu.bao_lua_dao", "thu", dau_hieu=["Tên miền lạ", "Thúc ép", "Tệp lạ"]).wait()
    )
    assert office.find("thu").state == "da_doc"
    assert "Đủ ba dấu hiệu mới báo" in office.find("thu").data["phan_hoi"]
    assert "da_bao" not in office.find("thu").data


def test_a_link_opened_leads_to_a_strange_device_and_an_incident(sit: Sit) -> None:
    account = {"ref": "tk", "record": "tai_khoan", "state": "dang_dung", "values": {"chu": OFFICER}}
    office = sit(OFFICER, impostor(), account).act("thu.mo_lien_ket", "gia").wait()
    assert [one.data["chu"] for one in office.made("phien", la=True)] == [OFFICER]
    assert office.find("tk").state == "bi_khoa"
    (incident,) = office.made("su_co", state="can_bao")
    assert incident.data["loai"] == "Bấm liên kết lạ"
    assert incident.data["han_bao"] == "2026-11-26T08:30"
    assert any("thiết bị lạ" in one.data["noi_dung"] for one in office.made("tin_nhan", chu=OFFICER))


def test_a_real_link_is_harmless(sit: Sit) -> None:
    office = sit(OFFICER, letter(lien_ket_hien="Hồ sơ của tôi")).act("thu.mo_lien_ket", "thu")
    assert office.made("su_co") == []
    assert not office.workspace.facts.get("pending")


def test_who_answers_an_impostor_is_written_to_again(sit: Sit) -> None:
    office = sit(OFFICER, impostor()).act("thu.tra_loi", "gia", noi_dung_tra_loi="Tôi sẽ làm.").wait()
    assert "mã OTP" in inbox(office, OFFICER)[-1]


def test_a_strange_file_opened_is_noticed(sit: Sit) -> None:
    office = sit(OFFICER, HARMFUL, impostor(tep=["@tep_doc"])).act("tep.mo", "tep_doc").wait()
    (incident,) = office.made("su_co")
    assert (incident.data["loai"], incident.data["chu"]) == ("Mở tệp lạ", OFFICER)


def test_an_incident_not_reported_in_time_is_noted(sit: Sit) -> None:
    office = sit(OFFICER, impostor()).act("thu.mo_lien_ket", "gia").wait().wait("deadline", times=2)
    (incident,) = office.made("su_co", loai="Bấm liên kết lạ")
    assert incident.data["muon"] is True
    assert any("Quá hạn báo sự cố" in text for text in inbox(office, OFFICER))


def test_a_strange_device_left_signed_in_takes_data(sit: Sit) -> None:
    device = {
        "ref": "la",
        "record": "phien",
        "values": {"chu": OFFICER, "thiet_bi": "Windows 7", "la": True, "han_xu_ly": "2026-11-25T10:00"},
    }
    office = sit(OFFICER, device).wait("deadline")
    assert [one.data["loai"] for one in office.made("su_co")] == ["Đăng nhập từ thiết bị lạ"]
    quiet = sit(OFFICER, device).act("phien.dang_xuat", "la").wait("next_session")
    assert quiet.made("su_co") == []


# --- citizens' data -----------------------------------------------------------------------------------------


def test_a_list_for_the_wrong_namesake_is_opened_there(sit: Sit) -> None:
    office = compose(sit(OFFICER, LIST), NAMESAKE, tep=["@danh_sach"]).act("thu.gui", "moi_soan").wait()
    assert "Tôi nhận nhầm" in inbox(office, OFFICER)[0]
    (incident,) = office.made("su_co", state="can_bao")
    assert incident.data["loai"] == "Gửi nhầm dữ liệu cá nhân"
    assert office.find("moi_soan").data["nham"] is True


def test_the_right_person_remarks_on_columns_nobody_needs(sit: Sit) -> None:
    office = compose(sit(OFFICER, LIST), RIGHT, tep=["@danh_sach"]).act("thu.gui", "moi_soan").wait()
    assert "số định danh" in inbox(office, OFFICER)[0]
    assert office.made("su_co") == []


def test_a_reduced_list_for_the_right_person_is_simply_received(sit: Sit) -> None:
    office = sit(OFFICER, LIST).act(
        "tep.tao_ban_rut_gon", ref="gon", goc="@danh_sach", ten="gon.xlsx", cot_giu=["Họ và tên", "Số tiền (đồng)"]
    )
    compose(office, RIGHT, tep=["@gon"]).act("thu.gui", "moi_soan").wait()
    assert inbox(office, OFFICER) == ["Tôi đã nhận được thư. Cảm ơn anh/chị."]


@pytest.mark.parametrize(
    ("to", "values"),
    [((RIGHT, CLERK), {}), ((RIGHT,), {"cc": [CLERK]}), ((RIGHT,), {"bcc": [CLERK]})],
)
def test_a_list_for_many_is_an_incident(sit: Sit, to: tuple[str, ...], values: dict[str, Any]) -> None:
    office = compose(sit(OFFICER, LIST), *to, tep=["@danh_sach"], **values).act("thu.gui", "moi_soan").wait()
    assert [one.data["loai"] for one in office.made("su_co")] == ["Lộ danh sách người dân"]


def test_reply_to_all_with_a_list_is_an_incident(sit: Sit) -> None:
    office = sit(OFFICER, LIST, letter(den=[OFFICER, RIGHT, CLERK]))
    office.act("thu.tra_loi_tat_ca", "thu", noi_dung_tra_loi="Danh sách đây.", tep_tra_loi=["@danh_sach"]).wait()
    assert [one.data["loai"] for one in office.made("su_co")] == ["Lộ danh sách người dân"]
    assert office.find("thu").data["su_co"] == office.made("su_co")[0].rid


def test_a_work_file_in_a_private_mailbox_is_an_incident(sit: Sit) -> None:
    office = compose(sit(OFFICER, LIST), dia_chi_ngoai="toi@rieng.example", tep=["@danh_sach"])
    office.act("thu.gui", "moi_soan").wait()
    assert [one.data["loai"] for one in office.made("su_co")] == ["Đưa dữ liệu ra ngoài"]


@pytest.mark.parametrize("where", ["Zalo cá nhân", "Đám mây cá nhân", "Công cụ AI công cộng", "Hộp thư riêng"])
def test_taking_a_file_outside_is_an_incident(sit: Sit, where: str) -> None:
    office = sit(OFFICER, LIST).act("tep.dua_ra_ngoai", "danh_sach", noi_dua=where).wait()
    (incident,) = office.made("su_co")
    assert (incident.data["loai"], incident.data["nguoi_xu_ly"]) == ("Đưa dữ liệu ra ngoài", ADMIN)


def test_a_reduced_copy_leaves_the_original_alone(sit: Sit) -> None:
    office = sit(OFFICER, LIST).act(
        "tep.tao_ban_rut_gon", ref="gon", goc="@danh_sach", ten="gon.xlsx",
        cot_giu=["Họ và tên", "Số định danh", "Số điện thoại", "Ngày sinh", "Địa chỉ"],
        cot_che=["Số định danh", "Số điện thoại", "Ngày sinh", "Địa chỉ"],
    )  # fmt: skip
    assert office.find("danh_sach").data["bang"] == ROWS
    assert office.find("gon").data["bang"] == [
        {
            "ho_ten": "Danh Thị Lành",
            "so_dinh_danh": "999******123",
            "dien_thoai": "09******67",
            "ngay_sinh": "1985",
            "dia_chi": "ấp Rạch Tàu, xã Đất Mũi",
        }
    ]


def codes(office: Office, ref: str) -> list[str]:
    office.act("tep.kiem_du_lieu", ref)
    return [row["code"] for row in office.find(ref).data.get("loi", [])]


def test_the_check_of_a_file_finds_each_kind_of_personal_data(sit: Sit) -> None:
    office = sit(OFFICER, LIST)
    assert codes(office, "danh_sach") == ["D01", "D02", "D03", "D04", "D05", "D06", "D07"]
    office.act(
        "tep.tao_ban_rut_gon", ref="gon", goc="@danh_sach", ten="gon.pdf", dinh_dang="PDF",
        cot_giu=["Họ và tên", "Số định danh", "Số điện thoại"], cot_che=["Số định danh", "Số điện thoại"],
    )  # fmt: skip
    assert codes(office, "gon") == ["D07"]
    assert codes(office.act("tep.xoa_sieu_du_lieu", "gon"), "gon") == []


def test_personal_data_in_running_text_is_found_too(sit: Sit) -> None:
    note = {
        "ref": "tep",
        "record": "tep",
        "values": {"ten": "a.docx", "noi_dung": "Bà Lành\nsố 999204001123, 0900 999 467"},
    }
    assert codes(sit(OFFICER, note), "tep") == ["D01", "D02"]


def test_a_black_box_hides_nothing(sit: Sit) -> None:
    office = sit(OFFICER, LIST).act("tep.ve_o_den", "danh_sach").act("tep.chon_van_ban", "danh_sach")
    assert "D08" in codes(office, "danh_sach")
    assert "số định danh" in office.find("danh_sach").data["chu_chon_duoc"]


def test_masking_a_picture_burns_it_in(sit: Sit) -> None:
    picture = {
        "ref": "anh",
        "record": "tep",
        "values": {
            "ten": "man-hinh.png",
            "dinh_dang": "PNG",
            "bang": ROWS,
            "noi_dung": "số 999204001123",
            "noi_dung_da_che": "số ***",
        },
    }
    office = sit(OFFICER, picture).act("tep.che_anh", "anh")
    shown = office.find("anh").data
    assert shown["da_che"] is True
    assert shown["noi_dung"] == "số ***"
    assert "999204001123" not in str(shown["bang"])
    assert "chỉ dành cho ảnh" in sit(OFFICER, LIST).do("tep.che_anh", "danh_sach")


# --- secrets of the state -----------------------------------------------------------------------------------

REPORT = {
    "loai": "Văn bản mật gửi nhầm",
    "gio": "2026-11-25T08:00",
    "nguoi_nhan_bao": [CHIEF, SECRETS],
    "kenh": "Trực tiếp",
    "mo_ta": "Có văn bản mật bị gửi nhầm lúc 7 giờ 40, 13 người nhận.",
    "thu": "@thu",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kenh": "Thư công vụ"}, "chỉ báo trực tiếp"),
        ({"kenh": "Zalo", "loai": "Mở tệp lạ"}, "Zalo không phải kênh"),
        ({"nguoi_nhan_bao": [CHIEF]}, "bảo vệ bí mật nhà nước"),
        ({"mo_ta": "mật"}, "ít nhất 15 ký tự"),
        ({"mo_ta": "Gửi nhầm danh sách có số 999204001123"}, "không ghi số định danh"),
        ({"gio": "2026-11-25T17:00"}, "không thể sau lúc này"),
    ],
)
def test_how_a_misdirected_secret_is_reported(sit: Sit, change: dict[str, Any], said: str) -> None:
    office = sit(OFFICER, STAMPED, letter(tep=["@tep_mat"]))
    assert said in office.do("su_co.bao_su_co", **(REPORT | change))


def test_somebody_elses_letter_cannot_be_named_in_a_report(sit: Sit) -> None:
    """Its list does not offer it, and a number typed into the request does not reach it either."""
    office = sit(OFFICER, letter(owner=CLERK))
    assert "chọn một mục có trong danh sách" in office.do("su_co.bao_su_co", **REPORT)
    assert "su_co" not in office.find("thu").data


def test_it_is_taken_down_only_as_instructed(sit: Sit) -> None:
    office = sit(OFFICER, STAMPED, letter(tep=["@tep_mat"]))
    assert "Chưa có hướng dẫn" in office.do("thu.go_theo_huong_dan", "thu")
    office.act("su_co.bao_su_co", ref="sc", **REPORT).wait()
    assert office.find("sc").state == "da_huong_dan"
    office.act("thu.go_theo_huong_dan", "thu").act("su_co.khac_phuc", "sc", viec_da_lam="Đã gỡ thư theo hướng dẫn.")
    assert "tep" not in office.find("thu").data
    assert office.wait().find("sc").state == "da_dong"


@pytest.mark.parametrize("way", ["forward", "send"])
def test_a_stamped_file_on_its_way_is_stopped(sit: Sit, way: str) -> None:
    office = sit(OFFICER, STAMPED, letter(tep=["@tep_mat"]))
    if way == "forward":
        office.act("thu.chuyen_tiep", "thu", chuyen_toi=[CLERK]).wait()
    else:
        compose(office, CLERK, tep=["@tep_mat"]).act("thu.gui", "moi_soan").wait()
    (incident,) = office.made("su_co")
    assert (incident.data["loai"], incident.data["nguoi_xu_ly"]) == ("Văn bản mật gửi nhầm", SECRETS)
    assert "không đưa lên hệ thống có nối mạng" in inbox(office, OFFICER)[-1]


def test_opening_is_counted_and_says_stop(sit: Sit) -> None:
    office = sit(OFFICER, STAMPED).act("tep.mo", "tep_mat").act("tep.mo", "tep_mat")
    assert office.find("tep_mat").data["so_lan_mo"] == 2
    last = Event.objects.filter(workspace_id=office.id).latest("seq")
    assert "Dừng lại" in last.note["say"]["vi"]


def test_a_photograph_of_a_stamped_file_keeps_the_stamp(sit: Sit) -> None:
    office = sit(OFFICER, STAMPED).act("tep.chup_man_hinh", "tep_mat")
    (picture,) = office.made("tep", dinh_dang="JPG")
    assert picture.data["do_mat"] == "Mật"


# --- accounts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("khac-roi-nhe", GOOD, GOOD, "Mật khẩu hiện tại chưa đúng"),
        ("Tam-8842-lua", "cú-xoài-9k", "cú-xoài-9k", "từ 12 ký tự"),
        ("Tam-8842-lua", "Camau@2026", "Camau@2026", "đoán trong vài phút"),
        ("Tam-8842-lua", "Datmui@20262026", "Datmui@20262026", "đoán trong vài phút"),
        ("Tam-8842-lua", "SonThiNaRi@2026", "SonThiNaRi@2026", "đoán trong vài phút"),
        ("Tam-8842-lua", GOOD, "thuyền chanh đèn năm", "phải giống nhau"),
        ("Tam-8842-lua", "Tam-8842-lua", "Tam-8842-lua", "khác mật khẩu hiện tại"),
    ],
)
def test_a_bad_new_password_is_refused(sit: Sit, old: str, new: str, again: str, said: str) -> None:
    office = sit(NEW, ACCOUNT)
    assert said in office.do("tai_khoan.doi_mat_khau", "tk", mk_hien_tai=old, mk_moi=new, mk_lai=again)
    assert office.find("tk").data["mk_tam"] is True


def changed(office: Office) -> Office:
    return office.act("tai_khoan.doi_mat_khau", "tk", mk_hien_tai="Tam-8842-lua", mk_moi=GOOD, mk_lai=GOOD)


def test_no_word_that_was_typed_is_kept(sit: Sit) -> None:
    office = (
        changed(sit(NEW, ACCOUNT)).act("tai_khoan.bat_otp", "tk").act("tai_khoan.xac_nhan_otp", "tk", ma_otp="774912")
    )
    told = " ".join(str((event.note, event.changes)) for event in Event.objects.filter(workspace_id=office.id))
    assert GOOD not in told
    assert "Tam-8842-lua" not in told


def test_two_step_sign_in_is_turned_on_with_the_code_that_arrives(sit: Sit) -> None:
    office = sit(NEW, ACCOUNT)
    assert office.do("tai_khoan.bat_otp", "tk") != ""  # the temporary password goes first
    changed(office).act("tai_khoan.bat_otp", "tk")
    (message,) = office.made("tin_nhan", loai="Mã OTP")
    assert (message.data["chu"], message.data["ma"]) == (NEW, "774912")
    assert "Mã chưa đúng" in office.do("tai_khoan.xac_nhan_otp", "tk", ma_otp="111222")
    assert "Bật xác thực hai lớp trước" in office.do("tai_khoan.xem_ma_du_phong", "tk", noi_cat="Sổ tay trên bàn")
    office.act("tai_khoan.xac_nhan_otp", "tk", ma_otp=message.data["ma"])
    office.act("tai_khoan.xem_ma_du_phong", "tk", noi_cat="Phong bì niêm phong trong tủ khóa")
    assert office.find("tk").data["hai_lop"] == "Đã bật"


def test_nobody_changes_another_ones_password(sit: Sit) -> None:
    office = sit(ADMIN, ACCOUNT)
    said = office.do("tai_khoan.doi_mat_khau", "tk", mk_hien_tai="Tam-8842-lua", mk_moi=GOOD, mk_lai=GOOD)
    assert "Chỉ chủ tài khoản" in said


def test_the_administrator_sees_accounts_and_no_mail(sit: Sit) -> None:
    office = sit(ADMIN, letter())
    assert len(office.tab("tai_khoan", "tat_ca")) > 50
    assert office.find("thu").rid not in office.tab("thu", "hop_den")
    other = sit(OFFICER)
    assert len(other.tab("tai_khoan", "cua_toi")) == 1


def test_the_administrator_resets_the_second_step(sit: Sit) -> None:
    account = {
        "ref": "tk",
        "record": "tai_khoan",
        "state": "dang_dung",
        "values": {"chu": OFFICER, "nguoi_quan_tri": ADMIN, "hai_lop": "Đã bật"},
    }
    office = sit(ADMIN, account).act("tai_khoan.dat_lai_hai_lop", "tk", ly_do="Mất điện thoại, đã gọi lại xác minh.")
    assert office.find("tk").data["hai_lop"] == "Chưa bật"
    assert "wrong" not in office.do("tai_khoan.khoa", "tk", ly_do="Nghi bị xâm nhập, chờ xác minh.")
    assert sit(OFFICER, account).do("tai_khoan.dat_lai_hai_lop", "tk", ly_do="Tôi muốn tự đặt lại.") != ""


def test_a_locked_account_is_unlocked_on_request(sit: Sit) -> None:
    account = {
        "ref": "tk",
        "record": "tai_khoan",
        "state": "bi_khoa",
        "values": {"chu": OFFICER, "nguoi_quan_tri": ADMIN},
    }
    office = (
        sit(OFFICER, account).act("tai_khoan.xin_mo_khoa", "tk", ly_do="Tôi cần xử lý văn bản trong ngày.").wait()
    )
    assert office.find("tk").state == "moi_cap"
    assert office.find("tk").data["mk_tam"] is True


def test_a_shared_account_is_noticed_and_locked(sit: Sit) -> None:
    account = {
        "ref": "tk",
        "record": "tai_khoan",
        "state": "dang_dung",
        "values": {"chu": "to_thi_ngoc_han", "nguoi_quan_tri": ADMIN},
    }
    office = sit("to_thi_ngoc_han", account)
    office.act("tai_khoan.cho_dung_chung", "tk", nguoi_dung_chung="thach_minh_tam", ly_do="Quầy đông.").wait()
    assert office.find("tk").state == "bi_khoa"
    assert [one.data["loai"] for one in office.made("su_co")] == ["Dùng chung tài khoản"]


def test_ones_own_device_is_not_signed_out_by_mistake(sit: Sit) -> None:
    here = {"ref": "day", "record": "phien", "values": {"chu": NEW, "thiet_bi": "Windows 11", "phien_nay": True}}
    assert "đang ngồi" in sit(NEW, here).do("phien.dang_xuat", "day")


# --- requests of data subjects --------------------------------------------------------------------------------


def test_a_data_subject_is_answered_within_two_working_days(sit: Sit) -> None:
    asked = {
        "nguoi_yeu_cau": "Châu Thị Mừng",
        "loai": "Xem dữ liệu của mình",
        "noi_dung": "Xin xem.",
        "kenh": "Tại quầy",
    }
    office = sit(CHIEF).act("yeu_cau_dl.tiep_nhan", ref="yc", nguoi_xu_ly=CHIEF, **asked)
    assert office.find("yc").data["han_tra_loi"] == "2026-11-27T08:00"
    assert "Chưa xác minh" in office.do("yeu_cau_dl.tra_loi", "yc", tra_loi="Đây là thông tin của bà.")
    office.act("yeu_cau_dl.xac_minh", "yc").act("yeu_cau_dl.tra_loi", "yc", tra_loi="Đây là thông tin của bà.")
    assert "muon" not in office.find("yc").data


def test_a_request_left_lying_is_noted(sit: Sit) -> None:
    request = {
        "ref": "yc",
        "record": "yeu_cau_dl",
        "values": {"nguoi_yeu_cau": "Châu Thị Mừng", "nguoi_xu_ly": OFFICER, "han_tra_loi": "2026-11-25T10:00"},
    }
    assert sit(OFFICER, request).wait("deadline").find("yc").data["muon"] is True


def test_consent_is_given_and_never_presumed() -> None:
    """Where a form offers to agree, nothing is chosen beforehand (a ballot is such a form)."""
    forms = [
        (f"{name}.{key}.{ask.field}", ask.default)
        for module in ca_mau_platform().modules.values()
        for name, record in module.records.items()
        for key, action in record.actions.items()
        for ask in action.asks
        if "đồng ý" in " ".join([record.fields[ask.field].vi, *record.fields[ask.field].options]).lower()
    ]
    assert forms
    assert [form for form, default in forms if default is not None] == []


# --- telephone ----------------------------------------------------------------------------------------------


def call(**values: Any) -> dict[str, Any]:
    told = {
        "chu": NEW,
        "loai": "Cuộc gọi",
        "nguoi_gui": "0900 999 488",
        "noi_dung": "Đọc giúp mã OTP.",
        "lua_dao": True,
    }
    return {"ref": "goi", "record": "tin_nhan", "values": told | values}


def test_a_code_read_to_a_caller_opens_the_account(sit: Sit) -> None:
    account = {
        "ref": "tk",
        "record": "tai_khoan",
        "state": "dang_dung",
        "values": {"chu": NEW, "nguoi_quan_tri": ADMIN},
    }
    office = sit(NEW, account, call()).act("tin_nhan.doc_otp_cho_nguoi_goi", "goi").wait()
    assert office.find("tk").state == "bi_khoa"
    assert [one.data["loai"] for one in office.made("su_co")] == ["Lộ mật khẩu hoặc mã OTP"]


def test_a_fake_app_does_the_same(sit: Sit) -> None:
    office = sit(NEW, call(lien_ket="vneid.example.test")).act("tin_nhan.cai_ung_dung", "goi").wait()
    assert len(office.made("su_co")) == 1


def test_asking_on_the_public_number_tells_the_truth(sit: Sit) -> None:
    office = sit(NEW, call()).act("tin_nhan.goi_lai", "goi")
    assert "không gọi" in office.find("goi").data["ket_qua_hoi"]
    office.act("tin_nhan.bao_so_la", "goi", ly_do_bao="Mạo danh cán bộ xã phường")
    assert office.find("goi").state == "da_bao"


def test_ones_own_code_is_not_reported(sit: Sit) -> None:
    office = sit(NEW, call(loai="Mã OTP", lua_dao=False, ma="123789"))
    assert "không phải số lạ" in office.do("tin_nhan.bao_so_la", "goi", ly_do_bao="Dọa khóa tài khoản")


# --- directory ----------------------------------------------------------------------------------------------


def test_namesakes_stand_side_by_side_and_differ_by_unit(sit: Sit) -> None:
    office = sit(OFFICER)
    page = selectors.page(office.workspace, "can_bo", view="toan_tinh", search="nguyen thi thu", limit=50)
    found = {row.data["don_vi"] for row in page.rows if row.data["ho_ten"] == "Nguyễn Thị Thu"}
    assert found == {"phong_vhxh", "xa_ho_thi_ky"}


def test_only_two_names_are_borne_twice(sit: Sit) -> None:
    rows = BaseRecord.objects.filter(snapshot=sit(OFFICER).workspace.snapshot, record_type="can_bo")
    names = [row.data["ho_ten"] for row in rows]
    assert len(names) > 300
    assert {name for name in names if names.count(name) > 1} == {"Nguyễn Thị Thu", "Lê Văn Hải"}


def test_from_the_directory_to_a_draft(sit: Sit) -> None:
    office = sit(OFFICER)
    page = selectors.page(office.workspace, "can_bo", view="xa_nha", search="vay von", limit=50)
    (row,) = page.rows
    entry = {"ref": "cb", "record": "can_bo", "values": row.data}
    office = sit(OFFICER, entry).act("can_bo.gui_thu", "cb")
    (draft,) = office.made("thu", state="nhap")
    assert draft.data["den"] == [RIGHT]


def test_a_mistake_in_the_directory_is_mended(sit: Sit) -> None:
    entry = {
        "ref": "cb",
        "record": "can_bo",
        "values": {"ho_ten": "Trần Văn Mến", "don_vi": "so_y_te", "so_noi_bo": "401"},
    }
    office = sit(OFFICER, entry).act("can_bo.bao_sai", "cb", cho_sai="Số nội bộ đã đổi sang 402.").wait()
    assert office.find("cb").state == "dang_cong_tac"
    assert "cập nhật" in office.find("cb").data["tra_loi"]
