"""The outgoing register of the last weeks: answers to incoming letters, and what the commune writes unasked.

Numbers run on without a gap up to `LAST_NUMBER` on 20/11/2026. Nothing waits at the desks where lessons play (to be
signed, numbered, issued): those documents come with the lesson. Order: the documents by number, drafts, the files.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.data.phrases import ABBREVIATIONS, paper
from sandbox.definition.calendar import is_working_day
from sandbox.definition.schema import Platform

ISSUED = 260
LAST_NUMBER = 1186
FIRST_DAY, LAST_DAY = date(2026, 9, 3), date(2026, 11, 20)
WITH_FILE = 80  # the newest carry their signed file
SIGNED_OFF = ("hoan_thanh", "da_lap_ho_so", "da_nop_luu")


@dataclass(frozen=True)
class Division:
    unit: str
    symbol: str
    officer: str
    head: str


DIVISIONS = (
    Division("phong_kinh_te", "KT", "le_hoang_nho", "nguyen_van_tron"),
    Division("phong_vhxh", "VHXH", "son_thi_na_ri", "truong_hoai_phong"),
    Division("van_phong", "VP", "lam_nhut_truong", "phan_minh_duong"),
)
VICE, CHAIR = "huynh_kim_thoa", "tran_quoc_khoi"
#: (division, type, subject, to, signer): what the commune writes without being asked
OWN: tuple[tuple[int, str, str, tuple[str, ...], str], ...] = (
    (0, "Thông báo", "Lịch xuống giống vụ tôm – rừng tại các ấp ven biển", ("htx_tom_rung",), VICE),
    (0, "Công văn", "V/v đề nghị kiểm tra chất lượng nước vùng nuôi tôm", ("cc_thuy_san",), VICE),
    (0, "Báo cáo", "Tình hình sản xuất nông nghiệp, thủy sản trong tháng", ("ubnd_tinh", "so_nnmt"), VICE),
    (0, "Tờ trình", "Đề nghị hỗ trợ kinh phí gia cố đoạn sạt lở bờ biển", ("ubnd_tinh", "so_tai_chinh"), CHAIR),
    (0, "Công văn", "V/v phối hợp tuần tra bảo vệ rừng phòng hộ", ("vqg_mui_ca_mau", "cc_kiem_lam"), VICE),
    (0, "Quyết định", "Thành lập Tổ kiểm tra tàu cá tại cửa biển", ("cong_an_xa",), CHAIR),
    (0, "Công văn", "V/v cung cấp hồ sơ thửa đất phục vụ xác minh", ("cn_vpdkdd",), VICE),
    (0, "Công văn", "V/v rà soát hộ kinh doanh tại chợ xã", ("thue_co_so_6",), VICE),
    (1, "Kế hoạch", "Tuyên truyền phòng, chống đuối nước cho trẻ em", ("thcs_dat_mui", "tram_y_te"), VICE),
    (1, "Thông báo", "Kết quả bình xét hộ nghèo, hộ cận nghèo", ("mttq_tinh",), VICE),
    (1, "Công văn", "V/v đề nghị tiêm chủng bổ sung tại các ấp", ("so_y_te", "tram_y_te"), VICE),
    (1, "Báo cáo", "Kết quả thực hiện chính sách an sinh xã hội trong tháng", ("so_noi_vu", "so_y_te"), VICE),
    (1, "Giấy mời", "Dự họp triển khai Ngày hội Đại đoàn kết toàn dân tộc", ("mttq_tinh", "dang_uy_xa"), VICE),
    (1, "Công văn", "V/v hỗ trợ vay vốn hộ mới thoát nghèo", ("nhcsxh",), VICE),
    (1, "Công văn", "V/v sửa chữa phòng học điểm trường ấp Rạch Tàu", ("so_gddt", "thcs_dat_mui"), VICE),
    (2, "Kế hoạch", "Kiểm tra công tác cải cách hành chính quý IV", ("so_noi_vu",), CHAIR),
    (2, "Báo cáo", "Kết quả chuyển đổi số của xã trong tháng", ("so_khcn",), CHAIR),
    (2, "Thông báo", "Kết luận cuộc họp giao ban tuần của Chủ tịch UBND xã", ("dang_uy_xa", "hdnd_xa"), CHAIR),
    (2, "Giấy mời", "Dự họp thường kỳ UBND xã", ("dang_uy_xa", "hdnd_xa", "cong_an_xa"), CHAIR),
    (2, "Công văn", "V/v đăng ký lớp tập huấn kỹ năng số", ("so_khcn",), CHAIR),
    (2, "Công văn", "V/v đề nghị cấp mới chứng thư số cá nhân", ("so_khcn",), CHAIR),
)  # fmt: skip
DRAFTS: tuple[tuple[int, str, str, str], ...] = (
    (1, "du_thao", "Công văn", "V/v phối hợp khám sức khỏe người cao tuổi"),
    (1, "du_thao", "Kế hoạch", "Tổ chức các hoạt động mừng xuân Đinh Mùi 2027"),
    (1, "cho_duyet_phong", "Báo cáo", "Công tác bảo vệ, chăm sóc trẻ em năm 2026"),
    (1, "cho_duyet_phong", "Công văn", "V/v cung cấp danh sách học sinh có hoàn cảnh khó khăn"),
    (2, "du_thao", "Báo cáo", "Kết quả cải cách hành chính năm 2026"),
    (2, "du_thao", "Giấy mời", "Dự hội nghị tổng kết năm 2026"),
)
BODY = (
    "Ủy ban nhân dân xã Đất Mũi đã chỉ đạo các ấp rà soát, đối chiếu số liệu đến hết ngày gửi văn bản. "
    "Kết quả cụ thể theo phụ lục kèm theo; trường hợp cần trao đổi thêm, đề nghị liên hệ Văn phòng HĐND và UBND xã."
)


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """The register. Incoming documents of `before` that were answered get the link to their answer."""
    written = sorted([*_answers(before), *_own(platform, dice)][:ISSUED], key=lambda one: str(one["ngay_vb"]))
    made = []
    for place, values in enumerate(written):
        number = LAST_NUMBER - len(written) + 1 + place
        made.append(_issued(platform, dice, values, number))
        if origin := values.get("vb_lien_quan"):
            before[origin - 1].values["vb_tra_loi"] = first_rid + place
    made += [_draft(dice, *draft) for draft in DRAFTS]
    first_file = first_rid + len(made)
    files: list[BaseRecordSpec] = []
    for spec in made[len(written) - WITH_FILE : len(written)]:
        spec.values["tep_du_thao"] = first_file + len(files)
        files.append(_file(spec.values, dice))
    return made + files


def _answers(before: Sequence[BaseRecordSpec]) -> list[dict[str, Any]]:
    """One for each letter that asked for an answer and was done in these weeks."""
    found = []
    for rid, spec in enumerate(before, 1):
        values = spec.values
        done = values.get("ngay_hoan_thanh", "")[:10]
        if (
            spec.record == "van_ban"
            and spec.state in SIGNED_OFF
            and values["loai_vb"] == "Công văn"
            and values.get("han_goc")
            and FIRST_DAY.isoformat() <= done <= LAST_DAY.isoformat()
        ):
            division = next((one for one in DIVISIONS if [one.unit] == values["don_vi_chu_tri"]), None)
            if division:
                found.append(
                    {
                        "loai_vb": "Công văn",
                        "trich_yeu": values["trich_yeu"],
                        "kinh_gui": [values["co_quan_ban_hanh"]],
                        "vb_lien_quan": rid,
                        "han_tra_loi": values["han_goc"],
                        "ngay_vb": done,
                        "nguoi_ky": values["lanh_dao"],
                        "division": division,
                    }
                )
    return found[-ISSUED // 2 :]


def _own(platform: Platform, dice: random.Random) -> list[dict[str, Any]]:
    days = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    working = [day.isoformat() for day in days if is_working_day(platform.calendar, day.isoformat())]
    written = []
    for _place in range(ISSUED):
        division, kind, subject, to, signer = dice.choice(OWN)
        written.append(
            {
                "loai_vb": kind,
                "trich_yeu": subject,
                "kinh_gui": list(to),
                "ngay_vb": dice.choice(working),
                "nguoi_ky": signer,
                "division": DIVISIONS[division],
            }
        )
    return written


def _issued(platform: Platform, dice: random.Random, written: dict[str, Any], number: int) -> BaseRecordSpec:
    division: Division = written["division"]
    day, kind, signer = written["ngay_vb"], written["loai_vb"], written["nguoi_ky"]
    symbol = f"UBND-{division.symbol}" if kind == "Công văn" else f"{ABBREVIATIONS[kind]}-UBND"
    hour, minute = dice.choice((8, 9, 10, 14, 15, 16)), dice.randrange(10, 40)
    signed = f"{day}T{hour:02d}:{minute:02d}"
    sealed, out = f"{day}T{hour:02d}:{minute + 8:02d}", f"{day}T{hour:02d}:{minute + 15:02d}"
    fresh = day >= "2026-11-19"
    values: dict[str, Any] = {name: part for name, part in written.items() if name != "division"}
    values |= {
        "noi_nhan": ["Như trên", f"Lưu: VT, {division.symbol}"],
        "do_khan": dice.choices(("Thường", "Khẩn"), weights=(95, 5))[0],
        "do_mat": "Thường",
        "nguoi_soan": division.officer,
        "don_vi_soan": division.unit,
        "tu_cach_ky": "TM." if signer == CHAIR else "KT.",
        "phien_ban": dice.choice((1, 1, 1, 2, 2, 3)),
        "so_vb_di": "Văn bản đi năm 2026",
        "so_di": number,
        "ky_hieu": symbol,
        "so_ky_hieu": f"{number:02d}/{symbol}",
        "so_trang": dice.choice((1, 1, 2, 2, 3, 5)),
        "so_ban": 1,
        "don_vi_luu": "Văn thư",
        "ngay_ky": signed,
        "ngay_ky_cq": sealed,
        "vi_tri_dau": "Trùm khoảng 1/3 chữ ký về bên trái",
        "chu_ky_that": "Hợp lệ",
        "ket_qua_kiem": "Hợp lệ",
        "noi_nhan_ma": written["kinh_gui"],
        "phuong_thuc_gui": "Trục liên thông",
        "ngay_phat_hanh": out,
        "trang_thai_truc": dice.choice(("04 Đã phân công", "05 Đang xử lý")) if fresh else "06 Hoàn thành",
        "cap_nhat": out,
        "noi_dung": _sheet(platform, written, symbol, number),
    }
    return BaseRecordSpec(record="vb_di", state="da_phat_hanh" if fresh else "da_luu", values=values)


def _sheet(platform: Platform, written: dict[str, Any], symbol: str, number: int) -> str:
    signer = platform.people[written["nguoi_ky"]]
    post = "TM. ỦY BAN NHÂN DÂN/Chủ tịch" if written["nguoi_ky"] == CHAIR else "KT. CHỦ TỊCH/Phó Chủ tịch"
    return paper(
        heads=["ỦY BAN NHÂN DÂN", "XÃ ĐẤT MŨI"],
        place="Đất Mũi",
        reference=f"{number:02d}/{symbol}",
        day=date.fromisoformat(written["ngay_vb"]),
        kind=written["loai_vb"],
        subject=written["trich_yeu"],
        to="; ".join(platform.units[unit].vi for unit in written["kinh_gui"]),
        body=BODY,
        wanted="",
        copies=["Như trên;", f"Lưu: VT, {written['division'].symbol}."],
        post=post,
        mark="(Đã ký số)",
        signer=signer.name,
    )


def _draft(dice: random.Random, place: int, state: str, kind: str, subject: str) -> BaseRecordSpec:
    division = DIVISIONS[place]
    moved = f"2026-11-{dice.choice((18, 19, 20))}T{dice.choice((9, 10, 14, 15)):02d}:{dice.randrange(60):02d}"
    values = {
        "loai_vb": kind,
        "trich_yeu": subject,
        "kinh_gui": ["ubnd_tinh"],
        "noi_nhan": ["Như trên", f"Lưu: VT, {division.symbol}"],
        "do_khan": "Thường",
        "do_mat": "Thường",
        "nguoi_soan": division.officer,
        "don_vi_soan": division.unit,
        "dang_o": division.officer if state == "du_thao" else division.head,
        "nguoi_ky": VICE,
        "tu_cach_ky": "KT.",
        "phien_ban": 1,
        "noi_dung": BODY,
        "cap_nhat": moved,
    }
    return BaseRecordSpec(record="vb_di", state=state, values=values)


def _file(document: dict[str, Any], dice: random.Random) -> BaseRecordSpec:
    """The signed PDF of an issued document."""
    digest = fingerprint(dice)
    document["ma_bam_trinh"] = document["ma_bam_ky"] = digest
    values = {
        "ten": document["so_ky_hieu"].replace("/", "-") + ".pdf",
        "dinh_dang": "PDF",
        "kich_thuoc": 110 + 85 * document["so_trang"] + dice.randrange(50),
        "ngay_sua": document["ngay_ky_cq"],
        "ma_bam": digest,
        "phien_ban": document["phien_ban"],
        "da_ky": "Ký số cơ quan",
        "chu_ky_that": "Hợp lệ",
        "ket_qua_kiem": "Hợp lệ",
    }
    return BaseRecordSpec(record="tep", state="dinh_kem", values=values)


def fingerprint(dice: random.Random) -> str:
    """A shortened hash, in groups: no run of digits in it looks like somebody's identity number."""
    return "-".join(f"{dice.getrandbits(16):04x}" for _group in range(4))
