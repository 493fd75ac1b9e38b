"""The roster of a real site: who comes in, who changes, who stays as they are."""

import unicodedata

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.personas import PASSWORD
from tests.training.people.roster_files import AN, BINH, everything, take_in
from training.people import api
from training.people.models import Membership, OrgUnit, Role, User
from training.people.roster import import_people, template
from training.people.selectors import roles_of, unit_of

VIETNAMESE = "Mã công chức;Họ và tên;Thư điện tử;Đơn vị;Vị trí việc làm;Là người đứng đầu;Vai trò;Phạm vi"

pytestmark = pytest.mark.usefixtures("organisation_tree")


def test_newcomers_get_their_unit_post_and_role():
    report = take_in(AN, BINH)

    an, binh = User.objects.get(staff_code="CM-TT-001"), User.objects.get(staff_code="CM-TT-002")
    assert (report.people, report.new, report.granted, report.without_email) == (2, 2, 1, 1)
    assert unit_of(an) == OrgUnit.objects.get(code="xa-tan-tien/kinh-te")
    assert roles_of(an) == {Role.LEARNER}
    assert roles_of(binh) == {Role.LEARNER, Role.LEADER, Role.HR}
    assert not an.has_usable_password()


def test_a_newcomer_sets_the_password_through_the_mail(anonymous: Client):
    take_in(AN)

    anonymous.post(reverse("account_reset_password"), {"email": "an.lv@camau.example"})

    assert [message.to for message in mail.outbox] == [["an.lv@camau.example"]]
    assert "/tai-khoan/" in mail.outbox[0].body


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_vietnamese_headings_semicolons_and_every_line_end(mark: bytes, end: str):
    line = "cm - tt–001;Lê Văn An;;xa-tan-tien;Chuyên viên;Có;Cán bộ nhân sự;XA-TAN-TIEN"
    line = line.replace("Cán bộ nhân sự", str(Role.HR.label))

    import_people(acting_user=None, content=mark + end.join([VIETNAMESE.upper(), line]).encode())

    person = User.objects.get()
    assert person.staff_code == "CM-TT-001"
    assert roles_of(person) == {Role.LEARNER, Role.LEADER, Role.HR}


def test_names_are_composed_and_stray_spaces_and_invisible_signs_go():
    name = unicodedata.normalize("NFD", "\u00a0 Nguyễn \u00a0Thị\u200b Ngọc\tÁnh ")
    take_in(f' CM-TT-009 ,"{name}", AN@CAMAU.example\u00a0,\u00a0xa-tan-tien ,Chuyên  viên, X ,,')

    person = User.objects.get()
    assert person.full_name == unicodedata.normalize("NFC", "Nguyễn Thị Ngọc Ánh")
    assert person.email == "an@camau.example"
    assert person.memberships.get().position == "Chuyên viên"


def test_what_looks_like_a_formula_is_text():
    take_in('CM-TT-001,"=HYPERLINK(""https://x.example"")",,xa-tan-tien,"@SUM(1+1)",,,')

    person = User.objects.get()
    assert person.full_name == '=HYPERLINK("https://x.example")'
    assert person.memberships.get().position == "@SUM(1+1)"


def test_blank_lines_and_trailing_separators_do_not_matter():
    report = take_in("", ",,,,,,,", AN + ",,", "   ")

    assert report.new == 1


def test_taking_the_same_file_in_again_changes_nothing():
    take_in(AN, BINH)
    before = everything()

    report = take_in(AN, BINH)

    assert report.unchanged == 2
    assert everything() == before


def test_people_keep_their_password_other_posts_and_whoever_is_not_in_the_file_stays(
    mai: User, phuc: User, ho_thi_ky
):
    api.place(acting_user=None, user=mai, unit=ho_thi_ky, position="Kiêm nhiệm")

    take_in("cm dm 001,Trần Thị Thanh Mai,,xa-dat-mui/van-phong,Chánh Văn phòng,x,,")

    mai.refresh_from_db()
    assert mai.check_password(PASSWORD)
    assert (mai.full_name, mai.sort_name) == ("Trần Thị Thanh Mai", "mai tran thi thanh")
    assert mai.email == "mai.tt@camau.example"
    assert {post.position for post in mai.memberships.filter(valid_to=None)} == {"Chánh Văn phòng", "Kiêm nhiệm"}
    assert unit_of(phuc).code == "xa-dat-mui/kinh-te"


def test_a_new_unit_is_a_move_that_keeps_the_old_post_on_record(mai: User):
    report = take_in("CM-DM-001,Trần Thị Mai,,xa-tan-tien,Văn thư viên,,,")

    closed, opened = mai.memberships.order_by("valid_from")
    assert report.moved == 1
    assert (closed.unit.code, closed.valid_to) == ("xa-dat-mui/van-phong", opened.valid_from)
    assert opened.unit.code == "xa-tan-tien"


def test_a_slip_can_be_put_right_on_the_same_day():
    take_in(AN)

    take_in(AN.replace("Chuyên viên", "Cán sự").replace("xa-tan-tien/kinh-te", "xa-tan-tien/vhxh"))
    take_in(AN)

    post = Membership.objects.get()
    assert (post.unit.code, post.position) == ("xa-tan-tien/kinh-te", "Chuyên viên")


def test_two_people_may_swap_their_addresses(mai: User, phuc: User):
    take_in(
        f"CM-DM-001,Trần Thị Mai,{phuc.email},xa-dat-mui/van-phong,Văn thư viên,,,",
        f"CM-DM-003,Lê Hoàng Phúc,{mai.email},xa-dat-mui/kinh-te,Chuyên viên,,,",
    )

    assert User.objects.get(pk=mai.pk).email == phuc.email
    assert User.objects.get(pk=phuc.pk).email == mai.email


def test_a_closed_account_stays_closed(mai: User):
    api.deactivate(acting_user=None, user=mai)
    before = everything()

    report = take_in("CM-DM-001,Trần Thị Mai,,xa-tan-tien,Văn thư viên,,,")

    assert report.closed == ["CM-DM-001"]
    assert everything() == before


def test_a_dry_run_tells_all_and_changes_nothing(mai: User):
    before = everything()

    report = take_in(AN, BINH, "CM-DM-001,Trần Thị Mai,,xa-tan-tien,Văn thư viên,,trainer,tinh-ca-mau", dry_run=True)

    assert (report.new, report.moved, report.granted) == (2, 1, 2)
    assert everything() == before


@pytest.mark.thorough
def test_five_thousand_people_are_written_in_batches(django_assert_max_num_queries):
    lines = [f"CM-X-{n},Nguyễn Văn {n},n{n}@camau.example,xa-tan-tien,Chuyên viên,,," for n in range(5000)]

    with django_assert_max_num_queries(160):
        assert take_in(*lines).new == 5000
    with django_assert_max_num_queries(30):
        assert take_in(*lines).unchanged == 5000


def test_the_template_is_a_file_that_only_lacks_people():
    for language in ("vi", "en"):
        with override(language):
            content = template() + AN.encode()
            assert import_people(acting_user=None, content=content, dry_run=True).new == 1
