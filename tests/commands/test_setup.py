"""The first day on a real terminal: questions, wrong answers, the menu, and what is left in the folder."""

import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from qipsheets.menu.menu import ENTRIES, entry_number
from qipsheets.operations.setup import launcher
from tests.commands.staff import mend

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal needs POSIX", allow_module_level=True)
pexpect = pytest.importorskip("pexpect")
ROOT = Path(__file__).parent.parent.parent


def begin(folder: Path, *words: str, **more: str) -> Any:
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QIPSHEETS_HOME": str(folder / "home"),
        "QIPSHEETS_LANG": "en",
        "NO_COLOR": "1",
        "COLUMNS": "160",
        **more,
    }
    return pexpect.spawn(
        sys.executable, ["-m", "qipsheets", *words], cwd=str(folder), env=env, encoding="utf-8", timeout=600, echo=False,
        preexec_fn=heed_ctrl_c,
    )  # fmt: skip


def heed_ctrl_c() -> None:
    """As in a window of a person's own: what runs in the background, like a whole suite, hands on that it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def school(sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where the sample school is set up, on a day of its year."""
    monkeypatch.setenv("QIPSHEETS_TODAY", "2025-03-15")
    folder = sample.parent
    (folder / ".env").write_text(f"QIPSHEETS_STORE='{sample.name}'\n", encoding="utf-8")
    return folder


def answer(child: Any, question: str, text: str) -> None:
    child.expect(question)
    child.sendline(text)


def test_a_school_is_set_up_and_finds_its_plan(tmp_path: Path) -> None:
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "kế hoạch.docx")
    answer(child, "There is no file.*The plan: .*: ", "kế hoạch.xlsx")
    answer(child, r"1. Mail later.*Mail \[1\]: ", "")
    answer(child, r"The plan: kế hoạch.xlsx.*Mail: later.*1. Keep this.*Your choice \[1\]: ", "")
    answer(child, "plan in Word.*: ", "không có.docx")
    answer(child, "There is no file.*plan in Word.*: ", "")
    answer(child, "1. 17/2018/TT-BGDĐT, trường tiểu học.*The framework.*: ", "9")
    answer(child, "«9» is none of the numbers.*The framework.*: ", "1")
    answer(child, "The school year .*: ", "2025")
    answer(child, "no school year.*The school year .*: ", "2026-2027")
    child.expect("Ready")
    child.expect("All is in order")
    child.expect(pexpect.EOF)
    assert (tmp_path / ".env").read_text(encoding="utf-8") == "QIPSHEETS_STORE='kế hoạch.xlsx'\n"
    assert (tmp_path / "kế hoạch.xlsx").exists()

    child = begin(tmp_path, "validate")
    child.expect("10 errors")
    child.expect(pexpect.EOF)


def test_going_back_writes_nothing(tmp_path: Path) -> None:
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "a.xlsx")
    answer(child, r"Mail \[1\]: ", "")
    answer(child, r"1. Keep this.*Your choice \[1\]: ", "2")
    answer(child, "The plan: .*: ", "b.xlsx")
    answer(child, r"Mail \[1\]: ", "")
    answer(child, r"The plan: b.xlsx.*Your choice \[1\]: ", "q")
    child.expect("Nothing was written")
    child.expect(pexpect.EOF)
    assert sorted(path.name for path in tmp_path.iterdir()) == []


def test_a_word_plan_dragged_first_is_read_into_a_new_workbook_of_this_folder(tmp_path: Path, seed: Path) -> None:
    word = tmp_path / "Kế hoạch (chính thức).docx"
    word.write_bytes(seed.read_bytes())
    word.with_suffix(".xlsx").write_bytes(b"of somebody else")
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", f"'{word}' ")
    answer(child, r"Work with Kế hoạch \(chính thức\).xlsx.*Your choice \[1\]: ", "2")
    answer(child, r"will be read into the new workbook Kế hoạch \(chính thức\)-2.xlsx.*Mail \[1\]: ", "")
    answer(child, r"Your choice \[1\]: ", "")
    child.expect("Framework: tt17-2018-primary")
    child.expect("Ready")
    child.expect(pexpect.EOF)
    assert (tmp_path / "Kế hoạch (chính thức)-2.xlsx").exists()
    assert word.with_suffix(".xlsx").read_bytes() == b"of somebody else"


