"""The one-stop desk of autumn 2026: the catalogue of procedures, its dossiers in every state, their forms, look-ups.

Dossiers were filed on working days from 01/09 to 20/11/2026 and stand where a dossier of their age stands: most went
back to the applicant in time, a few are late, some wait for papers, for payment or for the tax office.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import is_working_day, later, working_days_between
from sandbox.definition.schema import Platform
from sandbox.definition.yamlfile import read_plain

FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2026, 11, 20)
LATEST = "2026-11-20T17:20"  # nothing that happened lies after the last working day
DOSSIERS = 300
FIRST_NUMBER = 2641  # of the year's register
RECENT = 10  # working days of which the register is whole; of earlier ones a part was kept
RECEIPTS = 60  # of the newest dossiers the receipt is kept too
LOOK_UPS = 40
COPIED = ("ma_tthc", "linh_vuc", "thoi_han", "don_vi_thoi_han", "phi", "le_phi")  # from the procedure
#: code of the procedure → how many of 100 dossiers, and who works on it
SHARES = {
    "2.000815": (24, "son_thi_na_ri"),
    "1.001193": (14, "son_thi_na_ri"),
    "1.004873": (10, "nguyen_thi_thu_dm"),
    "1.001612": (8, "le_hoang_nho"),
    "1.013831": (18, "quach_thi_be_nam"),
    "1.012784": (8, "quach_thi_be_nam"),
    "1.012783": (8, "quach_thi_be_nam"),
    "1.013833": (6, "thach_minh_tam"),
    "1.013988": (4, "quach_thi_be_nam"),
}
CHANGES = {
    "1.013831": ("Chuyển nhượng", "Tặng cho", "Tặng cho", "Thừa kế"),
    "1.012784": ("Tách thửa", "Hợp thửa"),
    "1.012783": ("Cấp đổi",),
    "1.013833": ("Giảm diện tích do sạt lở", "Đổi thông tin"),
    "1.013988": ("Xóa ghi nợ",),
}
HAMLETS = ("Mũi", "Rạch Tàu", "Kinh Đào", "Cồn Mũi", "Kinh Năm", "Lạch Vàm", "Xóm Mũi", "Cái Mòi", "Khai Long")
RECEIVED = {"duoc_tiep_nhan", "dang_xu_ly", "yeu_cau_nvtc", "dung_xu_ly", "da_xu_ly_xong", "da_tra_ket_qua"}
WITH_OFFICER = {"dang_xu_ly", "yeu_cau_nvtc", "dung_xu_ly"}
FORMS = {
    "01": "01 – Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "02 – Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "03 – Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "04": "04 – Văn bản xin lỗi và đề nghị gia hạn",
    "05": "05 – Thông báo dừng giải quyết hồ sơ",
}
SYMBOLS = {"01": "TNHS-TTPVHCC", "02": "YCBS-TTPVHCC", "03": "TCGQ-TTPVHCC", "04": "XLGH-UBND", "05": "TBD-UBND"}


def catalogue() -> list[dict[str, Any]]:
    """The procedures as `thu_tuc.yaml` describes them."""
    words: list[dict[str, Any]] = read_plain(Path(__file__).parent / "thu_tuc.yaml")
    return words


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Procedures, dossiers by the time they were filed, the forms that were sent, and look-ups."""
    return list(_Desk(platform, dice, first_rid).records())


