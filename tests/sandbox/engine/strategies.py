"""Values as workspaces store them, for property tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.sandbox import minimal

DAYS = st.integers(0, 40).map(lambda days: (date(2026, 11, 3) + timedelta(days)).isoformat())
MOMENTS = st.builds(
    lambda day, hour, minute: f"{day}T{hour:02d}:{minute:02d}", DAYS, st.sampled_from([0, 7, 23]), st.integers(0, 59)
)


def _stored(thousandths: int) -> int | str:
    whole, rest = divmod(abs(thousandths), 1000)
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{whole}.{rest:03d}".rstrip("0") if rest else whole * (-1 if sign else 1)


NUMBERS = st.integers(-3000, 3000).map(_stored) | st.integers(-(10**12), 10**12)


@st.composite
def records(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A document: its state and its data."""
    data = {
        "so_ky_hieu": draw(st.sampled_from(["1/A", "05/CĐ-UBND", "Đơn", "-", "zz zz zz zz zz"])),
        "han": draw(st.none() | DAYS),
        "ngay_den": draw(st.none() | MOMENTS),
        "dien_tich": draw(st.none() | NUMBERS),
        "do_khan": draw(st.none() | st.sampled_from(minimal.URGENCY)),
        "chu_tri": draw(st.none() | st.sampled_from(["phong_kinh_te", "van_phong", "ubnd_dat_mui"])),
    }
    return draw(st.sampled_from(sorted(minimal.STATES))), {k: v for k, v in data.items() if v is not None}
