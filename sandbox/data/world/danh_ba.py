"""The directory: the sandbox's own people, and invented ones in every commune, ward and department."""

from __future__ import annotations

import random
from itertools import count
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.data.generator import vocabulary
from sandbox.data.world import thu
from sandbox.definition.schema import Platform
from sandbox.text import fold

NOT_LISTED = frozenset({"cong_dan", "he_thong"})  # roles
FIELDS = {  # what the sandbox's own people look after: what one searches for when one needs somebody
    "lam_my_duyen": "Văn thư, con dấu, sổ văn bản",
    "tran_quoc_khoi": "Phụ trách chung, phòng chống thiên tai, tài chính",
    "huynh_kim_thoa": "Kinh tế, văn hóa – xã hội",
    "phan_minh_duong": "Tổng hợp, tiếp dân, đầu mối sự cố",
    "nguyen_van_tron": "Nông nghiệp, thủy sản, đất đai, hạ tầng",
    "le_hoang_nho": "Nuôi tôm – rừng, thống kê thủy sản",
    "truong_hoai_phong": "Giáo dục, y tế, an sinh xã hội",
    "son_thi_na_ri": "Dân tộc, tôn giáo, gia đình",
    "lam_nhut_truong": "Thư ký tổng hợp, lịch công tác, báo cáo",
    "phung_thi_lieu": "Nhân sự, bảo vệ bí mật nhà nước",
    "vo_chi_cuong": "Quân sự, phòng thủ dân sự",
    "nguyen_thi_thu_dm": "Giảm nghèo, vay vốn chính sách",
    "nguyen_thi_thu_htk": "Giảm nghèo, vay vốn chính sách",
    "le_van_hai_dm": "Người có công, bảo trợ xã hội",
    "le_van_hai_ax": "Người có công, bảo trợ xã hội",
    "to_thi_ngoc_han": "Tiếp nhận và trả kết quả hồ sơ",
    "ly_van_phuoc": "Một cửa, thủ tục hành chính",
    "thach_minh_tam": "Địa chính, xác nhận hiện trạng đất",
    "quach_thi_be_nam": "Đăng ký đất đai, phiếu chuyển thuế",
    "mai_thanh_long": "Ký giấy chứng nhận, phiếu chuyển thuế",
    "duong_kim_chi": "Nghĩa vụ tài chính về đất",
    "ngo_gia_huy": "Quản trị tài khoản, sự cố an toàn thông tin",
    "cao_minh_thu": "Hồ sơ cán bộ, đào tạo bồi dưỡng",
    "ha_quoc_bao": "Quan trắc, kiểm tra vùng nuôi",
    "dang_hong_gam": "Văn thư",
}
OWN_OTHERS = (  # further people of Đất Mũi, reached by telephone only
    ("Phó Chánh Văn phòng", "van_phong", "Tiếp công dân, thi đua"),
    ("Kế toán", "van_phong", "Tài chính, chi trả"),
    ("Phó Trưởng phòng Kinh tế", "phong_kinh_te", "Giao thông, xây dựng, điện"),
    ("Chuyên viên Phòng Kinh tế", "phong_kinh_te", "Lâm nghiệp, nhận khoán rừng"),
    ("Chuyên viên Phòng Kinh tế", "phong_kinh_te", "Tàu cá, chống khai thác IUU"),
    ("Phó Trưởng phòng Văn hóa – Xã hội", "phong_vhxh", "Văn hóa, thể thao, du lịch"),
    ("Chuyên viên Phòng Văn hóa – Xã hội", "phong_vhxh", "Trẻ em, bình đẳng giới"),
    ("Công chức hộ tịch", "ttpvhcc", "Khai sinh, chứng thực, hôn nhân"),
    ("Nhân viên hỗ trợ", "ttpvhcc", "Số hóa hồ sơ, bưu chính công ích"),
    ("Chỉ huy phó", "bch_quan_su", "Dân quân, trực phòng chống thiên tai"),
)
POSTS = {
    "commune": (
        ("Chủ tịch UBND", "Văn phòng", "Phụ trách chung"),
        ("Chánh Văn phòng", "Văn phòng", "Tổng hợp, đầu mối"),
        ("Văn thư", "Văn phòng", "Văn thư, con dấu"),
        ("Giám đốc Trung tâm Phục vụ hành chính công", "Trung tâm Phục vụ hành chính công", "Một cửa"),
    ),
    "department": (
        ("Chánh Văn phòng", "Văn phòng", "Tổng hợp, đầu mối"),
        ("Văn thư", "Văn phòng", "Văn thư, con dấu"),
        ("Trưởng phòng", "Phòng nghiệp vụ", "Theo dõi các xã, phường ven biển"),
        ("Chuyên viên", "Phòng nghiệp vụ", "Theo dõi các xã, phường ven biển"),
    ),
    "vertical": (
        ("Phó Trưởng đơn vị", "Văn phòng", "Đầu mối"),
        ("Cán bộ trực", "Bộ phận thường trực", "Trực, tiếp nhận thông tin"),
    ),
}
LEVELS = {
    "commune": "Xã, phường khác",
    "department": "Sở, ngành tỉnh",
    "branch": "Sở, ngành tỉnh",
    "vertical": "Ngành dọc",
}


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """The sandbox's people first, then everybody else, unit by unit. Every line is 0290 3999 xxx."""
    taken = {person.name for person in platform.people.values()}
    lines = (f"0290 3999 {line}" for line in count(400))
    made = [_known(platform, key) for key, person in platform.people.items() if person.role not in NOT_LISTED]
    for post, unit, field in OWN_OTHERS:
        made.append(_entry(_name(dice, taken), next(lines), post, unit, platform.units[unit].vi, field, "Xã"))
    for key, place in platform.units.items():
        if key not in (platform.agency, "ubnd_tinh"):
            for post, division, field in POSTS.get("department" if place.kind == "branch" else place.kind, ()):
                name = _name(dice, taken)
                made.append(_entry(name, next(lines), post, key, division, field, LEVELS[place.kind]))
    return made


