"""A shared file that somebody sent, as typed data: sound in every part, or refused whole with sentences.

Nothing is written here. Whether its lessons hold on this site's platform is for `proving` to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from lessons import html, packages
from lessons.packages import PackageError
from lessons.pictures import intake
from lessons.sharing import archive
from lessons.sharing.archive import refuse
from lessons.sharing.manifest import FORMAT, KIND, MANIFEST, Demonstration, Manifest
from lessons.spec import LessonPackage, TaskSpec
from sandbox.definition.schema import Text
from sandbox.definition.yamlfile import LOADER, YamlFile
from sandbox.spec import Move
from sandbox.version import ENGINE

MOST_MOVES = 400  # of one way through a lesson; the longest that comes with the product has 31
MOST_RECORDS = 400
MOST_DRAWS = 400
MOST_PIXELS = 200_000_000  # of all pictures together
_DEEPEST = 40
_MOST_EVENTS = 200_000


@dataclass(frozen=True)
class Opened:
    """`packages` hold their pictures; all four are by code, or by the module's key."""

    manifest: Manifest
    packages: dict[str, LessonPackage]
    demonstrations: dict[str, Demonstration]
    modules: dict[str, str]


def opened(content: bytes) -> Opened:
    """Raises PackageError, whatever the bytes are."""
    try:
        return _opened(content)
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise PackageError([_("The file is damaged or is no shared course. Ask for it again.")]) from error


def _opened(content: bytes) -> Opened:
    members = archive.opened(content)
    manifest = _manifest(members[MANIFEST])
    archive.demand_hashes(members, manifest.members)
    codes = [lesson.code for lesson in manifest.lessons]
    _demand_parts(members, codes)
    media = {path.partition("/")[2]: found for path, found in members.items() if path.startswith("media/")}
    _demand_pictures(media)
    lessons, shown, used = {}, {}, set[str]()
    for code in codes:
        lessons[code], pictures = _package(f"lessons/{code}.yaml", members, media)
        used |= pictures
        shown[code] = _demonstration(f"demonstrations/{code}.json", members)
    if unused := sorted(set(media) - used):
        refuse(_("%(path)s belongs to no lesson.") % {"path": f"media/{unused[0]}"})
    for stated in manifest.lessons:
        _demand_same(stated.code, lessons[stated.code], shown[stated.code], manifest)
        if lessons[stated.code].task.hash(manifest.platform.snapshot) != stated.task:
            refuse(_("%(path)s was changed after the course was shared.") % {"path": f"lessons/{stated.code}.yaml"})
    modules = {
        path.removeprefix("platform/").removesuffix(".yaml"): _text(path, found)
        for path, found in members.items()
        if path.startswith("platform/")
    }
    return Opened(manifest, lessons, shown, modules)


# --- the manifest ---------------------------------------------------------------------------------------


def _manifest(content: bytes) -> Manifest:
    data = _json(MANIFEST, content)
    if not isinstance(data, dict) or data.get("kind") != KIND:
        refuse(_("This is no shared course."))
    if data.get("format") != FORMAT:
        refuse(
            _("The course was shared in a form (%(form)s) that this site does not know. Update the site first.")
            % {"form": str(data.get("format"))[:20]}
        )
    engine = str(data.get("engine", ""))
    if engine.isdecimal() and engine.isascii() and len(engine) <= 6 and int(engine) > int(ENGINE):
        refuse(
            _("The course was made with a newer engine (%(theirs)s; here: %(ours)s). Update the site first.")
            % {"theirs": engine, "ours": ENGINE}
        )
    try:
        manifest = Manifest.model_validate(data)
    except ValidationError as error:
        places = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise PackageError([f"{MANIFEST} {places[:80]}: " + _("This is not as it should be.")]) from None
    if manifest.sealed_as != manifest.seal:
        refuse(_("%(path)s was changed after the course was shared.") % {"path": MANIFEST})
    codes = [lesson.code for lesson in manifest.lessons]
    if len(set(codes)) != len(codes):
        refuse(_("%(path)s names a lesson twice.") % {"path": MANIFEST})
    if len({member.path for member in manifest.members}) != len(manifest.members):
        refuse(_("%(path)s names a file twice.") % {"path": MANIFEST})
    return manifest


def _demand_parts(members: dict[str, bytes], codes: list[str]) -> None:
    wanted = {f"lessons/{code}.yaml" for code in codes} | {f"demonstrations/{code}.json" for code in codes}
    there = {path for path in members if path.startswith(("lessons/", "demonstrations/"))}
    for path in sorted(wanted - there):
        refuse(_("%(path)s is missing.") % {"path": path})
    for path in sorted(there - wanted):
        refuse(_("%(path)s is not named in the manifest.") % {"path": path})


# --- lessons --------------------------------------------------------------------------------------------


