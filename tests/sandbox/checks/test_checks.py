"""Every kind of check: met, not yet, beyond reach, nearly; in both languages.

An, the clerk, works in the small office of `tests.sandbox.minimal`; what she does goes through the sandbox's door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from sandbox import selectors
from sandbox.checks import Finding, World, evaluate, step_status
from sandbox.models import Event, OverlayRow, Snapshot
from sandbox.spec import Check, Scenario
from tests.sandbox import minimal
from tests.sandbox.engine.office import Office

REGISTERED = {"so_ky_hieu": "125/CV-STC", "trich_yeu": "Về việc nuôi tôm", "do_khan": "Thường", "da_kiem": "on"}
SCENARIO = Scenario.model_validate(
    {**minimal.SCENARIO.model_dump(by_alias=True), "variables": {"so": [125]}, "start": "2026-11-23T07:30"}
)
CONG_VAN = {"record": "van_ban", "ref": "cong_van"}
HOA_TOC = {"record": "van_ban", "ref": "hoa_toc"}
Deeds = Callable[[Office], Any]


@pytest.fixture
def office(minimal_world: Snapshot, db: None) -> Office:
    return Office(minimal_world, SCENARIO)


def judge(office: Office, check: dict[str, Any], **options: Any) -> Finding:
    workspace = selectors.workspace_by_id(office.workspace.pk)
    return evaluate([TypeAdapter(Check).validate_python(check)], World.of(workspace, **options))[0]


def nothing(office: Office) -> None:
    """An has not done anything yet."""


def registers(office: Office) -> None:
    office.act("vao_so", "cong_van", **REGISTERED)


def registers_without_marks(office: Office) -> None:
    office.act("vao_so", "cong_van", **{**REGISTERED, "trich_yeu": "Ve viec nuoi tom"})


def registers_with_a_slip(office: Office) -> None:
    office.act("vao_so", "cong_van", **{**REGISTERED, "so_ky_hieu": "125/CV-ST"})


def registers_express(office: Office) -> None:
    office.act("vao_so", "hoa_toc", so_ky_hieu="05/CĐ-UBND", trich_yeu="Bão", do_khan="Thường", da_kiem="on")


def submits(office: Office) -> None:
    registers(office)
    office.act("trinh", "cong_van")


def submits_and_hears(office: Office) -> None:
    submits(office)
    office.wait()


def refuses(office: Office) -> None:
    office.act("tu_choi", "cong_van", y_kien="Gửi nhầm nơi nhận văn bản")


def deletes(office: Office) -> None:
    office.act("xoa", "cong_van")


def creates(**values: Any) -> Deeds:
    def deeds(office: Office) -> None:
        office.act("tao", None, **{"so_ky_hieu": "45/UBND", "trich_yeu": "Kế hoạch", "do_khan": "Khẩn", **values})

    deeds.__name__ = "creates"
    return deeds


def both(*all_deeds: Deeds) -> Deeds:
    def deeds(office: Office) -> None:
        for one in all_deeds:
            one(office)

    deeds.__name__ = "_then_".join(one.__name__ for one in all_deeds)
    return deeds


def answers(value: str) -> Deeds:
    def deeds(office: Office) -> None:
        office.answer("qua_han", value)

    deeds.__name__ = "answers"
    return deeds


EXISTS = {"kind": "exists", "select": {"record": "van_ban", "where": {"so_ky_hieu": "45/UBND"}}}
EXISTS_URGENT = {
    "kind": "exists",
    "select": {"record": "van_ban", "where": {"so_ky_hieu": "45/UBND", "do_khan": "Khẩn"}},
}
EXISTS_ANY = {"kind": "exists", "select": {"record": "van_ban", "where": {"do_khan": "Khẩn"}}}
EXISTS_REF = {"kind": "exists", "select": CONG_VAN}
MISSING = {"kind": "missing", "select": CONG_VAN}
MISSING_NEW = {"kind": "missing", "select": {"record": "van_ban", "where": {"state": "cho_chi_dao"}}}
SUBJECT = {"kind": "field", "select": CONG_VAN, "field": "trich_yeu", "is": "Về việc nuôi tôm"}
URGENCY = {"kind": "field", "select": CONG_VAN, "field": "do_khan", "is": "Khẩn"}
NUMBER = {"kind": "field", "select": CONG_VAN, "field": "so_ky_hieu", "is": "125/CV-STC"}
EXACT = {"kind": "field", "select": CONG_VAN, "field": "so_ky_hieu", "is": "125/cv-stc", "exact": True}
STATE = {"kind": "state", "select": CONG_VAN, "is": ["cho_chi_dao", "da_phan_cong"]}
COUNT = {"kind": "count", "select": {"record": "van_ban", "where": {"do_khan": "Khẩn"}}, "is": 1}
EVENT = {"kind": "event", "action": "van_ban.trinh", "select": CONG_VAN}
COLLEAGUE = {"kind": "event", "action": "van_ban.phan_cong", "select": CONG_VAN, "by_learner": False}
NEVER = {"kind": "never", "action": "van_ban.xoa"}
NEVER_WITH = {"kind": "never", "action": "van_ban.tao", "with": {"do_khan": "Khẩn"}}
ORDER = {
    "kind": "order",
    "first": {"action": "van_ban.vao_so", "select": HOA_TOC},
    "then": {"action": "van_ban.vao_so", "select": CONG_VAN},
}
WITHIN = {"kind": "within", "event": {"action": "van_ban.vao_so", "select": HOA_TOC}, "minutes": 60}
WITHIN_AFTER = {
    "kind": "within",
    "event": {"action": "van_ban.vao_so", "select": HOA_TOC},
    "after": {"action": "van_ban.vao_so", "select": CONG_VAN},
    "minutes": 30,
    "office_hours": True,
}
UNTOUCHED = {"kind": "untouched", "record": "van_ban", "except_refs": ["hoa_toc"]}
UNTOUCHED_NEW = {"kind": "untouched", "record": "van_ban", "created_too": True}
QUESTION = {"vi": "Có mấy văn bản quá hạn?", "en": "How many are overdue?"}
ANSWER = {"kind": "answer", "question": "qua_han", "ask": QUESTION, "is": 12}
ANSWER_NAME = {"kind": "answer", "question": "qua_han", "ask": QUESTION, "is": ["Đất Mũi", "xã Đất Mũi"]}
ANSWER_CHOICE = {
    "kind": "answer",
    "question": "qua_han",
    "ask": QUESTION,
    "is": "Không hợp lệ",
    "options": [{"vi": "Hợp lệ", "en": "Valid"}, {"vi": "Không hợp lệ", "en": "Not valid"}],
}
UNAIDED = {"kind": "unaided"}

CASES: list[tuple[dict[str, Any], Deeds, str, str, str]] = [
    # --- exists
    (EXISTS, nothing, "todo", "Chưa thấy văn bản 45/UBND.", "There is no văn bản 45/UBND yet."),
    (EXISTS, creates(), "ok", "Đã có văn bản 45/UBND.", "There is a văn bản 45/UBND."),
    (EXISTS, creates(so_ky_hieu="45/ubnd "), "ok", "Đã có văn bản 45/ubnd.", "There is a văn bản 45/ubnd."),
    (EXISTS, creates(so_ky_hieu="045/UBND"), "ok", "Đã có văn bản 045/UBND.", "There is a văn bản 045/UBND."),
    (
        EXISTS,
        creates(so_ky_hieu="45/UB"),
        "todo",
        'Chưa thấy văn bản 45/UBND. Anh/Chị vừa tạo "45/UB": kiểm tra lại ô "Số, ký hiệu".',
        'There is no văn bản 45/UBND yet. You have just created "45/UB": check "Số, ký hiệu (en)".',
    ),
    (
        EXISTS_URGENT,
        creates(do_khan="Thường"),
        "todo",
        'Văn bản 45/UBND: ô "Độ khẩn" đang là "Thường", cần là "Khẩn".',
        'Văn bản 45/UBND: "Độ khẩn (en)" is "Normal"; it should be "Urgent".',
    ),
    (
        EXISTS_ANY,
        nothing,
        "todo",
        'Chưa thấy văn bản nào có "Độ khẩn" là "Khẩn".',
        'There is no văn bản yet where "Độ khẩn (en)" should be "Urgent".',
    ),
    (EXISTS_REF, nothing, "ok", "Đã có văn bản 125/CV-STC.", "There is a văn bản 125/CV-STC."),
    (
        EXISTS_REF,
        deletes,
        "broken",
        'Văn bản 125/CV-STC đã bị xóa. Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC was deleted. Choose "Go back to just before".',
    ),
    # --- missing
    (
        MISSING,
        nothing,
        "todo",
        'Văn bản 125/CV-STC vẫn còn ("Mới"). Bài này cần không còn mục đó.',
        'Văn bản 125/CV-STC is still there ("Mới"). It should not be.',
    ),
    (MISSING, deletes, "ok", "Không còn văn bản 125/CV-STC.", "There is no văn bản 125/CV-STC."),
    (
        MISSING,
        refuses,
        "broken",
        'Văn bản 125/CV-STC vẫn còn ("Từ chối"). Bài này cần không còn mục đó. Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC is still there ("Từ chối"). It should not be. Choose "Go back to just before".',
    ),
    (MISSING_NEW, nothing, "ok", "Không còn văn bản.", "There is no văn bản."),
    # --- field
    (
        URGENCY,
        nothing,
        "todo",
        'Văn bản 125/CV-STC: ô "Độ khẩn" đang là "Thường", cần là "Khẩn".',
        'Văn bản 125/CV-STC: "Độ khẩn (en)" is "Normal"; it should be "Urgent".',
    ),
    (
        URGENCY,
        submits,
        "broken",
        'Văn bản 125/CV-STC: ô "Độ khẩn" đang là "Thường", cần là "Khẩn". Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC: "Độ khẩn (en)" is "Normal"; it should be "Urgent". Choose "Go back to just before".',
    ),
    (
        {**URGENCY, "broken_when_final": False},
        submits,
        "todo",
        'Văn bản 125/CV-STC: ô "Độ khẩn" đang là "Thường", cần là "Khẩn".',
        'Văn bản 125/CV-STC: "Độ khẩn (en)" is "Normal"; it should be "Urgent".',
    ),
    (
        SUBJECT,
        nothing,
        "ok",
        'Văn bản 125/CV-STC: ô "Trích yếu" đang là "Về việc nuôi tôm", đúng yêu cầu.',
        'Văn bản 125/CV-STC: "Trích yếu (en)" is "Về việc nuôi tôm", as it should be.',
    ),
    (
        SUBJECT,
        registers_without_marks,
        "todo",
        'Văn bản 125/CV-STC: ô "Trích yếu" đúng giá trị, nhưng thiếu hoặc khác dấu. '
        'Đang là "Ve viec nuoi tom", cần là "Về việc nuôi tôm".',
        'Văn bản 125/CV-STC: "Trích yếu (en)" has the right value, but marks are missing or different. '
        'It is "Ve viec nuoi tom"; it should be "Về việc nuôi tôm".',
    ),
    (
        NUMBER,
        registers_with_a_slip,
        "todo",
        'Văn bản 125/CV-ST: ô "Số, ký hiệu" gần đúng, kiểm tra lại từng ký tự. '
        'Đang là "125/CV-ST", cần là "125/CV-STC".',
        'Văn bản 125/CV-ST: "Số, ký hiệu (en)" has nearly the right value; check every character. '
        'It is "125/CV-ST"; it should be "125/CV-STC".',
    ),
    (
        EXACT,
        nothing,
        "todo",
        'Văn bản 125/CV-STC: ô "Số, ký hiệu" đúng giá trị, nhưng cần ghi đúng từng ký tự. '
        'Đang là "125/CV-STC", cần là "125/cv-stc".',
        'Văn bản 125/CV-STC: "Số, ký hiệu (en)" has the right value, but every character counts here. '
        'It is "125/CV-STC"; it should be "125/cv-stc".',
    ),
    (
        EXACT,
        submits,
        "broken",
        'Văn bản 125/CV-STC: ô "Số, ký hiệu" đúng giá trị, nhưng cần ghi đúng từng ký tự. '
        'Đang là "125/CV-STC", cần là "125/cv-stc". Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC: "Số, ký hiệu (en)" has the right value, but every character counts here. '
        'It is "125/CV-STC"; it should be "125/cv-stc". Choose "Go back to just before".',
    ),
    # --- state
    (
        STATE,
        nothing,
        "todo",
        'Văn bản 125/CV-STC đang "Mới", cần "Chờ chỉ đạo" hoặc "Đã phân công".',
        'Văn bản 125/CV-STC is "Mới"; it should be "Chờ chỉ đạo" or "Đã phân công".',
    ),
    (STATE, submits, "ok", 'Văn bản 125/CV-STC: "Chờ chỉ đạo".', 'Văn bản 125/CV-STC: "Chờ chỉ đạo".'),
    (
        STATE,
        refuses,
        "broken",
        'Văn bản 125/CV-STC đang "Từ chối", cần "Chờ chỉ đạo" hoặc "Đã phân công". Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC is "Từ chối"; it should be "Chờ chỉ đạo" or "Đã phân công".'
        ' Choose "Go back to just before".',
    ),
    # --- count
    (
        COUNT,
        nothing,
        "todo",
        'Có 0 văn bản có "Độ khẩn" là "Khẩn", cần đúng 1.',
        'Văn bản where "Độ khẩn (en)" should be "Urgent": 0 found, exactly 1 needed.',
    ),
    (
        COUNT,
        creates(),
        "ok",
        'Có 1 văn bản có "Độ khẩn" là "Khẩn".',
        'Văn bản where "Độ khẩn (en)" should be "Urgent": 1 found.',
    ),
    (
        COUNT,
        both(creates(), creates(so_ky_hieu="46/UBND")),
        "todo",
        'Có 2 văn bản có "Độ khẩn" là "Khẩn", cần đúng 1.',
        'Văn bản where "Độ khẩn (en)" should be "Urgent": 2 found, exactly 1 needed.',
    ),
    # --- event
    (
        EVENT,
        registers,
        "todo",
        'Chưa bấm "Trình" cho văn bản 125/CV-STC.',
        '"Trình" is not done yet for văn bản 125/CV-STC.',
    ),
    (EVENT, submits, "ok", 'Đã bấm "Trình" cho văn bản 125/CV-STC.', '"Trình" is done for văn bản 125/CV-STC.'),
    (
        EVENT,
        refuses,
        "broken",
        'Chưa bấm "Trình" cho văn bản 125/CV-STC. Bấm "Quay lại trước đó".',
        '"Trình" is not done yet for văn bản 125/CV-STC. Choose "Go back to just before".',
    ),
    (
        COLLEAGUE,
        submits,
        "todo",
        'Chưa bấm "Phân công" cho văn bản 125/CV-STC.',
        '"Phân công" is not done yet for văn bản 125/CV-STC.',
    ),
    (
        COLLEAGUE,
        submits_and_hears,
        "ok",
        'Đã bấm "Phân công" cho văn bản 125/CV-STC.',
        '"Phân công" is done for văn bản 125/CV-STC.',
    ),
    # --- never
    (NEVER, registers, "ok", 'Chưa lần nào dùng "Xóa".', '"Xóa" was never used.'),
    (
        NEVER,
        deletes,
        "broken",
        'Bài này không cần "Xóa". Bấm "Quay lại trước đó".',
        '"Xóa" is not needed here. Choose "Go back to just before".',
    ),
    (NEVER_WITH, creates(do_khan="Thường"), "ok", 'Chưa lần nào dùng "Tạo".', '"Tạo" was never used.'),
    (
        NEVER_WITH,
        creates(),
        "broken",
        'Bài này không cần "Tạo". Bấm "Quay lại trước đó".',
        '"Tạo" is not needed here. Choose "Go back to just before".',
    ),
    # --- order
    (
        ORDER,
        nothing,
        "todo",
        'Chưa bấm "Vào sổ" cho văn bản 05/CĐ-UBND.',
        '"Vào sổ" for văn bản 05/CĐ-UBND is not done yet.',
    ),
    (
        ORDER,
        both(registers_express, registers),
        "ok",
        'Đã bấm "Vào sổ" cho văn bản 05/CĐ-UBND trước.',
        '"Vào sổ" for văn bản 05/CĐ-UBND came first.',
    ),
    (
        ORDER,
        both(registers, registers_express),
        "broken",
        'Phải bấm "Vào sổ" cho văn bản 05/CĐ-UBND trước khi bấm "Vào sổ" cho văn bản 125/CV-STC.'
        ' Bấm "Quay lại trước đó".',
        '"Vào sổ" for văn bản 05/CĐ-UBND must come before "Vào sổ" for văn bản 125/CV-STC.'
        ' Choose "Go back to just before".',
    ),
    # --- within
    (
        WITHIN,
        registers,
        "todo",
        'Chưa bấm "Vào sổ" cho văn bản 05/CĐ-UBND.',
        '"Vào sổ" is not done yet for văn bản 05/CĐ-UBND.',
    ),
    (
        WITHIN,
        registers_express,
        "ok",
        'Đã bấm "Vào sổ" cho văn bản 05/CĐ-UBND đúng hạn.',
        '"Vào sổ" was done in time for văn bản 05/CĐ-UBND.',
    ),
    (
        WITHIN,
        submits_and_hears,
        "broken",
        'Đã quá 1 giờ (giờ mô phỏng) mà chưa bấm "Vào sổ" cho văn bản 05/CĐ-UBND. Bấm "Quay lại trước đó".',
        'More than 1 h (simulated time) had passed without "Vào sổ" for văn bản 05/CĐ-UBND.'
        ' Choose "Go back to just before".',
    ),
    (
        WITHIN,
        both(submits_and_hears, registers_express),
        "broken",
        'Đã quá 1 giờ (giờ mô phỏng) khi bấm "Vào sổ" cho văn bản 05/CĐ-UBND. Bấm "Quay lại trước đó".',
        'More than 1 h (simulated time) had passed before "Vào sổ" for văn bản 05/CĐ-UBND.'
        ' Choose "Go back to just before".',
    ),
    (
        WITHIN_AFTER,
        nothing,
        "todo",
        'Chưa bấm "Vào sổ" cho văn bản 125/CV-STC.',
        '"Vào sổ" is not done yet for văn bản 125/CV-STC.',
    ),
    (
        WITHIN_AFTER,
        both(registers, registers_express),
        "ok",
        'Đã bấm "Vào sổ" cho văn bản 05/CĐ-UBND đúng hạn.',
        '"Vào sổ" was done in time for văn bản 05/CĐ-UBND.',
    ),
    # --- untouched
    (UNTOUCHED, registers_express, "ok", "Không có văn bản nào khác bị đổi.", "No other văn bản was changed."),
    (
        UNTOUCHED,
        registers,
        "broken",
        'Văn bản 125/CV-STC cũng bị đổi. Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC was changed as well. Choose "Go back to just before".',
    ),
    (
        UNTOUCHED,
        deletes,
        "broken",
        'Văn bản 125/CV-STC cũng bị xóa. Bấm "Quay lại trước đó".',
        'Văn bản 125/CV-STC was deleted as well. Choose "Go back to just before".',
    ),
    (UNTOUCHED, creates(), "ok", "Không có văn bản nào khác bị đổi.", "No other văn bản was changed."),
    (
        UNTOUCHED_NEW,
        creates(),
        "broken",
        'Văn bản 45/UBND được tạo thêm; bài này không cần. Bấm "Quay lại trước đó".',
        'Văn bản 45/UBND was created; it is not needed here. Choose "Go back to just before".',
    ),
    # --- answer
    (
        ANSWER,
        nothing,
        "todo",
        "Chưa trả lời: Có mấy văn bản quá hạn?",
        "Not answered yet: How many are overdue?",
    ),
    (ANSWER, answers(" 12 "), "ok", "Đã trả lời đúng: 12.", "Answered rightly: 12."),
    (
        ANSWER,
        answers("11"),
        "todo",
        'Chưa đúng: Có mấy văn bản quá hạn? Anh/Chị trả lời "11". Xem lại rồi trả lời lần nữa.',
        'Not right yet: How many are overdue? You answered "11". Look again and answer once more.',
    ),
    (ANSWER_NAME, answers("đất mũi"), "ok", "Đã trả lời đúng: đất mũi.", "Answered rightly: đất mũi."),
    (
        ANSWER_NAME,
        answers("Dat Mui"),
        "todo",
        '"Dat Mui": Đúng giá trị, nhưng thiếu hoặc khác dấu.',
        '"Dat Mui": The right value, but marks are missing or different.',
    ),
    (ANSWER_CHOICE, answers("Not valid"), "ok", "Đã trả lời đúng: Not valid.", "Answered rightly: Not valid."),
]


@pytest.mark.parametrize(
    ("check", "deeds", "status", "vi", "en"),
    CASES,
    ids=[f"{check['kind']}-{deeds.__name__}-{status}" for check, deeds, status, _, _ in CASES],
)
def test_every_kind_says_how_it_stands(
    office: Office, check: dict[str, Any], deeds: Deeds, status: str, vi: str, en: str
) -> None:
    deeds(office)
    finding = judge(office, check)
    assert (finding.status, finding.say.vi, finding.say.en) == (status, vi, en)
    assert (finding.rewind_to is not None) == (status == "broken")


@pytest.mark.parametrize(
    ("check", "deeds"),
    [(check, deeds) for check, deeds, status, _, _ in CASES if status == "broken"],
    ids=[f"{check['kind']}-{deeds.__name__}" for check, deeds, status, _, _ in CASES if status == "broken"],
)
def test_the_offered_way_back_mends_what_is_broken(office: Office, check: dict[str, Any], deeds: Deeds) -> None:
    deeds(office)
    rewind_to = judge(office, check).rewind_to
    assert rewind_to is not None
    assert office.rewind(rewind_to).ok
    assert judge(office, check).status != "broken"


def test_every_kind_is_in_the_table() -> None:
    kinds = {check["kind"] for check, *_ in CASES} | {"unaided"}
    assert len(kinds) == 12
    for status in ("ok", "todo"):
        assert len({check["kind"] for check, _, found, _, _ in CASES if found == status}) >= 8


def test_nothing_ever_says_sai() -> None:
    assert not any("sai " in vi.lower() for _, _, _, vi, _ in CASES)


@pytest.mark.parametrize(("aided", "status"), [(False, "ok"), (True, "todo")])
def test_help_is_recorded_not_punished(office: Office, aided: bool, status: str) -> None:
    finding = judge(office, UNAIDED, aided=aided)
    assert finding.status == status
    assert finding.rewind_to is None


def test_what_was_undone_never_happened(office: Office) -> None:
    deletes(office)
    office.rewind(0)
    assert judge(office, NEVER).status == "ok"


def test_a_refused_try_is_no_event(office: Office) -> None:
    office.act("trinh", "cong_van")  # not registered yet
    assert judge(office, EVENT).status == "todo"


def test_the_trainers_own_words_come_first_and_keep_the_near_miss(office: Office) -> None:
    registers_without_marks(office)
    said = {"say": {"vi": "Chép trích yếu như trên văn bản.", "en": "Copy the subject."}}
    assert judge(office, {**SUBJECT, **said}).say.vi == (
        "Chép trích yếu như trên văn bản. Đúng giá trị, nhưng thiếu hoặc khác dấu."
    )
    office.rewind(0)
    deletes(office)
    assert judge(office, {**NEVER, **said}).say.vi == 'Chép trích yếu như trên văn bản. Bấm "Quay lại trước đó".'


def test_a_colleague_who_owes_an_answer_keeps_it_reachable(office: Office) -> None:
    """Chờ chỉ đạo → Đã phân công is Bình's to do; An can only wait."""
    submits(office)
    assigned = {"kind": "state", "select": CONG_VAN, "is": ["da_phan_cong"]}
    assert judge(office, assigned).status == "todo"
    office.wait()
    assert judge(office, assigned).status == "ok"


