"""Checks on records: exists, missing, field, state, count, untouched."""

from __future__ import annotations

from typing import Any

from sandbox import text
from sandbox.checks.finding import Finding, ok, unmet
from sandbox.checks.reach import Reach
from sandbox.checks.world import Moment, World
from sandbox.definition.conditions import failing_part, holds, meets, reads_same, resolve
from sandbox.definition.schema import Text
from sandbox.definition.wording import amount
from sandbox.engine.rows import RecordView
from sandbox.spec import Count, Exists, FieldIs, Missing, RecordSelector, StateIs, Untouched


def exists(check: Exists, world: World) -> Finding:
    found = world.selected(check.select)
    if found:
        name = world.name_of(found[0].rid)
        return ok(f"Đã có {name.vi}.", f"There is {_a(name.en)}.", rid=found[0].rid)
    return not_found(check.select, world)


def not_found(select: RecordSelector, world: World) -> Finding:
    """Nothing is there that a selector means: what is nearest to it, and whether it can still come about."""
    candidates = _candidates(select, world)
    rewind_to = None
    if candidates and (select.ref is not None or not Reach.of(world).can_create(select.record)):
        ways_back = [_turned(row, select.where, world) for row in candidates]
        if None not in ways_back:
            rewind_to = max(way for way in ways_back if way is not None)
    say, rid, field, near = _nearest(select, world, candidates)
    return unmet(say, rid=rid, field=field, rewind_to=rewind_to, near=near, at=_place(select.record, field))


def missing(check: Missing, world: World) -> Finding:
    found = world.selected(check.select)
    if not found:
        name = world.name_of_ref(check.select)
        return ok(f"Không còn {name.vi}.", f"There is no {name.en}.")
    row, reach = found[0], Reach.of(world)

    def avoidable(moment: Moment) -> bool:
        if moment.state is None or not holds(check.select.where, moment.facts, scope=world.scope):
            return True
        return reach.can_delete(row.type, row.rid, moment) or any(
            reach.can_become(row.type, row.rid, moment, {name: {"not": operand}})
            for name, operand in check.select.where.items()
            if name not in ("any", "all", "none")
        )

    name = _upper(world.name_of(row.rid))
    state = world.definition(row.type).states[row.state].label
    say = Text(
        vi=f'{name.vi} vẫn còn ("{state.vi}"). Bài này cần không còn mục đó.',
        en=f'{name.en} is still there ("{state.en}"). It should not be.',
    )
    return unmet(say, rid=row.rid, rewind_to=world.turned(row.rid, avoidable))


def field_is(check: FieldIs, world: World) -> Finding:
    found = world.selected(check.select)
    if not found:
        return not_found(check.select, world)
    scope = world.exact_scope if check.exact else world.scope
    at = _place(check.select.record, check.field)
    for row in found:
        value = row.facts.get(check.field)
        if not meets(value, check.is_, scope=scope):
            rewind_to = _turned(row, {check.field: _strictly(check)}, world) if check.broken_when_final else None
            say, near = _field_says(check, row, value, world)
            say = _in_other_seat(say, row, check.field, _strictly(check), world)
            return unmet(say, rid=row.rid, field=check.field, rewind_to=rewind_to, near=near, at=at)
    value = found[0].facts.get(check.field)
    speaker = world.speaker(check.select.record, value)
    label, name = speaker.label(check.field), _upper(world.name_of(found[0].rid))
    shown = speaker.found(check.field, value, check.is_)
    return ok(
        f'{name.vi}: ô "{label.vi}" {shown.vi}, đúng yêu cầu.',
        f'{name.en}: "{label.en}" {shown.en}, as it should be.',
        rid=found[0].rid,
        field=check.field,
        at=at,
    )


def state_is(check: StateIs, world: World) -> Finding:
    found = world.selected(check.select)
    if not found:
        return not_found(check.select, world)
    states = world.definition(check.select.record).states
    for row in found:
        if row.state not in check.is_:
            wanted = [states[key].label for key in check.is_ if key in states]
            name, now = _upper(world.name_of(row.rid)), states[row.state].label
            vi, en = (_either([getattr(one, tongue) for one in wanted], tongue) for tongue in ("vi", "en"))
            say = Text(
                vi=f'{name.vi} đang "{now.vi}", cần {vi}.',
                en=f'{name.en} is "{now.en}"; it should be {en}.',
            )
            say = _in_other_seat(say, row, "state", list(check.is_), world)
            return unmet(say, rid=row.rid, rewind_to=_turned(row, {"state": list(check.is_)}, world))
    name, now = _upper(world.name_of(found[0].rid)), states[found[0].state].label
    return ok(f'{name.vi}: "{now.vi}".', f'{name.en}: "{now.en}".', rid=found[0].rid)


