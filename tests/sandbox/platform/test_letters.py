"""The letters that lessons and mailboxes draw: an impostor gives himself away three times, a colleague never."""

from __future__ import annotations

import random
from itertools import product

import pytest

from sandbox import variables
from sandbox.data import ca_mau_platform, letters
from sandbox.data.world import thu
from sandbox.definition.schema import Platform


@pytest.fixture(scope="module")
def platform() -> Platform:
    return ca_mau_platform()


def every_impostor(platform: Platform) -> list[dict[str, str]]:
    """All that can be put together, not only what some seeds happen to draw."""
    parts = [platform.pools[name] for name in letters.PARTS]
    found = []
    for drawn in product(*parts):
        values = dict(zip(letters.PARTS, drawn, strict=True))
        found.append(variables.bind(variables.bind(values["thu_gia"], values), values))
    return found


def test_every_impostor_shows_at_least_three_signs_and_leads_nowhere(platform: Platform) -> None:
    made = every_impostor(platform)
    assert len({str(letter) for letter in made}) > 2_000
    for letter in made:
        assert len(letters.signs(letter)) >= 3, letter
        assert {letters.STRANGE_DOMAIN, letters.PRESSURE, letters.STRANGE_FILE} <= letters.signs(letter), letter
        assert "{{" not in str(letter)
        host = letter["dia_chi"].rpartition("@")[2]
        assert host.rpartition(".")[2] in ("example", "test", "invalid")
        assert letter["lien_ket_that"].startswith(f"https://{host}/")


def test_attempts_meet_different_letters(platform: Platform) -> None:
    assert len({letters.impostor(platform, seed)["noi_dung"] for seed in range(40)}) > 25


def test_no_real_letter_shows_three_signs(platform: Platform) -> None:
    pools = [platform.pools[name] for name in ("thu_hoi", "thu_biet")]
    for letter in (one for pool in pools for one in pool):
        found = letters.signs(letter)
        assert letters.STRANGE_DOMAIN not in found, letter
        assert len(found) <= 1, (letter, found)


def test_a_real_letter_may_press_for_time(platform: Platform) -> None:
    assert any(letters.PRESSURE in letters.signs(letter) for letter in platform.pools["thu_hoi"])


def test_the_mailboxes_hold_both_kinds_and_every_fraud_was_seen_through(platform: Platform) -> None:
    made = [one for one in thu.records(platform, random.Random(5), 1) if one.record == "thu"]
    frauds = [one for one in made if one.values.get("la_gia")]
    assert len(made) > 350
    assert len(frauds) > 30
    assert {one.state for one in frauds} == {"da_bao_lua_dao", "da_xoa"}
    for one in made:
        found = letters.signs({"dia_chi": one.values["dia_chi_gui"], **one.values})
        assert (len(found) >= 2) is bool(one.values.get("la_gia")), one.values


def test_an_answer_is_never_sent_by_the_owner_of_the_box(platform: Platform) -> None:
    received = [one for one in thu.records(platform, random.Random(5), 1) if one.state in ("moi", "da_doc")]
    assert all(one.values["nguoi_gui"] != one.values["chu_hop"] for one in received if one.record == "thu")
