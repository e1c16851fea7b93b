"""Every path through the menu: it comes back, shows no trace, and says nothing that only an engineer understands."""

import re
from pathlib import Path

import pytest

from qipsheets.menu.menu import ENTRIES, MenuEntry
from tests.commands.staff import mend
from tests.menu.conftest import BOOK
from tests.menu.scripted import play, technical_words

PATHS = [
    (entry, below)
    for entry in ENTRIES
    for below in (entry.entries or (None,))
    if entry.title not in ("Let the machine do it by itself",)  # would change this machine
]


ANSWERS = (
    (r"Số .*ký hiệu|45/KH-THMT", "77/KH-THMT"),
    (r"bản quét|\(a PDF|PDF;", "quet.pdf"),
    (r"Tệp Word|Tệp .*kéo tệp vào đây", "cu.docx"),
    (r"Thêm tệp nữa", ""),
    (r"[Đđ]ịa chỉ thư", "toi@example.edu.vn"),
    (r"Địa chỉ của một Google", "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefg/edit"),
    (r"Họ tên", "Nguyễn Văn Không Có"),
)  # fmt: skip


def walk(entry: MenuEntry, below: MenuEntry | None, confirm: str) -> str:
    """Goes into an entry, answers what is asked, and leaves; returns what was shown."""
    first = [str(ENTRIES.index(entry) + 1)]
    first += [str(entry.entries.index(below) + 1)] if below else []

    def answer(question: str, _shown: str) -> str:
        if first:
            return first.pop(0)
        if "Nhấn Enter để về trình đơn" in question:
            first.append("0")
            return ""
        if "c = có" in question or "c =" in question:
            return confirm
        for pattern, words in ANSWERS:
            if re.search(pattern, question):
                return words
        return "" if "[" in question or "(Enter" in question else "1"

    code, shown = play(answer)
    assert code == 0, shown[-2000:]
    return shown


@pytest.mark.parametrize("confirm", ["c", ""], ids=["yes", "Enter"])
@pytest.mark.parametrize(
    ("entry", "below"), PATHS, ids=[f"{entry.title}: {below.title}" if below else entry.title for entry, below in PATHS]
)
def test_a_path_is_walked_to_its_end_in_plain_words(
    entry: MenuEntry, below: MenuEntry | None, confirm: str, school: Path
) -> None:
    shown = walk(entry, below, confirm)
    assert not technical_words(shown, school.parent)
    assert "gặp lỗi" not in shown


def test_a_plan_without_errors_is_printed_numbered_and_signed(school: Path) -> None:
    mend(school / BOOK)
    by_title = {entry.title: entry for entry in ENTRIES}
    documents = by_title["Document numbers, signed copies"]
    assert "ke-hoach.docx" in walk(by_title["Print the plan"], None, "")
    numbered = walk(documents, documents.entries[0], "c")
    assert "Số 77/KH-THMT" in numbered and list((school / "van-ban").glob("*.pdf"))
    for below in documents.entries[2:]:
        assert not technical_words(walk(documents, below, "c"), school.parent)


def test_a_sync_from_the_menu_writes_what_a_command_writes(school: Path) -> None:
    """The menu's own words are for the screen: nothing of them may reach the workbook."""
    before = (school / BOOK).read_bytes()
    shown = walk(next(entry for entry in ENTRIES if entry.title == "Sync"), None, "c")
    assert "không có gì" in shown.casefold() or "chưa có gì" in shown.casefold() or "không thay đổi" in shown.casefold()
    assert (school / BOOK).read_bytes() == before
