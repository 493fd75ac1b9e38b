"""The one form of the reports: a decision about somebody's result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons import selectors as lessons
from training.people.models import User
from training.progress import api as progress
from training.progress.decisions import SHORTEST_REASON, newest_counting
from training.progress.errors import OverrideRefused
from training.progress.models import Override
from training.progress.selectors import mastery_of_user, overrides_of


class OverrideForm(forms.Form):
    """Lesson, what, why. `record` writes it, or says why not where the form says what is wrong."""

    WHAT = [
        ("unaided", _("Can do it alone (shown elsewhere)")),
        ("assisted", _("Done with help (shown elsewhere)")),
        ("void", _("The newest finished attempt does not count")),
    ]

    undoes = forms.ModelChoiceField(Override.objects.none(), required=False, widget=forms.HiddenInput)
    lesson = forms.ChoiceField(label=_("Lesson"), required=False)
    what = forms.ChoiceField(label=_("What is decided"), required=False)
    why = forms.CharField(
        label=_("Why"),
        max_length=1000,
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person concerned will read it, with your name and the date."),
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        self.person = person
        known = {lesson.code: lesson.name for lesson in lessons.live_lessons()}
        known |= {code: code for code in mastery_of_user(person) if code not in known}
        choose = [("", _("Choose…"))]
        self.fields["undoes"].queryset = overrides_of(person)  # type: ignore[attr-defined]
        self.fields["lesson"].choices = [*choose, *((code, f"{code} · {name}") for code, name in known.items())]  # type: ignore[attr-defined]
        self.fields["what"].choices = [*choose, *self.WHAT]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("undoes") and "undoes" not in self.errors:
            for name, say in (("lesson", _("Choose a lesson.")), ("what", _("Choose what is decided."))):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, say)
        return cleaned

    def record(self, *, acting_user: User) -> bool:
        """Whether it was recorded. Raises `NotYours`."""
        try:
            progress.override(acting_user=acting_user, user=self.person, why=self.cleaned_data["why"], **self._fact())
        except OverrideRefused as refused:
            self.add_error(refused.field or None, refused.say)
            return False
        return True

    def _fact(self) -> dict[str, Any]:
        undoes, lesson, what = (self.cleaned_data[name] for name in ("undoes", "lesson", "what"))
        if undoes:
            return {"lesson_code": undoes.lesson_code, "kind": Override.Kind.UNDO, "undoes": undoes}
        if what == "void":
            done = newest_counting(self.person, lesson)
            return {"lesson_code": lesson, "kind": Override.Kind.VOID, "completion": done}
        return {"lesson_code": lesson, "kind": Override.Kind.GRANT, "status": what}
