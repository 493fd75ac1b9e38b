"""`manage.py verify_receipt FILE`: what `tools/verify_receipt.py` checks, and that the database says the same."""

import json
from argparse import ArgumentParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training.progress import evidence
from training.progress.models import Completion
from training.progress.receipt import receipt_of


class Command(BaseCommand):
    help = "Check the receipt of a completion, by itself and against the database; exit 1 says where it disagrees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        alone = _standalone()
        wrong = alone.verify(content)
        code = "" if wrong else alone.code_of(content)
        wrong = wrong or _against_database(content, code)
        for sentence in wrong:
            self.stdout.write(sentence)
        if wrong:
            raise CommandError("The receipt does NOT agree.", returncode=1)
        self.stdout.write(f"The receipt agrees, by itself and with the database: {code[:16]}")


def _standalone() -> Any:
    """The tool that others use: one file, so that both always check the same."""
    spec = spec_from_file_location("verify_receipt_standalone", settings.BASE_DIR / "tools" / "verify_receipt.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _against_database(content: bytes, code: str) -> list[str]:
    found = Completion.objects.select_related("attempt__task", "attempt__workspace__snapshot")
    completion = (
        found.defer("attempt__task__spec", "attempt__workspace__snapshot__definition").filter(hash=code).first()
    )
    if completion is None:
        return [f"database: no completion has the code {code}"]
    before = Completion.objects.filter(user=completion.user_id, number=completion.number - 1)
    previous = before.values_list("hash", flat=True).first() or ""
    wrong = [f"database: {name}" for name in evidence.faults(completion, previous)]
    now = receipt_of(completion)
    if not wrong and evidence.removal_of(completion.attempt):
        # One that was handed out before the log went says more than the house still can: its events were checked by
        # their chain, and the completion that the chain hangs on is the one that stands here.
        if json.loads(now)["completion"] != json.loads(content)["completion"]:
            wrong.append("database: it holds another completion")
    elif not wrong and now != content:
        wrong.append("database: it would write another receipt for this completion")
    return wrong
