"""What HR officers and unit heads see, and what they do not."""

import csv
import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lessons.models import LessonPage
from tests.visitor import Visitor
from training.people import api as people
from training.people.models import OrgUnit, User
from training.people.selectors import roles_of, today
from training.progress import rebuild
from training.progress.models import Completion
from training.reports import rollups, selectors
from training.reports.exports import cell

pytestmark = pytest.mark.django_db


@pytest.fixture
def done_by_mai(done: None, l05: LessonPage) -> None:
    """Mai has done L05, and nobody else anything."""


def staff(unit: OrgUnit, number: int) -> list[User]:
    made = []
    for place in range(number):
        user = people.create_user(
            acting_user=None, staff_code=f"T-{unit.pk}-{place}", full_name=f"Nguyễn Văn {chr(65 + place % 26)}"
        )
        people.place(acting_user=None, user=user, unit=unit, position="Chuyên viên")
        made.append(user)
    return made


def done_by(users: list[User]) -> None:
    """Results as reports read them; how they are earned is tested elsewhere."""
    one = Completion.objects.first()
    assert one is not None
    attempt = one.attempt
    for user in users:
        attempt.pk, attempt.uuid, attempt.user = None, None, user
        attempt.uuid = uuid.uuid4()
        attempt._state.adding = True
        workspace = attempt.workspace
        workspace.pk = uuid.uuid4()
        workspace._state.adding = True
        workspace.save()
        attempt.workspace = workspace
        attempt.save()
        Completion.objects.create(
            attempt=attempt,
            user=user,
            number=1,
            lesson_code="L05",
            task_hash=one.task_hash,
            aided=False,
            at=one.at,
            evidence={},
            hash=str(attempt.uuid),
        )
        rebuild.store_mastery(user.pk, "L05")


def test_the_province_sees_its_units_and_opens_them(done_by_mai: None, hr: User, client_of) -> None:
    visitor = Visitor(client_of(hr)).open("/bao-cao/")
    assert visitor.shows("Ai đã làm được, đơn vị nào chưa?", "h1")
    assert visitor.shows("Dữ liệu đến")
    visitor.follow("Xã Đất Mũi")
    assert visitor.shows("1/1", "table")


def test_units_without_people_take_no_row(done_by_mai: None, dat_mui: OrgUnit, hr: User, client_of) -> None:
    new = OrgUnit(code="xa-moi", name="Xã Mới", short_name="Xã Mới", kind=dat_mui.kind, valid_from=dat_mui.valid_from)
    OrgUnit.get_root_nodes().get().add_child(instance=new)
    visitor = Visitor(client_of(hr)).open("/bao-cao/")
    assert not visitor.shows("Xã Mới", "table")
    assert visitor.shows("Xã Mới", "details.fold")


def test_a_division_is_named_with_its_commune(done_by_mai: None, mai: User, hr: User, client_of) -> None:
    post = mai.memberships.select_related("unit").get()
    whole = f"{post.unit.name}, Xã Đất Mũi"
    assert Visitor(client_of(hr)).open("/bao-cao/nguoi/").shows(whole, "table")
    assert not Visitor(client_of(hr)).open("/bao-cao/nguoi/?don-vi=xa-dat-mui").shows(whole, "table")


def test_people_are_named_with_their_outcome(done_by_mai: None, mai: User, hr: User, client_of) -> None:
    visitor = Visitor(client_of(hr)).open("/bao-cao/nguoi/?don-vi=xa-dat-mui")
    assert visitor.shows(mai.full_name, "table")
    assert visitor.shows("Tự làm được", "table")


def test_outcomes_can_be_narrowed(done_by_mai: None, mai: User, ut: User, hr: User, client_of) -> None:
    visitor = Visitor(client_of(hr)).open("/bao-cao/nguoi/?don-vi=xa-dat-mui&bai=L05&ket-qua=chua")
    assert visitor.shows(ut.full_name, "table")
    assert not visitor.shows(mai.full_name, "table")


@pytest.mark.parametrize("path", ["", "nguoi/", "don-vi.csv", "nguoi.csv"])
def test_a_unit_outside_is_not_there(path: str, l05: LessonPage, mai: User, hr_other: User, client_of) -> None:
    client = client_of(hr_other)
    assert client.get(f"/bao-cao/{path}?don-vi=xa-dat-mui").status_code == 404
    assert client.get(f"/bao-cao/{path}").status_code == 200


@pytest.mark.parametrize("who", ["mai", "trainer", "administrator"])
@pytest.mark.parametrize("path", ["", "nguoi/", "don-vi.csv", "nguoi.csv"])
def test_learners_trainers_and_administrators_have_no_reports(path: str, who: str, client_of, request) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/bao-cao/{path}").status_code == 404
    assert 'href="/bao-cao/"' not in client.get("/").content.decode()


def test_the_head_of_a_unit_sees_their_own(done_by_mai: None, phuc: User, dat_mui: OrgUnit, client_of) -> None:
    people.end_membership(acting_user=None, membership=phuc.memberships.get(), on=today())
    people.place(acting_user=None, user=phuc, unit=dat_mui, position="Chủ tịch", is_manager=True)
    visitor = Visitor(client_of(phuc)).open("/bao-cao/")
    assert visitor.shows("Xã Đất Mũi", "h1 + .lead")
    assert visitor.client.get("/bao-cao/?don-vi=xa-ho-thi-ky").status_code == 404


def test_a_report_tells_outcomes_and_nothing_about_how(done_by_mai: None, hr: User, client_of) -> None:
    rows = Visitor(client_of(hr)).open("/bao-cao/nguoi/?don-vi=xa-dat-mui").text("table")
    assert not any(word in rows for word in ("gợi ý", "lần", "phút", ":"))