@dataclass
class _Desk:
    platform: Platform
    dice: random.Random
    first_rid: int
    procedures: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)  # code → rid, its values
    forms: list[BaseRecordSpec] = field(default_factory=list)
    number: int = 4100  # of the book of forms

    def records(self) -> Iterator[BaseRecordSpec]:
        procedures = [_procedure(words) for words in catalogue()]
        for place, spec in enumerate(procedures):
            self.procedures[spec.values["ma_tthc"]] = (self.first_rid + place, spec.values)
        yield from procedures
        first = self.first_rid + len(procedures)
        dossiers = [self.dossier(moment, place) for place, moment in enumerate(self.moments())]
        for place, spec in enumerate(dossiers):
            self.write_forms(spec, first + place, first + len(dossiers), newest=len(dossiers) - place <= RECEIPTS)
        yield from dossiers
        yield from self.forms
        yield from self.look_ups(dossiers, first)

    def moments(self) -> list[datetime]:
        days = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
        working = [day for day in days if is_working_day(self.platform.calendar, day.isoformat())]
        start = datetime.min.time().replace(hour=7, minute=30)
        weights = [4 if len(working) - place <= RECENT else 1 for place in range(len(working))]
        return sorted(
            datetime.combine(day, start) + timedelta(minutes=self.dice.choice((0, 360)) + self.dice.randrange(225))
            for day in self.dice.choices(working, weights=weights, k=DOSSIERS)
        )

    # --- one dossier --------------------------------------------------------------------------------------

    def dossier(self, filed: datetime, place: int) -> BaseRecordSpec:
        code = self.dice.choices(list(SHARES), weights=[share for share, _ in SHARES.values()])[0]
        rid, procedure = self.procedures[code]
        online = self.dice.random() < 0.55
        name, home = self.name(), self.home()
        values: dict[str, Any] = {
            "so_ho_so": FIRST_NUMBER + place,
            "ma_ho_so": f"H12.138-{filed:%y%m%d}-{FIRST_NUMBER + place:04d}",
            "thu_tuc": rid,
            **{key: procedure[key] for key in COPIED},
            "co_quan_giai_quyet": procedure["co_quan"],
            "noi_dung_de_nghi": procedure["ten"],
            "ho_ten": name,
            "so_dinh_danh": self.identity(),
            "ngay_sinh": self.birthday(),
            "dia_chi": home,
            "dien_thoai": f"0900 999 {self.dice.randrange(400, 500)}",
            "hinh_thuc_nop": "Trực tuyến" if online else "Trực tiếp",
            "hinh_thuc_tra": self.dice.choice(("Tại quầy", "Tại quầy", "Điện tử", "Bưu chính công ích")),
            "kenh_bao": ["SMS", "VNeID"] if online else ["SMS"],
            "ngay_nop": _moment(filed),
        }
        values["trang_thai_tt"] = "Đã thanh toán" if values["phi"] + values["le_phi"] else "Không thu"
        if values["trang_thai_tt"] == "Đã thanh toán":
            values |= {"so_bien_lai": 5100 + place, "bien_lai": f"BL{filed:%y}-{5100 + place:06d}"}
        if code in CHANGES:
            values["loai_bien_dong"] = self.dice.choice(CHANGES[code])
            values |= self.land(code, name, values)
        if procedure.get("lien_thong_thue"):
            values["can_chuyen_thue"] = True
        state = self.state(filed, procedure)
        values["thanh_phan"] = _checked(procedure["thanh_phan"], state)
        if state == "moi_dang_ky":
            self.wait_for_answer(values, filed)
            return BaseRecordSpec(record="ho_so_mc", state=state, values=values)
        self.follow(values, state, filed, SHARES[code][1])
        return BaseRecordSpec(record="ho_so_mc", state=state, values=values)

    def state(self, filed: datetime, procedure: dict[str, Any]) -> str:
        """Where a dossier of that age and procedure stands on 23/11/2026."""
        age = working_days_between(self.platform.calendar, filed.date().isoformat(), self.platform.start)
        limit = procedure["thoi_han"] if procedure["don_vi_thoi_han"] == "Ngày làm việc" else 1
        chance = self.dice.random()
        if age > limit + 4:
            ends = (("khong_tiep_nhan", 0.04), ("cong_dan_rut", 0.06), ("dung_xu_ly", 0.08), ("dang_xu_ly", 0.1))
            state = next((state for state, share in ends if chance < share), "da_tra_ket_qua")
            fits = state != "dung_xu_ly" or procedure["linh_vuc"] == "Đất đai"
            return state if fits else "da_tra_ket_qua"
        if age > limit:
            return "dang_xu_ly" if chance < 0.06 else "da_xu_ly_xong" if chance < 0.45 else "da_tra_ket_qua"
        if age <= 1 and chance < 0.4:
            return "moi_dang_ky"
        if chance < 0.22:
            return "yeu_cau_bo_sung"
        if procedure.get("lien_thong_thue") and chance < 0.45:
            return "yeu_cau_nvtc"
        if age <= 1:
            return "duoc_tiep_nhan" if chance < 0.75 else "dang_xu_ly"
        return "dang_xu_ly"

    def wait_for_answer(self, values: dict[str, Any], filed: datetime) -> None:
        """Just filed: nobody has looked at it, and nothing is paid."""
        for name in ("so_bien_lai", "bien_lai"):
            values.pop(name, None)
        if values["trang_thai_tt"] == "Đã thanh toán":
            values["trang_thai_tt"] = "Chưa thanh toán"
        if values["hinh_thuc_nop"] == "Trực tuyến":
            values["han_tra_loi"] = later(self.platform.calendar, _moment(filed), minutes=480)

    def follow(self, values: dict[str, Any], state: str, filed: datetime, officer: str) -> None:
        """What was done with it, up to that state."""
        office = self.platform.calendar
        received = min(LATEST, later(office, _moment(filed), minutes=self.dice.randrange(20, 300)))
        values["tra_loi_luc"] = received
        log = [_line(filed.strftime("%Y-%m-%dT%H:%M"), "Người nộp hồ sơ", "Nộp hồ sơ")]
        if state in RECEIVED:
            days, hours = (
                (values["thoi_han"], 0) if values["don_vi_thoi_han"] == "Ngày làm việc" else (0, values["thoi_han"])
            )
            due = later(office, received, days=days, minutes=hours * 60)
            values |= {
                "ngay_tiep_nhan": received,
                "ngay_hen_tra": due,
                "ngay_theo_quy_dinh": due[:10],
                "cach_quet": "Mỗi thành phần một tệp, 300 dpi",
                "dang_o": officer if state in WITH_OFFICER else "to_thi_ngoc_han",
            }
            log.append(_line(received, "Tô Thị Ngọc Hân", "Tiếp nhận, cấp giấy hẹn (Mẫu 01)"))
        if state in RECEIVED - {"duoc_tiep_nhan"}:
            values["nguoi_xu_ly"] = officer
            log.append(_line(later(office, received, minutes=30), "Tô Thị Ngọc Hân", "Chuyển xử lý"))
        if state == "yeu_cau_bo_sung":
            paper = next(one for one in values["thanh_phan"] if one.get("bat_buoc"))
            values |= {
                "muc_bo_sung": [paper],
                "han_bo_sung": later(office, self.platform.start, days=self.dice.randrange(2, 8))[:10],
                "so_lan_bo_sung": 1,
            }
        if state in ("yeu_cau_nvtc", "dung_xu_ly"):
            waiting = "Chờ công dân nộp nghĩa vụ tài chính" if state == "yeu_cau_nvtc" else "Tạm dừng xử lý"
            values |= {"dung_tu": min(LATEST, later(office, received, days=1)), "ly_do_dung": waiting}
        if state == "dung_xu_ly":
            values["ly_do_dung_ct"] = "Thửa đất đang có đơn tranh chấp, chờ kết quả hòa giải."
        if state == "khong_tiep_nhan":
            values |= {
                "ly_do_loai": "Không thuộc phạm vi tiếp nhận",
                "ly_do_tu_choi": "Nội dung đề nghị thuộc thẩm quyền của cơ quan khác, đã hướng dẫn nơi nộp.",
                "can_cu": "Nghị định 118/2025/NĐ-CP",
            }
        if state in ("da_xu_ly_xong", "da_tra_ket_qua"):
            done = min(LATEST, later(office, values["ngay_hen_tra"], minutes=-self.dice.randrange(30, 400)))
            values |= {
                "ket_qua_so": f"{self.dice.randrange(20, 900):02d}/KQ-{filed:%Y}",
                "ket_qua_tom_tat": "Đã giải quyết theo đề nghị.",
                "xac_nhan_kq_luc": done,
            }
            log.append(_line(done, "Tô Thị Ngọc Hân", "Xác nhận đã nhận kết quả"))
        if state == "da_tra_ket_qua":
            returned = later(office, values["xac_nhan_kq_luc"], minutes=self.dice.randrange(30, 500))
            values["ngay_tra"] = min(LATEST, returned)
            del values["dang_o"]
        values["tre_han"] = state in ("duoc_tiep_nhan", "dang_xu_ly") and values["ngay_hen_tra"] < self.platform.start
        values["nhat_ky"] = log

    def land(self, code: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """The certificate, and for a transfer both parties."""
        facts: dict[str, Any] = {
            "so_gcn": f"{self.dice.choice(('DĐ', 'CQ', 'DA', 'CĐ'))} {self.dice.randrange(10**5, 10**6)}",
            "ngay_cap_gcn": (date(2009, 1, 5) + timedelta(self.dice.randrange(5800))).isoformat(),
            "dien_tich_gcn": f"{self.dice.randrange(300, 9000)}.5",
            "dia_chi_dat": self.home(),
        }
        if code != "1.013831":
            return facts
        sold = values["loai_bien_dong"] == "Chuyển nhượng"
        price = {"gia_chuyen_nhuong": self.dice.randrange(120, 900) * 1_000_000} if sold else {}
        return facts | price | {
            "ben_chuyen_ten": self.name(),
            "ben_chuyen_so_dinh_danh": self.identity(),
            "ben_chuyen_ngay_sinh": self.birthday(),
            "ben_chuyen_dia_chi": self.home(),
            "ben_nhan_ten": name,
            "ben_nhan_so_dinh_danh": values["so_dinh_danh"],
            "ben_nhan_ngay_sinh": values["ngay_sinh"],
            "ben_nhan_dia_chi": values["dia_chi"],
            "ben_nhan_dien_thoai": values["dien_thoai"],
            "ty_le_so_huu": 100,
        }  # fmt: skip

    # --- forms and look-ups -------------------------------------------------------------------------------

    def write_forms(self, spec: BaseRecordSpec, rid: int, first_form: int, *, newest: bool) -> None:
        values = spec.values
        if spec.state == "moi_dang_ky":
            return
        if newest and "ngay_tiep_nhan" in values:
            self.form("01", spec, rid, first_form, values["ngay_tiep_nhan"], muc=values["thanh_phan"])
        if "muc_bo_sung" in values:
            self.form("02", spec, rid, first_form, values["tra_loi_luc"], muc=values["muc_bo_sung"])
        if spec.state == "khong_tiep_nhan":
            reason = {"noi_dung": values["ly_do_tu_choi"], "can_cu": values["can_cu"]}
            self.form("03", spec, rid, first_form, values["tra_loi_luc"], **reason)
        if values["tre_han"] and self.dice.random() < 0.7:
            self.apologise(spec, rid, first_form)
        if spec.state == "dung_xu_ly":
            self.form("05", spec, rid, first_form, values["dung_tu"], noi_dung=values["ly_do_dung_ct"])
        if not values["tre_han"]:
            del values["tre_han"]

    def apologise(self, spec: BaseRecordSpec, rid: int, first_form: int) -> None:
        values, office = spec.values, self.platform.calendar
        old = values["ngay_hen_tra"]
        new = later(office, self.platform.start, days=self.dice.randrange(3, 8))
        facts = {
            "dang_cho": "cc_thuy_loi",
            "cho_tu": later(office, old, days=-3)[:10],
            "nguyen_nhan": "Đang chờ biên bản kiểm tra hiện trường của đơn vị phối hợp, chưa nhận được.",
            "ngay_moi": new,
            "nguoi_ky": "huynh_kim_thoa",
            "ky_luc": later(office, old, minutes=-120),
        }
        self.form("04", spec, rid, first_form, later(office, old, minutes=-60), **facts)
        values |= {"ngay_hen_goc": old, "ngay_hen_tra": new, "so_lan_gia_han": 1, "tre_han": False}  # a date to come

    def form(self, kind: str, spec: BaseRecordSpec, rid: int, first_form: int, at: str, **facts: Any) -> None:
        values = spec.values
        self.number += 1
        reference = f"{self.number:04d}/{SYMBOLS[kind]}"
        kept = ("ma_ho_so", "ho_ten", "dia_chi", "dien_thoai", "thu_tuc")
        made = {
            "mau": FORMS[kind],
            "so_ky_hieu": reference,
            "ngay_lap": at,
            "ho_so": rid,
            **{key: values[key] for key in kept},
            "kenh_gui": values["kenh_bao"],
            "gui_luc": at,
            "nguoi_lap": values.get("nguoi_xu_ly", "to_thi_ngoc_han") if kind in ("04", "05") else "to_thi_ngoc_han",
            **facts,
        }
        if kind == "01":
            made |= {key: values[key] for key in ("ngay_tiep_nhan", "ngay_hen_tra", "thoi_han", "don_vi_thoi_han")}
            made |= {"hinh_thuc_tra": values["hinh_thuc_tra"]}
            made["ma_qr"] = f"https://dichvucong.camau.example/tra-cuu/{values['ma_ho_so']}"
        if kind == "02":
            made["han"] = values["han_bo_sung"]
        if kind == "04":
            made["ngay_hen_tra"] = values["ngay_hen_tra"]
        values[f"phieu_{kind}"] = first_form + len(self.forms)
        values |= {"so_phieu": self.number, "ky_hieu_phieu": reference}
        self.forms.append(BaseRecordSpec(record="phieu_mc", state="da_gui", values=made))

    def look_ups(self, dossiers: list[BaseRecordSpec], first: int) -> Iterator[BaseRecordSpec]:
        """Traces for dossiers in somebody's hands, and one that had none and was explained."""
        kept = ("ma_ho_so", "so_dinh_danh", "ho_ten", "ngay_sinh", "dia_chi")
        answered = [place for place, spec in enumerate(dossiers) if "tra_loi_luc" in spec.values]
        for place in sorted(self.dice.sample(answered, LOOK_UPS)):
            values = dossiers[place].values
            yield BaseRecordSpec(
                record="dan_cu",
                state="da_tra",
                values={
                    "ho_so": first + place,
                    "nguoi_tra": "to_thi_ngoc_han",
                    "luc": values["tra_loi_luc"],
                    "muc_dich": "Đối chiếu nhân thân người nộp",
                    "ket_qua": "Khớp",
                    **{key: values[key] for key in kept},
                },
            )
        yield BaseRecordSpec(
            record="dan_cu",
            state="da_hau_kiem",
            values={
                "ma_ho_so": "Không có hồ sơ",
                "nguoi_tra": "to_thi_ngoc_han",
                "luc": "2026-10-14T16:20",
                "muc_dich": "Đối chiếu nhân thân người nộp",
                "so_dinh_danh": self.identity(),
                "giai_trinh": "Tôi gõ nhầm số của hồ sơ khác, không lưu và không chuyển cho ai.",
                "ket_luan": "Đã nhắc nhở, ghi vào nhật ký an toàn thông tin.",
            },
        )

    # --- people -------------------------------------------------------------------------------------------

    def name(self) -> str:
        from sandbox.data.generator import vocabulary

        words = vocabulary()
        return " ".join(self.dice.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))

    def home(self) -> str:
        house = f"Số {self.dice.randrange(1, 260)}, ấp" if self.dice.random() < 0.4 else "Ấp"
        return f"{house} {self.dice.choice(HAMLETS)}, xã Đất Mũi, tỉnh Cà Mau"

    def identity(self) -> str:
        return f"999{self.dice.randrange(10**9):09d}"

    def birthday(self) -> str:
        return (date(1950, 1, 1) + timedelta(self.dice.randrange(19_000))).isoformat()


def _procedure(words: dict[str, Any]) -> BaseRecordSpec:
    values = {**words, "so_thanh_phan": len(words["thanh_phan"])}
    return BaseRecordSpec(record="thu_tuc", state="cong_bo", values=values)


def _checked(papers: list[dict[str, Any]], state: str) -> list[dict[str, Any]]:
    """The components as the desk found them: whoever waits for papers lacks the first one that is required."""
    lacking = next(one for one in papers if one.get("bat_buoc")) if state == "yeu_cau_bo_sung" else None
    if state == "moi_dang_ky":
        return papers
    return [
        {**one, "trang_thai": "Thiếu" if one is lacking else "Tra cứu CSDL" if one.get("tra_cuu_duoc") else "Đủ"}
        for one in papers
    ]


def _line(at: str, by: str, action: str) -> dict[str, str]:
    moment = datetime.fromisoformat(at)
    return {"at": f"{moment:%H:%M %d/%m/%Y}", "by": by, "action": action}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
