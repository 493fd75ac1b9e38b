"""How answers are written on a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from sandbox.templatetags.numbers import grouped
from training.people.models import OrgUnit
from training.reports.answer import FEW, Answer, Column, Line
from training.reports.asking import Asked
from training.reports.questions import ORDER

register = template.Library()
register.filter(grouped)


@register.simple_tag
def questions() -> list[tuple[str, str]]:
    """The six, as (part of the address, question)."""
    return [(key, str(question.TITLE)) for key, question in ORDER.items()]


@register.filter
def plain(number: float) -> str:
    """A number as SVG reads it, whatever the language."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


@register.filter
def shown(value: Any, column: Column) -> str:
    if value is FEW:
        return _("under 5, or hidden")
    if value is None:
        return "–"
    match column.kind:
        case "number":
            return grouped(value) if isinstance(value, int) else str(value)
        case "percent":
            return f"{value}%"
        case "date":
            return f"{timezone.localtime(value) if isinstance(value, datetime) else value:%d/%m/%Y}"
    return str(value)


@register.filter
def cells(answer: Answer, line: Line) -> Iterator[tuple[Column, Any]]:
    return zip(answer.columns, line.cells, strict=True)


@register.filter
def with_unit(asked: Asked) -> str:
    """The unit alone: everything else as it is at first."""
    return urlencode({"don-vi": asked.unit.code})


@register.filter
def at_unit(asked: Asked, unit: OrgUnit) -> str:
    return asked.query_with(**{"don-vi": unit.code})


@register.filter
def for_question(asked: Asked, key: str) -> str:
    """What is asked, taken along to another question: not what only one of them knows."""
    return asked.query_with(giao="", tim="", **{"ket-qua": ""})
