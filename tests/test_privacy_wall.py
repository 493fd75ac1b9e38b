"""The wall of design invariant 9, walked along as a whole: from outside a commune nobody in it, and from inside it
results and nothing of how they came about.

The walks take their addresses from the role matrix, so a new address stands in them without being named here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.address_world import addresses, l05, planted, started
from tests.test_role_url_matrix import ROWS, Row
from training.assignments import api as assignments
from training.assignments.models import Assignment
from training.feedback import api as feedback
from training.feedback.models import Need
from training.people import api as people
from training.people.models import OrgUnit, Role, User
from training.people.selectors import today
from training.progress.export import PARTS
from training.reminders import letters
from training.reminders.models import Mail
from training.reports import rollups

__all__ = ["addresses", "l05", "planted", "started"]

#: Addresses that lead to something of Mai's and answer others too, and why that is no breach.
MAY_ANSWER = {
    "/kiem-chung/{paper}/": "whoever was handed the paper has its code, and reads what stands on it",
    "/kiem-chung/{paper}/bien-nhan/{token}/": "its owner gave the address out",
    "/kiem-chung/{paper}/bien-nhan/{token}/1.json": "the same",
    "/thu-nhac/tat/{letter}/": "whoever got the letter has its link, which turns reminders off and shows nothing",
    "/toi-can/bang/{need}/": "the board shows neither names nor small units",
    "/toi-can/bang/{need}/toi-cung-can/": "the same",
}

#: Whatever might be asked for in a list: B's unit, people, lesson, in every way in which a list is narrowed.
QUERIES = [
    "",
    "?don-vi=xa-dat-mui&unit=xa-dat-mui&donvi=xa-dat-mui",
    "?don-vi=xa-dat-mui/van-phong&unit=xa-dat-mui/van-phong",
    "?tim=Mai&ai=Mai&q=Mai",
    "?tim=CM-DM-001&ai=CM-DM-001&bai=L05&code=CM-DM-001",
    "?nguoi={mai}&person={mai}&user={mai}",
    "?don-vi=xa-dat-mui&ngay={before}&to-chuc=luc-do&giao={assignment}&tu={assignment}",
]


@pytest.fixture
def outsiders(neighbour: User, hr_other: User, ho_thi_ky: OrgUnit, client_of) -> dict[str, Client]:
    """The head and the HR officer of commune A, Hồ Thị Kỷ."""
    people.place(acting_user=None, user=neighbour, unit=ho_thi_ky, position="Chủ tịch UBND xã", is_manager=True)
    return {"head": client_of(neighbour), "hr": client_of(hr_other)}


def of_b(addresses: dict[str, str]) -> Iterator[Row]:
    """Every address that leads to something of commune B."""
    for rows in ROWS.values():
        for row in rows:
            named = set(re.findall(r"\{(\w+)\}", row.url)) - {
                "nobody",
                "page",
                "state",
                "sketch",
                "recording",
                "hall",
            }
            if named and row.url not in MAY_ANSWER:
                yield row


def lists() -> Iterator[str]:
    """Every address that leads to nothing in particular: lists, searches, exports, forms."""
    for route, rows in ROWS.items():
        for row in rows:
            sample = route in (
                "tai-khoan/dang-xuat/",
                "giao-dien/",
            )  # one ends the visit, one shows samples
            if "{" not in row.url and row.method == "get" and not sample:
                yield row.url.partition("?")[0]


def content_of(answer) -> str:
    """What a person reads in it: of a workbook or a paper the text inside."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if raw[:4] == b"%PDF":
        document = pypdfium2.PdfDocument(raw)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    return raw.decode("utf-8", "replace")


@pytest.mark.thorough
def test_whoever_leads_commune_a_opens_nothing_of_commune_b(outsiders: dict[str, Client], addresses) -> None:
    rows = list(of_b(addresses))
    assert len(rows) > 40
    opened = {}
    for who, client in outsiders.items():
        for row in rows:
            status = getattr(client, row.method)(row.url.format(**addresses)).status_code
            if status not in (404, 405):  # 405 says nothing about what is there
                opened[f"{who}: {row.method} {row.url}"] = status
    assert opened == {}


@pytest.mark.thorough
def test_no_list_search_or_export_names_anybody_of_commune_b(
    outsiders: dict[str, Client], addresses, mai: User, ut: User, phuc: User
) -> None:
    told = [
        words for user in (mai, ut, phuc) for words in (user.full_name, user.staff_code, user.email, str(user.uuid))
    ]
    found = []
    for who, client in outsiders.items():
        for url in dict.fromkeys(lists()):
            queries = QUERIES if client.get(url).status_code != 404 and not url.startswith(OWN) else QUERIES[:1]
            for query in queries:
                asked = query.format(**addresses, before=today() - timedelta(3))
                others = [words for words in told if words and words not in asked]  # what was typed comes back
                text = content_of(client.get(f"{url}{asked}"))
                found += [f"{who}: {url}{query} names {words}" for words in others if words in text]
    assert found == []


