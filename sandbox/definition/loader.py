"""From files, or from a snapshot's JSON, to a `Platform` that can be relied on.

`load_platform` reads a folder: `platform.yaml`, the parts of it that stand in files of their own (`people.yaml`), and
one YAML file a module, beside it or in `modules/`. Whatever is wrong is collected and raised together as one
`DefinitionError`: file, line, path, and what was expected.

`as_json` / `parse_definition` are the stored form. Named things are kept as [key, value] pairs there, because their
order is meaning (fields on a form, states, tabs) and a database's JSON does not promise the order of keys.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import yaml
from pydantic import BaseModel, ValidationError

from sandbox.definition.problems import DefinitionError, Problem
from sandbox.definition.references import check_references
from sandbox.definition.schema import Platform, write_wait
from sandbox.definition.yamlfile import YamlFile, YamlPath, dotted

__all__ = [
    "DefinitionError",
    "Problem",
    "as_json",
    "canonical",
    "load_platform",
    "module_text",
    "parse_definition",
    "platform_of",
]

DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MAIN_FILE = "platform.yaml"
PARTS = frozenset({"roles", "people", "units", "laws", "pools", "calendar"})  # may stand in a file of their own
DURATIONS = frozenset({"wait", "takes"})  # kept in minutes, written "30m"
_KEPT = 16  # platforms parsed and kept in each process


def load_platform(folder: Path) -> Platform:
    """The platform described by the YAML files of `folder`. Raises DefinitionError with every problem found."""
    main = folder / MAIN_FILE
    if not main.is_file():
        raise DefinitionError([Problem(MAIN_FILE, None, "", f"expected this file in the folder {folder.name}")])
    files = {"": YamlFile(main, MAIN_FILE)}
    parts: dict[str, YamlFile] = {}
    data: dict[str, Any] = {}
    problems = list(files[""].problems)
    if isinstance(files[""].data, dict):
        data |= files[""].data
    elif not problems:
        problems.append(Problem(MAIN_FILE, 1, "", "expected keys such as platform, roles, units, people"))
    if "modules" in data:
        problems.append(
            Problem(MAIN_FILE, files[""].line_of(("modules",)), "modules", "each module stands in a file of its own")
        )
    modules: dict[str, Any] = {}
    for path in sorted({*folder.glob("*.yaml"), *folder.glob("modules/*.yaml")} - {main}):
        module = YamlFile(path, path.relative_to(folder).as_posix())
        problems += module.problems
        if path.parent == folder and path.stem in PARTS:
            if isinstance(module.data, dict) and path.stem not in data:
                data[path.stem], parts[path.stem] = module.data, module
            else:
                problems.append(Problem(module.name, 1, "", f"expected {path.stem} here, and not in {MAIN_FILE}"))
            continue
        key = module.data.get("module") if isinstance(module.data, dict) else None
        if not isinstance(key, str):
            problems.append(Problem(module.name, 1, "module", "expected the module's key, as in module: van_ban_den"))
        elif key in modules:
            line = module.line_of(("module",))
            problems.append(Problem(module.name, line, "module", f'"{key}" is already defined in {files[key].name}'))
        else:
            files[key], modules[key] = module, module.data

    def place(path: YamlPath) -> Callable[[str], Problem]:
        file, rest = files[""], path
        if len(path) >= 2 and path[0] == "modules" and path[1] in files:
            file, rest = files[str(path[1])], path[2:]
        elif path and path[0] in parts:
            file, rest = parts[str(path[0])], path[1:]
        return lambda message: Problem(file.name, file.line_of(rest), dotted(rest), message)

    ordered = sorted(modules.items(), key=lambda item: _order(item[1]))
    return _checked({**data, "modules": dict(ordered)}, place, problems)


def parse_definition(definition: dict[str, Any]) -> Platform:
    """The platform from its JSON form (of `as_json`, or plain nested mappings). Raises DefinitionError."""

    def place(path: YamlPath) -> Callable[[str], Problem]:
        return lambda message: Problem("definition", None, dotted(path), message)

    return _checked(_from_pairs(definition), place, [])


def as_json(platform: Platform) -> dict[str, Any]:
    """The platform as JSON data, without what is default; the order of named things survives any database."""
    data = _to_pairs(platform)
    assert isinstance(data, dict)
    return data


def module_text(platform: Platform, key: str) -> str:
    """One module as the text of a file, without what is default: equal where the modules are. Raises KeyError."""
    plain = _from_pairs(_to_pairs(platform.modules[key]))
    return str(yaml.dump(plain, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=110))


def canonical(data: Any) -> bytes:
    """JSON bytes that are the same for the same content: what hashes are taken of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class _HasDefinition(Protocol):
    hash: Any
    definition: Any


