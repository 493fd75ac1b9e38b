"""Definitions from YAML: what is right loads, what is wrong says file, line, path and what was expected."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from sandbox.definition.loader import (
    DefinitionError,
    as_json,
    canonical,
    load_platform,
    parse_definition,
    platform_of,
)
from sandbox.definition.schema import Platform

MAIN = """\
platform: nho
vi: Nền tảng nhỏ
en: Small platform
agency: xa
start: "2026-11-23T07:30"
file_record: tep
roles:
  van_thu: {vi: Văn thư, en: Clerk}
  lanh_dao: {vi: Lãnh đạo, en: Leader}
units:
  xa: {vi: Xã, en: Commune, kind: commune, own: true}
people:
  an: {name: An, title: {vi: Văn thư, en: Clerk}, unit: xa, role: van_thu}
  binh: {name: Bình, title: {vi: Chủ tịch, en: Chair}, unit: xa, role: lanh_dao}
calendar:
  sessions:
    - {start: "07:00", end: "11:00"}
  holidays:
    2026-09-02: {vi: Quốc khánh, en: National day}
laws:
  nd30: {number: 30/2020/NĐ-CP, title: {vi: Văn thư, en: Records}, in_force_from: 2020-03-05}
"""
MODULE = """\
module: van_ban_den
vi: Văn bản đến
en: Incoming
for: van_thu
records:
  van_ban:
    vi: Văn bản
    en: Document
    title: trich_yeu
    fields:
      so_den: {vi: Số đến, en: No., type: number, generated: sequence}
      trich_yeu: {vi: Trích yếu, en: Subject, key: true}
      do_khan: {vi: Độ khẩn, en: Urgency, type: choice, options: [Thường, Khẩn], options_en: [Normal, Urgent]}
      han: {vi: Hạn, en: Due, type: date}
      tep: {vi: Tệp, en: Files, type: files}
      nhat_ky: {vi: Nhật ký, en: Log, type: rows, columns: {at: {vi: Lúc, en: At}}}
    states:
      moi: {vi: Mới, en: New, start: true}
      xong: {vi: Xong, en: Done, final: true, edit_by: van_thu, edit_fields: [han]}
    actions:
      trinh:
        vi: Trình
        en: Submit
        by: van_thu
        from: moi
        to: xong
        takes: 30m
        law: nd30
        asks: [trich_yeu, {field: han, default: $today}]
        needs: [trich_yeu]
        guards:
          - require: {han: {after: $today}, do_khan: {not: Thường}}
            else: {vi: Sai hạn., en: Wrong date.}
            field: han
        effects:
          - number: so_den
          - notify: {to: lanh_dao, say: {vi: "Có {title}", en: "There is {title}"}}
        done: {vi: "Đã trình {trich_yeu}.", en: "Submitted {trich_yeu}."}
      tra_lai: {vi: Trả lại, en: Return, by: lanh_dao, from: xong, to: moi}
    views:
      tat_ca: {vi: Tất cả, en: All, where: {state: moi, do_khan: Khẩn}, columns: [so_den, state], sort: -han}
    index: [han, do_khan]
    filters: [do_khan]
  tep:
    vi: Tệp
    en: File
    title: ten
    fields:
      ten: {vi: Tên, en: Name}
    states:
      tren_may: {vi: Trên máy, en: Local, start: true}
    views:
      tat_ca: {vi: Tất cả, en: All, columns: [ten], sort: ten}
    index: [ten]
automations:
  - {after: van_ban.trinh, wait: 30m, if: {do_khan: Khẩn}, as: binh, do: tra_lai}
