"""Land to tax in autumn 2026: the branch's steps, the cadastral table of its communes, slips in every state, notices.

Slips of Đất Mũi belong to the dossiers of the one-stop desk (which get their parcel, slip and notice written into
them); those of the neighbouring communes came from desks outside of this sandbox.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.data.world.lien_thong_land import Land
from sandbox.data.world.lien_thong_papers import certificate, contract, notice
from sandbox.definition.calendar import later, working_minutes_between
from sandbox.definition.schema import Platform

PARCELS = 250
FIRST_SLIP, FIRST_NOTICE = 1018, 2207  # numbers of the year
LATEST = "2026-11-20T17:20"  # nothing that happened lies after the last working day
OFFICER, DIRECTOR, TAX = "quach_thi_be_nam", "mai_thanh_long", "duong_kim_chi"
#: step, working days, who, outside of the dossier's time limit, note; thirteen days in all
STEPS: tuple[tuple[str, int, str, bool, str], ...] = (
    ("Tiếp nhận hồ sơ từ một cửa", 1, "Viên chức chi nhánh", False, "Nhận trên hệ thống, không nhận giấy rời."),
    ("Thẩm định hồ sơ", 1, "Viên chức chi nhánh, địa chính xã", False, "Cần thì đề nghị xã xác nhận hiện trạng."),
    ("Lập, kiểm tra, ký phiếu chuyển thuế", 2, "Viên chức, Giám đốc chi nhánh", False, "Dữ liệu lấy từ CSDL."),
    ("Thuế xác định nghĩa vụ tài chính", 5, "Thuế cơ sở", True, "Đồng hồ của hồ sơ dừng từ lúc gửi phiếu."),
    ("Thông báo, chờ công dân nộp", 0, "Một cửa, công dân, Kho bạc", True, "Hồ sơ ở trạng thái 6."),
    ("In Giấy chứng nhận", 5, "Viên chức chi nhánh", False, "Chỉ in khi thuế đã xác nhận trên hệ thống."),
    ("Kiểm tra bản in", 1, "Viên chức chi nhánh", False, ""),
    ("Trình ký Giấy chứng nhận", 1, "Giám đốc chi nhánh", False, ""),
    ("Vào sổ, chuyển một cửa", 1, "Viên chức chi nhánh", False, "Chỉnh lý CSDL cùng lúc."),
    ("Trả kết quả", 1, "Một cửa", False, "Trả bản giấy và bản điện tử."),
)
#: state → working days in which the next step is due
DUE = {"nhap": 2, "da_gui": 5, "thue_da_nhan": 4, "thue_tra_lai": 1, "da_nop_du": 1, "thue_xac_nhan": 5}
WAY = (
    "nhap", "da_kiem_tra", "da_ky", "da_gui", "thue_da_nhan", "da_ra_thong_bao", "da_nop_du", "thue_xac_nhan", "dong",
)  # fmt: skip
PLACE = {state: place for place, state in enumerate(WAY)} | {"thue_tra_lai": 3, "da_huy": 0}  # how far it came
#: states of the slips of dossiers in progress, in turn
IN_PROGRESS = ("nhap", "da_gui", "thue_tra_lai", "thue_da_nhan", "thue_xac_nhan", "da_ky", "da_kiem_tra")
#: state → how many slips from neighbouring communes
ELSEWHERE = {
    "nhap": 3, "da_kiem_tra": 1, "da_ky": 2, "da_gui": 3, "thue_da_nhan": 4, "thue_tra_lai": 3, "da_ra_thong_bao": 7,
    "da_nop_du": 2, "thue_xac_nhan": 2, "dong": 12, "da_huy": 1,
}  # fmt: skip
RETURNS = {
    "E02": "Địa chỉ còn tên huyện, xã đã sáp nhập: không xác định được địa bàn theo danh mục hai cấp.",
    "E03": "Diện tích trên phiếu lệch diện tích trên Giấy chứng nhận kèm theo.",
    "E07": "Phiếu chưa kèm tệp hợp đồng hoặc văn bản chuyển quyền.",
}
PARTY = ("ten", "so_dinh_danh", "ngay_sinh", "dia_chi", "dien_thoai")
FROM_DOSSIER = (
    *("ma_ho_so", "loai_bien_dong", "gia_chuyen_nhuong"),
    *(f"{side}_{one}" for side in ("ben_chuyen", "ben_nhan") for one in PARTY),
)
FROM_PARCEL = (
    "xa", "to_ban_do", "so_thua", "dien_tich", "hinh_thuc", "muc_dich", "nguon_goc", "thoi_han", "so_gcn",
    "ngay_cap_gcn", "duong", "vi_tri", "loai_dat", "he_so", "gia_dat", "han_muc", "tai_san", "co_quan_thue",
)  # fmt: skip
PROCEDURE = "Đăng ký biến động do chuyển nhượng, thừa kế, tặng cho quyền sử dụng đất"


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """Steps, parcels, slips, notices, and the papers of the slips that are still open, in this order."""
    return _Branch(platform, dice, first_rid, before).records()


@dataclass
class _Branch:
    platform: Platform
    dice: random.Random
    first_rid: int
    before: Sequence[BaseRecordSpec]
    parcels: list[BaseRecordSpec] = field(default_factory=list)
    slips: list[BaseRecordSpec] = field(default_factory=list)
    notices: list[BaseRecordSpec] = field(default_factory=list)
    files: list[BaseRecordSpec] = field(default_factory=list)

    def records(self) -> list[BaseRecordSpec]:
        self.land = Land(self.platform, self.dice)
        wanted = [*self.dossiers(), *self.others()]
        self.first_parcel = self.first_rid + len(STEPS)
        self.first_slip = self.first_parcel + PARCELS
        self.first_notice = self.first_slip + len(wanted)
        self.first_file = self.first_notice + sum(PLACE[state] >= PLACE["da_ra_thong_bao"] for _, _, state in wanted)
        for rid, dossier, state in wanted:
            self.slip(rid, dossier, state)
        others = [self.land.parcel(self.land.anywhere(), {}) for _ in range(PARCELS - len(self.parcels))]
        self.land.spoil(others)
        steps = [_step(place, *words) for place, words in enumerate(STEPS, 1)]
        return [*steps, *self.parcels, *others, *self.slips, *self.notices, *self.files]

    # --- which slips --------------------------------------------------------------------------------------

    def dossiers(self) -> Iterator[tuple[int, BaseRecordSpec, str]]:
        """The desk's dossiers that go by the tax office, with the state of their slip."""
        turn = 0
        for rid, spec in enumerate(self.before, 1):
            if spec.record != "ho_so_mc" or not spec.values.get("can_chuyen_thue"):
                continue
            if spec.state in ("da_tra_ket_qua", "da_xu_ly_xong"):
                yield rid, spec, "dong"
            elif spec.state == "yeu_cau_nvtc":
                yield rid, spec, "da_ra_thong_bao"
            elif spec.state == "dang_xu_ly":
                yield rid, spec, IN_PROGRESS[turn % len(IN_PROGRESS)]
                turn += 1

    def others(self) -> list[tuple[int, None, str]]:
        states = [state for state, many in ELSEWHERE.items() for _ in range(many)]
        self.dice.shuffle(states)
        return [(0, None, state) for state in states]

    # --- one slip -----------------------------------------------------------------------------------------

    def slip(self, dossier_rid: int, dossier: BaseRecordSpec | None, state: str) -> None:
        commune = "ubnd_dat_mui" if dossier else self.land.anywhere(but="ubnd_dat_mui")
        parcel = self.land.parcel(commune, dossier.values if dossier else {})
        rid, parcel_rid = self.first_slip + len(self.slips), self.first_parcel + len(self.parcels)
        self.parcels.append(parcel)
        values = self.asked(dossier_rid, dossier, parcel) | self.parts(parcel, parcel_rid)
        times = self.times(dossier, values["ngay_nhan_du"], PLACE[state])
        values |= {"ngay_phieu": times[0][:10], "lan_gui": 1, "nguoi_lap": OFFICER}
        self.follow(values, state, times)
        if dossier:
            dossier.values.update(dat=parcel_rid, phieu=rid)
            if state in ("da_gui", "thue_da_nhan", "da_ra_thong_bao"):
                waits = "Chờ cơ quan thuế" if state != "da_ra_thong_bao" else "Chờ công dân nộp nghĩa vụ tài chính"
                dossier.values.update(dung_tu=times[3], ly_do_dung=waits)
                dossier.values.pop("tre_han", None)
        if PLACE[state] >= PLACE["da_ra_thong_bao"]:
            self.notice(values, rid, times, dossier, state)
        if state == "dong":
            self.close(values, parcel, times[-1])
        self.slips.append(BaseRecordSpec(record="phieu_chuyen", state=state, values=values))

    def asked(self, rid: int, dossier: BaseRecordSpec | None, parcel: BaseRecordSpec) -> dict[str, Any]:
        """Parts I and II: from the dossier, or from a desk that is not in this sandbox."""
        if dossier:
            given = dossier.values
            told = {"ho_so": rid, "ngay_nhan_du": given["ngay_tiep_nhan"], "loai_thu_tuc": given["noi_dung_de_nghi"]}
            return told | {key: given[key] for key in FROM_DOSSIER if key in given}
        land = parcel.values
        day = date(2026, 10, 5) + timedelta(self.dice.randrange(40))
        received = later(self.platform.calendar, f"{day}T07:30", minutes=self.dice.randrange(10, 470))
        kind = self.dice.choice(("Chuyển nhượng", "Tặng cho", "Thừa kế"))
        code = str(self.platform.units[land["xa"]].code)
        price = {"gia_chuyen_nhuong": self.dice.randrange(150, 900) * 1_000_000} if kind == "Chuyển nhượng" else {}
        return price | {
            "ma_ho_so": f"{code}-{received[2:10].replace('-', '')}-{self.dice.randrange(40, 900):04d}",
            "ngay_nhan_du": received,
            "loai_thu_tuc": PROCEDURE,
            "loai_bien_dong": kind,
            "ben_chuyen_ten": land["chu_su_dung"],
            "ben_chuyen_so_dinh_danh": land["chu_so_dinh_danh"],
            "ben_chuyen_dia_chi": land["dia_chi"],
            "ben_nhan_ten": self.land.name(),
            "ben_nhan_so_dinh_danh": self.land.identity(),
            "ben_nhan_dia_chi": land["dia_chi"],
        }

    def parts(self, parcel: BaseRecordSpec, rid: int) -> dict[str, Any]:
        """The header, and part III as it is taken from the database."""
        land = parcel.values
        return {key: land[key] for key in FROM_PARCEL if key in land} | {
            "don_vi_chuyen": "cn_vpdkdd",
            "can_cu_phap_ly": "Luật Đất đai 2024; Nghị định 101/2024/NĐ-CP; Nghị định 151/2025/NĐ-CP",
            "ben_chuyen_ty_le": 100,
            "ben_nhan_ty_le": 100,
            "hai_ben_doi_chieu": True,
            "nguon_du_lieu": "Lấy từ CSDL",
            "dat": rid,
            "thua_that": rid,
            "dien_tich_that": land["dien_tich"],
            "dia_chi_dat": land["dia_chi"],
            "dien_tich_gcn": land["dien_tich"],
            "dien_tich_tinh_thu": land["dien_tich"],
            "mien_giam": "Không đề nghị",
        }

    def times(self, dossier: BaseRecordSpec | None, received: str, reached: int) -> list[str]:
        """When each state was reached, spread over the office time that there was."""
        office, last = self.platform.calendar, LATEST
        if dossier and "xac_nhan_kq_luc" in dossier.values:
            last = dossier.values["xac_nhan_kq_luc"]
        elif not dossier and reached == PLACE["dong"]:
            last = min(LATEST, later(office, received, days=self.dice.randrange(9, 16)))
        span = working_minutes_between(office, received, last)
        return [later(office, received, minutes=span * (place + 1) // (reached + 2)) for place in range(reached + 1)]

    def follow(self, values: dict[str, Any], state: str, times: list[str]) -> None:
        """Check, signature and sending, as far as the slip came; who holds it, until when."""
        reached = PLACE[state]
        if reached >= PLACE["da_kiem_tra"]:
            values["ngay_kiem_tra"] = times[1]
        if reached >= PLACE["da_ky"]:
            number = FIRST_SLIP + len(self.slips)
            values |= {"so_phieu": number, "so_ky_hieu": f"{number:04d}/PCTT", "chu_ky": "Hợp lệ"}
            values |= {"nguoi_ky": DIRECTOR, "ngay_ky": times[2]}
        if reached >= PLACE["da_gui"]:
            values |= {"noi_gui": values["co_quan_thue"], "kenh_gui": "Trục liên thông", "ngay_gui": times[3]}
        if state == "thue_tra_lai":
            code = self.dice.choice(list(RETURNS))
            values |= {"ma_loi": code, "ly_do_tra": RETURNS[code], "ngay_tra": LATEST}
        if state == "da_huy":
            values["ly_do_huy"] = "Công dân rút hồ sơ trước khi ký phiếu."
        if state not in ("dong", "da_huy"):
            at_tax = state in ("da_gui", "thue_da_nhan", "da_nop_du")
            values["dang_o"] = TAX if at_tax else DIRECTOR if state == "da_kiem_tra" else OFFICER
            self.papers(values)
        if state in DUE:
            since = LATEST if state == "thue_tra_lai" else times[-1]
            values["han_buoc"] = later(self.platform.calendar, since, days=DUE[state])

    def papers(self, values: dict[str, Any]) -> None:
        """Contract and certificate of a slip that is still open."""
        for name, write in (("hop_dong", contract), ("gcn_tep", certificate)):
            values[name] = [self.first_file + len(self.files)]
            self.files.append(BaseRecordSpec(record="tep", state="dinh_kem", values=write(values)))

    # --- its end ------------------------------------------------------------------------------------------

    def notice(
        self, slip: dict[str, Any], rid: int, times: list[str], dossier: BaseRecordSpec | None, state: str
    ) -> None:
        """What is due, and how far the citizen came in paying it."""
        base = Decimal(str(slip["dien_tich_tinh_thu"])) * slip["gia_dat"] * Decimal(str(slip["he_so"]))
        fee, tax = int(base * Decimal("0.005")), slip.get("gia_chuyen_nhuong", 0) // 50
        number, office = FIRST_NOTICE + len(self.notices), self.platform.calendar
        slip |= {"so_thong_bao": number, "ma_thong_bao": f"{number:05d}/TB-TCS6", "ngay_ra_thong_bao": times[5]}
        slip |= {
            "le_phi_truoc_ba": fee,
            "tong_phai_nop": fee + tax,
            "thong_bao": self.first_notice + len(self.notices),
        }
        slip["khoan_thu"] = [{"tieu_muc": "2801", "ten": "Lệ phí trước bạ nhà đất", "so_tien": fee}]
        if tax:
            income = "Thuế thu nhập cá nhân từ chuyển nhượng bất động sản"
            slip["thue_tncn"] = tax
            slip["khoan_thu"].append({"tieu_muc": "1006", "ten": income, "so_tien": tax})
        values = notice(slip, later(office, times[5], days=20)[:10])
        values |= {"phieu": rid, "dien_tich_that": slip["dien_tich_that"]}
        stands = {"da_ra_thong_bao": "cho_nop", "da_nop_du": "da_nop"}.get(state, "da_xac_nhan")
        if dossier:
            values["ho_so"] = slip["ho_so"]
            dossier.values["thong_bao"] = slip["thong_bao"]
        values |= {"cach_huong_dan": "Gửi liên kết nộp trực tuyến", "kenh_bao": ["SMS", "VNeID"]}
        values["ngay_bao"] = min(LATEST, later(office, times[5], minutes=90))
        if len(times) > PLACE["da_nop_du"]:
            slip["ngay_nop_du"] = values["kho_bac_luc"] = times[6]
            values |= {"so_da_nop": values["tong_tien"], "ngay_nop": later(office, times[6], minutes=-60)}
        if len(times) > PLACE["thue_xac_nhan"]:
            slip["ngay_xac_nhan"] = values["xac_nhan_luc"] = times[7]
        self.notices.append(BaseRecordSpec(record="thong_bao_thue", state=stands, values=values))

    def close(self, slip: dict[str, Any], parcel: BaseRecordSpec, at: str) -> None:
        """The new certificate, in the slip and in the database."""
        number = f"DM {self.dice.randrange(100_000, 140_000)}"
        slip |= {"gcn_so_moi": number, "buoc_gcn": "Đã ký", "ngay_dong": at}
        holder = {"chu_su_dung": slip["ben_nhan_ten"], "chu_so_dinh_danh": slip["ben_nhan_so_dinh_danh"]}
        parcel.values.update(holder | {"so_gcn": number, "ngay_cap_gcn": at[:10]})


def _step(place: int, name: str, days: int, who: str, outside: bool, note: str) -> BaseRecordSpec:
    values = {"thu_tu": place, "ten": name, "so_ngay": days, "nguoi": who, "ngoai_thoi_han": outside, "ghi_chu": note}
    kept = {key: value for key, value in values.items() if value is not False and value != ""}
    return BaseRecordSpec(record="buoc_quy_trinh", state="ap_dung", values=kept)
