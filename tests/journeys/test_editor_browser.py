"""The screens of a lesson in the editor: axe on the proof and on Wagtail's own page form; and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from lessons.models import CoursePage, LessonPage
from lessons.mutants import try_mutants
from tests.journeys.at_work import OFFICE, PHONE, signed_in_context
from tests.journeys.axe import found_by_axe
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: What axe finds in Wagtail itself, where nothing of ours can change it. The strip of marks beside the blocks can be
#: scrolled with the mouse only; it repeats the headings of the blocks, which the keyboard reaches. And two blocks of
#: one kind are two regions of one name (a good practice, no criterion of WCAG).
WAGTAILS_OWN = (
    'scrollable-region-focusable <ol class="w-minimap__list"',
    'landmark-unique <section class="w-panel w-panel--nested"',
)


@pytest.fixture
def page(browser: Any, live_server: Any, committed_l05: LessonPage, trainer: User, client_of: Any) -> Iterator[Any]:
    with signed_in_context(browser, live_server, client_of(trainer), viewport=OFFICE) as context:
        opened = context.new_page()
        opened.set_default_timeout(180_000)  # the page form is long, and the machine may be busy
        yield opened


def test_the_proof_is_accessible(page: Any, committed_l05: LessonPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the slips are tried, and after; one kind of them fills every part of the page."""
    monkeypatch.setattr("lessons.proof_page.try_mutants", partial(try_mutants, kinds=("dropped",)))
    found = []
    page.goto(reverse("lessons_proof", args=[committed_l05.pk]))
    for _slips in (False, True):
        for screen in (OFFICE, PHONE):
            page.set_viewport_size(screen)
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            found += [f"{screen['width']}: {line}" for line in found_by_axe(page)]
        page.set_viewport_size(OFFICE)
        if page.locator(".lesson-proof form button").count():
            page.locator(".lesson-proof form button").click(no_wait_after=True)
            page.locator(".proof-figures").wait_for()
    assert found == []


@pytest.mark.exhaustive
def test_the_page_form_of_a_lesson_is_accessible_and_speaks_vietnamese(page: Any, committed_l05: LessonPage) -> None:
    """The tab of texts, of the starting situation and of the steps. Of long lists only the first choices are looked
    at, and of each kind of block the first two: axe would go through 70.000 choices, all alike."""
    page.goto(reverse("wagtailadmin_pages:edit", args=[committed_l05.pk]))
    page.locator("main [aria-label] , main .public-DraftEditor-content[aria-label]").first.wait_for()
    page.wait_for_function("() => document.querySelector('.public-DraftEditor-content[aria-label]')")
    page.evaluate(
        """() => {
        const LISTS = '[data-streamfield-stream-container], [data-streamfield-list-container]';
        for (const all of document.querySelectorAll(LISTS))
          [...all.querySelectorAll(':scope > [data-streamfield-child]')].slice(2).forEach((one) => one.remove());
        for (const one of document.querySelectorAll('select'))
          [...one.options].slice(3).forEach((option) => option.selected || option.remove());
        }"""
    )
    found = []
    for tab in page.locator("main [role=tab]").all()[:3]:
        tab.click()
        found += [f"{tab.inner_text()}: {line}" for line in found_by_axe(page)]
        for english in ("Collapse all", "Expand all", "Duplicate", "Insert a block"):
            assert page.get_by_text(english, exact=True).count() == 0, english
    assert [line for line in found if not any(own in line for own in WAGTAILS_OWN)] == []


def test_without_scripts_our_own_screens_do_not_ask_for_them(
    browser: Any, live_server: Any, committed_l05: LessonPage, trainer: User, client_of: Any
) -> None:
    course = CoursePage.objects.get()
    with signed_in_context(browser, live_server, client_of(trainer), java_script_enabled=False) as context:
        plain = context.new_page()
        for url in (
            reverse("lessons_proof", args=[committed_l05.pk]),
            reverse("lesson_course_share", args=[course.pk]),
            reverse("lesson_course_receive"),
        ):
            plain.goto(url)
            assert not plain.locator(".capabilitymessage").is_visible(), url
            assert plain.locator("main h1, main h2, main .w-slim-header").first.is_visible()
        plain.goto(reverse("wagtailadmin_home"))
        assert plain.locator(".capabilitymessage").is_visible(), "the test can see it"
