"""A land dossier for tests: its parcel, its two parties, its papers, and the seats it passes."""

from __future__ import annotations

from typing import Any

from sandbox.models import Event, Snapshot
from sandbox.spec import RecordSelector
from tests.sandbox.platform.running import Office

NOTICE = RecordSelector(record="thong_bao_thue")
SLIP = RecordSelector(record="phieu_chuyen")

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
SHARES = {"ben_chuyen_ty_le": "100", "ben_nhan_ty_le": "100"}

SIGNED: dict[str, Any] = {
    **{
        key: value for key, value in DOSSIER.items() if key.startswith(("ma_ho_so", "loai_", "ben_", "dien_tich_gcn"))
    },
    **{
        key: PARCEL[key]
        for key in ("xa", "to_ban_do", "so_thua", "dien_tich", "muc_dich", "so_gcn", "gia_dat", "he_so")
    },
    "ho_so": "@hs",
    "dat": "@thua",
    "thua_that": "@thua",
    "dien_tich_that": PARCEL["dien_tich"],
    "dien_tich_tinh_thu": PARCEL["dien_tich"],
    "dia_chi_dat": ADDRESS,
    "nguon_du_lieu": "Lấy từ CSDL",
    "ben_chuyen_ty_le": 100,
    "ben_nhan_ty_le": 100,
    "hai_ben_doi_chieu": True,
    "co_quan_thue": "thue_co_so_6",
    "don_vi_chuyen": "cn_vpdkdd",
    "hop_dong": ["@hop_dong"],
    "ngay_phieu": "2026-11-25",
    "ngay_nhan_du": "2026-11-25T08:00",
    "nguoi_lap": OFFICER,
    "nguoi_ky": DIRECTOR,
    "ngay_ky": "2026-11-25T09:00",
    "chu_ky": "Hợp lệ",
    "so_phieu": 9001,
    "so_ky_hieu": "9001/PCTT",
    "lan_gui": 1,
    "dang_o": OFFICER,
}
LINK = "Gửi liên kết nộp trực tuyến"


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
    """A draft, signed and sent."""
    return signed(office).act("phieu_chuyen.gui", "phieu", **values)


def ready(snapshot: Snapshot, *, seats: tuple[str, ...] = (), **slip: Any) -> Office:
    """A signed slip on the land officer's desk, to be sent."""
    values = {key: value for key, value in (SIGNED | slip).items() if value is not None}
    placed = record("phieu", "phieu_chuyen", values, "da_ky")
    return branch(snapshot, OFFICER, placed, seats=seats, dossier={"phieu": "@phieu"})


def told(office: Office, how: str = LINK) -> Office:
    """Sent, received, the notice issued, attached, the dossier at status 6, the citizen told."""
    office.act("phieu_chuyen.gui", "phieu").wait(times=2)
    office.act("thong_bao_thue.gan_ho_so", NOTICE, ho_so="@hs").act("ho_so_mc.cho_nop_nvtc", "hs")
    return office.act("thong_bao_thue.huong_dan_nop", NOTICE, cach_huong_dan=how, kenh_bao=["SMS"])


def typed(area: str) -> dict[str, Any]:
    """What a slip says whose area was typed by hand, on the certificate's line as well."""
    told = {key: area for key in ("dien_tich", "dien_tich_tinh_thu", "dien_tich_gcn")}
    return told | {"nguon_du_lieu": "Nhập tay", "dat": None, "muc_dich": [{"ma": "NTS", "dien_tich": area}]}


def until(office: Office, state: str) -> Office:
    """Wait for answers until the slip has come to that state."""
    for _ in range(12):
        if office.made("phieu_chuyen")[-1].state == state:
            return office
        office.wait()
    raise AssertionError(f"the slip does not come to {state}")


def codes(office: Office, field: str = "loi") -> list[str]:
    """The findings that stand in the slip."""
    return [row["code"] for row in office.find("phieu").data.get(field, [])]


def way(office: Office, record_type: str) -> list[str]:
    """Every state that records of that type came to here, in the order of the log."""
    changes = [
        row
        for event in Event.objects.filter(workspace_id=office.id).order_by("seq")
        for row in event.changes.get("rows", [])
    ]
    moved = [row["state"] for row in changes if row["type"] == record_type]
    return [after for before, after in moved if after and before != after]


def log(office: Office) -> list[tuple[str, str, str, Any]]:
    """What happened, when, by whom, and what it changed."""
    events = Event.objects.filter(workspace_id=office.id).order_by("seq")
    return [(event.action, event.clock, event.actor, event.changes) for event in events]


def moment(office: Office, action: str) -> str:
    """When that was last done."""
    found = (
        Event.objects.filter(workspace_id=office.id, action=action)
        .exclude(kind=Event.Kind.REFUSED)
        .order_by("seq")
        .last()
    )
    assert found is not None
    return str(found.clock)
