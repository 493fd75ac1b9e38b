"""The mapping file: which table of an export holds which records, and which column which field.

```yaml
tables:
  - file: van_ban_den.xlsx          # csv, xlsx (sheet: a name; default the first), json (a list, or path: data.items)
    record: van_ban
    id: ID                          # the column by which other tables refer to these rows
    state: {column: TRANG_THAI, values: {Đã xử lý: hoan_thanh, Đang xử lý: dang_xu_ly}, default: hoan_thanh}
    fields:
      so_ky_hieu: SO_KY_HIEU        # short for {column: SO_KY_HIEU}
      ngay_den:   {column: NGAY_DEN}
      do_mat:     {value: Thường}
      co_quan_ban_hanh: {column: CQBH, values: {Sở NN&MT: so_nnmt}, default: ubnd_tinh}
      nguoi_ky:   {column: NGUOI_KY, mask: name}
      tra_loi_cho: {column: ID_VB_DEN, refers_to: van_ban}
skip_when: {column: DO_MAT, values: [Mật, Tối mật, Tuyệt mật]}     # may also stand at one table
```

Columns that are not named stay behind. Text is searched for personal data whether its column is marked or not.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from sandbox.definition.schema import Key, Mask, Model, Platform
from sandbox.definition.yamlfile import YamlFile, YamlPath, dotted

MASKABLE = ("text", "longtext", "richtext", "date")


class MappingError(Exception):
    """`problems` are lines "mapping.yaml:12 tables[0].record: …"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Source(Model):
    """Where a field's value comes from: a column, or a value that is the same in every row."""

    column: str | None = None
    value: Any = None
    values: dict[str, Any] = {}  # as written in the export → stored value; what is not named is read as it stands
    default: Any = None  # where the cell is empty, or not among `values`
    mask: Mask | None = None
    decimal: Literal[".", ","] | None = None  # how the export writes decimals; None: it must be clear
    refers_to: Key | None = None  # the cell is the `id` of a row of that record type
    many: str | None = None  # what parts several values in one cell


class Skip(Model):
    column: str
    values: list[str]


class Table(Model):
    file: str = Field(pattern=r"^[^/\\\x00][^\x00]{0,200}$")
    record: Key
    sheet: str | None = None
    path: str | None = None
    id: str | None = None
    state: Annotated[Source, BeforeValidator(lambda v: {"value": v} if isinstance(v, str) else v)] | None = None
    fields: dict[Key, Annotated[Source, BeforeValidator(lambda v: {"column": v} if isinstance(v, str) else v)]]
    skip_when: Skip | None = None


class Mapping(Model):
    tables: Annotated[list[Table], Field(min_length=1)]
    skip_when: Skip | None = None


def load_mapping(path: Path, platform: Platform) -> Mapping:
    """Raises MappingError with every problem: file, line, place and what was expected."""
    if not path.is_file():
        raise MappingError([f"{path.name}: there is no such file"])
    file = YamlFile(path, path.name)
    if file.problems:
        raise MappingError([str(problem) for problem in file.problems])
    try:
        mapping = Mapping.model_validate(file.data)
    except ValidationError as error:
        raise MappingError(
            [_line(file, tuple(fault["loc"]), str(fault["msg"])) for fault in error.errors()]
        ) from None
    problems = [
        _line(file, ("tables", place, *where), message)
        for place, table in enumerate(mapping.tables)
        for where, message in _faults(table, mapping, platform)
    ]
    if problems:
        raise MappingError(problems)
    return mapping


def _faults(table: Table, mapping: Mapping, platform: Platform) -> list[tuple[YamlPath, str]]:
    try:
        record = platform.record(table.record)
    except KeyError:
        return [(("record",), f'the platform has no record type "{table.record}"')]
    faults: list[tuple[YamlPath, str]] = []
    identified = {one.record for one in mapping.tables if one.id}
    for name, source in table.fields.items():
        where: YamlPath = ("fields", name)
        if name not in record.fields:
            faults.append((where, f'{table.record} has no field "{name}"'))
        elif record.fields[name].type == "secret":
            faults.append((where, "a secret is never imported"))
        elif source.mask and record.fields[name].type not in MASKABLE:
            faults.append(
                ((*where, "mask"), f"only what is written is masked: a field of the kind {', '.join(MASKABLE)}")
            )
        if (source.column is None) == (source.value is None):
            faults.append((where, "expected either column or value"))
        if source.refers_to and source.refers_to not in identified:
            faults.append(((*where, "refers_to"), f'no table of "{source.refers_to}" names its id column'))
    known = set(record.states)
    for state in [*(table.state.values.values() if table.state else ()), table.state and table.state.default]:
        if state is not None and state not in known:
            faults.append((("state",), f'{table.record} has no state "{state}"'))
    return faults


def _line(file: YamlFile, path: YamlPath, message: str) -> str:
    line = file.line_of(path)
    return f"{file.name}:{line} {dotted(path)}: {message}"
