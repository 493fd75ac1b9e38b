"""The page form as a browser would send it back, for tests that go through the editor."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.blocks import BlockField, ListBlock, StreamBlock, StructBlock
from wagtail.models import Page


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opened(client: Client, page: Page) -> dict[str, Any]:
    """The fields of the page form, as they stand in the editor."""
    response = client.get(edit_url(page))
    assert response.status_code == 200, response
    return as_posted(response.context["form"])


def as_posted(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        bound = form[name]
        if isinstance(field, BlockField):
            _flatten(data, field.block, field.block.get_form_state(bound.value()), name)
        else:
            value = field.widget.format_value(field.prepare_value(bound.value()))
            if value not in (None, [], ""):
                data[name] = value
    for formset in form.formsets.values():
        for bound in formset.management_form:
            data[bound.html_name] = bound.value()
    return {name: "" if value is None else value for name, value in data.items()}


def _flatten(data: dict[str, Any], block: Any, state: Any, prefix: str) -> None:
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            _flatten(data, child, state[name], f"{prefix}-{name}")
    elif isinstance(block, StreamBlock | ListBlock):
        data[f"{prefix}-count"] = str(len(state))
        for index, item in enumerate(state):
            place = f"{prefix}-{index}"
            data |= {f"{place}-deleted": "", f"{place}-order": str(index), f"{place}-id": item.get("id") or ""}
            child = block.child_block if isinstance(block, ListBlock) else block.child_blocks[item["type"]]
            if isinstance(block, StreamBlock):
                data[f"{place}-type"] = item["type"]
            _flatten(data, child, item["value"], f"{place}-value")
    elif state is True:
        data[prefix] = "on"
    elif state not in (None, False):
        data[prefix] = state[0] if isinstance(state, list) and len(state) == 1 else state
