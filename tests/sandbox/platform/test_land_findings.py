"""E01–E10: each is found where it is, says what to do, and is gone once its root is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox import api
from sandbox.data import ca_mau_platform
from sandbox.data.world.lien_thong_land import COMMUNES
from sandbox.definition.conditions import Scope, holds
from sandbox.models import Snapshot
from tests.sandbox.platform.land import (
    ADDRESS,
    AT_BRANCH,
    PARCEL,
    branch,
    codes,
    drafted,
    ready,
    signed,
    until,
)
from tests.sandbox.platform.running import Office

OLD = "Ấp Rạch Tàu, xã Đất Mũi, huyện Ngọc Hiển, tỉnh Cà Mau"
AGAIN = ("phieu_chuyen.dong_bo_ho_so", "phieu", {})
Deed = tuple[str, str, dict[str, Any]]
BY_HAND: dict[str, Any] = {
    key: PARCEL[key] for key in ("xa", "to_ban_do", "dien_tich", "muc_dich", "so_gcn")
} | {"dia_chi_dat": ADDRESS, "dien_tich_gcn": PARCEL["dien_tich"]}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What is wrong from the start or by a slip of the hand, and how it is mended."""

    code: str
    cure: tuple[Deed, ...]
    dossier: dict[str, Any] = field(default_factory=dict)
    parcel: dict[str, Any] = field(default_factory=dict)
    slip: tuple[Deed, ...] = ()
    tax_office: str = "thue_co_so_6"


CASES = [
    Case(
        "E01",
        dossier={"ben_nhan_so_dinh_danh": "99971818229"},
        cure=(("ho_so_mc.sua", "hs", {"ben_nhan_so_dinh_danh": "999718182295"}), AGAIN),
    ),
    Case(
        "E01",
        dossier={
            "ben_chuyen_ten": AT_BRANCH["ben_nhan_ten"],
            "ben_nhan_ten": AT_BRANCH["ben_chuyen_ten"],
        },
        cure=(("phieu_chuyen.doi_hai_ben", "phieu", {}),),
    ),
    Case(
        "E02",
        dossier={"ben_nhan_dia_chi": OLD},
        cure=(("ho_so_mc.sua", "hs", {"ben_nhan_dia_chi": ADDRESS}), AGAIN),
    ),
    Case(
        "E03",
        dossier={"dien_tich_gcn": "1520.5"},
        cure=(("ho_so_mc.sua", "hs", {"dien_tich_gcn": "1250.5"}), AGAIN),
    ),
    Case(
        "E04",
        parcel={"muc_dich": [{"ma": "NTS", "dien_tich": 1000}, {"ma": "T", "dien_tich": "250.5"}]},
        cure=(
            ("thua_dat.chinh_ly", "thua", {"muc_dich": PARCEL["muc_dich"], "can_cu": "Theo GCN số DĐ 628760."}),
            ("phieu_chuyen.lay_du_lieu_thua", "phieu", {"dat": "@thua"}),
        ),
    ),
    Case(
        "E05",
        slip=(("phieu_chuyen.nhap_tay", "phieu", BY_HAND | {"so_thua": "902"}),),
        cure=(("phieu_chuyen.lay_du_lieu_thua", "phieu", {"dat": "@thua"}),),
    ),
    Case(
        "E06",
        tax_office="thue_co_so_7",
        cure=(("phieu_chuyen.chon_co_quan_thue", "phieu", {"co_quan_thue": "thue_co_so_6"}),),
    ),
    Case(
        "E07",
        dossier={"hop_dong": []},
        cure=(("phieu_chuyen.sua", "phieu", {"hop_dong": ["@hop_dong"]}),),
    ),
    Case(
        "E08",
        slip=(("phieu_chuyen.lap_phieu", "", {"ho_so": "@hs"}),),
        cure=(("phieu_chuyen.huy_phieu", "trung", {"ly_do_huy": "Lập trùng với phiếu khác."}),),
    ),
    Case(
        "E10",
        slip=(("phieu_chuyen.sua", "phieu", {"ngay_phieu": "20/11/2026"}),),
        cure=(("phieu_chuyen.sua", "phieu", {"ngay_phieu": "25/11/2026"}),),
    ),
]


