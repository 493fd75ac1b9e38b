"""Mailboxes of the base: what people wrote to each other in autumn 2026, and the frauds they saw through.

Letters and impostors come from the same pools as those of the lessons. Every fraud here has been reported or deleted.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sandbox import variables
from sandbox.api import BaseRecordSpec
from sandbox.data import letters
from sandbox.definition.calendar import is_working_day
from sandbox.definition.schema import Platform

OUTSIDE = frozenset({"cong_dan", "he_thong", "co_quan_gui"})  # roles without a mailbox
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2026, 11, 20)
EACH = 14  # real letters in every box
FRAUDS = 2  # frauds in every box
UNREAD_SINCE = "2026-11-19"
_SLOTS = ("thang_thu", "tuan_thu", "viec_thu", "ap_thu")
_COMMUNE = (
    "lam_my_duyen",
    "phan_minh_duong",
    "truong_hoai_phong",
    "nguyen_van_tron",
    "lam_nhut_truong",
    "le_hoang_nho",
)


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Letters of every box by date, then the files that came with them."""
    owners = [key for key, person in platform.people.items() if person.role not in OUTSIDE]
    made = [one for owner in owners for one in _box(platform, dice, owner, owners)]
    made.sort(key=lambda one: str(one.values["ngay_gui"]))
    files: list[BaseRecordSpec] = []
    for one in made:
        if name := one.values.pop("ten_tep", ""):
            one.values["tep"] = [first_rid + len(made) + len(files)]
            files.append(_file(name, one, dice))
    return made + files


def _box(platform: Platform, dice: random.Random, owner: str, owners: list[str]) -> list[BaseRecordSpec]:
    others = [key for key in owners if key != owner]
    near = [key for key in _COMMUNE if key != owner]
    box = []
    for number in range(EACH):
        sender = dice.choice(near if dice.random() < 0.6 else others)
        letter = _real(platform, dice, sender)
        box.append(_received(platform, dice, owner, letter))
        if number % 5 == 0:
            box.append(_sent(platform, dice, owner, dice.choice(others)))
    for _ in range(FRAUDS):
        box.append(_fraud(platform, dice, owner))
    return box


def _real(platform: Platform, dice: random.Random, sender: str) -> dict[str, Any]:
    """An everyday letter of that person, or one of those that lessons use too."""
    own = [letter for pool in ("thu_hoi", "thu_biet") for letter in platform.pools[pool] if letter["nguoi"] == sender]
    if own and dice.random() < 0.25:
        letter = dice.choice(own)
        told = {name: letter[name] for name in ("chu_de", "noi_dung", "ten_tep") if name in letter}
    else:
        pools = variables.with_pools({name: [f"@{name}"] for name in ("thu_thuong", *_SLOTS)}, platform)
        told = dict(variables.draw(pools, dice.randrange(10**6))["thu_thuong"])
    return {**told, "nguoi_gui": sender}


def _received(platform: Platform, dice: random.Random, owner: str, letter: dict[str, Any]) -> BaseRecordSpec:
    sender = platform.people[letter["nguoi_gui"]]
    moment = _moment(platform, dice)
    unread = moment[:10] >= UNREAD_SINCE and dice.random() < 0.5
    values = letter | {
        "kieu": "Thư mới",
        "chu_hop": owner,
        "ten_hien_thi": sender.name,
        "dia_chi_gui": sender.email,
        "den": [owner],
        "do_quan_trong": "Quan trọng" if dice.random() < 0.1 else "Bình thường",
        "ngay_gui": moment,
        "chu_ky": f"{sender.name}, {sender.title.vi}, {sender.phone}",
    }
    return BaseRecordSpec("thu", "moi" if unread else "da_doc" if dice.random() < 0.9 else "da_xoa", values)


def _sent(platform: Platform, dice: random.Random, owner: str, to: str) -> BaseRecordSpec:
    person = platform.people[owner]
    values = _real(platform, dice, owner) | {
        "kieu": "Thư mới",
        "chu_hop": owner,
        "ten_hien_thi": person.name,
        "dia_chi_gui": person.email,
        "den": [to],
        "nguoi_nhan": to,
        "do_quan_trong": "Bình thường",
        "ngay_gui": _moment(platform, dice),
        "chu_ky": f"{person.name}, {person.title.vi}, {person.phone}",
    }
    return BaseRecordSpec("thu", "da_gui", values)


def _fraud(platform: Platform, dice: random.Random, owner: str) -> BaseRecordSpec:
    letter = letters.impostor(platform, dice.randrange(10**6))
    reported = dice.random() < 0.7
    values: dict[str, Any] = {
        "kieu": "Thư mới",
        "chu_hop": owner,
        "ten_hien_thi": letter["ten"],
        "dia_chi_gui": letter["dia_chi"],
        "den": [owner],
        "chu_de": letter["chu_de"],
        "do_quan_trong": "Bình thường",
        "ngay_gui": _moment(platform, dice),
        "noi_dung": letter["noi_dung"],
        "lien_ket_hien": letter["lien_ket_hien"],
        "lien_ket_that": letter["lien_ket_that"],
        "da_xem_dia_chi": True,
        "la_gia": True,
        "ten_tep": letter["ten_tep"],
    }
    if reported:
        values |= {
            "da_bao": True,
            "dau_hieu": sorted(letters.signs(letter)),
            "phan_hoi": "Đúng là thư giả, đã chặn tên miền.",
        }
    return BaseRecordSpec("thu", "da_bao_lua_dao" if reported and dice.random() < 0.4 else "da_xoa", values)


def _file(name: str, letter: BaseRecordSpec, dice: random.Random) -> BaseRecordSpec:
    values: dict[str, Any] = {
        "ten": name,
        "dinh_dang": name.rpartition(".")[2].upper(),
        "kich_thuoc": dice.randrange(60, 900),
        "ngay_sua": letter.values["ngay_gui"],
    }
    if letter.values.get("la_gia"):
        values["doc_hai"] = True
    else:
        values["noi_dung"] = f"# {letter.values['chu_de']}\n\n{letter.values['noi_dung']}"
    return BaseRecordSpec("tep", "dinh_kem", values)


def _moment(platform: Platform, dice: random.Random) -> str:
    """Office time of a working day, newer days likelier."""
    span = (LAST_DAY - FIRST_DAY).days
    while True:
        day = LAST_DAY - timedelta(min(span, int(dice.expovariate(1 / 22))))
        if is_working_day(platform.calendar, day.isoformat()):
            return f"{day}T{dice.choice((7, 8, 9, 10, 13, 14, 15, 16)):02d}:{dice.randrange(31, 60):02d}"
