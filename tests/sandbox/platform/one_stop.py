"""A dossier about eroded land at the one-stop desk, and short names for what is done with it."""

from __future__ import annotations

from typing import Any

from sandbox.models import Snapshot
from sandbox.spec import RecordSelector
from tests.sandbox.platform.running import Office, Values

DESK, LAND, BRANCH = "to_thi_ngoc_han", "thach_minh_tam", "quach_thi_be_nam"
VICE, DIRECTOR, ADMIN = "huynh_kim_thoa", "ly_van_phuoc", "ngo_gia_huy"
START = "2026-11-25T08:00"  # a Wednesday
FULL = "Mỗi thành phần một tệp, 300 dpi"
FORM = {number: f"{number} –" for number in ("01", "02", "03", "04", "05", "06")}
PAPERS = [
    {"ten": "Đơn đăng ký biến động đất đai (Mẫu 18)", "ten_tep": "DonDangKyBienDong.pdf", "bat_buoc": True},
    {"ten": "Giấy chứng nhận đã cấp", "ten_tep": "GiayChungNhan.pdf", "bat_buoc": True},
    {"ten": "Ảnh hoặc mô tả hiện trạng sạt lở", "ten_tep": "HienTrangSatLo.pdf", "bat_buoc": True},
    {"ten": "Bản sao căn cước", "ten_tep": "BanSaoCanCuoc.pdf", "bat_buoc": False, "tra_cuu_duoc": True},
]  # fmt: skip


def papers(*found: str) -> list[Values]:
    """The components of 1.013833, found so in this order."""
    kinds = ("Bản chính", "Bản chính", "Bản sao", "Bản sao")
    rows = [{**row, "ban": kind, "so_luong": 1} for row, kind in zip(PAPERS, kinds, strict=True)]
    return [{**row, "trang_thai": one} for row, one in zip(rows, found, strict=True)] if found else rows


GOOD = papers("Đủ", "Đủ", "Đủ", "Tra cứu CSDL")


def dossier(state: str = "moi_dang_ky", **values: Any) -> Values:
    """An erosion dossier (1.013833, ten working days, handled by the Economics Division)."""
    facts: Values = {
        "so_ho_so": 3999,
        "ma_ho_so": "H12.138-261125-3999",
        "thu_tuc": "@thu_tuc:1.013833",
        "ma_tthc": "1.013833",
        "linh_vuc": "Đất đai",
        "co_quan_giai_quyet": "phong_kinh_te",
        "thoi_han": 10,
        "don_vi_thoi_han": "Ngày làm việc",
        "ho_ten": "Danh Sà Rinh",
        "so_dinh_danh": "999000111222",
        "dia_chi": "Ấp Mũi, xã Đất Mũi, tỉnh Cà Mau",
        "dien_thoai": "0900 999 401",
        "hinh_thuc_nop": "Trực tiếp",
        "ngay_nop": "2026-11-25T07:50",
        "phi": 60000,
        "le_phi": 20000,
        "trang_thai_tt": "Đã thanh toán",
        "thanh_phan": papers(),
    }
    if state != "moi_dang_ky":
        facts |= {
            "ngay_tiep_nhan": "2026-11-20T09:00",
            "ngay_hen_tra": "2026-11-27T09:00",
            "kenh_bao": ["SMS"],
            "thanh_phan": GOOD,
        }
    if state == "dang_xu_ly":
        facts |= {"dang_o": LAND, "nguoi_xu_ly": LAND}
    return {"ref": "hs", "record": "ho_so_mc", "state": state, "values": facts | values}


def office(
    snapshot: Snapshot, person: str = DESK, state: str = "moi_dang_ky", *, start: str = START, **values: Any
) -> Office:
    return Office(snapshot, person, dossier(state, **values), start=start)


def slip(kind: str) -> RecordSelector:
    mau = {"04": "04 – Văn bản xin lỗi và đề nghị gia hạn"}[kind]
    return RecordSelector(record="phieu_mc", where={"mau": mau})


def forms(one: Office) -> list[str]:
    return [form.data["mau"][:2] for form in one.made("phieu_mc")]


def warnings(one: Office) -> list[str]:
    return [row["code"] for row in one.find("hs").data.get("canh_bao", [])]


def checked(one: Office, *found: str) -> Office:
    return one.act("ho_so_mc.doi_chieu", "hs", thanh_phan=papers(*found) if found else GOOD)


def received(one: Office, due: str = "2026-12-09T08:00") -> Office:
    return checked(one).act("ho_so_mc.tiep_nhan", "hs", ngay_hen_tra=due, hinh_thuc_tra="Tại quầy", kenh_bao=["SMS"])


def ask(one: Office, by: str = "2026-12-02") -> Office:
    return one.act("ho_so_mc.yeu_cau_bo_sung", "hs", han_bo_sung=by, kenh_bao=["SMS"])
