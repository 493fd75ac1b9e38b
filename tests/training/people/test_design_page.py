"""The living design page: every token, and only classes that the style sheet draws. Colours per person."""

import re

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from training import assets, look
from training.people.models import User


def page(client: Client) -> BeautifulSoup:
    response = client.get(reverse("look"))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_every_class_on_it_is_drawn_by_the_style_sheet(client_of, mai: User):
    used = {name for tag in page(client_of(mai)).select("[class]") for name in tag["class"]}
    drawn = set(re.findall(r"\.([A-Za-z][\w-]*)", assets.style()))

    assert used - drawn == set()


def test_it_shows_every_colour_with_both_its_values(client_of, mai: User):
    shown = page(client_of(mai))
    by_day, by_night = look.colours()["light"], look.colours()["dark"]
    rows = {tag.code.get_text(): tag.get_text(" ") for tag in shown.select(".swatch")}

    assert set(rows) == {f"--{name}" for name in by_day}
    assert all(by_day[name] in rows[f"--{name}"] and by_night[name] in rows[f"--{name}"] for name in by_day)


def test_every_measured_contrast_holds(client_of, mai: User):
    rows = page(client_of(mai)).select("table tbody tr:has(.mark)")

    assert len([row for row in rows if row.select(".num")]) == len(look.PAIRS)
    assert not [row.get_text(" ") for row in rows if row.select(".num") and row.select(".mark--late")]


def test_every_link_inside_it_leads_to_a_part_of_it(client_of, mai: User):
    shown = page(client_of(mai))

    for link in shown.select("main a[href^='#']"):
        assert shown.find(id=str(link["href"])[1:]), link


def test_the_chosen_colours_follow_the_person_and_this_computer(client_of, mai: User):
    client = client_of(mai)
    assert "data-theme" not in client.get("/").content.decode()

    response = client.post(reverse("set_theme"), {"theme": "dark", "next": reverse("account")})

    assert response.url == reverse("account")
    assert 'data-theme="dark"' in client_of(mai).get("/").content.decode()
    client.post(reverse("account_logout"))
    assert 'data-theme="dark"' in client.get(reverse("account_login")).content.decode()


def test_colours_nobody_knows_change_nothing(client_of, mai: User):
    client_of(mai).post(reverse("set_theme"), {"theme": "pink"})

    mai.refresh_from_db()
    assert mai.theme == ""


def test_going_back_to_what_the_computer_says(client_of, mai: User):
    client = client_of(mai)
    client.post(reverse("set_theme"), {"theme": "light"})
    client.post(reverse("set_theme"), {"theme": ""})

    assert "data-theme" not in client.get("/").content.decode()
