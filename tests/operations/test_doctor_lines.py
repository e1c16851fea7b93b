"""The doctor's pure parts: tabs, headings, IDs, spare rows, the last sync; the clock, the key file, the drift."""

import os
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from qipsheets.operations.doctor.google import clock_line, drift, file_lines, quota_line
from qipsheets.operations.doctor.lines import GOOD, NOTE, RED, WARNING, id_lines, stamp_line, tab_lines
from qipsheets.sheets.table import Table
from qipsheets.stores.google.client import READS, Limiter
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.xlsx.store import ExcelStore
from tests.stores.google.test_google_setup import HEADINGS, changed, empty_sheet, whole

STORE = "https://docs.google.com/spreadsheets/d/x"
TODAY = date(2026, 11, 30)


@pytest.fixture
def tables(sample: Path) -> dict[str, Table]:
    return ExcelStore(sample, sample.parent / "home").read()


def test_a_sound_workbook_has_good_lines_only(tables: dict[str, Table]) -> None:
    lines = [*tab_lines(tables, STORE), *id_lines(tables, STORE)]
    assert [line.level for line in lines] == [GOOD, GOOD]


def test_what_is_missing_is_red_and_says_the_command_that_mends_it(tables: dict[str, Table]) -> None:
    actions = tables["actions"]
    headings = tuple("Xyz" if heading == "Kinh phí" else heading for heading in actions.headings)
    tables["actions"] = replace(actions, headings=(*headings, "Tiêu chí"))
    del tables["targets"], tables["progress"]
    lines = list(tab_lines(tables, STORE))
    assert {line.level for line in lines} == {RED}
    text = " ".join(line.what for line in lines)
    assert all(word in text for word in ("«Chỉ tiêu»", "«Tiến độ»", "Kinh phí", "2 times"))
    assert all(line.cure and line.why for line in lines)
    assert f"qipsheets init --store {STORE}" in lines[0].cure


def test_ids_that_are_gone_and_spare_rows_that_run_out(tables: dict[str, Table]) -> None:
    actions = tables["actions"]
    rows = [list(row) for row in actions.rows][:40]
    rows[1][0] = None
    rows[2][0] = rows[0][0]
    tables["actions"] = replace(actions, rows=rows)
    found = {line.level: line for line in id_lines(tables, STORE)}
    assert "2 rows" in found[RED].what
    assert "9 empty rows" in found[WARNING].what
    assert all(" fix --store" in line.cure for line in found.values())


def stamp(text: str) -> dict[str, Table]:
    return {"stamp": Table("Đồng bộ", ("Mục", "Giá trị"), [["Lần đồng bộ gần nhất", text]])}


@pytest.mark.parametrize(
    ("expected", "level", "words"),
    [(stamp("30/11/2026 06:00"), GOOD, "30/11/2026"), (stamp("27/11/2026 06:00"), GOOD, "27/11"), (stamp("01/11/2026 06:00"), WARNING, "01/11/2026"),
     (stamp(""), WARNING, "no sync yet"), ({}, WARNING, "no sync yet"), (stamp("hôm qua"), WARNING, "no sync yet")],
    ids=["today", "over a weekend", "a month ago", "empty", "no tab", "words"],
)  # fmt: skip
def test_the_last_sync(expected: dict[str, Table], level: str, words: str) -> None:
    line = stamp_line(expected, TODAY, STORE)
    assert (line.level, words in line.what) == (level, True)


NOW = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "level"),
    [(0, GOOD), (44, GOOD), (-44, GOOD), (60, WARNING), (-100, WARNING), (241, RED), (-86_400, RED)],
)
def test_the_clock(seconds: int, level: str) -> None:
    assert clock_line(NOW - timedelta(seconds=seconds), NOW).level == level


def test_a_service_that_tells_no_time_is_no_fault() -> None:
    assert clock_line(None, NOW).level == NOTE


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize(("mode", "level"), [(0o600, GOOD), (0o400, GOOD), (0o644, WARNING), (0o640, WARNING)])
def test_a_key_others_can_read_is_reported(tmp_path: Path, mode: int, level: str) -> None:
    key = tmp_path / "key.json"
    key.write_text("{}")
    key.chmod(mode)
    assert [line.level for line in file_lines(key)] == [level]


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
def test_a_key_under_version_control_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    key = folder / "key.json"
    key.write_text("{}")
    key.chmod(0o600)
    lines = list(file_lines(key))
    assert [line.level for line in lines] == [GOOD, WARNING]
    assert "version control" in lines[1].what


def test_the_quota_left(tmp_path: Path) -> None:
    assert quota_line(tmp_path).level == GOOD
    Limiter(tmp_path).drain(READS)
    assert quota_line(tmp_path).level == NOTE


def with_others(*others: LocatedTab) -> Book:
    return replace(whole(), others=others)


DRIFTS: dict[str, tuple[Book, str, str]] = {
    "renamed tab": (changed("actions", title="Bảng tổ 1"), NOTE, "Bảng tổ 1"),
    "moved columns": (changed("actions", table=Table("Hành động", tuple(reversed(HEADINGS)), [])), NOTE, "moved"),
    "titles above": (changed("targets", head=2), NOTE, "row 3"),
    "copied tab": (with_others(empty_sheet("Bản sao của Hành động", 9)), WARNING, "copy"),
    "copied tab, English": (with_others(empty_sheet("Copy of Chỉ tiêu", 9)), WARNING, "copy"),
    "doubled tab": (with_others(empty_sheet("Hành động (2)", 9)), WARNING, "copy"),
    "no protection": (changed("progress", guards=()), WARNING, "not protected"),
    "look-up typed over": (changed("actions", head_formulas={}), WARNING, "lost its formula"),
    "lists gone": (whole(lists=None), WARNING, "Danh mục"),
    "American": (replace(whole(), locale="en_US"), WARNING, "en_US"),
    "London": (replace(whole(), time_zone="Europe/London"), NOTE, "Europe/London"),
    "a stranger's tab with our title": (
        whole(people=LocatedTab(5, "Nhân sự", 9, 9, Table("Nhân sự", ("Lớp", "Sĩ số"), []))), RED, "other headings"),
}  # fmt: skip


@pytest.mark.parametrize(("expected", "level", "words"), DRIFTS.values(), ids=DRIFTS.keys())
def test_drift_is_reported_with_its_weight(expected: Book, level: str, words: str) -> None:
    lines = [line for line in drift(expected, STORE) if words in line.what]
    assert {line.level for line in lines} == {level}
    assert level == NOTE or all(line.cure for line in lines)


def test_a_blocked_look_up_is_reported() -> None:
    names = tuple("#REF!" if name == "Tình trạng" else name for name in HEADINGS)
    lines = list(drift(changed("actions", table=Table("Hành động", names, [["HD-001"]])), STORE))
    assert [line.level for line in lines] == [WARNING]
    assert "typed below" in lines[0].what


def test_a_sheet_as_set_up_made_it_has_not_drifted() -> None:
    assert list(drift(whole(), STORE)) == []


def test_people_s_own_tabs_are_no_drift() -> None:
    assert list(drift(with_others(empty_sheet("Lớp 1A", 9), empty_sheet("Ghi chú (nháp)", 10)), STORE)) == []
