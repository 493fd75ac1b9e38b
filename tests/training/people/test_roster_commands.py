"""The two commands of a new site: its people from a file, and its first administrator."""

import getpass
import warnings
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.personas import PASSWORD
from tests.training.people.roster_files import AN, BINH, csv, everything
from training.people import api
from training.people.models import Role, User
from training.people.roster import template
from training.people.selectors import roles_of

pytestmark = pytest.mark.usefixtures("organisation_tree")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_bytes(csv(AN, BINH))
    return path


def run(*arguments: object) -> tuple[str, str, str]:
    out, err, failure = StringIO(), StringIO(), ""
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        failure = str(error)
    return out.getvalue(), err.getvalue(), failure


def test_the_command_says_what_it_did_in_the_language_asked_for(file: Path):
    out, err, failure = run("import_people", file, "--language", "en")

    assert "2 people in the file: 2 new" in out
    assert "changepassword" in out
    assert (err, failure) == ("", "")
    assert User.objects.count() == 2


def test_the_command_tries_without_changing(file: Path):
    out, _err, _failure = run("import_people", file, "--dry-run", "--language", "en")

    assert "nothing was changed" in out
    assert not User.objects.exists()


def test_the_command_lists_the_faults_and_fails(file: Path):
    file.write_bytes(csv("CM-1,A,,nowhere,C,,,", "CM-2,,,xa-tan-tien,C,,,"))

    _out, err, failure = run("import_people", file, "--language", "en")

    assert [line.split(":")[0] for line in err.splitlines()] == [
        "Line 2, column “unit”",
        "Line 3, column “full_name”",
    ]
    assert failure == "Nothing was changed. Faults: 2."


def test_the_command_refuses_what_is_not_there_and_what_is_too_large(file: Path, monkeypatch: pytest.MonkeyPatch):
    assert run("import_people", file.with_name("none.csv"))[2]
    assert run("import_people", file.parent)[2]
    assert run("import_people")[2]
    monkeypatch.setattr("training.people.management.commands.import_people.LARGEST", 10)
    assert run("import_people", file)[2]
    assert not User.objects.exists()


def test_the_command_writes_a_template_but_never_over_a_file(file: Path):
    before = file.read_bytes()

    run("import_people", "--template", file.with_name("new.csv"))

    assert file.with_name("new.csv").read_bytes() == template()
    assert run("import_people", "--template", file)[2]
    assert file.read_bytes() == before


def test_the_command_lists_the_units():
    assert "xa-dat-mui/kinh-te\tPhòng Kinh tế\n" in run("import_people", "--units")[0]


GOOD = "bốn từ không liên quan"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody types where a password is asked, in order."""
    answers: list[str] = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt: answers.pop(0))
    return answers


def test_the_first_administrator_is_made_and_may_sign_in(typed: list[str], anonymous: Client):
    typed += ["123456", GOOD, "something else", GOOD, GOOD]

    out, err, failure = run(
        "create_administrator", "cm qt 009", "--full-name", "Lý An", "--email", "an@camau.example"
    )

    person = User.objects.get()
    assert failure == ""
    assert roles_of(person) == {Role.ADMINISTRATOR}
    assert person.role_grants.get().scope.code == "tinh-ca-mau"
    assert not person.is_superuser
    assert GOOD not in out + err
    assert anonymous.post(reverse("account_login"), {"login": "CMQT009", "password": GOOD}).status_code == 302


def test_somebody_of_the_roster_becomes_administrator_and_keeps_the_password(typed: list[str], mai: User):
    assert run("create_administrator", "cm-dm-001")[2] == ""

    mai.refresh_from_db()
    assert Role.ADMINISTRATOR in roles_of(mai)
    assert mai.check_password(PASSWORD)


def test_a_terminal_that_would_show_the_password_is_refused(monkeypatch: pytest.MonkeyPatch):
    def shown(prompt: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=1)
        return GOOD

    monkeypatch.setattr(getpass, "getpass", shown)

    assert run("create_administrator", "CM-1", "--full-name", "An", "--email", "an@camau.example")[2]
    assert not User.objects.exists()


def test_nobody_is_made_administrator_by_halves(typed: list[str], mai: User, monkeypatch: pytest.MonkeyPatch):
    api.deactivate(acting_user=None, user=mai)
    before = everything()

    assert run("create_administrator", "CM-DM-001")[2]
    assert run("create_administrator", "CM-2", "--full-name", "An", "--email", mai.email)[2]
    monkeypatch.setattr(getpass, "getpass", lambda prompt: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run("create_administrator", "CM-2", "--full-name", "An", "--email", "an@camau.example")[2]
    assert everything() == before
