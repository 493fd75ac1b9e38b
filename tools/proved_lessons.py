"""`lessons/data/proved.txt`: prove the shipped lessons on the shipped platform, and write down which hold."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings"
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="proved-lessons-")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    from lessons import known
    from lessons.selectors import live_lessons

    with mock.patch("lessons.known.proved", return_value=frozenset()):
        for command in ("migrate", "load_platform", "load_lessons"):
            call_command(command, verbosity=0, stdout=sys.stderr)
    known.FILE.write_text(known.write({page.code: page.live_task.hash for page in live_lessons()}), "utf-8")


if __name__ == "__main__":
    main()
