# ruff: noqa: F811 - fixtures are named as they are imported
"""Days that people type into a column of their own in a Sheet stay days wherever they are carried."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.google.reading import DAY_FIELDS
from qipsheets.stores.xlsx.store import ExcelStore
from tests.conftest import Result
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures
from tests.sheets_server import staff
from tests.sync.sides import cell_texts

Run = Callable[..., Result]
HEADING = "Ngày họp tổ"
TYPED = {"HD-001": "5/9/2024", "HD-002": "5/9/2024 7:30", "HD-003": "45540", "HD-004": "chưa họp"}
SHOWN = {"HD-001": "05/09/2024", "HD-002": "05/09/2024 07:30", "HD-003": "45540", "HD-004": "chưa họp"}


@pytest.fixture
def sheet(school: Google) -> Google:
    """| Mã | … | Ngày họp tổ |, filled in for four actions as TYPED."""
    table = school.store.read()["actions"]
    column = len(table.headings)
    book = school.server.book(school.sheet)
    number = book.sheet("Hành động").id
    staff.change(book, {"appendDimension": {"sheetId": number, "dimension": "COLUMNS", "length": 1}})
    staff.type_cell(book, "Hành động", 0, column, HEADING)
    for row, (key, text) in enumerate(TYPED.items(), 1):
        assert table.rows[row - 1][0] == key
        staff.type_cell(book, "Hành động", row, column, text)
    return school


def meetings(tables: object) -> dict[str, str]:
    return {key: text for (_tab, key, heading), text in cell_texts(tables).items() if heading == HEADING and text}  # type: ignore[arg-type]


def test_they_are_read_as_days_and_the_next_sync_knows_to_ask(run: Run, sheet: Google) -> None:
    start = len(sheet.server.log)
    assert run("sync", "--store", sheet.url).code == 0
    assert sheet.calls(start) == (2, 1)
    start = len(sheet.server.log)
    assert run("sync", "--store", sheet.url).code == 0
    assert sheet.calls(start) == (1, 0)
    column = sheet.store.read()["actions"].headings.index(HEADING)
    cells = [row[column] for row in sheet.store.read()["actions"].rows[:4]]
    assert cells == [date(2024, 9, 5), datetime(2024, 9, 5, 7, 30), 45540, "chưa họp"]


def test_a_sheet_without_them_is_not_asked_for_them_again(run: Run, sheet: Google) -> None:
    assert run("sync", "--store", sheet.url).code == 0
    column = sheet.store.read()["actions"].headings.index(HEADING)
    for row in range(1, 5):
        staff.type_cell(sheet.server.book(sheet.sheet), "Hành động", row, column, "")
    sheet.store.read()
    start = len(sheet.server.log)
    sheet.store.read()
    (entry,) = [entry for entry in sheet.server.log[start:] if "/v4/spreadsheets" in entry.path]
    assert "numberFormat" in DAY_FIELDS
    assert "numberFormat" not in str(entry)


def test_a_dry_run_remembers_nothing(run: Run, sheet: Google, tmp_path: Path) -> None:
    assert run("sync", "--store", sheet.url, "--dry-run").code == 0
    assert not list(tmp_path.rglob("own-days"))


def test_a_copy_shows_them_as_days(run: Run, sheet: Google, tmp_path: Path) -> None:
    assert run("copy", "--store", sheet.url, "--to", tmp_path / "mới.xlsx").code == 0
    assert meetings(ExcelStore(tmp_path / "mới.xlsx", tmp_path).read()) == SHOWN


def test_an_offline_copy_has_them_brings_them_back_and_is_undone(run: Run, sheet: Google, tmp_path: Path) -> None:
    path = tmp_path / "bản sao.xlsx"
    assert run("sync", "--store", sheet.url, "--offline", path).code == 0
    copy = ExcelStore(path, tmp_path / "home")
    assert meetings(copy.read()) == SHOWN
    again = run("sync", "--store", sheet.url, "--offline", path, "--json")
    assert (again.code, again.json["edits_for_sheet"], again.json["edits_for_copy"]) == (0, [], [])
    copy.write([Edit("actions", "HD-001", HEADING, "05/09/2024", "06/09/2024")])
    result = run("sync", "--store", sheet.url, "--offline", path, "--yes")
    assert result.code == 0, result.err
    assert meetings(sheet.store.read()) == SHOWN | {"HD-001": "06/09/2024"}
    result = run("history", "undo", "--store", sheet.url, "--yes")
    assert result.code == 0, result.err
    assert meetings(sheet.store.read()) == SHOWN


def test_an_old_state_is_written_with_them(run: Run, sheet: Google, tmp_path: Path) -> None:
    assert run("sync", "--store", sheet.url, "--today", "2025-03-01").code == 0
    out = tmp_path / "cũ.xlsx"
    result = run("history", "restore", "1", "--store", sheet.url, "--out", out)
    assert result.code == 0, result.err
    assert meetings(ExcelStore(out, tmp_path).read()) == SHOWN
