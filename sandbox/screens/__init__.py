"""The platform's screens, generated from its definition: nothing in here knows any module by name.

`show` gives the screen at a path of the pane, `submit` does what a form posts and says where to go next, `opening` is
the path to begin at. What a screen points out (`?chi=`) has the id `SPOT`.
The host renders `screen.template` with `screen.context` in its own page, inside ``<div id="platform">``, and gives
that page the style of ``sandbox/tokens.css`` and ``sandbox/platform/*.css``. See `sandbox.screens.paths` for the
addresses.
"""

from sandbox.screens.door import Submission, opening, show, submit
from sandbox.screens.sight import SPOT, Links, Screen

__all__ = ["SPOT", "Links", "Screen", "Submission", "opening", "show", "submit"]
