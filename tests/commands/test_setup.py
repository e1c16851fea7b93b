"""The first day on a real terminal: questions, wrong answers, the menu, and what is left in the folder."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from qipsheets.commands.setup import launcher

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
    }
    return pexpect.spawn(
        sys.executable, ["-m", "qipsheets", *words], cwd=str(folder), env=env, encoding="utf-8", timeout=60, echo=False
    )  # fmt: skip


def answer(child: Any, question: str, text: str) -> None:
    child.expect(question)
    child.sendline(text)


def test_a_school_is_set_up_and_finds_its_plan(tmp_path: Path) -> None:
    child = begin(tmp_path, "setup")
    answer(child, "The plan: .*: ", "kế hoạch.docx")
    answer(child, "ends in .xlsx.*The plan: .*: ", "kế hoạch.xlsx")
    answer(child, "mail server.*: ", "")
    answer(child, r"Write this to .*\] ", "y")
    answer(child, "The framework .*: ", "tt17-2018-primary")
    answer(child, "The school year .*: ", "2025")
    answer(child, "no school year.*The school year .*: ", "2026-2027")
    child.expect("Ready")
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


def test_the_menu_opens_without_a_command_and_survives_errors(tmp_path: Path) -> None:
    child = begin(tmp_path)
    answer(child, "1. Check the plan.*Your choice: ", "9")
    answer(child, "none of the numbers.*Your choice: ", "1")
    answer(child, "No workbook is named.*Your choice: ", "0")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 3


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
    text = launcher(r"C:\Users\Văn thư\100%\python.exe")
    assert text.splitlines() == [
        "@echo off", "chcp 65001 >nul", 'cd /d "%~dp0"', '"C:\\Users\\Văn thư\\100%%\\python.exe" -m qipsheets', "pause",
    ]  # fmt: skip
    assert "\r\n" in text
