"""Vietnamese first, English when chosen, kept with the person, and no scripts needed."""

from django.test import Client
from django.urls import reverse

from training.people.models import User

CHOOSE = "set_language"


def test_a_stranger_reads_vietnamese_whatever_the_browser_asks_for(anonymous: Client, db: None):
    page = anonymous.get(reverse("account_login"), headers={"accept-language": "en-US,en;q=0.9"})

    assert '<html lang="vi"' in page.content.decode()


def test_a_stranger_may_choose_english_on_this_computer(anonymous: Client, db: None):
    anonymous.post(reverse(CHOOSE), {"language": "en"})

    assert '<html lang="en"' in anonymous.get(reverse("account_login")).content.decode()


def test_the_choice_of_a_person_follows_them_to_another_computer(client_of, mai: User):
    client_of(mai).post(reverse(CHOOSE), {"language": "en"})

    mai.refresh_from_db()
    assert '<html lang="en"' in client_of(mai).get(reverse("account")).content.decode()


def test_an_unknown_language_changes_nothing(client_of, mai: User):
    client_of(mai).post(reverse(CHOOSE), {"language": "xx"})

    mai.refresh_from_db()
    assert mai.language == "vi"


def test_the_switch_returns_to_the_page_and_nowhere_else(client_of, mai: User):
    client = client_of(mai)

    assert client.post(reverse(CHOOSE), {"language": "vi", "next": "/tai-khoan/"}).url == "/tai-khoan/"
    for strange in ("//elsewhere.example", "account", "-1", "null"):
        assert client.post(reverse(CHOOSE), {"language": "vi", "next": strange}).url == "/"


def test_an_address_that_only_takes_forms_says_how_to_go_on(client_of, mai: User):
    """Where one lands who signs in again in the middle of sending something."""
    answer = client_of(mai).get(f"/toi-can/bang/{mai.uuid}/toi-cung-can/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Chưa gửi gì" in answer.content.decode()
