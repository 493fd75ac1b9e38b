"""The world of the sandbox as data: the Cà Mau platform definition, and the documents that fill it.

`ca_mau/` is the definition (UBND xã Đất Mũi), `vocabulary.yaml` the words of its documents, `generator` writes them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.definition.schema import Platform
    from sandbox.models import Snapshot

__all__ = ["CA_MAU", "DOCUMENTS", "ca_mau_platform", "ca_mau_snapshot"]

CA_MAU = Path(__file__).parent / "ca_mau"
DOCUMENTS = 3_200  # incoming documents of a believable commune between July 2025 and November 2026


def ca_mau_platform() -> Platform:
    """The definition. Raises DefinitionError."""
    from sandbox.definition.loader import load_platform

    return load_platform(CA_MAU)


def ca_mau_snapshot(documents: int = DOCUMENTS) -> Snapshot:
    """The snapshot with so many documents, in the database; the same content is stored once."""
    from sandbox import api
    from sandbox.data.generator import generate

    platform = ca_mau_platform()
    return api.import_snapshot(platform=platform, records=generate(platform, documents=documents))
