"""A secret that the trainer types while demonstrating is nowhere afterwards, and the solution works all the same."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from sandbox import variables
from sandbox.data import ca_mau_platform
from sandbox.engine import guessing, secrecy
from sandbox.models import Event, OverlayRow
from sandbox.spec import Scenario
from tests.lesson_world import planted
from tests.training.studio.studio_world import begun, demonstrating, put
from tests.visitor import Visitor
from training.people.models import User
from training.studio import secret_words, writing
from training.studio.models import Recording, Sketch

__all__ = ["planted"]

PIN = "482915"
NOBODYS = "thuyen chanh den bon 77"


@pytest.fixture
def recording(planted: None, trainer: User, client_of: Any) -> Recording:
    """A token with a PIN lies ready; the trainer has tried a wrong one, then the right one."""
    lan = Visitor(client_of(trainer))
    sketch = begun(lan)
    token = {
        "ten": "Khóa của văn thư",
        "nguoi_giu": "lam_my_duyen",
        "chu_the": "lam_my_duyen",
        "hieu_luc_den": "14/08/2028",
        "pin": PIN,
        "x-state": "dang_khoa",
        "x-doi-pin": "on",
    }
    put(lan, sketch, "chung_thu", **token, **{"x-khac-pin": PIN})
    assert lan.status == 422, "one value is none that differs"
    put(lan, sketch, "chung_thu", **token, **{"x-khac-pin": "730264"})
    assert lan.status == 200, lan.text(".problems")
    made = demonstrating(lan, Sketch.objects.get())
    row = OverlayRow.objects.get(workspace=made.workspace_id)
    url = f"/xuong-bai/lam-mau/{made.uuid}/ky-so/chung-thu/{row.rid}/nhap-pin"
    drawn = variables.draw(made.sketch.scenario["variables"], made.workspace.seed)
    for typed in (NOBODYS, next(iter(drawn.values()))):
        form = BeautifulSoup(lan.client.get(url).content, "html.parser").select_one("#platform form.pf-form")
        assert lan.client.post(url, Visitor.fields(form) | {"pin": typed}).status_code == 303
    made.refresh_from_db()
    return made


def test_what_was_typed_is_nowhere(recording: Recording) -> None:
    kept = [
        str(event.values) + str(event.changes) for event in Event.objects.filter(workspace=recording.workspace_id)
    ]
    assert not any(NOBODYS in text for text in [*kept, str(recording.secrets), str(recording.words)])


def test_the_solution_types_the_lessons_own_pin(recording: Recording) -> None:
    typed = [words["pin"] for _seq, words in sorted(recording.secrets.items(), key=lambda one: int(one[0]))]
    [name] = recording.sketch.scenario["variables"]
    assert typed[1] == f"{{{{{name}}}}}"
    assert typed[0] not in (NOBODYS, typed[1])
    assert set(writing.known_secrets([recording])) == {"chung_thu.pin"}


@pytest.mark.parametrize("typed", ["thuyền chanh đèn bốn", "Xk7#mmQ2vv81", "730941", "matkhau123"])
def test_a_made_up_word_is_of_the_same_kind(typed: str) -> None:
    own = guessing.own_words(ca_mau_platform(), "lam_my_duyen")
    facts = secrecy.describe(typed, own)
    empty = Scenario(role="van_thu", person="lam_my_duyen")
    instead = secret_words.for_solution(ca_mau_platform(), empty, 1, typed, facts, "salt")
    assert instead != typed
    assert secrecy.describe(instead, own) == facts
    assert secret_words.for_solution(ca_mau_platform(), empty, 1, typed, facts, "salt") == instead
