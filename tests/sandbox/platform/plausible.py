"""Values that a person of the commune might type into a box: like those that stand in that field already, or made up.

Deterministic for the same dice. What a field's own rules refuse (a pattern that nothing known fits) is left empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import add_working_days
from sandbox.definition.schema import Column, Platform, RecordField
from sandbox.definition.values import ValueProblem, parse_stored

SENTENCES = (
    "Đã kiểm tra, đối chiếu với hồ sơ gốc và thống nhất với các đơn vị liên quan.",
    "Đang chờ chi nhánh Văn phòng Đăng ký đất đai xác nhận diện tích thực tế từ ngày 20/11/2026.",
    "Đề nghị bổ sung bản sao hợp đồng đã công chứng trước ngày hẹn trả kết quả.",
    "Phòng Kinh tế tổng hợp số liệu của sáu ấp, báo cáo trước 16 giờ thứ Năm.",
)
WORDS = ("Rà soát ao tôm", "Báo cáo nhanh", "Hồ sơ đất đai", "Danh sách hộ vay vốn", "Kế hoạch tuần", "Phụ lục số 2")
SECRETS = ("Trâu-Đũa-Ghe-Nắng 7", "Camau@2026", "482913")
MOST_SEEN = 60

Links = Callable[[str], list[int]]  # rids of a record type that may be linked to


class Plausible:
    def __init__(self, platform: Platform, base: Iterable[BaseRecordSpec], dice: Random) -> None:
        self.platform, self.dice = platform, dice
        self.seen: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for spec in base:
            for name, value in spec.values.items():
                known = self.seen[spec.record, name]
                if len(known) < MOST_SEEN and value not in known:
                    known.append(value)

    def value(self, record_type: str, name: str, now: str, links: Links) -> Any:
        """A value in stored form; None where nothing plausible is known."""
        field = self.platform.record(record_type).fields[name]
        known = self.seen[record_type, name]
        if field.type not in ("record", "files", "secret") and known and self.dice.random() < 0.6:
            return self.dice.choice(known)
        made = self._made(field, now, links)
        if field.type == "secret" or made is None:
            return made
        try:
            return parse_stored(field, made, platform=self.platform)
        except ValueProblem:
            return self.dice.choice(known) if known else self._example(field)

    def _made(self, field: RecordField, now: str, links: Links) -> Any:
        dice, platform = self.dice, self.platform
        match field.type:
            case "choice":
                return dice.choice(field.options)
            case "choices":
                return _some(dice, field.options)
            case "person" | "people":
                people = [key for key, one in platform.people.items() if not field.roles or one.role in field.roles]
                return dice.choice(people) if field.type == "person" else _some(dice, people)
            case "unit" | "units":
                units = [key for key, one in platform.units.items() if one.own or not field.own_units]
                return dice.choice(units) if field.type == "unit" else _some(dice, units)
            case "record" | "files":
                rids = links((platform.file_record if field.type == "files" else field.to) or "")
                return None if not rids else dice.choice(rids) if field.type == "record" else _some(dice, rids)
            case "rows":
                return [
                    {key: self._cell(column, now) for key, column in field.columns.items()}
                    for _row in range(dice.randint(1, 3))
                ]
            case "secret":
                return dice.choice(SECRETS)
        return self._plain(field, now)

    def _plain(self, field: RecordField | Column, now: str) -> Any:
        dice = self.dice
        match field.type:
            case "number" | "money":
                low, high = getattr(field, "min", None), getattr(field, "max", None)
                step = 50_000 if field.type == "money" else 1
                return min(int(high or 10**12), int(low or 0) + step * dice.randint(0, 12))
            case "date":
                return self._day(now)
            case "datetime":
                return f"{self._day(now)}T{dice.choice(['08:00', '09:30', '14:00', '16:30'])}"
            case "checkbox":
                return dice.random() < 0.8
            case "choice":
                return dice.choice(field.options)
            case "longtext":
                return dice.choice(SENTENCES)
            case "richtext":
                return f"<p>{dice.choice(SENTENCES)}</p>"
        longest = getattr(field, "max_length", None) or 200
        return f"{dice.choice(WORDS)} {dice.randint(1, 99)}"[:longest]

    def _cell(self, column: Column, now: str) -> Any:
        return self._plain(column, now)

    def _day(self, now: str) -> str:
        return add_working_days(self.platform.calendar, now, self.dice.randint(-2, 10))[:10]

    def _example(self, field: RecordField) -> Any:
        """What the sentence beside a pattern gives as an example, if it fits."""
        said = field.matches_say or field.help
        for word in re.findall(r"[^\s,;:()“”\"]+", said.vi if said else ""):
            try:
                return parse_stored(field, word.rstrip("."), platform=self.platform)
            except ValueProblem:
                continue
        return None


def _some(dice: Random, things: list[Any]) -> list[Any]:
    return dice.sample(things, min(len(things), dice.choice([1, 1, 2, 3])))
