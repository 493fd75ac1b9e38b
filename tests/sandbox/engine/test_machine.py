"""Whatever is done, in whatever order: the engine agrees with a naive full copy, and the log with the overlay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sandbox import api, selectors
from sandbox.models import FIRST_OWN_RID, BaseRecord, Event, Snapshot
from tests.sandbox.engine.naive import ASKS, TYPED, Naive
from tests.sandbox.engine.office import Office

ACTIONS = st.sampled_from([*ASKS, "vao_so", "trinh", "sua", "phan_cong", "thu_hoi", "bay"])
FORMS = st.fixed_dictionaries({}, optional={box: st.sampled_from(sorted(words)) for box, words in TYPED.items()})
GOOD = {"so_ky_hieu": "12/CV", "trich_yeu": "Về  việc mới ", "do_khan": "thường", "da_kiem": "on"}
RIDS = st.integers(1, 12) | st.integers(FIRST_OWN_RID, FIRST_OWN_RID + 6) | st.none()
SEARCHES = st.sampled_from(["", "ao tôm", "moi viec", "05", "khong co gi"])


class Machine(RuleBasedStateMachine):
    snapshot: Snapshot

    @initialize(seed=st.integers(0, 3))
    def begin(self, seed: int) -> None:
        self.office = Office(self.snapshot, seed=seed)
        rows = BaseRecord.objects.filter(snapshot=self.snapshot)
        base = {row.rid: [row.record_type, row.state, row.data] for row in rows}
        own = {
            row.rid: [row.type, row.state, row.data]
            for row in map(self.office.record, ("cong_van", "hoa_toc", "ban_scan"))
        }
        self.naive = Naive(base, own, self.office.workspace.clock, self.snapshot.sequences["van_ban.so_den"])
        self.sent: list[str] = []

    def key(self) -> str:
        self.sent.append(next(self.office.keys))
        return self.sent[-1]

    def agree(self, outcome: api.Outcome, code: str) -> None:
        assert (outcome.refusal.code if outcome.refusal else "ok") == code
        assert not outcome.repeated

    @rule(action=ACTIONS, rid=RIDS, form=FORMS, version=st.none() | st.integers(0, 9))
    def anything(self, action: str, rid: int | None, form: dict[str, str], version: int | None) -> None:
        code = self.naive.act(action, rid, form, version)
        self.agree(self.office.act(action, rid, key=self.key(), version=version, **form), code)

    @rule(data=st.data(), form=FORMS)
    def something_sensible(self, data: st.DataObject, form: dict[str, str]) -> None:
        able = {"moi": "vao_so", "da_vao_so": "trinh", "tra_lai": "trinh"}
        records = self.naive.records.items()
        rids = [
            rid
            for rid, (kind, state, _) in records
            if kind == "van_ban" and state in able and rid not in range(20, 61)
        ]
        if not rids:
            return
        rid = data.draw(st.sampled_from(sorted(rids, reverse=True)))
        self.anything(able[self.naive.records[rid][1]], rid, {**GOOD, **form}, None)

    @rule(until=st.sampled_from(["reply", "next_session"]))
    def let_time_pass(self, until: str) -> None:
        code = self.naive.wait(until)
        self.agree(self.office.wait(until, key=self.key()), code)

    @rule(value=st.sampled_from(["1", "hai"]))
    def answer(self, value: str) -> None:
        self.naive.answer("cau_hoi", value)
        self.office.answer("cau_hoi", value)

    @rule(back=st.integers(-1, 6))
    def go_back(self, back: int) -> None:
        to_seq = self.naive.seq - back
        code = self.naive.rewind(to_seq)
        self.agree(self.office.rewind(to_seq), code)

    @rule()
    def start_over(self) -> None:
        self.agree(self.office.rewind(0), self.naive.rewind(0))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.sent))
        before = Event.objects.filter(workspace=self.office.workspace).count()
        assert self.office.act("tao", key=key, so_ky_hieu="lặp").repeated
        assert Event.objects.filter(workspace=self.office.workspace).count() == before

    @rule(
        view=st.sampled_from(["tat_ca", "can_lam", "qua_han"]),
        search=SEARCHES,
        offset=st.integers(0, 45),
        limit=st.integers(1, 30),
    )
    def look(self, view: str, search: str, offset: int, limit: int) -> None:
        expected = self.naive.listed(view, search)
        page = self.office.page(view=view, search=search, offset=offset, limit=limit)
        assert page.total == len(expected)
        assert [row.rid for row in page.rows] == expected[offset : offset + limit]
        assert [as_list(row) for row in page.rows] == [self.naive.records[row.rid] for row in page.rows]

    @invariant()
    def the_same_world(self) -> None:
        workspace, naive = self.office.workspace, self.naive
        rids = {*naive.records, *naive.versions, naive.next_rid}
        assert {rid: as_list(row) for rid, row in selectors.records(workspace, rids).items()} == naive.records
        assert workspace.last_seq == naive.seq
        assert workspace.clock == naive.clock
        assert workspace.facts.get("answers", {}) == naive.answers
        assert [(one["due"], one["cause"], one["rid"]) for one in workspace.facts.get("pending", [])] == [
            owed[:3] for owed in naive.pending
        ]
        counts = selectors.counts(workspace, "van_ban")
        assert counts == {view: len(naive.listed(view, "")) for view in ("tat_ca", "can_lam", "qua_han")}
        assert {event.seq for event in selectors.effective_events(workspace)}.isdisjoint(naive.undone)

    @invariant()
    def the_log_is_enough(self) -> None:
        assert self.office.rebuilds()


def as_list(row: Any) -> list[Any]:
    return [row.type, row.state, row.data]


@pytest.mark.parametrize(
    ("few", "many"), [pytest.param(1000, 800, id="small"), pytest.param(5, 2, id="large", marks=pytest.mark.thorough)]
)
def test_the_engine_agrees_with_a_naive_full_copy(snapshot, monkeypatch, few: int, many: int) -> None:
    """Also with the ways of a large base and a large overlay."""
    monkeypatch.setattr("sandbox.engine.lists.FEW", few)
    monkeypatch.setattr("sandbox.engine.lists.MANY", many)
    cache.clear()
    examples = max(5, settings.default.max_examples // 12)
    run_state_machine_as_test(
        type("Run", (Machine,), {"snapshot": snapshot}), settings=settings(max_examples=examples)
    )
