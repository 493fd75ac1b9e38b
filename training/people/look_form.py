"""A form for the design page: one field as it comes, one that was refused."""

from django import forms
from django.utils.translation import gettext_lazy as _


class _Sample(forms.Form):
    login = forms.CharField(
        label=_("Staff code or e-mail"), help_text=_("Capitals, spaces and dashes do not matter.")
    )
    day = forms.DateField(
        label=_("Day"), input_formats=["%d/%m/%Y"], error_messages={"invalid": _("Write the day as 23/11/2026.")}
    )


def sample() -> _Sample:
    """The form after “31/13” was typed for a day."""
    return _Sample({"login": "CM-DM-001", "day": "31/13"}, auto_id="look-%s")
