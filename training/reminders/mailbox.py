"""Where there is no mail server: every letter is a file that any mail program opens (`DATA_DIR/mail/*.eml`).

A file is called by its letter's Message-ID and written whole or not at all, so a letter that is sent again, after a
crash, is still one letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from training.broker import write_whole


class EmailBackend(BaseEmailBackend):
    #: Sending the same Message-ID twice makes one letter: see `outbox`.
    once_per_message_id = True

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder = Path(str(getattr(settings, "EMAIL_FILE_PATH", None) or settings.DATA_DIR / "mail"))
        folder.mkdir(parents=True, exist_ok=True)
        for one in messages:
            made = one.message()
            name = re.sub(r"[^\w.-]+", "_", str(made["Message-ID"]).strip("<>"))[:120]
            write_whole(folder / f"{name}.eml", made.as_bytes().decode("utf-8", "surrogateescape"))
        return len(messages)
