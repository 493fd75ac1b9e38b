"""What a record is flagged with: "Quá hạn 2 ngày", "Sắp đến hạn".

Overdue is derived, not a state: a record carries the name of the view that it belongs to, where that view has a
tone (attention, alert) and looks at a date. So lists, records and tabs can never disagree. Where no view of a type
does, its own deadline tells: a date whose key begins as deadlines are called, until the record comes to rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sandbox.definition.calendar import working_days_between
from sandbox.definition.conditions import holds
from sandbox.definition.schema import RecordType, View
from sandbox.screens.paths import views_for
from sandbox.screens.sight import Sight
from sandbox.selectors import RecordView

DEADLINE = re.compile(r"(han|ngay_hen)(_|$)")
SOON = 3  # working days


@dataclass(frozen=True)
class Flag:
    label: str
    tone: str
    field: str


def flags_of(sight: Sight, record_type: RecordType, record: RecordView) -> list[Flag]:
    """Flags of a record, the loudest only: what is overdue is not also due soon."""
    found = []
    for _key, view in views_for(record_type, sight.role):
        name = date_field(record_type, view)
        if view.tone != "neutral" and name and belongs(sight, view, record):
            found.append(flag(sight, view, name, record))
    if not any(view.tone != "neutral" and date_field(record_type, view) for view in record_type.views.values()):
        found = own_deadline(sight, record_type, record)
    return [one for one in found if one.tone == "alert"] or found


def own_deadline(sight: Sight, record_type: RecordType, record: RecordView) -> list[Flag]:
    """What the record's deadline says, unless its state is one of rest."""
    state = record_type.states.get(record.state)
    if state is None or state.final or state.tone in ("good", "stopped"):
        return []
    fields = record_type.fields.items()
    names = [name for name, spec in fields if spec.type in ("date", "datetime") and DEADLINE.match(name)]
    name = next((name for name in names if record.data.get(name)), "")
    if not name:
        return []
    late = days_late(sight, record.data[name])
    if late > 0 or (late == 0 and len(record.data[name]) > 10 and record.data[name] < sight.clock):
        words = ngettext("%(label)s by %(days)s day", "%(label)s by %(days)s days", late)
        return [Flag(words % {"label": _("Overdue"), "days": late} if late else _("Overdue"), "alert", name)]
    left = working_days_between(sight.platform.calendar, sight.clock, record.data[name])
    return [Flag(_("Due soon"), "attention", name)] if left <= SOON else []


def date_field(record_type: RecordType, view: View) -> str:
    """The date that the view's condition looks at; "" for none."""
    dates = [key for key in view.where if key in record_type.fields]
    return next((key for key in dates if record_type.fields[key].type in ("date", "datetime")), "")


def belongs(sight: Sight, view: View, record: RecordView) -> bool:
    return holds(view.where, {**record.data, "state": record.state}, scope=sight.scope(record.data))


def flag(sight: Sight, view: View, name: str, record: RecordView) -> Flag:
    label = sight.say(view.label)
    late = days_late(sight, record.data.get(name))
    if view.tone == "alert" and late > 0:
        words = ngettext("%(label)s by %(days)s day", "%(label)s by %(days)s days", late)
        label = words % {"label": label, "days": late}
    return Flag(label, view.tone, name)


def days_late(sight: Sight, value: Any) -> int:
    try:
        return (sight.today - date.fromisoformat(str(value)[:10])).days
    except ValueError:
        return 0
