"""The platform's screens, generated from its definition: nothing in here knows any module by name.

`show` gives the screen at a path of the pane, `submit` does what a form posts and says where to go next, `opening` is
the path to begin at, `typed_into` what a form holds that cannot be sent now. `stops`, `show_stop` and `words_at` show
again what was done, `event_words` says it. What a screen points out (`?chi=`) has the id `SPOT`.
The host renders `screen.template` with `screen.context` in its own page, inside ``<div id="platform">``, and gives
that page the style of ``sandbox/tokens.css`` and ``sandbox/platform/*.css``. See `sandbox.screens.paths` for the
addresses. `sandbox.screens.arranging` is for who arranges a scenario on these screens.
"""

from sandbox.screens.door import Kept, Submission, opening, show, submit, typed_into
from sandbox.screens.retracing import DOTS, Stop, Words, button_words, show_stop, stops, words_at
from sandbox.screens.sight import SPOT, Links, Screen, event_words

__all__ = [
    "DOTS",
    "SPOT",
    "Kept",
    "Links",
    "Screen",
    "Stop",
    "Submission",
    "Words",
    "button_words",
    "event_words",
    "opening",
    "show",
    "show_stop",
    "stops",
    "submit",
    "typed_into",
    "words_at",
]