def test_what_a_colleague_will_not_send_back_is_beyond_reach(office: Office) -> None:
    """Bình returns documents, but not this one: he owes an assignment."""
    submits(office)
    returned = {"kind": "state", "select": CONG_VAN, "is": ["tra_lai"]}
    finding = judge(office, returned)
    assert finding.status == "broken"
    assert finding.rewind_to == 1  # registered, not yet submitted


def test_a_selection_by_tolerant_reading(office: Office) -> None:
    check = {
        "kind": "state",
        "select": {"record": "van_ban", "where": {"so_ky_hieu": "5 / cđ – ubnd"}},
        "is": ["moi"],
    }
    assert judge(office, check).status == "ok"


def test_an_untouched_workspace_costs_two_queries(office: Office, django_assert_num_queries: Any) -> None:
    workspace = selectors.workspace_by_id(office.workspace.pk)
    checks = [TypeAdapter(Check).validate_python(check) for check, *_ in CASES]
    with django_assert_num_queries(2):
        evaluate(checks, World.of(workspace))


def test_a_caller_with_rows_and_events_at_hand_pays_nothing(office: Office, django_assert_num_queries: Any) -> None:
    submits(office)
    workspace = selectors.workspace_by_id(office.workspace.pk)
    rows = list(OverlayRow.objects.filter(workspace=workspace))
    events = list(Event.objects.filter(workspace=workspace))
    checks = [TypeAdapter(Check).validate_python(check) for check, *_ in CASES]
    with django_assert_num_queries(0):
        given = evaluate(checks, World.of(workspace, rows=rows, events=events))
    assert given == evaluate(checks, World.of(workspace))


def test_findings_know_their_place(office: Office) -> None:
    workspace = selectors.workspace_by_id(office.workspace.pk)
    checks = [
        TypeAdapter(Check).validate_python(one) for one in (NEVER, {**URGENCY, "hint_at": "van_ban.sua"}, EVENT)
    ]
    found = evaluate(checks, World.of(workspace))
    assert [finding.check_index for finding in found] == [0, 1, 2]
    assert [finding.at for finding in found] == [None, "van_ban.sua", "van_ban.trinh"]
    assert step_status(found) == "todo"
    assert step_status(found[:1]) == "ok"
