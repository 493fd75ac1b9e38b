"""The file of everything about me: complete, nobody else's, the same few questions however much there is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from django.test import Client

from lessons.models import LessonPage
from sandbox.models import Event
from tests.training.progress.record_world import everybody
from training.people.models import User
from training.practice.models import Attempt
from training.progress.export import PARTS, README

__all__ = ["everybody"]

ADDRESS = "/ho-so-cua-toi/tai-ve/"


@pytest.fixture
def kept(everybody: None, l05: LessonPage) -> Attempt:
    return Attempt.objects.get(user__staff_code="CM-DM-001", state=Attempt.State.FINISHED)


def text_of(client: Client) -> str:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def file_of(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text_of(client))
    return found


def test_a_row_of_each_kind_is_in_it(kept: Attempt, mai: User, client_of) -> None:
    client_of(mai).post("/ho-so-cua-toi/giay-xac-nhan/")
    file = file_of(client_of(mai))
    assert set(file) == {"readme", *PARTS}
    assert [part for part in PARTS if not file[part] and part not in ("roles", "looked")] == []
    assert (file["person"][0]["full_name"], len(file["attempts"])) == ("Trần Thị Mai", 2)


def test_a_role_is_in_it_with_who_gave_it(hr: User, client_of) -> None:
    roles = file_of(client_of(hr))["roles"]
    assert [(row["role"], row["scope_name"]) for row in roles] == [("hr", "Tỉnh Cà Mau")]


def test_every_part_is_explained_in_both_languages() -> None:
    readme = yaml.safe_load(README.read_text(encoding="utf-8"))
    assert set(readme["parts"]) == set(PARTS)
    assert all(set(words) == {"vi", "en"} for words in (readme["about"], *readme["parts"].values()))


def test_events_are_as_they_are_stored(kept: Attempt, mai: User, client_of) -> None:
    mine = [one for one in file_of(client_of(mai))["events"] if one["workspace_id"] == str(kept.workspace_id)]
    stored = Event.objects.filter(workspace=kept.workspace_id)
    assert [(one["seq"], one["action"], one["values"]) for one in mine] == list(
        stored.values_list("seq", "action", "values")
    )


def test_nothing_of_another_person_is_in_it(kept: Attempt, mai: User, phuc: User, client_of) -> None:
    theirs = Attempt.objects.get(user=phuc)
    text = text_of(client_of(mai))
    for words in ("riêng của Phúc", str(theirs.uuid), str(theirs.workspace_id), phuc.staff_code, phuc.email):
        assert words not in text


def test_no_password_is_in_it(kept: Attempt, mai: User, client_of) -> None:
    text = text_of(client_of(mai))
    assert mai.password not in text
    assert '"password"' not in text


def test_it_is_a_file_that_no_cache_keeps(kept: Attempt, mai: User, client_of) -> None:
    answer = client_of(mai).get(ADDRESS)
    assert answer["Content-Disposition"].startswith('attachment; filename="ho-so-cmdm001-')
    assert "no-store" in answer["Cache-Control"]
    assert answer.streaming


def test_one_question_a_part_however_much_there_is(
    kept: Attempt, mai: User, client_of, django_assert_max_num_queries
) -> None:
    client = client_of(mai)
    for mode in ("guided", "alone", "guided"):
        client.post(f"/luot-tap/{kept.uuid}/tap-lai/", {"mode": mode})
    assert Attempt.objects.filter(user=mai).count() == 5
    with django_assert_max_num_queries(len(PARTS) + 4):  # session, person, and where they work
        file_of(client)
