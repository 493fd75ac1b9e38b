"""A stream field whose migrations do not repeat the block definitions.

The blocks are code and change with it; the column is JSON and does not. A migration that must rewrite stored
blocks works on the raw JSON (`wagtail.blocks.migrations`).
"""

from typing import Any

from wagtail.fields import StreamField


class BlocksField(StreamField):
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
