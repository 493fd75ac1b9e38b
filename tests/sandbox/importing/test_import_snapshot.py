"""An export comes in whole and without its people, or not at all."""

from __future__ import annotations

import re
import time
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from sandbox.definition.loader import load_platform
from sandbox.importing.privacy import Privacy
from sandbox.management.commands import import_snapshot
from sandbox.models import BaseRecord, Snapshot
from tests.sandbox.importing import exports

platforms = cache(load_platform)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_snapshot, "load_platform", platforms)


def run(mapping: Path, **options: Any) -> str:
    said = StringIO()
    call_command("import_snapshot", mapping, stdout=said, stderr=StringIO(), **options)
    return said.getvalue()


def refused(mapping: Path) -> tuple[str, str]:
    """The last word, and the faults one by one. Nothing is left behind."""
    listed = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_snapshot", mapping, stdout=StringIO(), stderr=listed)
    assert not Snapshot.objects.exists()
    assert not BaseRecord.objects.exists()
    return str(error.value), listed.getvalue()


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    exports.write_csv(tmp_path)
    return exports.write_mapping(tmp_path)


def imported() -> list[dict[str, Any]]:
    return [record.data for record in BaseRecord.objects.order_by("rid")]


def test_what_was_exported_stands_in_a_new_snapshot(mapping: Path) -> None:
    run(mapping)
    snapshot = Snapshot.objects.get()
    first, second = BaseRecord.objects.order_by("rid")
    assert snapshot.record_count == 2
    assert (first.state, second.state) == ("hoan_thanh", "dang_xu_ly")
    assert first.data["ngay_den"] == "2026-11-21T08:15"
    assert (first.data["co_quan_ban_hanh"], second.data["co_quan_ban_hanh"]) == ("ubnd_tinh", "so_noi_vu")


def test_nobody_can_be_found_in_it(mapping: Path) -> None:
    run(mapping)
    everything = str(imported())
    for trace in ("079", "001 234", "0912", "345.678", "345 678", "teo@", "02/09", "Tèo", "Thương"):
        assert trace not in everything


def test_the_same_person_is_masked_the_same_way_everywhere(mapping: Path) -> None:
    run(mapping)
    first, second = imported()
    assert second["nguoi_ky"] in first["trich_yeu"]
    phones = re.findall(r"0900999\d{3}", str(imported()))
    assert len(phones) == 2
    assert len(set(phones)) == 1


