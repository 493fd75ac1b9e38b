"""The generated world: the same every time, believable, and nobody real in it."""

from __future__ import annotations

import re
from functools import cache
from io import StringIO

import pytest
from django.core.management import call_command

from sandbox.api import BaseRecordSpec
from sandbox.data import DOCUMENTS, ca_mau_platform
from sandbox.data.generator import generate
from sandbox.definition.calendar import is_working_day
from sandbox.definition.values import parse_stored
from sandbox.models import Snapshot


@cache
def world() -> list[BaseRecordSpec]:
    return generate(ca_mau_platform())


def documents() -> list[BaseRecordSpec]:
    return [spec for spec in world() if spec.record == "van_ban"]


@pytest.mark.thorough
def test_it_is_a_function_of_its_seed() -> None:
    platform = ca_mau_platform()
    assert generate(platform, documents=200) == generate(platform, documents=200)
    assert generate(platform, documents=200) != generate(platform, documents=200, seed=1)


@pytest.mark.thorough
def test_there_is_enough_of_it() -> None:
    assert len(documents()) == DOCUMENTS >= 3_000
    assert sum(spec.state == "tren_may" for spec in world()) == 20


@pytest.mark.thorough
def test_every_value_is_a_stored_value_of_its_field() -> None:
    platform = ca_mau_platform()
    for spec in world():
        fields = platform.record(spec.record).fields
        for name, value in spec.values.items():
            assert parse_stored(fields[name], value, platform=platform) == value, (name, value)


@pytest.mark.parametrize("year", [pytest.param("2025", marks=pytest.mark.thorough), "2026"])
def test_arrival_numbers_run_on_and_restart_with_the_year(year: str) -> None:
    numbers = [
        spec.values["so_den"]
        for spec in documents()
        if spec.values["ngay_den"][:4] == year and "so_den" in spec.values
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_current_year_has_the_highest_number() -> None:
    """The book goes on from the highest number of the base."""
    assert max(documents(), key=lambda spec: spec.values.get("so_den", 0)).values["ngay_den"].startswith("2026")


def test_documents_come_on_working_days_and_are_not_written_after_they_came() -> None:
    calendar = ca_mau_platform().calendar
    for spec in documents():
        came = spec.values["ngay_den"]
        assert "2025-07-01" <= came[:10] <= "2026-11-20"
        assert is_working_day(calendar, came)
        assert spec.values["ngay_ban_hanh"] <= came[:10]


def test_most_work_is_done_and_some_is_overdue() -> None:
    done = sum(spec.state in ("hoan_thanh", "da_lap_ho_so", "da_nop_luu") for spec in documents())
    late = [
        spec
        for spec in documents()
        if spec.state in ("da_phan_cong", "dang_xu_ly", "cho_duyet_kq") and spec.values["han_xu_ly"] < "2026-11-23"
    ]
    assert done > 0.9 * len(documents())
    assert 10 <= len(late) <= 100


def test_the_inbox_is_empty_for_the_lesson() -> None:
    assert not {spec.state for spec in documents()} & {"cho_tiep_nhan", "da_tiep_nhan", "da_vao_so", "tra_lai"}


def test_nobody_is_real() -> None:
    told = " ".join(str(spec.values) for spec in world()) + ca_mau_platform().model_dump_json()
    numbers = re.findall(r"(?<!\d)\d{12}(?!\d)", told)
    assert numbers
    assert all(number.startswith("999") for number in numbers)
    reserved = (".example", ".invalid", ".test")  # forged senders too come from hosts that cannot exist
    assert all(host.endswith(reserved) for host in re.findall(r"@([\w.-]+\w)", told))
    assert "gov.vn" not in told


def test_files_belong_to_their_documents() -> None:
    for spec in documents():
        for rid in spec.values.get("tep", []):
            name = spec.values["so_ky_hieu"].replace("/", "-")
            assert world()[rid - 1].values["ten"] == f"{name}.pdf"


@pytest.mark.thorough
def test_loading_twice_is_loading_once(db: None) -> None:
    for _ in range(2):
        call_command("load_platform", "--documents=30", stdout=StringIO())
    assert Snapshot.objects.count() == 1
