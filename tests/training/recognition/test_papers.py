"""A paper is issued once, says only what was done, can be checked by anybody and revoked by whoever decides."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.training.progress.test_receipts import tool
from tests.visitor import Visitor
from training.people.models import User
from training.practice.models import Attempt
from training.progress import api as progress
from training.recognition import api
from training.recognition.models import ALPHABET, Paper, Release

WHY = "Giấy lập nhầm người nhận, đã lập giấy khác."

pytestmark = pytest.mark.django_db


@pytest.fixture
def mai_done(done: None, db: None) -> User:
    return User.objects.get(staff_code="CM-DM-001")


@pytest.fixture
def paper(mai_done: User) -> Paper:
    return api.issue(user=mai_done)


def words_in(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_pressed_twice_there_is_one_paper(mai_done: User, client_of) -> None:
    for _time in range(2):
        Visitor(client_of(mai_done)).open("/ho-so-cua-toi/giay-xac-nhan/").press("Lập giấy")
    assert Paper.objects.count() == 1


def test_one_who_has_done_nothing_gets_none(planted: None, db: None, phuc: User, client_of) -> None:
    answer = client_of(phuc).post("/ho-so-cua-toi/giay-xac-nhan/", follow=True)
    assert "Chưa có gì" in answer.content.decode()
    assert not Paper.objects.exists()


def test_the_pdf_says_it_in_vietnamese_with_its_code(paper: Paper, mai_done: User, client_of) -> None:
    answer = client_of(mai_done).get(f"/giay-xac-nhan/{paper.code}/giay.pdf")
    said = words_in(answer.content)
    for words in ("GIẤY XÁC NHẬN HOÀN THÀNH BÀI TẬP", "Trần Thị Mai", "Tiếp nhận và vào sổ", paper.spelt):
        assert words in said
    assert f"/kiem-chung/{paper.code}/" in said


def test_the_image_is_a_whole_page(paper: Paper, mai_done: User, client_of) -> None:
    answer = client_of(mai_done).get(f"/giay-xac-nhan/{paper.code}/giay.png")
    image = Image.open(io.BytesIO(answer.content))
    assert image.width == pytest.approx(1240, abs=2)  # A4 at 150 dots an inch
    assert image.getextrema()[0] < 100  # something is drawn on it


@pytest.mark.parametrize("typed", ["{spelt}", " {code} ", "{lower}", "{spaced}"])
def test_anybody_verifies_it_however_the_code_is_typed(paper: Paper, typed: str) -> None:
    spaced = " ".join(paper.spelt.split("-")).replace("0", "o").replace("1", "l")
    code = typed.format(code=paper.code, spelt=paper.spelt, lower=paper.code.lower(), spaced=spaced)
    answer = Client().get("/kiem-chung/", {"code": code}, follow=True)
    assert "vẫn còn giá trị" in answer.content.decode()
    assert "Trần Thị Mai" in answer.content.decode()


def test_the_page_tells_only_what_stands_on_the_paper(paper: Paper, mai_done: User) -> None:
    page = Client().get(f"/kiem-chung/{paper.code}/").content.decode()
    for secret in (str(mai_done.uuid), mai_done.email or "@camau", *map(str, mai_done.attempts.values_list("uuid"))):
        assert secret not in page


def test_an_unknown_code_is_said_kindly(planted: None, db: None) -> None:
    answer = Client().get("/kiem-chung/", {"code": "0000-0000-0000"})
    assert answer.status_code == 422
    assert "Không có giấy nào mang mã này" in answer.content.decode()


def test_whoever_decides_revokes_it_and_everybody_sees(paper: Paper, hr: User, mai_done: User, client_of) -> None:
    Visitor(client_of(hr)).open(f"/giay-xac-nhan/{paper.code}/").press("Thu hồi", why=WHY)
    page = Client().get(f"/kiem-chung/{paper.code}/").content.decode()
    assert "đã bị thu hồi" in page
    assert WHY not in page
    assert WHY in client_of(mai_done).get(f"/giay-xac-nhan/{paper.code}/").content.decode()


def test_its_owner_cannot_revoke_it(paper: Paper, mai_done: User, client_of) -> None:
    assert client_of(mai_done).post(f"/giay-xac-nhan/{paper.code}/", {"why": WHY}).status_code == 404
    paper.refresh_from_db()
    assert paper.revoked_at is None


def test_what_was_declared_void_since_shows(paper: Paper, hr: User, mai_done: User) -> None:
    completion = mai_done.completions.get()
    progress.override(acting_user=hr, user=mai_done, lesson_code="L05", kind="void", why=WHY, completion=completion)
    page = Client().get(f"/kiem-chung/{paper.code}/").content.decode()
    assert "không còn được tính" in page


def test_a_later_paper_of_the_same_is_the_same(paper: Paper, mai_done: User, monkeypatch) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("training.recognition.api.today", lambda: tomorrow)
    assert api.issue(user=mai_done) == paper


def test_codes_cannot_be_guessed_and_read_well(paper: Paper) -> None:
    assert len(paper.code) == 12
    assert set(paper.code) <= set(ALPHABET)


def test_a_paper_is_of_one_attempt_too(mai_done: User) -> None:
    attempt = Attempt.objects.get(user=mai_done)
    assert [line["lesson"] for line in api.issue(user=mai_done, attempt=attempt.uuid).says["lines"]] == ["L05"]


# --- what anybody may try, and what an auditor gets ----------------------------------------------------------


def test_codes_are_not_tried_on_and_on(paper: Paper, mai_done: User, client_of) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    for number in range(20):
        assert stranger.get("/kiem-chung/", {"code": f"{number:012d}"}).status_code == 422
    answer = stranger.get(f"/kiem-chung/{paper.code}/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "Trần Thị Mai" not in answer.content.decode()
    assert "phút" in answer.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.8").get(f"/kiem-chung/{paper.code}/").status_code == 200
    inside = client_of(mai_done)  # who is signed in is counted apart from their office's address
    inside.defaults["REMOTE_ADDR"] = "203.0.113.7"
    assert inside.get(f"/kiem-chung/{paper.code}/").status_code == 200


@pytest.mark.parametrize("kind", ["locmem.LocMemCache", "filebased.FileBasedCache"])
def test_it_counts_in_any_cache_and_behind_a_proxy(kind: str, paper: Paper, settings, tmp_path) -> None:
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{kind}", "LOCATION": str(tmp_path)}}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):  # what the client itself writes in front is not believed
        Client().get(f"/kiem-chung/{number:012d}/", headers={"x-forwarded-for": f"198.51.100.{number}, 203.0.113.9"})
    assert Client().get("/kiem-chung/", headers={"x-forwarded-for": "1.1.1.1, 203.0.113.9"}).status_code == 429
    assert Client().get("/kiem-chung/", headers={"x-forwarded-for": "203.0.113.10"}).status_code == 200


def test_an_auditor_gets_the_receipts_from_their_owner_and_from_nobody_else(
    paper: Paper, mai_done: User, hr: User, client_of
) -> None:
    assert client_of(hr).post(f"/giay-xac-nhan/{paper.code}/kiem-tra/").status_code == 404
    page = Visitor(client_of(mai_done)).open(f"/giay-xac-nhan/{paper.code}/").press("Tạo địa chỉ cho người kiểm tra")
    address = page.page.select_one("section[aria-labelledby=audit] a")["href"]
    auditor = Client()
    listed = Visitor(auditor).open(address)
    file = auditor.get(listed.page.select_one("#main ol a.btn")["href"])
    assert tool().verify(file.content) == []
    assert auditor.get("/kiem-chung/verify_receipt.py").content.startswith(b"#!/usr/bin/env python3")
    assert Release.objects.get().taken == 1
    assert "kiem-tra" not in client_of(hr).get(f"/giay-xac-nhan/{paper.code}/").content.decode()
    Visitor(client_of(mai_done)).open(f"/giay-xac-nhan/{paper.code}/").press("Đóng địa chỉ")
    assert auditor.get(address).status_code == 404
    old = api.release(user=mai_done, paper=paper)
    Release.objects.filter(pk=old.pk).update(until=timezone.now())
    assert auditor.get(f"/kiem-chung/{paper.code}/bien-nhan/{old.token}/").status_code == 404


def test_nothing_here_is_called_a_certificate_of_general_literacy() -> None:
    """ "Đạt phổ cập" is for others to say; ours confirms exercises."""
    root = Path(__file__).resolve().parents[3]
    texts = [root / "locale/vi/LC_MESSAGES/django.po", *(root / "templates").rglob("*.html")]
    texts += [*(root / "training").rglob("*.py"), *(root / "training").rglob("*.yaml")]
    assert [path.name for path in texts if "phổ cập" in path.read_text(encoding="utf-8").lower()] == []