@pytest.fixture
def left_behind(
    mai: User, ut: User, hr: User, dat_mui: OrgUnit, ho_thi_ky: OrgUnit, addresses, client_of
) -> dict[str, Client]:
    """The head and the HR officer of commune B, after Mai went from there to commune A with all that there is of her:
    results, a paper, a need that was sent to that head, an exemption from what that commune asks."""
    officer = people.create_user(acting_user=None, staff_code="CM-DM-077", full_name="Hồ Văn Bảy")
    people.place(acting_user=None, user=officer, unit=dat_mui, position="Chuyên viên")
    people.grant_role(acting_user=None, user=officer, role=Role.HR, scope=dat_mui)
    asked = Assignment.objects.get(uuid=addresses["assignment"])
    Assignment.objects.update(given_by=hr)
    assignments.exempt(acting_user=officer, assignment=asked, user=mai, why="Đang nghỉ thai sản")
    assignments.extend(acting_user=officer, assignment=asked, to=today() + timedelta(9), why="Đi công tác", user=mai)
    for post in mai.memberships.all():
        type(post).objects.filter(pk=post.pk).update(valid_from=today() - timedelta(200))
    people.move(acting_user=None, user=mai, to=ho_thi_ky, position="Văn thư viên")
    rollups.fold_all()
    return {"head": client_of(ut), "hr": client_of(officer)}


@pytest.mark.thorough
def test_who_moved_away_is_named_to_nobody_where_they_were(left_behind, addresses, mai: User, ut: User) -> None:
    told = (mai.full_name, mai.staff_code, mai.email, str(mai.uuid))
    found, read = [], 0
    for who, client in left_behind.items():
        every = [row.url.format(**addresses) for row in of_b(addresses) if row.method == "get"]
        for url in dict.fromkeys([*every, *lists()]):
            queries = QUERIES if not url.startswith(OWN) and addresses["mai"] not in url else QUERIES[:1]
            for query in queries:
                asked = query.format(**addresses, before=today() - timedelta(3))
                answer = client.get(f"{url}{asked}")
                read += answer.status_code == 200
                text = content_of(answer)
                others = [words for words in told if words not in asked and words not in url]
                found += [f"{who}: {url}{query} names {words}" for words in others if words in text]
    assert read > 60
    assert found == [], "\n".join(found)
    mail = Mail(user=ut, day=today(), week="", slot=1, for_unit=True, not_before=timezone.now())
    mail.save()
    said = letters.message_of(letters.compose(mail, today(), letters.Catalogue.read()))
    assert "Đất Mũi" in str(said.body)  # the week's look at the unit is in it
    assert not [words for words in told if words in str(said.body)]
    ut.memberships.update(is_manager=False)  # between planning and sending
    assert letters.compose(mail, today(), letters.Catalogue.read()).units == []


@pytest.mark.thorough
def test_needs_that_were_joined_across_communes_show_nobodys_sender(
    addresses, mai: User, phuc: User, ut: User, neighbour: User, ho_thi_ky: OrgUnit, hr: User, client_of
) -> None:
    """The province's head joins them; the head of each commune sees their own people only."""
    lead = Need.objects.get(uuid=addresses["need"])
    sizes = {"work": "Vào sổ văn bản", "times": 2, "minutes": 9, "affected": 3, "wish": "Một lần thôi."}
    other = feedback.send_need(acting_user=neighbour, request_key="wall", **sizes)
    feedback.join(acting_user=hr, need=other, to=lead)

    client = client_of(ut)
    for url in (
        "/toi-can/hop-thu/",
        *(row.url.format(**addresses) for row in of_b(addresses) if "{need}" in row.url),
    ):
        assert neighbour.full_name not in content_of(client.get(url)), url
    shown = client.get(f"/toi-can/hop-thu/{lead.uuid}/").content.decode()
    assert "Vào sổ văn bản" in shown
    assert "Xã Hồ Thị Kỷ" not in shown


# --- from inside: results, and nothing of how they came about ---------------------------------------------

#: Addresses on which everybody meets their own work and record, or a trainer sums: no doors to others' results.
OWN = (
    "/bai-tap", "/luot-tap", "/xem-mau", "/ho-so-cua-toi", "/kham-pha", "/luot-kham-pha", "/cong-viec-cua-toi",
    "/phieu-viec", "/tai-khoan", "/hoi-truong", "/cho-tac", "/phan-hoi", "/xuong-bai", "/media", "/giao-dien",
    "/toi-can/moi", "/kiem-chung/{paper}/bien-nhan",  # that one its owner gave out
)  # fmt: skip
HOW_IT_CAME_ABOUT = re.compile(
    r'"(?:sandbox_event|sandbox_overlayrow|practice_helpuse|progress_presence|progress_activetime|progress_stepresult'
    r'|progress_wrongstate|progress_standing|feedback_stuck)"'
    r'|"practice_attempt"\."(?:hints|faults|stumble|aided|at_path|last_seen)"'
    r'|"progress_completion"\."evidence"'
)


