"""Field values: from what a person types, from what data holds, and back to what a person reads.

* `parse`         what was typed in Vietnamese → the stored form (table in `sandbox.definition.schema`)
* `parse_stored`  a value that is already in stored form (scenarios, effects, moves): checked, made canonical
* `show`          the stored form → what a screen or a check's message says

What cannot be understood raises `ValueProblem` with a sentence the person can act on, in both languages.
Empty is `None`: the key is then absent from the record's data.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import bleach
import regex

from sandbox import text
from sandbox.definition import dates
from sandbox.definition.problems import ValueProblem, problem
from sandbox.definition.schema import Column, Platform, RecordField

__all__ = ["ValueProblem", "missing", "parse", "parse_stored", "show", "too_short"]

LONGEST = {"text": 1000, "longtext": 20_000, "richtext": 60_000}
RICH_TAGS = frozenset(
    {"p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "h3", "h4", "blockquote", "table"}
    | {"thead", "tbody", "tr", "th", "td"}
)
_CONTROL = regex.compile(r"[\p{Cc}--[\n\t]]", regex.V1)
_STORED_NUMBER = regex.compile(r"-?[0-9]{1,25}(?:\.[0-9]{1,10})?")
_VIETNAMESE_NUMBER = regex.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_OTHER_NUMBER = regex.compile(r"(-?)([0-9][0-9.,]*)")
_MONEY_WORDS = regex.compile(r"\s*(?:đồng|đ|vnđ|vnd|₫)\.?$", regex.I)
_UNIT_WORDS = regex.compile(r"\s*(?:m2|%)$", regex.I)
_KEY = regex.compile(r"[a-z][a-z0-9_]{0,39}")

AnyField = RecordField | Column


# --- problems that the engine meets besides parsing ------------------------------------------------------


def missing(field: AnyField) -> ValueProblem:
    """The field must be filled."""
    return problem("missing", f'Chưa điền ô "{field.vi}".', f'"{field.en}" is still empty.')


def too_short(field: AnyField, at_least: int) -> ValueProblem:
    return problem(
        "too_short",
        f'Ô "{field.vi}" cần ít nhất {at_least} ký tự.',
        f'"{field.en}" needs at least {at_least} characters.',
    )


# --- typed ------------------------------------------------------------------------------------------------


def parse(field: AnyField, raw: Any, *, today: str | date, platform: Platform | None = None) -> Any:
    """The stored form of what was typed (a string; for lists, a list of strings or one separated by ";").

    `today` (a day or a moment) helps with two-digit years; with `platform`, people and units may be given by name.
    Raises ValueProblem.
    """
    if raw is None or (isinstance(raw, str) and not text.compose(raw).strip()):
        return None
    match field.type:
        case "number" | "money":
            if isinstance(raw, str):
                return _within(field, _typed_number(field, text.compose(raw).strip()))
        case "date":
            if isinstance(raw, str):
                return dates.parse_date(text.compose(raw), today=str(today)[:10])
        case "datetime":
            if isinstance(raw, str):
                return dates.parse_datetime(text.compose(raw), today=str(today)[:10])
        case "choices" | "people" | "units":
            parts = raw if isinstance(raw, list) else _split(field, raw)
            return _many(parts, lambda one: _pick(field, one, platform))
        case "choice" | "person" | "unit":
            return _pick(field, raw[0] if isinstance(raw, list) and len(raw) == 1 else raw, platform)
        case "record" if isinstance(raw, str) and raw.strip().isdecimal():
            return int(raw.strip()[:18])
        case "files":
            parts = raw if isinstance(raw, list) else _split(field, raw)
            return _many(parts, lambda one: _rid(field, int(one[:18]) if _digits(one) else one))
        case "checkbox" if isinstance(raw, str):
            return _tick(field, raw)
        case "rows":
            return _rows(field, raw, lambda column, cell: parse(column, cell, today=today))
    return parse_stored(field, raw, platform=platform)


def parse_stored(field: AnyField, value: Any, *, platform: Platform | None = None) -> Any:
    """The canonical stored form of a value in stored form (numbers may be JSON numbers). Raises ValueProblem."""
    if value is None or value == "" or value == []:
        return None
    match field.type:
        case "text" | "longtext" | "richtext":
            return _written(field, value)
        case "number" | "money":
            return _within(field, _stored_number(field, value))
        case "date":
            return dates.stored_date(value)
        case "datetime":
            return dates.stored_datetime(value)
        case "choice" | "person" | "unit":
            return _pick(field, value, platform)
        case "choices" | "people" | "units":
            return _many(_listed(field, value), lambda one: _pick(field, one, platform))
        case "record":
            return _rid(field, value)
        case "files":
            return _many(_listed(field, value), lambda one: _rid(field, one))
        case "checkbox":
            if isinstance(value, bool):
                return value
            raise _not_understood(field)
        case "rows":
            return _rows(field, value, parse_stored)
        case "secret":
            return _secret(value)


def _written(field: AnyField, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _not_understood(field)
    written = _CONTROL.sub("", text.compose(str(value)).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if field.type == "text":
        written = " ".join(written.split())
    if field.type == "richtext":
        written = bleach.clean(written, tags=RICH_TAGS, attributes={}, strip=True)
        if not _plain(written):
            return None
    longest = getattr(field, "max_length", None) or LONGEST[field.type]
    if len(written) > longest:
        raise problem(
            "too_long",
            f'Ô "{field.vi}" chỉ nhận tối đa {longest} ký tự; hiện có {len(written)}.',
            f'"{field.en}" takes at most {longest} characters; there are {len(written)}.',
        )
    pattern = getattr(field, "matches", None)
    return _patterned(field, pattern, written) if written and pattern else written or None


def _patterned(field: Any, pattern: str, written: str) -> str:
    """As written, or without its spaces (045 123 456 789, 45 / KH-UBND), if that has the form asked for."""
    for form in (written, "".join(written.split())):
        try:
            if regex.fullmatch(pattern, form, timeout=0.1):
                return form
        except TimeoutError:
            break
    say = field.matches_say
    raise (
        ValueProblem("form", say)
        if say
        else problem(
            "form",
            f'Ô "{field.vi}" chưa đúng dạng. Kiểm tra lại từng ký tự.',
            f'"{field.en}" does not have the right form. Check every character.',
        )
    )


def _typed_number(field: AnyField, raw: str) -> int | str:
    money = field.type == "money"
    tidy = raw.replace("−", "-").replace("²", "2")
    tidy = (_MONEY_WORDS if money else _UNIT_WORDS).sub("", tidy)
    tidy = regex.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", ".", " ".join(tidy.split()))
    if found := _VIETNAMESE_NUMBER.fullmatch(tidy):
        whole, decimals = found[2].replace(".", ""), found[3] or ""
        if money and decimals.strip("0"):
            raise problem(
                "whole",
                f'Ô "{field.vi}" ghi tròn đồng, không có phần lẻ. Ví dụ: 1.250.000.',
                f'"{field.en}" is in whole đồng. For example: 1.250.000.',
            )
        if len(whole) <= 18 and len(decimals) <= 10:
            return _canonical(Decimal(f"{found[1]}{whole}.{decimals or 0}"))
    if found := _OTHER_NUMBER.fullmatch(tidy):
        raise _ambiguous(field, found[1], found[2], money)
    raise problem(
        "number",
        f'Ô "{field.vi}" cần một con số, ví dụ {"1.250.000" if money else "1.250,5"}.',
        f'"{field.en}" needs a number, for example {"1.250.000" if money else "1.250,5"}.',
    )


def _ambiguous(field: AnyField, sign: str, digits: str, money: bool) -> ValueProblem:
    """1250.5: is it 1.250,5 or 12.505? Both are offered, written as they should be typed."""
    separators = [mark for mark in digits if mark in ".,"]
    head, _, tail = digits.replace(",", ".").rpartition(".")
    offers = []
    if not money and tail and separators.count(separators[-1]) == 1:
        offers.append(_number_text(f"{sign}{head.replace('.', '') or '0'}.{tail}"))
    if len(set(separators)) == 1:
        offers.append(_number_text(sign + ((head + tail).replace(".", "").lstrip("0") or "0")))
    vi, en = (
        ("có thể hiểu nhiều cách", "can be read in more than one way")
        if len(offers) > 1
        else ("chưa rõ", "is unclear")
    )
    vi_offers, en_offers = (word.join(offers) or "1.250,5" for word in (" hay ", " or "))
    return problem(
        "ambiguous",
        f'"{sign}{digits}" {vi}. Anh/Chị muốn ghi {vi_offers}? Dấu chấm ngăn hàng nghìn, dấu phẩy ngăn phần lẻ.',
        f'"{sign}{digits}" {en}. Is it {en_offers}? A point separates thousands, a comma the decimals.',
        offers=tuple(offers),
    )


def _stored_number(field: AnyField, value: Any) -> int | str:
    if isinstance(value, float) and math.isfinite(value):
        value = format(Decimal(repr(value)), "f")
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not _STORED_NUMBER.fullmatch(str(value)):
        raise _not_understood(field)
    found = _canonical(Decimal(value))
    if field.type == "money" and not isinstance(found, int):
        raise _not_understood(field)
    return found


def _canonical(found: Decimal) -> int | str:
    whole = found.to_integral_value()
    return int(whole) if whole == found else format(found, "f").rstrip("0")


def _within(field: AnyField, found: int | str) -> int | str:
    low, high = getattr(field, "min", None), getattr(field, "max", None)
    for limit, wrong, vi, en in ((low, -1, "từ {} trở lên", "at least {}"), (high, 1, "tối đa {}", "at most {}")):
        if limit is not None and (Decimal(found) - Decimal(repr(limit))) * wrong > 0:
            shown = _number_text(_canonical(Decimal(repr(limit))))
            raise problem(
                "range", f'Ô "{field.vi}" nhận giá trị {vi.format(shown)}.', f'"{field.en}" takes {en.format(shown)}.'
            )
    return found


def _pick(field: AnyField, one: Any, platform: Platform | None) -> str:
    """One of the field's choices, or a person's or unit's key; by its name as a reader sees it."""
    if isinstance(one, str) and one.strip():
        written = text.compose(one).strip()
        if field.type in ("choice", "choices"):
            names = [*zip(field.options, field.options, strict=True)]
            names += zip(getattr(field, "options_en", []), field.options, strict=False)
        elif platform is None:
            names = [(written, written)] if _KEY.fullmatch(written) else []
        elif field.type in ("unit", "units"):
            names = [(key, key) for key in platform.units]
            names += [(name, key) for key, unit in platform.units.items() for name in (unit.vi, unit.en)]
        else:
            names = [(key, key) for key in platform.people]
            names += [(person.name, key) for key, person in platform.people.items()]
        found = [key for name, key in names if name == written] or [
            key for name, key in names if text.same(name, written)
        ]
        if len(set(found)) == 1:
            return found[0]
    raise problem(
        "choice",
        f'Ô "{field.vi}": chọn một giá trị có trong danh sách.',
        f'"{field.en}": choose a value from the list.',
    )


