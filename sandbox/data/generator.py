"""Believable incoming documents of one commune: a pure function of (platform, number of documents, seed).

Dates lie on working days from 01/07/2025 (the commune's first) to 20/11/2026 (the last working day before the sandbox
opens). Arrival numbers run on and restart on 01/01. People, numbers and contents are invented; identity numbers start
999. Order of the records, which is their rid: the files of "Máy tính của tôi", the documents by arrival, their files,
then what the other modules hold (`sandbox.data.world`).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.data import DOCUMENTS
from sandbox.data.phrases import ABBREVIATIONS, capitalised, occasion, paper, period, school_year
from sandbox.data.world import further_records
from sandbox.definition.calendar import add_working_days, is_working_day, working_days_between
from sandbox.definition.schema import Platform
from sandbox.definition.yamlfile import read_plain

SEED = 2026
FIRST_DAY, LAST_DAY = date(2025, 7, 1), date(2026, 11, 20)
WITH_FILE = 240  # the newest documents carry a file of their own
WITH_PAPER = 5_000  # the newest documents carry their text; a bench of 100,000 need not be 100 MB
URGENCIES = (("Thường", 935), ("Khẩn", 45), ("Thượng khẩn", 13), ("Hỏa tốc", 7))
URGENCIES_OF_DISASTERS = (("Thường", 40), ("Khẩn", 35), ("Thượng khẩn", 13), ("Hỏa tốc", 12))
KINDS = (
    ("Công văn", 620), ("Thông báo", 90), ("Kế hoạch", 85), ("Quyết định", 70), ("Giấy mời", 65), ("Báo cáo", 35),
    ("Hướng dẫn", 25), ("Chỉ thị", 6), ("Tờ trình", 4),
)  # fmt: skip
TITLES = {
    "Kế hoạch": ("Thực hiện {about}", "Triển khai {about}", "Kiểm tra {about}"),
    "Thông báo": ("Kết luận cuộc họp về {about}", "Về việc {ask}", "Phân công nhiệm vụ {about}"),
    "Quyết định": ("Thành lập Tổ công tác {about}", "Phê duyệt kinh phí {about}", "Giao nhiệm vụ {about}"),
    "Giấy mời": ("Dự hội nghị về {about}", "Dự họp trực tuyến triển khai {about}"),
    "Báo cáo": ("Tình hình, kết quả {about}",),
    "Hướng dẫn": ("Thực hiện {about}",),
    "Chỉ thị": ("Về việc tăng cường {about}",),
    "Tờ trình": ("Đề nghị hỗ trợ kinh phí {about}",),
    "Công điện": ("Về việc ứng phó với {thien_tai}",),
}
#: state → weight, by how many working days ago the document came
AGES: tuple[tuple[int, dict[str, int]], ...] = (
    (2, {"cho_chi_dao": 50, "da_phan_cong": 40, "dang_xu_ly": 30, "hoan_thanh": 6, "tu_choi": 2}),
    (10, {"da_phan_cong": 12, "dang_xu_ly": 46, "cho_duyet_kq": 10, "hoan_thanh": 28, "tu_choi": 3, "da_thu_hoi": 1}),
    (40, {"dang_xu_ly": 4, "cho_duyet_kq": 1, "hoan_thanh": 66, "da_lap_ho_so": 26, "tu_choi": 2, "da_thu_hoi": 1}),
    (200, {"dang_xu_ly": 1, "hoan_thanh": 78, "da_lap_ho_so": 210, "da_nop_luu": 9, "tu_choi": 7, "da_thu_hoi": 3}),
    (10_000, {"hoan_thanh": 8, "da_lap_ho_so": 34, "da_nop_luu": 54, "tu_choi": 3, "da_thu_hoi": 1}),
)
ASSIGNED = {"da_phan_cong", "dang_xu_ly", "cho_duyet_kq", "hoan_thanh", "da_lap_ho_so", "da_nop_luu"}
FINISHED = {"hoan_thanh", "da_lap_ho_so", "da_nop_luu"}
HEADS = {
    "phong_kinh_te": "nguyen_van_tron", "phong_vhxh": "truong_hoai_phong", "van_phong": "phan_minh_duong",
}  # fmt: skip
OFFICERS = {"phong_kinh_te": "le_hoang_nho", "phong_vhxh": "son_thi_na_ri"}
FILE_CODES = {"phong_kinh_te": "KT", "phong_vhxh": "VHXH", "van_phong": "VP"}


def generate(platform: Platform, *, documents: int = DOCUMENTS, seed: int = SEED) -> list[BaseRecordSpec]:
    """The base records of a snapshot."""
    incoming = list(_World(platform, random.Random(seed)).records(documents))
    return incoming + further_records(platform, before=incoming, seed=seed)


@cache
def vocabulary() -> dict[str, Any]:
    words: dict[str, Any] = read_plain(Path(__file__).parent / "vocabulary.yaml")
    return words


@dataclass
class _World:
    platform: Platform
    dice: random.Random
    arrivals: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # last arrival number of a year
    numbers: dict[tuple[str, str, int], int] = field(default_factory=dict)  # last number of a sender's series
    signers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    ages: dict[date, int] = field(default_factory=dict)  # working days since then

    def records(self, documents: int) -> Iterator[BaseRecordSpec]:
        own = list(_my_files())
        yield from own
        moments = self.moments(documents)
        first_file = len(own) + documents + 1
        files: list[BaseRecordSpec] = []
        for place, moment in enumerate(moments):
            left = documents - place
            spec = self.document(moment, with_paper=left <= WITH_PAPER)
            if left <= WITH_FILE:
                spec.values["tep"] = [first_file + len(files)]
                files.append(_file_of(spec, self.dice))
            yield spec
        yield from files

    def moments(self, documents: int) -> list[datetime]:
        """When they came, in order: office hours of working days."""
        days = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
        working = [day for day in days if is_working_day(self.platform.calendar, day.isoformat())]
        chosen = self.dice.choices(working, weights=[3 if day.weekday() == 0 else 2 for day in working], k=documents)
        start = datetime.min.time().replace(hour=7, minute=30)
        return sorted(
            datetime.combine(day, start) + timedelta(minutes=self.dice.choice((0, 360)) + self.dice.randrange(235))
            for day in chosen
        )

    # --- one document -----------------------------------------------------------------------------------

    def document(self, moment: datetime, *, with_paper: bool) -> BaseRecordSpec:
        sender, facts, topic = self.sender()
        day = self.written_on(moment.date())
        slots = self.slots(day)
        kind = self.kind(sender, topic)
        subject = self.subject(kind, topic, slots)
        signer, post = self.signer(sender, facts)
        reference = self.reference(sender, facts, kind, day)
        urgency = self.weighted(URGENCIES_OF_DISASTERS if topic.get("urgent") else URGENCIES)
        state = self.state(moment.date(), urgency)
        due, asked_by = self.deadlines(moment.date(), urgency)
        values: dict[str, Any] = {
            "phuong_thuc": self.weighted((("Trục liên thông", 94), ("Giấy", 4), ("Thư công vụ", 2))),
            "ngay_den": moment.strftime("%Y-%m-%dT%H:%M"),
            "co_quan_ban_hanh": sender,
            "so_ky_hieu": reference,
            "ngay_ban_hanh": day.isoformat(),
            "loai_vb": kind,
            "trich_yeu": subject,
            "do_khan": urgency,
            "do_mat": "Thường",
            "nguoi_ky": signer,
            "chuc_vu": post.rpartition("/")[2],
            "so_trang": self.dice.choice((1, 1, 2, 2, 2, 3, 4, 6, 9)),
            "so_ban": 1,
        }
        if asked_by:
            values["han_goc"] = asked_by
        if values["phuong_thuc"] == "Trục liên thông":
            values["chu_ky_that"] = values["ket_qua_kiem"] = "Hợp lệ"
        if with_paper:
            values["noi_dung"] = self.sheet(values, facts, topic, slots, post, day)
        self.follow(values, state, topic["division"], moment, due)
        return BaseRecordSpec(record="van_ban", state=state, values=values)

    def sender(self) -> tuple[str, dict[str, Any], dict[str, Any]]:
        words = vocabulary()
        senders = words["senders"]
        names = [*senders, "neighbour"]
        name = self.dice.choices(names, weights=[*(one["weight"] for one in senders.values()), 6])[0]
        if name != "neighbour":
            return name, senders[name], words["topics"][self.dice.choice(senders[name]["topics"])]
        key = self.dice.choice(words["neighbours"])
        title = self.platform.units[key].vi.removeprefix("UBND ").upper()
        facts = {
            "symbol": "UBND",
            "rate": 900,
            "desks": ["KT", "VHXH", "VP"],
            "heads": ["ỦY BAN NHÂN DÂN", title],
            "posts": ["KT. CHỦ TỊCH/Phó Chủ tịch", "Chủ tịch"],
        }
        return key, facts, words["topics"]["lang_gieng"]

    def written_on(self, arrived: date) -> date:
        day = arrived - timedelta(self.dice.choice((0, 0, 1, 1, 1, 2, 3, 4, 6)))
        while not is_working_day(self.platform.calendar, day.isoformat()):
            day -= timedelta(1)
        return max(day, FIRST_DAY)

    def kind(self, sender: str, topic: dict[str, Any]) -> str:
        if topic.get("urgent") and sender in ("ubnd_tinh", "bch_ptds_tinh") and self.dice.random() < 0.3:
            return "Công điện"
        kind = self.weighted(KINDS)
        if kind == "Chỉ thị" and sender != "ubnd_tinh":
            return "Công văn"
        if kind == "Tờ trình" and sender not in ("thcs_dat_mui", "tram_y_te"):
            return "Công văn"
        if kind == "Quyết định" and sender == "ubnd_tinh" and self.dice.random() < 0.12:
            return "Văn bản quy phạm pháp luật"
        return kind

    def subject(self, kind: str, topic: dict[str, Any], slots: dict[str, str]) -> str:
        ask, about = self.dice.choice(topic["ask"]).format(**slots), self.dice.choice(topic["about"]).format(**slots)
        if kind == "Công văn":
            return f"V/v {ask}"
        if kind == "Văn bản quy phạm pháp luật":
            return f"Ban hành Quy định về {about}"
        return self.dice.choice(TITLES[kind]).format(ask=ask, about=about, **slots)

    def slots(self, day: date) -> dict[str, str]:
        chosen = {name: self.dice.choice(pool) for name, pool in vocabulary()["slots"].items()}
        return chosen | {
            "ky": period(day, self.dice.randrange(3)),
            "dip": occasion(day),
            "nam": str(day.year),
            "nam_sau": str(day.year + 1),
            "nam_hoc": school_year(day),
            "ong_ba": self.dice.choice(("ông", "bà")),
            "ten": self.name(),
            "so_dinh_danh": f"999{self.dice.randrange(10**9):09d}",
        }

    def name(self) -> str:
        words = vocabulary()
        return " ".join(self.dice.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))

    def signer(self, sender: str, facts: dict[str, Any]) -> tuple[str, str]:
        if sender not in self.signers:
            self.signers[sender] = [(self.name(), post) for post in facts["posts"]]
        return self.dice.choice(self.signers[sender])

    def reference(self, sender: str, facts: dict[str, Any], kind: str, day: date) -> str:
        """The next number in the sender's book: letters and each titled type have a series, per year."""
        rate = {"Công văn": facts["rate"], "Công điện": 16}.get(kind, max(12, facts["rate"] // 14))
        key = (sender, kind, day.year)
        reached = rate * day.timetuple().tm_yday // 366 + self.dice.randrange(4) + 1
        number = self.numbers[key] = max(self.numbers.get(key, 0) + 1, reached)
        symbol = facts["symbol"]
        if kind == "Công văn":
            return f"{number:02d}/{symbol}-{self.dice.choice(facts['desks'])}"
        if kind == "Văn bản quy phạm pháp luật":
            return f"{number:02d}/{day.year}/QĐ-{symbol}"
        return f"{number:02d}/{ABBREVIATIONS[kind]}-{symbol}"

    def state(self, arrived: date, urgency: str) -> str:
        if arrived not in self.ages:
            self.ages[arrived] = working_days_between(
                self.platform.calendar, arrived.isoformat(), self.platform.start
            )
        age = self.ages[arrived]
        weights = next(weights for limit, weights in AGES if age <= limit)
        state = self.weighted(tuple(weights.items()))
        return "da_phan_cong" if state == "cho_chi_dao" and urgency != "Thường" else state

    def deadlines(self, arrived: date, urgency: str) -> tuple[str, str | None]:
        """The deadline inside the commune, and the one in the document if it names one."""
        days = 1 if urgency in ("Hỏa tốc", "Thượng khẩn") else self.dice.randrange(3, 16)
        due = add_working_days(self.platform.calendar, arrived.isoformat(), days)
        if urgency == "Thường" and self.dice.random() < 0.4:
            return due, None
        return due, add_working_days(self.platform.calendar, due, self.dice.choice((1, 1, 2, 3)))

    def sheet(
        self, values: dict[str, Any], facts: dict[str, Any], topic: dict[str, Any], slots: dict[str, str], post: str,
        day: date,
    ) -> str:  # fmt: skip
        wanted, desk = "", facts["desks"][0]
        if values["loai_vb"] == "Công văn":
            desk = values["so_ky_hieu"].rpartition("-")[2]
        if "han_goc" in values:
            wanted = f"Báo cáo gửi về trước ngày {date.fromisoformat(values['han_goc']):%d/%m/%Y}."
        return paper(
            heads=facts["heads"],
            place=facts.get("place", "Cà Mau"),
            reference=values["so_ky_hieu"],
            day=day,
            kind=values["loai_vb"] if values["loai_vb"] in {*ABBREVIATIONS, "Công văn"} else "Quyết định",
            subject=values["trich_yeu"],
            to="Ủy ban nhân dân xã Đất Mũi",
            body=capitalised(topic["body"].format(**slots)),
            wanted=wanted,
            copies=["Như trên;", f"Lưu: VT, {desk}."],
            post=post,
            mark="(Đã ký)" if values["phuong_thuc"] == "Giấy" else "(Đã ký số)",
            signer=values["nguoi_ky"],
        )

    # --- what became of it ------------------------------------------------------------------------------

    def follow(self, values: dict[str, Any], state: str, division: str, moment: datetime, due: str) -> None:
        """What the commune did with it, up to that state."""
        if state == "tu_choi":
            values["ly_do_loai"], values["ly_do"], found = self.dice.choice(vocabulary()["refusals"])
            values["phuong_thuc"], values["chu_ky_that"], values["ket_qua_kiem"] = "Trục liên thông", found, found
            return
        self.arrivals[moment.year] += 1
        law = values["loai_vb"] == "Văn bản quy phạm pháp luật"
        values["so_den"] = self.arrivals[moment.year]
        values["so_vb_den"] = f"Văn bản {'quy phạm pháp luật' if law else 'hành chính'} năm {moment.year}"
        values["lanh_dao"] = "tran_quoc_khoi" if division == "van_phong" else "huynh_kim_thoa"
        if state == "da_thu_hoi":
            values["phan_hoi_noi_gui"] = "Văn bản gửi có sai sót, xin thu hồi và gửi bản thay thế."
            return
        if state == "cho_chi_dao":
            values["dang_o"] = values["lanh_dao"]
            return
        self.assign(values, division, due)
        self.work(values, state, division, moment, due)

    def assign(self, values: dict[str, Any], division: str, due: str) -> None:
        others = [unit for unit in ("van_phong", "phong_kinh_te", "phong_vhxh", "ttpvhcc") if unit != division]
        helping = self.dice.sample(others, self.dice.choice((0, 0, 1, 1, 2)))
        informed = [unit for unit in others if unit not in helping and self.dice.random() < 0.25]
        values["don_vi_chu_tri"] = [division]
        if helping:
            values["phoi_hop"] = helping
        if informed:
            values["de_biet"] = informed
        values["han_xu_ly"] = due
        values["nguoi_giao_han"] = values["lanh_dao"]
        lead = self.platform.units[division].vi.removesuffix(" HĐND và UBND xã")
        told = f"{date.fromisoformat(due):%d/%m/%Y}"
        values["y_kien_chi_dao"] = self.dice.choice(vocabulary()["directions"]).format(don_vi=lead, han=told)

    def work(self, values: dict[str, Any], state: str, division: str, moment: datetime, due: str) -> None:
        head = HEADS.get(division)
        officer = OFFICERS.get(division)
        if officer and state != "da_phan_cong":
            values["nguoi_xu_ly"] = officer
        holder = {"da_phan_cong": head, "dang_xu_ly": officer or head, "cho_duyet_kq": head}.get(state)
        if holder:
            values["dang_o"] = holder
        if state in FINISHED | {"cho_duyet_kq"}:
            values["ket_qua"] = self.dice.choice(vocabulary()["results"])
        if state not in FINISHED:
            return
        late = self.dice.random() < 0.07
        span = max(1, working_days_between(self.platform.calendar, values["ngay_den"], due))
        days = span + self.dice.randrange(1, 6) if late else self.dice.randrange(1, span + 1)
        done = min(add_working_days(self.platform.calendar, values["ngay_den"], days), LAST_DAY.isoformat())
        values["ngay_hoan_thanh"] = (
            f"{done}T{self.dice.choice((8, 9, 10, 14, 15, 16)):02d}:{self.dice.randrange(60):02d}"
        )
        if state != "hoan_thanh":
            code = FILE_CODES[division]
            values["ma_ho_so"] = f"{self.dice.randrange(1, 25):02d}.{code}-TH/{moment.year}"
            values["tieu_de_ho_so"] = (
                f"Hồ sơ giải quyết văn bản đến của {self.platform.units[division].vi} năm {moment.year}"
            )
            values["thoi_han_bao_quan"] = self.dice.choice(("5 năm", "10 năm", "10 năm", "20 năm"))

    def weighted(self, choices: tuple[tuple[str, int], ...]) -> str:
        return self.dice.choices([name for name, _ in choices], weights=[weight for _, weight in choices])[0]


def _my_files() -> Iterator[BaseRecordSpec]:
    for name, folder, kind, size, changed, text in vocabulary()["my_files"]:
        values = {
            "ten": name,
            "thu_muc": folder,
            "dinh_dang": kind,
            "kich_thuoc": size,
            "ngay_sua": changed,
            "noi_dung": text,
        }
        yield BaseRecordSpec(record="tep", state="tren_may", values=values)


def _file_of(document: BaseRecordSpec, dice: random.Random) -> BaseRecordSpec:
    """The signed file that came with a document."""
    values = document.values
    file = {
        "ten": values["so_ky_hieu"].replace("/", "-") + ".pdf",
        "dinh_dang": "PDF",
        "kich_thuoc": 120 + 90 * values["so_trang"] + dice.randrange(60),
        "ngay_sua": f"{values['ngay_ban_hanh']}T{dice.randrange(8, 17):02d}:{dice.randrange(60):02d}",
    }
    if found := values.get("ket_qua_kiem"):
        file["chu_ky_that"] = file["ket_qua_kiem"] = found
    return BaseRecordSpec(record="tep", state="dinh_kem", values=file)
