"""The same state gives the same bytes: on another day, in another locale and time zone, without the fonts."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Result

DOCUMENTS = {
    "the plan": ("plan", "--draft", "--today", "2025-03-15"),
    "a month's report": ("report", "--period", "2024-11", "--draft", "--today", "2025-03-15"),
    "a semester's report": ("report", "--period", "2024-2025-HK1", "--draft", "--today", "2025-03-15"),
    "the list of evidence": ("form", "evidence", "--today", "2025-03-15"),
}
ELSEWHERE = {
    "TZ": "America/Los_Angeles",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "4711",
    "PYTHONUTF8": "0",
    "QIPSHEETS_LANG": "en",
    "SOURCE_DATE_EPOCH": "1000000000",
}


def printed(words: tuple[str, ...], book: Path, out: Path, expected: dict[str, str]) -> bytes:
    home = out.parent / "home"  # no journal: what it knows is part of the state
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QIPSHEETS_HOME": str(home), **expected}
    line = [sys.executable, "-m", "qipsheets", *words, "--store", str(book), "--out", str(out)]
    done = subprocess.run(line, env=env, capture_output=True, text=True, encoding="utf-8", cwd=out.parent, check=False)
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_in_another_place_without_the_fonts(document: str, sample: Path, tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    here = printed(DOCUMENTS[document], sample, tmp_path / "đây.docx", {"TZ": "Asia/Ho_Chi_Minh"})
    there = printed(DOCUMENTS[document], sample, tmp_path / "kia.docx", ELSEWHERE | {"FONTCONFIG_FILE": str(empty)})
    assert here == there


@pytest.mark.parametrize("period", ["2024-11", "2024-W48"])
def test_a_report_on_a_past_period_a_month_later(
    run: Callable[..., Result], period: str, sample: Path, tmp_path: Path
) -> None:
    out = [tmp_path / f"{day}.docx" for day in ("2025-03-15", "2025-04-16")]
    for path in out:
        words = ("--period", period, "--draft", "--today", path.stem, "--store", sample, "--out", path)
        assert run("report", *words).code == 0
    assert out[0].read_bytes() == out[1].read_bytes()
