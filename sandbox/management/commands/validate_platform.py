"""`manage.py validate_platform <folder>`: does this definition hang together? `--diagrams` draws its states.

For whoever describes a province's modules: no database is needed, nothing is loaded.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sandbox.data import CA_MAU
from sandbox.definition.diagram import draw
from sandbox.definition.loader import load_platform
from sandbox.definition.problems import DefinitionError
from sandbox.definition.schema import Platform


class Command(BaseCommand):
    help = "Checks a folder with a platform definition, and draws the states of its records (SVG)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=CA_MAU, help="default: the Cà Mau definition")
        parser.add_argument("--diagrams", type=Path, help="folder for the pictures, one for every record type")
        parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the pictures")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["folder"].is_dir():
            raise CommandError(f"{options['folder']} is not a folder")
        try:
            platform = load_platform(options["folder"])
        except DefinitionError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problem(s)") from error
        for line in summary(platform):
            self.stdout.write(line)
        if options["diagrams"]:
            pictures = diagrams(platform, options["language"])
            options["diagrams"].mkdir(parents=True, exist_ok=True)
            for name, picture in pictures.items():
                (options["diagrams"] / name).write_text(picture, encoding="utf-8")
            self.stdout.write(f"{len(pictures)} diagrams in {options['diagrams']}")


def summary(platform: Platform) -> list[str]:
    """A line for every record type: how much of everything there is."""
    lines = [f"{platform.vi} / {platform.en}: {len(platform.roles)} roles, {len(platform.people)} people"]
    for module in platform.modules.values():
        for key, record in module.records.items():
            answers = [rule for rule in module.automations if (rule.at or rule.after or "").startswith(f"{key}.")]
            lines.append(
                f"  {module.module}.{key}: {len(record.fields)} fields, {len(record.states)} states, "
                f"{len(record.actions)} actions, {len(record.findings)} findings, {len(answers)} answers"
            )
    return lines


def diagrams(platform: Platform, language: str = "vi") -> dict[str, str]:
    """File name → SVG, for every record type."""
    return {
        f"{module.module}.{key}.svg": draw(platform, module, key, language)
        for module in platform.modules.values()
        for key in module.records
    }
