"""Variables of a lesson: drawn once per attempt from its seed, bound into scenario, checks, hints and moves.

A variable has a pool; each item of it is a text, or a mapping of texts that belong together (a parcel with its area).
``{{ten}}`` inside a text is replaced by the value, ``{{thua.dien_tich}}`` by a part of it; a text that is nothing but
the placeholder becomes the value itself, of whatever type. Unknown names stay as they are, so that an author sees the
slip. Two items of a pool are instructions:

* ``@nguoi_dan`` stands for the items of the platform's pool of that name (`with_pools` puts them in its place)
* ``-ben_ban`` leaves out what was drawn for the variable ben_ban, so that buyer and seller are two people
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from sandbox.definition.schema import Platform
from sandbox.spec import Scenario

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})(?:\.([a-z][a-z0-9_]{0,39}))?\s*\}\}")
_DEEPEST = 4  # values that hold placeholders of other variables


def with_pools(pools: Mapping[str, list[Any]], platform: Platform) -> dict[str, list[Any]]:
    """The same pools, the platform's own written out. Raises KeyError for one that it does not have."""
    return {name: [item for part in pool for item in _items(part, platform)] for name, pool in pools.items()}


def _items(part: Any, platform: Platform) -> list[Any]:
    return platform.pools[part[1:]] if isinstance(part, str) and part.startswith("@") else [part]


def draw(pools: Mapping[str, list[Any]], seed: int) -> dict[str, Any]:
    """One value from every pool. The same pools and seed give the same values, whatever the order of the names."""
    dice = random.Random(seed)
    drawn: dict[str, Any] = {}
    for name in sorted(pools, key=lambda name: (bool(_others(pools[name])), name)):
        taken = [drawn[other] for other in _others(pools[name]) if other in drawn]
        items = [item for item in pools[name] if not _is_other(item)]
        if free := [item for item in items if item not in taken] or items:
            drawn[name] = dice.choice(free)
    for _round in range(_DEEPEST):
        drawn = {
            name: bind(value, {key: one for key, one in drawn.items() if key != name})
            for name, value in drawn.items()
        }
    return drawn


def _is_other(item: Any) -> bool:
    return isinstance(item, str) and re.fullmatch(r"-[a-z][a-z0-9_]{0,39}", item) is not None


def _others(pool: list[Any]) -> list[str]:
    return [item[1:] for item in pool if _is_other(item)]


def bind(tree: Any, values: Mapping[str, Any]) -> Any:
    """The same JSON tree with every placeholder replaced; keys of mappings are left alone."""
    if isinstance(tree, Mapping):
        return {key: bind(part, values) for key, part in tree.items()}
    if isinstance(tree, list | tuple):
        return [bind(part, values) for part in tree]
    if not isinstance(tree, str):
        return tree
    if whole := _PLACEHOLDER.fullmatch(tree.strip()):
        return _value(whole, values)
    return _PLACEHOLDER.sub(lambda found: str(_value(found, values)), tree)


def _value(found: re.Match[str], values: Mapping[str, Any]) -> Any:
    value = values.get(found[1], found[0])
    if found[2] is None:
        return value
    return value.get(found[2], found[0]) if isinstance(value, Mapping) else found[0]


def bind_scenario(scenario: Scenario, seed: int) -> Scenario:
    """The scenario of one attempt: what was drawn stands in it, the pools are gone."""
    tree = scenario.model_dump(mode="json", by_alias=True)
    return Scenario.model_validate(bind(tree, draw(tree.pop("variables"), seed)))
