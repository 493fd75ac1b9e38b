"""The minimal office written a second time, as simply as can be: a full copy of everything, every action by hand.

It shares nothing with the engine but the folding of text. What it says happens is what must happen.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from sandbox.text import fold
from tests.sandbox import minimal

BAD = object()
#: What may be typed, and what it means. `BAD`: cannot be read.
TYPED: dict[str, dict[str, Any]] = {
    "so_ky_hieu": {"12/CV": "12/CV", "9/THU-HOI": "9/THU-HOI", " ": None},
    "trich_yeu": {"Về  việc mới ": "Về  việc mới", "": None},
    "do_khan": {"Khẩn": "Khẩn", "thường": "Thường", "": None, "Lạ": BAD},
    "han": {"27/11/2026": "2026-11-27", "28/11/2026": "2026-11-28", "": None, "31/02/2026": BAD},
    "dien_tich": {"1.250,5": "1250.5", "12": 12, "1250.5": BAD, "-1": BAD},
    "da_kiem": {"on": True, "0": False},
    "y_kien": {"Gửi sai nơi nhận": "Gửi sai nơi nhận", "sai": "sai", "": None},
}
ASKS = {
    "tao": ["so_ky_hieu", "trich_yeu", "do_khan", "han", "dien_tich"],
    "vao_so": ["so_ky_hieu", "trich_yeu", "do_khan", "da_kiem"],
    "sua": ["so_ky_hieu", "trich_yeu", "do_khan", "han"],
    "tu_choi": ["y_kien"],
    "trinh": ["y_kien"],
    "xoa": [],
}
FROM = {
    "vao_so": ["moi"],
    "tu_choi": ["moi"],
    "sua": ["da_vao_so"],
    "trinh": ["da_vao_so", "tra_lai"],
    "xoa": ["moi", "da_vao_so"],
}
NAMES = {"an": "Nguyễn Văn An", "binh": "Trần Thị Bình"}
SESSIONS = ("07:00", "13:00")
HOLIDAY = "2026-11-20"


class Naive:
    def __init__(self, base: dict[int, Any], own: dict[int, Any], clock: str, number: int) -> None:
        self.records = {**base, **own}  # rid → [type, state, data]
        self.versions: dict[int, int] = {}
        self.next_rid = max(own) + 1
        self.number = number
        self.clock = clock
        self.pending: list[tuple[str, int, int, str]] = []  # due, cause, rid, what
        self.answers: dict[str, str] = {}
        self.seq = 0
        self.undone: set[int] = set()
        self.moments: dict[int, Any] = {}
        self.note()

    # --- time travel

    def note(self) -> None:
        parts = (self.records, self.versions, self.next_rid, self.number, self.clock, self.pending, self.answers)
        self.moments[self.seq] = deepcopy(parts)

    def rewind(self, to_seq: int) -> str:
        possible = 0 <= to_seq <= self.seq and to_seq not in self.undone
        self.seq += 1
        if possible:
            self.undone |= set(range(to_seq + 1, self.seq))
            parts = deepcopy(self.moments[to_seq])
            (self.records, self.versions, self.next_rid, self.number, self.clock, self.pending, self.answers) = parts
        self.note()
        return "ok" if possible else "no_going_back"

    # --- the learner

    def act(self, name: str, rid: int | None, typed: dict[str, str], version: int | None) -> str:
        """What becomes of it: "ok" or a refusal's code."""
        code = self._try(name, rid, typed, version)
        if code == "ok":
            self.run_due()
        else:
            self.seq += 1
            self.note()
        return code

    def _try(self, name: str, rid: int | None, typed: dict[str, str], version: int | None) -> str:
        if name == "bay":
            return "unknown_action"
        if name == "tao":
            if rid is not None:
                return "not_here"
            state, old = "da_vao_so", {}
        else:
            if rid not in self.records or self.records[rid][0] != "van_ban":
                return "not_found"
            if version is not None and version != self.versions.get(rid, 0):
                return "stale"
            if name in ("phan_cong", "thu_hoi"):
                return {"phan_cong": "wrong_role", "thu_hoi": "not_here"}[name]
            _, state, old = self.records[rid]
            if state not in FROM[name]:
                return "wrong_state"
        new, wrong = self.read(name, old, typed)
        if wrong:
            return "invalid"
        if name == "trinh" and not (new.get("so_ky_hieu") and new.get("trich_yeu")):
            return "needs"
        urgent = new.get("do_khan") != "Thường"
        if name == "vao_so" and (not new.get("chu_ky_that") or (urgent and not new.get("han"))):
            return "guard"
        getattr(self, name)(rid, new)
        return "ok"

    def read(self, name: str, old: dict[str, Any], typed: dict[str, str]) -> tuple[dict[str, Any], bool]:
        new, wrong = dict(old), False
        if name == "tao":
            new["do_khan"] = "Thường"
        for box in ASKS[name]:
            if box in typed:
                value = TYPED[box][typed[box]]
                wrong |= value is BAD
                new[box] = value
        required = {"tao": ["so_ky_hieu"], "vao_so": ["so_ky_hieu", "da_kiem"], "sua": ["so_ky_hieu"]}
        wrong |= any(not new.get(box) for box in required.get(name, []))
        wrong |= name == "tu_choi" and len(new.get("y_kien") or "") < 10
        return {box: value for box, value in new.items() if value is not None}, wrong

    def tao(self, _rid: None, data: dict[str, Any]) -> None:
        rid, self.next_rid, self.number = self.next_rid, self.next_rid + 1, self.number + 1
        line = self.line("an", "Tạo", data.get("trich_yeu") or data["so_ky_hieu"])
        data |= {"ngay_den": self.clock, "so_den": self.number, "nhat_ky": [line]}
        self.happened({rid: ["van_ban", "da_vao_so", data]}, takes=2)

    def vao_so(self, rid: int, data: dict[str, Any]) -> None:
        self.number += 1
        data |= {"so_den": self.number, "ngay_den": self.clock}
        if "thu hoi" in fold(data["so_ky_hieu"]):
            self.owe(1, rid, "thu_hoi")
        self.happened({rid: ["van_ban", "da_vao_so", data]}, takes=2)

    def tu_choi(self, rid: int, data: dict[str, Any]) -> None:
        data["nhat_ky"] = [*data.get("nhat_ky", []), self.line("an", "Từ chối", data["y_kien"])]
        data = {box: value for box, value in data.items() if box not in ("so_den", "han")}
        self.happened({rid: ["van_ban", "tu_choi", data]}, takes=2)

    def sua(self, rid: int, data: dict[str, Any]) -> None:
        self.happened({rid: ["van_ban", "da_vao_so", data]}, takes=2)

    def trinh(self, rid: int, data: dict[str, Any]) -> None:
        returned = data.get("do_khan") != "Thường" and not data.get("han")
        self.owe(30 if returned else 120, rid, "tra_lai" if returned else "phan_cong")
        self.happened({rid: ["van_ban", "cho_chi_dao", data]}, takes=5)

    def xoa(self, rid: int, _data: dict[str, Any]) -> None:
        self.happened({rid: None}, takes=2)

    def answer(self, question: str, value: str) -> None:
        self.answers[question] = value
        self.happened({}, takes=0)

    def wait(self, until: str) -> str:
        coming = [owed for owed in self.pending if self.comes_to_something(owed)]
        if until == "reply" and not coming:
            self.seq += 1
            self.note()
            return "nobody"
        if until == "reply":
            self.clock = max(self.clock, coming[0][0])
        else:
            at = datetime.fromisoformat(self.clock) + timedelta(minutes=1)
            while at.strftime("%H:%M") not in SESSIONS or not works(at.date().isoformat()):
                at += timedelta(minutes=1)
            self.clock = at.strftime("%Y-%m-%dT%H:%M")
        self.happened({}, takes=0)
        self.run_due()
        return "ok"

    # --- colleagues

    def owe(self, minutes: int, rid: int, what: str, at: str | None = None) -> None:
        self.pending.append((office_later(at or self.clock, minutes), self.seq + 1, rid, what))
        self.pending.sort(key=lambda owed: owed[:2])

    def comes_to_something(self, owed: tuple[str, int, int, str]) -> bool:
        """As things stand now."""
        _due, _cause, rid, what = owed
        if rid not in self.records:
            return False
        _, state, data = self.records[rid]
        if what == "phan_cong" and not works(data.get("han", "2026-11-27")):
            return False
        return state in {"thu_hoi": ("moi", "da_vao_so", "cho_chi_dao"), "xong_viec": ("da_phan_cong",)}.get(
            what, ("cho_chi_dao",)
        )

    def run_due(self) -> None:
        while self.pending and self.pending[0][0] <= self.clock:
            due, _cause, rid, what = self.pending.pop(0)
            if rid not in self.records:
                continue
            _, state, data = self.records[rid]
            getattr(self, f"colleague_{what}")(due, rid, state, dict(data))
        self.note()

    def colleague_thu_hoi(self, due: str, rid: int, state: str, _data: dict[str, Any]) -> None:
        if state in ("moi", "da_vao_so", "cho_chi_dao"):
            self.happened({rid: None})

    def colleague_tra_lai(self, due: str, rid: int, state: str, data: dict[str, Any]) -> None:
        if state == "cho_chi_dao":
            data["y_kien"] = "Văn bản khẩn phải có hạn xử lý."
            data["nhat_ky"] = [*data.get("nhat_ky", []), self.line("binh", "Trả lại", data["y_kien"], due)]
            self.happened({rid: ["van_ban", "tra_lai", data]})

    def colleague_phan_cong(self, due: str, rid: int, state: str, data: dict[str, Any]) -> None:
        if state != "cho_chi_dao" or not works(data.get("han", "2026-11-27")):
            return
        work, self.next_rid = self.next_rid, self.next_rid + 1
        made = {"ten": " ".join(data["trich_yeu"].split()), "van_ban": rid, "giao_luc": due, "nguoi_giao": "binh"}
        data |= {"chu_tri": "phong_kinh_te", "nguoi_xu_ly": "chi", "y_kien": "Xử lý đúng hạn.", "viec": work}
        data["nhat_ky"] = [*data.get("nhat_ky", []), self.line("binh", "Phân công", data["y_kien"], due)]
        self.owe(10, rid, "xong_viec", due)
        self.happened({rid: ["van_ban", "da_phan_cong", data], work: ["viec", "dang_lam", made]})

    def colleague_xong_viec(self, due: str, rid: int, state: str, data: dict[str, Any]) -> None:
        if state == "da_phan_cong":
            data["noi_dung"] = "Đã xong."
            _, _, work = self.records[data["viec"]]
            changed = {rid: ["van_ban", state, data], data["viec"]: ["viec", "xong", {**work, "ket_qua": "Đã xong."}]}
            for file in data.get("tep", []):
                changed[file] = ["tep", "da_gui", self.records[file][2]]
            self.happened(changed)

    # --- bookkeeping

    def happened(self, changed: dict[int, Any], takes: int = 0) -> None:
        self.seq += 1
        for rid, record in changed.items():
            if record != self.records.get(rid):
                self.versions[rid] = self.seq
            if record is None:
                del self.records[rid]
            else:
                self.records[rid] = record
        self.clock = self.later(takes)
        self.note()

    def later(self, minutes: int, at: str | None = None) -> str:
        return (datetime.fromisoformat(at or self.clock) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")

    def line(self, who: str, action: str, note: str, at: str | None = None) -> dict[str, str]:
        when = datetime.fromisoformat(at or self.clock).strftime("%H:%M %d/%m/%Y")
        return {"at": when, "by": NAMES[who], "action": action, "note": note}

    # --- lists

    def listed(self, view: str, search: str) -> list[int]:
        """The rids of a tab, in its order."""
        today, words = self.clock[:10], fold(search).split()
        tests = {
            "tat_ca": lambda state, data: True,
            "can_lam": lambda state, data: state in ("moi", "da_vao_so"),
            "qua_han": lambda state, data: data.get("han", today) < today and state not in ("hoan_thanh", "tu_choi"),
        }
        orders = {
            "tat_ca": (lambda data: data.get("ngay_den", ""), True),
            "can_lam": (lambda data: data.get("han", ""), False),
            "qua_han": (lambda data: float(data.get("dien_tich", -1)), True),
        }
        key, backwards = orders[view]
        found = []
        for rid, (kind, state, data) in self.records.items():
            text = fold(f"{data.get('so_ky_hieu', '')} {data.get('trich_yeu', '')}")
            if kind == "van_ban" and tests[view](state, data) and all(word in text for word in words):
                found.append((key(data), rid))
        return [rid for _key, rid in sorted(found, reverse=backwards)]


def office_later(moment: str, minutes: int) -> str:
    """Minute by minute; only those in which the office works count."""
    at = datetime.fromisoformat(moment)
    while minutes:
        if works(at.date().isoformat()) and (7 <= at.hour < 11 or 13 <= at.hour < 17):
            minutes -= 1
        at += timedelta(minutes=1)
    return at.strftime("%Y-%m-%dT%H:%M")


def works(day: str) -> bool:
    return datetime.fromisoformat(day).weekday() < 5 and day != HOLIDAY


assert set(ASKS["sua"]) == set(minimal.STATES["da_vao_so"]["edit_fields"])
