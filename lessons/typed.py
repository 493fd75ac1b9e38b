"""Values and conditions between the editor, where they are typed, and specs, where they are stored.

`read` / `write` one value of a field; `read_operand` / `write_operand` one comparison of a condition. Writing is
checked by reading back, so that a lesson that was imported compiles to what it was made from; what no row of
the editor can say is carried along untouched (the comparison "as_imported").
"""

from __future__ import annotations

import json
import re
from typing import Any

from sandbox import text
from sandbox.definition import values
from sandbox.definition.schema import KEY, Column, Platform, RecordField, RecordType
from sandbox.definition.values import ValueProblem

LISTS = {"choices": "choice", "people": "person", "units": "unit", "files": "record"}
ROW_TESTS = frozenset({"contains", "excludes"})
_TICKS = {True: "có", False: "không"}
NUMBERS = frozenset({"count", "min_length", "max_length"})
_REF = re.compile(KEY)
_HOLDER = re.compile(r"\{\{.*\}\}", re.S)
_OF_THE_BASE = re.compile(r"@[a-z][a-z0-9_]{0,39}:.{1,120}")
_PART = re.compile(r"([a-z][a-z0-9_]{0,39}):\s*(.*)")
_SPECIAL = re.compile(r"\$[a-z]+([.+-][a-z0-9_]+)?|.*\{\{.*", re.S)  # "$today+3", "{{ten}}"

Operand = tuple[str, str]  # comparison, what is typed beside it


def ref_of(name: str) -> str:
    """The identifier behind a trainer's name for a record: "Công điện hỏa tốc" → cong_dien_hoa_toc."""
    if _REF.fullmatch(name.strip()):
        return name.strip()
    slug = re.sub(r"[^a-z0-9]+", "_", text.fold(name)).strip("_")
    return (slug if slug[:1].isalpha() else f"r_{slug}")[:40].rstrip("_")


def lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def names_the_base(typed: str) -> bool:
    """ "@thu_tuc:1.013831": the record of the platform's own whose key is that."""
    return _OF_THE_BASE.fullmatch(typed.strip()) is not None


# --- one item of a pool -----------------------------------------------------------------------------------


def read_item(line: str) -> Any:
    """A text; or texts that belong together, written "to: 12 | thua: 305". What that cannot say (lines inside a text,
    numbers) is written as JSON: {"cau": "Kính gửi …\\n…"}."""
    if line[:1] in '{"' and (found := _json(line)) is not None:
        return found
    parts = [_PART.fullmatch(part.strip()) for part in line.split(" | ")]
    if len(parts) > 1 and all(parts):
        return {part[1]: part[2] for part in parts if part}
    return line


def write_item(item: Any) -> str:
    """`read_item` gives it back."""
    line = " | ".join(f"{name}: {part}" for name, part in item.items()) if isinstance(item, dict) else str(item)
    same = isinstance(item, dict | str) and lines(line) == [line] and read_item(line) == item
    return line if same or not isinstance(item, dict | str) else json.dumps(item, ensure_ascii=False)


def _json(line: str) -> Any:
    try:
        found = json.loads(line)
    except ValueError:  # such as a text that begins with a {{placeholder}}
        return None
    return found if isinstance(found, dict | str) else None


# --- one value ------------------------------------------------------------------------------------------


def read(platform: Platform, field: RecordField, typed: str) -> Any:
    """The stored form of what a trainer typed; None if empty. Raises ValueProblem."""
    typed = typed.strip()
    if not typed:
        return None
    if field.type in LISTS and _HOLDER.search(typed):  # a list with variables among its items
        return [item if _HOLDER.search(item) else read(platform, _one(field), item) for item in lines(typed)]
    a_table = field.type == "rows" and "|" in typed  # which may hold placeholders in its cells
    if field.type not in ("text", "longtext", "richtext", "secret") and not a_table and _SPECIAL.fullmatch(typed):
        return typed
    if field.type in ("text", "longtext", "richtext", "secret"):
        return text.compose(typed).replace("\r\n", "\n")
    if field.type == "record":
        return _read_record(typed)
    if field.type == "files":
        return [_read_record(line) for line in lines(typed.replace(";", "\n"))]
    if field.type == "rows":
        return _read_rows(platform, field, typed)
    raw = lines(typed.replace(";", "\n")) if field.type in LISTS else typed
    return values.parse(field, raw, today=platform.start, platform=platform)


