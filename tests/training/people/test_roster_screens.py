"""HR's screens of the roster, through the forms and links that are served."""

import datetime
import io
import unicodedata
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.training.people.roster_files import everything
from training.people import api as people
from training.people.models import Membership, OrgUnit, Role, RosterChange, RosterImport, User
from training.people.roster import api, workbook
from training.people.roster.files import headings
from training.people.roster.legacy import _FROM_VNI, _TCVN3, meant
from training.people.selectors import today, unit_of
from training.people.tasks import end_roles, work_on_rosters

pytestmark = pytest.mark.usefixtures("organisation_tree")

State = RosterImport.State
HERE = "xa-ho-thi-ky"
NEW = ["CM-HK-101", "Lê Văn An", "an.lv@camau.example", f"{HERE}/kinh-te", "Chuyên viên", "", "", ""]
HONG = ["CM-HK-001", "Ngô Thị Hồng", "", HERE, "Văn thư viên", "", "", ""]


def sheet(*rows: list[str], heading: list[str] | None = None) -> bytes:
    """A workbook as the product writes them."""
    file = io.BytesIO()
    workbook.write(file, [("Danh sách", [20] * 8, [heading or headings(), *rows])])
    return file.getvalue()


def text(*rows: list[str]) -> bytes:
    return "\r\n".join(";".join(row) for row in [headings(), *rows]).encode("utf-8-sig")


@pytest.fixture
def tam(hr_other: User, client_of: Callable[[User], Client]) -> Client:
    """The HR officer of xã Hồ Thị Kỷ, and of nothing else."""
    return client_of(hr_other)


