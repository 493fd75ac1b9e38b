"""Which traces an action leaves in records, and which of them only it can leave, by the definition alone."""

from __future__ import annotations

from sandbox.definition.schema import Action, Platform


def only_of(platform: Platform, action: str) -> frozenset[str]:
    """The fields of its record type that this action writes and nothing else does."""
    record_type, _dot, key = action.partition(".")
    definition = platform.record(record_type)
    if key not in definition.actions:
        return frozenset()
    others = {name for other, about in definition.actions.items() if other != key for name in written(about)}
    others |= {name for state in definition.states.values() if state.edit_by for name in state.edit_fields}
    return frozenset(written(definition.actions[key]) - others - _from_elsewhere(platform, action))


def _from_elsewhere(platform: Platform, action: str) -> set[str]:
    """What the updates of any other action write into other records."""
    return {
        name
        for module in platform.modules.values()
        for record_type, record in module.records.items()
        for key, about in record.actions.items()
        for effect in about.effects
        if f"{record_type}.{key}" != action and effect.update
        for name in effect.update.set
    }


def written(action: Action) -> set[str]:
    """The fields that the action's form asks for or that its effects write."""
    names = {ask.field for ask in action.asks}
    for effect in action.effects:
        for part in (effect.set, effect.add, effect.compose, effect.product):
            names |= set(part or {})
        names |= {name for name in (effect.number, effect.remember, effect.validate_) if name}
        names |= set(effect.clear or [])
        names |= {effect.deadline.field} if effect.deadline else set()
        names |= {effect.table.field} if effect.table else set()
        names |= {effect.create.link} if effect.create and effect.create.link else set()
    return names


def leads_to(action: Action) -> set[str]:
    """The states that the action may bring its record to."""
    return {state for state in (action.to, *(effect.state for effect in action.effects)) if state}


def only_way_to(platform: Platform, action: str, states: set[str]) -> bool:
    """Whether one comes to these states by this action alone."""
    record_type, _dot, key = action.partition(".")
    actions = platform.record(record_type).actions
    return {one for one, about in actions.items() if leads_to(about) & states} == {key}


def given_at_birth(platform: Platform, record_type: str, name: str) -> bool:
    """Whether whatever makes such a record writes that field itself, the same for everybody in that seat, and
    nothing else ever does: what is demanded of it is demanded by the record's being there."""
    ways = [
        (f"{kind}.{key}", about)
        for module in platform.modules.values()
        for kind, record in module.records.items()
        for key, about in record.actions.items()
        if (kind == record_type and about.creates) or any(_makes(effect, record_type) for effect in about.effects)
    ]
    if not ways or (name in platform.record(record_type).fields and _asked(platform, record_type, name)):
        return False
    return all(_constant(about, way, record_type, name) for way, about in ways) and not _rewritten(
        platform, record_type, name
    )


def _makes(effect: object, record_type: str) -> bool:
    create = getattr(effect, "create", None)
    return create is not None and create.record == record_type


def _asked(platform: Platform, record_type: str, name: str) -> bool:
    record = platform.record(record_type)
    asked = {ask.field for action in record.actions.values() for ask in action.asks}
    edited = {one for state in record.states.values() if state.edit_by for one in state.edit_fields or record.fields}
    return name in asked | edited


def _constant(action: Action, way: str, record_type: str, name: str) -> bool:
    made = [effect.create for effect in action.effects if effect.create and effect.create.record == record_type]
    given = [create.values.get(name) for create in made]
    if way.partition(".")[0] == record_type and action.creates:
        given += [
            effect.set[name] for effect in action.effects if effect.set and name in effect.set and not effect.when
        ]
    return bool(given) and all(
        isinstance(value, str | int) and (not str(value).startswith("$") or str(value).startswith("$me."))
        for value in given
    )


def _rewritten(platform: Platform, record_type: str, name: str) -> bool:
    actions = platform.record(record_type).actions.values()
    return name in _from_elsewhere(platform, "") or any(
        name in written(action) for action in actions if not action.creates
    )