def write(platform: Platform, field: RecordField, value: Any) -> str:
    """What a trainer would have typed to get that value."""
    for typed in _ways_to_write(platform, field, value):
        try:
            if read(platform, field, typed) == value:
                return typed
        except ValueProblem:
            continue
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _ways_to_write(platform: Platform, field: RecordField, value: Any) -> list[str]:
    if isinstance(value, list):
        if field.type == "rows":
            return [_write_rows(platform, field, value)]
        pretty = "\n".join(values.show(_one(field), item, "vi", platform) for item in value)
        return [pretty, "\n".join(str(item) for item in value)]
    if isinstance(value, str) and field.type in ("text", "longtext", "richtext", "secret", "record", "files"):
        return [value]
    pretty = values.show(field, value, "vi", platform).removesuffix(" đồng")
    return [pretty, str(value)]


def _one(field: RecordField) -> RecordField:
    """The field as if it held one of its values."""
    return field.model_copy(update={"type": LISTS.get(field.type, field.type)})


def _read_record(typed: str) -> int | str:
    """A record of the base by its number (#12) or its key ("@thu_tuc:1.013831"), or one of the lesson by its name."""
    if re.fullmatch(r"#?\d{1,12}", typed):
        return int(typed.lstrip("#"))
    if names_the_base(typed):
        return typed
    return "@" + ref_of(typed.removeprefix("@"))


def _read_rows(platform: Platform, field: RecordField, typed: str) -> list[dict[str, Any]]:
    """A line a row, cells parted by "|" in the order of the columns."""
    rows = []
    for line in lines(typed):
        cells = [cell.strip() for cell in line.split("|")]
        row = {}
        for (key, column), cell in zip(field.columns.items(), cells, strict=False):
            value = cell if _SPECIAL.fullmatch(cell) else values.parse(column, cell, today=platform.start)
            if value is not None:
                row[key] = value
        rows.append(row)
    return rows


def _write_rows(platform: Platform, field: RecordField, rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        " | ".join(
            values.show(column, row.get(key), "vi").removesuffix(" đồng" if column.type == "money" else "")
            for key, column in field.columns.items()
        ).rstrip(" |")
        for row in rows
        if isinstance(row, dict)
    )


# --- the special field "state" --------------------------------------------------------------------------


def state_field(record: RecordType) -> RecordField:
    """A record's state as a field to choose from: its keys, and its labels as other words for them."""
    return RecordField(vi="Trạng thái", en="State", type="choice", options=list(record.states))


def read_state(record: RecordType, typed: str) -> str:
    """The key of the state that is called so. Raises ValueProblem."""
    for key, state in record.states.items():
        if typed.strip() == key or text.same(typed, state.vi) or text.same(typed, state.en):
            return key
    value = values.parse(state_field(record), typed, today="2000-01-01")
    return str(value)


# --- comparisons ----------------------------------------------------------------------------------------


def read_operand(platform: Platform, record: RecordType | None, key: str, operator: str, typed: str) -> Any:
    """The condition on one field that the row says. Raises ValueProblem, or ValueError for a bad count."""

    def one(item: str) -> Any:
        if record is not None and key == "state":
            return read_state(record, item)
        if record is None or key not in record.fields:
            return _bare(item)
        return read(platform, _one(record.fields[key]), item)

    def one_or_many() -> Any:
        found = [one(item) for item in (lines(typed) or [""])]
        return found[0] if len(found) == 1 else found

    if record is not None and key in record.fields and record.fields[key].type == "rows":
        if operator in ROW_TESTS:
            found = [_read_row_test(record.fields[key], line) for line in lines(typed)]
            return {operator: found[0] if len(found) == 1 else found}
        if operator == "sum":
            column, total = lines(typed)
            return {"sum": {"column": _column(record.fields[key], column), "equals": _bare(total)}}
    match operator:
        case "as_imported":
            return json.loads(typed)
        case "filled" | "blank":
            return {"empty": operator == "blank"}
        case "is":
            return one_or_many()
        case "matches":
            return {operator: typed.strip()}
        case "working_day":
            return {operator: typed.strip() != "không"}
        case "working_days_before":
            than, least = lines(typed)
            return {operator: {"than": one(than), "at_least": int(least)}}
        case "one_of" | "between":
            return {operator: [one(item) for item in (lines(typed) or [""])]}
        case name if name in NUMBERS:
            return {operator: int(typed)}
    return {operator: one_or_many()}


