"""One lesson as one file: read it into a page through Wagtail's revisions, or write a page out.

Reading is idempotent: the same file changes nothing, so what a trainer has edited since stays; only a newer release
of the platform has a lesson that nobody edited published again, on that release. It is all or nothing: a file that is
malformed, or whose task does not hold when it is to be published, leaves nothing behind.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from pydantic import ValidationError as SpecError
from wagtail.images.forms import get_image_form

from lessons import publication
from lessons.models import CoursePage, LessonImage, LessonPage
from lessons.pages import course_page, slug_for
from lessons.pictures import api as pictures
from lessons.problems import NotPublishable
from lessons.problems import Path as PagePath
from lessons.spec import CourseSpec, LessonPackage, Picture, Reading, canonical_json, dump
from lessons.unfold import Unfolder
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Model, Text
from sandbox.definition.yamlfile import YamlFile, dotted
from sandbox.selectors import current_snapshot

LARGEST = 8 * 1024 * 1024


class PackageError(Exception):
    """`problems` are lines "L05.yaml:12 task.steps[0].title: …"."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Imported:
    page: LessonPage
    created: bool
    changed: bool


# --- reading --------------------------------------------------------------------------------------------


@transaction.atomic
def import_package(
    source: Path | Mapping[str, Any], *, publish: bool = True, keep_edits: bool = False, acting_user: Any = None
) -> Imported:
    """Create or update the lesson of that code. Raises PackageError, naming file, line and place.

    With `keep_edits`, a lesson whose newest version was written by a person stays as it is.
    """
    file = _File(source)
    package = file.package()
    digest = hashlib.sha256(canonical_json(dump(package)).encode()).hexdigest()
    page = LessonPage.objects.filter(code=package.task.code).first()
    edited = page is not None and page.latest_revision is not None and page.latest_revision.user_id is not None
    if page is not None and keep_edits and edited:
        return Imported(page=page, created=False, changed=False)
    if page is not None and page.package_hash == digest and not (publish and not edited and _is_behind(page)):
        return Imported(page=page, created=False, changed=False)
    created = page is None
    made: list[LessonImage] = []
    try:
        with transaction.atomic():
            page = _written(page, package, acting_user, made)
            revision = page.save_revision(user=acting_user, log_action=True)
            if publish:
                revision.publish(user=acting_user, skip_permission_checks=True)
    except NotPublishable as refusal:
        _discard(made)
        raise PackageError(
            [file.line(_package_path(problem.path), str(problem)) for problem in refusal.problems]
        ) from refusal
    except ValidationError as error:
        _discard(made)
        raise PackageError([file.line((), message) for message in error.messages]) from error
    LessonPage.objects.filter(pk=page.pk).update(package_hash=digest)
    return Imported(page=LessonPage.objects.get(pk=page.pk), created=created, changed=True)


def read(file: YamlFile) -> LessonPackage:
    """The package in a file that was read already. Raises PackageError, naming file, line and place."""
    return _File(file).package()


@transaction.atomic
def land_draft(package: LessonPackage, *, acting_user: Any, made: list[LessonImage]) -> LessonPage:
    """The package as the newest draft of its lesson, whatever was there; what is live stays as it is, and a course
    that is new is a draft too. Pictures that are new join `made`: their files are the caller's to discard if it
    rolls back. Raises PackageError."""
    page = LessonPage.objects.filter(code=package.task.code).first()
    if page is not None and page.locked:
        raise PackageError([_("%(code)s is locked by one of its trainers.") % {"code": page.code}])
    try:
        draft = _written(page, package, acting_user, made, live_course=False)
        draft.save_revision(user=acting_user, log_action=True)
    except ValidationError as error:
        raise PackageError([f"{package.task.code}: {message}" for message in error.messages]) from error
    return draft


def _discard(made: list[LessonImage]) -> None:
    """The rows are gone with the transaction, the files are not."""
    for image in made:
        image.discard_files()


def _is_behind(page: LessonPage) -> bool:
    """Whether the platform has a newer release than the lesson's task is played on."""
    newest = current_snapshot()
    return newest is not None and page.live_task is not None and page.live_task.snapshot_id != newest.pk


