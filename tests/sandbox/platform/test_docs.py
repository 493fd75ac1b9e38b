"""`docs/platform` is true: the table leads to lines that exist, the pictures are current, the example works."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sandbox import api, selectors
from sandbox.data import CA_MAU, ca_mau_platform
from sandbox.definition.loader import load_platform
from sandbox.management.commands.validate_platform import diagrams
from sandbox.models import Workspace
from sandbox.spec import Scenario
from tools import platform_docs

TRIP = {
    "noi_den": "Sở Tài chính, Cà Mau",
    "xe": "Xe 7 chỗ",
    "di_luc": "14:00 25/11/2026",
    "ve_luc": "17:00 25/11/2026",
}


def test_the_table_is_what_the_rows_say() -> None:
    assert (platform_docs.DOCS / "coverage.md").read_text(encoding="utf-8") == platform_docs.table()


def test_every_module_has_its_rows() -> None:
    told = {path.stem for path in (platform_docs.DOCS / "rows").glob("*.yaml")}
    assert set(ca_mau_platform().modules) - told == set()


def test_the_pictures_are_of_this_definition() -> None:
    drawn = {path.name: path.read_text(encoding="utf-8") for path in (platform_docs.DOCS / "diagrams").glob("*.svg")}
    assert drawn == diagrams(ca_mau_platform())


def test_a_row_that_points_nowhere_is_an_error() -> None:
    with pytest.raises(platform_docs.Dead):
        platform_docs.place("van_ban_den: records.van_ban.actions.khong_co")


def test_a_broken_folder_is_named_with_file_line_and_reason(tmp_path: Path) -> None:
    folder = shutil.copytree(CA_MAU, tmp_path / "tinh")
    file = folder / "modules" / "xe_cong.yaml"
    text = (platform_docs.DOCS / "example" / "xe_cong.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("to: da_duyet", "to: duyet_roi"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"modules/xe_cong.yaml:\d+: records.phieu_xe.actions.duyet.to"):
        call_command("validate_platform", folder, stdout=StringIO())


# --- the worked example -----------------------------------------------------------------------------------


@pytest.fixture
def with_cars(tmp_path: Path, db: None) -> Workspace:
    """The platform with one more file, and an officer of it."""
    folder = shutil.copytree(CA_MAU, tmp_path / "tinh")
    shutil.copy(platform_docs.DOCS / "example" / "xe_cong.yaml", folder / "modules")
    call_command("validate_platform", folder, diagrams=tmp_path / "so_do", stdout=StringIO())
    assert (tmp_path / "so_do" / "xe_cong.phieu_xe.svg").exists()
    snapshot = api.import_snapshot(platform=load_platform(folder), records=())
    scenario = Scenario(role="chuyen_vien", person="le_hoang_nho", start="2026-11-23T08:00", home="xe_cong")
    return api.create_workspace(snapshot=snapshot, scenario=scenario)


def ask(workspace: Workspace, key: str, **changes: str) -> api.Outcome:
    return api.perform(
        workspace_id=workspace.pk, action="phieu_xe.dat", rid=None, values=TRIP | changes, request_key=key
    )


def state(outcome: api.Outcome) -> str:
    found = selectors.page(outcome.workspace, "phieu_xe").rows[0]
    return found.state


@pytest.mark.thorough
def test_a_module_added_without_python_is_used_like_any_other(with_cars: Workspace) -> None:
    asked = ask(with_cars, "one")
    assert asked.refusal is None
    assert "Đã gửi phiếu số 1" in asked.event.note["say"]["vi"]
    assert state(api.wait(workspace_id=with_cars.pk, until="reply", request_key="wait")) == "da_duyet"


@pytest.mark.thorough
def test_its_rules_refuse_with_a_sentence(with_cars: Workspace) -> None:
    ask(with_cars, "one")
    api.wait(workspace_id=with_cars.pk, until="reply", request_key="wait")
    taken = ask(with_cars, "two", di_luc="16:00 25/11/2026", ve_luc="18:00 25/11/2026")
    assert taken.refusal is not None
    assert "đã có người đặt" in taken.refusal.say.vi


@pytest.mark.thorough
def test_its_consequences_come_with_time(with_cars: Workspace) -> None:
    outcome = ask(with_cars, "one", noi_den="Ấp Mũi", di_luc="10:00 23/11/2026", ve_luc="11:00 23/11/2026")
    assert outcome.refusal is None
    assert state(api.wait(workspace_id=with_cars.pk, until="next_session", request_key="wait")) == "het_hieu_luc"
