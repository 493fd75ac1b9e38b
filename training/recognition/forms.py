from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("Twelve letters and digits, as on the paper; spaces and dashes do not matter."),
    )


class RevokeForm(forms.Form):
    why = forms.CharField(label=_("Why"), min_length=10, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