def test_a_word_plan_that_cannot_be_read_is_asked_for_again_and_an_empty_one_made(tmp_path: Path) -> None:
    (tmp_path / "cũ.docx").write_text("no Word file", encoding="utf-8")
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "")
    answer(child, r"Mail \[1\]: ", "")
    answer(child, r"Your choice \[1\]: ", "")
    answer(child, "plan in Word.*: ", "cũ.docx")
    answer(child, "not a Word.*plan in Word.*: ", "")
    answer(child, "The framework.*: ", "")
    answer(child, "The school year .*: ", "2026-2027")
    child.expect("Made ke-hoach.xlsx")
    child.expect(pexpect.EOF)


def test_a_mail_server_that_does_not_take_the_account_is_asked_for_again_or_left(tmp_path: Path) -> None:
    (tmp_path / "mk.txt").write_text("abcd", encoding="utf-8")
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "")
    answer(child, r"2. Name the mail account now.*Mail \[1\]: ", "2")
    answer(child, r"The mail server \[smtp.gmail.com\]: ", "smtp gmail")
    answer(child, "is no mail server.*The mail server .*: ", "localhost")
    answer(child, "The mail account: ", "van thu")
    answer(child, "The mail account: ", "thuky@example.edu.vn")
    answer(child, "app password: ", "mk.txt")
    answer(child, r"1. Type it again.*Your choice \[1\]: ", "")
    answer(child, r"The mail server \[localhost\]: ", "q")
    answer(child, r"Mail is left for later.*Mail: later.*Your choice \[1\]: ", "q")
    child.expect("Nothing was written")
    child.expect(pexpect.EOF)


def test_the_menu_opens_without_a_command_and_survives_errors(tmp_path: Path) -> None:
    child = begin(tmp_path)
    child.expect(f"Folder: {re.escape(str(tmp_path))}")
    answer(child, f"2. Check the plan.*begin with {entry_number('Set up')}.*Your choice: ", "99")
    answer(child, f"none of the numbers. Type a number from 1 to {len(ENTRIES)}.*Your choice: ", "một")
    answer(child, "«một» is none of the numbers.*Your choice: ", "2.")
    answer(child, "No workbook is named.*Press Enter.*menu. ", "")
    answer(child, "Your choice: ", "")
    answer(child, "2. Check the plan.*Your choice: ", "q")
    child.expect("The menu is closed")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def choose(child: Any, title: str, *below: str) -> None:
    """Types the numbers of an entry of the menu, and of the lines below it."""
    for name in (title, *below):
        answer(child, "Your choice: ", str(entry_number(name)))


def leave(child: Any) -> None:
    answer(child, "Press Enter.*menu. ", "")
    answer(child, "Your choice: ", "0")
    child.expect(pexpect.EOF)


def test_the_menu_prints_the_plan_or_once_asked_why_not_a_draft(school: Path) -> None:
    child = begin(school)
    choose(child, "Print the plan")
    answer(child, r"The official plan is not printed.*Print a draft instead\?.*\] ", "")
    answer(child, "Press Enter.*menu. ", "")
    choose(child, "Print the plan")
    answer(child, r"Print a draft instead\?.*\] ", "y")
    answer(child, r"Made ke-hoach-du-thao.docx.*Open ke-hoach-du-thao.docx now\?.*\] ", "")
    leave(child)
    assert [path.name for path in school.glob("*.docx")] == ["ke-hoach-du-thao.docx"]


def test_the_menu_prints_a_report_on_last_month_unless_another_period_is_named(school: Path) -> None:
    child = begin(school)
    choose(child, "Print a report")
    answer(child, r"The period.* \[tháng 2/2025\]: ", "tháng mười ba")
    answer(child, "«tháng mười ba» is no period of the school year.*HK1.*: ", "cả năm 2031-2032")
    answer(child, r"no period of the school year.* \[tháng 2/2025\]: ", "hk i")
    answer(child, r"The official report is not printed.*Print a draft instead\?.*\] ", "y")
    answer(child, r"Made bao-cao-hoc-ky-1-2024-2025-du-thao.docx.*\] ", "")
    leave(child)