def _known(platform: Platform, key: str) -> BaseRecordSpec:
    person = platform.people[key]
    unit = platform.units[person.unit]
    own = platform.agency in (unit.parent, person.unit)
    level = "Xã" if own else LEVELS[unit.kind]
    entry = _entry(person.name, person.phone or "", person.title.vi, person.unit, unit.vi, FIELDS[key], level)
    entry.values["thu_dien_tu"] = person.email
    if person.role not in thu.OUTSIDE:
        entry.values["nguoi"] = key
    return entry


def _entry(name: str, phone: str, post: str, unit: str, division: str, field: str, level: str) -> BaseRecordSpec:
    family, _, given = name.rpartition(" ")
    values: dict[str, Any] = {
        "ho_ten": name,
        "ten_sap": f"{given} {family}",
        "chuc_vu": post,
        "don_vi": unit,
        "phong": division,
        "linh_vuc": field,
        "cap": level,
        "so_noi_bo": phone[-3:],
        "dien_thoai": phone,
        "thu_dien_tu": _address(name, unit),
    }
    return BaseRecordSpec("can_bo", "dang_cong_tac", values)


def _address(name: str, unit: str) -> str:
    """Initials and given name, at the unit's own box: nvan.so_y_te → nvan.soyte@camau.example."""
    *family, given = fold(name).split()
    return f"{''.join(word[0] for word in family)}{given}.{unit.replace('_', '')}@camau.example"


def _name(dice: random.Random, taken: set[str]) -> str:
    """A name that nobody has yet: the only namesakes are the two pairs that lessons are about."""
    words = vocabulary()
    while True:
        name = " ".join(dice.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))
        if name not in taken:
            taken.add(name)
            return name
