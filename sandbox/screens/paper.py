"""The body of a document as blocks of a sheet of paper.

A document is plain text; a blank line ends a block. Lines with `` || `` stand in two columns (the letterhead
with quốc hiệu, the signatures); ``# `` is the name of the paper, ``## `` its subject; lines beginning with
``|`` are a table whose first row is the head; a short line of capitals is a stamp ("HỎA TỐC").
Everything else is paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

SHORT = 16

Kind = Literal["letterhead", "columns", "title", "subtitle", "table", "stamp", "lines"]


@dataclass(frozen=True)
class Block:
    kind: Kind
    lines: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def sheet(body: str) -> list[Block]:
    """The blocks of a document, in order. Any text gives some: nothing is refused."""
    blocks: list[Block] = []
    for kind, lines in groupby(body.replace("\r\n", "\n").split("\n"), key=_kind):
        run = [line.strip() for line in lines]
        if kind == "columns":
            first = not any(block.kind in ("letterhead", "columns") for block in blocks)
            pairs = [line.partition("||") for line in run]
            left, right = ([pair[side].strip() for pair in pairs] for side in (0, 2))
            blocks.append(Block("letterhead" if first else "columns", left=_trim(left), right=_trim(right)))
        elif kind == "title":
            blocks.append(Block("title", lines=[line.removeprefix("#").strip() for line in run]))
        elif kind == "subtitle":
            blocks.append(Block("subtitle", lines=[line.removeprefix("##").strip() for line in run]))
        elif kind == "table":
            cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in run]
            blocks.append(Block("table", head=cells[0], rows=cells[1:]))
        elif kind in ("stamp", "lines"):
            blocks.append(Block("stamp" if kind == "stamp" else "lines", lines=run))
    return blocks


def _kind(line: str) -> str:
    line = line.strip()
    if not line:
        return ""
    if "||" in line and not line.startswith("| "):
        return "columns"
    if line.startswith("|"):
        return "table"
    if line.startswith("##"):
        return "subtitle"
    if line.startswith("#"):
        return "title"
    return "stamp" if line.isupper() and len(line) <= SHORT else "lines"


def _trim(lines: list[str]) -> list[str]:
    """Without empty lines at either end; a blank one inside is a space for the signature."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    while lines and not lines[0]:
        lines = lines[1:]
    return lines
