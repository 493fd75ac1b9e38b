"""Files that must not be taken in, sent as an HR officer sends them: refused where they are bad, in plain words, and
nothing is half written."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tests.killed import killed_after
from tests.training.people.hostile_files import ALL, BOMBS, HEAVY, SLOW, Hostile
from tests.training.people.roster_files import everything
from tests.training.people.roster_screens import sent, tam
from training.people.errors import RosterRefused
from training.people.models import RosterChange, RosterImport
from training.people.roster import sheet

__all__ = ["tam"]
pytestmark = pytest.mark.usefixtures("organisation_tree")


def is_refused(client: Client, hostile: Hostile) -> RosterImport:
    before = everything()

    roster = sent(client, hostile.content, hostile.name)

    assert roster.state == RosterImport.State.FAULTY, roster.state
    found = [say for line, column, say in roster.faults if (line, column) == (hostile.line, hostile.column)]
    assert [say for say in found if hostile.says in say], roster.faults[:4]
    assert everything() == before
    assert not RosterChange.objects.exists()
    assert not roster.file
    return roster


def test_there_are_enough_of_them() -> None:
    assert len(ALL | HEAVY) >= 40
    files = {name: hostile.content for name, hostile in ALL.items() if isinstance(hostile.made, bytes)}
    assert len(set(files.values())) == len(files)


def every_name() -> list[object]:
    return [pytest.param(name, marks=pytest.mark.thorough) if name in SLOW else name for name in ALL]


@pytest.mark.parametrize("name", every_name())
def test_a_hostile_file_is_refused_where_it_is_bad(tam: Client, name: str) -> None:
    is_refused(tam, ALL[name])


@pytest.mark.exhaustive
@pytest.mark.thorough
@pytest.mark.parametrize("name", ALL | HEAVY)
def test_its_report_is_read_and_taken_along(tam: Client, name: str) -> None:
    hostile = (ALL | HEAVY)[name]
    roster = is_refused(tam, hostile)

    assert hostile.says in tam.get(f"/nhan-su/{roster.uuid}/").content.decode()
    listed = b"".join(tam.get(f"/nhan-su/{roster.uuid}/loi.csv").streaming_content).decode("utf-8-sig")
    assert f"{hostile.line};" in listed


@pytest.mark.exhaustive
@pytest.mark.thorough
@pytest.mark.parametrize("name", [*BOMBS, "one gigabyte in a megabyte"])
def test_a_bomb_takes_no_memory(name: str) -> None:
    """Measured in a process of its own: what reading the file adds to it, at its height."""
    content = (ALL | HEAVY)[name].content
    connection.close()

    def reads() -> None:
        before = megabytes("VmRSS")
        with pytest.raises(RosterRefused):
            sheet.read(content)
        assert megabytes("VmHWM") - before < 150, (before, megabytes("VmHWM"))

    killed_after(None, reads)


def megabytes(what: str) -> int:
    return int(Path("/proc/self/status").read_text().partition(f"{what}:")[2].split()[0]) // 1024
