"""The answer to one of the six questions, as pages, files and sheets are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.templatetags.numbers import grouped
from training.reports.pictures import Picture

#: A number that is not shown, because it is about so few people that it could point at somebody.
FEW = "few"


@dataclass(frozen=True)
class Column:
    title: str
    kind: str = "text"  # "text", "number", "percent", "date"
    width: int = 14  # characters, in a workbook


@dataclass(frozen=True)
class Line:
    cells: Sequence[Any]  # as the columns say; FEW for what is not shown, None for nothing
    url: str = ""  # where the first cell leads
    total: bool = False
    mark: str = ""  # a word with a shape beside the first cell: "late"


@dataclass(frozen=True)
class Answer:
    key: str  # of the question, in the address
    question: str
    says: str  # the answer in a sentence
    short: str  # the same in a number or a name, for the page of all six
    columns: Sequence[Column] = ()
    lines: Sequence[Line] = ()
    caption: str = ""
    picture: Picture | None = None
    method: str = ""  # how it is counted
    notes: Sequence[str] = ()
    empty: str = ""  # instead of picture and table
    about: str = ""  # the course or lesson that it is about
    more: dict[str, Any] = field(default_factory=dict)  # what this question's page shows beside it


def numbers(count: int | None) -> str:
    return "" if count is None else grouped(count)


def people_words(count: int) -> str:
    from django.utils.translation import ngettext

    return ngettext("%(number)s person", "%(number)s people", count) % {"number": grouped(count)}
