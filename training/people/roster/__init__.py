"""The staff roster from a file: all of it or nothing, every fault named by line and column, safe to repeat.

* `sheet`  the file: encoding, separator, heading, lines of clean cells
* `rows`   what each line means: units, yes and no, roles; nothing is written
* `apply`  the changes, in one transaction
"""

from training.people.roster.apply import Report, import_people
from training.people.roster.sheet import template

__all__ = ["Report", "import_people", "template"]