def count(check: Count, world: World) -> Finding:
    """Counts what was created or changed in this workspace (see `RecordSelector`), not the thousands below."""
    found = len(world.selected(check.select))
    label = world.definition(check.select.record).label
    wanted = amount(check.is_, world.scope)
    described = _described(check.select, world)
    things = Text(vi=f"{_lower(label.vi)}{described.vi}", en=f"{label.en}{described.en}")
    if meets(found, check.is_, scope=world.scope):
        return ok(f"Có {found} {things.vi}.", f"{things.en}: {found} found.")
    return unmet(
        Text(vi=f"Có {found} {things.vi}, cần {wanted.vi}.", en=f"{things.en}: {found} found, {wanted.en} needed.")
    )


def untouched(check: Untouched, world: World) -> Finding:
    """Broken by the learner's own hand only; what is as it was at the start counts as untouched."""
    spared = {world.refs.get(ref) for ref in check.except_refs}
    for event in world.own_events:
        for change in event.changes.get("rows", []):
            rid = change["rid"]
            if change["type"] != check.record or rid in spared:
                continue
            start, now = world.past(rid)[0], world.past(rid)[-1]
            if start.state is None and not (check.created_too and now.state is not None):
                continue
            fields = [name for name in change["set"] if start.data.get(name) != now.data.get(name)]
            if fields or start.state != now.state:
                name = _upper(world.name_of(rid))
                return unmet(_touched(name, start, now), rid=rid, rewind_to=world.before(event.seq))
    label = _lower(world.definition(check.record).label.vi), _lower(world.definition(check.record).label.en)
    return ok(f"Không có {label[0]} nào khác bị đổi.", f"No other {label[1]} was changed.")


def _in_other_seat(say: Text, row: RecordView, name: str, operand: Any, world: World) -> Text:
    """The sentence, and from which seat that is brought about where it is not the one held now."""
    if len(world.seats) < 2:
        return say
    seat = world.in_seat(Reach.of(world).seats_to_bring(row.type, row.state, name, operand))
    return Text(vi=f"{say.vi} Việc này làm{seat.vi}.", en=f"{say.en} This is done{seat.en}.") if seat.vi else say


def _touched(name: Text, start: Moment, now: Moment) -> Text:
    if start.state is None:
        return Text(
            vi=f"{name.vi} được tạo thêm; bài này không cần.", en=f"{name.en} was created; it is not needed here."
        )
    if now.state is None:
        return Text(vi=f"{name.vi} cũng bị xóa.", en=f"{name.en} was deleted as well.")
    return Text(vi=f"{name.vi} cũng bị đổi.", en=f"{name.en} was changed as well.")


# --- near misses ----------------------------------------------------------------------------------------


def _candidates(select: RecordSelector, world: World) -> list[RecordView]:
    """The records that may have been meant: of that name, or worked on here."""
    if select.ref is not None:
        return [row for row in world.rows.values() if row.ref == select.ref]
    return [row for row in world.rows.values() if row.type == select.record and not row.deleted]


def _turned(row: RecordView, condition: dict[str, Any], world: World) -> int | None:
    reach = Reach.of(world)
    return world.turned(row.rid, lambda moment: reach.can_become(row.type, row.rid, moment, condition))


def _nearest(
    select: RecordSelector, world: World, candidates: list[RecordView]
) -> tuple[Text, int | None, str | None, Text | None]:
    """The sentence for nothing found, with the record and field that look like it."""
    name, described = world.name_of_ref(select), _described(select, world)
    lead = Text(vi=f"Chưa thấy {name.vi}.", en=f"There is no {name.en} yet.")
    keys = [key for key in world.definition(select.record).key_fields if key in select.where]
    if select.ref is None and not keys and described.vi:
        label = world.definition(select.record).label
        lead = Text(
            vi=f"Chưa thấy {_lower(label.vi)} nào{described.vi}.",
            en=f"There is no {_lower(label.en)} yet{described.en}.",
        )
    there = [row for row in candidates if not row.deleted]
    if select.ref is not None:
        gone = Text(vi=f"{_upper(name).vi} đã bị xóa.", en=f"{_upper(name).en} was deleted.")
        lead = lead if there or not candidates else gone
    created = [change["rid"] for event in world.own_events for change in event.changes.get("rows", [])]
    for row in sorted(there, key=lambda row: (row.rid not in created, -row.version)):
        slip = next((key for key in keys if _near(row.data.get(key), select.where[key], world)), None)
        if slip:
            near = _slip(row, slip, select.where[slip], world)
            return Text(vi=f"{lead.vi} {near.vi}", en=f"{lead.en} {near.en}"), row.rid, slip, near
        same = [key for key in keys if meets(row.data.get(key), select.where[key], scope=world.scope)]
        if select.ref is not None or (keys and same == keys):
            failing = failing_part(select.where, row.facts, scope=world.scope)
            if failing:
                said = world.speaker(row.type, failing[1], row.facts).part(*failing, row.facts)
                called = _upper(world.name_of(row.rid))
                field = failing[0] if failing[0] in row.facts or failing[0] != "state" else None
                return Text(vi=f"{called.vi}: {_lower(said.vi)}", en=f"{called.en}: {said.en}"), row.rid, field, None
    return lead, None, None, None


