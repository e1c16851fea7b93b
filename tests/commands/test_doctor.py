"""`doctor`: a line for each thing looked at, red ones with what mends them, and exit code 1."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

from qipsheets.commands.doctor import doctor
from qipsheets.operations.doctor import machine
from qipsheets.operations.doctor.lines import GOOD, RED, WARNING
from qipsheets.stores.google.sign_in import KEY_VARIABLE

ID = "1aBcD_efGhIjKlMnOpQrStUvWxYz-0123456789AbCdE"
Look = Callable[..., tuple[int, Any]]


@pytest.fixture
def look(capsys: pytest.CaptureFixture[str]) -> Look:
    """The doctor's exit code and JSON."""

    def call(**options: Any) -> tuple[int, Any]:
        capsys.readouterr()
        try:
            doctor(json=True, **options)
            code = 0
        except typer.Exit as end:
            code = end.exit_code
        return code, json.loads(capsys.readouterr().out)

    return call


def red(expected: Any) -> str:
    return " ".join(line["what"] for line in expected["lines"] if line["condition"] == RED)


def test_a_sound_machine_and_workbook(look: Look, sample: Path) -> None:
    code, found = look(store=str(sample), today="2025-03-15")
    assert (code, found["healthy"], found["schema_version"], red(found)) == (0, True, 1, "")
    assert {"condition", "what", "why", "hint"} == found["lines"][0].keys()
    text = " ".join(line["what"] for line in found["lines"])
    assert all(
        word in text
        for word in ("Python", "openpyxl", "Viet Nam", "can be read", "All tabs and columns", "no sync yet")
    )


def test_without_a_store_the_machine_alone_is_looked_at(look: Look) -> None:
    code, found = look()
    assert code == 0
    assert any("ke-hoach.xlsx" in line["hint"] for line in found["lines"])


def tab_gone(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["Tiến độ"]
    del book.defined_names["qip_progress"]
    book.save(path)


def heading_gone(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Hành động"]["H1"] = "xyz"
    book.save(path)


HARMS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "file gone": (Path.unlink, "There is no file"),
    "no workbook": (lambda path: path.write_bytes(b"x"), "not an Excel workbook"),
    "open in Excel": (lambda path: path.with_name(f"~${path.name}").write_text("x"), "is open in Excel"),
    "tab gone": (tab_gone, "«Tiến độ» is missing"),
    "heading gone": (heading_gone, "no heading «Hoàn thành»"),
}


@pytest.mark.parametrize(("harm", "words"), HARMS.values(), ids=HARMS.keys())
def test_a_fault_of_the_workbook_is_red(look: Look, sample: Path, harm: Callable[[Path], Any], words: str) -> None:
    harm(sample)
    code, found = look(store=str(sample))
    assert code == 1
    assert words in red(found)
    assert all(line["hint"] for line in found["lines"] if line["condition"] == RED)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_red(look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "home"))
    code, found = look()
    assert (code, "cannot be written" in red(found)) == (1, True)


def test_a_file_in_the_place_of_the_folder_is_red(look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("x")
    monkeypatch.setenv("QIPSHEETS_HOME", str(tmp_path / "home"))
    code, found = look()
    assert (code, "cannot be written" in red(found)) == (1, True)


def test_a_sheet_without_a_key_is_red_and_google_is_not_asked(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path / "none.json"))
    code, found = look(store=ID)
    assert (code, "no key file" in red(found)) == (1, True)
    assert any("--live" in line["hint"] for line in found["lines"])


@pytest.mark.parametrize(("version", "level"), [((3, 10, 9), RED), ((3, 11, 0), GOOD), ((4, 0, 0), GOOD)])
def test_python(version: tuple[int, int, int], level: str) -> None:
    assert machine.python_line(version).level == level


@pytest.mark.parametrize(("encoding", "level"), [("utf-8", GOOD), ("UTF8", GOOD), ("cp1258", WARNING), ("", WARNING)])
def test_the_console(encoding: str, level: str) -> None:
    assert machine.console_line(encoding).level == level


def test_a_missing_package_is_red_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = list(machine.package_lines(("typer", "no-such-package-of-ours")))
    assert [line.level for line in lines] == [RED, GOOD]
    assert "pip install" in lines[0].cure


def test_people_see_signs_and_cures(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tab_gone(sample)
    with pytest.raises(typer.Exit):
        doctor(store=str(sample))
    shown = capsys.readouterr().out
    assert "✗ The tab «Tiến độ» is missing." in shown
    assert "    → Give the tab its name back" in shown
    assert "To be mended: 1." in shown
