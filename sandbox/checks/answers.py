"""Checks on the learner: answer (a question of the lesson) and unaided."""

from __future__ import annotations

from typing import Any

from sandbox import text
from sandbox.checks.finding import Finding, ok, unmet
from sandbox.checks.world import World
from sandbox.definition.conditions import meets
from sandbox.definition.schema import RecordField, Text
from sandbox.definition.values import ValueProblem, parse
from sandbox.spec import Answer, Unaided

_NUMBER = RecordField(vi="Số", en="Number", type="number")
_DATE = RecordField(vi="Ngày", en="Date", type="date")


def answer(check: Answer, world: World) -> Finding:
    """The latest answer counts. The right answer is never said."""
    given = " ".join(str(world.workspace.facts.get("answers", {}).get(check.question, "")).split())
    if not given:
        return unmet(Text(vi=f"Chưa trả lời: {check.ask.vi}", en=f"Not answered yet: {check.ask.en}"))
    readings = _readings(given, check, world)
    if any(meets(reading, check.is_, scope=world.scope) for reading in readings):
        return ok(f"Đã trả lời đúng: {given}.", f"Answered rightly: {given}.")
    wanted = [one for one in (check.is_ if isinstance(check.is_, list) else [check.is_]) if isinstance(one, str)]
    if any(text.near(given, one) == "same_but_marks" for one in wanted):
        near = Text(
            vi="Đúng giá trị, nhưng thiếu hoặc khác dấu.", en="The right value, but marks are missing or different."
        )
        return unmet(Text(vi=f'"{given}": {near.vi}', en=f'"{given}": {near.en}'), near=near)
    return unmet(
        Text(
            vi=f'Chưa đúng: {check.ask.vi} Anh/Chị trả lời "{given}". Xem lại rồi trả lời lần nữa.',
            en=f'Not right yet: {check.ask.en} You answered "{given}". Look again and answer once more.',
        )
    )


def _readings(given: str, check: Answer, world: World) -> list[Any]:
    """What the typed answer may mean: itself, an option in either language, a number, a date."""
    found: list[Any] = [given]
    for option in check.options:
        if text.same(given, option.vi) or text.same(given, option.en):
            found += [option.vi, option.en]
    for field in (_NUMBER, _DATE):
        try:
            found.append(parse(field, given, today=world.workspace.clock))
        except ValueProblem:
            continue
    return found


def unaided(check: Unaided, world: World) -> Finding:
    if not world.aided:
        return ok("Tự làm, không cần trợ giúp.", "Done without help.")
    return unmet(
        Text(
            vi="Đã xong, có trợ giúp. Làm lại một lần tự mình khi sẵn sàng.",
            en="Done, with help. Do it once more on your own when you are ready.",
        )
    )