_platforms: OrderedDict[str, Platform] = OrderedDict()
_platforms_lock = Lock()


def platform_of(snapshot: _HasDefinition) -> Platform:
    """The snapshot's platform, parsed once in each process (a snapshot never changes)."""
    with _platforms_lock:
        if found := _platforms.get(snapshot.hash):
            _platforms.move_to_end(snapshot.hash)
            return found
    platform = parse_definition(snapshot.definition)
    with _platforms_lock:
        _platforms[snapshot.hash] = platform
        while len(_platforms) > _KEPT:
            _platforms.popitem(last=False)
    return platform


def _order(module: dict[str, Any]) -> tuple[int, str]:
    order = module.get("order", 100)
    return (order if isinstance(order, int) else 100, str(module.get("module")))


def _checked(
    data: dict[str, Any], place: Callable[[YamlPath], Callable[[str], Problem]], problems: list[Problem]
) -> Platform:
    try:
        platform = Platform.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            path = tuple(part for part in fault["loc"] if part != "[key]")
            problems.append(place(path)(_expected(dict(fault))))
        raise DefinitionError(_in_order(problems)) from None
    problems += [place(path)(message) for path, message in check_references(platform)]
    if problems:
        raise DefinitionError(_in_order(problems))
    return platform


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By file and line; a key refused while reading is not reported a second time as missing or unknown."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (problem.file != MAIN_FILE, problem.file, problem.line or 0))


def _expected(fault: dict[str, Any]) -> str:
    """pydantic's fault as one sentence: what was expected, and what stands there."""
    kind, context, found = fault["type"], fault.get("ctx", {}), fault.get("input")
    shown = json.dumps(found, ensure_ascii=False, default=str)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    last = next((str(part) for part in reversed(fault["loc"]) if isinstance(part, str)), "")
    key_rule = "a key: lower-case ASCII letters, digits and _, starting with a letter, at most 40"
    match kind:
        case "missing":
            return f'the key "{last}" is missing here'
        case "extra_forbidden":
            return f'unknown key "{last}": check the spelling'
        case "string_pattern_mismatch":
            rule = key_rule if "[a-z][a-z0-9_]{0,39}" in context["pattern"] else f"text like {context['pattern']}"
            return f"expected {rule}; found {shown}"
        case "literal_error":
            return f"expected {context['expected']}; found {shown}"
        case "string_type":
            return f"expected text (quote it); found {shown}"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"expected keys with values below; found {shown}"
        case "list_type":
            return f"expected a list; found {shown}"
        case "value_error":
            return f"{context['error']}; found {shown}"
        case "string_too_short":
            return "expected some text; found nothing"
        case "too_long":
            return f"expected at most {context['max_length']} items; found {context['actual_length']}"
    message = str(fault["msg"])
    return f"{message[0].lower()}{message[1:]}; found {shown}"


def _to_pairs(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            (field.alias or name): write_wait(found) if name in DURATIONS else _to_pairs(found)
            for name, field in fields.items()
            if (found := getattr(value, name)) != field.get_default(call_default_factory=True)
        }
    if isinstance(value, dict) and value and all(isinstance(one, BaseModel) for one in value.values()):
        return [[key, _to_pairs(one)] for key, one in value.items()]
    if isinstance(value, dict):
        return {key: _to_pairs(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_to_pairs(one) for one in value]
    return value


def _from_pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _from_pairs(one) for key, one in value.items()}
    if isinstance(value, list):
        if value and all(_is_pair(one) for one in value):
            return {key: _from_pairs(one) for key, one in value}
        return [_from_pairs(one) for one in value]
    return value


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)
