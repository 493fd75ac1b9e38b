"""A worker that is killed in the middle of a roster, twenty times and at every statement: nothing lost or doubled."""

from pathlib import Path

import pytest

from tests.killed import program


@pytest.mark.thorough
@pytest.mark.exhaustive
@pytest.mark.everywhere
@pytest.mark.django_db(transaction=True)
def test_workers_killed_twenty_times_lose_and_double_nothing(organisation_tree: None, tmp_path: Path):
    found = program("tests.training.people.killed_worker", 20, 4000, folder=tmp_path)

    assert sum(found["died"].values()) >= 20, found
    assert (found["state"], found["left"], found["kept"]) == ("undone", 0, 0)
    assert min(found["at a boundary"].values()) >= 8, found