def _tick(field: AnyField, raw: str) -> bool:
    word = text.fold(raw)
    if word in ("on", "true", "1", "co", "yes", "x", "dung"):
        return True
    if word in ("off", "false", "0", "khong", "no"):
        return False
    raise _not_understood(field)


def _rid(field: AnyField, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise problem(
        "choice", f'Ô "{field.vi}": chọn một mục trong danh sách.', f'"{field.en}": choose an item from the list.'
    )


def _rows(field: AnyField, value: Any, read: Callable[[Column, Any], Any]) -> list[dict[str, Any]] | None:
    columns: Mapping[str, Column] = getattr(field, "columns", {})
    rows = []
    for position, row in enumerate(_listed(field, value), 1):
        if not isinstance(row, Mapping) or not row.keys() <= columns.keys():
            raise _not_understood(field)
        cells = {}
        for key, column in columns.items():
            try:
                cell = read(column, row.get(key))
            except ValueProblem as found:
                raise problem(
                    found.code, f"Dòng {position}: {found.say.vi}", f"Row {position}: {found.say.en}"
                ) from found
            if cell is not None:
                cells[key] = cell
        if any(cell is not False for cell in cells.values()):
            short = next((column for key, column in columns.items() if column.required and key not in cells), None)
            if short:
                say = missing(short).say
                raise problem("missing", f"Dòng {position}: {say.vi}", f"Row {position}: {say.en}")
            rows.append(cells)
    return rows or None


def _secret(value: Any) -> dict[str, Any]:
    """Only facts about what was typed ever leave this function."""
    if isinstance(value, Mapping):
        return {
            key: fact for key, fact in value.items() if isinstance(fact, (bool, int)) and _KEY.fullmatch(str(key))
        }
    return {"length": len(str(value))}


def _many(parts: list[Any], read: Callable[[Any], Any]) -> list[Any] | None:
    found: list[Any] = []
    for part in parts:
        if part is None or part == "":
            continue
        if (one := read(part)) not in found:
            found.append(one)
    return found or None


def _listed(field: AnyField, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _not_understood(field)


def _split(field: AnyField, raw: Any) -> list[Any]:
    if isinstance(raw, str):
        return [part.strip() for part in raw.split(";") if part.strip()]
    return [raw]


def _digits(one: Any) -> bool:
    return isinstance(one, str) and one.isascii() and one.isdecimal()


def _not_understood(field: AnyField) -> ValueProblem:
    return problem(
        "form", f'Giá trị của ô "{field.vi}" chưa đọc được.', f'The value of "{field.en}" could not be read.'
    )


# --- shown ------------------------------------------------------------------------------------------------


def show(
    field: AnyField,
    value: Any,
    language: str = "vi",
    platform: Platform | None = None,
    files: Mapping[int, str] | None = None,
) -> str:
    """The value as a screen says it; "" when empty. Never raises: what is of another type is shown as it is.

    `files` names records by rid, for the types record and files.
    """
    if value is None or value == "" or value == []:
        return ""
    english = language.startswith("en")
    if isinstance(value, Mapping):
        return "••••••" if field.type == "secret" else str(dict(value))
    if isinstance(value, list) and field.type == "rows":
        return f"{len(value)} {('row' if len(value) == 1 else 'rows') if english else 'dòng'}"
    if isinstance(value, list):
        return "; ".join(show(field, one, language, platform, files) for one in value)
    match field.type:
        case "number":  # what counts things in order is a name, not a quantity: số đến 1990
            return str(value) if getattr(field, "generated", None) == "sequence" else _number_text(value)
        case "money":
            return f"{_number_text(value)} đồng"
        case "date" | "datetime":
            return dates.show(value)
        case "choice" | "choices":
            return _choice_text(field, value, english)
        case "person" | "people" if platform and value in platform.people:
            return platform.people[value].name
        case "unit" | "units" if platform and value in platform.units:
            return platform.units[value].label.into(language)
        case "record" | "files":
            return (files or {}).get(value, f"#{value}")
        case "checkbox":
            return ("Yes" if value else "No") if english else ("Có" if value else "Không")
        case "richtext":
            return _plain(str(value))
        case "secret":
            return "••••••"
    return str(value)


def _choice_text(field: AnyField, value: Any, english: bool) -> str:
    translated = getattr(field, "options_en", [])
    if english and value in field.options and len(translated) == len(field.options):
        return str(translated[field.options.index(value)])
    return str(value)


def _number_text(value: Any) -> str:
    """1250.5 → 1.250,5"""
    written = str(value)
    if not _STORED_NUMBER.fullmatch(written):
        return written
    sign = "-" if written.startswith("-") else ""
    whole, _, decimals = written.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{decimals}" if decimals else sign + grouped


def _plain(rich: str) -> str:
    return " ".join(bleach.clean(rich, tags=set(), strip=True).replace("&amp;", "&").split())
