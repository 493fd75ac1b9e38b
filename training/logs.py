"""Log lines without personal data.

PostgreSQL repeats the offending row in an error's `DETAIL:` line (a name, an e-mail); what a person typed does
not belong in a log, so it is left out, of tracebacks and of messages that quote the error (Celery's do, as a repr).
"""

import logging
import re

_DETAIL = re.compile(r"(?:\n|\\n)\s*DETAIL:[^\n]*")


class ImpersonalFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _DETAIL.sub("", super().format(record))