def _written(
    page: LessonPage | None,
    package: LessonPackage,
    acting_user: Any,
    made: list[LessonImage],
    *,
    live_course: bool = True,
) -> LessonPage:
    """The page with the package's content, saved as a draft if it is new, otherwise not yet saved. Pictures that are
    new join `made`."""
    snapshot = current_snapshot()
    if snapshot is None:
        raise ValidationError(_("No platform has been loaded yet. Ask the administrator."))
    data = Unfolder(platform_of(snapshot)).page(package.task)
    data["reading"] = [_reading_block(reading, acting_user, made) for reading in package.reading]
    draft: LessonPage = (
        page.get_latest_revision_as_object() if page else LessonPage(code=package.task.code, live=False)
    )
    draft.what_changed, draft.go_live_at = "", None  # what an editor said of their own version is not of this one
    for name, value in data.items():
        field = LessonPage._meta.get_field(name)
        setattr(draft, name, field.to_python(value) if isinstance(value, list) else value)
    course = course_page(package.course, acting_user=acting_user, live=live_course)
    if page is None:
        draft.slug = slug_for(f"{package.task.code} {package.task.title.vi}")
        draft.owner = acting_user
        course.add_child(instance=draft)
    return draft


def _reading_block(reading: Reading, acting_user: Any, made: list[LessonImage]) -> dict[str, Any]:
    if reading.picture is None:
        assert reading.words is not None
        return {"type": reading.kind, "value": dump(reading.words)}
    image, new = _image_of(reading.picture, acting_user)
    made += [image] if new else []
    return {"type": "picture", "value": {"image": image.pk, "alt": dump(reading.picture.alt)}}


def _image_of(picture: Picture, acting_user: Any) -> tuple[LessonImage, bool]:
    """The picture through the same door as an upload: kinds of file, size, pixels; the same file is kept once.
    Whether it is new. Raises ValidationError."""
    try:
        content = base64.b64decode(picture.data, validate=True)
    except binascii.Error as error:
        raise ValidationError(_("The picture %(name)s cannot be read.") % {"name": picture.file}) from error
    served = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    unmarked = Q(source_hash=hashlib.sha256(content).hexdigest(), marks=[])
    known = LessonImage.objects.filter(Q(file_hash=served) | unmarked).order_by("pk").first()
    if known is not None:
        return known, False
    image = LessonImage(uploaded_by_user=acting_user)
    upload = SimpleUploadedFile(Path(picture.file).name, content)
    form_class = get_image_form(LessonImage)
    data = {
        "title": picture.alt.vi[:255],
        "collection": image.collection_id or LessonImage._meta.get_field("collection").get_default(),
    }
    form = form_class(data, {"file": upload}, instance=image, user=acting_user)
    if not form.is_valid():
        raise ValidationError([f"{picture.file}: {message}" for found in form.errors.values() for message in found])
    saved: LessonImage = form.save()
    return saved, True


class _File:
    """Where the package comes from, for naming places in it."""

    def __init__(self, source: Path | Mapping[str, Any] | YamlFile) -> None:
        self.yaml: YamlFile | None = None
        if isinstance(source, YamlFile):
            self.yaml, self.name, self.data = source, source.name, source.data
            return
        if isinstance(source, Mapping):
            self.name, self.data = _("package"), source
            return
        self.name = source.name
        if not source.is_file():
            raise PackageError([self.line((), _("There is no such file."))])
        if source.stat().st_size > LARGEST:
            raise PackageError([self.line((), _("The file is larger than 8 MB."))])
        self.yaml = YamlFile(source, source.name)
        if self.yaml.problems:
            raise PackageError([self._line(found.line, found.path, found.message) for found in self.yaml.problems])
        self.data = self.yaml.data

    def package(self) -> LessonPackage:
        if not isinstance(self.data, Mapping):
            raise PackageError([self.line((), _("A lesson file has the parts format, course and task."))])
        try:
            return LessonPackage.model_validate(self.data)
        except SpecError as error:
            raise PackageError(
                [self.line(_known_path(self.data, fault["loc"]), _expected(dict(fault))) for fault in error.errors()]
            ) from None

    def line(self, path: PagePath, message: str) -> str:
        number = self.yaml.line_of(path) if self.yaml else None
        return self._line(number, dotted(path), message)

    def _line(self, number: int | None, path: str, message: str) -> str:
        place = f"{self.name}:{number}" if number else self.name
        return f"{place} {path}: {message}" if path else f"{place}: {message}"


