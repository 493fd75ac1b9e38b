"""The door of an attempt, battered: whatever is asked or sent, the server never fails."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.lesson_world import start
from training.people import demo
from training.practice.models import Attempt

PARTS = [
    "", "van-ban-den", "van-ban", "may-tinh", "tep", "moi", "1", "0", "-1", "1000000001", "1000000004", "9" * 19,
    "9" * 25, "kiem-chu-ky", "tiep-nhan", "vao-so", "trinh", "sua", "xoa", "tim", "thong-bao", "cho", "mo", "..", "ă",
]  # fmt: skip
GUIDE = ["goi-y", "tra-loi", "quay-lai", "lam-lai", "thoat", "xong"]
NAMES = [
    "request_key", "version", "so_ky_hieu", "ngay_ban_hanh", "trich_yeu", "lanh_dao", "q", "trang", "viec", "chi",
    "kiem", "goi-y", "bac", "buoc", "toi", "man-hinh", "cau-hoi", "tra-loi", "until", "back", "add_row", "confirmed",
]  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["1", "-1", "0", "9" * 30, "31/02/2026", "kiem_hoa_toc", "tran_quoc_khoi", "van_ban.trinh", "\x00"]
    ),
)
REQUESTS = st.tuples(
    st.sampled_from(["get", "post"]),
    st.one_of(
        st.lists(st.sampled_from(PARTS), max_size=5).map(lambda parts: "bai-tap/{}/" + "/".join(parts)),
        st.sampled_from(GUIDE).map(lambda part: "luot-tap/{}/" + part + "/"),
    ),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
    st.booleans(),
)


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.usefixtures("l05_world")
class DoorTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.mai = demo.seed(only=frozenset({"CM-DM-001"}), load_organisation=False)["CM-DM-001"]

    def setUp(self) -> None:
        self.client = Client(raise_request_exception=True)
        self.client.force_login(self.mai)
        self.attempt = start(self.client, self.mai)

    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(requests=st.lists(REQUESTS, min_size=1, max_size=4))
    def test_no_request_makes_the_server_fail(self, requests) -> None:
        for method, path, data, htmx in requests:
            headers = {"HX-Request": "true"} if htmx else {}
            response = getattr(self.client, method)("/" + path.format(self.attempt.uuid), data, headers=headers)
            assert response.status_code < 500
        assert Attempt.objects.filter(user=self.mai).count() == 1
