"""What this package tells those above it, in the transaction in which it happens."""

from django.dispatch import Signal

#: A list of people was shown or handed out: `acting_user`, `out` (as a file?), `subject` (a word of
#: `audit.subjects`), `units` (at the top of what it covers), `count` (people).
roster_shown = Signal()