def _slip(row: RecordView, key: str, wanted: Any, world: World) -> Text:
    own = [event for event in world.own_events if event.rid == row.rid]
    made = any(c["rid"] == row.rid and c["op"] == "create" for event in own for c in event.changes.get("rows", []))
    value, label = str(row.data.get(key)), world.speaker(row.type).label(key)
    vi, en = (
        ("vừa tạo", "have just created") if made else ("vừa ghi", "have just written") if own else ("đang có", "have")
    )
    marks = _near(row.data.get(key), wanted, world) == "same_but_marks"
    why_vi = "đúng giá trị, nhưng thiếu hoặc khác dấu; " if marks else ""
    why_en = "the right value, but marks are missing or different; " if marks else ""
    return Text(
        vi=f'Anh/Chị {vi} "{value}": {why_vi}kiểm tra lại ô "{label.vi}".',
        en=f'You {en} "{value}": {why_en}check "{label.en}".',
    )


def _field_says(check: FieldIs, row: RecordView, value: Any, world: World) -> tuple[Text, Text | None]:
    """'Văn bản đến 45/UBND: ô "Độ khẩn" đang là "Thường", cần là "Khẩn".' and, for a near miss, what it is."""
    speaker = world.speaker(row.type, check.is_, value)
    name, label = _upper(world.name_of(row.rid)), speaker.label(check.field)
    unmet_part = speaker.unmet(check.field, check.is_, value)
    found, wanted = speaker.found(check.field, value, unmet_part), speaker.wanted(check.field, unmet_part)
    near = _nearness(check, value, world)
    if near is None:
        return Text(
            vi=f'{name.vi}: ô "{label.vi}" {found.vi}, cần {wanted.vi}.',
            en=f'{name.en}: "{label.en}" {found.en}; it should {wanted.en}.',
        ), None
    return Text(
        vi=f'{name.vi}: ô "{label.vi}" {_lower(near.vi)} {_upper(found).vi}, cần {wanted.vi}.',
        en=f'{name.en}: "{label.en}" has {_lower(near.en)} It {found.en}; it should {wanted.en}.',
    ), near


def _nearness(check: FieldIs, value: Any, world: World) -> Text | None:
    if check.exact and any(reads_same(value, one) for one in _plain_values(check.is_, world)):
        return Text(
            vi="Đúng giá trị, nhưng cần ghi đúng từng ký tự.", en="The right value, but every character counts here."
        )
    kind = _near(value, check.is_, world)
    if kind == "same_but_marks":
        return Text(
            vi="Đúng giá trị, nhưng thiếu hoặc khác dấu.", en="The right value, but marks are missing or different."
        )
    return (
        Text(vi="Gần đúng, kiểm tra lại từng ký tự.", en="Nearly the right value; check every character.")
        if kind
        else None
    )


def _near(value: Any, wanted: Any, world: World) -> str | None:
    """The best nearness of a text to any plain value that is wanted."""
    if not isinstance(value, str):
        return None
    found = [text.near(value, one) for one in _plain_values(wanted, world) if isinstance(one, str)]
    return "same_but_marks" if "same_but_marks" in found else next((kind for kind in found if kind), None)


def _plain_values(wanted: Any, world: World) -> list[Any]:
    if isinstance(wanted, dict):
        return [
            one for key in ("equals", "same", "one_of") if key in wanted for one in _plain_values(wanted[key], world)
        ]
    return [resolve(one, world.scope) for one in (wanted if isinstance(wanted, list) else [wanted])]


# --- words ----------------------------------------------------------------------------------------------


def _described(select: RecordSelector, world: World) -> Text:
    """What is asked of the records beyond their type: ' có "Độ khẩn" là "Khẩn"'."""
    speaker = world.speaker(select.record, select.where)
    parts = [(speaker.label(name), speaker.wanted(name, operand)) for name, operand in select.where.items()]
    named = [(label, phrase) for label, phrase in parts if label.vi not in ("any", "all", "none")]
    if not named:
        return Text.model_construct(vi="", en="")
    vi = ", ".join(f'"{label.vi}" {phrase.vi}' for label, phrase in named)
    en = ", ".join(f'"{label.en}" should {phrase.en}' for label, phrase in named)
    return Text(vi=f" có {vi}", en=f" where {en}")


def _either(labels: list[str], language: str) -> str:
    *first, last = (f'"{label}"' for label in labels)
    word = "hoặc" if language == "vi" else "or"
    return f"{', '.join(first)} {word} {last}" if first else last


def _strictly(check: FieldIs) -> Any:
    """What is wanted, as a condition that is as exact as the check."""
    if not check.exact or isinstance(check.is_, dict):
        return check.is_
    return {"one_of" if isinstance(check.is_, list) else "equals": check.is_}


def _place(record_type: str, field: str | None) -> str | None:
    return f"{record_type}.{field}" if field else None


def _upper(name: Text) -> Text:
    return Text(vi=name.vi[:1].upper() + name.vi[1:], en=name.en[:1].upper() + name.en[1:])


def _lower(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _a(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