def sent(client: Client, content: bytes, name: str = "ds.xlsx") -> RosterImport:
    """Handed in and checked."""
    response = client.post("/nhan-su/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 303, response.content.decode()
    work_on_rosters()
    return RosterImport.objects.get(uuid=response["Location"].split("/")[2])


def decided(client: Client, roster: RosterImport, what: str) -> RosterImport:
    assert client.post(f"/nhan-su/{roster.uuid}/", {"lam": what}).status_code == 303
    work_on_rosters()
    roster.refresh_from_db()
    return roster


def faults(roster: RosterImport) -> list[tuple[int, str]]:
    assert roster.state == State.FAULTY
    return [(line, column) for line, column, _say in roster.faults]


@pytest.mark.parametrize("write", [sheet, text])
def test_a_file_is_looked_at_then_taken_in_and_the_roster_goes_round_unchanged(
    tam: Client, neighbour: User, hr_other: User, write: Callable[..., bytes]
):
    hong = Membership.objects.get(user=neighbour)
    Membership.objects.filter(pk=hong.pk).update(valid_from=datetime.date(2025, 7, 1))
    before = everything()

    roster = sent(tam, write(NEW, [*HONG[:3], f"{HERE}/kinh-te", "Chuyên viên", "", "", ""]))

    assert roster.state == State.READY
    assert everything() == before
    assert not roster.file
    page = tam.get(f"/nhan-su/{roster.uuid}/").content.decode()
    assert "Lê Văn An" in page
    assert "<del>Văn thư" in page
    decided(tam, roster, "ghi")
    assert roster.state == State.DONE
    assert unit_of(User.objects.get(staff_code="CM-HK-101")) == OrgUnit.objects.get(code=f"{HERE}/kinh-te")
    hong.refresh_from_db()
    assert hong.valid_to == today()
    after = everything()
    for kind in ("xlsx", "csv"):
        content = b"".join(tam.get(f"/nhan-su/danh-sach.{kind}").streaming_content)
        again = sent(tam, content, f"ds.{kind}")
        assert (again.state, again.changes.count(), again.counts["unchanged"]) == (State.READY, 0, 3), again.faults
    assert everything() == after
    assert RosterImport.objects.filter(way="out", by=hr_other, counts={"people": 3}).count() == 2
    assert "Ngô" in tam.get(f"/nhan-su/{roster.uuid}/?loai=transfer").content.decode()


def test_an_hr_officer_touches_nobody_elsewhere_by_any_row(
    tam: Client, mai: User, trainer: User, administrator: User
):
    before = everything()

    roster = sent(
        tam,
        sheet(
            [*NEW[:3], "xa-dat-mui", *NEW[4:]],  # their own newcomer, into another commune
            ["cm dm 001", "Kẻ Khác", "ke.khac@camau.example", HERE, "Văn thư viên", "", "", ""],  # Mai, over here
            ["CM-QT-001", "Lý Khoa", "ke.khac2@camau.example", HERE, "Văn thư viên", "", "", ""],
            ["CM-DM-001x", "Ai Đó", trainer.email, HERE, "Văn thư viên", "", "", ""],
        ),
    )

    assert faults(roster) == [(2, "Đơn vị"), (3, "Mã công chức"), (4, "Mã công chức"), (5, "Thư điện tử")]
    assert everything() == before
    assert mai.full_name not in tam.get(f"/nhan-su/{roster.uuid}/").content.decode()


def test_whose_role_reaches_further_keeps_the_address_and_nobody_is_given_a_role(
    tam: Client, neighbour: User, province: OrgUnit
):
    people.grant_role(acting_user=None, user=neighbour, role=Role.HR, scope=province)
    wide = [*headings(), "Vai trò", "Phạm vi"]

    roster = sent(
        tam,
        sheet(
            ["CM-HK-001", "Ngô Thị Hồng", "bay@camau.example", HERE, "Văn thư viên", "", "", "", "", ""],
            [*NEW, "administrator", HERE],
            heading=wide,
        ),
    )

    assert faults(roster) == [(2, "Thư điện tử"), (3, "Vai trò")]


def test_files_of_others_are_not_there(
    tam: Client, hr: User, mai: User, client_of: Callable[[User], Client], neighbour: User
):
    roster = sent(tam, sheet(NEW))
    of_province = sent(client_of(hr), sheet([*NEW[:3], "xa-dat-mui", *NEW[4:]]))

    assert client_of(hr).get(f"/nhan-su/{roster.uuid}/").status_code == 200
    for path in ("", "loi.csv"):
        assert tam.get(f"/nhan-su/{of_province.uuid}/{path}").status_code == 404
        assert client_of(mai).get(f"/nhan-su/{roster.uuid}/{path}").status_code == 404
    assert tam.post(f"/nhan-su/{of_province.uuid}/", {"lam": "ghi"}).status_code == 404
    assert str(of_province.uuid) not in tam.get("/nhan-su/").content.decode()
    assert "Nhân sự" in tam.get("/").content.decode()


def test_leavers_and_transfers_by_date(tam: Client, neighbour: User, hr_other: User):
    people.place(
        acting_user=None,
        user=neighbour,
        unit=OrgUnit.objects.get(code=f"{HERE}/kinh-te"),
        position="Cán sự",
        valid_from=datetime.date(2025, 7, 2),
    )
    leaves, comes = today() + datetime.timedelta(days=20), today() + datetime.timedelta(days=30)
    rows = [
        [*HONG[:7], f"{leaves:%d/%m/%Y}"],
        [*NEW[:6], f"{comes:%d/%m/%Y}", ""],
    ]

    decided(tam, sent(tam, sheet(*rows)), "ghi")

    assert {post.valid_to for post in Membership.objects.filter(user=neighbour)} == {leaves}
    assert Membership.objects.get(user__staff_code="CM-HK-101").valid_from == comes
    assert unit_of(neighbour) is not None
    assert unit_of(neighbour, on=leaves) is None
    again = sent(tam, sheet(*rows))
    assert (again.state, again.counts["unchanged"]) == (State.READY, 2)


def test_a_leaver_loses_the_roles_too(tam: Client, neighbour: User, client_of: Callable[[User], Client]):
    scope = OrgUnit.objects.get(code=HERE)
    people.grant_role(acting_user=None, user=neighbour, role=Role.HR, scope=scope)
    assert client_of(neighbour).get("/nhan-su/").status_code == 200
    Membership.objects.filter(user=neighbour).update(valid_from=datetime.date(2025, 7, 1))

    roster = decided(tam, sent(tam, sheet([*HONG[:7], f"{today():%d/%m/%Y}"])), "ghi")

    assert client_of(neighbour).get("/nhan-su/").status_code == 404
    decided(tam, roster, "hoan-tac")
    assert client_of(neighbour).get("/nhan-su/").status_code == 200


def test_a_trainer_who_leaves_later_writes_until_that_day(
    hr: User, trainer: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
):
    post = Membership.objects.get(user=trainer)
    leaves = today() + datetime.timedelta(days=9)
    row = [trainer.staff_code, trainer.full_name, "", post.unit.code, post.position, "", "", f"{leaves:%d/%m/%Y}"]

    decided(client_of(hr), sent(client_of(hr), sheet(row)), "ghi")

    assert end_roles() == 0
    assert people.trainers_group().user_set.filter(pk=trainer.pk).exists()
    monkeypatch.setattr(people, "today", lambda: leaves)
    assert end_roles() == 1
    assert not people.trainers_group().user_set.filter(pk=trainer.pk).exists()


def test_a_commune_ends_no_role_that_reaches_further(tam: Client, neighbour: User, province: OrgUnit):
    people.grant_role(acting_user=None, user=neighbour, role=Role.ADMINISTRATOR, scope=province)

    decided(tam, sent(tam, sheet([*HONG[:7], f"{today():%d/%m/%Y}"])), "ghi")

    assert unit_of(neighbour) is None
    assert neighbour.role_grants.get().valid_to is None


def test_a_second_file_of_the_same_day_never_ends_in_a_riddle(tam: Client, neighbour: User):
    """Two posts, one of them begun today in the unit of the file: said, not tried and failed."""
    people.place(acting_user=None, user=neighbour, unit=OrgUnit.objects.get(code=HERE), position="Cán sự")
    Membership.objects.filter(user=neighbour, unit__code=HERE).update(valid_to=today())

    roster = sent(tam, sheet([*HONG[:4], "Phó Chánh Văn phòng", "", "", ""]))

    assert faults(roster) == [(2, "")]


def test_undone_it_is_as_it_was_but_for_what_is_newer(tam: Client, neighbour: User):
    Membership.objects.filter(user=neighbour).update(valid_from=datetime.date(2025, 7, 1))
    before = everything()
    second = ["CM-HK-102", "Trần Bình", *NEW[2:]]
    second[2] = ""
    rows = [NEW, second, ["CM-HK-001", "Ngô Thị Hồng Hoa", "hoa@camau.example", HERE, "Phó phòng", "x", "", ""]]

    roster = decided(tam, sent(tam, sheet(*rows)), "ghi")
    decided(tam, roster, "hoan-tac")

    assert roster.state == State.UNDONE
    assert everything() == before
    third = ["CM-HK-103", "Phạm Cúc", "", *NEW[3:]]
    once_more = decided(tam, sent(tam, sheet(*rows, third)), "ghi")
    granted = User.objects.get(staff_code="CM-HK-103")
    people.grant_role(acting_user=None, user=granted, role=Role.HR, scope=OrgUnit.objects.get(code=HERE))
    User.objects.filter(staff_code="CM-HK-101").update(last_login=timezone.now())
    User.objects.filter(staff_code="CM-HK-001").update(full_name="Ngô Thị Hồng Hà")
    decided(tam, once_more, "hoan-tac")
    kept = dict(once_more.changes.exclude(kept="").values_list("staff_code", "kept"))
    assert kept == {"CM-HK-101": "used", "CM-HK-001": "person", "CM-HK-103": "used"}
    assert not User.objects.filter(staff_code="CM-HK-102").exists()
    assert (once_more.counts["undone"], once_more.counts["kept"]) == (1, 3)
    page = tam.get(f"/nhan-su/{once_more.uuid}/?loai=giu").content.decode()
    assert "Lê Văn An" in page
    assert "Trần Bình" not in page


def test_two_people_swap_addresses_and_back(tam: Client, neighbour: User, hr_other: User):
    one, other = neighbour.email, hr_other.email
    post = Membership.objects.get(user=hr_other)
    rows = [
        ["CM-HK-001", neighbour.full_name, str(other), *_post(Membership.objects.get(user=neighbour))],
        ["CM-HK-002", hr_other.full_name, str(one), *_post(post)],
    ]

    roster = decided(tam, sent(tam, sheet(*rows)), "ghi")

    assert set(User.objects.filter(pk__in=[neighbour.pk, hr_other.pk]).values_list("pk", "email")) == {
        (neighbour.pk, other),
        (hr_other.pk, one),
    }
    decided(tam, roster, "hoan-tac")
    neighbour.refresh_from_db()
    assert neighbour.email == one


def _post(post: Membership) -> list[str]:
    return [post.unit.code, post.position, "x" if post.is_manager else "", "", ""]


def test_what_somebody_changed_meanwhile_is_not_overwritten(tam: Client, neighbour: User):
    roster = sent(tam, sheet(NEW, ["CM-HK-001", "Ngô Thị Hồng Hoa", *HONG[2:]]))
    User.objects.filter(pk=neighbour.pk).update(full_name="Ngô Thị Hương")
    before = everything()

    decided(tam, roster, "ghi")

    assert (roster.state, roster.stale) == (State.LET_GO, True)
    assert everything() == before


def test_who_is_no_longer_hr_officer_there_decides_nothing(tam: Client, hr_other: User):
    roster = sent(tam, sheet(NEW))
    tam.post(f"/nhan-su/{roster.uuid}/", {"lam": "ghi"})
    people.revoke_role(acting_user=None, user=hr_other, role=Role.HR)

    work_on_rosters()

    assert not User.objects.filter(staff_code="CM-HK-101").exists()


def test_pressed_twice_it_is_done_once_and_let_go_is_let_go(tam: Client):
    roster = decided(tam, sent(tam, sheet(NEW)), "ghi")
    assert tam.post(f"/nhan-su/{roster.uuid}/", {"lam": "ghi"}).status_code == 409
    assert Membership.objects.filter(user__staff_code="CM-HK-101").count() == 1
    other = decided(tam, sent(tam, sheet(["CM-HK-103", *NEW[1:2], "", *NEW[3:]])), "bo")
    assert (other.state, other.changes.count()) == (State.LET_GO, 0)


class Killed(BaseException):
    """What the worker is in the middle of never comes to an end."""


@pytest.mark.thorough
def test_a_worker_killed_anywhere_loses_and_doubles_nothing(
    tam: Client, neighbour: User, monkeypatch: pytest.MonkeyPatch
):
    """Killed at one write after the other while checking, applying and undoing, then left to the sweep."""
    monkeypatch.setattr("training.people.roster.plan.BATCH", 2)
    for module in ("api", "execute", "undo"):
        monkeypatch.setattr(f"training.people.roster.{module}.BATCH", 2)
    rows = [[f"CM-HK-2{n:02}", f"Lê Văn {n}", "", *NEW[3:]] for n in range(7)]
    before = everything()
    response = tam.post("/nhan-su/", {"file": SimpleUploadedFile("ds.csv", text(*rows))})
    roster = RosterImport.objects.get(uuid=response["Location"].split("/")[2])
    deaths = {}

    for state, action in ((State.READY, ""), (State.DONE, "ghi"), (State.UNDONE, "hoan-tac")):
        if action:
            tam.post(f"/nhan-su/{roster.uuid}/", {"lam": action})
        begun = everything()
        deaths[state] = 0
        while roster.state != state and deaths[state] < 60:
            with _killed_after(int(deaths[state] * 1.1 ** max(0, deaths[state] - 20))):
                work_on_rosters()
            roster.refresh_from_db()
            if roster.state != state:
                assert everything() == begun
                deaths[state] += 1
                RosterImport.objects.filter(pk=roster.pk).update(beat=timezone.now() - api.SILENT * 2)
        assert roster.state == state
        if state == State.READY:
            assert RosterChange.objects.count() == 7
        if state == State.DONE:
            assert User.objects.filter(staff_code__startswith="CM-HK-2").count() == 7
            assert Membership.objects.filter(user__staff_code__startswith="CM-HK-2").count() == 7
    assert min(deaths.values()) >= 8, deaths
    assert everything() == before


class _killed_after:
    """Inside, the worker dies at its write number `writes` (and everything since the last commit is gone)."""

    def __init__(self, writes: int) -> None:
        self.left = writes

    def __enter__(self) -> None:
        def dies(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                if self.left == 0:
                    raise Killed
                self.left -= 1
            return execute(sql, params, many, context)

        self.wrapper = connection.execute_wrapper(dies)
        self.wrapper.__enter__()

    def __exit__(self, kind, *rest: object) -> bool:  # type: ignore[no-untyped-def]
        self.wrapper.__exit__(None, None, None)
        connection.set_rollback(False)  # the test's own transaction: what was killed never reached the database
        return kind is Killed


def test_names_are_forgotten_and_the_numbers_stay(tam: Client):
    roster = decided(tam, sent(tam, sheet(NEW)), "ghi")
    RosterImport.objects.update(applied_at=timezone.now() - datetime.timedelta(days=40))

    assert tam.post(f"/nhan-su/{roster.uuid}/", {"lam": "hoan-tac"}).status_code == 409
    assert api.forget_old(dry=True) == 1
    assert RosterChange.objects.exists()
    api.forget_old()

    assert not RosterChange.objects.exists()
    assert RosterImport.objects.get().counts["new"] == 1
    assert tam.get(f"/nhan-su/{roster.uuid}/").status_code == 200


def test_the_template_is_filled_in_as_its_second_sheet_says(tam: Client):
    content = b"".join(tam.get("/nhan-su/mau.xlsx").streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert [cell.value for cell in book.worksheets[0][1]] == headings()
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == headings()
    units = [row[0].value for row in book.worksheets[2].iter_rows(min_row=2)]
    assert HERE in units
    assert "xa-dat-mui" not in units
    book.worksheets[0].append(["CM HK 101", *NEW[1:3], "Phòng Kinh tế, Xã Hồ Thị Kỷ", *NEW[4:6]])
    filled = io.BytesIO()
    book.save(filled)
    roster = sent(tam, filled.getvalue())
    assert roster.state == State.READY, roster.faults
    assert roster.changes.get().staff_code == "CMHK101"


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def openpyxl_file(*rows: list[object]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in [headings(), *rows]:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def tcvn3(text: str) -> bytes:
    back = {new: old for old, new in _TCVN3.items()}
    return "".join(back.get(character, character) for character in text).encode("latin-1")


HOSTILE = {
    "a zip that is no workbook": (zipped({"a.txt": b"x"}), 1, ""),
    "a cut-off workbook": (sheet(NEW)[:900], 1, ""),
    "a formula": (openpyxl_file(["CM-HK-101", '=HYPERLINK("http://x","An")', *NEW[2:]]), 2, "Họ và tên"),
    "an error value": (openpyxl_file([NEW[0], "#N/A", *NEW[2:]]), 2, "Họ và tên"),
    "an entity of its own": (zipped({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), 1, ""),
    "a thousand parts": (zipped({f"{n}.xml": b"" for n in range(300)}), 1, ""),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, 1, ""),
    "a manager's code": (
        sheet([*NEW, "CM-HK-101"], heading=[*headings(), "Mã người quản lý"]),
        1,
        "Mã người quản lý",
    ),
    "a cycle of managers": (
        sheet(
            [*NEW, "CM-HK-102"], ["CM-HK-102", *NEW[1:2], "", *NEW[3:], "CM-HK-101"], heading=[*headings(), "Quản lý"]
        ),
        1,
        "Quản lý",
    ),
    "two codes alike": (sheet(NEW, ["cm hk 101", *NEW[1:2], "", *NEW[3:]]), 3, "Mã công chức"),
    "an old font in one cell": (sheet([NEW[0], "NguyÔn V¨n An", *NEW[2:]]), 2, "Họ và tên"),
    "VNI in one cell": (sheet([NEW[0], "Nguyeãn Vaên An", *NEW[2:]]), 2, "Họ và tên"),
    "a day that is none": (sheet([*NEW[:6], "31/02/2026", ""]), 2, "Từ ngày"),
    "a leaver whom nobody knows": (sheet([*NEW[:7], "01/12/2026"]), 2, "Nghỉ từ ngày"),
    "an empty workbook": (openpyxl_file()[:0] or zipped({}), 1, ""),
    "headings only": (sheet(), 1, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_where_it_is_bad(tam: Client, name: str):
    content, line, column = HOSTILE[name]
    before = everything()

    roster = sent(tam, content)

    assert (line, column) in faults(roster), roster.faults
    assert everything() == before
    page = tam.get(f"/nhan-su/{roster.uuid}/")
    assert page.status_code == 200
    listed = b"".join(tam.get(f"/nhan-su/{roster.uuid}/loi.csv").streaming_content).decode("utf-8-sig")
    assert f"{line};{column};" in listed


@pytest.mark.thorough
def test_a_file_of_one_gigabyte_unpacked_is_refused_before_it_is_unpacked(tam: Client):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _n in range(256):
            part.write(bytes(1 << 22))
    content = file.getvalue()

    roster = sent(tam, content)

    assert faults(roster) == [(1, "")]


def test_a_file_that_says_it_is_smaller_than_it_is_is_refused(tam: Client):
    """What is looked at before unpacking is also the most that is unpacked."""
    content = bytearray(sheet(*[[f"CM-HK-{n}", *NEW[1:2], "", *NEW[3:]] for n in range(3000)]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    content = content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    assert faults(sent(tam, bytes(content))) == [(1, "")]


def test_what_is_unicode_is_never_taken_for_an_old_font():
    words = {unit.name for unit in OrgUnit.objects.all()} | {*headings(), "Hoà Khoái Hoãn Quý Thuý Nguyễn Ẩn UỶ BAN"}

    assert [word for word in words if meant(word)] == []
    assert meant("NguyÔn V¨n An") == meant("Nguyeãn Vaên An") == "Nguyễn Văn An"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "windows-1258"])
def test_an_old_encoding_is_read_if_the_headings_prove_it(tam: Client, encoding: str):
    lines = "\r\n".join(";".join(row) for row in [headings(), ["CM-HK-101", "Nguyễn Thị Phương", "", *NEW[3:]]])
    if encoding == "tcvn3":
        content = tcvn3(lines.replace("Đ", "§"))
    elif encoding == "vni":
        back = {new: old for old, new in _FROM_VNI.items()}
        content = "".join(back.get(character, character) for character in lines).encode("cp1252")
    else:
        content = _cp1258(lines)

    roster = sent(tam, content, "ds.csv")

    assert roster.state == State.READY, roster.faults
    assert roster.changes.get().full_name == "Nguyễn Thị Phương"


def _cp1258(text: str) -> bytes:
    """Letter by letter: what has no code of its own is written as a letter and its tone."""
    written = []
    for character in text:
        try:
            written.append(character.encode("cp1258"))
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFD", character)
            letter = unicodedata.normalize("NFC", base[0] + "".join(m for m in base[1:] if m in "\u0302\u0306\u031b"))
            tone = "".join(m for m in base[1:] if m not in "\u0302\u0306\u031b")
            written.append((letter + tone).encode("cp1258"))
    return b"".join(written)


def test_nothing_chosen_and_an_empty_file_are_refused_at_once(tam: Client):
    assert tam.post("/nhan-su/").status_code == 422
    assert tam.post("/nhan-su/", {"file": SimpleUploadedFile("ds.csv", b"")}).status_code == 422
    assert not RosterImport.objects.exists()


def test_the_page_says_how_far_it_is(tam: Client):
    response = tam.post("/nhan-su/", {"file": SimpleUploadedFile("ds.csv", text(NEW))})
    RosterImport.objects.update(lines=50_000, checked=12_000)

    page = tam.get(response["Location"]).content.decode()

    assert 'value="12000" max="50000"' in page
    assert "every 2s" in page
    assert f'href="{response["Location"]}"' in page


@pytest.mark.thorough
def test_one_wrong_row_in_fifty_thousand(tam: Client):
    rows = [[f"CM-HK-{n:05}", f"Nguyễn Văn {n}", "", *NEW[3:]] for n in range(50_000)]
    rows[31_415][3] = "xa-dat-mui"
    before = everything()

    roster = sent(tam, text(*rows))

    assert faults(roster) == [(31_417, "Đơn vị")]
    assert everything() == before
    assert not RosterChange.objects.exists()
