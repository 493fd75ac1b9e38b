"""Vietnamese as it was written before Unicode: read where the heading line proves it, and never guessed."""

import pytest
from django.test import Client

from tests.training.people.hostile_files import cp1258, tcvn3, vni
from tests.training.people.roster_screens import *  # noqa: F403  (the officer, and what they press)
from tests.training.people.roster_screens import NEW, State, sent
from training.people.models import OrgUnit
from training.people.roster.files import headings
from training.people.roster.legacy import meant

pytestmark = pytest.mark.usefixtures("organisation_tree")


def test_what_is_unicode_is_never_taken_for_an_old_font():
    words = {unit.name for unit in OrgUnit.objects.all()} | {*headings(), "Hoà Khoái Hoãn Quý Thuý Nguyễn Ẩn UỶ BAN"}

    assert [word for word in words if meant(word)] == []
    assert meant("NguyÔn V¨n An") == meant("Nguyeãn Vaên An") == "Nguyễn Văn An"


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "windows-1258"])
def test_an_old_encoding_is_read_if_the_headings_prove_it(tam: Client, encoding: str):
    lines = "\r\n".join(";".join(row) for row in [headings(), ["CM-HK-101", "Nguyễn Thị Phương", "", *NEW[3:]]])
    if encoding == "tcvn3":
        content = tcvn3(lines.replace("Đ", "§"))
    elif encoding == "vni":
        content = vni(lines)
    else:
        content = cp1258(lines)

    roster = sent(tam, content, "ds.csv")

    assert roster.state == State.READY, roster.faults
    assert roster.changes.get().full_name == "Nguyễn Thị Phương"
