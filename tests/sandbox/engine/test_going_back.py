"""Going back, and rebuilding a workspace from its log alone."""

import pytest

from sandbox import api, selectors
from sandbox.models import Event
from tests.sandbox.engine.office import REGISTER, Office


def overlay(office: Office) -> str:
    return api.overlay_of(office.workspace).canonical


def test_reset_is_the_scenarios_start(office: Office) -> None:
    start = overlay(office)
    office.act("vao_so", "cong_van", **REGISTER)
    office.act("trinh", "cong_van")
    office.wait("next_session")
    office.act("tao", so_ky_hieu="1/A")
    office.act("xoa", office.page(where={"state": "da_vao_so"}).rows[-1].rid)
    assert office.rewind(0).ok
    assert overlay(office) == start
    assert selectors.effective_events(office.workspace) == []
    assert office.rebuilds()


def test_going_back_to_each_moment_gives_what_stood_there(office: Office) -> None:
    moments = {0: overlay(office)}
    for step in (
        lambda: office.act("vao_so", "cong_van", **REGISTER),
        lambda: office.act("trinh", "cong_van"),
        lambda: office.wait(),
        lambda: office.answer("cau_hoi", "5"),
        lambda: office.act("tao", so_ky_hieu="1/A"),
    ):
        seq = step().workspace.last_seq
        moments[seq] = overlay(office)
    for seq in sorted(moments, reverse=True):
        assert office.rewind(seq).ok
        assert overlay(office) == moments[seq]
        assert office.rebuilds()


def test_the_log_only_grows_and_remembers_what_was_undone(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    office.act("trinh", "cong_van")
    office.rewind(1)
    office.act("sua", "cong_van", do_khan="Khẩn")
    assert [(event.seq, undone) for event, undone in selectors.timeline(office.workspace)] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
    ]
    assert [event.seq for event in selectors.effective_events(office.workspace)] == [1, 4]
    assert [event.seq for event in selectors.history(office.workspace, office.rid("cong_van"))] == [1, 4]


def test_what_colleagues_owed_is_owed_again(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    asked = office.act("trinh", "cong_van").event.seq
    office.wait()
    assert not [owed for owed in selectors.pending(office.workspace) if owed.person == "binh"]
    office.rewind(asked)
    assert [owed.person for owed in selectors.pending(office.workspace)] == ["binh"]
    assert office.wait().followups[0].actor == "binh"


@pytest.mark.parametrize("to_seq", [2, 99, -1, 2**70, True, "1"])
def test_only_moments_that_still_count_are_offered(office: Office, to_seq) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    office.act("trinh", "cong_van")
    office.rewind(1)
    assert office.rewind(to_seq).refusal.code == "no_going_back"
    assert office.record("cong_van").state == "da_vao_so"


def test_a_repeated_rewind_goes_back_once(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    api.reset(workspace_id=office.workspace.pk, request_key="back")
    office.act("vao_so", "cong_van", **REGISTER)
    assert api.reset(workspace_id=office.workspace.pk, request_key="back").repeated
    assert office.record("cong_van").state == "da_vao_so"


def test_a_form_from_an_undone_future_is_stale(office: Office) -> None:
    version = office.act("vao_so", "cong_van", **REGISTER).event.seq
    office.rewind(0)
    office.act("vao_so", "cong_van", **REGISTER)
    assert office.act("sua", "cong_van", version=version, do_khan="Khẩn").refusal.code == "stale"


def test_events_cannot_be_changed(office: Office) -> None:
    event = office.act("vao_so", "cong_van", **REGISTER).event
    with pytest.raises(TypeError):
        Event.objects.get(pk=event.pk).save()


def test_going_back_thousands_of_times_locks_nobody_out(office: Office) -> None:
    """Work kept between pieces of undone work leaves ranges; no database takes endless conditions."""
    office.act("vao_so", "cong_van", **REGISTER)
    office.workspace.undone = [[low, low + 2] for low in range(100, 4_600, 3)]
    office.workspace.save()
    assert office.act("sua", "cong_van", trich_yeu="Vẫn làm được").ok
    assert [event.seq for event in selectors.effective_events(office.workspace)] == [1, 2]
    assert office.rewind(1).ok
    assert office.record("cong_van").data["trich_yeu"] != "Vẫn làm được"
