"""Two screens across modules: notices, and search everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.definition import values
from sandbox.definition.schema import RecordType
from sandbox.screens import paths
from sandbox.screens.cells import Badge, record_title, state_badge
from sandbox.screens.chrome import framed
from sandbox.screens.flags import Flag, flags_of
from sandbox.screens.sight import Screen, Sight, at_id
from sandbox.selectors import RecordView

LONGEST_SEARCH = 100
EACH = 5  # of what was found in one list; the list itself shows the rest


@dataclass(frozen=True)
class NoticeLine:
    say: str
    when: str
    moment: str
    url: str


@dataclass(frozen=True)
class Hit:
    title: str
    key: str  # what people call it by, where that is not the title: a number, an account
    url: str
    state: Badge
    flags: list[Flag]


@dataclass(frozen=True)
class Hits:
    """What was found in one list."""

    id: str
    label: str
    total: int
    url: str  # of the list with the same words
    rows: list[Hit]


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


def searched(words: str) -> str:
    """The words as they are searched for and stand in the address."""
    return " ".join(words.replace("\x00", "").split())[:LONGEST_SEARCH]


def search_screen(sight: Sight) -> Screen:
    """Records of every list that the seat may read, whatever the diacritics, list by list."""
    text = searched(sight.query.get("q", ""))
    found = selectors.search_everywhere(sight.workspace, text, each=EACH)
    groups = [hits(sight, one, text) for one in found]
    context: dict[str, Any] = {
        "heading": _("Search everywhere"),
        "text": text,
        "groups": groups,
        "total": sum(group.total for group in groups),
    }
    return framed(sight, "sandbox/search.html", context["heading"], context, here="search")


def hits(sight: Sight, found: selectors.Found, text: str) -> Hits:
    record_type = sight.record_type(found.record_type)
    path = paths.list_path(sight.platform, found.record_type)
    everything = next((key for key, view in paths.views_for(record_type, sight.role) if not view.where), "")
    return Hits(
        id=at_id("hits", found.record_type),
        label=sight.list_label(found.record_type),
        total=found.total,
        url=sight.url(path, q=text, tab=everything),
        rows=[
            Hit(
                title=record_title(sight, record),
                key=key_words(sight, record_type, record),
                url=sight.record_url(record.type, record.rid),
                state=state_badge(sight, record_type, record.state),
                flags=flags_of(sight, record_type, record),
            )
            for record in found.rows
        ],
    )


def key_words(sight: Sight, record_type: RecordType, record: RecordView) -> str:
    """The record's key fields but its title."""
    keys = [name for name in record_type.key_fields if name != record_type.title and record.data.get(name)]
    return " · ".join(
        values.show(record_type.fields[name], record.data[name], sight.language, sight.platform) for name in keys
    )
