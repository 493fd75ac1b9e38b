"""What the tests of the roster's screens share: an HR officer of one commune who hands files in and decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.training.people.hostile_files import HERE, NEW, sheet, text
from training.people.models import RosterImport, User
from training.people.tasks import work_on_rosters

__all__ = ["HERE", "HONG", "NEW", "State", "decided", "faults", "sent", "sheet", "tam", "text"]

State = RosterImport.State
HONG = ["CM-HK-001", "Ngô Thị Hồng", "", HERE, "Văn thư viên", "", "", ""]


@pytest.fixture
def tam(hr_other: User, client_of: Callable[[User], Client]) -> Client:
    """The HR officer of xã Hồ Thị Kỷ, and of nothing else."""
    return client_of(hr_other)


def sent(client: Client, content: bytes, name: str = "ds.xlsx") -> RosterImport:
    """Handed in and checked."""
    response = client.post("/nhan-su/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 303, response.content.decode()
    work_on_rosters()
    return RosterImport.objects.get(uuid=response["Location"].split("/")[2])


def decided(client: Client, roster: RosterImport, what: str) -> RosterImport:
    assert client.post(f"/nhan-su/{roster.uuid}/", {"lam": what}).status_code == 303
    work_on_rosters()
    roster.refresh_from_db()
    return roster


def faults(roster: RosterImport) -> list[tuple[int, str]]:
    assert roster.state == State.FAULTY
    return [(line, column) for line, column, _say in roster.faults]
