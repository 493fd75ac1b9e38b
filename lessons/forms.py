"""The page form of a lesson: a draft may be incomplete; what is published must hold, and says where it does not."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from lessons import html
from lessons.problems import NotPublishable, Path, Problem

BLOCK_FIELDS = ("reading", "scenario", "steps", "solution", "right_routes", "wrong_routes", "traps")


class PageForm(WagtailAdminPageForm):
    """The editor saves by itself, also while its author publishes: that must not take the page off again."""

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Writes the page's columns only while it is a draft; what was read as one may have gone live since."""
        if commit and self.instance.pk:
            row = Page.objects.select_for_update().filter(pk=self.instance.pk)
            commit = not row.values_list("live", flat=True).first()
        return super().save(commit=commit)


class LessonCopyForm(CopyForm):
    """A copy of a lesson is a draft without a code. It is no alias either: two pages would have one code, and the
    alias would go live without being proved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alias", "publish_copies"):
            self.fields.pop(name, None)


class LessonPageForm(PageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["what_changed"] = ""  # said anew each time
        if field := self.fields.get("what_changed"):
            field.choices = [choice for choice in field.choices if choice[0]]

    def clean_situation_vi(self) -> str:
        return html.clean(self.cleaned_data["situation_vi"] or "")

    def clean_situation_en(self) -> str:
        return html.clean(self.cleaned_data["situation_en"] or "")

    def _post_clean(self) -> None:
        """Once the page is assembled and its fields are sound: does its task hold? Not asked of a mere draft."""
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        from lessons.publication import publishable

        try:
            publishable(self.instance)
            self._ask_what_changed()
        except NotPublishable as refusal:
            self._refuse(refusal.problems)

    def _ask_what_changed(self) -> None:
        """Before a new task takes the place of one that learners are in the middle of."""
        from lessons.publication import asks_what_changed, compiled_on, more_than_words

        live = asks_what_changed(self.instance)
        if live is None or "what_changed" not in self.fields:
            return
        if not self.instance.what_changed:
            self.add_error("what_changed", _("Learners see this lesson. Say whether only words or the task changed."))
        elif self.instance.what_changed == "words":
            self._refuse(more_than_words(compiled_on(self.instance, live), live))

    def _refuse(self, problems: list[Problem]) -> None:
        """Every problem in a sentence at the top, and again where it is."""
        for problem in problems:
            self.add_error(None, str(problem))
        for field in BLOCK_FIELDS:
            inside = [(problem.path[1:], problem.reason) for problem in problems if problem.path[:1] == (field,)]
            if field in self.fields and inside:
                self.add_error(field, block_error(self.fields[field].block, self.cleaned_data[field], inside))
        for problem in problems:
            if problem.path and problem.path[0] in self.fields and problem.path[0] not in BLOCK_FIELDS:
                self.add_error(str(problem.path[0]), problem.reason)


def block_error(block: Any, value: Any, problems: list[tuple[Path, str]]) -> ValidationError:
    """The problems as the nested error that Wagtail shows at the right block."""
    here = [ValidationError(reason) for path, reason in problems if not path]
    inside: dict[Any, list[tuple[Path, str]]] = {}
    for path, reason in problems:
        if path:
            inside.setdefault(path[0], []).append((path[1:], reason))
    children: dict[Any, ValidationError] = {}
    for key, found in inside.items():
        child = _child(block, value, key)
        if child is None:
            here += [ValidationError(reason) for _path, reason in found]
        else:
            children[key] = block_error(*child, found)
    if isinstance(block, StreamBlock):
        return StreamBlockValidationError(block_errors=children, non_block_errors=here)
    if isinstance(block, StructBlock):
        return StructBlockValidationError(block_errors=children, non_block_errors=here)
    if isinstance(block, ListBlock):
        errors = [children.get(index) for index in range(len(value))]
        return ListBlockValidationError(block_errors=errors, non_block_errors=here)
    return here[0] if here else next(iter(children.values()))


def _child(block: Any, value: Any, key: Any) -> tuple[Any, Any] | None:
    if isinstance(block, StructBlock) and key in block.child_blocks:
        return block.child_blocks[key], value[key]
    if isinstance(block, StreamBlock) and isinstance(key, int) and key < len(value):
        return value[key].block, value[key].value
    if isinstance(block, ListBlock) and isinstance(key, int) and key < len(value):
        return block.child_block, value[key]
    return None
