"""An upload as pixels: whatever else a file carries (place, camera, texts, thumbnails, profiles, hidden layers,
frames, what lies behind transparency, bytes after the end) stays outside, because only pixels are copied."""

from __future__ import annotations

import io
from contextlib import suppress

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

#: What is read, and as what it is kept: pictures of few colours lose nothing, photographs stay small.
KINDS = {"PNG": "PNG", "GIF": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


class BadPicture(Exception):
    """It is not taken in; the message is a sentence for the person who sent it."""


def pixels(content: bytes) -> tuple[Image.Image, str]:
    """The picture as plain RGB, upright, on white, and the kind of file it is to be kept as. Raises BadPicture."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as found:
            kind = KINDS[str(found.format)]
            _demand_size(*found.size)
            if getattr(found, "is_animated", False) and found.format != "MPO":
                raise BadPicture(_("The picture moves. Take one still picture of it."))
            found.load()
            return _plain(found), kind
    except BadPicture:
        raise
    except Image.DecompressionBombError as error:
        raise BadPicture(_too_large()) from error
    except Exception as error:  # a hostile file makes the decoders raise whatever there is
        raise BadPicture(_("The picture is damaged or is no picture. Save it again as PNG or JPEG.")) from error


def encode(picture: Image.Image, kind: str, *, quality: int) -> bytes:
    """As a file without any metadata. The same pixels give the same bytes."""
    buffer = io.BytesIO()
    if kind == "PNG":
        picture.save(buffer, "PNG")
    else:
        picture.save(buffer, kind, quality=quality, **({"subsampling": 0} if kind == "JPEG" else {}))
    return buffer.getvalue()


def _demand_size(width: int, height: int) -> None:
    longest = settings.PICTURE_MAX_SIDE
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS or max(width, height) > longest:
        raise BadPicture(_too_large())


def _too_large() -> str:
    return _("The picture is too large: at most %(side)d pixels a side and %(millions)d million in all.") % {
        "side": settings.PICTURE_MAX_SIDE,
        "millions": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
    }


def _plain(found: Image.Image) -> Image.Image:
    upright: Image.Image | None = ImageOps.exif_transpose(found)
    assert upright is not None
    profile = found.info.get("icc_profile")
    if upright.mode.startswith("I"):  # 16 bits of grey
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.has_transparency_data:
        ground = Image.new("RGBA", upright.size, "white")
        ground.alpha_composite(upright.convert("RGBA"))
        upright = ground.convert("RGB")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = ImageCms.profileToProfile(
                upright if upright.mode in ("RGB", "CMYK", "L") else upright.convert("RGB"),
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            upright = converted or upright
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright.convert("RGB"))
    return plain