def _known_path(data: Any, location: tuple[int | str, ...]) -> PagePath:
    """Pydantic's location without the names of the alternatives that it tried."""
    path: list[str | int] = []
    for index, part in enumerate(location):
        inside = (isinstance(data, Mapping) and part in data) or (isinstance(data, list) and isinstance(part, int))
        if inside and (not isinstance(data, list) or int(part) < len(data)):
            path.append(part)
            data = data[part]
        elif index == len(location) - 1:
            path.append(part)
    return tuple(path)


def _expected(fault: dict[str, Any]) -> str:
    """Pydantic's finding as a sentence."""
    match fault["type"]:
        case "missing":
            return _("This is missing.")
        case "extra_forbidden":
            return _("This is not known here; is it misspelt?")
        case "union_tag_invalid" | "union_tag_not_found":
            return _("Unknown kind; expected one of %(kinds)s.") % {"kinds": fault["ctx"].get("expected_tags", "…")}
        case "string_too_short":
            return _("This must not be empty.")
        case "too_long":
            return _("There are too many; at most %(most)s.") % {"most": fault["ctx"]["max_length"]}
        case "too_short":
            return _("There are too few; at least %(least)s.") % {"least": fault["ctx"]["min_length"]}
        case "value_error":
            return str(fault["ctx"]["error"])
    return str(fault["msg"])


def _package_path(path: PagePath) -> PagePath:
    """Where in the file a place on the page comes from."""
    match path:
        case ("steps", int(step), "checks", int(check), *_rest):
            return ("task", "steps", step, "checks", check)
        case ("steps", int(step), *rest) if rest:
            return ("task", "steps", step, *rest[:1])
        case ("scenario", 0, *rest):
            return ("task", "scenario", *rest[:2])
        case (str(field), *rest):
            return ("task", field.removesuffix("_vi").removesuffix("_en"), *rest[:1])
    return ("task",)


# --- writing --------------------------------------------------------------------------------------------


def export_package(page: LessonPage) -> dict[str, Any]:
    """The page as plain data; `import_package` of it gives the same task. Raises CompileError for a draft."""
    data = tidy(package_of(page))
    assert isinstance(data, dict)
    return data


def package_of(page: LessonPage) -> LessonPackage:
    """The same, typed."""
    return LessonPackage(
        format=1,
        course=course_spec(page.get_parent().specific),
        task=publication.compiled(page)[0],
        reading=[_reading(child) for child in page.reading],
    )


def course_spec(course: CoursePage) -> CourseSpec:
    return CourseSpec(
        code=course.code,
        title=Text(vi=course.title, en=course.title_en or course.title),
        intro=Text(vi=course.intro_vi, en=course.intro_en) if course.intro_vi and course.intro_en else None,
        order=course.order,
    )


def to_yaml(data: Mapping[str, Any]) -> str:
    """As a file for people: in the order of the specs, accents as they are."""
    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=110)


def _reading(child: Any) -> Reading:
    if child.block_type != "picture":
        return Reading(kind=child.block_type, words=_text(child.value))
    image: LessonImage = child.value["image"]
    if not image.original:
        pictures.adopt(image)  # only what was made of a picture leaves the site
    with image.file.open("rb") as file:
        data = base64.b64encode(file.read()).decode()
    return Reading(
        kind="picture",
        picture=Picture(file=Path(str(image.file.name)).name, data=data, alt=_text(child.value["alt"])),
    )


def _text(value: Any) -> Text:
    return Text(**{language: getattr(value[language], "source", value[language]) for language in ("vi", "en")})


def tidy(value: Any) -> Any:
    """JSON data without what is default anyway."""
    if isinstance(value, Model):
        return {
            about.alias or name: tidy(getattr(value, name))
            for name, about in type(value).model_fields.items()
            if name in ("kind", "move", "format")
            or getattr(value, name) != about.get_default(call_default_factory=True)
        }
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if isinstance(value, dict):
        return {key: tidy(item) for key, item in value.items()}
    return value
