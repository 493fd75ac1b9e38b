"""The forms of an assignment. A day is read as it is written here: 05/12/2026."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sandbox.definition import dates
from sandbox.definition.values import ValueProblem
from sandbox.templatetags.numbers import grouped
from training.assignments.models import Assignment
from training.assignments.selectors import choices
from training.people.models import OrgUnit
from training.people.selectors import today

#: How often something may be asked anew, in months.
EVERY = (3, 6, 12, 24)


class DayField(forms.CharField):
    """A day as a person types it; `None` where it is not required and empty."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "text", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> datetime.date | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return datetime.date.fromisoformat(dates.parse_date(typed, today=today().isoformat()))
        except ValueProblem as problem:
            raise ValidationError(problem.say.into(get_language() or "vi")) from problem


class AssignForm(forms.Form):
    code = forms.ChoiceField(label=_("Course or lesson"))
    unit = forms.ChoiceField(label=_("For which unit?"), help_text=_("Everybody in it and in all units below it."))
    due = DayField(
        label=_("To be done by"),
        help_text=_("Day/month/year, for example 05/12/2026. Leave it empty if everybody has a day of their own."),
        required=False,
    )
    within_days = forms.IntegerField(
        label=_("Days for whoever joins the unit later"),
        help_text=_("Counted from the day on which somebody joins. Without a day above, it holds for everybody."),
        min_value=1,
        max_value=365,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("A word to go with it (not required)"),
        help_text=_("Up to 300 characters. Everybody who is asked reads it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )
    positions = forms.MultipleChoiceField(
        label=_("Only these positions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    joined_from = DayField(label=_("Joined the unit from"), help_text=_("That day included."), required=False)
    joined_to = DayField(label=_("Joined the unit until"), help_text=_("That day included."), required=False)
    every_months = forms.TypedChoiceField(
        label=_("Ask again"),
        help_text=_("Each time with a day of its own; only what is done from then on counts."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    MAIN = ("code", "unit", "due", "within_days", "note")

    def __init__(
        self, *args: Any, units: list[OrgUnit], positions: Iterable[tuple[str, int]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.units = {unit.code: unit for unit in units}
        self._choose("code", [("", _("Choose…")), *grouped_choices()])
        self._choose("unit", [("", _("Choose…")), *named(units)])
        known = list(positions)
        kept = [one for one in self.initial.get("positions", ()) if one not in dict(known)]
        offered = [(name, f"{name} ({grouped(number)})") for name, number in known]
        self._choose("positions", offered + [(name, name) for name in kept])
        every = [(number, _("every %(months)s months") % {"months": number}) for number in EVERY]
        self._choose("every_months", [("", _("no, once")), *every])

    def _choose(self, name: str, offered: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def narrowed(self) -> bool:
        """Something is chosen, or wrong, among what most do not need."""
        names = ("positions", "joined_from", "joined_to", "every_months")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Everything as it was typed, for the page between filling in and sending."""
        found: list[tuple[str, str]] = []
        for field in self:
            value = field.value()
            values = value if isinstance(value, list) else ["" if value is None else value]
            found += [(field.html_name, str(one)) for one in values]
        return found

    def clean_due(self) -> datetime.date | None:
        due: datetime.date | None = self.cleaned_data["due"]
        if due and due < today():
            raise ValidationError(_("The day has passed. Choose today or a later day."))
        return due

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "due" in data and "within_days" in data and not data["due"] and not data["within_days"]:
            self.add_error("due", _("Give a day, or a number of days after joining the unit."))
        return data

    @property
    def chosen(self) -> OrgUnit:
        """The unit, of a valid form."""
        return self.units[self.cleaned_data["unit"]]

    @property
    def asks(self) -> dict[str, Any]:
        """What `api.assign` takes, of a valid form."""
        return {**self.cleaned_data, "unit": self.chosen}


def asking(one: Assignment) -> dict[str, Any]:
    """What the form would have been filled in with to make this assignment."""
    days = {name: f"{day:%d/%m/%Y}" for name in ("due", "joined_from", "joined_to") if (day := getattr(one, name))}
    names = ("code", "within_days", "every_months", "positions", "note")
    return days | {name: getattr(one, name) for name in names} | {"unit": one.unit.code}


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads it, and everybody who may assign here."),
        min_length=5,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )


class ExtendForm(ReasonForm):
    to = DayField(label=_("New day"), help_text=_("Day/month/year, for example 05/12/2026."))

    field_order = ["to", "why"]


def grouped_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(name, [(key, f"{key} · {title}") for key, title in pairs]) for name, pairs in choices()]


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
