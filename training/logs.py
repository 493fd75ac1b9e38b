"""Log lines without personal data.

PostgreSQL repeats the offending row in an error's `DETAIL:` line (a name, an e-mail); what a person typed does
not belong in a log, so those lines are left out of tracebacks.
"""

import logging
from types import TracebackType


class ImpersonalFormatter(logging.Formatter):
    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith("DETAIL:"))
