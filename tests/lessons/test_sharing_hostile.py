"""Files that an enemy, or a bad line, made: refused whole, in sentences, and nothing is left of them."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lessons.models import LessonImage, ReceivedCourse
from lessons.packages import PackageError
from lessons.sharing import api, archive, opening
from lessons.sharing.manifest import MANIFEST, seal
from tests.lessons import samples
from tests.lessons.test_images import bomb
from tests.lessons.test_pictures import files, secret_picture
from tests.lessons.test_sharing import exported
from training.people.models import User

__all__ = ["exported"]

pytestmark = pytest.mark.usefixtures("english")

Members = dict[str, bytes]


@pytest.fixture
def good(exported: bytes, db: None) -> bytes:
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    return exported


def members_of(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def resealed(members: Members, **changes: Any) -> Members:
    """The manifest made to fit the members again, as somebody who knows how would do it."""
    manifest = json.loads(members[MANIFEST])
    manifest["members"] = [
        {"path": path, "size": len(found), "sha256": hashlib.sha256(found).hexdigest()}
        for path, found in sorted(members.items())
        if path != MANIFEST
    ]
    manifest |= changes
    return {**members, MANIFEST: json.dumps({**manifest, "seal": seal(manifest)}).encode()}


def remade(content: bytes, change: Callable[[Members], Any], **manifest: Any) -> bytes:
    """The same file with something changed inside and every hash made to fit."""
    members = members_of(content)
    change(members)
    return archive.written(resealed(members, **manifest))


def replaced(old: str, new: str, path: str = "lessons/L05.yaml") -> Callable[[Members], None]:
    def change(members: Members) -> None:
        text = members[path].decode()
        assert old in text
        members[path] = text.replace(old, new, 1).encode()

    return change


def added(path: str, content: bytes) -> Callable[[Members], None]:
    return lambda members: members.update({path: content})


def appended(text: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        members["lessons/L05.yaml"] += text.encode()

    return change


def with_member(content: bytes, name: str, data: bytes = b"x", **about: Any) -> bytes:
    """One member more, named as no writer of ours would."""
    members = members_of(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for path, found in members.items():
            file.writestr(path, found)
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        for key, value in about.items():
            setattr(info, key, value)
        file.writestr(info, data)
    return buffer.getvalue()


def with_picture(data: bytes, extension: str = "png") -> Callable[[Members], None]:
    name = f"{hashlib.sha256(data).hexdigest()}.{extension}"

    def change(members: Members) -> None:
        members[f"media/{name}"] = data
        block = f"reading:\n- kind: picture\n  picture:\n    file: {name}\n    alt: {{vi: Ảnh, en: Picture}}\n"
        text = members["lessons/L05.yaml"].decode()
        members["lessons/L05.yaml"] = text.replace("reading:\n", block, 1).encode()

    return change


def encrypted(content: bytes) -> bytes:
    """The flag alone: what it says is what counts."""
    first = content.index(b"PK\x01\x02")
    flags = struct.unpack_from("<H", content, first + 8)[0] | 1
    return content[: first + 8] + struct.pack("<H", flags) + content[first + 10 :]


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda good: b"", "no shared course"),
    "no zip": (lambda good: b"PK nothing", "no shared course"),
    "cut short": (lambda good: good[: len(good) // 2], "no shared course"),
    "something before it": (lambda good: b"#!/bin/sh\n" + good, "no shared course"),
    "something behind it": (lambda good: good + b"<script>", "no shared course"),
    "a way out": (lambda good: with_member(good, "../../etc/passwd"), "no place"),
    "a way from the root": (lambda good: with_member(good, "/etc/passwd"), "no place"),
    "a way of Windows": (lambda good: with_member(good, "C:\\windows\\x.yaml"), "no place"),
    "a folder": (lambda good: with_member(good, "lessons/"), "no place"),
    "a program": (lambda good: with_member(good, "lessons/L05.py"), "no place"),
    "a zip inside": (lambda good: with_member(good, "media/x.zip", good), "no place"),
    "a link": (
        lambda good: with_member(
            good, "lessons/L06.yaml", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16
        ),
        "no plain file",
    ),
    "a name twice": (lambda good: with_member(good, "lessons/L05.yaml"), "twice"),
    "a name twice but for capitals": (lambda good: with_member(good, "lessons/L05.YAML"), "twice"),
    "a password": (encrypted, "password"),
    "a bomb": (lambda good: with_member(good, "lessons/L06.yaml", b" " * 1_900_000), "far more"),
    "too large a member": (lambda good: with_member(good, "lessons/L06.yaml", b" " * 2_200_000), "too large"),
    "too many members": (
        lambda good: archive.written(
            {**members_of(good), **{f"platform/m{n}.yaml": b"x" for n in range(archive.MOST_MEMBERS)}}
        ),
        "more than",
    ),
    "no manifest": (
        lambda good: archive.written({path: one for path, one in members_of(good).items() if path != MANIFEST}),
        "no manifest",
    ),
    "an unlisted member": (lambda good: with_member(good, "platform/la.yaml"), "not named"),
    "a missing member": (
        lambda good: archive.written({p: one for p, one in members_of(good).items() if "demonstrations" not in p}),
        "is missing",
    ),
    "a wrong hash": (
        lambda good: archive.written({**members_of(good), "lessons/L05.yaml": b"format: 1\n"}),
        "was changed",
    ),
    "a touched manifest": (
        lambda good: archive.written(
            {**members_of(good), MANIFEST: members_of(good)[MANIFEST].replace(b"CC-BY-4.0", b"CC-BY-9.0")}
        ),
        "manifest.json was changed",
    ),
    "a manifest that is no JSON": (
        lambda good: archive.written({**members_of(good), MANIFEST: b"{"}),
        "not readable",
    ),
    "a manifest nested without end": (
        lambda good: archive.written({**members_of(good), MANIFEST: b"[" * 60_000}),
        "not readable",
    ),
    "a key twice": (
        lambda good: archive.written({**members_of(good), MANIFEST: b'{"kind": 1, "kind": 2}'}),
        "not readable",
    ),
    "a form that is not known": (lambda good: remade(good, lambda _: None, format=2), "Update the site"),
    "a newer engine": (lambda good: remade(good, lambda _: None, engine="2"), "newer engine"),
    "an engine that is none": (lambda good: remade(good, lambda _: None, engine="٢"), "not as it should be"),
    "another kind of file": (lambda good: remade(good, lambda _: None, kind="x"), "no shared course"),
    "a lesson twice": (
        lambda good: remade(good, lambda _: None, lessons=json.loads(members_of(good)[MANIFEST])["lessons"] * 2),
        "a lesson twice",
    ),
    "another task than stated": (
        lambda good: remade(good, lambda _: None, lessons=[{"code": "L05", "task": "0" * 64}]),
        "was changed",
    ),
    "a lesson under another code": (lambda good: remade(good, replaced("code: L05", "code: L06")), "another lesson"),
    "no UTF-8": (lambda good: remade(good, added("lessons/L05.yaml", b"\xff\xfe")), "UTF-8"),
    "a script in a text": (
        lambda good: remade(good, replaced("<p>Hai văn bản", "<script>alert(1)</script><p>Hai văn bản")),
        "code or marks",
    ),
    "a link that runs": (
        lambda good: remade(good, replaced("<p>Hai văn bản", '<p><a href="javascript:alert(1)">x</a>Hai văn bản')),
        "code or marks",
    ),
    "a script in the reading": (
        lambda good: remade(good, replaced("<p>Đọc cột", "<p onclick=x>Đọc cột")),
        "code or marks",
    ),
    "laughs": (
        lambda good: remade(
            good,
            appended(
                "a: &a [x, x, x, x, x, x, x, x, x]\n"
                + "".join(
                    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
                )
            ),
        ),
        "References",
    ),
    "nested without end": (lambda good: remade(good, appended("x: " + "[" * 50_000)), "nested too deeply|YAML"),
    "endless": (lambda good: remade(good, appended("x: [" + "1," * 300_000 + "]")), "too long|far more"),
    "a number without end": (lambda good: remade(good, appended("x: " + "9" * 50_000)), "damaged|far more"),
    "a tag that builds": (
        lambda good: remade(good, appended("x: !!python/object/apply:os.system [ls]\n")),
        "tag|YAML|not known",
    ),
    "no lesson": (lambda good: remade(good, added("lessons/L05.yaml", b"- 1\n")), "format, course"),
    "a check that is none": (lambda good: remade(good, replaced("kind: ", "kind: x")), "lessons/L05.yaml"),
    "a picture that is none": (lambda good: remade(good, with_picture(b"x" * 99)), "damaged"),
    "a bomb of a picture": (lambda good: remade(good, with_picture(bomb(60_000, 60_000))), "too large"),
    "a picture of another kind": (lambda good: remade(good, with_picture(secret_picture("jpeg"))), "another kind"),
    "a drawing": (lambda good: remade(good, with_picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>")), "damaged"),
    "a picture for no lesson": (
        lambda good: remade(
            good, added(f"media/{hashlib.sha256(secret_picture('png')).hexdigest()}.png", secret_picture("png"))
        ),
        "belongs to no lesson",
    ),
    "a picture that is not there": (
        lambda good: remade(good, replaced("reading:\n", "reading:\n- kind: picture\n  picture: {file: x.png}\n")),
        "not among the files",
    ),
    "moves without end": (
        lambda good: remade(
            good, replaced("  solution:\n", "  solution:\n" + "  - move: search\n    words: x\n" * 500)
        ),
        "longer than any",
    ),
}


@pytest.mark.django_db
def test_whatever_is_wrong_is_refused_in_a_sentence_and_nothing_is_left(good: bytes, trainer: User) -> None:
    wrong = {}
    for what, (make, words) in HOSTILE.items():
        content = make(good)
        try:
            api.receive(content=content, name="x.zip", acting_user=trainer)
        except PackageError as error:
            if not any(part.lower() in str(error).lower() for part in words.split("|")):
                wrong[what] = f"says “{error}”, not “{words}”"
        else:
            wrong[what] = "was accepted"
    assert wrong == {}
    assert not ReceivedCourse.objects.exists()
    assert not LessonImage.objects.exists()
    assert files(settings.PRIVATE_ROOT) == []


def test_the_screen_says_why_and_keeps_nothing(good: bytes, trainer: User, client_of: Any) -> None:
    trainer.language = "en"
    trainer.save()
    file = SimpleUploadedFile("x.zip", HOSTILE["a way out"][0](good))
    answer = client_of(trainer).post(reverse("lesson_course_receive"), {"file": file})
    assert answer.status_code == 422
    assert "has no place in a shared course" in answer.content.decode()
    huge = SimpleUploadedFile("x.zip", b"0" * (settings.COURSE_MAX_SIZE + 1))
    answer = client_of(trainer).post(reverse("lesson_course_receive"), {"file": huge})
    assert answer.status_code == 422
    assert "larger than" in answer.content.decode()
    assert files(settings.PRIVATE_ROOT) == []


def test_a_file_that_was_changed_after_its_upload_is_let_go(good: bytes, trainer: User) -> None:
    received = api.receive(content=good, name="x.zip", acting_user=trainer)
    with received.file.storage.open(received.file.name, "ab") as file:
        file.write(b"x")
    with pytest.raises(PackageError, match="damaged"):
        api.opened(received)
    assert api.try_waiting() == 0  # and the background goes on with others


# --- a thousand slips -----------------------------------------------------------------------------------


def corrupted(good: bytes, chance: random.Random) -> bytes:
    """One of the ways in which a file comes to be another one."""
    way = chance.randrange(6)
    content = bytearray(good)
    if way == 0:
        for _ in range(chance.randrange(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    elif way == 1:
        content = content[: chance.randrange(len(content))]
    elif way == 2:
        begin = chance.randrange(len(content))
        del content[begin : begin + chance.randrange(1, 200)]
    elif way == 3:
        begin = chance.randrange(len(content))
        content[begin:begin] = chance.randbytes(chance.randrange(1, 60))
    else:
        members = members_of(good)
        first, second = chance.sample(sorted(members), 2)
        if way == 4:
            members[first], members[second] = members[second], members[first]
        else:
            edited = bytearray(members[MANIFEST])
            for _ in range(chance.randrange(1, 4)):
                edited[chance.randrange(len(edited))] = chance.randrange(32, 127)
            members[MANIFEST] = bytes(edited)
        return archive.written(members)
    return bytes(content)


def tampered(good: bytes, chance: random.Random) -> bytes:
    """Changed inside by somebody who makes every hash fit."""
    members = members_of(good)
    path = chance.choice(sorted(set(members) - {MANIFEST}))
    content = bytearray(members[path])
    for _ in range(chance.randrange(1, 6)):
        begin = chance.randrange(len(content))
        content[begin : begin + chance.randrange(1, 4)] = chance.choice(
            [b"", b"\n", b"- ", b"{", b"*a", b"9" * 30, b": ", b"\xff", b"'", b"null", b"-1", b"\t"]
        )
    members[path] = bytes(content)
    return archive.written(resealed(members))


def refusal(content: bytes) -> list[str] | None:
    """The sentences with which it is refused; None if it is sound."""
    try:
        opening.opened(content)
    except PackageError as error:
        return error.problems
    return None


def rows() -> dict[str, int]:
    """How many rows every table has."""
    models = [kind.model_class() for kind in ContentType.objects.all()]
    return {model._meta.label: model._default_manager.count() for model in models if model and model._meta.managed}


def fuzzed(good: bytes, trainer: User, times: int) -> None:
    before = rows()
    chance = random.Random(20261128)
    accepted = 0
    for number in range(times):
        make = tampered if number % 4 == 0 else corrupted
        content = make(good, chance)
        if content == good:
            continue
        problems = refusal(content)
        if problems is not None:
            assert problems, number
            assert all(problems), number
            with pytest.raises(PackageError):
                api.receive(content=content, name="x.zip", acting_user=trainer)
        else:
            accepted += 1  # the date of a member, say; or a comma in the platform's text: it is shown as a difference
            assert make is tampered or archive.opened(content) == members_of(good)
    assert rows() == before
    assert files(settings.PRIVATE_ROOT) == files(settings.MEDIA_ROOT) == []
    assert accepted < times / 4


@pytest.mark.thorough
@pytest.mark.django_db
def test_corrupted_files_are_refused_and_leave_nothing(good: bytes, trainer: User) -> None:
    fuzzed(good, trainer, 150)


@pytest.mark.exhaustive
@pytest.mark.thorough
@pytest.mark.django_db
def test_a_thousand_corrupted_files_are_refused_and_leave_nothing(good: bytes, trainer: User) -> None:
    fuzzed(good, trainer, 1000)


def test_the_sample_is_what_these_tests_change(good: bytes) -> None:
    assert opening.opened(good).packages["L05"].task.code == samples.PACKAGE["task"]["code"]
