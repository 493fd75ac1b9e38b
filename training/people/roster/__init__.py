"""The staff roster from a file: all of it or nothing, every fault named by line and column, safe to repeat.

* `sheet`  the file: encoding, separator, heading, lines of clean cells
* `rows`   what each line means: units, yes and no, roles; nothing is written
* `plan`   what that would change; nothing is written
* `execute` the changes, in the caller's transaction; `undo` takes them back
* `apply`  all of it at once, for the set-up command
* `api`    the same in stages, for the screens: hand in, check in the background, decide, apply, undo
"""

from training.people.roster.apply import import_people
from training.people.roster.plan import Report
from training.people.roster.sheet import template

__all__ = ["Report", "import_people", "template"]
