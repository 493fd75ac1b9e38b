"""What became of one check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sandbox.definition.schema import Text

Status = Literal["ok", "todo", "broken"]

_GO_BACK = Text(vi='Bấm "Quay lại trước đó".', en='Choose "Go back to just before".')


@dataclass(frozen=True)
class Finding:
    """`say` names the record, the field, what was found and what is wanted; `at` is where to look ("record.field").

    `rewind_to`: the `seq` to go back to so that the broken thing never happened (0: the start); None unless broken.
    `near`: what was found differs only in marks, or by a typing slip.
    """

    status: Status
    say: Text
    check_index: int = 0
    rid: int | None = None
    field: str | None = None
    rewind_to: int | None = None
    at: str | None = None
    near: Text | None = None


def step_status(findings: Iterable[Finding]) -> Status:
    """The worst of the findings; "ok" for none."""
    found = {finding.status for finding in findings}
    return "broken" if "broken" in found else "todo" if "todo" in found else "ok"


def ok(vi: str, en: str, *, rid: int | None = None, field: str | None = None, at: str | None = None) -> Finding:
    return Finding("ok", Text(vi=vi, en=en), rid=rid, field=field, at=at)


def unmet(
    say: Text,
    *,
    rid: int | None = None,
    field: str | None = None,
    at: str | None = None,
    rewind_to: int | None = None,
    near: Text | None = None,
) -> Finding:
    """`broken` when there is a moment to go back to, otherwise `todo`."""
    if rewind_to is None:
        return Finding("todo", say, rid=rid, field=field, at=at, near=near)
    return Finding("broken", joined(say, _GO_BACK), rid=rid, field=field, at=at, rewind_to=rewind_to, near=near)


def joined(first: Text, second: Text) -> Text:
    """Two sentences, one after the other; not twice the same."""
    if first.vi.endswith(second.vi):
        return first
    return Text(vi=f"{first.vi} {second.vi}", en=f"{first.en} {second.en}")


def without_way_back(say: Text) -> Text:
    """The sentence for where nobody has to go back: nothing has happened."""
    vi, en = (text.removesuffix(way).rstrip() for text, way in ((say.vi, _GO_BACK.vi), (say.en, _GO_BACK.en)))
    return Text(vi=vi, en=en)


def in_own_words(finding: Finding, words: Text | None) -> Finding:
    """The trainer's sentence instead of ours; what a near miss or a way back adds stays."""
    if words is None or finding.status == "ok":
        return finding
    say = joined(words, finding.near) if finding.near else words
    if finding.status == "broken":
        say = joined(say, _GO_BACK)
    return Finding(
        finding.status,
        say,
        finding.check_index,
        finding.rid,
        finding.field,
        finding.rewind_to,
        finding.at,
        finding.near,
    )
