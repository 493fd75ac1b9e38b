"""The one reply to everybody in a state."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=_("Your reply to everybody in this situation"),
        help_text=_("Say what to do next, in one or two sentences. No names: many people read it."),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 2000}),
    )
    words_en = forms.CharField(
        label=_("The same in English (not required)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
    )