def do(office: Office, deeds: tuple[Deed, ...]) -> None:
    for action, on, values in deeds:
        office.act(action, on or None, ref=None if on else "trung", **values)


@pytest.mark.parametrize("case", CASES, ids=[f"{place}-{case.code}" for place, case in enumerate(CASES)])
def test_it_is_found_alone_and_gone_once_mended(snapshot: Snapshot, case: Case) -> None:
    office = drafted(branch(snapshot, dossier=case.dossier, parcel=case.parcel), tax_office=case.tax_office)
    do(office, case.slip)
    office.act("phieu_chuyen.kiem_tra", "phieu")
    assert (codes(office), office.find("phieu").state) == ([case.code], "nhap")
    do(office, case.cure)
    office.act("phieu_chuyen.kiem_tra", "phieu")
    assert (codes(office), office.find("phieu").state) == ([], "da_kiem_tra")


def test_a_good_slip_has_no_finding(snapshot: Snapshot) -> None:
    office = drafted(branch(snapshot)).act("phieu_chuyen.kiem_tra", "phieu")
    assert (codes(office), office.find("phieu").state) == ([], "da_kiem_tra")


def test_e09_an_unsigned_slip_cannot_be_sent(snapshot: Snapshot) -> None:
    office = drafted(branch(snapshot)).act("phieu_chuyen.kiem_tra", "phieu")
    assert "chưa ký số" in office.do("phieu_chuyen.gui", "phieu")


@pytest.mark.parametrize(
    ("truth", "found"),
    [
        ({"chu_ky_that": "Nội dung đã bị sửa sau khi ký"}, "E09"),
        ({"dinh_danh_that": "999000000001"}, "E01"),
        ({"hop_dong_that": "Của thửa khác"}, "E07"),
    ],
)
def test_what_no_check_sees_the_tax_officer_returns_with_its_code(
    snapshot: Snapshot, truth: dict[str, str], found: str
) -> None:
    office = ready(snapshot, **truth).act("phieu_chuyen.gui", "phieu").wait(times=2)
    slip = office.find("phieu")
    assert (slip.state, slip.data["ma_loi"]) == ("thue_tra_lai", found)


def test_e09_a_new_signature_cures_a_broken_one(snapshot: Snapshot) -> None:
    office = ready(snapshot, chu_ky_that="Chứng thư hết hạn").act("phieu_chuyen.gui", "phieu").wait(times=2)
    assert codes(office, "loi_thue") == ["E09"]
    signed(office.act("phieu_chuyen.sua_tra_lai", "phieu"))
    until(office.act("phieu_chuyen.gui", "phieu", ghi_chu_sua="Đã ký số lại."), "da_ra_thong_bao")


def test_what_the_check_would_have_found_the_tax_officer_finds_too(snapshot: Snapshot) -> None:
    office = ready(snapshot, dien_tich_gcn="1520.5").act("phieu_chuyen.gui", "phieu").wait(times=2)
    assert (codes(office, "loi_thue"), office.find("phieu").data["ma_loi"]) == (["E03"], "E03")


def test_only_what_is_without_findings_is_submitted_and_signed(snapshot: Snapshot) -> None:
    office = drafted(branch(snapshot, dossier={"dien_tich_gcn": "1520.5"})).act("phieu_chuyen.kiem_tra", "phieu")
    assert office.do("phieu_chuyen.trinh_ky", "phieu")
    good = drafted(branch(snapshot)).act("phieu_chuyen.kiem_tra", "phieu").act("phieu_chuyen.trinh_ky", "phieu")
    good.act("thua_dat.huy_thua", "thua", can_cu="Tách thửa theo quyết định mới.").wait()
    assert (codes(good), good.find("phieu").state) == (["E05"], "nhap")


