"""From the live lessons of a course to one file. Nothing is written but the release's row."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lessons import html, packages, publication, screens
from lessons.models import CoursePage, LessonPage
from lessons.packages import PackageError
from lessons.problems import CompileError
from lessons.sharing import archive
from lessons.sharing.manifest import FORMAT, KIND, LICENCES, MANIFEST, Demonstration, Manifest, seal
from lessons.sharing.models import CourseRelease
from lessons.spec import CourseSpec, LessonPackage, TaskSpec, canonical_json, dump
from sandbox import api, selectors
from sandbox.definition.loader import module_text, platform_of
from sandbox.definition.schema import Platform
from sandbox.errors import BadScenario
from sandbox.models import Snapshot
from sandbox.version import ENGINE


@dataclass(frozen=True)
class Shared:
    """`content` is the file, to be saved under `name`."""

    release: CourseRelease
    name: str
    content: bytes


@transaction.atomic
def export(course: CoursePage, licence: str) -> Shared:
    """Every live lesson of the course. Raises PackageError: nothing is live, or a solution no longer holds."""
    if licence not in LICENCES:
        raise PackageError([_("Choose under which conditions others may use the course.")])
    pages = list(LessonPage.objects.child_of(course).live().filter(live_task__isnull=False).order_by("path"))
    if not pages:
        raise PackageError([_("No lesson of this course is live yet, so there is nothing to share.")])
    members: dict[str, bytes] = {}
    tasks: list[TaskSpec] = []
    for page in pages:
        package, snapshot = _package(page)
        tasks.append(package.task)
        members |= _lesson(package)
        shown = demonstration(package.task, snapshot)
        members[f"demonstrations/{page.code}.json"] = _json(dump(shown))
    members |= _platform(tasks, platform_of(snapshot))
    manifest = _manifest(packages.course_spec(course), tasks, snapshot, members)
    release = _release(course, licence, manifest)
    manifest |= {
        "licence": licence,
        "uuid": str(release.uuid),
        "version": release.number,
        "created": release.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    manifest = dump(Manifest.model_validate({**manifest, "seal": "0" * 64}))
    members[MANIFEST] = _json({**manifest, "seal": seal(manifest)})
    return Shared(release, f"{course.code}-v{release.number}.zip", archive.written(members))


def demonstration(task: TaskSpec, snapshot: Snapshot, seed: int = 0) -> Demonstration:
    """The solution played on a scratch workspace that is rolled back. Raises PackageError where it is refused."""
    moves = task.bound(seed).solution
    with transaction.atomic():
        try:
            workspace = api.create_workspace(snapshot=snapshot, scenario=task.scenario, seed=seed)
        except BadScenario as error:
            raise PackageError([f"{task.code}: {problem}" for problem in error.problems]) from error
        outcomes = api.play(workspace_id=workspace.pk, moves=moves, key_prefix="solution")
        after = selectors.workspace_by_id(workspace.pk)
        end, events = hashlib.sha256(api.overlay_of(after).canonical.encode()).hexdigest(), after.last_seq
        transaction.set_rollback(True)
    if any(outcome.refusal for outcome in outcomes):
        raise PackageError([_("%(code)s: the solution no longer holds.") % {"code": task.code}])
    return Demonstration(code=task.code, seed=seed, moves=moves, events=events, end=end)


def _package(page: LessonPage) -> tuple[LessonPackage, Snapshot]:
    try:
        snapshot = publication.compiled(page)[1]
        return packages.package_of(page), snapshot
    except CompileError as error:
        raise PackageError([f"{page.code}: {problem}" for problem in error.problems]) from error


def _lesson(package: LessonPackage) -> dict[str, bytes]:
    """The lesson's file, and its pictures beside it. Links to pages of this site become plain addresses."""
    data: dict[str, Any] = packages.tidy(package)
    members: dict[str, bytes] = {}
    for block in data.get("reading", []):
        if picture := block.get("picture"):
            content = base64.b64decode(picture.pop("data"))
            picture["file"] = f"{hashlib.sha256(content).hexdigest()}.{picture['file'].rpartition('.')[2]}"
            members[f"media/{picture['file']}"] = content
        else:
            block["words"] = {
                language: html.clean(html.published(words)) for language, words in block["words"].items()
            }
    members[f"lessons/{package.task.code}.yaml"] = packages.to_yaml(data).encode()
    return members


def _platform(tasks: Iterable[TaskSpec], platform: Platform) -> dict[str, bytes]:
    """The modules that hold what the lessons use."""
    used = frozenset().union(*(screens.used(task) for task in tasks))
    return {
        f"platform/{key}.yaml": module_text(platform, key).encode()
        for key, module in platform.modules.items()
        if used & set(module.records)
    }


def _manifest(
    course: CourseSpec, tasks: list[TaskSpec], snapshot: Snapshot, members: dict[str, bytes]
) -> dict[str, Any]:
    return {
        "kind": KIND,
        "format": FORMAT,
        "engine": ENGINE,
        "course": dump(course),
        "platform": {"name": snapshot.name, "snapshot": snapshot.hash},
        "lessons": [{"code": task.code, "task": task.hash(snapshot.hash)} for task in tasks],
        "members": [
            {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for path, content in sorted(members.items())
        ],
    }


def _release(course: CoursePage, licence: str, manifest: dict[str, Any]) -> CourseRelease:
    content = hashlib.sha256(canonical_json(manifest).encode()).hexdigest()
    CoursePage.objects.select_for_update().get(pk=course.pk)  # one number for one release
    last = course.releases.aggregate(last=Max("number"))["last"] or 0
    release, _made = CourseRelease.objects.get_or_create(
        course=course, content_hash=content, licence=licence, defaults={"number": last + 1}
    )
    return release


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