def test_the_menu_shows_who_would_get_the_plan_before_it_sends(school: Path) -> None:
    child = begin(school)
    choose(child, "Mails and reminders", "Send the plan")
    answer(child, r"Prepare a draft to send instead\?.*\] ", "y")
    child.expect("vanthu@pgdlamkhe.example")
    answer(child, r"Write the letters to files.*\] ", "")
    answer(child, "Press Enter.*menu. ", "")
    choose(child, "Mails and reminders", "Send the reminders")
    answer(child, r"Bùi Đức Thiện.*Write the letters to files.*\] ", "y")
    child.expect("11. Nothing was sent")
    leave(child)
    assert len([*(school / "thu-xem-truoc").glob("*.eml")]) == 11


def test_the_menu_sends_a_trial_letter_on_the_first_day(school: Path) -> None:
    child = begin(school)
    choose(child, "Mails and reminders", "Send a trial letter to yourself")
    answer(child, "Your own mail address: ", "toi@example.edu.vn")
    child.expect("No mail server is set: the letters are only written to files")
    child.expect("nothing was sent")
    leave(child)
    assert len([*(school / "thu-xem-truoc").glob("*.eml")]) == 1


def test_the_menu_gives_a_report_its_number(school: Path, sample: Path) -> None:
    mend(sample)
    scan = school / "bản quét.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    child = begin(school)
    choose(child, "Document numbers, signed copies", "Number a report")
    answer(child, r"The period.*\[tháng 2/2025\]: ", "2024-W48")
    answer(child, "The number in the school book.*: ", "69/BC-THMT")
    answer(child, r"The day on the paper \[.*\]: ", "2/12/2024")
    answer(child, "The scanned copy.*: ", f"'{scan}'")
    answer(child, r"bao-cao-tuan-2024-W48-69-BC-THMT.docx.*69-BC-THMT-da-ky.pdf.*keep the copy\?.*\] ", "y")
    leave(child)
    assert sorted(path.suffix for path in (school / "van-ban").iterdir()) == [".docx", ".pdf"]


def test_ctrl_c_ends_in_one_sentence(school: Path) -> None:
    child = begin(school)
    choose(child, "Print a report")
    child.expect(r"The period.*\[tháng 2/2025\]: ")
    child.sendintr()
    # Between the question and the wait for its answer Ctrl-C is only noted until something else happens: then once more.
    for _again in range(100):
        if child.expect(["Stopped. What was written stays", pexpect.TIMEOUT], timeout=5) == 0:
            break
        child.sendintr()
    child.expect(pexpect.EOF)
    assert "Traceback" not in child.before
    assert not [*school.glob("*.docx")]


def test_a_long_list_stops_at_each_page(school: Path) -> None:
    child = begin(school, LINES="12")
    choose(child, "Check the plan")
    child.expect("Errors: mend them first")
    answer(child, "more: Enter", "")
    answer(child, "more: Enter", "q")
    leave(child)


def test_without_a_terminal_there_is_no_menu_and_no_question(run: Any, tmp_path: Path) -> None:
    import subprocess

    env = {**os.environ, "PYTHONPATH": str(ROOT), "QIPSHEETS_LANG": "en"}
    words = [sys.executable, "-m", "qipsheets"]
    shown = subprocess.run(
        words, check=False, cwd=tmp_path, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert shown.returncode == 0 and "validate" in shown.stdout
    asked = subprocess.run(
        [*words, "setup"], check=False, cwd=tmp_path, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert asked.returncode == 2 and "nobody is here" in asked.stderr


def test_the_launcher_opens_the_menu_in_its_own_folder() -> None:
    program = '"C:\\Users\\Văn thư!\\100%%\\python.exe"'
    lines = launcher("C:\\Users\\Văn thư!\\100%\\python.exe").split("\r\n")
    assert lines[:5] == [
        "@echo off",
        "setlocal DisableDelayedExpansion",
        "chcp 65001 >nul",
        "set PYTHONUTF8=1",
        'pushd "%~dp0"',
    ]
    assert lines[5].startswith(f"if not exist {program} echo Không còn thấy qipsheets")
    assert lines[6:] == [f"if exist {program} {program} -P -m qipsheets %*", "popd", 'if "%~1"=="" pause', ""]


def test_the_launcher_says_nothing_that_the_command_window_would_take_for_its_own() -> None:
    echoed = launcher("python.exe").partition(" echo ")[2].partition("\r\n")[0]
    assert echoed and not set(echoed) & set('%!^&|<>()"')
