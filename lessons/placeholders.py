"""`{{name}}` in a lesson's words stands for a value that differs between attempts; what names none is a slip.

Unbound it would reach learners as it stands, braces and all (`sandbox.variables` leaves unknown names alone, so that
an author sees them when trying). So it is refused where words are written, and at the latest when the lesson is
compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lessons.typed import ref_of

PLACEHOLDER = re.compile(r"\{\{([^{}]+)\}\}")
Pools = Mapping[str, Sequence[Any]]
MOST_NAMED = 12


def with_refs(data: Any) -> Any:
    """The same, each "{{Tên công dân}}" as {{ten_cong_dan}}: a variable is called by its name, as a record is."""
    if isinstance(data, str):
        return PLACEHOLDER.sub(lambda found: "{{" + _ref(found[1]) + "}}", data)
    if isinstance(data, dict):
        return {key: with_refs(value) for key, value in data.items()}
    return [with_refs(item) for item in data] if isinstance(data, list) else data


def _ref(name: str) -> str:
    return ".".join(map(ref_of, name.split(".")))


def unknown(data: Any, pools: Pools) -> Iterator[str]:
    """As they are written, the placeholders in a text or JSON tree that name no variable, or no part of one."""
    if isinstance(data, str):
        yield from (found[1].strip() for found in PLACEHOLDER.finditer(data) if not _names(_ref(found[1]), pools))
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from unknown(value, pools)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from unknown(item, pools)


def _names(ref: str, pools: Pools) -> bool:
    name, _dot, part = ref.partition(".")
    if name not in pools or not part:
        return name in pools
    items = pools[name]
    return any(part in item if isinstance(item, Mapping) else str(item).startswith("@") for item in items)


def refusal(name: str, pools: Pools) -> str:
    """Why that placeholder is refused, and which there are."""
    offered = ", ".join("{{" + one + "}}" for one in sorted(pools)[:MOST_NAMED])
    if not offered:
        say = _("“{{%(name)s}}” stands for nothing: no value of this lesson differs. Write the words themselves.")
        return say % {"name": name}
    return _("“{{%(name)s}}” is no value of this lesson. These are: %(names)s.") % {"name": name, "names": offered}