@pytest.mark.thorough
def test_a_key_gives_the_same_people_again_and_none_gives_others(mapping: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("one key", encoding="utf-8")
    run(mapping, key_file=key)
    run(mapping, key_file=key)
    assert Snapshot.objects.count() == 1
    run(mapping)
    assert Snapshot.objects.count() == 2


def test_an_empty_key_file_is_no_key(mapping: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("\n", encoding="utf-8")
    with pytest.raises(CommandError):
        run(mapping, key_file=key)
    assert not Snapshot.objects.exists()


def test_the_report_says_what_was_masked_and_no_more(mapping: Path, tmp_path: Path) -> None:
    told = run(mapping, report=tmp_path / "report.txt", language="en")
    assert "identity numbers: 1" in told
    assert "telephone numbers: 2" in told
    assert "Left out by rule: 1" in told
    assert "Masked (2 different people)" in told
    assert told.strip() == (tmp_path / "report.txt").read_text(encoding="utf-8").strip()
    assert "Tèo" not in told


def test_a_dry_run_writes_nothing(mapping: Path) -> None:
    assert "dry run" in run(mapping, dry_run=True, language="en")
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(
    ("writer", "name", "more"),
    [
        (exports.write_xlsx, "van_ban.xlsx", ""),
        (exports.write_json, "van_ban.json", "path: data.items"),
        (lambda folder: exports.write_csv(folder, separator=";"), "van_ban.csv", ""),
    ],
)
def test_a_workbook_and_json_come_in_as_a_csv_does(tmp_path: Path, writer: Any, name: str, more: str) -> None:
    writer(tmp_path)
    text = exports.MAPPING.replace("file: van_ban.csv", f"file: {name}" + (f"\n    {more}" if more else ""))
    run(exports.write_mapping(tmp_path, text))
    assert [data["so_ky_hieu"] for data in imported()] == ["125/UBND-VX", "45/KH-SNV"]


def test_a_broken_row_is_named_and_nothing_remains(tmp_path: Path) -> None:
    rows = [list(row) for row in exports.ROWS]
    rows[1][3] = "31/02/2026"
    exports.write_csv(tmp_path, rows)
    word, listed = refused(exports.write_mapping(tmp_path))
    assert "1" in word
    assert "van_ban.csv" in listed
    assert "3" in listed
    assert "NGAY_BH" in listed


def test_an_unknown_state_is_named_with_its_row(tmp_path: Path) -> None:
    rows = [list(row) for row in exports.ROWS]
    rows[0][7] = "Lạ"
    exports.write_csv(tmp_path, rows)
    assert "“Lạ”" in refused(exports.write_mapping(tmp_path))[1]


@pytest.mark.parametrize("number", ["179085001234", "179.085.001.234"])
def test_a_number_that_survives_stops_everything(tmp_path: Path, number: str) -> None:
    """In a field of numbers no rule looks for people."""
    rows = [list(row) for row in exports.ROWS]
    rows[0][9], rows[1][9] = number, ""
    exports.write_csv(tmp_path, rows)
    text = exports.MAPPING.replace("ket_qua: GHI_CHU", "so_den: GHI_CHU")
    word, listed = refused(exports.write_mapping(tmp_path, text))
    assert "so_den" in listed
    assert number not in word + listed


@pytest.mark.parametrize("number", ["079085001234", "0912345678", "+84 912 345 678", "０７９０８５００１２３４"])
def test_a_number_in_an_address_is_masked_too(tmp_path: Path, number: str) -> None:
    rows = [list(row) for row in exports.ROWS]
    rows[0][6] = f"12 Nguyễn Huệ, ấp 5, gọi {number}"
    exports.write_csv(tmp_path, rows)
    run(exports.write_mapping(tmp_path, exports.MAPPING.replace("mask: name", "mask: address")))
    address = imported()[0]["nguoi_ky"]
    assert "ấp 5" in address
    assert "12" not in address.partition(",")[0]
    assert number not in address


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("record: van_ban", "record: khong_co"), 'no record type "khong_co"'),
        (("so_ky_hieu: SO_KY_HIEU", "khong_co: SO_KY_HIEU"), 'no field "khong_co"'),
        (("hoan_thanh,", "xong,"), 'no state "xong"'),
        (("mask: name", "mask: mat_na"), "mask"),
        (("do_mat: {value: Thường}", "do_mat: {}"), "either column or value"),
        (("ket_qua: GHI_CHU", "so_den: {column: GHI_CHU, mask: id}"), "only what is written is masked"),
        (("{column: CQBH, ", "{column: CQBH, mask: name, "), "only what is written is masked"),
    ],
)
def test_a_slip_in_the_mapping_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    exports.write_csv(tmp_path)
    word, _ = refused(exports.write_mapping(tmp_path, exports.MAPPING.replace(*change)))
    assert re.search(r"mapping.yaml:\d+", word)
    assert told in word


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("van_ban.csv", b"\xff\xfe\x00"),
        ("van_ban.csv", b""),
        ("van_ban.csv", b'ID,"unclosed\n1,2'),
        ("van_ban.csv", b"ID,ID\n1,2\n"),
        ("van_ban.csv", b"KHAC\n1\n"),
        ("van_ban.xlsx", b"no workbook"),
        ("van_ban.json", b"{"),
        ("van_ban.json", b'{"a": 1}'),
        ("van_ban.json", b"[1, 2]"),
        ("van_ban.json", b"[" * 100_000),
        ("van_ban.exe", b"MZ"),
        ("khong_co.csv", None),
        ("../ngoai.csv", b"ID\n1\n"),
    ],
)
def test_a_file_that_is_no_table_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    text = exports.MAPPING.replace("file: van_ban.csv", f"file: {name}")
    assert name in refused(exports.write_mapping(tmp_path, text))[1]


