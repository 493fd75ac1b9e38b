"""Drawing on a picture in a real browser: with the mouse, with a finger, with the keyboard alone; and no violation
that axe can find on this screen or on those of sharing, on an office screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from lessons.models import CoursePage, LessonImage, LessonPage, ReceivedCourse
from lessons.pictures import burn
from lessons.sharing import api
from tests.journeys.at_work import OFFICE, PHONE, signed_in_context
from tests.journeys.axe import found_by_axe
from tests.lessons.test_pictures import SIZE, secret_picture
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def image(db: None) -> LessonImage:
    return LessonImage.objects.create(title="Hộp thư", file=ContentFile(secret_picture("png"), name="x.png"))


@pytest.fixture
def context(
    browser: Any, live_server: Any, committed_l05: LessonPage, trainer: User, client_of: Any
) -> Iterator[Any]:
    with signed_in_context(browser, live_server, client_of(trainer), viewport=OFFICE, has_touch=True) as opened:
        yield opened


@pytest.fixture
def page(context: Any, image: LessonImage) -> Any:
    opened = context.new_page()
    opened.goto(reverse("lesson_picture_mark", args=[image.pk]))
    opened.locator("[data-marks-stage] svg").wait_for()
    return opened


def choose(page: Any, tool: str) -> None:
    page.locator(f"[name=tool][value={tool}]").check(force=True)


def point(page: Any, x: int, y: int) -> tuple[float, float]:
    """Where a pixel of the picture lies on the screen."""
    page.locator("[data-marks-stage]").scroll_into_view_if_needed()
    seen = page.locator("[data-marks-stage] svg").bounding_box()
    return seen["x"] + x * seen["width"] / SIZE[0], seen["y"] + y * seen["height"] / SIZE[1]


def drag(page: Any, begin: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*point(page, *begin))
    page.mouse.down()
    page.mouse.move(*point(page, *end), steps=4)
    page.mouse.up()


def save(page: Any) -> list[dict[str, Any]]:
    with page.expect_navigation():
        page.locator(".marks-actions button").first.click()
    return LessonImage.objects.get().marks


def test_with_the_mouse(page: Any) -> None:
    choose(page, "mask")
    drag(page, (150, 120), (330, 230))
    choose(page, "number")
    page.mouse.click(*point(page, 60, 300))
    page.mouse.click(*point(page, 60, 400))
    page.locator(".mark").first.click()  # covers come first: it is chosen, nothing new is drawn
    marks = save(page)
    assert [mark["kind"] for mark in marks] == ["mask", "number", "number"]
    assert marks[0]["x"] == pytest.approx(150, abs=2)
    assert marks[0]["x"] + marks[0]["w"] == pytest.approx(330, abs=3)
    with Image.open(LessonImage.objects.get().file.path) as served:
        assert served.getpixel((240, 180)) == burn.MASK

    page.locator(".mark").nth(1).click()  # a disc is dragged, then the cover is made wider by its corner
    drag(page, (60, 300), (90, 330))
    page.locator(".mark").first.click()
    drag(page, (330, 230), (400, 260))
    again = save(page)
    assert again[1]["x"] == pytest.approx(90, abs=3)
    assert again[0]["w"] == pytest.approx(marks[0]["w"] + 70, abs=4)


def test_with_a_finger(page: Any) -> None:
    choose(page, "number")
    page.touchscreen.tap(*point(page, 200, 300))
    assert [mark["kind"] for mark in save(page)] == ["number"]


def test_with_the_keyboard_alone(page: Any) -> None:
    page.locator("[name=tool][value=number]").focus()
    page.keyboard.press("ArrowRight")  # the next tool: frame
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # into the middle; it has the focus
    assert page.evaluate("document.activeElement.classList.contains('mark')")
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowDown", "Alt+ArrowUp"):
        page.keyboard.press(key)
    assert page.locator("[data-marks-say]").text_content().strip()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")  # the second one goes again
    frame = save(page)
    assert len(frame) == 1
    assert frame[0] == {"kind": "frame", "x": 240 - 16, "y": 210 - 1, "w": 160, "h": 68}


def test_numbers_typed_into_a_row_are_drawn_at_once(page: Any) -> None:
    choose(page, "frame")
    page.locator("[data-marks-add]").click()
    page.locator("[name=marks-0-x]").fill("11")
    assert page.locator(".mark .hit").first.get_attribute("x") == "11"


def received_results() -> dict[str, Any]:
    return {"L05": {"problems": [], "notes": ["…"]}}


@pytest.mark.exhaustive
def test_axe_finds_nothing(context: Any, image: LessonImage, trainer: User) -> None:
    course = CoursePage.objects.get()
    content = api.export_course(course=course, licence="CC-BY-4.0").content
    received = api.receive(content=content, name="K2.zip", acting_user=trainer)
    ReceivedCourse.objects.update(state="ready", results=received_results())
    waiting = api.receive(content=content, name="K2.zip", acting_user=trainer)
    ReceivedCourse.objects.filter(pk=waiting.pk).update(state="waiting", results={})
    newer = LessonPage.objects.get().get_latest_revision_as_object()
    newer.title = "Một bản khác"
    newer.save_revision()
    addresses = (
        reverse("lesson_picture_mark", args=[image.pk]),
        reverse("lesson_course_share", args=[course.pk]),
        reverse("lesson_course_receive"),
        reverse("lesson_course_received", args=[received.pk]),
        reverse("lesson_course_received", args=[waiting.pk]),
    )
    page = context.new_page()
    found = []
    for screen, address in product((OFFICE, PHONE), addresses):
        page.set_viewport_size(screen)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        found += [f"{address} {screen['width']}: {line}" for line in found_by_axe(page, within="main .nice-padding")]
    assert found == []
    ReceivedCourse.objects.filter(pk=waiting.pk).update(state="ready", results=received_results())
    page.locator("[name=lesson]").wait_for(timeout=15_000)  # the page that waits turns by itself
