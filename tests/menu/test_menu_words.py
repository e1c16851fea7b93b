"""The menu's words: every message that names a command has others there, and they name entries that there are."""

import re

import build_catalogue
import pytest
from babel.messages import Catalog

from qipsheets import language, settings
from qipsheets.language import Message, _
from qipsheets.menu.menu import numbered_entries, speak_of_entries

MENU_PO, MENU_MO = build_catalogue.menu_files()


@pytest.fixture(scope="module")
def menu() -> Catalog:
    """The menu's words as the code asks for them."""
    return build_catalogue.updated_menu(
        build_catalogue.stored(MENU_PO), build_catalogue.updated(build_catalogue.stored())
    )


def test_every_technical_message_has_words_for_the_menu(menu: Catalog) -> None:
    assert not build_catalogue.wanting(menu), "translate in menu.po"
    assert not build_catalogue.too_technical(menu)
    stale = build_catalogue.out_of_date(menu, MENU_PO, MENU_MO)
    assert not stale, "run scripts/build_catalogue.py"


def test_entries_named_in_the_menus_words_exist(menu: Catalog) -> None:
    titles = {Message(entry.title).text("vi") for _above, _number, entry in numbered_entries()}
    for entry in menu:
        for name in re.findall(r"mục «([^»]+)»", str(entry.string)):
            assert name in titles, entry.string


def test_no_value_is_asked_for_that_the_message_has_not(menu: Catalog) -> None:
    for entry in menu:
        assert set(re.findall(r"\{\w+\}", str(entry.string))) <= set(re.findall(r"\{\w+\}", str(entry.id)))


def test_titles_are_distinguished_in_both_languages() -> None:
    entries = [entry for _above, _number, entry in numbered_entries()]
    for tongue in ("vi", "en"):
        assert len({Message(entry.title).text(tongue) for entry in entries}) == len(entries)


def test_a_command_is_an_entry_in_the_menu_and_a_command_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    language.choose("vi")
    monkeypatch.setattr(settings, "_entries", {})
    assert "qipsheets" in settings.command_line("backup", "--verify", "--store", "a.xlsx")
    speak_of_entries()
    proved = "mục «Thử xem bản sao lưu mới nhất có dùng được không»"
    assert settings.command_line("backup", "--verify", "--store", "a.xlsx") == proved
    assert settings.command_line("sync", "--store", "x") == "mục «Đồng bộ»"
    assert "--dry-run" not in _("Nothing was written (--dry-run).")


def test_what_is_kept_in_a_file_does_not_depend_on_the_menu() -> None:
    hint = Message("Run «qipsheets fix».")
    language.choose("vi", in_menu=True)
    assert "mục «" in hint.text() and "qipsheets fix" in hint.text("vi")
