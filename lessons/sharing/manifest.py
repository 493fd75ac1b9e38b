"""What lies in a shared course. `manifest.json` names every other member with its size and sha256; `seal` is the
sha256 of the manifest without it, so that a slip in the manifest itself is noticed.

=============================  =========================================================================
manifest.json                  this
lessons/L05.yaml               a lesson as a package (`lessons.spec.LessonPackage`); pictures by name
media/<sha256>.png             the pictures, as learners get them
demonstrations/L05.json        the solution played: its moves, and what the workspace holds at the end
platform/van_ban_den.yaml      the definition of every module that the lessons use
=============================  =========================================================================

It is not signed: the hashes show that a file arrived whole, not who made it.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from lessons.spec import CourseSpec, LessonCode, canonical_json, dump
from sandbox.definition.schema import Model
from sandbox.spec import Move

FORMAT = 1
KIND = "dung-la-gioi/course"
MANIFEST = "manifest.json"
MEMBER = (
    r"(lessons/[A-Z][A-Z0-9-]{1,11}\.yaml"
    r"|demonstrations/[A-Z][A-Z0-9-]{1,11}\.json"
    r"|media/[0-9a-f]{64}\.(png|jpg|webp)"
    r"|platform/[a-z][a-z0-9_]{0,39}\.yaml)"
)
MOST_MEMBERS = 400
LICENCES = {
    "CC-BY-4.0": _("CC BY 4.0: use, change and share; name who wrote it"),
    "CC-BY-SA-4.0": _("CC BY-SA 4.0: the same, and what is made of it stays as free"),
    "CC0-1.0": _("CC0: no conditions"),
    "LicenseRef-internal": _("Only for agencies of the state that were given it"),
}
DEFAULT_LICENCE = "CC-BY-4.0"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Member(Model):
    path: str = Field(pattern=f"^{MEMBER}$")
    size: int = Field(ge=0)
    sha256: Sha256


class SharedLesson(Model):
    code: LessonCode
    task: Sha256  # of the task on `platform.snapshot`


class PlatformName(Model):
    name: str = Field(max_length=80)
    snapshot: Sha256


class Manifest(Model):
    kind: Literal["dung-la-gioi/course"]
    format: Literal[1]
    uuid: UUID
    version: int = Field(ge=1, le=1_000_000)
    created: str = Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")
    licence: str = Field(pattern=r"^[A-Za-z0-9.+-]{1,40}$")
    engine: str = Field(pattern=r"^[0-9]{1,6}$")
    course: CourseSpec
    platform: PlatformName
    lessons: Annotated[list[SharedLesson], Field(min_length=1, max_length=60)]
    members: Annotated[list[Member], Field(max_length=MOST_MEMBERS)]
    seal: Sha256

    @property
    def sealed_as(self) -> str:
        return seal(dump(self))

    @property
    def licence_words(self) -> str:
        return str(LICENCES.get(self.licence, self.licence))


class Demonstration(Model):
    """The solution, played once on the platform named in the manifest. `end` is the sha256 of what the workspace
    holds beyond the snapshot."""

    code: LessonCode
    seed: int
    moves: list[Move]
    events: int
    end: Sha256


def seal(manifest: dict[str, Any]) -> str:
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    return hashlib.sha256(canonical_json(rest).encode()).hexdigest()
