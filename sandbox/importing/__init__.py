"""Real data in: an export of a real platform becomes a snapshot in which no real person can be found.

* `mapping`  what the export's tables and columns mean (a YAML file)
* `tables`   CSV, XLSX and JSON as rows with their line numbers
* `records`  rows → records of the platform; what is broken is named by file, line and column
* `privacy`  personal data masked by rule, the same person the same way everywhere; the search for survivors
* `run`      the whole way: all of it or nothing
"""

from sandbox.importing.mapping import MappingError
from sandbox.importing.run import Report, Survivors, Unreadable, import_export

__all__ = ["MappingError", "Report", "Survivors", "Unreadable", "import_export"]