"""


def folder(at: Path, main: str = MAIN, module: str = MODULE) -> Path:
    (at / "platform.yaml").write_text(main, encoding="utf-8")
    (at / "modules").mkdir(exist_ok=True)
    (at / "modules" / "van_ban_den.yaml").write_text(module, encoding="utf-8")
    return at


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return load_platform(folder(tmp_path))


def test_what_is_right_loads(platform: Platform) -> None:
    assert platform.record("van_ban").actions["trinh"].takes == 30
    assert platform.module_of("tep") == "van_ban_den"
    assert list(platform.calendar.holidays) == ["2026-09-02"]
    assert platform.laws["nd30"].in_force_from == "2020-03-05"


def test_json_keeps_everything_also_the_order_that_databases_forget(platform: Platform) -> None:
    scrambled = json.loads(json.dumps(as_json(platform), sort_keys=True))
    assert parse_definition(scrambled) == platform
    assert list(parse_definition(scrambled).record("van_ban").fields) == list(platform.record("van_ban").fields)
    assert canonical(as_json(parse_definition(scrambled))) == canonical(as_json(platform))


def test_the_order_of_fields_is_part_of_the_content(platform: Platform, tmp_path: Path) -> None:
    lines = MODULE.splitlines(keepends=True)
    so_den = next(n for n, line in enumerate(lines) if line.lstrip().startswith("so_den"))
    lines[so_den], lines[so_den + 1] = lines[so_den + 1], lines[so_den]
    other = load_platform(folder(tmp_path, module="".join(lines)))
    assert canonical(as_json(other)) != canonical(as_json(platform))


def test_a_snapshot_is_parsed_once(platform: Platform) -> None:
    snapshot = SimpleNamespace(hash="parsed-once", definition=as_json(platform))
    first = platform_of(snapshot)
    assert first == platform
    assert platform_of(SimpleNamespace(hash="parsed-once", definition=None)) is first


#: (file, what stands there, what stands there instead, line, path, sentence)
BROKEN = [
    ("platform", "agency: xa", "agency: huyen", 4, "agency", 'unknown unit "huyen"; expected one of: xa'),
    ("platform", "agency: xa\n", "", 1, "agency", 'the key "agency" is missing here'),
    (
        "platform",
        'start: "2026-11-23T07:30"',
        'start: "23/11/2026"',
        5,
        "start",
        r'expected text like ^\d{4}-\d\d-\d\dT\d\d:\d\d$; found "23/11/2026"',
    ),
    (
        "platform",
        '"2026-11-23T07:30"',
        '"2026-13-23T07:30"',
        5,
        "start",
        '"2026-13-23T07:30" is not a moment: expected "YYYY-MM-DDTHH:MM"',
    ),
    ("platform", "vi: Nền tảng nhỏ", "vi: [a", 3, "", "not readable as YAML: "),
    ("platform", "kind: commune", "kind: district", 11, "units.xa.kind", "expected 'department', 'commune', "),
    ("platform", "unit: xa, role: van_thu", "unit: xa, role: thue", 13, "people.an.role", 'unknown role "thue"'),
    ("platform", "unit: xa, role: van_thu", "unit: so, role: van_thu", 13, "people.an.unit", 'unknown unit "so"'),
    (
        "platform",
        'start: "07:00", end: "11:00"',
        "start: 12:30, end: 17:00",
        17,
        "calendar.sessions[0].start",
        'YAML reads 12:30 as a number of seconds: quote it: "12:30"',
    ),
    (
        "platform",
        'start: "07:00", end: "11:00"',
        'start: "11:00", end: "07:00"',
        17,
        "calendar.sessions[0]",
        "expected sessions in order, each from an earlier to a later time of day",
    ),
    (
        "platform",
        "2026-09-02:",
        "2026-02-30:",
        19,
        "calendar.holidays.2026-02-30",
        '"2026-02-30" is not a day: expected "YYYY-MM-DD"',
    ),
    ("platform", "roles:\n", "roles:\n  van_thu: {vi: A, en: B}\n", 9, "roles.van_thu", "is given twice"),
    (
        "platform",
        "Văn thư, en: Clerk}\n  lanh",
        "No, en: no}\n  lanh",
        8,
        "roles.van_thu.en",
        "YAML reads no as true",
    ),
    ("platform", "file_record: tep", "file_record: anh", 6, "file_record", 'unknown record type "anh"'),
    (
        "platform",
        "platform: nho",
        "platform: nho\nmodules: {}",
        2,
        "modules",
        "each module stands in a file of its own",
    ),
    ("platform", "van_thu: {vi", "Văn-thư: {vi", 8, "roles.Văn-thư", "expected a key: lower-case ASCII letters"),
    ("module", "module: van_ban_den\n", "", 1, "module", "expected the module's key, as in module: van_ban_den"),
    ("module", "for: van_thu", "on: van_thu", 4, "on", 'YAML reads the key "on" as true/false'),
    (
        "module",
        "for: van_thu",
        "for: ke_toan",
        4,
        "for[0]",
        'unknown role "ke_toan"; expected one of: lanh_dao, van_thu',
    ),
    ("module", "for: van_thu", "colour: red", 4, "colour", 'unknown key "colour": check the spelling'),
    ("module", "title: trich_yeu", "title: tieu_de", 9, "records.van_ban.title", 'unknown field "tieu_de"'),
    ("module", "en: Document", "en: 05", 8, "records.van_ban.en", 'YAML reads 05 as an octal number: quote it: "05"'),
    ("module", "en: Document", 'en: ""', 8, "records.van_ban.en", "expected some text; found nothing"),
    ("module", "en: Document", "en: 5", 8, "records.van_ban.en", "expected text (quote it); found 5"),
    (
        "module",
        "type: number, generated",
        "type: integer, generated",
        11,
        "records.van_ban.fields.so_den.type",
        "expected 'text', 'longtext', ",
    ),
    (
        "module",
        "type: choice, options: [Thường, Khẩn], options_en: [Normal, Urgent]",
        "type: choice",
        13,
        "records.van_ban.fields.do_khan",
        "a field of type choice needs options",
    ),
    (
        "module",
        "options_en: [Normal, Urgent]",
        "options_en: [Normal]",
        13,
        "records.van_ban.fields.do_khan.options_en",
        "expected 2 options, one for each of options",
    ),
    (
        "module",
        "key: true",
        "matches: '(['",
        12,
        "records.van_ban.fields.trich_yeu.matches",
        "not a pattern: unterminated character set",
    ),
    ("module", "key: true", "key: yes", 12, "records.van_ban.fields.trich_yeu.key", "YAML reads yes as true/false"),
    ("module", "      so_den: {", "      state: {", 11, "records.van_ban.fields.state", '"state" is a reserved word'),
    (
        "module",
        "start: true}\n      xong",
        "tone: good}\n      xong",
        17,
        "records.van_ban.states",
        "expected exactly one state with start: true; found 0",
    ),
    (
        "module",
        "edit_by: van_thu, edit_fields: [han]",
        "edit_by: van_thu, edit_fields: [han_xu_ly]",
        19,
        "records.van_ban.states.xong.edit_fields[0]",
        'unknown field "han_xu_ly"',
    ),
    (
        "module",
        "from: moi\n",
        "from: cho_trinh\n",
        25,
        "records.van_ban.actions.trinh.from[0]",
        'unknown state "cho_trinh"',
    ),
    ("module", "to: xong\n", "to: da_trinh\n", 26, "records.van_ban.actions.trinh.to", 'unknown state "da_trinh"'),
    (
        "module",
        "takes: 30m",
        "takes: 12:30",
        27,
        "records.van_ban.actions.trinh.takes",
        "YAML reads 12:30 as a number",
    ),
    (
        "module",
        "takes: 30m",
        "takes: 30 phút",
        27,
        "records.van_ban.actions.trinh.takes",
        'expected a duration such as "30m", "2h" or "1d"; found "30 phút"',
    ),
    ("module", "law: nd30", "law: nd31", 28, "records.van_ban.actions.trinh.law", 'unknown legal reference "nd31"'),
    (
        "module",
        "asks: [trich_yeu,",
        "asks: [so_den,",
        29,
        "records.van_ban.actions.trinh.asks[0].field",
        "is generated",
    ),
    (
        "module",
        "default: $today",
        "default: $hom_nay",
        29,
        "records.van_ban.actions.trinh.asks[1].default",
        'unknown reference "$hom_nay"',
    ),
    (
        "module",
        "{after: $today}",
        "{later: $today}",
        32,
        "records.van_ban.actions.trinh.guards[0].require.han.later",
        'unknown operator "later"',
    ),
    (
        "module",
        "{not: Thường}",
        "{not: Thượng khẩn}",
        32,
        "records.van_ban.actions.trinh.guards[0].require.do_khan",
        'unknown option "Thượng khẩn"; expected one of: Khẩn, Thường',
    ),
    (
        "module",
        "{after: $today}",
        "{after: $input.do_khan}",
        32,
        "records.van_ban.actions.trinh.guards[0].require.han.after",
        'unknown input in $input "do_khan"; expected one of: han, trich_yeu',
    ),
    (
        "module",
        "            else: {vi: Sai hạn., en: Wrong date.}\n",
        "",
        32,
        "records.van_ban.actions.trinh.guards[0].else",
        'the key "else" is missing here',
    ),
    (
        "module",
        "- number: so_den",
        "- number: so_den\n            clear: [han]",
        36,
        "records.van_ban.actions.trinh.effects[0]",
        "expected exactly one of set, number, clear, create, update, notify, remember, add, deadline, validate, ",
    ),
    (
        "module",
        "- number: so_den",
        "- remember: han",
        36,
        "records.van_ban.actions.trinh.effects[0].remember",
        '"han" is a date; expected rows',
    ),
    (
        "module",
        "- number: so_den",
        "- update: {through: tep, set: {mau: đỏ}}",
        36,
        "records.van_ban.actions.trinh.effects[0].update.set.mau",
        'unknown field "mau"; expected one of: ten',
    ),
    (
        "module",
        "to: lanh_dao, say",
        "to: giam_doc, say",
        37,
        "records.van_ban.actions.trinh.effects[1].notify.to[0]",
        'unknown role or person "giam_doc"',
    ),
    (
        "module",
        "Đã trình {trich_yeu}",
        "Đã trình {so_ky_hieu}",
        38,
        "records.van_ban.actions.trinh.done.vi",
        'unknown placeholder "so_ky_hieu"',
    ),
    (
        "module",
        "where: {state: moi, do_khan: Khẩn}",
        "where: {trich_yeu: a}",
        41,
        "records.van_ban.views.tat_ca.where.trich_yeu",
        '"trich_yeu" must stand in index: lists filter by state and indexed fields only',
    ),
    (
        "module",
        "sort: -han",
        "sort: -so_den",
        41,
        "records.van_ban.views.tat_ca.sort",
        'unknown indexed field "so_den"',
    ),
    (
        "module",
        "columns: [so_den, state]",
        "columns: [so]",
        41,
        "records.van_ban.views.tat_ca.columns[0]",
        'unknown field "so"',
    ),
    ("module", "filters: [do_khan]", "filters: [trich_yeu]", 43, "records.van_ban.filters[0]", "must stand in index"),
    (
        "module",
        "after: van_ban.trinh",
        "after: van_ban.ky",
        56,
        "automations[0].after",
        'unknown action of van_ban "ky"',
    ),
    ("module", "as: binh", "as: chi", 56, "automations[0].as", 'unknown person "chi"; expected one of: an, binh'),
    (
        "module",
        "as: binh",
        "as: an",
        56,
        "automations[0].as",
        'an has the role van_thu, but "tra_lai" is done by lanh_dao',
    ),
    ("module", "do: tra_lai", "do: tu_choi", 56, "automations[0].do", 'unknown action of van_ban "tu_choi"'),
    (
        "module",
        "do: tra_lai",
        "do: tra_lai, fill: {han: $today}",
        56,
        "automations[0].fill.han",
        'unknown field asked by tra_lai "han"',
    ),
    (
        "module",
        "wait: 30m",
        "wait: 30",
        56,
        "automations[0].wait",
        'expected a quoted duration such as "30m", "2h" or "1d"',
    ),
    ("module", "en: Document", "<<: {a: b}", 8, "records.van_ban", 'merge keys ("<<") are not supported'),
    ("module", "en: Document", "en: !!python/name:os.system x", 8, "records.van_ban.en", "is not supported"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "line", "path", "sentence"), BROKEN, ids=[b[4] for b in BROKEN])
def test_what_is_wrong_says_where_and_what_was_expected(
    tmp_path: Path, file: str, right: str, wrong: str, line: int, path: str, sentence: str
) -> None:
    text = MAIN if file == "platform" else MODULE
    assert text.count(right) >= 1, "the fault must be in the text"
    broken = text.replace(right, wrong, 1)
    with pytest.raises(DefinitionError) as caught:
        load_platform(folder(tmp_path, **{"main" if file == "platform" else "module": broken}))
    name = "platform.yaml" if file == "platform" else "modules/van_ban_den.yaml"
    found = [p for p in caught.value.problems if (p.file, p.line, p.path) == (name, line, path)]
    assert found, str(caught.value)
    assert any(sentence in problem.message for problem in found), str(caught.value)
    assert f"{name}:{line}: " in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    main = MAIN.replace("agency: xa", "agency: huyen").replace("unit: xa, role: lanh_dao", "unit: so, role: lanh_dao")
    module = MODULE.replace("to: xong", "to: het")
    with pytest.raises(DefinitionError) as caught:
        load_platform(folder(tmp_path, main, module))
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("platform.yaml", 4),
        ("platform.yaml", 14),
        ("modules/van_ban_den.yaml", 26),
    ]
    assert (caught.value.file, caught.value.line, caught.value.path) == ("platform.yaml", 4, "agency")


def test_a_folder_without_the_main_file(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"platform\.yaml: expected this file in the folder"):
        load_platform(tmp_path)


def test_the_same_module_or_record_twice(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "modules" / "z.yaml").write_text(MODULE, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r'"van_ban_den" is already defined in modules/van_ban_den\.yaml'):
        load_platform(tmp_path)
    other = MODULE.replace("module: van_ban_den", "module: khac")
    (tmp_path / "modules" / "z.yaml").write_text(other, encoding="utf-8")
    with pytest.raises(DefinitionError, match='the record type "van_ban" is already defined in module'):
        load_platform(tmp_path)


@pytest.mark.thorough
def test_a_file_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
    )
    with pytest.raises(DefinitionError, match="too large or refers to itself"):
        load_platform(folder(tmp_path, main=bomb))
