"""The platform's screens, generated from its definition: nothing in here knows any module by name.

`show` gives the screen at a path of the pane, `submit` does what a form posts and says where to go next, `opening` is
the path to begin at, `typed_into` what a form holds that cannot be sent now. What a screen points out (`?chi=`) has the id `SPOT`.
The host renders `screen.template` with `screen.context` in its own page, inside ``<div id="platform">``,
and puts ``sandbox/styles.html`` into its head. See `sandbox.screens.paths` for the addresses.
"""

from sandbox.screens.door import Kept, Submission, opening, show, submit, typed_into
from sandbox.screens.sight import SPOT, Links, Screen, event_words

__all__ = ["SPOT", "Kept", "Links", "Screen", "Submission", "event_words", "opening", "show", "submit", "typed_into"]
