"""Lists over base and overlay: pages, filters, search, counts, badges, and what they cost."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandbox import api, selectors
from sandbox.errors import NotHere, NotIndexed
from sandbox.models import Snapshot
from tests.sandbox import minimal
from tests.sandbox.engine.office import REGISTER, Office


def test_pages_put_together_are_the_whole_list(office: Office) -> None:
    for row in office.page(where={"state": "da_vao_so"}).rows[:5]:
        office.act("sua", row.rid, han="01/12/2026")
    whole = [row.rid for row in office.page(view="can_lam", limit=200).rows]
    paged = [row.rid for start in range(0, 70, 7) for row in office.page(view="can_lam", offset=start, limit=7).rows]
    assert paged == whole
    assert len(set(whole)) == len(whole) == office.page(view="can_lam").total


def test_filters_and_sorts_that_mean_nothing_are_left_out(office: Office) -> None:
    everything = office.page(view="tat_ca")
    strange = office.page(view="tat_ca", filters={"khong_co": 1, "trich_yeu": "x"}, sort="-trich_yeu", offset=-5)
    assert strange == everything


def test_filters_narrow(office: Office) -> None:
    rows = office.page(filters={"do_khan": "Khẩn", "han": {"at_least": "2026-06-01"}}, limit=200).rows
    assert rows
    assert all(row.data["do_khan"] == "Khẩn" and row.data["han"] >= "2026-06-01" for row in rows)


def test_a_condition_that_lists_cannot_use_is_an_error_of_the_caller(office: Office) -> None:
    with pytest.raises(NotIndexed):
        office.page(where={"trich_yeu": "x"})
    for unknown in ({"view": "khong_co"}, {"record_type": "khong_co"}):
        with pytest.raises(NotHere):
            office.page(**unknown)


@pytest.mark.parametrize("search", ["AP THAP", "áp thấp ứng phó", "5/cđ", "05/CD UBND"])
def test_search_does_not_mind_marks_case_or_order(office: Office, search: str) -> None:
    assert [row.ref for row in office.page(search=search).rows] == ["hoa_toc"]


def test_search_everywhere_sees_only_what_the_role_may_read(snapshot: Snapshot) -> None:
    office = Office(snapshot)
    found = selectors.search_everywhere(office.workspace, "ban scan")
    assert [(one.record_type, [row.ref for row in one.rows], one.total) for one in found] == [
        ("tep", ["ban_scan"], 1)
    ]
    guest = Office(snapshot, minimal.SCENARIO.model_copy(update={"role": "khach", "person": "dung"}))
    assert selectors.search_everywhere(guest.workspace, "ban scan") == []
    [documents] = selectors.search_everywhere(guest.workspace, "ao tom", each=9)
    assert len(documents.rows) == 9 < documents.total


def test_search_everywhere_follows_what_the_workspace_changed(office: Office, django_assert_max_num_queries) -> None:
    base = next(row for row in office.page(search="tôm", limit=200).rows if row.is_base and row.state == "da_vao_so")
    total = office.page(search="tôm").total
    assert office.act("sua", base.rid, trich_yeu="Về việc nuôi cua biển").ok
    workspace = selectors.workspace_by_id(office.workspace.pk)
    with django_assert_max_num_queries(5):
        [found] = selectors.search_everywhere(workspace, "CUA BIEN")
    assert [row.rid for row in found.rows] == [base.rid]
    [others] = selectors.search_everywhere(office.workspace, "tôm")
    assert others.total == total - 1 == office.page(search="tôm").total
    assert base.rid not in [row.rid for row in others.rows]


def test_percent_signs_are_only_signs(office: Office) -> None:
    assert office.page(search="%").total == 0
    assert office.page(search="_").total == 0


def test_views_of_other_roles_are_not_counted(office: Office) -> None:
    assert set(selectors.counts(office.workspace, "van_ban")) == {"tat_ca", "can_lam", "qua_han"}


def test_badges_follow_what_happens(office: Office) -> None:
    before = selectors.badge_counts(office.workspace)
    assert before == {"van_ban_den": 19}
    office.act("xoa", "cong_van")
    assert selectors.badge_counts(office.workspace) == {"van_ban_den": 18}


def test_counts_of_many_lists_are_one_query_and_none_the_second_time(office: Office) -> None:
    base = next(row for row in office.page(where={"state": "da_vao_so"}, limit=200).rows if row.is_base)
    assert office.act("sua", base.rid, han="01/12/2026").ok
    one_by_one = {key: selectors.counts(office.workspace, key) for key in ("van_ban", "viec", "tep")}
    cache.clear()
    for budget in (3, 2):  # what the workspace holds (two queries), and the base once
        workspace = selectors.workspace_by_id(office.workspace.pk)
        with CaptureQueriesContext(connection) as captured:
            together = selectors.counts_of(workspace, ["van_ban", "viec", "tep"])
        assert together == one_by_one
        assert len(captured) == budget


def test_choices_put_our_own_agency_first(office: Office) -> None:
    fields = minimal.platform().record("van_ban").fields
    units = selectors.options_for(office.workspace, fields["phoi_hop"])
    assert [choice.value for choice in units] == ["ubnd_dat_mui", "phong_kinh_te", "van_phong", "tinh", "xa_ben"]
    assert [choice.value for choice in selectors.options_for(office.workspace, fields["nguoi_xu_ly"])] == ["chi"]
    assert [choice.label.vi for choice in selectors.options_for(office.workspace, fields["tep"])] == ["Bản scan.pdf"]
    assert [choice.label.en for choice in selectors.options_for(office.workspace, fields["do_khan"])] == [
        "Normal",
        "Urgent",
        "Express",
    ]


def test_forms_start_from_the_record_or_the_default(office: Office) -> None:
    made = selectors.defaults(office.workspace, None, "van_ban", "tao")
    assert made == {"do_khan": "Thường"}
    held = selectors.defaults(office.workspace, office.record("cong_van"), "van_ban", "vao_so")
    assert held["trich_yeu"] == "Về việc nuôi tôm"


# --- what it costs ----------------------------------------------------------------------------------------


def test_a_list_screen_costs_five_queries(office: Office, django_assert_max_num_queries) -> None:
    office.act("sua", office.page(where={"state": "da_vao_so"}).rows[0].rid, do_khan="Khẩn")
    for view in ("tat_ca", "can_lam", "qua_han"):
        office.page(view=view)  # counts of the base are known from now on
    narrowed = {"search": "tôm", "filters": {"do_khan": "Khẩn"}}
    office.page(view="tat_ca", **narrowed)
    for wanted in ({}, narrowed):
        with django_assert_max_num_queries(5):
            workspace = selectors.workspace_by_id(office.workspace.pk)
            selectors.page(workspace, "van_ban", view="tat_ca", **wanted)
            selectors.counts(workspace, "van_ban")


def test_a_search_counts_what_the_workspace_changed_in_what_it_finds(office: Office) -> None:
    before = office.page(search="tôm", limit=200)
    base = next(row for row in before.rows if row.is_base and row.state == "da_vao_so")
    assert office.act("sua", base.rid, trich_yeu="Về việc nuôi cua").ok
    after = office.page(search="tôm", limit=200)
    assert [row.rid for row in after.rows] == [row.rid for row in before.rows if row.rid != base.rid]
    assert after.total == before.total - 1
    assert [row.rid for row in office.page(search="nuôi cua").rows] == [base.rid]


def test_a_record_costs_two_queries(office: Office, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        office.record(5)


def test_an_action_costs_seven_queries(office: Office, django_assert_max_num_queries) -> None:
    rid = office.rid("cong_van")
    base = office.page(where={"state": "da_vao_so"}).rows[0].rid
    with django_assert_max_num_queries(6):  # lock, repeated?, row, rows, event, workspace
        assert office.act("vao_so", rid, **{**REGISTER}).ok
    with django_assert_max_num_queries(7):  # and the base record
        assert office.act("sua", base, do_khan="Khẩn").ok


def test_a_refusal_costs_five_queries(office: Office, django_assert_max_num_queries) -> None:
    rid = office.rid("cong_van")
    with django_assert_max_num_queries(5):
        assert not office.act("trinh", rid).ok


def test_going_back_costs_the_same_for_many_events(office: Office, django_assert_max_num_queries) -> None:
    office.act("vao_so", "cong_van", **REGISTER)
    for number in range(12):
        office.act("sua", "cong_van", trich_yeu=f"Lần {number}")
    with django_assert_max_num_queries(8):
        assert api.reset(workspace_id=office.workspace.pk, request_key="back").ok
