"""What the tests of answers and signatures put on the desks: a letter, drafts on their way, signing keys, files."""

from __future__ import annotations

from typing import Any

from sandbox.spec import RecordSelector
from tests.sandbox.platform.commune import CHIEF, CLERK, HEAD, LETTER, OFFICER, REGISTERED, VICE
from tests.sandbox.platform.running import Values

ADMIN = "ngo_gia_huy"
ANSWER = RecordSelector(record="vb_di", where={"vb_lien_quan": "@vb"})
FILE = RecordSelector(record="ho_so_cv", where={"vb_den": "@vb"})
FORM: Values = {
    "trich_yeu": "V/v báo cáo tiến độ thả nuôi tôm sú",
    "kinh_gui": ["so_nnmt"],
    "noi_nhan": ["Như trên", "Lưu: VT, KT"],
    "do_khan": "Thường",
    "nguoi_ky": VICE,
}
SEAL: Values = {"noi_nhan_ma": ["so_nnmt"]}


def key_of(ref: str, person: str, **more: Any) -> Values:
    """A signing key in its scenario: PIN 482915."""
    values = {"ten": ref, "loai_ct": "Cá nhân", "chu_the": person, "nguoi_giu": person, "quan_ly": ADMIN}
    values |= {"khoa": "Token USB", "hieu_luc_tu": "2025-08-15", "hieu_luc_den": "2028-08-14", "pin": "482915"}
    return {"ref": ref, "record": "chung_thu", "values": values | more}


def agency_key(**more: Any) -> Values:
    key = key_of("khoa_cq", CLERK, loai_ct="Cơ quan", co_quan="ubnd_dat_mui", **more)
    del key["values"]["chu_the"]
    return key


def letter(state: str = "cho_tiep_nhan", **more: Any) -> Values:
    values = LETTER if state == "cho_tiep_nhan" else REGISTERED
    return {"ref": "vb", "record": "van_ban", "state": state, "values": values | {"han_goc": "2026-12-01"} | more}


def draft(state: str, ref: str = "di", **more: Any) -> Values:
    """An outgoing document by Lê Hoàng Nhớ for the vice chair's signature, as far as that state."""
    holder = {"du_thao": OFFICER, "cho_duyet_phong": HEAD, "cho_kt_the_thuc": CHIEF, "cho_ky": VICE}.get(state, CLERK)
    values: Values = FORM | {
        "loai_vb": "Công văn",
        "mau": "Công văn",
        "do_mat": "Thường",
        "tu_cach_ky": "KT.",
        "noi_dung": "Thực hiện văn bản của Quý cơ quan, Ủy ban nhân dân xã Đất Mũi gửi số liệu theo bảng.",
        "nguoi_soan": OFFICER,
        "don_vi_soan": "phong_kinh_te",
        "dang_o": holder,
        "phien_ban": 1,
    }
    signed = {"da_ky", "da_cap_so", "da_ky_co_quan", "da_phat_hanh", "da_luu"}
    if state in signed:
        values |= {"ngay_ky": "2026-11-25T07:40", "chu_ky_that": "Hợp lệ"}
    if state in signed - {"da_ky"}:
        values |= {"so_di": 9001, "so_ky_hieu": "9001/UBND-KT", "ngay_vb": "2026-11-25"}
    if state in {"da_phat_hanh", "da_luu"}:
        values |= {
            "noi_nhan_ma": ["so_nnmt"],
            "phuong_thuc_gui": "Trục liên thông",
            "trang_thai_truc": "01 Chờ tiếp nhận",
        }
    return {"ref": ref, "record": "vb_di", "state": state, "values": values | more}


def file(ref: str, digest: str, **more: Any) -> Values:
    values = {"ten": f"{ref}.pdf", "dinh_dang": "PDF", "ma_bam": digest, "phien_ban": 1, "da_ky": "Chưa ký"} | more
    return {"ref": ref, "record": "tep", "state": "dinh_kem", "values": values}
