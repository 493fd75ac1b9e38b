"""One YAML file as plain data that remembers its line numbers, with YAML's traps refused by name.

Only the safe tags are understood; nothing is executed. Traps: `on:` / `yes` / `no` read as booleans, `12:30` as 750,
`05` as octal, a key given twice silently wins. Unquoted dates stay text, as every stored date is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from sandbox.definition.problems import Problem

YamlPath = tuple[str | int, ...]
_LARGEST = 200_000  # values in one file, aliases counted each time
_TAG = "tag:yaml.org,2002:"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads the same ten times as fast


def read_plain(path: Path) -> Any:
    """A file of the house's own words and names, in YAML's usual meaning: an unquoted date is a date."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


class YamlFile:
    """`data`, the line of each path in `lines`, and the `problems` found. `text`: instead of the file's."""

    def __init__(self, path: Path, name: str, text: str | None = None) -> None:
        self.name = name
        self.lines: dict[YamlPath, int] = {}
        self.problems: list[Problem] = []
        self.data: Any = None
        self._read = 0
        try:
            node = yaml.compose(path.read_text(encoding="utf-8") if text is None else text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            self._refuse(line, (), f"not readable as YAML: {error.problem}")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self._refuse(None, (), f"not readable as YAML: {error}")
        else:
            self.data = None if node is None else self._value(node, ())

    def line_of(self, path: YamlPath) -> int | None:
        """The line of `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def _refuse(self, line: int | None, path: YamlPath, message: str) -> None:
        self.problems.append(Problem(self.name, line, dotted(path), message))

    def _value(self, node: yaml.Node, path: YamlPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        self._read += 1
        if self._read > _LARGEST or len(path) > 40:
            if self._read == _LARGEST + 1:
                self._refuse(node.start_mark.line + 1, path, "the file is too large or refers to itself")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, n)) for n, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: YamlPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if key_node.tag == f"{_TAG}merge":
                self._refuse(line, path, 'merge keys ("<<") are not supported: write the keys out')
            elif not isinstance(key_node, yaml.ScalarNode):
                self._refuse(line, path, "expected a plain word as key")
            elif key_node.tag == f"{_TAG}bool":
                self._refuse(
                    line, (*path, key), f'YAML reads the key "{key}" as true/false: use another word, or quote it'
                )
            elif key in data:
                self._refuse(line, (*path, key), f'the key "{key}" is given twice')
            else:
                self.lines[(*path, key)] = line
                data[key] = self._value(value_node, (*path, key))
        return data

    def _scalar(self, node: yaml.Node, path: YamlPath) -> Any:
        written, kind = str(node.value), node.tag.removeprefix(_TAG)
        line = node.start_mark.line + 1
        if kind == "bool" and written.lower() not in ("true", "false"):
            self._refuse(line, path, f"YAML reads {written} as true/false: quote it, or write true or false")
        elif kind in ("int", "float") and ":" in written:
            self._refuse(line, path, f'YAML reads {written} as a number of seconds: quote it: "{written}"')
        elif kind == "int" and len(written.lstrip("+-")) > 1 and written.lstrip("+-").startswith("0"):
            self._refuse(line, path, f'YAML reads {written} as an octal number: quote it: "{written}"')
        elif kind == "bool":
            return written.lower() == "true"
        elif kind == "int":
            return int(written.replace("_", ""))
        elif kind == "float":
            return float(written.replace("_", ""))
        elif kind == "null":
            return None
        elif kind in ("str", "timestamp"):
            return written
        else:
            self._refuse(line, path, f"the tag {node.tag} is not supported")
        return None


def dotted(path: YamlPath) -> str:
    """("records", "van_ban", "asks", 0) → "records.van_ban.asks[0]" """
    written = ""
    for part in path:
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else str(part)
    return written
