"""What a trainer chooses from: the words of the current platform definition, grouped by module.

Each list is [(group, [(value, label)])]; a value is the definition's key ("van_ban.trinh"), a label is what the
screens call it ("Văn bản đến › Trình lãnh đạo"). Built once per snapshot and language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, RecordType
from sandbox.selectors import current_snapshot
from sandbox.spec import SEARCHED

Choices = list[tuple[str, list[tuple[str, str]]]]
STATE = "state"  # the special name of conditions: a record's state stands beside its fields


def current_platform() -> Platform | None:
    """The definition that new work is written against; None until a platform is loaded."""
    snapshot = current_snapshot()
    return platform_of(snapshot) if snapshot else None


def choices(kind: str) -> Choices:
    """The list of that kind (see `KINDS`) in the language of the screen."""
    snapshot = current_snapshot()
    if snapshot is None:
        return []
    name = (snapshot.hash, get_language() or "vi", kind)
    if name not in _built:
        if len(_built) > 100:
            _built.clear()
        _built[name] = KINDS[kind](platform_of(snapshot), name[1])
    return _built[name]


_built: dict[tuple[str, str, str], Choices] = {}


def label(kind: str, value: str, platform: Platform) -> str:
    """What the screens call a value; the value itself if the definition does not know it."""
    for _group, options in KINDS[kind](platform, get_language() or "vi"):
        for key, text in options:
            if key == value:
                return text
    return value


def _records(platform: Platform, language: str) -> Iterator[tuple[str, str, RecordType, str]]:
    """(module's label, record key, record type, record's label), in the order of the screens."""
    for module in sorted(platform.modules.values(), key=lambda module: module.order):
        for key, record in module.records.items():
            yield module.label.into(language), key, record, record.label.into(language)


def _grouped(rows: Iterator[tuple[str, str, str]]) -> Choices:
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, value, text in rows:
        groups.setdefault(group, []).append((value, text))
    return list(groups.items())


def modules(platform: Platform, language: str) -> Choices:
    return _grouped((_("Modules"), key, module.label.into(language)) for key, module in platform.modules.items())


def records(platform: Platform, language: str) -> Choices:
    return _grouped((group, key, name) for group, key, _record, name in _records(platform, language))


def fields(platform: Platform, language: str) -> Choices:
    return _grouped(
        (group, f"{key}.{field}", f"{name} › {text}")
        for group, key, record, name in _records(platform, language)
        for field, text in [
            (STATE, _("State")),
            *((field, about.label.into(language)) for field, about in record.fields.items()),
        ]
    )


def states(platform: Platform, language: str) -> Choices:
    return _grouped(
        (group, f"{key}.{state}", f"{name} › {about.label.into(language)}")
        for group, key, record, name in _records(platform, language)
        for state, about in record.states.items()
    )


def actions(platform: Platform, language: str) -> Choices:
    correct = _("Correct the entry")
    searched = (_("Everywhere"), [(SEARCHED, _("Search all modules"))])
    return [
        searched,
        *_grouped(
            (group, f"{key}.{action}", f"{name} › {text}")
            for group, key, record, name in _records(platform, language)
            for action, text in [
                *((action, about.label.into(language)) for action, about in record.actions.items()),
                *([("sua", correct)] if "sua" not in record.actions else []),
            ]
        ),
    ]


def places(platform: Platform, language: str) -> Choices:
    """Where a spotlight can point: a module, an action's button, a field."""
    return [
        *modules(platform, language),
        *_merged(actions(platform, language), fields(platform, language)),
    ]


def roles(platform: Platform, language: str) -> Choices:
    return _grouped((_("Roles"), key, role.label.into(language)) for key, role in platform.roles.items())


def people(platform: Platform, language: str) -> Choices:
    return _grouped(
        (platform.units[person.unit].label.into(language), key, f"{person.name} – {person.title.into(language)}")
        for key, person in platform.people.items()
    )


def _merged(first: Choices, second: Choices) -> Choices:
    groups = {group: list(options) for group, options in first}
    for group, options in second:
        taken = {value for value, _text in groups.get(group, [])}
        groups.setdefault(group, []).extend(option for option in options if option[0] not in taken)
    return list(groups.items())


KINDS: dict[str, Callable[[Platform, str], Choices]] = {
    "module": modules,
    "record": records,
    "field": fields,
    "state": states,
    "action": actions,
    "place": places,
    "role": roles,
    "person": people,
}
