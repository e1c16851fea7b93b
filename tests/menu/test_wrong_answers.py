"""Sixty wrong answers at every question of menu and set-up: each is asked again or goes back, none traps, none traces."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from qipsheets.menu.menu import ENTRIES, MenuEntry
from tests.menu.scripted import play
from tests.menu.test_walks import ANSWERS, PATHS

WRONG = (
    "-1", "999", "1.5.2", "1,5", "một", "hai", "②", "٣", "1e3", "0x10", "+3", "00", "01x", "1 2", "#1", "1;2", "/", "\\",
    ".", "..", "../..", "~", "~nobody/x", "/dev/null", "/", "C:\\", "\"", "'", "\"\"", "«»", "a" * 3000, " " * 50, "\t",
    "ke-hoach", "ke-hoach.doc", "ke-hoach.xls", "x?.xlsx", ".xlsx", "không có.docx", "/không/có/x.xlsx", "http://", "https://docs.google.com/",
    "https://example.edu.vn/a.xlsx", "file:///không/có", "smtp", "smtp..vn", "@", "a@", "a@b@c", "tháng mười ba", "13/2025", "HK3", "2025-13", "31/02/2025",
    "2025", "2025-2027", "PCT-99", "tt99", "--help", "-", "🙂", "e\u0302\u0323", "\u200b", "help", "exit", "?", "\x1b[A", "%s%n", "{}", "$(reboot)", "; rm -rf /", "NULL", "None",
)  # fmt: skip


def explore(path: list[str]) -> tuple[int, str]:
    """Walks a path again and again until every question on it has met every wrong answer; returns what was shown."""
    untried: dict[str, list[str]] = defaultdict(lambda: list(WRONG))
    right: set[str] = set()
    left, typed_wrong = [*path], False

    def answer(question: str, _shown: str) -> str:
        nonlocal left, typed_wrong
        asked = re.sub(r"[\[(].*", "", question)  # without its default
        if "Nhấn Enter để về trình đơn" in question:
            left, typed_wrong = [*path] if typed_wrong else ["0"], False
            return ""
        if left:
            return left.pop(0)
        if "[c = có" in question:
            return "không"
        if untried[asked]:
            typed_wrong = True
            return untried[asked].pop(0)
        known = next((words for pattern, words in ANSWERS if re.search(pattern, question)), None)
        if known is None or asked in right:
            return "0"
        right.add(asked)  # on to the question behind it
        return known

    return play(answer)


def asks(entry: MenuEntry, below: MenuEntry | None) -> bool:
    """False for what would take long and asks nothing but yes or no."""
    return (below or entry).title not in ("Check the plan", "Prove that the newest backup can be restored")


@pytest.mark.parametrize(
    ("entry", "below"),
    [pair for pair in PATHS if asks(*pair)],
    ids=[f"{a.title}: {b.title}" if b else a.title for a, b in PATHS if asks(a, b)],
)
def test_wrong_answers_are_asked_again_or_go_back(entry: MenuEntry, below: MenuEntry | None, school: Path) -> None:
    path = [str(ENTRIES.index(entry) + 1)] + ([str(entry.entries.index(below) + 1)] if below else [])
    code, shown = explore(path)
    assert code == 0
    assert "gặp lỗi" not in shown and "Traceback" not in shown


def test_the_menu_itself_and_every_list_below_it(school: Path) -> None:
    for path in ([], *([str(number)] for number, entry in enumerate(ENTRIES, 1) if entry.entries)):
        answers = [*path, *WRONG, "0", "0"]
        code, shown = play(lambda _question, _shown, left=answers: left.pop(0) if left else "0")
        assert code == 0 and "Traceback" not in shown
        assert shown.count("Không có số") >= 55


def test_begin_asks_again_for_a_folder(tmp_path: Path) -> None:
    from tests.test_first_day import asked

    typed = "\n".join(["/proc/x", "/dev/null", "\0", str(tmp_path / "được")])
    shown = asked(tmp_path, f"{typed}\n")
    assert "Traceback" not in shown.stderr and shown.stdout.endswith(f"-> {tmp_path / 'được'}\n")
