"""A land dossier for tests: its parcel, its two parties, its papers, and the seats it passes."""

from __future__ import annotations

from typing import Any

from sandbox.models import Snapshot
from tests.sandbox.platform.running import Office

DESK, OFFICER, DIRECTOR, TAX, CADASTRE = (
    "to_thi_ngoc_han", "quach_thi_be_nam", "mai_thanh_long", "duong_kim_chi", "thach_minh_tam",
)  # fmt: skip
ADDRESS = "Ấp Rạch Tàu, xã Đất Mũi, tỉnh Cà Mau"
PARCEL: dict[str, Any] = {
    "ten_thua": "Thửa 901, tờ 61, xã Đất Mũi",
    "xa": "ubnd_dat_mui",
    "to_ban_do": 61,
    "so_thua": 901,
    "dia_chi": ADDRESS,
    "dien_tich": "1250.5",
    "muc_dich": [{"ma": "NTS", "dien_tich": 1000}, {"ma": "ONT", "dien_tich": "250.5"}],
    "loai_dat": "Đất nuôi trồng thủy sản",
    "so_gcn": "DĐ 628760",
    "chu_su_dung": "Danh Sa Rươl",
    "gia_dat": 70000,
    "he_so": 1,
    "co_quan_thue": "thue_co_so_6",
}
DOSSIER: dict[str, Any] = {
    "ma_ho_so": "H12.138-261123-9017",
    "noi_dung_de_nghi": "Tặng cho quyền sử dụng đất",
    "ho_ten": "Danh Thị Sà Vy",
    "so_dinh_danh": "999718182295",
    "dia_chi": ADDRESS,
    "dien_thoai": "0900 999 411",
    "hinh_thuc_nop": "Trực tuyến",
    "hinh_thuc_tra": "Tại quầy",
    "kenh_bao": ["SMS"],
    "loai_bien_dong": "Tặng cho",
    "ben_chuyen_ten": "Danh Sa Rươl",
    "ben_chuyen_so_dinh_danh": "999910510690",
    "ben_chuyen_dia_chi": ADDRESS,
    "ben_nhan_ten": "Danh Thị Sà Vy",
    "ben_nhan_so_dinh_danh": "999718182295",
    "ben_nhan_dia_chi": ADDRESS,
    "ty_le_so_huu": 100,
    "dien_tich_gcn": "1250.5",
    "can_chuyen_thue": True,
}
AT_BRANCH: dict[str, Any] = DOSSIER | {
    "dat": "@thua",
    "ngay_nop": "2026-11-25T07:40",
    "ngay_tiep_nhan": "2026-11-25T08:00",
    "ngay_hen_tra": "2026-12-02T08:00",
    "dang_o": OFFICER,
    "nguoi_xu_ly": OFFICER,
    "hop_dong": ["@hop_dong"],
}
SLIP: dict[str, Any] = {"on": "phieu"}
SHARES = {"ben_chuyen_ty_le": "100", "ben_nhan_ty_le": "100"}


def record(ref: str, kind: str, values: dict[str, Any], state: str | None = None) -> dict[str, Any]:
    return {"ref": ref, "record": kind, "values": values} | ({"state": state} if state else {})


def branch(
    snapshot: Snapshot, person: str = OFFICER, *more: dict[str, Any], seats: tuple[str, ...] = (),
    dossier: dict[str, Any] | None = None, parcel: dict[str, Any] | None = None,
) -> Office:  # fmt: skip
    """Wednesday 8:00: a complete dossier has just come to the branch."""
    papers = {"ten": "hop-dong-tang-cho.pdf", "dinh_dang": "PDF"}
    return Office(
        snapshot,
        person,
        record("hop_dong", "tep", papers, "dinh_kem"),
        record("thua", "thua_dat", PARCEL | (parcel or {})),
        record("hs", "ho_so_mc", AT_BRANCH | (dossier or {}), "dang_xu_ly"),
        *more,
        seats=seats,
    )


def drafted(office: Office, *, tax_office: str = "thue_co_so_6") -> Office:
    """A slip with everything in it, not yet checked."""
    office.act("phieu_chuyen.lap_phieu", ref="phieu", ho_so="@hs")
    office.act("phieu_chuyen.lay_du_lieu_thua", "phieu", dat="@thua")
    office.act("phieu_chuyen.doi_chieu_hai_ben", "phieu", **SHARES)
    return office.act("phieu_chuyen.chon_co_quan_thue", "phieu", co_quan_thue=tax_office)


def signed(office: Office) -> Office:
    """Checked, submitted, and signed by the director."""
    office.act("phieu_chuyen.kiem_tra", "phieu").act("phieu_chuyen.trinh_ky", "phieu").wait()
    assert office.find("phieu").state == "da_ky"
    return office


def sent(office: Office, **values: str) -> Office:
    return signed(drafted(office)).act("phieu_chuyen.gui", "phieu", **values)


def codes(office: Office, field: str = "loi") -> list[str]:
    """The findings that stand in the slip."""
    return [row["code"] for row in office.find("phieu").data.get(field, [])]
