"""A list on the commune's page: what a reader can select in it, who approves, and what a leak leads to."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.models import Snapshot
from tests.sandbox.platform.running import Office, Values

DESK, CHIEF = "to_thi_ngoc_han", "phan_minh_duong"
START = "2026-11-25T09:00"
ROW: Values = {"ho_ten": "Danh Sà Rinh", "dia_chi": "ấp Mũi, xã Đất Mũi", "so_tien": 20_000_000}
ALLOWED = ["Họ và tên", "Số định danh", "Địa chỉ", "Số tiền (đồng)"]


def file(ref: str = "tep", *, row: Values | None = None, **values: Any) -> Values:
    facts = {"ten": f"{ref}.pdf", "dinh_dang": "PDF", "bang": [ROW | (row or {})]}
    return {"ref": ref, "record": "tep", "values": facts | values}


def post(snapshot: Snapshot, found: Values, *more: Values, seats: tuple[str, ...] = (), **values: Any) -> Office:
    one = Office(snapshot, DESK, found, *more, seats=seats, start=START)
    facts: Values = {
        "tieu_de": "Danh sách hộ được hỗ trợ sau sạt lở",
        "chuyen_muc": "Trợ giúp xã hội",
        "can_cu": "Quyết định số 537/QĐ-UBND",
        "cot_duoc_dang": ALLOWED,
        "tep": f"@{found['ref']}",
    }
    return one.act("bai_dang.soan", ref="bai", **facts | values)


def codes(one: Office) -> list[str]:
    one.act("bai_dang.kiem_tra", "bai")
    return [row["code"] for row in one.find("bai").data.get("loi", [])]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"row": {"so_dinh_danh": "999000111222"}}, "CK1"),
        ({"noi_dung": "Ông Rinh, số 999000111222."}, "CK1"),
        ({"noi_dung": "Gọi 0900 999 401 để nhận."}, "CK2"),
        ({"row": {"dan_toc": "Khmer"}}, "CK3"),
        ({"row": {"benh_tat": "Tiểu đường"}}, "CK3"),
        ({"o_den": True}, "CK4"),
        ({"sieu_du_lieu": "Người soạn: Sơn Thị Na Ri"}, "CK5"),
        ({"row": {"dia_chi": "Số 45, ấp Mũi, xã Đất Mũi"}}, "CK6"),
        ({"row": {"ghi_chu": "Hộ cận nghèo"}}, "CK7"),
        ({"dinh_dang": "XLSX"}, "CK8"),
    ],
)
def test_what_a_reader_can_select_is_found(snapshot: Snapshot, values: Values, code: str) -> None:
    one = post(snapshot, file(**values))
    assert codes(one) == [code]
    assert "còn lỗi" in one.do("bai_dang.trinh_duyet", "bai", nguoi_duyet=CHIEF)


def test_a_clean_list_is_checked_approved_and_published(snapshot: Snapshot) -> None:
    one = post(snapshot, file(row={"so_dinh_danh": "999******222"}))
    assert "Kiểm tra chọn văn bản" in one.do("bai_dang.trinh_duyet", "bai", nguoi_duyet=CHIEF)
    assert codes(one) == []
    one.act("bai_dang.trinh_duyet", "bai", nguoi_duyet=CHIEF).wait()
    one.act("bai_dang.dang", "bai")
    found = one.find("bai")
    assert (found.state, found.data["dia_chi"][:48]) == (
        "da_dang",
        "https://datmui.camau.example/cong-khai/20261125-",
    )


def test_another_file_has_to_be_checked_anew(snapshot: Snapshot) -> None:
    one = post(snapshot, file(), file("moi"))
    assert codes(one) == []
    one.act("bai_dang.thay_tep", "bai", tep="@moi")
    assert "Kiểm tra chọn văn bản" in one.do("bai_dang.trinh_duyet", "bai", nguoi_duyet=CHIEF)


def test_nobody_approves_their_own_work(snapshot: Snapshot) -> None:
    head = "truong_hoai_phong"
    values = {"tieu_de": "Danh sách", "nguoi_lam": head, "nguoi_duyet": head}
    bai = {"ref": "bai", "record": "bai_dang", "state": "cho_duyet", "values": values}
    one = Office(snapshot, head, bai, start=START)
    assert "không tự duyệt" in one.do("bai_dang.duyet", "bai")


def test_the_approver_sees_what_was_spoilt_after_the_check(snapshot: Snapshot) -> None:
    one = post(snapshot, file(), file("den", o_den=True))
    codes(one)
    one.act("tep.ve_o_den", "tep").act("bai_dang.trinh_duyet", "bai", nguoi_duyet=CHIEF).wait()
    found = one.find("bai")
    assert (found.state, "xuất lại" in found.data["y_kien"]) == ("tra_lai", True)


def test_a_leak_comes_back_as_a_complaint_and_an_incident(snapshot: Snapshot) -> None:
    one = post(snapshot, file(row={"so_dinh_danh": "999000111222"}), seats=(CHIEF,))
    one.act("bai_dang.dang_ngay", "bai").wait()
    found = one.find("bai")
    assert (found.data["ro_ri"], found.data["chua_duyet"]) == (True, True)
    (incident,) = one.made("su_co")
    assert (incident.state, incident.data["chu"]) == ("can_bao", DESK)
    one.act("bai_dang.go_bai", "bai", ly_do_go="Lộ số định danh của người dân.")
    assert one.find("bai").state == "da_go"


def test_a_list_without_leaks_stays_quiet_until_its_time_is_over(snapshot: Snapshot) -> None:
    one = post(snapshot, file(), den_ngay="2026-11-27").act("bai_dang.dang_ngay", "bai")
    one.wait("deadline")
    found = one.find("bai")
    assert (found.state, "ro_ri" in found.data, one.made("su_co")) == ("da_go", False, [])
