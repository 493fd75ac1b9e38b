"""The filters of the access log. They live in the address; a day is written as here: 05/12/2026."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.audit.models import Action
from training.audit.selectors import Asked
from training.audit.subjects import SUBJECTS
from training.people.models import OrgUnit

DEEPEST = 2  # the province and what lies right below it, and the tops of the viewer's scope: a list one can read


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": _("day/month/year")})
    return forms.DateField(label=label, required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"], widget=widget)


class LogForm(forms.Form):
    ai = forms.CharField(label=_("Who (name or staff code)"), required=False, max_length=80)
    viec = forms.ChoiceField(label=_("What they did"), required=False, choices=[("", _("Any")), *Action.choices])
    muc = forms.ChoiceField(
        label=_("About what"),
        required=False,
        choices=[("", _("Any")), *SUBJECTS.items()],
    )
    tu = _day(_("From day"))
    den = _day(_("To day"))

    def __init__(self, data: Any, *, units: list[OrgUnit]) -> None:
        super().__init__(data)
        self.units = units
        least = min((unit.depth for unit in units), default=1)
        shown = [unit for unit in units if unit.depth <= max(least, DEEPEST)]
        choices = [("", _("Any")), *((unit.code, unit.name) for unit in shown)]
        self.fields["don-vi"] = forms.ChoiceField(label=_("Unit"), required=False, choices=choices)

    def asked(self) -> Asked:
        """What can be read of the filters; what makes no sense asks for nothing."""
        self.is_valid()
        said = self.cleaned_data
        unit = next((one for one in self.units if one.code == said.get("don-vi")), None)
        return Asked(
            said.get("viec", ""), said.get("muc", ""), said.get("ai", ""), unit, said.get("tu"), said.get("den")
        )
