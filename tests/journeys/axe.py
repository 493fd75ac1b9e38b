"""What axe finds on a page as it stands (WCAG 2.2 AA and good practice), and whether it is wider than its screen.

https://github.com/dequelabs/axe-core, from its package.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
SCRIPT = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
WIDE, NARROW = 1280, 320
FOLDS = "main :is(.fold, .pf-fold, .leg)"  # not what lies above other things when it is open


def found_by_axe(page: Any, only: Sequence[str] = (), within: str = "") -> list[str]:
    """A line for each violation; its script is brought in once a page. `only`: these rules; `within`: a selector."""
    page.wait_for_load_state()  # what was waited for may be there before its style is
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(SCRIPT)
    options = {"runOnly": only or TAGS, "resultTypes": ["violations"]}
    if not only:
        options["rules"] = {"target-size": {"enabled": True}}
    return page.evaluate(
        "async ([within, options]) => (await axe.run(within ? {include: [[within]]} : document, options)).violations"
        ".flatMap((one) => one.nodes.map((node) =>"
        " `${one.id} ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`))",
        [within, options],
    )


def scrolls_sideways(page: Any) -> bool:
    return page.evaluate("() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth")


def faults(page: Any, *, again: bool = False) -> list[str]:
    """What is wrong with the page at two widths, by day and by night, with all its folds open.

    A page is opened once; screen and colours change under it, as when a window is made narrow or the evening comes.
    At night only the colours are others, and they are the same at any width. `again`: the page was looked at in
    another language, so only its words can be wrong, and how much room they need.
    """
    found = []
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        if scrolls_sideways(page):
            found.append(f"at {width}: scrolls sideways")
        page.evaluate(f"() => document.querySelectorAll('{FOLDS}').forEach((fold) => {{ fold.open = true }})")
        if width == WIDE or not again:
            found += [f"at {width}: {line}" for line in found_by_axe(page)]
    if not again:
        page.set_viewport_size({"width": WIDE, "height": 800})
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"at night: {line}" for line in found_by_axe(page, OF_COLOUR)]
    return [f"{page.url} {line}" for line in found]
