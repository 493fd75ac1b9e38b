"""Pictures: what may be uploaded, and the sentence for what may not."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lessons.models import LessonImage
from training.people.models import User


def png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (width, height)).save(buffer, "png")
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is as large as that."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")
    )


def upload(trainer: User, client_of: Any, name: str, content: bytes) -> Any:
    trainer.language = "en"
    trainer.save()
    data = {"title": "Màn hình", "file": SimpleUploadedFile(name, content), "collection": "1"}
    return client_of(trainer).post(reverse("wagtailimages:add"), data)


def test_a_trainer_uploads_a_screenshot(trainer: User, client_of: Any) -> None:
    assert upload(trainer, client_of, "man-hinh.png", png(40, 30)).status_code == 302
    assert LessonImage.objects.get().uploaded_by_user == trainer


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ve.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "Not a supported image format"),
        ("ve.png", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "Not a valid .png image"),
        ("bom.png", bomb(60_000, 60_000), "too many pixels"),
        ("lon.png", png(6000, 5000), "too many pixels"),
        ("dut.png", bomb(60, 50), "Upload a valid image"),
        ("nang.png", png(40, 30) + b"\x00" * (5 * 1024 * 1024), "too big"),
        ("chu.png", b"no picture", "Upload a valid image"),
        ("trang.html", b"<script>alert(1)</script>", "Not a supported image format"),
    ],
)
def test_what_may_not_be_uploaded_is_refused_with_a_sentence(
    trainer: User, client_of: Any, name: str, content: bytes, sentence: str
) -> None:
    response = upload(trainer, client_of, name, content)
    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors["file"])
    assert not LessonImage.objects.exists()
