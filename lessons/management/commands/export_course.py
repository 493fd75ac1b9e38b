"""Write a course as one file, to be taken over on another site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons.models import CoursePage
from lessons.packages import PackageError
from lessons.sharing import api
from lessons.sharing.manifest import DEFAULT_LICENCE, LICENCES


class Command(BaseCommand):
    help = "Write the live lessons of a course as one zip; the same content is the same bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the course's code, such as K2")
        parser.add_argument("--to", type=Path, help="file or folder; default: here, named by code and version")
        parser.add_argument("--licence", choices=list(LICENCES), default=DEFAULT_LICENCE)

    def handle(self, *args: Any, **options: Any) -> None:
        course = CoursePage.objects.filter(code=options["code"]).first()
        if course is None:
            codes = ", ".join(CoursePage.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"no course {options['code']}; there are: {codes}")
        try:
            shared = api.export_course(course=course, licence=options["licence"])
        except PackageError as error:
            raise CommandError("\n".join(error.problems)) from error
        target = options["to"] or Path()
        target = target / shared.name if target.is_dir() else target
        target.write_bytes(shared.content)
        self.stdout.write(f"{target}: {len(shared.content) / 1024:.0f} kB, version {shared.release.number}")
