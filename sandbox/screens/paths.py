"""Addresses inside the platform's pane: from a path to what it names, and back.

| path | names |
|---|---|
| "" | the desk ("Bàn làm việc") |
| tim · thong-bao | search everywhere (POST: with it on record) · notices |
| cho · ghe | letting time pass (POST) · sitting down in another seat (POST) |
| mo/<rid> | a record, whatever its type |
| <module> · <module>/<record> | a list: of the module's first record type, of that one |
| <module>/<record>/<rid> | a record |
| <module>/<record>/<rid>/<action> | the form of an action; POST performs it |
| <module>/<record>/moi/<action> | the same for an action that creates a record |

Slugs are the definition's keys with "-" for "_". What the role may not see does not exist: `NotHere`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sandbox.definition.schema import Action, Module, Platform, RecordType, View
from sandbox.errors import NotHere

DESK, SEARCH, NOTICES, WAIT, SEAT, OPEN, NEW = "", "tim", "thong-bao", "cho", "ghe", "mo", "moi"
CORRECT = "sua"  # the built-in action: correcting fields where the state allows it
LARGEST_RID = 2**63 - 1

Kind = Literal["desk", "search", "notices", "wait", "seat", "list", "record", "form"]


@dataclass(frozen=True)
class Route:
    kind: Kind
    module: str = ""
    record_type: str = ""
    rid: int | None = None
    action: str = ""


def slug(key: str) -> str:
    return key.replace("_", "-")


def list_path(platform: Platform, record_type: str) -> str:
    module = platform.module_of(record_type)
    first = next(iter(platform.modules[module].records))
    return slug(module) if record_type == first else f"{slug(module)}/{slug(record_type)}"


def record_path(platform: Platform, record_type: str, rid: int) -> str:
    return f"{slug(platform.module_of(record_type))}/{slug(record_type)}/{rid}"


def form_path(platform: Platform, record_type: str, rid: int | None, action: str) -> str:
    module = slug(platform.module_of(record_type))
    return f"{module}/{slug(record_type)}/{NEW if rid is None else rid}/{slug(action)}"


def may_open(module: Module, role: str) -> bool:
    return not module.for_ or role in module.for_


def may_read(record_type: RecordType, role: str) -> bool:
    return not record_type.readable_by or role in record_type.readable_by


def visible_modules(platform: Platform, role: str) -> list[tuple[str, Module]]:
    """Modules that stand as tabs for this role: open to it, with something to list that is not the desk itself."""
    return [
        (key, module)
        for key, module in platform.modules.items()
        if may_open(module, role) and any(one != platform.desk_record for one, _type in visible_records(module, role))
    ]


def visible_records(module: Module, role: str) -> list[tuple[str, RecordType]]:
    return [(key, record) for key, record in module.records.items() if may_read(record, role)]


def views_for(record_type: RecordType, role: str) -> list[tuple[str, View]]:
    """The tabs of a list that this role has; the first one where none is meant for it."""
    found = [(key, view) for key, view in record_type.views.items() if not view.for_ or role in view.for_]
    return found or list(record_type.views.items())[:1]


def find(platform: Platform, path: str, role: str) -> Route:
    """What the path names for this role. Raises `NotHere`; existence of the record itself is not looked up."""
    parts = path.strip("/").split("/") if path.strip("/") else []
    match parts:
        case []:
            return Route("desk")
        case ["tim"]:
            return Route("search")
        case ["thong-bao"]:
            return Route("notices")
        case ["cho"]:
            return Route("wait")
        case ["ghe"]:
            return Route("seat")
        case ["mo", number]:
            return Route("record", rid=_rid(number))
    if len(parts) > 4:
        raise NotHere(path)
    module = _module(platform, parts[0], role)
    if len(parts) == 1:
        visible = visible_records(platform.modules[module], role)
        if not visible:
            raise NotHere(path)
        return _list(platform, module, visible[0][0])
    record_type = _record_type(platform, module, parts[1], role)
    if len(parts) == 2:
        return _list(platform, module, record_type)
    creation = parts[2] == NEW
    if len(parts) == 3:
        if creation:
            raise NotHere(path)
        return Route("record", module, record_type, _rid(parts[2]))
    action = _action(platform.record(record_type), parts[3], creation)
    return Route("form", module, record_type, None if creation else _rid(parts[2]), action)


def _list(platform: Platform, module: str, record_type: str) -> Route:
    """A seat has one desk: its list is the desk."""
    return Route("desk") if record_type == platform.desk_record else Route("list", module, record_type)


def action_of(record_type: RecordType, key: str) -> Action | None:
    """The action as the definition has it; None for the built-in correction."""
    return record_type.actions.get(key)


def _key(part: str) -> str:
    if "_" in part:  # one address a thing
        raise NotHere(part)
    return part.replace("-", "_")


def _module(platform: Platform, part: str, role: str) -> str:
    key = _key(part)
    if key not in platform.modules or not may_open(platform.modules[key], role):
        raise NotHere(part)
    return key


def _record_type(platform: Platform, module: str, part: str, role: str) -> str:
    key = _key(part)
    records = platform.modules[module].records
    if key not in records or not may_read(records[key], role):
        raise NotHere(part)
    return key


def _action(record_type: RecordType, part: str, creation: bool) -> str:
    key = _key(part)
    if key == CORRECT and not creation:
        return key
    action = record_type.actions.get(key)
    if action is None or action.colleague_only or action.creates is not creation:
        raise NotHere(part)
    return key


def _rid(part: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,18}", part, re.ASCII) or int(part) > LARGEST_RID:
        raise NotHere(part)
    return int(part)
