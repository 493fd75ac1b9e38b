"""The studio's own forms; that of a record is `training.studio.record_form`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lessons import placeholders, vocabulary
from lessons.models import CoursePage, LessonPage
from sandbox.definition import values
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import RecordField
from sandbox.definition.values import ValueProblem
from training.studio import selectors
from training.studio.api import printable
from training.studio.models import Sketch

MOMENT = RecordField(vi="Lúc", en="At", type="datetime")


class BeginForm(forms.Form):
    course = forms.ModelChoiceField(CoursePage.objects.none(), label=gettext_lazy("In the course"))
    start_from = forms.ModelChoiceField(
        LessonPage.objects.none(),
        label=gettext_lazy("Starting situation"),
        required=False,
        empty_label=gettext_lazy("From nothing"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course: Any = self.fields["course"]
        start_from: Any = self.fields["start_from"]
        course.queryset = selectors.courses()
        course.empty_label = None
        course.label_from_instance = lambda page: f"{page.code} · {page.name}"
        start_from.queryset = selectors.lessons_to_start_from()
        start_from.label_from_instance = lambda page: _("As in %(lesson)s") % {"lesson": f"{page.code} · {page.name}"}


class FrameForm(forms.Form):
    """Who the learner is, when, where the work opens."""

    person = forms.ChoiceField(label=gettext_lazy("The learner sits in the seat of"))
    start = forms.CharField(
        label=gettext_lazy("It is"),
        max_length=40,
        help_text=gettext_lazy("Time and day, such as 07:30 23/11/2026."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    home = forms.ChoiceField(label=gettext_lazy("The practice opens on"), required=False)
    seats = forms.MultipleChoiceField(
        label=gettext_lazy("Further seats that the learner takes in turn"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, sketch: Sketch, **kwargs: Any) -> None:
        self.sketch = sketch
        self.platform = platform_of(sketch.snapshot)
        super().__init__(*args, **{"auto_id": "khung-%s", **kwargs})
        language = get_language() or "vi"
        people = vocabulary.people(self.platform, language)
        modules = vocabulary.modules(self.platform, language)
        for name, options in (
            ("person", people),
            ("seats", people),
            ("home", [("", _("The desk")), *(option for _group, some in modules for option in some)]),
        ):
            choice: Any = self.fields[name]
            choice.choices = options

    @classmethod
    def of(cls, sketch: Sketch) -> FrameForm:
        scenario, platform = sketch.scenario, platform_of(sketch.snapshot)
        start = scenario["start"] or platform.start
        shown = f"{start[11:16]} {start[8:10]}/{start[5:7]}/{start[:4]}"
        initial = {
            "person": scenario["person"],
            "start": shown,
            "home": scenario["home"] or "",
            "seats": scenario["seats"],
        }
        return cls(sketch=sketch, initial=initial)

    def clean_start(self) -> str:
        try:
            found = values.parse(MOMENT, self.cleaned_data["start"], today=self.platform.start)
        except ValueProblem as problem:
            raise forms.ValidationError(problem.say.into(get_language() or "vi")) from problem
        return str(found)


class WordsForm(forms.Form):
    """What only the trainer can say; a box for the title of every step."""

    title_vi = forms.CharField(label=gettext_lazy("Title in Vietnamese"), max_length=255)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=255)
    situation_vi = forms.CharField(
        label=gettext_lazy("Situation in Vietnamese"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Who am I, what has happened, what is wanted. Two or three sentences."),
    )
    situation_en = forms.CharField(
        label=gettext_lazy("Situation in English"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Who am I, what has happened, what is wanted. Two or three sentences."),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=60)

    def __init__(
        self, *args: Any, steps: list[tuple[str, str]], pools: placeholders.Pools | None = None, **kwargs: Any
    ) -> None:
        """`pools`: the lesson's values that differ, which {{name}} may name."""
        super().__init__(*args, **kwargs)
        self.count, self.pools = len(steps), pools or {}
        for number, (vi, en) in enumerate(steps, 1):
            for language, words, label in (
                ("vi", vi, _("Step %(number)s in Vietnamese")),
                ("en", en, _("Step %(number)s in English")),
            ):
                self.fields[f"step_{number}_{language}"] = forms.CharField(
                    label=label % {"number": number}, max_length=120, initial=words
                )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, words in list(said.items()):
            if isinstance(words, str):
                words = said[name] = printable(words).strip()
                if not words:
                    self.add_error(name, self.fields[name].error_messages["required"])
            for slip in placeholders.unknown(words, self.pools):
                self.add_error(name, placeholders.refusal(slip, self.pools))
                break
        return said

    @property
    def steps(self) -> list[Any]:
        names = [f"step_{number}_{language}" for number in range(1, self.count + 1) for language in ("vi", "en")]
        return [self[name] for name in names]

    @property
    def words(self) -> dict[str, Any]:
        """What was said; None for a situation that was left as it is, formatted or not."""
        data = self.cleaned_data
        numbers = range(1, self.count + 1)
        return {
            **{name: data[name] for name in ("title_vi", "title_en", "minutes")},
            **{
                name: paragraphs(data[name]) if name in self.changed_data else None
                for name in ("situation_vi", "situation_en")
            },
            "steps": [(data[f"step_{number}_vi"], data[f"step_{number}_en"]) for number in numbers],
        }


def paragraphs(text: str) -> str:
    """A paragraph for each block of lines, as rich text."""
    blocks = [" ".join(block.split()) for block in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(f"<p>{escape(block)}</p>" for block in blocks if block)


class VariableForm(forms.Form):
    """A value that differs between attempts."""

    label = forms.CharField(label=gettext_lazy("What it is"), max_length=60, required=False)
    pool = forms.CharField(
        label=gettext_lazy("Values, one a line"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Each attempt draws one of them."),
    )
