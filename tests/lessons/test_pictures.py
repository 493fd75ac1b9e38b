"""Redaction: whatever is served of a picture was made of what is drawn on it, and carries nothing else.

Under what is covered lies pure magenta here, and every place for metadata holds a word; neither may be found in any
file of the served folder, nor behind any address, whatever is done to the picture afterwards.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageChops, ImageDraw, PngImagePlugin

from lessons.models import LessonImage
from lessons.pictures import api, burn, intake
from lessons.pictures.marks import Mark
from tests.lessons import samples
from tests.lessons.test_images import bomb, upload
from tests.visitor import Visitor
from training.people.models import User

SECRET = b"CCCD-096012345678"
SIZE = (640, 480)
COVERED = (160, 128, 320, 224)  # left, top, right, bottom
MASK = Mark(kind="mask", x=152, y=120, w=176, h=112)
SPECS = ("max-1200x900", "original", "fill-120x120-c100", "width-300|format-webp")
KINDS = [
    "png",
    *(pytest.param(kind, marks=pytest.mark.thorough) for kind in ("jpeg", "gif", "webp")),
]


def secret_picture(kind: str) -> bytes:
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 20, 140, 60), fill=(0, 90, 60))
    pen.rectangle((COVERED[0], COVERED[1], COVERED[2] - 1, COVERED[3] - 1), fill=(255, 0, 255))
    exif = Image.Exif()
    exif[0x010E] = exif[0x9286] = SECRET.decode()  # description, comment
    buffer = io.BytesIO()
    if kind == "png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        picture.save(buffer, "png", pnginfo=info, exif=exif)
        return buffer.getvalue() + SECRET  # and behind the end
    if kind == "gif":
        picture.convert("P", palette=Image.Palette.ADAPTIVE).save(buffer, "gif", comment=SECRET)
    elif kind == "jpeg":
        picture.save(buffer, "jpeg", quality=95, subsampling=0, exif=exif, comment=SECRET)
    else:
        picture.save(buffer, "webp", lossless=True, exif=exif, xmp=SECRET)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def _empty_folders() -> None:
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def betrays(content: bytes) -> str:
    """What of the covered original is in there: "" if nothing."""
    if SECRET in content:
        return "the word"
    with Image.open(io.BytesIO(content)) as found:
        if found.getexif() or "icc_profile" in found.info or "comment" in found.info or "xmp" in found.info:
            return "metadata"
        found.load()
        if getattr(found, "text", None):
            return "texts"
        red, green, blue = found.convert("RGB").split()
    magenta = ImageChops.multiply(red.point(lambda v: 255 * (v > 120)), blue.point(lambda v: 255 * (v > 120)))
    where = ImageChops.multiply(magenta, green.point(lambda v: 255 * (v < 100))).getbbox()
    return f"pixels at {where}" if where else ""


def served(client: Client, image: LessonImage) -> dict[str, bytes]:
    """Everything that has an address: for learners, and in the editor."""
    addresses = [image.get_rendition(spec).url for spec in SPECS]
    answers = {url: client.get(url) for url in addresses}
    return {url: b"".join(answer.streaming_content) for url, answer in answers.items() if answer.status_code == 200}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_what_is_covered_is_in_any_file_or_behind_any_address(
    kind: str, mai: User, trainer: User, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    learner, writer = client_of(mai), client_of(trainer)
    with django_capture_on_commit_callbacks(execute=True):
        assert upload(trainer, client_of, f"anh.{kind}", secret_picture(kind)).status_code == 302
        image = LessonImage.objects.get()
    assert any(betrays(content) for content in served(learner, image).values())  # the test can see it
    before = [image.get_rendition(spec).url for spec in SPECS]

    with django_capture_on_commit_callbacks(execute=True):
        api.draw(image_id=image.pk, drawn=[MASK, Mark(kind="number", x=60, y=300)], acting_user=trainer)

    def looked_at() -> None:
        now = LessonImage.objects.get()
        shown = served(learner, now)
        assert len(shown) == len(SPECS)
        shown |= {str(path): path.read_bytes() for path in files(settings.MEDIA_ROOT)}
        preview = writer.get(reverse("wagtailimages:preview", args=[now.pk, "original"]))
        shown["preview"] = b"".join(preview.streaming_content)
        assert {name: fault for name, content in shown.items() if (fault := betrays(content))} == {}

    for page in (
        "wagtailimages:index",
        "wagtailimages_chooser:choose",
    ):  # where the editor makes renditions of its own
        assert writer.get(reverse(page)).status_code == 200
    assert writer.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200
    looked_at()
    assert [learner.get(url).status_code for url in before] == [404] * len(before)  # what was made of it is gone
    with django_capture_on_commit_callbacks(execute=True):  # another point of focus cuts it anew
        image = LessonImage.objects.get()
        image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 240, 170, 90, 70
        image.save()
    looked_at()
    with django_capture_on_commit_callbacks(execute=True):  # drawn on again, the cover kept
        api.draw(image_id=image.pk, drawn=[MASK, Mark(kind="arrow", x=500, y=400, w=-180, h=-160)])
    looked_at()
    with django_capture_on_commit_callbacks(execute=True):  # the same screenshot, taken once more, twice as large
        larger = Image.open(io.BytesIO(secret_picture("png"))).resize((1280, 960))
        buffer = io.BytesIO()
        larger.save(buffer, "png")
        data = {"title": "Lớn", "file": SimpleUploadedFile("lon.png", buffer.getvalue()), "collection": "1"}
        assert writer.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302
    assert LessonImage.objects.get().width == 1280
    looked_at()
    assert len(files(settings.PRIVATE_ROOT)) == 1


def test_the_picture_without_marks_is_for_those_who_may_draw(mai: User, trainer: User, client_of: Any) -> None:
    upload(trainer, client_of, "anh.png", secret_picture("png"))
    image = LessonImage.objects.get()
    url = reverse("lesson_picture_original", args=[image.pk])
    answer = client_of(trainer).get(url)
    content = b"".join(answer.streaming_content)
    assert betrays(content).startswith("pixels")
    assert SECRET not in content  # kept without what the file carried
    assert "no-store" in answer["Cache-Control"]
    for address in (url, reverse("lesson_picture_mark", args=[image.pk])):
        assert client_of(mai).get(address).status_code in (302, 403, 404)
        assert Client().get(address).status_code == 302
    relative = image.original.name
    for path in (relative, f"../../private/{relative}", f"..%2f..%2fprivate/{relative}", f"../{image.file.name}"):
        assert client_of(mai).get(f"/media/images/{path}").status_code in (400, 404)


def test_whichever_code_gives_a_picture_its_file_it_is_taken_in(db: None) -> None:
    image = LessonImage(title="x", file=ContentFile(secret_picture("jpeg"), name="CCCD cua toi.jpg"))
    image.save()
    assert SECRET not in Path(image.file.path).read_bytes()
    assert "CCCD" not in image.file.name
    assert image.original
    with pytest.raises(ValidationError):
        LessonImage(title="x", file=ContentFile(moving("gif"), name="x.gif")).save()


def test_a_picture_of_an_earlier_version_is_made_anew(db: None, django_capture_on_commit_callbacks: Any) -> None:
    image = LessonImage.objects.create(title="x", file=ContentFile(secret_picture("png"), name="x.png"))
    former = Path(image.file.path)
    former.write_bytes(secret_picture("png"))  # as uploads were kept then
    LessonImage.objects.update(original="")
    with django_capture_on_commit_callbacks(execute=True):
        assert api.adopt_all() == 1
    now = LessonImage.objects.get()
    assert not former.exists()
    assert SECRET not in Path(now.file.path).read_bytes()
    assert api.adopt_all() == 0


def test_a_picture_goes_with_both_its_files(db: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = LessonImage.objects.create(title="x", file=ContentFile(secret_picture("png"), name="x.png"))
        image.get_rendition("max-165x165")
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert files(settings.MEDIA_ROOT) == files(settings.PRIVATE_ROOT) == []


def test_a_rendition_begun_before_a_cover_is_made_of_what_is_covered(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        created = LessonImage.objects.create(title="x", file=ContentFile(secret_picture("png"), name="x.png"))
    read_before = LessonImage.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        api.draw(image_id=created.pk, drawn=[MASK])
    rendition = read_before.get_rendition("max-800x600")
    assert betrays(Path(rendition.file.path).read_bytes()) == ""


# --- what is taken in -----------------------------------------------------------------------------------


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


HOSTILE = {
    "a bomb": ("a.png", lambda: bomb(60_000, 60_000)),
    "a strip": ("a.png", lambda: saved(Image.new("1", (10_001, 8)), "png")),
    "cut short": ("a.png", lambda: secret_picture("png")[:900]),
    "a JPEG cut short": ("a.jpeg", lambda: secret_picture("jpeg")[:900]),
    "a moving GIF": ("a.gif", lambda: moving("gif")),
    "a moving WebP": ("a.webp", lambda: moving("webp")),
    "a moving PNG": ("a.png", lambda: moving("png")),
    "a drawing with a script": ("a.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    "another kind than it says": ("a.png", lambda: secret_picture("jpeg")),
    "a kind that is not used": ("a.png", lambda: saved(Image.new("RGB", (9, 9)), "tiff")),
    "HEIC of a telephone": ("a.heic", lambda: b"\x00\x00\x00\x18ftypheic"),
    "nothing": ("a.png", lambda: b""),
    "a page": ("a.png", lambda: b"GIF89a/*<script>alert(1)</script>"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_taken_in_is_refused_and_leaves_nothing(what: str, trainer: User, client_of: Any) -> None:
    name, content = HOSTILE[what]
    response = upload(trainer, client_of, name, content())
    assert response.status_code == 200
    assert len(str(response.context["form"].errors["file"])) > 60  # a sentence
    assert not LessonImage.objects.exists()
    assert files(settings.MEDIA_ROOT) == files(settings.PRIVATE_ROOT) == []


def test_behind_what_is_transparent_nothing_is_kept() -> None:
    picture = Image.new("RGBA", (40, 30), (255, 0, 255, 0))  # invisible, and magenta
    plain, kind = intake.pixels(saved(picture, "png"))
    assert (plain.mode, kind) == ("RGB", "PNG")
    assert plain.getcolors() == [(1200, (255, 255, 255))]


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (Image.new("I;16", (8, 6), 40_000), "png"),
        (Image.new("CMYK", (8, 6), (0, 255, 0, 0)), "jpeg"),
        (Image.new("1", (8, 6), 1), "png"),
        (Image.new("LA", (8, 6), (9, 128)), "png"),
    ],
)
def test_every_way_of_storing_colours_is_understood(picture: Image.Image, kind: str) -> None:
    plain, _kind = intake.pixels(saved(picture, kind))
    assert (plain.mode, plain.size) == ("RGB", (8, 6))


def test_a_photograph_lies_as_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    plain, _kind = intake.pixels(saved(Image.new("RGB", (40, 30)), "jpeg", exif=exif))
    assert plain.size == (30, 40)


# --- what is drawn --------------------------------------------------------------------------------------


def test_a_mask_replaces_every_pixel_and_no_other() -> None:
    before = Image.effect_noise((80, 60), 90).convert("RGB")
    after = burn.burn(before, [Mark(kind="mask", x=10, y=12, w=20, h=9)])
    inside = after.crop((10, 12, 30, 21))
    assert inside.getcolors() == [(180, burn.MASK)]
    blank = Image.new("RGB", (20, 9))
    for picture in (before, after):
        picture.paste(blank, (10, 12))
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize(
    "ground",
    [(128, 128, 128), *(pytest.param(one, marks=pytest.mark.thorough) for one in ("white", "black", (146, 20, 12)))],
)
@pytest.mark.parametrize("kind", ["number", "frame", "arrow"])
def test_every_mark_stands_out_on_any_ground(kind: Any, ground: Any) -> None:
    """It has white, dark and red in it, so that some edge of it differs from whatever lies behind."""
    mark = Mark(kind=kind, x=60, y=50, w=0 if kind == "number" else 80, h=0 if kind == "number" else 60)
    drawn = burn.burn(Image.new("RGB", (200, 160), ground), [mark])
    colours = {colour for _count, colour in drawn.getcolors(1 << 24)}
    assert {burn.WHITE, burn.INK} <= colours
    assert any(max(colour) < 40 for colour in colours)


def test_discs_are_numbered_in_their_order_unless_told_otherwise(db: None) -> None:
    image = LessonImage.objects.create(title="x", file=ContentFile(secret_picture("png"), name="x.png"))
    discs = [Mark(kind="number", x=9, y=9), Mark(kind="number", x=9, y=9, n=7), Mark(kind="number", x=9, y=9)]
    assert [mark.n for mark in api.draw(image_id=image.pk, drawn=discs).typed_marks] == [1, 7, 8]


# --- the screen, without scripts ------------------------------------------------------------------------


@pytest.fixture
def desk(trainer: User, client_of: Any) -> Visitor:
    trainer.language = "en"
    trainer.save()
    image = LessonImage.objects.create(title="Hộp thư", file=ContentFile(secret_picture("png"), name="x.png"))
    return Visitor(client_of(trainer)).open(reverse("wagtailimages:edit", args=[image.pk])).follow("Draw on it")


def row(number: int, **values: Any) -> dict[str, str]:
    return {f"marks-{number}-{name}": str(value) for name, value in values.items()}


def test_drawn_without_scripts_looked_at_first_then_saved_and_drawn_again(desk: Visitor) -> None:
    first = row(0, kind="mask", x=152, y=120, w=176, h=112) | row(1, kind="number", x=60, y=300)
    desk.press("Look at it first", **first)
    assert desk.shows("not saved yet")
    assert LessonImage.objects.get().marks == []
    desk.press("Save the picture")
    assert desk.shows("Learners see only this one")
    assert [mark["kind"] for mark in LessonImage.objects.get().marks] == ["mask", "number"]
    desk.press("Save the picture", **row(1, DELETE="on"), **row(2, kind="arrow", x=500, y=400, w=-90, h=-30))
    assert [mark["kind"] for mark in LessonImage.objects.get().marks] == ["mask", "arrow"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "frame", "x": 700, "y": 10, "w": 50, "h": 50}, "outside the picture"),
        ({"kind": "mask", "x": 5, "y": 5, "w": 1, "h": 1}, "too small"),
        ({"kind": "number", "x": -4, "y": 5}, "outside the picture"),
        ({"kind": "arrow", "x": 5, "y": 5, "w": 2, "h": 2}, "too short"),
        ({"kind": "frame", "x": 5, "y": 5}, "whole number"),
    ],
)
def test_a_mark_that_nobody_could_see_is_refused_in_its_row(
    desk: Visitor, values: dict[str, Any], sentence: str
) -> None:
    desk.press("Save the picture", **row(0, **values))
    assert desk.status == 422
    assert desk.shows(sentence)
    assert LessonImage.objects.get().marks == []


def test_a_frame_that_laps_over_is_cut_at_the_edge(desk: Visitor) -> None:
    desk.press("Save the picture", **row(0, kind="mask", x=-20, y=400, w=100, h=500))
    assert LessonImage.objects.get().marks == [{"kind": "mask", "x": 0, "y": 400, "w": 80, "h": 80}]


def test_a_lesson_that_is_exported_takes_only_the_drawn_picture_along(snapshot: object) -> None:
    import base64

    from lessons import api as lessons_api

    data = samples.package()
    picture = {"file": "x.png", "data": base64.b64encode(secret_picture("png")).decode(), "alt": samples.words("Ảnh")}
    data["reading"].append({"kind": "picture", "picture": picture})
    page = lessons_api.import_package(data, publish=False).page
    api.draw(image_id=LessonImage.objects.get().pk, drawn=[MASK])
    exported = lessons_api.export_package(page)["reading"][-1]["picture"]["data"]
    assert betrays(base64.b64decode(exported)) == ""