def test_numbers_about_people_one_may_not_name_are_hidden_below_five(
    done_by_mai: None, hr_other: User, dat_mui: OrgUnit, client_of
) -> None:
    staff(dat_mui, 20)
    assert Visitor(client_of(hr_other)).open("/bao-cao/").shows("dưới 5 người: không hiện", "table")


def test_they_are_shown_from_five_on(done_by_mai: None, hr_other: User, dat_mui: OrgUnit, client_of) -> None:
    done_by(staff(dat_mui, 20)[:5])
    visitor = Visitor(client_of(hr_other)).open("/bao-cao/")
    assert visitor.shows("6/", "tbody tr:last-child")


def test_few_who_have_not_are_hidden_as_well(done_by_mai: None, hr_other: User, dat_mui: OrgUnit, client_of) -> None:
    done_by(staff(dat_mui, 7)[:6])
    assert Visitor(client_of(hr_other)).open("/bao-cao/").shows("dưới 5 người: không hiện", "table")


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_of_people_is_sorted_by_given_name(done_by_mai: None, hr: User, dat_mui: OrgUnit, client_of) -> None:
    names = ("Trần Thị Bé", "Lê An", "Nguyễn Văn Ân")
    for place, name in enumerate(names):
        user = people.create_user(acting_user=None, staff_code=f"S-{place}", full_name=name)
        people.place(acting_user=None, user=user, unit=dat_mui, position="Chuyên viên")
    rows = read(client_of(hr).get("/bao-cao/nguoi.csv?don-vi=xa-dat-mui").content)
    ordered = [row[1] for row in rows if row[1] in names]
    assert ordered == ["Lê An", "Nguyễn Văn Ân", "Trần Thị Bé"]


def test_dates_in_the_file_are_vietnamese(done_by_mai: None, mai: User, hr: User, client_of) -> None:
    rows = read(client_of(hr).get("/bao-cao/nguoi.csv?don-vi=xa-dat-mui").content)
    line = next(row for row in rows if row[0] == mai.staff_code)
    assert line[-1] == timezone.localtime(Completion.objects.get().at).strftime("%d/%m/%Y")


@pytest.mark.parametrize("path", ["don-vi.csv", "nguoi.csv"])
def test_the_columns_of_a_file_are_named_in_the_readers_language(
    path: str, done_by_mai: None, hr: User, client_of
) -> None:
    header = read(client_of(hr).get(f"/bao-cao/{path}").content)[0]
    named = {"nguoi.csv": "L05: kết quả", "don-vi.csv": "L05: tự làm"}
    assert named[path] in header
    assert not any(english in " ".join(header) for english in ("result", "level", "alone", "help"))


@pytest.mark.parametrize("start_with", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_in_a_file_runs_as_a_formula(start_with: str) -> None:
    assert cell(f"{start_with}HYPERLINK(1)").startswith("'")


def test_a_formula_in_a_position_is_harmless(l05: LessonPage, hr: User, dat_mui: OrgUnit, client_of) -> None:
    user = people.create_user(acting_user=None, staff_code="X-1", full_name="Lê An")
    people.place(acting_user=None, user=user, unit=dat_mui, position="=1+1")
    rows = read(client_of(hr).get("/bao-cao/nguoi.csv?don-vi=xa-dat-mui").content)
    assert "'=1+1" in rows[1]


@pytest.mark.parametrize("people_count", [1, 60])
@pytest.mark.parametrize("path", ["", "nguoi/"])
def test_a_report_takes_twelve_queries_however_many_people(
    path: str, people_count: int, done_by_mai: None, hr: User, dat_mui: OrgUnit, client_of
) -> None:
    done_by(staff(dat_mui, people_count))
    client = client_of(hr)
    rollups.fold_all()  # what the worker does once a minute
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/bao-cao/{path}?don-vi=xa-dat-mui").status_code == 200
    reads = [query["sql"][:200] for query in captured if 'INTO "audit_entry"' not in query["sql"]]
    assert len(captured) - len(reads) <= 1  # the entry in the access log, where names are shown
    assert len(reads) <= 12, "\n".join(reads)


def test_who_has_two_posts_counts_once(done_by_mai: None, mai: User, dat_mui: OrgUnit, hr: User) -> None:
    division = dat_mui.get_children().exclude(memberships__user=mai).first()
    people.place(acting_user=None, user=mai, unit=division, position="Kiêm nhiệm")
    scope = selectors.scope_of(hr, roles_of(hr))
    matrix = selectors.matrix_of(scope, dat_mui, list(LessonPage.objects.all()))
    assert matrix.total.cells[0].done == 1


def test_a_screen_holds_one_course_and_a_file_everything(
    done_by_mai: None, l05: LessonPage, hr: User, client_of
) -> None:
    course = l05.get_parent().specific
    other = course.get_parent().add_child(instance=type(course)(title="Khóa đầu", code="K1", order=1, slug="k1"))
    first = other.add_child(instance=LessonPage(title="Bài đầu", code="L01", slug="l01", live=False))
    LessonPage.objects.filter(pk=first.pk).update(live=True, live_task=l05.live_task)
    visitor = Visitor(client_of(hr))
    assert "L01 · Bài đầu" in visitor.open("/bao-cao/").text("thead")
    assert "L05" not in visitor.text("thead")
    assert "L05" in visitor.open("/bao-cao/?bai=K2").text("thead")
    assert "L01" not in visitor.text("thead")
    file = visitor.client.get("/bao-cao/don-vi.csv").content.decode("utf-8-sig")
    assert "L01" in file
    assert "L05" in file
