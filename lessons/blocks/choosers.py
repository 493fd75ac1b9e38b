"""Lists to choose from, fed by the current platform definition: a trainer types no identifier."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from wagtail import blocks

from lessons import vocabulary


class ChooserField(forms.ChoiceField):
    """Takes what the list offered when the page was opened; `lessons.compile` checks it against the definition.

    So a draft written for an older release of the platform can still be opened and saved.
    """

    def valid_value(self, value: str) -> bool:
        return True


@cache
def _widget(kind: str) -> forms.Select:
    """One widget a kind: the editor then sends each list once, not once a block."""
    widget = forms.Select()
    widget.choices = lambda: [("", "---------"), *vocabulary.choices(kind)]  # type: ignore[assignment]
    return widget


class ChooserBlock(blocks.FieldBlock):
    """A key of the definition, of the given kind (see `lessons.vocabulary.KINDS`)."""

    def __init__(self, kind: str, *, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.kind = kind
        self.field = ChooserField(required=required, help_text=help_text or "")
        self.field.widget = _widget(kind)
        super().__init__(**kwargs)

    def get_default(self) -> str:
        return ""

    def get_searchable_content(self, value: str) -> list[str]:
        return []

    class Meta:
        icon = "list-ul"
