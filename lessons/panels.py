"""How the page forms are laid out for a trainer."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import RichTextField

from lessons import html
from lessons.blocks.words import FEATURES
from lessons.spec import LESSON_CODE

CODE = RegexValidator(LESSON_CODE, _("A code is a capital letter followed by letters and digits, such as L05."))
MINUTES = [MinValueValidator(1), MaxValueValidator(60)]


def rich_field(label: Any) -> RichTextField:
    return RichTextField(label, features=FEATURES, blank=True)


def cleaned(value: str) -> str:
    return html.clean(value or "")


TRAPS_HELP = _(
    "Bait for who can do the task already: it lies on the desk, and is checked, only in “with traps”. "
    "It must be fair: what tells it apart can be seen on the screens, and the solution passes by it untouched."
)

TITLES = [
    TitleFieldPanel("title", heading=_("Title in Vietnamese")),
    FieldPanel("title_en"),
]

INDEX = TITLES

COURSE = [
    *TITLES,
    FieldRowPanel([FieldPanel("code"), FieldPanel("order")]),
    FieldPanel("intro_vi"),
    FieldPanel("intro_en"),
]

LESSON = TabbedInterface(
    [
        ObjectList(
            [
                *TITLES,
                FieldRowPanel([FieldPanel("code"), FieldPanel("minutes"), FieldPanel("bottleneck")]),
                FieldRowPanel([FieldPanel("role_vi"), FieldPanel("role_en")]),
                MultiFieldPanel([FieldPanel("situation_vi"), FieldPanel("situation_en")], heading=_("Situation")),
                FieldPanel("reading"),
                MultiFieldPanel([FieldPanel("security_vi"), FieldPanel("security_en")], heading=_("Security note")),
                FieldRowPanel([FieldPanel("skills"), FieldPanel("prerequisites")]),
            ],
            heading=_("About the lesson"),
        ),
        ObjectList([FieldPanel("scenario")], heading=_("Starting situation")),
        ObjectList([FieldPanel("steps")], heading=_("The steps")),
        ObjectList(
            [FieldPanel("solution"), FieldPanel("right_routes"), FieldPanel("wrong_routes")],
            heading=_("Right and wrong ways"),
        ),
        ObjectList([FieldPanel("traps", help_text=TRAPS_HELP)], heading=_("Traps")),
        ObjectList(
            [FieldPanel("what_changed", widget=RadioSelect), FieldPanel("slug"), PublishingPanel(), CommentPanel()],
            heading=_("Publication"),
        ),
    ]
)