def _package(path: str, members: dict[str, bytes], media: dict[str, bytes]) -> tuple[LessonPackage, set[str]]:
    file = _yaml(path, _text(path, members[path]))
    used = set()
    for picture in _pictures(file.data):
        name = picture.get("file")
        if not isinstance(name, str) or name not in media or "data" in picture:
            refuse(f"{path}: " + _("A picture is not among the files."))
        used.add(name)
        picture["data"] = base64.b64encode(media[name]).decode()
    package = packages.read(file)
    _demand_limits(path, package.task)
    _demand_words(path, package)
    return package, used


def _pictures(data: Any) -> Iterator[dict[str, Any]]:
    reading = data.get("reading") if isinstance(data, dict) else None
    for block in reading if isinstance(reading, list) else []:
        if isinstance(block, dict) and isinstance(block.get("picture"), dict):
            yield block["picture"]


def _yaml(path: str, text: str) -> YamlFile:
    """Looked through before it is put together: no references from one place to another, not deep, not endless."""
    depth = count = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            count += 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                refuse(f"{path}: " + _("References inside the file (& and *) are not used in lessons."))
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST or count > _MOST_EVENTS:
                refuse(f"{path}: " + _("The file is nested too deeply or too long."))
    except yaml.YAMLError as error:
        raise PackageError([f"{path}: " + _("This is not readable as YAML.")]) from error
    file = YamlFile(Path(path), path, text)
    if file.problems:
        raise PackageError(
            [f"{path}:{found.line or 1} {found.path}: {found.message}" for found in file.problems[:20]]
        )
    return file


def _demand_limits(path: str, task: TaskSpec) -> None:
    """What is played must come to an end in reasonable time."""
    ways: list[list[Move]] = [task.solution, *(step.hints.do for step in task.steps)]
    ways += [way.moves for way in task.right_routes]
    ways += [moves for way in [*task.wrong_routes, *task.traps] for moves in (way.moves, way.recover)]
    records = len(task.scenario.records) + sum(len(trap.records) for trap in task.traps)
    pools = task.scenario.variables.values()
    if (
        any(len(way) > MOST_MOVES for way in ways)
        or len(ways) > 60
        or records > MOST_RECORDS
        or any(len(pool) > MOST_DRAWS for pool in pools)
    ):
        refuse(f"{path}: " + _("The lesson is longer than any lesson can be."))


def _demand_words(path: str, package: LessonPackage) -> None:
    """Text with marks (bold, lists, links) holds nothing that would have to be taken out of it: what is shared here
    was clean when it was written, so anything else was put in by hand."""
    task = package.task
    rich: list[Text | None] = [task.situation, *(block.words for block in package.reading)]
    rich += [text for step in task.steps for text in (step.instruction, step.why)]
    for text in rich:
        if text and any(html.clean(words) != words.strip() for words in (text.vi, text.en)):
            refuse(f"{path}: " + _("A text holds code or marks that are not allowed in lessons."))


def _demonstration(path: str, members: dict[str, bytes]) -> Demonstration:
    try:
        return Demonstration.model_validate(_json(path, members[path]))
    except ValidationError as error:
        raise PackageError([f"{path}: " + _("This is not as it should be.")]) from error


def _demand_same(code: str, package: LessonPackage, shown: Demonstration, manifest: Manifest) -> None:
    if package.task.code != code or shown.code != code or package.course.code != manifest.course.code:
        refuse(_("%(path)s is about another lesson or course.") % {"path": f"lessons/{code}.yaml"})
    if len(shown.moves) > MOST_MOVES:
        refuse(f"demonstrations/{code}.json: " + _("The lesson is longer than any lesson can be."))


# --- pictures and texts ---------------------------------------------------------------------------------


def _demand_pictures(media: dict[str, bytes]) -> None:
    total = 0
    for name, content in sorted(media.items()):
        path = f"media/{name}"
        if hashlib.sha256(content).hexdigest() != name.partition(".")[0]:
            refuse(_("%(path)s was changed after the course was shared.") % {"path": path})
        try:
            picture, kind = intake.pixels(content)
        except intake.BadPicture as error:
            raise PackageError([f"{path}: {error}"]) from error
        if intake.EXTENSIONS[kind] != name.rpartition(".")[2]:
            refuse(f"{path}: " + _("It is another kind of picture than it says."))
        total += picture.width * picture.height
        if total > MOST_PIXELS:
            refuse(_("The pictures are too large together."))


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PackageError([_("%(path)s is no text in UTF-8.") % {"path": path}]) from error


def _json(path: str, content: bytes) -> Any:
    def once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        found = list(pairs)
        if len({key for key, _value in found}) != len(found):
            raise ValueError("a key twice")
        return dict(found)

    def never(word: str) -> Any:
        raise ValueError(word)

    try:
        return json.loads(_text(path, content), object_pairs_hook=once, parse_constant=never)
    except (ValueError, RecursionError, binascii.Error) as error:
        raise PackageError([f"{path}: " + _("This is not readable.")]) from error
