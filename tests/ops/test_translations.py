"""The texts' tool chain: what is collected, what is kept, what is found wanting."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from training import translations

TEMPLATE = """{% load i18n %}
<h1>{% translate "Inbox" %}</h1>
      {% blocktranslate trimmed count n=n %}
  {{ n }} document
        {% plural %}
  {{ n }} documents
{% endblocktranslate %}
   <p title="{% translate "Start" context "lesson" %}">it's "quoted" (</p>
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "list.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "views.py").write_text('label = gettext_lazy("Register")\n', encoding="utf-8")
    return tmp_path


def translate(house: Path, english: str, vietnamese: str, *, flag: str = "") -> None:
    path = translations.catalogue_path(house)
    old, new = f'{flag}msgid "{english}"\nmsgstr ""', f'{flag}msgid "{english}"\nmsgstr "{vietnamese}"'
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_templates_and_code_are_collected(house: Path) -> None:
    found = {(message.id, message.context) for message in translations.collect(house) if message.id}

    assert found == {
        ("Inbox", None),
        (("%(n)s document", "%(n)s documents"), None),
        ("Start", "lesson"),
        ("Register", None),
    }


def test_what_is_untranslated_is_named(house: Path) -> None:
    translations.refresh(house)
    translate(house, "Inbox", "Hộp đến")

    faults = translations.faults(house)

    assert "not in vi: “Register”  (sandbox/views.py)" in faults
    assert not any("Inbox" in fault for fault in faults)


def test_a_refresh_keeps_translations_and_is_quiet_when_nothing_changed(house: Path) -> None:
    translations.refresh(house)
    translate(house, "Inbox", "Hộp đến")
    before = translations.catalogue_path(house).read_bytes()

    translations.refresh(house)

    assert translations.catalogue_path(house).read_bytes() == before


def test_a_text_that_went_away_is_stale_until_the_refresh_and_comes_back_translated(house: Path) -> None:
    source = house / "sandbox" / "views.py"
    translations.refresh(house)
    translate(house, "Register", "Vào sổ")
    code = source.read_text(encoding="utf-8")

    source.write_text("", encoding="utf-8")
    assert "no longer used: “Register”" in translations.faults(house)
    translations.refresh(house)
    assert "no longer used: “Register”" not in translations.faults(house)
    source.write_text(code, encoding="utf-8")
    translations.refresh(house)

    assert translations.read(translations.catalogue_path(house)).get("Register").string == "Vào sổ"


def test_a_lost_placeholder_is_found(house: Path) -> None:
    (house / "sandbox" / "views.py").write_text('label = _("Due in %(days)s days")\n', encoding="utf-8")
    translations.refresh(house)
    translate(house, "Due in %(days)s days", "Còn %(ngay)s ngày")

    assert any("Due in" in fault for fault in translations.faults(house))


def test_compiling_writes_what_django_reads(house: Path) -> None:
    translations.refresh(house)
    translate(house, "Inbox", "Hộp đến")

    (target,) = translations.compile_catalogues(house)

    with target.open("rb") as file:
        assert read_mo(file).get("Inbox").string == "Hộp đến"
    assert translations.compile_catalogues(house) == []
