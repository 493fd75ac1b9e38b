"""Variables of a lesson: drawn once per attempt from its seed, bound into scenario, checks, hints and moves.

``{{ten}}`` inside a text is replaced by the value; a text that is nothing but the placeholder becomes the value
itself, of whatever type. Unknown names stay as they are, so that an author sees the slip.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from sandbox.spec import Scenario

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")


def draw(pools: Mapping[str, list[Any]], seed: int) -> dict[str, Any]:
    """One value from every pool. The same pools and seed give the same values, whatever the order of the names."""
    dice = random.Random(seed)
    return {name: dice.choice(pools[name]) for name in sorted(pools) if pools[name]}


def bind(tree: Any, values: Mapping[str, Any]) -> Any:
    """The same JSON tree with every placeholder replaced; keys of mappings are left alone."""
    if isinstance(tree, Mapping):
        return {key: bind(part, values) for key, part in tree.items()}
    if isinstance(tree, list | tuple):
        return [bind(part, values) for part in tree]
    if not isinstance(tree, str):
        return tree
    if (whole := _PLACEHOLDER.fullmatch(tree.strip())) and whole[1] in values:
        return values[whole[1]]
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), tree)


def bind_scenario(scenario: Scenario, seed: int) -> Scenario:
    """The scenario of one attempt: what was drawn stands in it, the pools are gone."""
    tree = scenario.model_dump(mode="json", by_alias=True)
    return Scenario.model_validate(bind(tree, draw(tree.pop("variables"), seed)))
