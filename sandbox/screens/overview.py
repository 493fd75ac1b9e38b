"""Two screens across modules: notices, and search everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.screens import paths
from sandbox.screens.cells import Badge, record_title, state_badge
from sandbox.screens.chrome import framed
from sandbox.screens.sight import Screen, Sight

FOUND = 20


@dataclass(frozen=True)
class NoticeLine:
    say: str
    when: str
    moment: str
    url: str


@dataclass(frozen=True)
class Hit:
    type_label: str
    title: str
    url: str
    state: Badge


def notice_lines(sight: Sight) -> list[NoticeLine]:
    """What the platform tells this seat, newest first."""
    return [
        NoticeLine(
            say=sight.say(notice.say),
            when=sight.moment(notice.clock),
            moment=notice.clock,
            url=sight.url(f"{paths.OPEN}/{notice.rid}") if notice.rid else "",
        )
        for notice in sight.notices
    ]


def notices_screen(sight: Sight) -> Screen:
    context: dict[str, Any] = {"heading": _("Notices"), "notices": notice_lines(sight)}
    return framed(sight, "sandbox/notices.html", context["heading"], context, here="notices")


def search_screen(sight: Sight) -> Screen:
    """Records of every module that the role may read, whatever the diacritics."""
    text = sight.query.get("q", "").replace("\x00", "").strip()[:100]
    found = selectors.search_everywhere(sight.workspace, text, limit=FOUND) if text else []
    hits = []
    for record in found:
        record_type = sight.record_type(record.type)
        module = sight.platform.modules[sight.platform.module_of(record.type)]
        if paths.may_open(module, sight.role) and paths.may_read(record_type, sight.role):
            hits.append(
                Hit(
                    type_label=sight.say(record_type.label),
                    title=record_title(sight, record),
                    url=sight.record_url(record.type, record.rid),
                    state=state_badge(sight, record_type, record.state),
                )
            )
    context: dict[str, Any] = {
        "heading": _("Search everywhere"),
        "text": text,
        "hits": hits,
        "full": len(found) >= FOUND,
    }
    return framed(sight, "sandbox/search.html", context["heading"], context, here="search")
