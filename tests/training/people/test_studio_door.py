"""The studio has no sign-in of its own, and a learner who tries its door is told so, not sent round in circles."""

from django.test import Client

from training.people.models import User

STUDIO = "/soan-bai/"


def test_a_stranger_is_sent_to_the_one_sign_in(anonymous: Client, db: None):
    answer = anonymous.get(STUDIO, follow=True)

    assert answer.redirect_chain[-1][0] == "/tai-khoan/dang-nhap/?next=/soan-bai/"


def test_a_trainer_walks_in(client_of, trainer: User):
    assert client_of(trainer).get(STUDIO).status_code == 200


def test_a_learner_is_refused_plainly(client_of, mai: User):
    assert client_of(mai).get(STUDIO, follow=True).status_code == 403


def test_passwords_are_changed_at_one_door_only(client_of, trainer: User):
    assert client_of(trainer).get("/soan-bai/account/").url == "/tai-khoan/"
