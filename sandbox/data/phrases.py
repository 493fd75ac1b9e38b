"""How Vietnamese papers say dates, periods and numbers, and how a paper is laid out as text."""

from __future__ import annotations

from datetime import date

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")
ABBREVIATIONS = {
    "Nghị quyết": "NQ", "Quyết định": "QĐ", "Chỉ thị": "CT", "Thông báo": "TB", "Hướng dẫn": "HD",
    "Chương trình": "CTr", "Kế hoạch": "KH", "Phương án": "PA", "Đề án": "ĐA", "Báo cáo": "BC", "Biên bản": "BB",
    "Tờ trình": "TTr", "Công điện": "CĐ", "Giấy mời": "GM", "Phiếu chuyển": "PC",
}  # fmt: skip


def place_and_date(place: str, day: date) -> str:
    """Days under 10 and the months 1 and 2 take a leading 0."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def period(day: date, kind: int) -> str:
    """The reporting period that a letter of that day speaks of: last month, this quarter, half a year."""
    if kind == 0:
        month, year = (day.month - 1, day.year) if day.month > 1 else (12, day.year - 1)
        return f"tháng {month} năm {year}"
    if kind == 1:
        return f"quý {('I', 'II', 'III', 'IV')[(day.month - 1) // 3]} năm {day.year}"
    return f"6 tháng {'đầu' if day.month <= 6 else 'cuối'} năm {day.year}"


def occasion(day: date) -> str:
    """The holiday that is being prepared for."""
    if day.month in (1, 2):
        return "Tết Nguyên đán"
    if day.month in (3, 4, 5):
        return "lễ 30/4 và 01/5"
    if day.month in (7, 8):
        return "Quốc khánh 2/9"
    return "Tết Trung thu" if day.month == 9 else "cuối năm"


def school_year(day: date) -> str:
    first = day.year if day.month >= 5 else day.year - 1
    return f"năm học {first}–{first + 1}"


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def paper(
    *, heads: list[str], place: str, reference: str, day: date, kind: str, subject: str, to: str, body: str,
    wanted: str, copies: list[str], post: str, mark: str, signer: str,
) -> str:  # fmt: skip
    """The sheet: letterhead, number and date, subject, body, recipients beside the signature."""
    letter = kind == "Công văn"
    lines = [
        f"{heads[0]} || {NATION[0]}",
        f"{heads[1]} || {NATION[1]}",
        f"Số: {reference} || {place_and_date(place, day)}",
    ]
    if letter:
        lines += [f"{subject} ||", "", f"Kính gửi: {to}."]
    else:
        lines += ["", f"# {kind.upper()}", f"## {subject}"]
    lines += ["", body]
    if wanted:
        lines += ["", wanted]
    above, _, position = post.rpartition("/")
    right = [above or position.upper(), position.upper() if above else "", mark, signer]
    left = ["Nơi nhận:", *(f"- {copy}" for copy in copies)]
    left += [""] * (len(right) - len(left))
    right += [""] * (len(left) - len(right))
    lines += ["", *(f"{one} || {two}".rstrip() for one, two in zip(left, right, strict=True))]
    return "\n".join(lines)
