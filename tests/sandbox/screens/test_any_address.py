"""Whatever stands in the address or in a POST, a screen comes back or `NotHere`: never another exception."""

from __future__ import annotations

import contextlib

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.errors import NotHere
from sandbox.models import Workspace
from sandbox.screens import show, submit
from sandbox.screens.paper import sheet
from tests.sandbox.screens.office import PlainLinks, open_workspace

PARTS = ["cong-van", "van-ban", "tep", "kin", "thu", "mo", "moi", "tim", "cho", "thong-bao", "vao-so", "xoa", "sua"]
PARTS += ["trinh", "tao", "1000000001", "1000000002", "0", "-1", "9" * 25, "²", "..", " ", "\x00", "cong_van"]
KEYS = ["tab", "q", "xep", "trang", "chi", "viec", "loc-do_khan", "loc-chu_tri", "tu-han", "den-han", "until", "back"]
KEYS += ["request_key", "version", "confirmed", "add_row", "so_ky_hieu", "han", "phoi_hop", "bang-0-ten", "tep"]
VALUES = ["qua_han", "-han", "han", "do_khan", "van_ban.trinh", "van_ban", "1", "-1", "9" * 30, "²", "31/02/2026"]
VALUES += ["Hỏa tốc", "phong", "bang", "on", "\x00", "%", "'", "cong-van", "20/11/2026"]

part = st.sampled_from(PARTS) | st.text(max_size=12)
address = st.lists(part, max_size=5).map("/".join)
asked = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.text(max_size=20), max_size=5)
calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def query(values: dict[str, str]) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update(values)
    return made


@pytest.fixture
def workspace(db: None) -> Workspace:
    opened = open_workspace()
    return Workspace.objects.select_related("snapshot").get(pk=opened.pk)


@calm
@given(path=address, values=asked)
def test_show(workspace: Workspace, path: str, values: dict[str, str]) -> None:
    with contextlib.suppress(NotHere):
        screen = show(workspace, path, query(values), PlainLinks(), "vi")
        render_to_string(screen.template, screen.context)


@calm
@given(path=address, values=asked)
def test_submit(workspace: Workspace, path: str, values: dict[str, str]) -> None:
    with contextlib.suppress(NotHere):
        sent = submit(workspace, path, query(values), links=PlainLinks(), language="en")
        if sent.screen:
            render_to_string(sent.screen.template, sent.screen.context)


@given(st.text(alphabet=st.sampled_from("AB|# \n-.đ"), max_size=200))
def test_any_text_is_some_sheet(body: str) -> None:
    sheet(body)