def write_operand(platform: Platform, record: RecordType | None, key: str, value: Any) -> list[Operand]:
    """The rows that say the condition on one field."""
    parts = list(value.items()) if isinstance(value, dict) else [("is", value)]
    try:
        rows = [_write_one(platform, record, key, operator, operand) for operator, operand in parts]
        if merged([read_operand(platform, record, key, *row) for row in rows]) == value:
            return rows
    except (ValueProblem, ValueError):
        pass  # no row can say it
    return [("as_imported", json.dumps(value, ensure_ascii=False))]


def merged(operands: list[Any]) -> Any:
    """Several rows on one field hold together."""
    if len(operands) == 1:
        return operands[0]
    together: dict[str, Any] = {}
    for operand in operands:
        together |= operand if isinstance(operand, dict) else {"equals": operand}
    return together


def _write_one(platform: Platform, record: RecordType | None, key: str, operator: str, operand: Any) -> Operand:
    if operator == "empty":
        return ("blank" if operand else "filled"), ""
    if operator == "working_day":
        return operator, "" if operand else "không"
    field = record.fields.get(key) if record is not None else None
    if operator == "working_days_before":
        day = write(platform, field, operand["than"]) if field else str(operand["than"])
        return operator, f"{day}\n{operand.get('at_least', 1)}"
    items = operand if isinstance(operand, list) else [operand]
    if field is not None and field.type == "rows" and operator in ROW_TESTS:
        return operator, "\n".join(_write_row_test(field, item) for item in items)
    if field is not None and field.type == "rows" and operator == "sum" and operand.keys() == {"column", "equals"}:
        return operator, f"{field.columns[operand['column']].vi}\n{operand['equals']}"
    if any(isinstance(item, dict | list) for item in items):
        raise ValueError("a rule within a rule")
    if record is not None and key == "state":
        typed = [record.states[item].vi if item in record.states else str(item) for item in items]
    elif field is None or operator in NUMBERS or operator == "matches":
        typed = [str(item) for item in items]
    else:
        typed = [write(platform, _one(field), item) for item in items]
    return operator, "\n".join(typed)


# --- comparisons of a table's rows --------------------------------------------------------------------------


def _read_row_test(field: RecordField, line: str) -> dict[str, Any]:
    """A row such as "Tên: Hợp đồng | Trạng thái: Thiếu / Mờ": in each column the value, or one of them."""
    test = {}
    for part in line.split(" | "):
        label, _colon, value = part.partition(": ")
        key = _column(field, label)
        cells = [_cell(field.columns[key], cell.strip()) for cell in value.split(" / ")]
        test[key] = cells[0] if len(cells) == 1 else cells
    return test


def _write_row_test(field: RecordField, test: Any) -> str:
    if not isinstance(test, dict) or not test.keys() <= field.columns.keys():
        raise ValueError("no row of this table")
    parts = []
    for key, wanted in test.items():
        cells = wanted if isinstance(wanted, list) else [wanted]
        if any(isinstance(cell, dict | list) for cell in cells):
            raise ValueError("a rule within a rule")
        parts.append(f"{field.columns[key].vi}: " + " / ".join(_TICKS.get(cell, str(cell)) for cell in cells))
    return " | ".join(parts)


def _column(field: RecordField, label: str) -> str:
    for key, column in field.columns.items():
        if label.strip() == key or text.same(label, column.vi) or text.same(label, column.en):
            return key
    raise ValueError(f"no column {label}")


def _cell(column: Column, typed: str) -> Any:
    if column.type == "checkbox":
        return text.fold(typed) in ("co", "yes")
    return _bare(typed) if column.type in ("number", "money") else typed


def _bare(item: str) -> Any:
    """Outside a record (counts, answers): a whole number is one, everything else is text."""
    return int(item) if re.fullmatch(r"-?\d{1,9}", item.strip()) else item.strip()