@pytest.mark.thorough
def test_who_is_in_charge_reads_nothing_of_how_a_result_came_about(addresses, mai, ut, hr, client_of) -> None:
    """Held where the rows are read, not where they are shown: no query of theirs touches such a table or column."""
    addresses = addresses | {"nobody": addresses["mai"]}
    rollups.fold_all()  # the worker's counting, which a page makes up for when it is late, is nobody's reading
    read: dict[str, set[str]] = {}
    doors = 0
    for who, client in (("hr", client_of(hr)), ("head", client_of(ut))):
        for row in [row for rows in ROWS.values() for row in rows]:
            if row.method != "get" or row.url == "/" or row.url.startswith(OWN):
                continue
            with CaptureQueriesContext(
                connection,
            ) as asked:
                answer = client.get(row.url.format(**addresses))
                content_of(answer)
            doors += answer.status_code == 200
            touched = {found[0] for one in asked if (found := HOW_IT_CAME_ABOUT.search(one["sql"]))}
            if touched and answer.status_code == 200:
                read[f"{who}: {row.url}"] = touched
    assert doors > 20
    assert read == {}


# --- what is kept about somebody reaches them -------------------------------------------------------------

#: In which part of a person's file each row stands that is about them.
IN_THE_FILE = {
    "people.Membership.user": "memberships",
    "people.RoleGrant.user": "roles",
    "practice.Attempt.user": "attempts",
    "practice.Exploration.user": "exploration",
    "hall.Seat.user": "halls",
    "hall.Pair.user": "hall_pairs",
    "feedback.ReplyRead.user": "replies_read",
    "feedback.Stuck.user": "stuck",
    "feedback.Need.user": "needs",
    "feedback.MeToo.user": "needs_too",
    "recognition.Paper.user": "papers",
    "progress.Completion.user": "completions",
    "progress.Override.user": "overrides",
    "progress.Guidance.learner": "guidance",
    "progress.Guidance.guide": "guidance",
    "progress.Mastery.user": "mastery",
    "assignments.Exemption.user": "exemptions",
    "assignments.Extension.user": "extensions",
    "reminders.Mail.user": "mails",
    "audit.Entry.person": "seen_by",
    "audit.Entry.acting_user": "looked",
    "account.EmailAddress.user": "addresses",
}

#: Why the others do not: they say who did something in office, and belong to what it was done to.
OFFICE = "who decided or made it; it stands with the one whom it concerns, under this name"
TRAINERS = "work of trainers and the editor's own bookkeeping: about lessons, not about the person"
NOT_IN_THE_FILE = {
    "reminders.Notice.user": "that an assignment is told once; the letter itself is among `mails`",
    "reminders.Preference.user": "whether they want reminders: their own setting, on their account page",
    "reports.Export.by": "a file that is being written; that it was taken out is among `looked`",
    "people.OrgChange.by": OFFICE,
    "people.OrgChange.undone_by": OFFICE,
    "assignments.Extension.by": OFFICE,
    "assignments.Exemption.by": OFFICE,
    "assignments.Exemption.ended_by": OFFICE,
    "people.RoleGrant.granted_by": OFFICE,
    "people.RoleGrant.revoked_by": OFFICE,
    "people.RosterImport.by": OFFICE,
    "people.RosterImport.decided_by": OFFICE,
    "people.RosterImport.undone_by": OFFICE,
    "feedback.Reply.author": OFFICE,
    "feedback.Stuck.answered_by": OFFICE,
    "feedback.Need.decided_by": OFFICE,
    "feedback.NeedNews.by": OFFICE,
    "assignments.Assignment.given_by": OFFICE,
    "assignments.Assignment.withdrawn_by": OFFICE,
    "recognition.Paper.revoked_by": OFFICE,
    "progress.Override.by": OFFICE,
    "hall.Hall.opened_by": OFFICE,
    "hall.Hall.second": OFFICE,
    "hall.Hint.by": OFFICE,
    "hall.Look.by": OFFICE,
    "hall.Reset.by": OFFICE,
    "studio.Sketch.owner": TRAINERS,
    "studio.Sketch.changed_by": TRAINERS,
    "lessons.LessonImage.uploaded_by_user": TRAINERS,
    "lessons.ReceivedCourse.received_by": TRAINERS,
}
EDITORS = ("wagtail", "taggit")


def test_every_row_about_a_person_is_in_their_file_or_says_why_not() -> None:
    found = set()
    for model in apps.get_models():
        if model.__module__.startswith(EDITORS):
            continue
        for field in model._meta.get_fields():
            if field.related_model is User and not field.auto_created and field.name not in ("locked_by",):
                if model._meta.app_label == "lessons" and field.name == "owner":
                    continue  # of a page: the editor's
                found.add(f"{model._meta.label}.{field.name}")
    assert found == set(IN_THE_FILE) | set(NOT_IN_THE_FILE)
    assert set(IN_THE_FILE.values()) <= set(PARTS)
