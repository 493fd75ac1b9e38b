"""What an invented person has done: so many completions, lesson by lesson, over a year, with help or without."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from training.management.province.people import Worker
from training.progress.mastery import Values, mastery_of

WEEKS = 48
GUIDED, ALONE, TRAPS = "guided", "alone", "traps"


@dataclass(frozen=True)
class Lesson:
    """A lesson with the parts of its task that are needed here."""

    code: str
    task: int
    task_hash: str
    steps: Sequence[str]


@dataclass
class Done:
    """A completion, as `progress.mastery` looks at it."""

    pk: int
    lesson: Lesson
    at: datetime
    mode: str
    aided: bool
    level: int
    refresher: bool
    task_hash: str


@dataclass
class Begun:
    """An attempt that stands before a step."""

    lesson: Lesson
    step: int
    at: datetime
    stuck: bool


@dataclass
class Past:
    done: list[Done] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    results: dict[str, Values] = field(default_factory=dict)


def past_of(
    worker: Worker, completions: int, lessons: Sequence[Lesson], jams: Mapping[str, int], now: datetime, seed: int
) -> Past:
    """`jams`: lesson → number of the step at which most stop."""
    dice = random.Random(f"learning {seed} {worker.number}")
    past = Past()
    if not lessons:
        return past
    first = min(len(lessons), completions, max(1, round(len(lessons) * worker.keen)))
    chosen = list(lessons[: first + 2])
    dice.shuffle(chosen)
    chosen = sorted(chosen[:first], key=lambda lesson: lesson.code)
    begin = now - timedelta(weeks=WEEKS * dice.random() ** 0.7)
    span = (now - begin).total_seconds()
    days = sorted(dice.random() ** 0.8 for _ in chosen)
    for lesson, share in zip(chosen, days, strict=True):
        _add(past, lesson, _worktime(begin + timedelta(seconds=span * share), now), dice, again=False)
    for _number in range(completions - len(chosen)):
        lesson = dice.choice(chosen)
        last = max(one.at for one in past.done if one.lesson is lesson)
        later = last + timedelta(days=dice.choice((1, 8, 9, 30, 31, 60)))
        _add(past, lesson, _worktime(min(later, now), now), dice, again=True)
    past.done.sort(key=lambda one: one.at)
    for number, one in enumerate(past.done, 1):
        one.pk = number
    by_lesson: dict[str, list[Done]] = defaultdict(list)
    for one in past.done:
        by_lesson[one.lesson.code].append(one)
    for code, found in by_lesson.items():
        values = mastery_of(found, (), int(dice.random() < 0.05), refresh_after_days=settings.REFRESH_AFTER_DAYS)
        if values:
            past.results[code] = values
    left = [lesson for lesson in lessons if lesson.code not in past.results]
    for lesson in left[:2]:
        if dice.random() < 0.35:
            past.begun.append(_stands(lesson, jams, dice, now))
    return past


def _add(past: Past, lesson: Lesson, at: datetime, dice: random.Random, *, again: bool) -> None:
    mode = dice.choices((GUIDED, ALONE, TRAPS), (1, 6, 2) if again else (6, 4, 1))[0]
    aided = mode == GUIDED or dice.random() < 0.12
    level = 1 if aided else 3 if mode == TRAPS else 2
    past.done.append(Done(0, lesson, at, mode, aided, level, again and dice.random() < 0.5, lesson.task_hash))


def _worktime(at: datetime, now: datetime) -> datetime:
    """A weekday between half past seven and five, in local time (UTC+7)."""
    at = at.replace(hour=(at.hour % 9) + 1, minute=at.minute, microsecond=0)
    while at.weekday() > 4:
        at -= timedelta(days=1)
    return min(at, now)


def _stands(lesson: Lesson, jams: Mapping[str, int], dice: random.Random, now: datetime) -> Begun:
    jam = jams[lesson.code]
    step = jam if dice.random() < 0.6 else dice.randrange(len(lesson.steps))
    return Begun(lesson, step, _worktime(now - timedelta(days=dice.uniform(1, 90)), now), dice.random() < 0.5)


#: Needs as staff write them: work, what the platform should do, times a week, minutes, most affected.
NEEDS = (
    (
        "Gõ lại số tờ, số thửa từ phần mềm cũ vào phiếu chuyển thuế",
        "Lấy số tờ, số thửa từ cơ sở dữ liệu đất đai",
        40,
        6,
        14,
    ),
    (
        "Chép số văn bản đến sang sổ theo dõi của phòng",
        "Cho phòng xem sổ văn bản đến đã lọc theo phòng",
        30,
        4,
        9,
    ),
    (
        "Gọi điện hỏi hồ sơ một cửa đang nằm ở đâu",
        "Hiện người đang giữ hồ sơ và hạn của bước",
        25,
        5,
        22,
    ),
    (
        "Tổng hợp báo cáo tuần từ nhiều tệp gửi qua thư",
        "Gộp số liệu các phòng theo mẫu chung",
        3,
        60,
        6,
    ),
    (
        "In giấy mời rồi chụp lại để gửi đại biểu",
        "Gửi giấy mời đã ký số ngay từ lịch họp",
        6,
        15,
        8,
    ),
    (
        "Nhập lại thông tin công dân đã nộp lần trước",
        "Điền sẵn từ hồ sơ trước khi công dân đồng ý",
        35,
        7,
        18,
    ),
    (
        "Đối chiếu danh sách phòng họp bị trùng giờ",
        "Báo trùng ngay khi đặt phòng",
        5,
        10,
        5,
    ),
    (
        "Tìm văn bản cũ không nhớ số",
        "Tìm theo trích yếu, không cần dấu",
        12,
        8,
        30,
    ),
    (
        "Nhắc từng người nộp báo cáo tháng",
        "Tự nhắc người chưa nộp trước hạn hai ngày",
        4,
        30,
        7,
    ),
    (
        "Đổi ngày nghỉ trong lịch công tác của lãnh đạo",
        "Đồng bộ lịch nghỉ với lịch công tác",
        3,
        12,
        3,
    ),
)
