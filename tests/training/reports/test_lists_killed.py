"""A worker that is killed while it writes a list, twenty times and more, for real: one whole file in the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.killed import program
from training.people.models import User
from training.reports import api, lists
from training.reports.asking import asked_of
from training.reports.models import Export


@pytest.mark.thorough
@pytest.mark.exhaustive
@pytest.mark.everywhere
@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_leaves_no_half_file_and_no_second_one(organisation_tree: None, tmp_path: Path) -> None:
    found = program("tests.training.reports.killed_worker", 20, 600, folder=tmp_path)

    assert found["died"]["at a moment"] == 20, found
    assert found["died"]["at a boundary"] >= 20, found
    assert found["ready"] == found["files"] == found["in the access log"] == found["lists"], found
    assert found["strays"] == 0, found


@pytest.mark.django_db
def test_a_slow_worker_leaves_it_to_who_took_it_over(
    hr: User, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was silent for too long, and what it had written was swept away under its hands."""
    settings.PRIVATE_ROOT = tmp_path
    monkeypatch.setattr(api, "_wake", lambda: None)
    export = api.ask_for(acting_user=hr, asked=asked_of(hr, {}), who="moi-nguoi")
    real, folder = lists.rows, tmp_path / "exports"

    def taken_over(*arguments: Any) -> Iterator[list[Any]]:
        yield from real(*arguments)
        assert {place.suffix for place in folder.iterdir()} == {".xlsx", ".part"}
        Export.objects.update(run="f" * 32)
        api._forget_others(Export.objects.get())

    with mock.patch("training.reports.lists.rows", taken_over):
        assert api.write_waiting() == 0

    export.refresh_from_db()
    assert (export.state, export.run) == (Export.State.WAITING, "f" * 32)
    assert list(folder.iterdir()) == []
