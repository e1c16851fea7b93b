"""Errors: one sentence, the one thing to do, the right exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from qipsheets import settings
from tests.conftest import ROOT, Result

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("validate",), 3, "--store"),
        (("validate", "--store", "{}/none.xlsx"), 9, "no file"),
        (("validate", "--store", "{}"), 9, "folder"),
        (("validate", "--store", "{}/none.xlsx", "--today", "32/3/2025"), 2, "30/11/2026"),
        (("validate", "--nope"), 2, "--nope"),
        (("nope",), 2, "nope"),
        (("rules", "XYZ"), 2, "XYZ"),
        (("validate", "--store", "{}/x.xlsx", "--select", "XYZ"), 2, "XYZ"),
        (("validate", "--store", "{}/x.xlsx", "--fail-on", "much"), 2, "much"),
        (("overdue", "--soon", "many"), 2, "'--soon' needs a whole number"),
        (("overdue", "--soon", "-3"), 2, "too small"),
        (("init", "--store", "{}/a.xlsx"), 2, "--year"),
        (("init", "--store", "{}/a.xlsx", "--year", "2026-2028", "--framework", "tt57-2026-general"), 2, "2026-2028"),
        (("init", "--store", "{}/a.xlsx", "--year", "2026-2027"), 2, "tt57-2026-general"),
        (("init", "--store", "{}/a.xlsx", "--year", "2026-2027", "--framework", "tt99"), 3, "tt99"),
        (("init", "--store", "{}/a.xls", "--year", "2026-2027", "--framework", "tt57-2026-general"), 9, ".xlsx"),
        (("import", "{}/none.docx", "--store", "{}/a.xlsx"), 9, "none.docx"),
        (("plan", "--store", "{}/a.xlsx", "--out", "{}/a.pdf"), 2, ".docx"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_stops_a_command(run: Run, tmp_path: Path, words: tuple[str, ...], code: int, says: str) -> None:
    result = run(*(word.format(tmp_path) for word in words))
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert "→" in result.err
    assert "Traceback" not in result.err


def test_another_workbook_is_distinguished_and_never_overwritten(run: Run, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "khác.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    assert run("validate", "--store", path).code == 5
    assert run("init", "--store", path, "--year", "2026-2027", "--framework", "tt57-2026-general").code == 5
    assert path.read_bytes() == before


def test_our_own_fault_is_reported_with_a_log(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: object) -> None:
        raise RuntimeError("unexpected")

    monkeypatch.setattr(settings, "store_name", fail)
    monkeypatch.setattr(settings, "now", lambda: datetime(2026, 11, 30, 0, 5))
    result = run("validate", "--store", sample)
    assert result.code == 70
    log = Path(os.environ["QIPSHEETS_HOME"]) / "logs" / "error-20261130.log"
    assert "unexpected" in log.read_text(encoding="utf-8")
    assert str(log) in result.err


def test_ctrl_c_ends_a_command_in_one_sentence(run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(settings, "store_name", interrupted)
    result = run("validate", "--store", sample)
    assert (result.code, result.out) == (130, "")
    assert result.err.strip() == "Stopped.\n→ Run it again when you want to go on."


def program(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the program as a process of its own."""
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME", "USERPROFILE") if name in os.environ}
    env = {**known, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, "-m", "qipsheets", *words], capture_output=True, env=env, check=False)


def test_vietnamese_is_the_default_and_english_on_request(tmp_path: Path) -> None:
    english = program("validate", "--lang", "en", QIPSHEETS_HOME=str(tmp_path)).stderr.decode("utf-8")
    assert "No workbook is named." in english
    vietnamese = program("validate", QIPSHEETS_HOME=str(tmp_path)).stderr.decode("utf-8")
    assert "Lỗi" in vietnamese
    assert "No workbook" not in vietnamese
    assert program("validate", QIPSHEETS_LANG="en", QIPSHEETS_HOME=str(tmp_path)).stderr.decode("utf-8") == english


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_vietnamese_letters_print_on_every_console(encoding: str) -> None:
    found = program("--help", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert found.returncode == 0
    assert "Tạo" in found.stdout.decode("utf-8") or "Kế hoạch" in found.stdout.decode("utf-8")


def test_a_dot_env_file_names_workbook_day_and_language(tmp_path: Path, sample: Path) -> None:
    words = f"QIPSHEETS_STORE={sample.name}\nQIPSHEETS_TODAY=2025-03-15\nQIPSHEETS_LANG=en\n"
    (sample.parent / ".env").write_text(words, encoding="utf-8")
    env = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    env |= {"PYTHONPATH": str(ROOT), "QIPSHEETS_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "qipsheets", "overdue"]
    done = subprocess.run(command, capture_output=True, env=env, cwd=sample.parent, check=False)
    assert "Days late" in done.stdout.decode("utf-8"), done.stderr
    assert "43" in done.stdout.decode("utf-8")


def test_a_language_there_is_not(tmp_path: Path) -> None:
    found = program("rules", "--lang", "fr", QIPSHEETS_HOME=str(tmp_path))
    assert (found.returncode, b"fr" in found.stderr) == (2, True)


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for words in (("init",), ("import",), ("validate",), ("overdue",), ("sync",), ("plan",), ("export",), ("rules",),
                  ("demo",), ("fix",)):  # fmt: skip
        result = run(*words, "--help")
        assert result.code == 0
        assert "qipsheets" in result.out.split("Options", 1)[1]


def test_an_export_never_replaces_the_workbook(run: Run, sample: Path) -> None:
    before = sample.read_bytes()
    assert run("export", "--store", sample, "--out", sample).code == 2
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    "words", ["QIPSHEETS_LANG=en\n".encode("utf-16"), "QIPSHEETS_STORE=kế.xlsx\n".encode("cp1258", "replace")]
)
def test_a_dot_env_that_is_no_utf8(tmp_path: Path, words: bytes) -> None:
    (tmp_path / ".env").write_bytes(words + b"\xff\x00")
    env = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    env |= {"PYTHONPATH": str(ROOT), "QIPSHEETS_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "qipsheets", "rules"]
    done = subprocess.run(command, capture_output=True, env=env, cwd=tmp_path, check=False)
    assert (done.returncode, "UTF-8" in done.stderr.decode("utf-8")) == (3, True)


@pytest.mark.parametrize("name", ["~plan.xlsx", "ế" * 120 + ".xlsx"])
def test_strange_file_names(run: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("validate", "--store", name)
    assert (result.code, result.out) == (9, "")


def test_a_framework_file_from_elsewhere_is_not_read(run: Run, sample: Path) -> None:
    import openpyxl

    for name in ("../../etc/passwd", "/dev/zero", "/dev/zero.toml"):
        book = openpyxl.load_workbook(sample)
        next(row for row in book["Trường"].iter_rows() if row[0].value == "framework_file")[2].value = name
        book.save(sample)
        assert run("validate", "--store", sample).code == 3


def test_accepting_without_the_tab_for_it(run: Run, sample: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(sample)
    del book["Bỏ qua"]
    del book.defined_names["qip_suppressions"]
    book.save(sample)
    result = run(
        "plan", "--store", sample, "--out", sample.parent / "a.docx", "--accept", "PCT-01", "--reason", "x", "--yes"
    )
    assert (result.code, "init" in result.err) == (5, True)
