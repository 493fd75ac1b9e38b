"""Forms of a hall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from training.practice.guide import mode_words
from training.practice.models import Attempt


class OpenForm(forms.Form):
    lesson = forms.ChoiceField(label=_("Lesson"))
    mode = forms.ChoiceField(label=_("Way of doing it"))

    def __init__(self, *args: Any, lessons: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lesson"].choices = lessons  # type: ignore[attr-defined]
        self.fields["mode"].choices = [(mode, mode_words(mode)) for mode in Attempt.Mode.values]  # type: ignore[attr-defined]


def _code(label: Any, most: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": most})
    return forms.CharField(label=label, max_length=most, widget=widget)


class CodeForm(forms.Form):
    code = _code(_("Code of the session"), 12)


class JoinForm(CodeForm):
    code = _code(_("The six digits on the wall"), 12)
    show_name = forms.BooleanField(
        label=_("Show my given name to the trainer. Otherwise only the number of my seat stands there."),
        required=False,
    )
    let_look = forms.BooleanField(
        label=_("The trainer may look at my screen at any time. Otherwise only when I ask for help."), required=False
    )


class SlipForm(forms.Form):
    code = _code(_("The eight digits of the slip"), 14)


class HintForm(forms.Form):
    """Written here, or one that the lesson has: `ready` is (step, words)."""

    ready = forms.ChoiceField(label=_("A hint that the lesson has"), required=False)
    step = forms.ChoiceField(label=_("Who is to read it"), required=False)
    words = forms.CharField(
        label=_("Or in your own words"),
        help_text=_("One or two sentences; it arrives with each learner's next answer."),
        min_length=3,
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )
    words_en = forms.CharField(label=_("The same in English (not required)"), max_length=500, required=False)

    def __init__(
        self, *args: Any, steps: list[tuple[str, str]], ready: dict[str, tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.of_lesson = ready
        english = (get_language() or "vi").startswith("en")
        offered = [(step, words[english]) for step, words in ready.items()]
        self.fields["step"].choices = [("", _("Everybody")), *steps]  # type: ignore[attr-defined]
        self.fields["ready"].choices = [("", _("None of them")), *offered]  # type: ignore[attr-defined]
        if not ready:
            del self.fields["ready"]

    def clean(self) -> dict[str, Any]:
        """Of the two ways exactly one; a hint of the lesson goes to who is at its step."""
        said = super().clean() or {}
        ready = self.of_lesson.get(said.get("ready", ""))
        if ready and said.get("words"):
            self.add_error("words", _("Choose a hint of the lesson or write one, not both."))
        elif ready:
            said["words"], said["words_en"] = ready
            said["step"] = said.get("step") or said["ready"]
        elif not said.get("words") and "words" not in self.errors:
            self.add_error("words", _("Choose a hint of the lesson or write one."))
        return said


class ResetForm(forms.Form):
    why = forms.CharField(
        label=_("Why"),
        help_text=_("The learner reads it."),
        min_length=5,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )
