"""Definitions with effects, findings, other records, visibility: what is wrong says where and what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.definition.loader import DefinitionError, as_json, load_platform, parse_definition
from tests.sandbox.definition.test_loader import MAIN, folder

MODULE = """\
module: mot_cua
vi: Một cửa
en: One-stop desk
records:
  ho_so:
    vi: Hồ sơ
    en: Dossier
    title: ten
    fields:
      ten: {vi: Tên, en: Name}
      so: {vi: Số, en: No., type: number, generated: sequence}
      ngay: {vi: Ngày, en: Day, type: datetime}
      han: {vi: Hạn, en: Due, type: date, shown_when: {ngay: {empty: false}}}
      thua: {vi: Thửa, en: Parcel, type: record, to: thua}
      dien_tich: {vi: Diện tích, en: Area, type: number}
      nguoi: {vi: Người, en: Person, type: person}
      loi:
        vi: Lỗi
        en: Findings
        type: rows
        columns: {code: {vi: Mã, en: Code}, text: {vi: Lời, en: Text}, field: {vi: Ô, en: Field}}
      bang:
        vi: Bảng
        en: Table
        type: rows
        columns: {ten: {vi: Họ tên, en: Name, mask: name}, tuoi: {vi: Tuổi, en: Age, type: number}}
      nhat_ky: {vi: Nhật ký, en: Log, type: rows, columns: {at: {vi: Lúc, en: At}}}
    states:
      moi: {vi: Mới, en: New, start: true}
      xong: {vi: Xong, en: Done}
    visible: {nguoi: $me.person}
    findings:
      E01:
        require: {dien_tich: $record.thua.dien_tich}
        when: {thua: {empty: false}}
        say: {vi: "Thửa ghi {dien_tich}.", en: "It says {dien_tich}."}
        field: dien_tich
        law: nd30
    actions:
      lam:
        vi: Làm
        en: Do
        by: van_thu
        from: moi
        to: xong
        asks: [thua, dien_tich]
        guards:
          - require: {other: {record: ho_so, where: {thua: $input.thua, state: {not: xong}}, count: {at_most: 1}}}
            else: {vi: Đã có., en: There is one.}
        effects:
          - set: {dien_tich: 1250.5, ten: $input.thua.so_thua}
          - add: {dien_tich: 1}
          - product: {dien_tich: [$record.dien_tich, "0.5"]}
          - deadline: {field: han, from: $record.ngay, days: $input.dien_tich, hours: 4, since: $now}
          - validate: loi
          - table: {field: bang, rows: {tuoi: {at_least: 18}}, keep: [ten, Tuổi], mask: [Họ tên]}
          - state: moi
          - say: {vi: "Đã làm {ten}.", en: "Did {ten}."}
          - compose: {ten: "H12-{ngay:yymmdd}-{so:04} {dien_tich}"}
          - create:
              {record: thua, each: [a, b], but: $me.person, state: cu, values: {so_thua: $each, chu: $me.signature}}
          - update: {every: {record: thua, where: {so_thua: $record.ten}}, set: {dien_tich: 3}, state: cu}
    views:
      tat_ca: {vi: Tất cả, en: All, where: {han: {before: $today+3}}, columns: [ten], sort: ngay}
    index: [ngay, han, thua, nguoi, ten, dien_tich]
    filters: [thua]
  thua:
    vi: Thửa
    en: Parcel
    title: so_thua
    fields:
      so_thua: {vi: Số thửa, en: Parcel no.}
      chu: {vi: Chủ, en: Owner}
      dien_tich: {vi: Diện tích, en: Area, type: number}
    states:
      moi: {vi: Mới, en: New, start: true}
      cu: {vi: Cũ, en: Old}
    views:
      tat_ca: {vi: Tất cả, en: All, columns: [so_thua], sort: dien_tich}
    index: [dien_tich]
"""
MODULE += """\
automations:
  - {at: ho_so.ngay, early: true, wait: 1d, as: $record.nguoi, do: lam, fill: {dien_tich: 3}}
  - {after: ho_so.lam, "on": thua, wait: 0m, as: an, do: doc}
"""
MODULE = MODULE.replace(
    """      cu: {vi: Cũ, en: Old}
""",
    """      cu: {vi: Cũ, en: Old}
    actions:
      doc: {vi: Đọc, en: Read, by: van_thu, from: cu}
""",
)
MAIN = MAIN.replace("file_record: tep\n", "")
LAM = "records.ho_so.actions.lam"
DO = f"{LAM}.effects"
OTHER = f"{LAM}.guards[0].require.other"
SEEN = "records.ho_so.visible"
TAB = "records.ho_so.views.tat_ca.where"
E01 = "records.ho_so.findings.E01"
FIELDS = "records.ho_so.fields"


def test_what_is_right_loads_and_is_kept(tmp_path: Path) -> None:
    platform = load_platform(folder(tmp_path, MAIN, MODULE))
    assert parse_definition(as_json(platform)) == platform


#: (what stands there, what stands there instead, path, sentence); the fault is told on the line that was changed
BROKEN = [
    # references
    ("$input.thua.so_thua", "$input.thua.ten", f"{DO}[0].set.ten", 'unknown field of thua "ten"'),
    ("$input.thua.so_thua", "$input.dien_tich.ten", f"{DO}[0].set.ten", '"dien_tich" points at no record'),
    ("$input.thua.so_thua", "$input.han", f"{DO}[0].set.ten", 'unknown input in $input "han"'),
    ("$input.thua.so_thua", "$each", f"{DO}[0].set.ten", 'unknown reference "$each"'),
    ("$input.thua.so_thua", "$record", f"{DO}[0].set.ten", 'unknown reference "$record"'),
    ("$me.signature", "$me.phone", f"{DO}[9].create.values.chu", 'unknown reference "$me.phone"'),
    # values that their field cannot hold
    ("dien_tich: 1250.5", "dien_tich: nhiều", f"{DO}[0].set.dien_tich", "could not be read"),
    ("set: {dien_tich: 3}", "set: {dien_tich: ba}", f"{DO}[10].update.set.dien_tich", "could not be read"),
    # effects
    ("add: {dien_tich: 1}", "add: {so_luong: 1}", f"{DO}[1].add.so_luong", 'unknown field "so_luong"'),
    ("add: {dien_tich: 1}", "add: {ten: 1}", f"{DO}[1].add.ten", '"ten" is a text; expected money or number'),
    ("add: {dien_tich: 1}", "add: {dien_tich: một}", f"{DO}[1].add.dien_tich", "expected a number"),
    ("add: {dien_tich: 1}", "add: {dien_tich: $record.han}", f"{DO}[1].add.dien_tich", "is a date; expected"),
    ("[$record.dien_tich,", "[$record.ten,", f"{DO}[2].product.dien_tich", '"$record.ten" is a text'),
    ("field: han, from", "field: ten, from", f"{DO}[3].deadline.field", "expected date or datetime"),
    ("from: $record.ngay", "from: $record.ngya", f"{DO}[3].deadline.from", 'unknown field in $record "ngya"'),
    ("from: $record.ngay", "from: $record.ten", f"{DO}[3].deadline.from", "is a text; expected a date"),
    ("from: $record.ngay", "from: $me.person", f"{DO}[3].deadline.from", "is not a date or datetime"),
    ("hours: 4", "hours: $now", f"{DO}[3].deadline.hours", '"$now" is not a number'),
    ("since: $now", "sinds: $now", f"{DO}[3].deadline.sinds", 'unknown key "sinds"'),
    ("validate: loi", "validate: ten", f"{DO}[4].validate", '"ten" is a text; expected rows'),
    ("validate: loi", "validate: nhat_ky", f"{DO}[4].validate", "missing: code, text, field"),
    ("field: bang, rows", "field: so, rows", f"{DO}[5].table.field", '"so" is a number; expected rows'),
    ("keep: [ten, Tuổi]", "keep: [ten, Giới tính]", f"{DO}[5].table.keep", 'unknown column "Giới tính"'),
    ("mask: [Họ tên]", "mask: [tuoi]", f"{DO}[5].table.mask", 'the column "tuoi" has no kind'),
    ("rows: {tuoi:", "rows: {cao:", f"{DO}[5].table.rows.cao", 'unknown field "cao"'),
    ("en: Age, type", "en: Age, mask: id, type", f"{FIELDS}.bang.columns.tuoi.mask", "a mask is a text"),
    ("- state: moi", "- state: dong", f"{DO}[6].state", 'unknown state "dong"'),
    ('vi: "Đã làm {ten}."', 'vi: "Đã làm {tieu_de}."', f"{DO}[7].say.vi", 'unknown placeholder "tieu_de"'),
    ("{ngay:yymmdd}", "{ten:yymmdd}", f"{DO}[8].compose.ten", '"{ten:yymmdd}" cannot be written'),
    ("{so:04}", "{so_den:04}", f"{DO}[8].compose.ten", 'unknown placeholder "so_den"'),
    ('compose: {ten:', 'compose: {han:', f"{DO}[8].compose.han", '"han" is a date; expected longtext or text'),
    ("each: [a, b], ", "", f"{DO}[9].create.but", "there is no each"),
    ("each: [a, b]", "each: $input.ten", f"{DO}[9].create.each", 'unknown input in $input "ten"'),
    ("state: cu, values", "state: xong, values", f"{DO}[9].create.state", 'unknown state of thua "xong"'),
    ("every: {record: thua,", "every: {record: to,", f"{DO}[10].update.every.record", 'record type "to"'),
    ("where: {so_thua: $rec", "where: {so: $rec", f"{DO}[10].update.every.where.so", 'unknown field "so"'),
    ("update: {every:", "update: {through: thua, every:", f"{DO}[10].update", "either through"),
    # other records
    ("other: {record: ho_so,", "other: {record: ho_xo,", f"{OTHER}.record", 'unknown record type "ho_xo"'),
    ("other: {record: ho_so,", "other: {", OTHER, "expected {record: a record type, where: a condition}"),
    ("{thua: $input.thua", "{bang: $input.thua", f"{OTHER}.where.bang", '"bang" must stand in index'),
    ("{thua: $input.thua", "{ten: $input.thua", f"{OTHER}.where.ten", "ask a text field for equals"),
    ("{thua: $input.thua", "{thua: {at_least: 3}", f"{OTHER}.where.thua", "ask a record field for at_least"),
    ("{thua: $input.thua", "{thua: $input.nguoi", f"{OTHER}.where.thua", 'unknown input in $input "nguoi"'),
    ("state: {not: xong}", "state: {not: dong}", f"{OTHER}.where.state", 'unknown state "dong"'),
    ("count: {at_most: 1}", "count: nhiều", f"{OTHER}.count", "count takes a whole number or operators"),
    ("count: {at_most: 1}", "count: {most: 1}", f"{OTHER}.count.most", 'unknown operator "most"'),
    # visibility, views, findings, fields
    ("visible: {nguoi: $me.person}", "visible: {chu: $me.person}", f"{SEEN}.chu", 'unknown field "chu"'),
    ("visible: {nguoi: $me.person}", "visible: {bang: {empty: true}}", f"{SEEN}.bang", "must stand in index"),
    ("visible: {nguoi: $me.person}", "visible: {nguoi: $record.nguoi}", SEEN, "means nothing here"),
    ("{han: {before: $today+3}}", "{han: {working_day: true}}", f"{TAB}.han", "ask a date field for working_day"),
    ("{han: {before: $today+3}}", "{han: $record.ngay}", TAB, '"$record.ngay" means nothing here'),
    ("{han: {before: $today+3}}", "{other: {record: thua}}", f"{TAB}.other", "cannot look at other records"),
    ("require: {dien_tich: $record", "require: {rong: $record", f"{E01}.require.rong", 'unknown field "rong"'),
    ("field: dien_tich\n", "field: rong\n", f"{E01}.field", 'unknown field "rong"'),
    ("law: nd30", "law: nd31", f"{E01}.law", 'unknown legal reference "nd31"'),
    ("Thửa ghi {dien_tich}.", "Thửa ghi {rong}.", f"{E01}.say.vi", 'unknown placeholder "rong"'),
    ("shown_when: {ngay:", "shown_when: {nagy:", f"{FIELDS}.han.shown_when.nagy", 'unknown field "nagy"'),
    ("en: Parcel, type", "en: Parcel, key: true, type", f"{FIELDS}.thua", "is called by cannot be a record"),
    # what colleagues do
    ("at: ho_so.ngay", "at: ho_so.ten", "automations[0].at", '"ten" is a text; expected date or datetime'),
    ("at: ho_so.ngay", "at: ho_so.ngya", "automations[0].at", 'unknown field of ho_so "ngya"'),
    ("at: ho_so.ngay", "after: ho_so.lam", "automations[0].early", "only a moment (at) can be early"),
    ("{at: ho_so.ngay, ", "{at: ho_so.ngay, after: ho_so.lam, ", "automations[0]", "expected either after"),
    ("as: $record.nguoi", "as: $record.thua", "automations[0].as", '"thua" is a record; expected person'),
    ('"on": thua', '"on": nguoi', "automations[1].on", '"nguoi" is a person; expected record'),
    ('"on": thua, ', "", "automations[1].do", 'unknown action of ho_so "doc"'),
    ("filters: [thua]", "filters: [dien_tich]", "records.ho_so.filters[0]", 'is a number; a filter is one of'),
    ("      nguoi: {vi: Người", "      other: {vi: Người", f"{FIELDS}.other", '"other" is a reserved word'),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "path", "sentence"), BROKEN, ids=[f"{b[2]}: {b[3]}" for b in BROKEN])
def test_what_is_wrong_says_where_and_what_was_expected(
    tmp_path: Path, right: str, wrong: str, path: str, sentence: str
) -> None:
    assert right in MODULE, "the fault must be in the text"
    line = MODULE[: MODULE.index(right)].count("\n") + 1
    with pytest.raises(DefinitionError) as caught:
        load_platform(folder(tmp_path, MAIN, MODULE.replace(right, wrong, 1)))
    found = [problem for problem in caught.value.problems if (problem.line, problem.path) == (line, path)]
    assert any(sentence in problem.message for problem in found), str(caught.value)


def test_there_must_be_something_to_find(tmp_path: Path) -> None:
    start, end = MODULE.index("    findings:"), MODULE.index("    actions:")
    with pytest.raises(DefinitionError, match="the record type has no findings"):
        load_platform(folder(tmp_path, MAIN, MODULE[:start] + MODULE[end:]))


@pytest.mark.parametrize(
    ("desk", "sentence"),
    [
        ("ban", 'unknown record type "ban"'),
        ("ho_so", '"ho_so" needs a field "chu" of type person'),
    ],
)
def test_a_desk_is_a_record_type_with_an_owner_and_pins(tmp_path: Path, desk: str, sentence: str) -> None:
    with pytest.raises(DefinitionError, match=sentence):
        load_platform(folder(tmp_path, f"desk_record: {desk}\n{MAIN}", MODULE))
