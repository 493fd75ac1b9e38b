"""The form of an assignment. A day is read as it is written here: 05/12/2026."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sandbox.definition import dates
from sandbox.definition.values import ValueProblem
from training.assignments.selectors import choices
from training.people.models import OrgUnit
from training.people.selectors import today


class DayField(forms.CharField):
    """A day as a person types it; `None` never, since it is required."""

    def clean(self, value: Any) -> datetime.date:
        try:
            return datetime.date.fromisoformat(dates.parse_date(super().clean(value), today=today().isoformat()))
        except ValueProblem as problem:
            raise ValidationError(problem.say.into(get_language() or "vi")) from problem


class AssignForm(forms.Form):
    code = forms.ChoiceField(label=_("Course or lesson"))
    unit = forms.ChoiceField(label=_("For which unit?"), help_text=_("Everybody in it and in all units below it."))
    due = DayField(
        label=_("To be done by"),
        help_text=_("Day/month/year, for example 05/12/2026."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("A word to go with it (not required)"),
        help_text=_("Up to 300 characters. Everybody who is asked reads it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )

    def __init__(self, *args: Any, units: list[OrgUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        code, unit = self.fields["code"], self.fields["unit"]
        assert isinstance(code, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        code.choices = [
            ("", _("Choose…")),
            *((name, [(key, f"{key} · {title}") for key, title in pairs]) for name, pairs in choices()),
        ]
        unit.choices = [("", _("Choose…")), *named(units)]

    def clean_due(self) -> datetime.date:
        due: datetime.date = self.cleaned_data["due"]
        if due < today():
            raise ValidationError(_("The day has passed. Choose today or a later day."))
        return due

    @property
    def chosen(self) -> OrgUnit:
        """The unit, of a valid form."""
        return self.units[self.cleaned_data["unit"]]


def named(units: list[OrgUnit]) -> list[tuple[str, str]]:
    """(code, name with the units above it as far as the list has them): "Xã Đất Mũi › Phòng Kinh tế"."""
    by_path = {unit.path: unit for unit in units}
    steps = OrgUnit.steplen
    return [
        (
            unit.code,
            " › ".join(
                by_path[unit.path[:length]].name
                for length in range(steps, len(unit.path) + 1, steps)
                if unit.path[:length] in by_path and (length > steps or len(unit.path) == steps)
            ),
        )
        for unit in units
    ]
