"""Who works where in an invented province: in every commune, ward and department of the organisation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from training.people.models import OrgUnit, UnitKind


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILY = _words("Nguyễn Trần Lê Phạm Huỳnh Võ Danh Lâm Trương Đặng Bùi Đỗ Hồ Ngô Dương Lý Thạch Kim Sơn Tô")
MIDDLE = _words("Văn Thị Hữu Minh Thanh Ngọc Quốc Hoàng Kim Thúy Đức Bích Công Mỹ Chí Thu")
GIVEN = _words(
    "An Anh Ân Bình Bảo Châu Cường Dung Dũng Đạt Đào Giang Hà Hải Hạnh Hiền Hòa Hồng Hùng Hương Khánh "
    "Khoa Lan Liên Linh Lộc Long Mai Nam Nga Ngân Nghĩa Nhã Như Oanh Phát Phúc Phương Quân Quyên Sang Sơn "
    "Tâm Thảo Thắng Thủy Tiên Trang Trí Tú Tuấn Út Vân Việt Xuân Yến"
)
POSITIONS = (
    ("Chuyên viên", 46),
    ("Chuyên viên chính", 9),
    ("Cán sự", 8),
    ("Văn thư", 7),
    ("Công chức địa chính", 9),
    ("Công chức tiếp nhận và trả kết quả", 8),
    ("Kế toán", 6),
    ("Công chức văn hóa – xã hội", 7),
)
BEGAN = date(2025, 7, 1)


@dataclass
class Worker:
    number: int
    staff_code: str
    full_name: str
    unit: OrgUnit
    position: str
    leads: bool
    keen: float  # how much of everything this person does
    posts: list[tuple[OrgUnit, str, bool, date, date | None]] = field(default_factory=list)


def workers(number: int, seed: int, units: Sequence[OrgUnit], until: date) -> Iterator[Worker]:
    """That many, unit by unit; the head of each unit first."""
    dice = random.Random(f"people {seed}")
    parts = [unit for unit in units if unit.depth > 1]
    weights = [_weight(unit, parts, dice) for unit in parts]
    keen_of = {unit.path[: 2 * OrgUnit.steplen]: dice.betavariate(4, 2.2) for unit in parts}
    whole, before, count = sum(weights), 0.0, 0
    for unit, weight in zip(parts, weights, strict=True):
        here = round((before + weight) * number / whole) - round(before * number / whole)
        before += weight
        for place in range(here):
            count += 1
            yield _worker(count, unit, place == 0, keen_of[unit.path[: 2 * OrgUnit.steplen]], parts, dice, until)


def _weight(unit: OrgUnit, parts: Sequence[OrgUnit], dice: random.Random) -> float:
    """Most people of a commune sit in its divisions."""
    if unit.kind == UnitKind.DEPARTMENT or (unit.depth == 2 and unit.is_leaf()):
        return dice.uniform(1.5, 6)
    return dice.uniform(0.1, 0.25) if unit.depth == 2 else dice.uniform(0.5, 2)


def _worker(
    number: int, unit: OrgUnit, leads: bool, keen: float, parts: Sequence[OrgUnit], dice: random.Random, until: date
) -> Worker:
    name = f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}"
    position = dice.choices([one for one, _weight in POSITIONS], [weight for _one, weight in POSITIONS])[0]
    if leads:
        position = (
            "Trưởng phòng" if unit.depth > 2 else "Giám đốc" if unit.kind == UnitKind.DEPARTMENT else "Chủ tịch"
        )
    keen = min(max(dice.gauss(keen, 0.18), 0.02), 1)
    made = Worker(number, f"999{number:09d}", name, unit, position, leads, keen)
    made.posts = _posts(made, parts, dice, until)
    return made


def _posts(
    worker: Worker, parts: Sequence[OrgUnit], dice: random.Random, until: date
) -> list[tuple[OrgUnit, str, bool, date, date | None]]:
    """Three in a hundred came from elsewhere, one has left, a few sit in two units at a time."""
    chance, days = dice.random(), (until - BEGAN).days
    moved = BEGAN + timedelta(days=dice.randrange(1, max(days, 2)))
    here = (worker.unit, worker.position, worker.leads)
    other = dice.choice(parts)
    if worker.leads or other.pk == worker.unit.pk:
        return [(*here, BEGAN, None)]
    if chance < 0.03:
        return [(other, worker.position, False, BEGAN, moved), (*here, moved, None)]
    if chance < 0.04:
        return [(*here, BEGAN, min(moved, until))]
    if chance < 0.045:
        return [(*here, BEGAN, None), (other, worker.position, False, moved, None)]
    if chance < 0.08:
        return [(*here, moved, None)]
    return [(*here, BEGAN, None)]
