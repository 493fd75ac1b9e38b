"""What was said and asked for in the demonstration's past: who was stuck, who needs what, what units were assigned.

Made through the same doors as everybody's; only the days are moved back, for nobody can ask for a day that is over.
"""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from lessons import selectors as lessons
from training.assignments import api as assignments
from training.assignments.models import Assignment
from training.feedback import api as feedback
from training.feedback.letters import letter_of
from training.feedback.models import Need, Stuck
from training.people.models import User
from training.people.selectors import today, unit_by_code
from training.practice import api as practice
from training.progress.task import task_of

LEADER, HR, TRAINER = "CM-DM-002", "CM-SNV-001", "CM-SKHCN-001"
ASSIGNED = [("K1", "xa-dat-mui", 10, "Làm trước khi họp giao ban."), ("L05", "xa-dat-mui/van-phong", -2, "")]
STUCK = [  # who, how many steps they had done, when, their words, the trainer's answer to all in that place
    ("CM-DM-005", 0, 6, "Chưa biết bắt đầu từ đâu.", "Mở công điện Hỏa tốc rồi bấm Kiểm tra chữ ký số."),
    ("CM-HK-004", 1, 1, "Không thấy nút Tiếp nhận ở đâu.", ""),
    ("CM-BL-003", 1, 0, "", ""),
]
NEEDS = [  # who, which work, times a week, minutes, people, what the platform should do, when, decision, reason
    (
        "CM-DM-004",
        "Nhập cùng một địa chỉ của người dân vào ba biểu mẫu",
        (60, 4, 5),
        "Điền sẵn địa chỉ đã có, cán bộ chỉ kiểm tra lại.",
        12,
        Need.Decision.ACCEPTED,
        "Việc này mất nhiều giờ mỗi tuần; đã ghi vào danh sách gửi Sở Khoa học và Công nghệ.",
    ),
    (
        "CM-DM-005",
        "Gõ lại địa chỉ của người dân vào phiếu hẹn",
        (25, 2, 3),
        "Điền sẵn địa chỉ đã có trong hồ sơ của người dân.",
        11,
        Need.Decision.WAITING,
        "",
    ),
    (
        "CM-DM-003",
        "Tìm lại công văn cũ khi tham mưu văn bản mới",
        (10, 15, 8),
        "Tìm được theo trích yếu, không cần nhớ số và ký hiệu.",
        2,
        Need.Decision.WAITING,
        "",
    ),
]

BECAME = {"CM-DM-004": (Need.Became.DOING, "Sở Khoa học và Công nghệ đang làm, dự kiến có trong tháng 12.")}
TOO = [("CM-HK-001", "CM-DM-003"), ("CM-DM-001", "CM-DM-003")]  # who needs too what the other asked for


def speak(everybody: dict[str, User]) -> None:
    """All of it; a demonstration without lesson L05 or its course has no voices about it."""
    _assign(everybody)
    _be_stuck(everybody)
    _need(everybody)


def _assign(everybody: dict[str, User]) -> None:
    known = {course.code for course in lessons.courses()} | {lesson.code for lesson in lessons.live_lessons()}
    for code, unit, days, note in ASSIGNED:
        if code in known:
            made = assignments.assign(
                acting_user=everybody[HR],
                code=code,
                unit=unit_by_code(unit),
                due=today() + timedelta(days=max(days, 0)),
                note=note,
            )
            _moved_back(made.assignment, given_at=12)
            Assignment.objects.filter(pk=made.assignment.pk).update(due=today() + timedelta(days=days))


def _be_stuck(everybody: dict[str, User]) -> None:
    lesson = lessons.lesson_by_code("L05")
    task = lessons.task_of(lesson) if lesson else None
    if task is None:
        return
    for code, steps, days, note, answer in STUCK:
        attempt = practice.start_attempt(user=everybody[code], task=task)
        for step in task_of(attempt).steps[:steps]:
            practice.play(attempt=attempt, moves=step.hints.do, request_key=f"demo-{step.key}")
        letter = letter_of(attempt, "vi")
        if letter is None:
            continue
        sent = feedback.send_stuck(attempt=attempt, letter=letter, note=note, request_key="demo")
        if answer:
            feedback.answer(acting_user=everybody[TRAINER], stuck=sent, text=answer, everybody=True)
        _moved_back(sent, at=days)


def _need(everybody: dict[str, User]) -> None:
    for code, work, (times, minutes, affected), wish, days, decision, reason in NEEDS:
        need = feedback.send_need(
            acting_user=everybody[code],
            work=work,
            times=times,
            minutes=minutes,
            affected=affected,
            wish=wish,
            request_key="demo",
        )
        if decision:
            feedback.decide(acting_user=everybody[LEADER], need=need, decision=decision, reason=reason)
        _moved_back(need, at=days, waiting_since=days)
        if code in BECAME:
            state, words = BECAME[code]
            feedback.say_what_became(acting_user=everybody[LEADER], need=need, state=state, words=words)
    for code, of in TOO:
        feedback.me_too(user=everybody[code], need=Need.objects.get(user=everybody[of], request_key="demo"))


def _moved_back(row: Assignment | Need | Stuck, **days: int) -> None:
    then = {name: timezone.now() - timedelta(days=number, hours=3) for name, number in days.items()}
    rows: models.Manager[models.Model] = type(row)._default_manager
    rows.filter(pk=row.pk).update(**then)
