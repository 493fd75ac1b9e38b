"""Words that people type or rosters bring, everywhere where they are shown to somebody else: on no screen and in no
letter are they markup, in no file are they a formula, and no answer about people is kept by a cache.

The walks take their addresses from the role matrix, so a new address stands in them without being named here.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.address_world import addresses, l05, planted, started
from tests.test_role_url_matrix import GROUPS, ROWS
from training.assignments import api as assignments
from training.assignments.models import Assignment
from training.feedback.models import Need
from training.people import api as people
from training.people.models import Membership, OrgChange, OrgUnit, Role, RosterImport, User
from training.people.selectors import today
from training.reminders import letters
from training.reminders.models import Mail
from training.reports import rollups

__all__ = ["addresses", "l05", "planted", "started"]

MARKUP = '"><script>x9()</script>'
RUNS = "=1+1;=2+2,=3+3"
WORDS = f"{RUNS}{MARKUP}"

#: What answers as everybody's, by their nature, and may be kept.
KEPT = ("media/", "kiem-chung/verify_receipt.py", "giao-dien/", "soan-bai/")


@pytest.fixture
def typed(addresses: dict[str, str], mai: User, ut: User, hr: User) -> dict[str, str]:
    """Whatever may be typed says the worst that it can."""
    asked = Assignment.objects.get(uuid=addresses["assignment"])
    assignments.exempt(acting_user=hr, assignment=asked, user=mai, why=WORDS)
    assignments.extend(acting_user=hr, assignment=asked, user=mai, to=today() + timedelta(8), why=WORDS)
    assignments.extend(acting_user=hr, assignment=asked, to=today() + timedelta(4), why=WORDS)
    people.grant_role(acting_user=None, user=ut, role=Role.HR, scope=OrgUnit.objects.get(code="xa-dat-mui"))
    Assignment.objects.update(note=WORDS)
    User.objects.filter(pk__in=[mai.pk, ut.pk, hr.pk]).update(full_name=WORDS)
    Membership.objects.update(position=WORDS)
    OrgUnit.objects.filter(code__startswith="xa-dat-mui").update(name=WORDS, short_name=WORDS[:40])
    Need.objects.update(work=WORDS, wish=WORDS)
    RosterImport.objects.update(
        name=WORDS, state="faulty", faults=[[2, WORDS, WORDS]], fault_count=1, lines=1, checked=1, file=""
    )
    OrgChange.objects.update(act=WORDS)
    rollups.recount(mend=True)
    return addresses


def answers(client: Client, addresses: dict[str, str]) -> Iterator[tuple[str, HttpResponse]]:
    """Everything that this person is shown at any address, in every way in which it can be taken along."""
    every = [row.url for rows in [*ROWS.values(), list(GROUPS.values())] for row in rows if row.method == "get"]
    for url in dict.fromkeys(every):
        if "dang-xuat" in url:
            continue
        answer = client.get(url.format(**addresses))
        if answer.status_code == 200:
            yield url, answer
    for who in ("moi-nguoi", "chua"):
        yield "list", client.post("/bao-cao/tep/?don-vi=xa-dat-mui&bai=L05", {"ai": who})


def body(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def cells(text: str) -> Iterator[str]:
    """As a spreadsheet sees them that expects `;`, and as one that expects `,`."""
    for separator in ";,":
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator):
            yield from row


@pytest.mark.thorough
def test_words_are_never_markup_and_never_formulas(typed, mai: User, ut: User, hr: User, client_of) -> None:
    wrong, files, pages = [], 0, 0
    for who, client in (("hr", client_of(hr)), ("head", client_of(ut)), ("mai", client_of(mai))):
        for url, answer in answers(client, typed):
            kind, content = answer["Content-Type"], body(answer)
            if "html" in kind:
                pages += 1
                if MARKUP.encode() in content or b"<script>x9" in content:
                    wrong.append(f"{who}: {url} has markup")
            elif "csv" in kind:
                files += 1
                bad = [cell for cell in cells(content.decode()) if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
                wrong += [f"{who}: {url} has the cell {bad[0]}"] if bad else []
            elif content[:2] == b"PK":
                files += 1
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
                if any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets):
                    wrong.append(f"{who}: {url} has a formula")
    assert pages > 60
    assert files > 10
    assert wrong == [], "\n".join(wrong)


@pytest.mark.thorough
def test_words_are_never_markup_and_never_headers_in_a_letter(typed, ut: User, mai: User) -> None:
    OrgUnit.objects.filter(code="xa-dat-mui").update(name="Xã\r\nBcc: all@camau.example")
    for user in (User.objects.get(pk=ut.pk), User.objects.get(pk=mai.pk)):
        mail = Mail.objects.create(user=user, day=today(), slot=1, for_unit=True, not_before=timezone.now())
        message = letters.message_of(letters.compose(mail, today(), letters.Catalogue.read()), mail.message_id)
        sent = message.message()
        assert "Bcc" not in sent
        assert "\n" not in str(message.subject)
        html = str(message.alternatives[0][0])  # type: ignore[index]
        assert "<script>" not in html
        assert MARKUP not in html


@pytest.mark.thorough
def test_what_is_shown_to_somebody_is_kept_by_no_cache(addresses, mai: User, ut: User, hr: User, client_of) -> None:
    kept = []
    for who, client in (("hr", client_of(hr)), ("head", client_of(ut)), ("mai", client_of(mai))):
        for url, answer in answers(client, addresses):
            said = answer.get("Cache-Control", "")
            if "no-store" not in said and "private" not in said and not url.lstrip("/").startswith(KEPT):
                kept.append(f"{who}: {url}: {said or 'nothing said'}")
    assert kept == [], "\n".join(kept)


def test_a_form_sends_nobody_to_another_site(mai: User, client_of) -> None:
    for field in (
        "//evil.example/",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\t//e.example",
    ):
        for address in ("/tai-khoan/ngon-ngu/", "/tai-khoan/mau-man-hinh/"):
            answer = client_of(mai).post(address, {"language": "vi", "theme": "", "next": field})
            assert re.fullmatch(r"/", answer["Location"]), (address, field, answer["Location"])


#: Whatever an address or a form of ours reads, and what nobody expects there.
NAMES = """
    add_row ai bac bai ban bay buoc cau-hoi chuc-vu code cung decision don-vi dong drop_row due giao giong goi-y
    gop hien instead_of job joined_from joined_to kem ket-qua key kieu lam language lesson loai loc luc luot ma
    man-hinh mode next ngay nguoi note person positions reason reminders request_key rid seen seq since
    staff_code state subject theme thoi tim to to-chuc toi tra-loi trang truoc tu unit until v version viec what
    who why x-loai
    """.split()  # noqa: SIM905
STRANGE = ("\0a", "9" * 40, "-1", "%_'\"\\", "2026-13-32", "ﷺ" * 300)


@pytest.mark.thorough
@pytest.mark.everywhere  # PostgreSQL keeps no NUL, and knows where numbers end
def test_no_question_is_too_strange_to_be_answered(addresses, ut: User, hr: User, client_of) -> None:
    asked, seen = 0, set()
    for client in (client_of(hr), client_of(ut)):
        for row in [row for rows in ROWS.values() for row in rows]:
            door = (row.method, row.url.partition("?")[0])
            if "dang-xuat" in row.url or door in seen or client.get(row.url.format(**addresses)).status_code == 404:
                continue
            seen.add(door)
            for value in STRANGE:
                with transaction.atomic():
                    answer = getattr(client, row.method)(door[1].format(**addresses), dict.fromkeys(NAMES, value))
                    transaction.set_rollback(True)
                asked += 1
                assert answer.status_code < 500, (row.url, value)
    assert asked > 500


def test_an_address_with_a_nul_leads_nowhere(ut: User, client_of) -> None:
    for address in ("/toi-can/hop-thu/?tim=%00", "/toi-can/hop-thu/?tim=a%00b", "/kiem-chung/%00/", "/?%00"):
        assert client_of(ut).get(address).status_code == 404, address
    assert client_of(ut).get("/toi-can/hop-thu/?tim=a").status_code == 200
