"""One's own record through its pages: skills, history, confirmations, what is kept, and who taught whom."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from lessons.models import LessonPage
from tests.training.progress.record_world import WHY, everybody
from tests.visitor import Visitor
from training.people.models import User
from training.practice.models import Attempt
from training.progress import api
from training.progress.models import Guidance, Mastery

__all__ = ["everybody"]

PAGES = ["", "lich-su/", "xac-nhan/", "giay-xac-nhan/", "dieu-duoc-ghi/"]


@pytest.fixture
def kept(everybody: None, l05: LessonPage) -> Attempt:
    return Attempt.objects.get(user__staff_code="CM-DM-001", state=Attempt.State.FINISHED)


@pytest.fixture
def visitor(mai: User, client_of) -> Visitor:
    return Visitor(client_of(mai))


def test_skills_show_the_result_level_and_ways_on(kept: Attempt, visitor: Visitor) -> None:
    visitor.open("/ho-so-cua-toi/")
    assert visitor.shows("Tự làm được 1 trên 1 việc.")
    assert visitor.shows("Tiếp nhận và vào sổ", "table.tasks")
    assert visitor.shows("Tự làm được", "table.tasks")
    assert visitor.shows("M2", "table.tasks")
    visitor.follow("Phiếu việc")
    assert visitor.path == "/phieu-viec/L05/"


def test_areas_of_the_framework_count_the_lesson(kept: Attempt, visitor: Visitor) -> None:
    visitor.open("/ho-so-cua-toi/")
    rows = {
        row.th.get_text(): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in visitor.page.select("table.areas tbody tr")
    }
    assert rows["1. Thông tin và dữ liệu"][2:5] == ["1", "0", "0"]
    assert rows["5. Giải quyết vấn đề"][1:5] == ["0", "0", "0", "0"]
    assert visitor.shows("các bài ở đây không dạy")


def test_practising_again_begins_on_ones_own(kept: Attempt, visitor: Visitor) -> None:
    Attempt.objects.filter(state=Attempt.State.OPEN).update(state=Attempt.State.SET_ASIDE)
    visitor.open("/ho-so-cua-toi/").press("Tập lại")
    assert Attempt.objects.get(state=Attempt.State.OPEN).mode == Attempt.Mode.ALONE


def test_a_repeat_that_is_due_is_said_in_words(kept: Attempt, visitor: Visitor) -> None:
    week = timezone.now() - datetime.timedelta(days=1)
    Mastery.objects.update(refresh_at=week)
    visitor.open("/ho-so-cua-toi/")
    assert visitor.shows("Đến lúc luyện lại: 1")
    assert visitor.shows(f"đến hạn từ {timezone.localtime(week):%d/%m/%Y}", "table.tasks")


def test_history_says_how_each_attempt_went(kept: Attempt, visitor: Visitor) -> None:
    visitor.open("/ho-so-cua-toi/lich-su/")
    opened, done = [row.get_text(" ", strip=True) for row in visitor.page.select("main table tbody tr")]
    assert "Làm theo" in opened
    assert "Gợi ý ở 1 bước" in opened
    assert "Làm tiếp" in opened
    assert "Tự làm" in done
    assert "6/6" in done
    assert "Đã xong" in done


@pytest.mark.thorough
def test_history_keeps_the_title_and_comes_in_pages(l05: LessonPage, visitor: Visitor) -> None:
    before = Attempt.objects.count()
    for _time in range(22 - before):
        visitor.client.post("/bai-tap/bat-dau/L05/")
        Attempt.objects.filter(state=Attempt.State.OPEN).update(state=Attempt.State.SET_ASIDE)
    visitor.open("/ho-so-cua-toi/lich-su/")
    assert len(visitor.page.select("main table tbody tr")) == 20
    visitor.follow("Cũ hơn")
    assert visitor.shows("Tiếp nhận và vào sổ", "main table")
    assert len(visitor.page.select("main table tbody tr")) == 2


def test_a_confirmation_has_its_code_evidence_paper_and_receipt(kept: Attempt, visitor: Visitor) -> None:
    code = kept.completion.hash[:16]
    visitor.open("/ho-so-cua-toi/xac-nhan/")
    assert visitor.shows(code, "main table")
    visitor.follow("Biên nhận")
    assert visitor.status == 200
    visitor.open("/ho-so-cua-toi/xac-nhan/").follow("Minh chứng")
    assert visitor.shows("Minh chứng khớp với những gì đã ghi.")
    assert visitor.shows(code)


def test_the_paper_names_the_person_and_claims_no_more_than_exercises(kept: Attempt, visitor: Visitor) -> None:
    visitor.open("/ho-so-cua-toi/xac-nhan/").follow("Giấy xác nhận").press("Lập giấy")
    assert visitor.text("h1") == "Giấy xác nhận hoàn thành bài tập"
    for words in ("Trần Thị Mai", "CM-DM-001", "Tiếp nhận và vào sổ", kept.completion.hash[:16]):
        assert visitor.shows(words, "article")
    said = visitor.text("article").lower()
    assert "chứng chỉ" not in said
    assert "phổ cập" not in said


def test_what_was_declared_void_is_no_confirmation(kept: Attempt, mai: User, hr: User, visitor: Visitor) -> None:
    api.override(acting_user=hr, user=mai, lesson_code="L05", kind="void", why=WHY, completion=kept.completion)
    assert visitor.open("/ho-so-cua-toi/xac-nhan/").shows("Chưa có gì. Bài đầu tiên Anh/Chị làm xong sẽ hiện ở đây.")
    assert visitor.open(f"/ho-so-cua-toi/{kept.uuid}/giay-xac-nhan/").status == 404


@pytest.mark.parametrize(
    "words",
    [
        "2 lượt tập",
        "mở trợ giúp 1 lần",
        "Trần Thị Mai, CM-DM-001",
        "Anh/Chị nêu tên Lê Hoàng Phúc là người hướng dẫn",
        f"Đỗ Thị Bích, vì: {WHY}",
        "nay đã rút lại",
        "Em không thấy nút Vào sổ",
        "Gõ lại số đến vào sổ giấy",
        "K2, hạn 20/12/2026 · Xã Đất Mũi",
        "Không tính vào đâu cả.",
    ],
)
def test_everything_that_is_kept_is_said(words: str, kept: Attempt, visitor: Visitor) -> None:
    assert visitor.open("/ho-so-cua-toi/dieu-duoc-ghi/").shows(words, "main")


def test_nothing_of_a_colleague_is_among_it(kept: Attempt, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/ho-so-cua-toi/dieu-duoc-ghi/")
    assert not visitor.shows("riêng của Phúc")
    assert visitor.shows("2 lượt tập")


def test_who_was_named_as_teacher_reads_it(kept: Attempt, phuc: User, client_of) -> None:
    visitor = Visitor(client_of(phuc)).open("/ho-so-cua-toi/dieu-duoc-ghi/")
    assert visitor.shows("Trần Thị Mai nêu tên Anh/Chị là người hướng dẫn")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_record_says_so_and_breaks_nothing(page: str, l05: LessonPage, neighbour: User, client_of) -> None:
    visitor = Visitor(client_of(neighbour)).open(f"/ho-so-cua-toi/{page}")
    assert visitor.status == 200
    assert visitor.text("h1")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_few_questions(
    page: str, kept: Attempt, mai: User, client_of, django_assert_max_num_queries
) -> None:
    client = client_of(mai)
    client.get("/ho-so-cua-toi/")  # tasks and platforms are read once in a process
    # four for who was in a hall and for whom something was decided alone
    with django_assert_max_num_queries(18 if "dieu-duoc-ghi" in page else 14):
        assert client.get(f"/ho-so-cua-toi/{page}").status_code == 200


# --- who taught me -----------------------------------------------------------------------------------------


@pytest.fixture
def evidence(kept: Attempt, visitor: Visitor) -> Visitor:
    Guidance.objects.all().delete()  # in the test's own transaction: nobody has been named yet
    return visitor.open(f"/ho-so-cua-toi/{kept.uuid}/")


def test_a_learner_names_the_colleague_who_taught_them(evidence: Visitor, phuc: User) -> None:
    evidence.press("Ghi tên người hướng dẫn", staff_code="cm dm 003")
    assert evidence.shows("Đã ghi: Lê Hoàng Phúc hướng dẫn Anh/Chị.")
    assert evidence.shows("Lê Hoàng Phúc ·", "main")
    assert Guidance.objects.get().guide == phuc


def test_a_code_that_does_not_fit_is_refused_beside_its_box(evidence: Visitor, neighbour: User) -> None:
    evidence.press("Ghi tên người hướng dẫn", staff_code=neighbour.staff_code)
    assert evidence.status == 422
    box = evidence.page.select_one("#id_staff_code")
    assert box["value"] == neighbour.staff_code
    assert box["aria-invalid"] == "true"
    assert evidence.text("#id_staff_code_error")
    assert not Guidance.objects.exists()


def test_nobody_thanks_on_the_page_of_another(evidence: Visitor, phuc: User, client_of) -> None:
    answer = client_of(phuc).post(f"{evidence.path}nguoi-huong-dan/", {"staff_code": "CM-DM-001"})
    assert answer.status_code == 404
