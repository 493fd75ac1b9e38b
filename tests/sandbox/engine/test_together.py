"""Several workers on one workspace: one after the other, and one request key makes one event."""

from __future__ import annotations

import pytest

from sandbox import api, selectors
from sandbox.models import Event
from tests.sandbox import minimal
from tests.sandbox.engine.office import REGISTER, Office
from tests.together import WORKERS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared() -> Office:
    return Office(api.import_snapshot(platform=minimal.platform(), records=minimal.base_records(30)))


def test_one_request_key_makes_one_event(shared: Office) -> None:
    rid = shared.rid("cong_van")

    def click(_number: int) -> api.Outcome:
        return api.perform(
            workspace_id=shared.workspace.pk, action="van_ban.vao_so", rid=rid, values=REGISTER, request_key="click"
        )

    outcomes = at_once(click)
    assert Event.objects.count() == 1
    assert len({outcome.event.pk for outcome in outcomes}) == 1
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True, True, True]
    assert all(outcome.ok for outcome in outcomes)


def test_workers_never_interleave(shared: Office) -> None:
    def create(number: int) -> list[api.Outcome]:
        return [
            api.perform(
                workspace_id=shared.workspace.pk,
                action="van_ban.tao",
                rid=None,
                values={"so_ky_hieu": f"{number}/{turn}"},
                request_key=f"{number}-{turn}",
            )
            for turn in range(5)
        ]

    outcomes = [outcome for mine in at_once(create) for outcome in mine]
    shared.workspace = selectors.workspace_by_id(shared.workspace.pk)
    assert sorted(outcome.event.seq for outcome in outcomes) == list(range(1, 5 * WORKERS + 1))
    made = [selectors.record(shared.workspace, outcome.event.rid) for outcome in outcomes]
    assert sorted(row.data["so_den"] for row in made) == list(range(31, 31 + 5 * WORKERS))
    assert shared.rebuilds()


def test_of_two_forms_made_from_the_same_record_one_is_stale(shared: Office) -> None:
    rid = shared.rid("cong_van")

    def submit(number: int) -> api.Outcome:
        return api.perform(
            workspace_id=shared.workspace.pk,
            action="van_ban.vao_so",
            rid=rid,
            values=REGISTER,
            version=0,
            request_key=f"tab-{number}",
        )

    codes = sorted(outcome.refusal.code if outcome.refusal else "ok" for outcome in at_once(submit))
    assert codes == ["ok", "stale", "stale", "stale"]