def test_rows_refer_to_each_other_by_the_ids_of_the_export(tmp_path: Path) -> None:
    exports.write_csv(tmp_path)
    (tmp_path / "tep.csv").write_text("MA,TEN\nt1,bien ban.pdf\n", encoding="utf-8")
    text = exports.MAPPING.replace(
        "do_mat: {value: Thường}", "tep: {column: GHI_CHU, refers_to: tep, many: ';'}"
    ).replace("      ket_qua: GHI_CHU\n", "")
    text += "  - {file: tep.csv, record: tep, id: MA, state: dinh_kem, fields: {ten: TEN}}\n"
    rows = [[*row[:9], "t1"] for row in exports.ROWS]
    exports.write_csv(tmp_path, rows)
    run(exports.write_mapping(tmp_path, text))
    file = BaseRecord.objects.get(record_type="tep")
    assert imported()[0]["tep"] == [file.rid]


def test_a_reference_to_nothing_is_a_fault_of_its_row(tmp_path: Path) -> None:
    text = exports.MAPPING.replace("      ket_qua: GHI_CHU\n", "      tep: {column: GHI_CHU, refers_to: tep}\n")
    text += "  - {file: tep.csv, record: tep, id: MA, state: dinh_kem, fields: {ten: TEN}}\n"
    (tmp_path / "tep.csv").write_text("MA,TEN\nt1,bien ban.pdf\n", encoding="utf-8")
    exports.write_csv(tmp_path)
    assert "GHI_CHU" in refused(exports.write_mapping(tmp_path, text))[1]


# --- the eraser alone ---------------------------------------------------------------------------------------

DIGITS = st.text("0123456789", min_size=12, max_size=12)
GAPS = st.sampled_from(["", " ", ".", "-", " - ", "–", "  ", "\u2009", "\u00a0", "_", "\u200b", ". "])


@given(DIGITS, GAPS, st.sampled_from(["", "CCCD ", "số: "]), st.sampled_from(["", ".", ", ngày 3/4", " Tèo"]))
def test_no_identity_number_survives_however_it_is_grouped(digits: str, gap: str, before: str, after: str) -> None:
    privacy = Privacy("key")
    written = gap.join(digits[place : place + 3] for place in range(0, 12, 3))
    told = privacy.text(f"{before}{written}{after}")
    assert list(privacy.survivors({"x": told})) == []
    assert digits not in re.sub(r"\D", "", told) or digits.startswith("999")


@given(st.text("0123456789", min_size=8, max_size=8), GAPS, st.sampled_from(["09", "03", "+849", "02"]))
def test_no_telephone_number_survives(digits: str, gap: str, lead: str) -> None:
    privacy = Privacy("key")
    told = privacy.text(f"Gọi {lead}{gap}{digits[:4]}{gap}{digits[4:]} nhé")
    assert list(privacy.survivors({"x": told})) == []
    assert digits not in re.sub(r"\D", "", told) or (lead + digits).startswith("0900999")


@pytest.mark.parametrize(
    "written",
    ["(0290) 3831234", "+84 (0) 912345678", "912345678", "79201000123", "sinh ngày 01 tháng 02 năm 1980"],
)
def test_what_people_and_spreadsheets_make_of_a_number(written: str) -> None:
    told = re.sub(r"\D", "", Privacy("key").text(written))
    assert "3831234" not in told
    assert "912345678" not in told
    assert "79201000123" not in told
    assert "0102" not in told


def test_a_text_full_of_spaced_digits_takes_no_time() -> None:
    privacy, begun = Privacy("key"), time.perf_counter()
    for text in ("1  -  " * 5000, "0 9 " * 5000, "(" * 5000 + "0 " * 5000):
        privacy.text(text)
    assert time.perf_counter() - begun < 5


def test_a_table_of_money_is_left_alone() -> None:
    assert Privacy("key").text("Kinh phí 1.250.000.000 đồng, công văn 125/UBND-VX ngày 05/01/2026") == (
        "Kinh phí 1.250.000.000 đồng, công văn 125/UBND-VX ngày 05/01/2026"
    )
