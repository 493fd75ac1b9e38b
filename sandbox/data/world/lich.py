"""The schedule of the autumn and of the week that is coming: published, week by week, nothing twice in a room.

Past weeks are drawn from what a commune does; the coming one is written out, because lessons play in it: the
afternoon of 26/11/2026 is free for whoever needs a room, and so is that morning for the Chairman.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import is_working_day
from sandbox.definition.schema import Platform

FIRST_MONDAY, WEEKS = date(2026, 9, 7), 11  # the last one begins on 16/11/2026
CHAIR, VICE, CHIEF = "tran_quoc_khoi", "huynh_kim_thoa", "phan_minh_duong"
HEAD, SOCIAL, DESK = "nguyen_van_tron", "truong_hoai_phong", "ly_van_phuoc"
ROOM_1, ROOM_2, HALL, RECEPTION, AWAY = (
    "Phòng họp số 1", "Phòng họp số 2", "Hội trường UBND xã", "Phòng tiếp công dân", "Ngoài trụ sở",
)  # fmt: skip
MORNING, LATE_MORNING, AFTERNOON = ("07:30", "09:00"), ("09:30", "11:00"), ("14:00", "16:00")
#: what happens every week: (weekday, times, subject, place, leader, prepared by)
EVERY_WEEK = (
    (0, MORNING, "Giao ban đầu tuần của Chủ tịch UBND xã", ROOM_1, CHAIR, "van_phong"),
    (2, ("08:00", "11:00"), "Tiếp công dân định kỳ", RECEPTION, CHAIR, "van_phong"),
    (4, AFTERNOON, "Họp Văn phòng rà soát văn bản đến hạn", ROOM_2, CHIEF, "van_phong"),
)
#: what happens now and then: (subject, place, exact place, leader, prepared by)
NOW_AND_THEN = (
    ("Họp tiến độ thả nuôi tôm – rừng các ấp", ROOM_1, "", VICE, "phong_kinh_te"),
    ("Kiểm tra đoạn sạt lở bờ biển", AWAY, "Ấp Kinh Đào Tây", CHAIR, "phong_kinh_te"),
    ("Làm việc với Vườn Quốc gia Mũi Cà Mau về giao khoán rừng", HALL, "", VICE, "phong_kinh_te"),
    ("Họp xét duyệt hộ nghèo, hộ cận nghèo", ROOM_2, "", SOCIAL, "phong_vhxh"),
    ("Kiểm tra điểm trường Rạch Tàu", AWAY, "Ấp Rạch Tàu", VICE, "phong_vhxh"),
    ("Họp Ban chỉ đạo chuyển đổi số xã", ROOM_1, "", CHAIR, "van_phong"),
    ("Tập huấn tổ công nghệ số cộng đồng", HALL, "", SOCIAL, "phong_vhxh"),
    ("Họp rà soát hồ sơ một cửa sắp đến hạn", ROOM_2, "", DESK, "ttpvhcc"),
    ("Dự họp trực tuyến với UBND tỉnh", "Trực tuyến", "", CHAIR, "van_phong"),
    ("Kiểm tra tàu cá trước mùa gió chướng", AWAY, "Cửa biển Rạch Tàu", VICE, "phong_kinh_te"),
    ("Họp bàn giao quân sự, phòng thủ dân sự", ROOM_1, "", "vo_chi_cuong", "bch_quan_su"),
    ("Họp công tác thu phí, lệ phí", ROOM_2, "", HEAD, "phong_kinh_te"),
    ("Đối thoại với hộ dân tuyến kè Đất Mũi", HALL, "", CHAIR, "phong_kinh_te"),
    ("Họp chuẩn bị Ngày hội Đại đoàn kết toàn dân tộc", HALL, "", VICE, "phong_vhxh"),
)
#: the coming week: (day, times, subject, place, exact place, leader, prepared by)
COMING = (
    (23, MORNING, "Giao ban đầu tuần của Chủ tịch UBND xã", ROOM_1, "", CHAIR, "van_phong"),
    (23, AFTERNOON, "Làm việc với đoàn kiểm tra phòng, chống thiên tai", HALL, "", VICE, "phong_kinh_te"),
    (25, ("08:00", "11:00"), "Tiếp công dân định kỳ", RECEPTION, "", CHAIR, "van_phong"),
    (25, ("08:30", "10:30"), "Kiểm tra điểm trường Rạch Tàu", AWAY, "Ấp Rạch Tàu", VICE, "phong_vhxh"),
    (25, AFTERNOON, "Họp tiến độ thả nuôi tôm – rừng quý IV", ROOM_2, "", HEAD, "phong_kinh_te"),
    (26, ("08:00", "10:00"), "Họp xét duyệt hộ nghèo cuối năm", ROOM_2, "", SOCIAL, "phong_vhxh"),
    (27, ("07:30", "09:30"), "Họp Ban chỉ đạo chuyển đổi số xã", ROOM_1, "", CHAIR, "van_phong"),
    (27, AFTERNOON, "Họp Văn phòng rà soát văn bản đến hạn", ROOM_2, "", CHIEF, "van_phong"),
)
PUBLISHED = "14:30"  # on the working day before the week


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Entry by entry in the order of time, then the weeks."""
    weeks = [FIRST_MONDAY + timedelta(7 * number) for number in range(WEEKS + 1)]
    entries = [one for monday in weeks[:-1] for one in _week(platform, dice, monday)]
    entries += [
        _entry(date(2026, 11, day), times, subject, place, where, leader, unit)
        for day, times, subject, place, where, leader, unit in COMING
    ]
    return [*entries, *(_published(platform, monday) for monday in weeks)]


