"""`docs/platform`: the state diagrams, and the table from each thing specified to the line that does it.

`rows/<module>.yaml` lists what the platform is specified to do: `spec` in words, and `at`, one place or several
in a definition ("van_ban_den: records.van_ban.actions.tu_choi"), a lesson ("lessons/data/L04.yaml: task.steps[1]")
or code ("sandbox/masking.py: def masked"), or `left` with the reason why it was left out. A place that does not
exist is an error. `make docs` writes both.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sandbox.data import CA_MAU, ca_mau_platform  # noqa: E402
from sandbox.definition.yamlfile import YamlFile, YamlPath  # noqa: E402
from sandbox.management.commands.validate_platform import diagrams  # noqa: E402

DOCS = ROOT / "docs" / "platform"
HEAD = """# What the platform does, and where it is written

Made by `make docs` from `rows/`; a test keeps it true. Each row names a transition, a right, a field, a finding, a
rule or a typical mistake of the platform, and the line of the definition that implements it, or why it was left out.
"""


class Dead(Exception):
    """A row that points nowhere."""


@cache
def yaml_file(path: Path) -> YamlFile:
    return YamlFile(path, path.relative_to(ROOT).as_posix())


def steps(path: str) -> YamlPath:
    """ "records.van_ban.guards[0]" → ("records", "van_ban", "guards", 0)."""
    found: list[str | int] = []
    for part in path.split("."):
        name, *numbers = part.replace("]", "").split("[")
        found += [name, *map(int, numbers)]
    return tuple(found)


def place(at: str) -> tuple[str, int]:
    """File and line. Raises Dead."""
    name, _, path = at.partition(": ")
    candidates = [ROOT / name] if "/" in name else [CA_MAU / "modules" / f"{name}.yaml", CA_MAU / f"{name}.yaml"]
    file = next((one for one in candidates if one.is_file()), None)
    if file is None or not path:
        raise Dead(f"{at}: there is no such file")
    if file.suffix != ".yaml":
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if path in line:
                return file.relative_to(ROOT).as_posix(), number
        raise Dead(f"{at}: these words do not stand there")
    known = yaml_file(file)
    wanted = steps(path)
    if wanted not in known.lines:
        raise Dead(f"{at}: no such place; nearest is line {known.line_of(wanted)}")
    return known.name, known.lines[wanted]


def table() -> str:
    """The whole page. Raises Dead with every row that points nowhere."""
    page, dead = [HEAD], []
    for path in sorted((DOCS / "rows").glob("*.yaml")):
        page += [f"\n## {path.stem}\n", "| what | where |", "|---|---|"]
        for number, row in enumerate(yaml_file(path).data or []):
            try:
                page.append(f"| {cell(row['spec'])} | {where(row)} |")
            except (Dead, KeyError, TypeError) as error:
                dead.append(f"{path.name} row {number + 1}: {error!r}")
    if dead:
        raise Dead("\n".join(dead))
    return "\n".join(page) + "\n"


def where(row: dict[str, Any]) -> str:
    if row.keys() == {"spec", "left"}:
        return f"left out: {cell(row['left'])}"
    if row.keys() != {"spec", "at"}:
        raise Dead(f"expected spec and at, or spec and left; found {', '.join(row)}")
    places = row["at"] if isinstance(row["at"], list) else [row["at"]]
    links = []
    for at in places:
        file, line = place(at)
        links.append(f"[{Path(file).name}:{line}](../../{file}#L{line}) `{at.partition(': ')[2]}`")
    return "<br>".join(links)


def cell(words: Any) -> str:
    return " ".join(str(words).split()).replace("|", "\\|")


def main() -> None:
    folder = DOCS / "diagrams"
    folder.mkdir(exist_ok=True)
    drawn = diagrams(ca_mau_platform())
    for old in set(folder.glob("*.svg")) - {folder / name for name in drawn}:
        old.unlink()
    for name, picture in drawn.items():
        (folder / name).write_text(picture, encoding="utf-8")
    (DOCS / "coverage.md").write_text(table(), encoding="utf-8")
    print(f"{len(drawn)} diagrams and coverage.md in {DOCS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
