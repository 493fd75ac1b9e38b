"""Signing in: every way a code is typed, one answer for every failure, and a throttle that loses nothing."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.personas import PASSWORD
from training.people import api
from training.people.models import User

LOGIN = "account_login"


def _sign_in(client: Client, login: str, password: str = PASSWORD, **extra: str):
    return client.post(reverse(LOGIN), {"login": login, "password": password, **extra})


@pytest.mark.parametrize(
    "typed",
    [
        "CM-DM-001",
        "cm-dm-001",
        " CM - DM - 001 ",
        "cm dm 001",
        "CM–DM–001",
        "mai.tt@camau.example",
        "MAI.TT@camau.example ",
    ],
)
def test_a_clerk_signs_in_however_the_code_or_address_is_typed(anonymous: Client, mai: User, typed: str):
    answer = _sign_in(anonymous, typed)

    assert answer.status_code == 302
    assert answer.url == "/"
    assert anonymous.session["_auth_user_id"] == str(mai.pk)


def test_sign_in_returns_to_the_page_that_was_asked_for(anonymous: Client, mai: User):
    answer = _sign_in(anonymous, "CM-DM-001", next="/tai-khoan/")

    assert answer.url == "/tai-khoan/"


def test_sign_in_does_not_leave_the_house(anonymous: Client, mai: User):
    answer = _sign_in(anonymous, "CM-DM-001", next="https://elsewhere.example/")

    assert answer.url == "/"


def test_a_failure_does_not_tell_whether_the_account_exists(anonymous: Client, mai: User):
    def problem(login: str) -> str:
        page = _sign_in(anonymous, login, "wrong password").content.decode()
        found = re.search(r'class="problems".*?</div>', page, re.S)
        assert found
        return found.group()

    assert problem("CM-DM-001") == problem("CM-XX-999") == problem("nobody@camau.example")


def test_after_five_failures_the_account_waits_and_what_was_typed_stays(anonymous: Client, mai: User):
    for login in ["CM-DM-001", "cm-dm-001", "CM DM 001", "cmdm001", "Cm-Dm-001"]:
        _sign_in(anonymous, login, "wrong password")

    answer = _sign_in(anonymous, "cm-dm-001")

    assert answer.status_code == 200
    assert "_auth_user_id" not in anonymous.session
    assert 'value="cm-dm-001"' in answer.content.decode()


def test_the_throttle_of_one_account_leaves_a_colleague_alone(anonymous: Client, mai: User, ut: User):
    for _attempt in range(6):
        _sign_in(anonymous, "CM-DM-001", "wrong password")

    assert _sign_in(anonymous, "CM-DM-002").status_code == 302


def test_an_account_on_hold_does_not_get_in(anonymous: Client, mai: User, hr: User):
    api.deactivate(acting_user=hr, user=mai)

    answer = _sign_in(anonymous, "CM-DM-001")

    assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in anonymous.session


def test_closing_the_browser_signs_out(anonymous: Client, mai: User):
    _sign_in(anonymous, "CM-DM-001")

    assert anonymous.session.get_expire_at_browser_close()


def test_there_is_no_sign_up(anonymous: Client, db: None):
    assert anonymous.get("/tai-khoan/signup/").status_code == 404


def test_a_forgotten_password_is_set_through_the_mail(anonymous: Client, mai: User):
    anonymous.post(reverse("account_reset_password"), {"email": "Mai.TT@camau.example"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    form = anonymous.get(link.group(1), follow=True)
    new = "bốn từ không liên quan"

    anonymous.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    mai.refresh_from_db()
    assert mai.check_password(new)


def test_asking_for_a_link_answers_alike_for_an_unknown_address(anonymous: Client, mai: User):
    known = anonymous.post(reverse("account_reset_password"), {"email": "mai.tt@camau.example"})
    unknown = anonymous.post(reverse("account_reset_password"), {"email": "nobody@camau.example"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to for message in mail.outbox] == [["mai.tt@camau.example"]]


@pytest.mark.parametrize("name", [LOGIN, "account_reset_password", "account_reset_password_done", "account_inactive"])
def test_the_pages_before_sign_in_open(anonymous: Client, db: None, name: str):
    assert anonymous.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account", "account_change_password", "account_logout"])
def test_the_pages_of_ones_account_open(client_of, mai: User, name: str):
    assert client_of(mai).get(reverse(name)).status_code == 200


def test_the_account_page_asks_few_queries(client_of, mai: User, django_assert_max_num_queries):
    client = client_of(mai)

    with django_assert_max_num_queries(9):
        client.get(reverse("account"))
