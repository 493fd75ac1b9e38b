"""A worker that is killed while it writes a list, twenty times and more, for real: one whole file in the end."""

from pathlib import Path

import pytest

from tests.killed import program


@pytest.mark.thorough
@pytest.mark.everywhere
@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_leaves_no_half_file_and_no_second_one(organisation_tree: None, tmp_path: Path) -> None:
    found = program("tests.training.reports.killed_worker", 20, 600, folder=tmp_path)

    assert found["died"]["at a moment"] == 20, found
    assert found["died"]["at a boundary"] >= 20, found
    assert found["ready"] == found["files"] == found["in the access log"] == found["lists"], found
    assert found["strays"] == 0, found
