from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.sharing.manifest import DEFAULT_LICENCE, LICENCES


class ShareForm(forms.Form):
    licence = forms.ChoiceField(
        label=_("Under which conditions may others use it?"),
        choices=list(LICENCES.items()),
        initial=DEFAULT_LICENCE,
        widget=forms.RadioSelect,
    )


class ReceiveForm(forms.Form):
    file = forms.FileField(
        label=_("The file of the course"),
        help_text=_("It ends in .zip and was made with “Share the course”."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.COURSE_MAX_SIZE:  # before it is read
            most = settings.COURSE_MAX_SIZE // 1024 // 1024
            raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": most})
        return file
