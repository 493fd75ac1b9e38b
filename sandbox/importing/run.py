"""The whole way of an import: read twice, mask, search for survivors, then one snapshot or nothing."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import api
from sandbox.api import BaseRecordSpec
from sandbox.definition.schema import Platform
from sandbox.importing.mapping import load_mapping
from sandbox.importing.privacy import Privacy
from sandbox.importing.records import Export, Fault
from sandbox.models import Snapshot

Progress = Callable[[str, int, int], None]  # what is being done, how far, of how many (0: not known yet)
MOST_FAULTS = 200


class Unreadable(Exception):
    """Rows with faults; nothing was written."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults[:MOST_FAULTS])))
        self.faults = faults


class Survivors(Exception):
    """Identity or telephone numbers that no rule masked: (file, line, field, kind). Nothing was written."""

    def __init__(self, places: list[tuple[str, int, str, str]]) -> None:
        super().__init__(f"{len(places)} numbers survived")
        self.places = places


@dataclass
class Report:
    """What was imported and what was masked; holds no personal data."""

    snapshot: Snapshot | None = None  # None after a dry run
    records: Counter[str] = field(default_factory=Counter)  # by record type
    masked: Counter[str] = field(default_factory=Counter)  # by kind
    people: int = 0  # different names
    skipped: int = 0


def import_export(
    *, mapping_file: Path, platform: Platform, key: str = "", dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """The snapshot of an export described by a mapping file; the tables lie beside it.

    `key` makes the pseudonyms: the same key gives the same people again in the next export. Without one, a key is
    drawn and forgotten, so that nobody can lead a pseudonym back. Raises MappingError, Unreadable, Survivors.
    """
    tell = progress or (lambda what, done, total: None)
    mapping = load_mapping(mapping_file, platform)
    export = Export(mapping_file.parent, mapping, platform)
    privacy = Privacy(key or secrets.token_hex(32))
    tell("read", 0, 0)
    total = export.learn(privacy)
    export.skipped = 0
    specs: list[BaseRecordSpec] = []
    survivors: list[tuple[str, int, str, str]] = []
    for made in export.records(privacy) if not export.faults else ():
        specs.append(BaseRecordSpec(made.table.record, made.state, made.values))
        fields = platform.record(made.table.record).fields
        looked_at = {name: value for name, value in made.values.items() if fields[name].type != "money"}
        survivors += [(made.table.file, made.line, name, kind) for name, kind in privacy.survivors(looked_at)]
        if len(specs) % 250 == 0:
            tell("mask", len(specs), total)
    tell("mask", len(specs), total)
    if export.faults:
        raise Unreadable(export.faults)
    if survivors:
        raise Survivors(survivors)
    report = Report(
        records=Counter(spec.record for spec in specs),
        masked=privacy.counts,
        people=privacy.people,
        skipped=export.skipped,
    )
    if not dry_run:
        tell("write", 0, total)
        report.snapshot = api.import_snapshot(platform=platform, records=specs)
        tell("write", total, total)
    return report
