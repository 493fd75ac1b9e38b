"""The tree of pages: the list of courses at the root of the site, and a course by its code."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, Site

from lessons.models import CoursePage, LessonIndexPage
from lessons.spec import CourseSpec
from sandbox import text


def slug_for(title: str) -> str:
    """Addresses are unaccented: "L05 Tiếp nhận" → l05-tiep-nhan."""
    return slugify(text.fold(title))[:80].strip("-")


@transaction.atomic
def index_page() -> LessonIndexPage:
    """The list of courses; made, and put at the root of the site, if there is none."""
    index = LessonIndexPage.objects.first()
    if index is not None:
        return index
    root = Page.get_first_root_node()
    index = LessonIndexPage(title="Các khóa học", title_en="Courses", slug="khoa-hoc")
    root.add_child(instance=index)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=index, is_default_site=True)
        return index
    welcome = site.root_page
    site.root_page = index
    site.save()
    if welcome.depth == 2 and welcome.specific_class is Page and welcome.numchild == 0:
        welcome.delete()  # what Wagtail's own first migration left there
    return LessonIndexPage.objects.get(pk=index.pk)


@transaction.atomic
def course_page(spec: CourseSpec, *, acting_user: Any = None, live: bool = True) -> CoursePage:
    """The course of that code, made from the spec if there is none; an existing one is its trainers'."""
    course = CoursePage.objects.filter(code=spec.code).first()
    if course is not None:
        return course
    course = CoursePage(
        title=spec.title.vi,
        title_en=spec.title.en,
        code=spec.code,
        order=spec.order,
        intro_vi=spec.intro.vi if spec.intro else "",
        intro_en=spec.intro.en if spec.intro else "",
        slug=slug_for(f"{spec.code} {spec.title.vi}"),
        owner=acting_user,
        live=live,
    )
    index_page().add_child(instance=course)
    course.save_revision(user=acting_user, log_action=True)
    return CoursePage.objects.get(pk=course.pk)
