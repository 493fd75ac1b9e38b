"""The platforms that tests of floor 1 and of the lessons' files stand on."""

from __future__ import annotations

from functools import partial

from sandbox.api import BaseRecordSpec, import_snapshot
from sandbox.data import ca_mau_snapshot
from sandbox.models import Snapshot
from tests.sandbox import counter, living, minimal
from tests.worlds import World

__all__ = ["COMMUNE", "commune_world", "counter_world", "crowd_world", "living_world", "minimal_world"]


def office(documents: int) -> Snapshot:
    return import_snapshot(platform=minimal.platform(), records=minimal.base_records(documents))


def at_the_counter() -> Snapshot:
    return import_snapshot(platform=counter.platform(), records=counter.base_records())


def lively(*records: BaseRecordSpec) -> Snapshot:
    return import_snapshot(platform=living.platform(), records=records)


COMMUNE = World("commune_world", partial(ca_mau_snapshot, documents=40))  # all of Cà Mau's modules

commune_world = COMMUNE.fixture()
minimal_world = World("minimal_world", partial(office, 60)).fixture()
crowd_world = World("crowd_world", partial(office, 120)).fixture()
counter_world = World("counter_world", at_the_counter).fixture()
living_world = World("living_world", lively).fixture()