@pytest.mark.parametrize(
    ("address", "old"),
    [
        (ADDRESS, False),
        ("Số 12, Ấp Kinh Đào, xã Phan Ngọc Hiển, tỉnh Cà Mau", False),
        ("Khóm 3, phường An Xuyên, tỉnh Cà Mau", False),
        ("Ấp Huyền Trân, xã Tam Giang, tỉnh Cà Mau", False),
        (OLD, True),
        ("Ấp Mũi, xã Đất Mũi, H. Ngọc Hiển, Cà Mau", True),
        ("ap Rach Tau, xa Dat Mui, huyen Ngoc Hien", True),
        ("Khóm 8, thị trấn Rạch Gốc, tỉnh Cà Mau", True),
        ("Ấp Khai Long, xã Viên An, tỉnh Cà Mau", True),
        ("Phường 5, TP Cà Mau, tỉnh Cà Mau", True),
        ("Ấp 4, xã Tân Ân Tây, tỉnh Cà Mau", True),
    ],
)
def test_e02_knows_old_names_in_every_way_of_writing(address: str, old: bool) -> None:
    finding = ca_mau_platform().record("phieu_chuyen").findings["E02"]
    scope = Scope(platform=ca_mau_platform(), now="2026-11-25T08:00")
    assert holds(finding.require, {"ben_nhan_dia_chi": address}, scope=scope) is not old


@pytest.mark.parametrize(("typed", "stored"), [("1.250,5", "1250.5"), ("1250,5", "1250.5"), ("12.505", 12505)])
def test_an_area_is_read_as_vietnamese_write_it(snapshot: Snapshot, typed: str, stored: object) -> None:
    office = branch(snapshot).act("phieu_chuyen.lap_phieu", ref="phieu", ho_so="@hs")
    assert by_hand(office, typed).refusal is None
    assert office.find("phieu").data["dien_tich"] == stored


def test_of_1250_5_it_is_asked_which_is_meant(snapshot: Snapshot) -> None:
    office = branch(snapshot).act("phieu_chuyen.lap_phieu", ref="phieu", ho_so="@hs")
    refusal = by_hand(office, "1250.5").refusal
    assert refusal is not None
    assert "1.250,5 hay 12.505" in refusal.problems["dien_tich"].vi


def by_hand(office: Office, area: str) -> api.Outcome:
    """Part III as a person types it."""
    return api.perform(
        workspace_id=office.id,
        action="phieu_chuyen.nhap_tay",
        rid=office.find("phieu").rid,
        values=BY_HAND | {"so_thua": "901", "to_ban_do": "61", "dien_tich": area, "dien_tich_gcn": "1.250,5",
            "muc_dich": [{"ma": "NTS", "dien_tich": "1.250,5"}]},
        request_key=f"typed {area}",
        typed=True,
    )  # fmt: skip


def test_every_finding_says_what_to_do_in_both_languages_and_on_what_ground() -> None:
    findings = ca_mau_platform().record("phieu_chuyen").findings
    assert list(findings) == [f"E{number:02d}" for number in range(1, 11)]
    for finding in findings.values():
        assert len(finding.say.vi) > 60
        assert len(finding.say.en) > 60
        assert finding.law
        assert finding.field


def test_every_commune_has_exactly_one_tax_office_and_parcels_say_the_same() -> None:
    platform = ca_mau_platform()
    judge: Callable[[str, str], bool] = lambda xa, office: holds(  # noqa: E731
        platform.record("phieu_chuyen").findings["E06"].require,
        {"xa": xa, "co_quan_thue": office},
        scope=Scope(platform=platform, now="2026-11-25T08:00"),
    )
    offices = ("thue_co_so_1", "thue_co_so_6", "thue_co_so_7", "thue_tinh")
    for key, unit in platform.units.items():
        if unit.kind == "commune":
            assert [judge(key, office) for office in offices].count(True) == 1, key
    assert all(judge(key, office) for key, (_, office, _) in COMMUNES.items())
