"""What a received course would change here: lesson by lesson, part by part, before and after; and how the platform
that it was made on differs from the one here."""

from __future__ import annotations

import base64
import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lessons import packages
from lessons.models import LessonImage, LessonPage
from lessons.packages import to_yaml
from lessons.problems import NotPublishable
from lessons.sharing.opening import Opened
from lessons.sharing.saying import Sayer
from lessons.spec import LessonPackage
from sandbox.definition.loader import module_text
from sandbox.definition.schema import Platform

AROUND = 2
MOST_LINES = 400


@dataclass(frozen=True)
class Line:
    """`kind`: kept, gone (here only), come (in the file only), or a gap."""

    kind: Literal["kept", "gone", "come", "gap"]
    text: str


@dataclass(frozen=True)
class Part:
    name: str
    lines: list[Line]


@dataclass(frozen=True)
class LessonDifference:
    """`kind` new: there is no lesson of that code; unknown: the draft here is incomplete."""

    code: str
    title: str
    kind: Literal["new", "same", "changed", "unknown"]
    page: LessonPage | None = None
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class ModuleDifference:
    key: str
    name: str
    kind: Literal["missing", "same", "different"]
    lines: list[Line] = field(default_factory=list)


def lessons(opened: Opened, platform: Platform) -> list[LessonDifference]:
    """In the order of the course. A lesson is compared with its newest draft, which a trainer would go on with."""
    pages = {page.code: page for page in LessonPage.objects.filter(code__in=opened.packages)}
    sayer = Sayer(platform)
    return [_lesson(package, pages.get(code), sayer) for code, package in opened.packages.items()]


def modules(opened: Opened, platform: Platform) -> list[ModuleDifference]:
    return [_module(key, text, platform) for key, text in sorted(opened.modules.items())]


def _lesson(package: LessonPackage, page: LessonPage | None, sayer: Sayer) -> LessonDifference:
    code, title = package.task.code, package.task.title.vi
    if page is None:
        return LessonDifference(code, title, "new")
    try:
        mine = packages.package_of(page.get_latest_revision_as_object())
    except NotPublishable:
        return LessonDifference(code, title, "unknown", page)
    theirs = _parts(package, known={})
    ours = _parts(mine, known=_also_known_as(package))
    parts = [
        Part(name, _lines(*_said(sayer, ours.get(name), theirs.get(name))))
        for name in dict.fromkeys([*ours, *theirs])
        if ours.get(name) != theirs.get(name)
    ]
    return LessonDifference(code, title, "changed" if parts else "same", page, parts)


def _said(sayer: Sayer, ours: Any, theirs: Any) -> tuple[str, str]:
    """In a trainer's words; as it is written where those are the same."""
    said = sayer.text(ours), sayer.text(theirs)
    return said if said[0] != said[1] else (to_yaml({"": ours}), to_yaml({"": theirs}))


def _parts(package: LessonPackage, known: dict[str, str]) -> dict[str, Any]:
    """The lesson's data, cut where a trainer would look for it."""
    data = packages.tidy(package)
    task = data["task"]
    about = ("code", "title", "minutes", "role", "bottleneck", "security", "skills", "prerequisites")
    found: dict[str, Any] = {
        _("About the lesson"): {name: task[name] for name in about if name in task},
        _("Situation"): task.get("situation"),
        pgettext("of a lesson", "Reading"): [_without_data(block, known) for block in data.get("reading", [])]
        or None,
        _("Starting situation"): task.get("scenario"),
    }
    for number, step in enumerate(task["steps"], 1):
        found[_("Step %(number)d") % {"number": number}] = step
    found |= {
        _("Solution"): task.get("solution"),
        _("Other right ways"): task.get("right_routes"),
        _("Typical mistakes"): task.get("wrong_routes"),
        _("Traps"): task.get("traps"),
    }
    return {name: value for name, value in found.items() if value}


def _without_data(block: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    if "picture" not in block:
        return block
    picture = dict(block["picture"])
    name = _sha(picture.pop("data"))
    return {**block, "picture": {**picture, "file": known.get(name, name)[:16]}}


def _also_known_as(package: LessonPackage) -> dict[str, str]:
    """Pictures taken in from such a file are kept re-encoded: by the hash of what is served, what they came as."""
    wanted = {_sha(block.picture.data) for block in package.reading if block.picture}
    images = LessonImage.objects.filter(source_hash__in=wanted)
    return {_sha_of_file(image): image.source_hash for image in images}


def _sha_of_file(image: LessonImage) -> str:
    with image.open_file() as file:
        return hashlib.sha256(file.read()).hexdigest()


def _sha(data: str) -> str:
    return hashlib.sha256(base64.b64decode(data)).hexdigest()


def _module(key: str, theirs: str, platform: Platform) -> ModuleDifference:
    module = platform.modules.get(key)
    if module is None:
        return ModuleDifference(key, key, "missing")
    ours = module_text(platform, key)
    if ours == theirs:
        return ModuleDifference(key, module.vi, "same")
    return ModuleDifference(key, module.vi, "different", _lines(ours, theirs))


def _lines(before: str, after: str) -> list[Line]:
    """What is gone and what has come, with a little around it."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if lines:
            lines.append(Line("gap", "…"))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += _as("kept", old[i1:i2])
            else:
                lines += [*_as("gone", old[i1:i2]), *_as("come", new[j1:j2])]
    return lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], Line("gap", "…")]


def _as(kind: Literal["kept", "gone", "come"], texts: Iterable[str]) -> list[Line]:
    return [Line(kind, text) for text in texts]