def _week(platform: Platform, dice: random.Random, monday: date) -> Iterator[BaseRecordSpec]:
    taken: set[tuple[date, str, str]] = set()  # (day, start, room or leader)
    made = []
    for weekday, times, subject, place, leader, unit in EVERY_WEEK:
        day = monday + timedelta(weekday)
        taken |= {(day, times[0], place), (day, times[0], leader)}
        made.append(_entry(day, times, subject, place, "", leader, unit))
    for subject, place, where, leader, unit in dice.sample(NOW_AND_THEN, 6):
        day, times = monday + timedelta(dice.randrange(5)), dice.choice((LATE_MORNING, AFTERNOON))
        mine = {(day, times[0], leader)} | ({(day, times[0], place)} if place in (ROOM_1, ROOM_2, HALL) else set())
        reception = day.weekday() == 2 and leader == CHAIR and times == LATE_MORNING
        if not taken & mine and not reception:
            taken |= mine
            made.append(_entry(day, times, subject, place, where, leader, unit))
    made = [one for one in made if is_working_day(platform.calendar, one.values["bat_dau"])]
    if len(made) > 4 and dice.random() < 0.4:
        made[-1] = BaseRecordSpec(
            "lich", "da_huy", made[-1].values | {"ly_do_huy": "Lãnh đạo đi họp tỉnh đột xuất, sẽ xếp lại sau."}
        )
    yield from sorted(made, key=lambda one: one.values["bat_dau"])


def _entry(
    day: date, times: tuple[str, str], subject: str, place: str, where: str, leader: str, unit: str
) -> BaseRecordSpec:
    values: dict[str, Any] = {
        "noi_dung": subject,
        "bat_dau": f"{day}T{times[0]}",
        "ket_thuc": f"{day}T{times[1]}",
        "phong": place,
        "chu_tri": leader,
        "don_vi_chuan_bi": unit,
        "xe": "Vỏ lãi cơ quan" if place == AWAY else "Không dùng xe",
        "nguoi_lap": "lam_nhut_truong",
        "nguoi_duyet": VICE if leader == CHAIR else CHAIR,
        "cong_bo_luc": f"{day - timedelta(3 if day.weekday() == 0 else day.weekday() + 3)}T{PUBLISHED}",
    }
    if where:
        values["dia_diem"] = where
    return BaseRecordSpec("lich", "da_cong_bo", values)


def _published(platform: Platform, monday: date) -> BaseRecordSpec:
    friday = monday + timedelta(4)
    before = monday - timedelta(3)
    values: dict[str, Any] = {
        "ten": f"Lịch công tác tuần {monday.isocalendar().week} ({monday:%d/%m} – {friday:%d/%m/%Y})",
        "tu_ngay": monday.isoformat(),
        "den_ngay": friday.isoformat(),
        "han_cong_bo": before.isoformat(),
        "nguoi_lap": "lam_nhut_truong",
        "nguoi_duyet": CHAIR,
        "cong_bo_luc": f"{before}T{PUBLISHED}",
    }
    return BaseRecordSpec("lich_tuan", "da_cong_bo", values)
