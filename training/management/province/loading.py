"""Rows into tables, many at a time, with their own numbers. On PostgreSQL by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Row = Sequence[Any] | str


class Table:
    """A model's table, and columns of it by name. `take` gives numbers for new rows, `put` writes rows of these
    columns; every other column gets the default that the model has for it."""

    def __init__(self, model: type[models.Model], columns: str) -> None:
        self.model = model
        self.fields: list[Any] = [model._meta.get_field(name) for name in columns.split()]
        others = [
            field for field in model._meta.concrete_fields if field not in self.fields and not field.primary_key
        ]
        self.fields += others
        self.rest = [field.get_default() for field in others]
        self.name = model._meta.db_table
        self.columns = ", ".join(connection.ops.quote_name(field.column) for field in self.fields)
        self.written = 0
        self._last: int | None = None

    def take(self) -> int:
        """The next free number."""
        if self._last is None:
            self._last = self.model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        self._last += 1
        return self._last

    def put(self, rows: Sequence[Row]) -> None:
        """A row is its values, or, for COPY, the same as text with tabs between."""
        if not rows:
            return
        self.written += len(rows)
        if connection.vendor == "postgresql":
            tail = "".join(f"\t{_text(value)}" for value in self.rest) + "\n"
            with connection.cursor() as cursor, cursor.copy(f"COPY {self.name} ({self.columns}) FROM STDIN") as copy:
                copy.write("".join(_line(row) + tail for row in rows))
            return
        prepared = [
            [field.get_db_prep_save(value, connection) for field, value in zip(self.fields, values, strict=True)]
            for values in ([*row, *self.rest] for row in rows)
        ]
        marks = ", ".join(["%s"] * len(self.fields))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {self.name} ({self.columns}) VALUES ({marks})", prepared)


def _line(row: Row) -> str:
    return row if isinstance(row, str) else "\t".join(map(_text, row))


_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


_SAFE = frozenset({datetime, date, UUID, float})


def _text(value: Any) -> str:
    """As COPY reads it."""
    kind = type(value)
    if kind is int:
        return str(value)
    if value is None:
        return r"\N"
    if kind is bool:
        return "t" if value else "f"
    if kind is dict or kind is list:  # mostly empty
        value = json.dumps(value, ensure_ascii=False) if value else "{}" if kind is dict else "[]"
    text = str(value)
    return text if kind in _SAFE or (text.isprintable() and "\\" not in text) else text.translate(_ESCAPED)


def set_sequences(tables: Iterable[Table]) -> None:
    """So that whoever adds a row next gets a number that is free."""
    models_ = [table.model for table in tables]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_):
            cursor.execute(statement)
