"""`calendar`: a file for the school and for one person; what moves or goes moves and goes in people's calendars."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore

DAY = ("--today", "2025-03-14")


def events(path: Path) -> dict[str, Any]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def clear_a_milestone(store: ExcelStore, is_wanted: Callable[[str], bool]) -> str:
    """Empties the row of a milestone; returns its ID."""
    table = store.read()["milestones"]
    row = next(row for row in table.rows if row[0] and is_wanted(str(row[0])))
    cells = zip(table.headings[1:], row[1:], strict=True)
    store.write([Edit("milestones", str(row[0]), heading, cell, None) for heading, cell in cells if cell])
    return str(row[0])


def test_a_day_that_moves_and_a_row_that_goes(run: Any, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "lịch.ics"
    assert run("calendar", "--store", sample, *DAY, "--out", out).code == 0
    before = events(out)
    store = ExcelStore(sample, tmp_path)
    store.write([Edit("actions", "HD-005", "Hoàn thành", "28/02/2025", "30/4/2025")])
    key = clear_a_milestone(store, lambda key: f"{key.casefold()}.2024-2025.d8f4675237e0@qipsheets" in before)
    assert run("calendar", "--store", sample, *DAY, "--out", out).code == 0
    after = events(out)
    moved = after["hd-005.2024-2025.d8f4675237e0@qipsheets"]
    assert f"{moved.decoded('DTSTART'):%d/%m/%Y}" == "30/04/2025"
    assert int(moved["SEQUENCE"]) > int(before["hd-005.2024-2025.d8f4675237e0@qipsheets"]["SEQUENCE"])
    gone = after[f"{key.casefold()}.2024-2025.d8f4675237e0@qipsheets"]
    assert str(gone["STATUS"]) == "CANCELLED"


def test_a_person_has_her_own_and_nobody_is_refused(run: Any, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "ke-toan.ics"
    assert run("calendar", "--store", sample, *DAY, "--out", out, "--person", "Trịnh Thị Bích Lan").code == 0
    mine = events(out)
    assert "hd-009.2024-2025.d8f4675237e0@qipsheets" in mine and "hd-005.2024-2025.d8f4675237e0@qipsheets" not in mine
    assert run("calendar", "--store", sample, *DAY, "--out", out, "--person", "Không Ai").code == 2
    assert run("calendar", "--store", sample, *DAY, "--out", tmp_path / "a.txt").code == 2


def test_a_file_that_cannot_be_written_is_no_calendar_of_before(run: Any, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    assert run("calendar", "--store", sample, *DAY, "--out", tmp_path / "a file" / "l.ics").code == 9
    key = clear_a_milestone(ExcelStore(sample, tmp_path), lambda _key: True)
    assert run("calendar", "--store", sample, *DAY, "--out", tmp_path / "l.ics").code == 0
    ends = [one["exit_code"] for one in run("history", "list", "--store", sample, "--json").json["runs"]]
    assert ends == [9, 0]
    assert f"{key.casefold()}.2024-2025.d8f4675237e0@qipsheets" not in events(tmp_path / "l.ics")
