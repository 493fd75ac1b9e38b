"""Forms of feedback. Numbers are read as they are written here: "1.250" is one thousand two hundred and fifty."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sandbox.templatetags.numbers import grouped
from training.feedback.api import SHORTEST_REASON
from training.feedback.models import Need
from training.feedback.need_selectors import STATES


class WholeNumberField(forms.CharField):
    """A whole number as a person types it, with or without dots between the thousands."""

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        self.least, self.most = least, most
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=20, **options)

    def clean(self, value: Any) -> int:
        typed = re.sub(r"\s+", "", super().clean(value))
        groups = r",|\." if (get_language() or "vi").startswith("en") else r"\."
        if re.fullmatch(rf"[0-9]{{1,3}}(?:(?:{groups})[0-9]{{3}})+", typed, re.A):
            typed = re.sub(r"[.,]", "", typed)
        if not re.fullmatch(r"[0-9]+", typed, re.A):
            raise ValidationError(_("Write a whole number in digits, for example 5 or 1.250."))
        number = int(typed)
        if not self.least <= number <= self.most:
            bounds = {"least": grouped(self.least), "most": grouped(self.most)}
            raise ValidationError(_("Between %(least)s and %(most)s."), params=bounds)
        return number


def _long(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class StuckForm(forms.Form):
    note = forms.CharField(
        label=_("What would you add? (not required)"),
        help_text=_("Up to 500 characters. No real data: no names, no telephone numbers, no identity numbers."),
        max_length=500,
        required=False,
        widget=_long(4, 500),
    )


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("Say what to do next, in one or two sentences."),
        min_length=5,
        max_length=2000,
        widget=_long(5, 2000),
    )
    words_en = forms.CharField(
        label=_("The same in English (not required)"), max_length=2000, required=False, widget=_long(3, 2000)
    )
    everybody = forms.BooleanField(
        label=_("Send it to everybody who stands, or will stand, in exactly this situation"), required=False
    )


class NeedForm(forms.Form):
    work = forms.CharField(
        label=_("Which task is it about?"),
        help_text=_("For example: entering the same citizen's address on three forms."),
        max_length=300,
    )
    times = WholeNumberField(label=_("How often a week do you do it?"), least=1, most=5000)
    minutes = WholeNumberField(label=_("How many minutes does it take each time?"), least=1, most=2400)
    affected = WholeNumberField(
        label=_("How many people have to do it like you?"),
        help_text=_("Colleagues who do the same work; if it is only you, write 1."),
        least=1,
        most=1_000_000,
    )
    wish = forms.CharField(
        label=_("What should the platform do?"),
        help_text=_("Up to 500 characters. No real data of citizens."),
        max_length=500,
        widget=_long(4, 500),
    )


DECISIONS = [
    (Need.Decision.ACCEPTED.value, _("Take it up")),
    (Need.Decision.MORE.value, _("Ask for more")),
    (Need.Decision.REFUSED.value, _("Say no")),
]


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    reason = forms.CharField(
        label=_("Reason, or what you want to know"),
        help_text=_("At least 10 characters. The sender reads it."),
        min_length=SHORTEST_REASON,
        max_length=1000,
        widget=_long(4, 1000),
        error_messages={"min_length": _("Give the reason in at least 10 characters: the sender reads it.")},
    )

    def __init__(self, *args: Any, may_ask: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_ask:
            decision = self.fields["decision"]
            assert isinstance(decision, forms.ChoiceField)
            decision.choices = [pair for pair in DECISIONS if pair[0] != Need.Decision.MORE]


class MoreForm(forms.Form):
    more = forms.CharField(label=_("Your answer"), min_length=2, max_length=500, widget=_long(4, 500))


class BecameForm(forms.Form):
    state = forms.ChoiceField(
        label=_("What has become of it"),
        choices=[("", _("Choose…")), *(pair for pair in Need.Became.choices if pair[0])],
        error_messages={"required": _("Choose what became of it.")},
    )
    words = forms.CharField(
        label=_("In words"),
        help_text=_("Everybody who asked for it reads this; so does whoever looks at the board. No names."),
        min_length=SHORTEST_REASON,
        max_length=500,
        widget=_long(3, 500),
    )


class BoardForm(forms.Form):
    """The board's filters; they live in the address."""

    tim = forms.CharField(label=_("Words to look for"), required=False, max_length=80)
    trang_thai = forms.ChoiceField(label=_("What became of it"), required=False)
    cua_toi = forms.BooleanField(label=_("Only what I need too"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        state = self.fields["trang_thai"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = [("", _("Any")), *((key, STATE_WORDS[key]) for key in STATES)]

    def asked(self) -> dict[str, Any]:
        """What can be read of it; what makes no sense asks for nothing."""
        self.is_valid()
        said = self.cleaned_data
        return {
            "search": said.get("tim", ""),
            "state": said.get("trang_thai", ""),
            "mine": said.get("cua_toi", False),
        }


STATE_WORDS = {
    "waiting": _("Waits for an answer"),
    "accepted": _("Taken up"),
    "planned": _("In the plan"),
    "doing": _("Being made"),
    "there": _("It is there"),
    "refused": _("Said no"),
    "dropped": _("Cannot be done"),
}
