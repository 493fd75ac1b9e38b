"""Letters for practice mailboxes: impostors' and real ones, drawn from the platform's pools.

An impostor's letter is put together from a pretext, a lookalike domain, a pressure and a bait, so that each attempt
at a lesson meets another one; `signs` is what a careful reader notices in any letter. Only invented hosts are used
(.example, .test and .invalid lead nowhere).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox import variables
from sandbox.definition.schema import Platform

OWN_DOMAIN = "camau.example"
PARTS = ("co_gia", "mien_gia", "thuc_ep", "moi_nhu", "thu_gia")
STRANGE_DOMAIN, PRESSURE, STRANGE_FILE, WANTS_SECRET = "Tên miền lạ", "Thúc ép", "Tệp lạ", "Xin mật khẩu hoặc mã OTP"
_PRESSING = re.compile(
    r"\b(?:hạn cuối|hạn 17h|ngay lập tức|nhắc (?:lần )?cuối|còn 02 giờ|trong vòng \d+ phút|trước 11 ?(?:giờ|h)"
    r"|sẽ bị|cảnh báo mức đỏ)",
    re.IGNORECASE,
)
_HARMFUL = re.compile(r"\.(?:zip|rar|exe|apk|js|iso|html?)$", re.IGNORECASE)
_SECRET = re.compile(r"(?:điền|nhập|gửi|khai|đọc giúp)[^.]*(?:mật khẩu|OTP)", re.IGNORECASE)


def impostor(platform: Platform, seed: int) -> dict[str, Any]:
    """One impostor's letter: ten, dia_chi, chu_de, noi_dung, lien_ket_hien, lien_ket_that, ten_tep, dinh_dang."""
    pools = variables.with_pools({name: [f"@{name}"] for name in PARTS}, platform)
    letter: dict[str, Any] = variables.draw(pools, seed)["thu_gia"]
    return letter


def signs(letter: Mapping[str, Any]) -> set[str]:
    """The signs of fraud that the letter shows, in the words of the form that reports it."""
    words = f"{letter['chu_de']}\n{letter['noi_dung']}"
    found = {
        STRANGE_DOMAIN: not str(letter["dia_chi"]).endswith(f"@{OWN_DOMAIN}"),
        PRESSURE: _PRESSING.search(words) is not None,
        STRANGE_FILE: _HARMFUL.search(str(letter.get("ten_tep", ""))) is not None,
        WANTS_SECRET: _SECRET.search(words) is not None,
    }
    return {sign for sign, there in found.items() if there}
