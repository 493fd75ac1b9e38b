"""What "@name" means in a workspace: a record that the scenario or a move called so, or one of the base by its key.

"@cong_van" is the lesson's own name for a record. "@thu_tuc:1.013831" is the base record of that type whose key field
(`key: true`, or else the title) says exactly that: lessons cannot know its rid, which moves with every import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Q

from sandbox.definition.loader import platform_of
from sandbox.models import BaseRecord, Snapshot

NONE = 0  # a rid that no record has


class Names(Mapping[str, int]):
    """Names to rids; the base is asked once for each of its keys (1 query, remembered with the snapshot)."""

    def __init__(self, snapshot: Snapshot, own: Mapping[str, int]) -> None:
        self._snapshot, self._own = snapshot, own
        self._found: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        if ":" not in name:
            return self._own[name]
        if name not in self._found:
            self._found[name] = in_base(self._snapshot, *name.split(":", 1))
        if self._found[name] == NONE:
            raise KeyError(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


def in_base(snapshot: Snapshot, record_type: str, key: str) -> int:
    """The rid of the first base record of that type with that key, or `NONE`."""
    try:
        definition = platform_of(snapshot).record(record_type)
    except KeyError:
        return NONE
    called = [key, int(key)] if key.isascii() and key.isdecimal() and len(key) < 16 else [key]
    spelled = Q(
        *((f"data__{name}__in", called) for name in definition.key_fields or [definition.title]), _connector=Q.OR
    )

    def read() -> int:
        found = BaseRecord.objects.filter(spelled, snapshot_id=snapshot.pk, record_type=record_type)
        return found.order_by("rid").values_list("rid", flat=True).first() or NONE

    name = sha256(f"{snapshot.hash}\n{record_type}\n{key}".encode()).hexdigest()
    rid: int = cache.get_or_set(f"sandbox:named:{name}", read, timeout=None) or NONE
    return rid
