"""How answers are written on a page."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sandbox.templatetags.numbers import grouped
from training.people.models import OrgUnit
from training.reports.answer import FEW, Answer, Column, Line
from training.reports.asking import Asked
from training.reports.courses import Course
from training.reports.questions import ORDER
from training.reports.questions.who import Name

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
            return grouped(value) if isinstance(value, int) and value > 999 else str(value)
        case "percent":
            return f"{value}%"
        case "date":
            return f"{timezone.localtime(value) if isinstance(value, datetime) else value:%d/%m/%Y}"
    return str(value)


@register.simple_tag
def answer_rows(answer: Answer) -> SafeString:
    """The body of the answer's table. Hundreds of cells: put together here, a template takes ten times as long."""
    columns = [(column, escape(column.title), column.kind != "text") for column in answer.columns]
    return mark_safe("".join(_row(columns, line) for line in answer.lines))  # every part is escaped


def _row(columns: list[tuple[Column, str, bool]], line: Line) -> str:
    parts = ['<tr class="table__total">' if line.total else "<tr>"]
    for place, ((column, title, number), value) in enumerate(zip(columns, line.cells, strict=True)):
        words = escape(shown(value, column))
        if place:
            css = ' class="num"' if number else ""
            parts.append(f'<td data-label="{title}"{css}>{words}</td>')
        elif line.url:
            parts.append(f'<th scope="row"><a href="{escape(line.url)}">{words}</a></th>')
        else:
            parts.append(f'<th scope="row">{words}</th>')
    return "".join([*parts, "</tr>"])


@register.simple_tag
def unit_options(asked: Asked) -> SafeString:
    """The units above, the one looked at, and its parts."""
    found = [(unit, "") for unit in asked.above] + [(asked.unit, " selected")] + [(unit, "") for unit in asked.below]
    return mark_safe(
        "".join(
            f'<option value="{escape(unit.code)}"{chosen}>'
            f"{'– ' if unit.depth > asked.unit.depth else ''}{escape(unit.name)}</option>"
            for unit, chosen in found
        )
    )


@register.simple_tag
def course_options(asked: Asked) -> SafeString:
    """Every course with its lessons."""

    def option(one: Course) -> str:
        chosen = " selected" if one.code == asked.chosen else ""
        code, name = escape(one.code), escape(one.name)
        return f'<option value="{code}"{chosen}>{code} · {name}</option>'

    return mark_safe(
        "".join(
            f'<optgroup label="{escape(course.code)} · {escape(course.name)}">'
            + "".join(option(one) for one in (course, *within))
            + "</optgroup>"
            for course, within in asked.courses
        )
    )


@register.simple_tag
def name_items(names: list[Name]) -> SafeString:
    """Who has not, one item each."""
    return mark_safe(
        "".join(
            f'<li><a href="{escape(one.url)}">{escape(one.user.full_name)}</a>'
            f' <span class="muted">{escape(one.place)}</span></li>'
            for one in names
        )
    )


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
