"""The marks of a picture as rows of numbers: what is sent, with scripts and without."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.pictures.marks import LEAST_ARROW, LEAST_SIDE, MOST, Mark

KINDS = [
    ("", "–"),
    ("number", _("Number")),
    ("frame", _("Frame")),
    ("arrow", _("Arrow")),
    ("mask", _("Cover")),
]


class MarkForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is drawn"), choices=KINDS, required=False)
    x = forms.IntegerField(label=_("From the left"), required=False)
    y = forms.IntegerField(label=_("From the top"), required=False)
    w = forms.IntegerField(label=_("Width"), required=False)
    h = forms.IntegerField(label=_("Height"), required=False)
    n = forms.IntegerField(label=_("Number in the disc"), required=False, min_value=1, max_value=99)

    def __init__(self, *args: Any, size: tuple[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.size = size
        self.fields["DELETE"] = forms.BooleanField(label=_("Remove"), required=False)
        for name in ("x", "y", "w", "h", "n"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    @property
    def mark(self) -> Mark | None:
        """What the row says; None where it is empty or taken away."""
        found = self.cleaned_data
        if not found.get("kind") or found.get("DELETE"):
            return None
        values = {name: found.get(name) or 0 for name in ("x", "y", "w", "h")}
        return Mark(kind=found["kind"], n=found["n"] if found["kind"] == "number" else None, **values)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("kind") or found.get("DELETE"):
            return found
        kind = found["kind"]
        if kind == "number":
            found["w"] = found["h"] = 0
        else:
            found["n"] = None
        for name in ("x", "y", "w", "h"):
            if name not in self.errors and found.get(name) is None:
                self.add_error(name, _("Enter a whole number."))
        if not self.errors:
            self._fits(found, kind)
        return found

    def _fits(self, found: dict[str, Any], kind: str) -> None:
        """It lies on the picture (frames and covers may lap over and are cut) and can be seen."""
        width, height = self.size
        if kind in ("frame", "mask"):
            left, right = sorted((found["x"], found["x"] + found["w"]))
            top, bottom = sorted((found["y"], found["y"] + found["h"]))
            left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
            found |= {"x": left, "y": top, "w": right - left, "h": bottom - top}
            if right - left < LEAST_SIDE or bottom - top < LEAST_SIDE:
                self.add_error("w", _("It lies outside the picture, or is too small to be seen."))
            return
        ends = [(found["x"], found["y"]), (found["x"] + found["w"], found["y"] + found["h"])]
        if any(not (0 <= x <= width and 0 <= y <= height) for x, y in ends):
            self.add_error("x", _("It lies outside the picture."))
        elif kind == "arrow" and abs(found["w"]) + abs(found["h"]) < LEAST_ARROW:
            self.add_error("w", _("The arrow is too short to be seen."))


MarkFormSet = forms.formset_factory(MarkForm, extra=3, max_num=MOST, absolute_max=MOST + 10, validate_max=True)


def marks_of(rows: Any) -> list[Mark]:
    """What the valid rows of a `MarkFormSet` say."""
    return [form.mark for form in rows.forms if form.mark is not None]


def rows_of(marks: list[Mark]) -> list[dict[str, Any]]:
    return [mark.model_dump() for mark in marks]
