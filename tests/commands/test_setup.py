"""The first day on a real terminal: questions, wrong answers, the menu, and what is left in the folder."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from qipsheets.operations.setup import launcher
from tests.commands.staff import mend
from tests.delivery.mail_server import mail_server

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal needs POSIX", allow_module_level=True)
pexpect = pytest.importorskip("pexpect")
ROOT = Path(__file__).parent.parent.parent


def begin(folder: Path, *words: str) -> Any:
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QIPSHEETS_HOME": str(folder / "home"),
        "QIPSHEETS_LANG": "en",
        "NO_COLOR": "1",
        "COLUMNS": "160",
    }
    return pexpect.spawn(
        sys.executable, ["-m", "qipsheets", *words], cwd=str(folder), env=env, encoding="utf-8", timeout=60, echo=False,
    )  # fmt: skip


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
    answer(child, "ends in .xlsx.*The plan: .*: ", "kế hoạch.xlsx")
    answer(child, "mail server.*: ", "")
    answer(child, r"Write this to .*\] ", "y")
    answer(child, "plan in Word.*: ", "không có.docx")
    answer(child, "There is no file.*plan in Word.*: ", "")
    answer(child, "1. 17/2018/TT-BGDĐT, trường tiểu học.*The framework: .*: ", "9")
    answer(child, "There is no framework «9».*The framework: .*: ", "1")
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


def test_no_writes_nothing(tmp_path: Path) -> None:
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "a.xlsx")
    answer(child, "mail server.*: ", "")
    answer(child, r"Write this to .*\] ", "")
    child.expect("Nothing was written")
    child.expect(pexpect.EOF)
    assert sorted(path.name for path in tmp_path.iterdir()) == []


def test_a_word_plan_is_read_in_on_the_first_day(tmp_path: Path, seed: Path) -> None:
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "")
    answer(child, "mail server.*: ", "")
    answer(child, r"Write this to .*\] ", "y")
    answer(child, "plan in Word.*: ", f"'{seed}' ")
    child.expect("Framework: tt17-2018-primary")
    child.expect("Ready")
    child.expect(pexpect.EOF)
    assert (tmp_path / "ke-hoach.xlsx").exists()


def test_a_word_plan_that_cannot_be_read_leads_to_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "cũ.docx").write_text("no Word file", encoding="utf-8")
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "")
    answer(child, "mail server.*: ", "")
    answer(child, r"Write this to .*\] ", "y")
    answer(child, "plan in Word.*: ", "cũ.docx")
    answer(child, "not a Word.*The framework: .*: ", "tt57-2026-general")
    answer(child, "The school year .*: ", "2026-2027")
    child.expect("Made ke-hoach.xlsx")
    child.expect(pexpect.EOF)


def test_the_menu_opens_without_a_command_and_survives_errors(tmp_path: Path) -> None:
    child = begin(tmp_path)
    child.expect(f"Folder: {re.escape(str(tmp_path))}")
    answer(child, "1. Check the plan.*begin with 9.*Your choice: ", "12")
    answer(child, "none of the numbers. Type a number from 0 to 9.*Your choice: ", "một")
    answer(child, "«một» is none of the numbers.*Your choice: ", "1.")
    answer(child, "No workbook is named.*Your choice: ", "0")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 3


def test_the_menu_prints_the_plan_or_once_told_why_not_a_draft(tmp_path: Path, school: Path) -> None:
    child = begin(school)
    answer(child, "4. Print the plan\r?\n.*Your choice: ", "4")
    answer(child, r"The official plan is not printed.*Print a draft instead\?.*\] ", "")
    answer(child, "Your choice: ", "4")
    answer(child, r"Print a draft instead\?.*\] ", "y")
    child.expect("Made ke-hoach-du-thao.docx")
    answer(child, "Your choice: ", "")
    child.expect(pexpect.EOF)
    assert [path.name for path in school.glob("*.docx")] == ["ke-hoach-du-thao.docx"]


def test_the_menu_prints_a_report_on_last_month_unless_told_otherwise(school: Path) -> None:
    child = begin(school)
    answer(child, "5. Print a monitoring report.*Your choice: ", "5")
    answer(child, r"The period \[2025-02\]: ", "tháng hai")
    answer(child, "«tháng hai» is no period of the school year.*cả năm.*Your choice: ", "5")
    answer(child, r"The period \[2025-02\]: ", "")
    answer(child, r"The official report is not printed.*Print a draft instead\?.*\] ", "y")
    child.expect("Made bao-cao-2025-02-du-thao.docx")
    answer(child, "Your choice: ", "0")
    child.expect(pexpect.EOF)
    assert [path.name for path in school.glob("*.docx")] == ["bao-cao-2025-02-du-thao.docx"]


def test_the_menu_shows_who_would_get_the_plan_before_it_sends(school: Path) -> None:
    child = begin(school)
    answer(child, "7. Send by mail.*Your choice: ", "7")
    answer(child, r"1. The plan, to those.*0. Back.*Your choice: ", "1")
    answer(child, r"See who would get a draft instead\?.*\] ", "y")
    child.expect("vanthu@pgdlamkhe.example")
    answer(child, r"would be sent.*Write the letters to files.*\] ", "")
    answer(child, "Your choice: ", "7")
    answer(child, "3. Reminders.*Your choice: ", "3")
    answer(child, r"Bùi Đức Thiện.*Write the letters to files.*\] ", "y")
    child.expect("11. Nothing was sent")
    answer(child, "Your choice: ", "0")
    child.expect(pexpect.EOF)
    assert len([*(school / "thu-xem-truoc").glob("*.eml")]) == 11


def test_the_menu_asks_nothing_where_all_have_had_their_mail(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as (handler, port):
        chosen = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "school@example.edu.vn"}
        for name, value in chosen.items():
            monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", value)
        child = begin(school)
        for kind, draft in (("3", ""), ("1", "y")):
            for first in (True, False):
                answer(child, "7. Send by mail.*Your choice: ", "7")
                answer(child, "4. A trial letter.*Your choice: ", kind)
                if draft:
                    answer(child, r"See who would get a draft instead\?.*\] ", draft)
                if first:
                    answer(child, r"Send it now\?.*\] ", "y")
                else:
                    child.expect("All of them have had it: there is nothing to send")
        answer(child, "Your choice: ", "0")
        child.expect(pexpect.EOF)
        assert len(handler.taken) == 11 + 3


def test_the_menu_sends_a_trial_letter_on_the_first_day(school: Path) -> None:
    child = begin(school)
    answer(child, "Your choice: ", "7")
    answer(child, "4. A trial letter.*Your choice: ", "4")
    answer(child, "Your own mail address: ", "toi@example.edu.vn")
    child.expect("No mail server is set: the letters are only written to files")
    child.expect("nothing was sent")
    answer(child, "Your choice: ", "0")
    child.expect(pexpect.EOF)
    assert len([*(school / "thu-xem-truoc").glob("*.eml")]) == 1


def test_the_menu_gives_a_report_its_number(school: Path, sample: Path) -> None:
    mend(sample)
    scan = school / "bản quét.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    child = begin(school)
    answer(child, "6. Number and signed copy.*Your choice: ", "6")
    answer(child, "2. A report: number.*0. Back.*Your choice: ", "2")
    answer(child, r"The period \[2025-02\]: ", "2024-W48")
    answer(child, "The number in the school book.*: ", "69/BC-THMT")
    answer(child, r"The day on the paper \[.*\]: ", "2/12/2024")
    answer(child, "The scanned copy.*: ", f"'{scan}'")
    answer(
        child, r"bao-cao-tuan-2024-W48-69-BC-THMT.docx.*69-BC-THMT-da-ky.pdf.*Write this and keep the copy\?.*\] ", "y"
    )
    child.expect("Issued: ")
    answer(child, "Your choice: ", "0")
    child.expect(pexpect.EOF)
    assert sorted(path.suffix for path in (school / "van-ban").iterdir()) == [".docx", ".pdf"]


def test_a_question_left_open_leads_back_to_the_menu(school: Path) -> None:
    child = begin(school)
    answer(child, "Your choice: ", "5")
    child.expect(r"The period \[2025-02\]: ")
    child.sendintr()
    child.expect("1. Check the plan")
    answer(child, "Your choice: ", "0")
    child.expect(pexpect.EOF)
    assert not [*school.glob("*.docx")]


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
