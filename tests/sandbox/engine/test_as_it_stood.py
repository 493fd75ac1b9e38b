"""A workspace as it stood at any moment of its log: the same to whoever reads it, and nothing is written for it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandbox import api, selectors
from sandbox.errors import NotHere
from sandbox.models import Event, OverlayRow, Workspace
from tests.sandbox import living
from tests.sandbox.engine.office import REGISTER, Office

DEEDS = 20


def seen(workspace: Workspace) -> dict[str, Any]:
    """What screens read, beside the overlay itself."""
    page = selectors.page(workspace, "van_ban", limit=60)
    rids = [row.rid for row in page.rows]
    return {
        "overlay": api.overlay_of(workspace).canonical,
        "seat": (workspace.person, workspace.role, workspace.clock, workspace.last_seq, workspace.undone),
        "page": (page.total, page.rows),
        "counts": selectors.counts(workspace, "van_ban"),
        "badges": selectors.badge_counts(workspace),
        "found": selectors.search_everywhere(workspace, "moi"),
        "history": {rid: [event.pk for event in selectors.history(workspace, rid, limit=3)] for rid in rids},
        "events": [event.pk for event in selectors.effective_events(workspace)],
        "notices": selectors.notices(workspace),
        "pending": selectors.pending(workspace),
        "offers": {
            row.rid: [(one.key, one.allowed) for one in selectors.offers(workspace, row)] for row in page.rows
        },
    }


def something(office: Office, chance: random.Random) -> None:
    """One thing that a learner might do: right, refused, back, elsewhere."""
    rows = office.page(limit=60).rows
    rid = chance.choice([row.rid for row in rows])
    deeds = [
        lambda: office.act("vao_so", chance.choice(["cong_van", "hoa_toc"]), **REGISTER),
        lambda: office.act("trinh", rid),
        lambda: office.act("xoa", rid),
        lambda: office.act("sua", rid, trich_yeu=f"Sửa lần {chance.random()}"),
        lambda: office.act("tao", so_ky_hieu=f"{chance.randint(1, 99)}/MOI"),
        lambda: office.wait(chance.choice(["reply", "next_session"])),
        lambda: office.answer("cau_hoi", str(chance.random())),
        lambda: office.look_up("mới"),
        lambda: office.rewind(chance.randint(0, office.workspace.last_seq)),
    ]
    chance.choice(deeds)()


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (1, 2))])
@pytest.mark.thorough
def test_every_moment_is_seen_as_it_was(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    moments = {0: seen(office.workspace)}
    for _deed in range(DEEDS):
        something(office, chance)
        moments[office.workspace.last_seq] = seen(office.workspace)
    kinds = set(Event.objects.filter(workspace=office.workspace).values_list("kind", flat=True))
    assert {"action", "refused", "rewind"} <= kinds
    for seq, then in moments.items():
        now = seen(selectors.as_it_stood(office.workspace, seq))
        assert {name: now[name] for name in now if now[name] != then[name]} == {}, seq


def test_a_moment_between_an_action_and_its_answer_is_where_a_rewind_leads(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    office.act("trinh", "cong_van")
    office.wait()
    for seq in range(office.workspace.last_seq, -1, -1):
        stood = api.overlay_of(selectors.as_it_stood(office.workspace, seq))
        office.rewind(seq)
        assert api.overlay_of(office.workspace).canonical == stood.canonical


def test_seats_and_moments_of_records_are_those_of_then(db: None) -> None:
    desk = Office(api.import_snapshot(platform=living.platform(), records=()), living.SCENARIO)
    moments = {0: seen_at_the_counter(desk.workspace)}
    for deed in (
        lambda: desk.act("ho_so.nhan", "moi", hen_tra="26/11/2026", nguoi_xu_ly="khanh"),
        lambda: desk.sit("khanh"),
        lambda: desk.act("ho_so.gui_thue", "moi"),
        lambda: desk.wait("deadline"),
        lambda: desk.sit("hoa"),
        lambda: desk.rewind(2),
        lambda: desk.wait("next_session"),
    ):
        deed()
        moments[desk.workspace.last_seq] = seen_at_the_counter(desk.workspace)
    assert {then[1][0] for then in moments.values()} == {"hoa", "khanh"}
    for seq, then in moments.items():
        assert seen_at_the_counter(selectors.as_it_stood(desk.workspace, seq)) == then, seq


def seen_at_the_counter(workspace: Workspace) -> tuple[Any, ...]:
    return (
        api.overlay_of(workspace).canonical,
        (workspace.person, workspace.role, workspace.clock, workspace.undone),
        selectors.next_deadline(workspace),
        selectors.seats(workspace),
        selectors.pending(workspace),
        selectors.counts(workspace, "ho_so"),
    )


def test_looking_back_writes_nothing_and_can_do_nothing(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    before = (Workspace.objects.count(), OverlayRow.objects.count(), Event.objects.count())
    with CaptureQueriesContext(connection) as asked:
        stood = selectors.as_it_stood(office.workspace, 0)
        seen(stood)
    assert [query["sql"] for query in asked if not query["sql"].lstrip("(").startswith("SELECT")] == []
    with pytest.raises(NotHere):
        api.wait(workspace_id=stood.pk, until="next_session", request_key="x")
    assert (Workspace.objects.count(), OverlayRow.objects.count(), Event.objects.count()) == before


def test_the_log_in_hand_saves_its_query(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    events = selectors.whole_log(office.workspace)
    with CaptureQueriesContext(connection) as asked:
        selectors.as_it_stood(office.workspace, 1, events)
    assert len(asked) == 0
