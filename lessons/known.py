"""Proofs that were made before the product was shipped.

A proof depends on the task, the platform and the engine alone. So what comes with the product need not be proved by
every machine that installs it, which would take it a minute: `data/proved.txt` names, by hash, the shipped lessons as
they stand on the shipped platform, proved by the engine of its first line. `make docs` makes and writes the proofs,
a test keeps it true. A comma more in a lesson, another release of the platform or a newer engine is another name, and
is proved like everything else; and every night all that is live is proved again.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sandbox.version import ENGINE

FILE = Path(__file__).parent / "data" / "proved.txt"


@cache
def proved() -> frozenset[str]:
    """Hashes of tasks that are known to hold (see `TaskSpec.hash`); none where another engine proved them."""
    return read(FILE.read_text(encoding="utf-8")) if FILE.exists() else frozenset()


def read(text: str) -> frozenset[str]:
    head, *lines = text.splitlines() or [""]
    return frozenset(line.split()[0] for line in lines if line.strip()) if head == _head() else frozenset()


def write(hashes: dict[str, str]) -> str:
    """The file of these hashes, by lesson code."""
    return "\n".join([_head(), *(f"{name}  {code}" for code, name in sorted(hashes.items()))]) + "\n"


def _head() -> str:
    return f"engine {ENGINE}"
