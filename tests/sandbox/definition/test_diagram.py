"""The state diagram says what the definition says, and is a picture that a browser can show."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from sandbox.data import ca_mau_platform
from sandbox.definition.diagram import draw, ways_of
from tests.sandbox import minimal

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def picture() -> str:
    platform = minimal.platform()
    return draw(platform, platform.modules["van_ban_den"], "van_ban")


def test_every_state_and_every_action_stands_in_it(picture: str) -> None:
    record = minimal.platform().record("van_ban")
    shown = texts(picture)
    assert all(any(text.startswith(state.vi) for text in shown) for state in record.states.values())
    moving = [action for action in record.actions.values() if not action.creates]
    assert all(any(action.vi in text for text in shown) for action in moving)


def test_a_line_for_every_way_to_another_state(picture: str) -> None:
    platform = minimal.platform()
    ways = [way for way in ways_of(platform, platform.record("van_ban"), "vi") if way.source != way.target]
    lines = [path for path in ElementTree.fromstring(picture).iter(f"{SVG}path") if path.get("marker-end")]
    assert len(lines) == len(ways) > 3


def test_lines_that_stand_side_by_side_keep_lanes_of_their_own(picture: str) -> None:
    lanes: dict[str, list[tuple[int, int]]] = {}
    for path in ElementTree.fromstring(picture).iter(f"{SVG}path"):
        if path.get("marker-end"):
            start, lane, end = (path.get("d") or "").replace("M", "").replace("V", "H").split("H")[:3]
            lanes.setdefault(lane, []).append(tuple(sorted((int(start.split()[1]), int(end)))))
    for spans in lanes.values():
        ordered = sorted(spans)
        assert all(one[1] < two[0] for one, two in pairwise(ordered))


def test_it_is_told_in_words_too(picture: str) -> None:
    told = ElementTree.fromstring(picture).find(f"{SVG}desc")
    assert told is not None
    assert "→" in (told.text or "")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_whole_platform_can_be_drawn(language: str) -> None:
    platform = ca_mau_platform()
    for module in platform.modules.values():
        for key in module.records:
            ElementTree.fromstring(draw(platform, module, key, language))
