"""A known state put back: into a new workbook, and into the store by edits."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from qipsheets.errors import FileTrouble
from qipsheets.sheets.cell_text import fingerprint_of, people_cells
from qipsheets.sheets.differences import differences
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Edit, Formula, Merge, Table
from qipsheets.store_address import StoreAddress
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.undoing import applied, edits_back, inverse, write_workbook
from tests.journal.histories import Tables, action, histories, plan_of

SHEET = StoreAddress.parse("https://docs.google.com/spreadsheets/d/" + "x" * 44)


def test_a_workbook_of_a_state_reads_as_the_state_did(sample: Path, tmp_path: Path) -> None:
    wanted = people_cells(ExcelStore(sample, tmp_path).read())
    new = ExcelStore(tmp_path / "khôi phục.xlsx", tmp_path)
    assert write_workbook(wanted, new, StoreAddress.of_workbook(sample), tmp_path) == ()
    back = new.read()
    assert fingerprint_of({key: back[key] for key in wanted}) == fingerprint_of(wanted)
    assert set(back) > set(wanted)  # the tool's own tabs are there too


def test_of_a_state_that_lacks_tabs_or_its_framework_too(tmp_path: Path) -> None:
    wanted = plan_of([action("HD-001"), action("", measure="không mã"), action("HD-001", measure="trùng")])
    new = ExcelStore(tmp_path / "x.xlsx", tmp_path)
    assert write_workbook(wanted, new, SHEET, tmp_path) == ()
    assert set(BY_KEY) < set(new.read())


def test_what_excel_cannot_hold_is_reported(tmp_path: Path) -> None:
    wanted: Tables = {
        "prose": Table("Lời văn/2", ("Mã", "Nội dung"), [["LV-001", Formula("IF(A1;1;2)", 1)], ["LV-002", "\ufffe"]])
    }
    changes = write_workbook(wanted, ExcelStore(tmp_path / "x.xlsx", tmp_path), SHEET, tmp_path)
    assert {(change.key, change.heading) for change in changes} == {
        ("", "title"), ("LV-001", "Nội dung"), ("LV-002", "Nội dung"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["there.xlsx", "x.ods", "x"])
def test_no_file_is_ever_overwritten(name: str, tmp_path: Path) -> None:
    path = tmp_path / "there.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(FileTrouble):
        write_workbook(plan_of([action("HD-001")]), ExcelStore(tmp_path / name, tmp_path), SHEET, tmp_path)
    assert path.read_bytes() == b"mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["there.xlsx"]


def test_lost_rows_come_back_new_ones_are_emptied_changed_ones_changed_back() -> None:
    """
    | muốn   | HD-001 cũ  | HD-002     |           |
    | đang   | HD-001 mới |            | HD-003    |
    """
    wanted = plan_of([action("HD-001"), action("HD-002")])
    current = plan_of([action("HD-003"), action("HD-001", end="6/2025")])
    found = edits_back(current, wanted)
    assert {(edit.key, edit.heading, edit.new) for edit in found.edits if edit.key == "HD-001"} == {
        ("HD-001", "Hoàn thành", "5/2025")
    }
    assert all(edit.new is None for edit in found.edits if edit.key == "HD-003")
    then = applied(current, found.edits)
    keyed = {row[0]: [cell or "" for cell in row] for row in then["actions"].rows}
    assert keyed["HD-001"] == wanted["actions"].rows[0]
    assert keyed["HD-002"] == wanted["actions"].rows[1]
    assert not any(keyed["HD-003"][1:])
    assert found.left == ()
    again = applied(then, inverse(found.edits))
    assert [change for change in differences(again, current) if change.key != "HD-002" and change.kind != "moved"] == []


def test_what_edits_cannot_bring_back_is_reported() -> None:
    rows = [action("HD-001"), action("HD-002")]
    current = plan_of(rows)
    table = plan_of(rows[::-1])["actions"]
    wanted = {"actions": replace(table, title="Việc", headings=(*table.headings, "Riêng"), merges=(Merge(0, 1, 1, 1),))}
    found = edits_back(current, wanted)
    assert found.edits == ()
    assert {change.heading or change.kind for change in found.left} == {"title", "headings", "merges", "moved"}


def test_what_the_tool_shows_is_never_an_edit() -> None:
    wanted, current = (
        plan_of([[*action("HD-001"), "Quá hạn", 3, 1]]),
        plan_of([[*action("HD-001"), "Hoàn thành", "", ""]]),
    )
    assert edits_back(current, wanted).edits == ()


@given(past=histories(3))
def test_after_the_edits_nothing_is_left_but_what_was_reported(past: list[Tables]) -> None:
    current, wanted = past[-1], past[0]
    found = edits_back(current, wanted)
    then = applied(current, found.edits)
    assert edits_back(then, wanted).edits == ()
    changes = {(change.tab, change.key) for change in found.left}
    left = {(change.tab, change.key) for change in differences(then, wanted)}
    assert changes <= left
    assert all(key for _tab, key in left - changes)


def test_of_two_equal_headings_the_first_has_what_was_written() -> None:
    table = Table("Lời văn", ("Mã", "Nội dung", "Nội dung"), [["LV-001", "một", "hai"]])
    [written] = applied({"prose": table}, [Edit("prose", "LV-001", "Nội dung", "một", "MỘT")]).values()
    assert written.rows == [["LV-001", "MỘT", "hai"]]
