"""A workbook hurt as people hurt workbooks: read right, or reported with the cell; never damaged."""

import datetime
import hashlib
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from qipsheets.loading import Loaded, load
from qipsheets.sheets.rows import shown_place
from qipsheets.stores.xlsx.store import ExcelStore

Hurt = Callable[[Worksheet], object]


def hurt_and_load(path: Path, title: str, hurt: Hurt) -> tuple[Loaded, Any]:
    """The plan of a workbook after someone did something to a tab of it; reading leaves the file as it is."""
    book = openpyxl.load_workbook(path)
    hurt(book[title])
    book.save(path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    tables = ExcelStore(path, path.parent / "home").read()
    loaded = load(tables, path.parent)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    return loaded, tables


def put(cell: str, value: object, number_format: str = "") -> Hurt:
    """Types something into a cell."""

    def hurt(sheet: Worksheet) -> None:
        sheet[cell] = value
        if number_format:
            sheet[cell].number_format = number_format

    return hurt


def heading(letter: str, text: str) -> Hurt:
    """Renames a heading."""
    return put(f"{letter}1", text)


@pytest.fixture(scope="module")
def whole(made: Path) -> Loaded:
    """The sample school, unhurt."""
    return load(ExcelStore(made / "sample.xlsx", made).read(), made)


def rows_put_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "KẾ HOẠCH CỦA TRƯỜNG"


def columns_swapped(sheet: Worksheet) -> None:
    for row in range(1, sheet.max_row + 1):
        one, other = sheet.cell(row, 5), sheet.cell(row, 2)
        one.value, other.value = other.value, one.value


def blank_rows(sheet: Worksheet) -> None:
    sheet.insert_rows(4, 2)


def nfd(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = unicodedata.normalize("NFD", cell.value)


def hidden(sheet: Worksheet) -> None:
    for letter in "BCDE":
        sheet.column_dimensions[letter].hidden = True
    sheet.row_dimensions[3].hidden = True


def spaces(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=2, max_col=8):
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = f"  {cell.value} \u00a0"


@pytest.mark.parametrize(
    "hurt",
    [
        pytest.param(rows_put_above, id="rows put above the headings"),
        pytest.param(columns_swapped, id="columns in another order"),
        pytest.param(blank_rows, id="blank rows in the middle"),
        pytest.param(nfd, id="decomposed letters"),
        pytest.param(hidden, id="hidden columns and rows"),
        pytest.param(heading("F", "NGƯỜI  PHỤ TRÁCH :"), id="a heading in another spelling"),
        pytest.param(spaces, id="spaces round every text"),
        pytest.param(put("AD1", "Cột của tôi"), id="a column of people's own"),
        pytest.param(lambda sheet: setattr(sheet.auto_filter, "ref", None), id="the filter taken away"),
        pytest.param(lambda sheet: setattr(sheet, "title", "HÀNH  ĐỘNG"), id="the tab in another spelling"),
    ],
)
def test_read_right_all_the_same(sample: Path, whole: Loaded, hurt: Hurt) -> None:
    loaded, _tables = hurt_and_load(sample, "Hành động", hurt)

    def words(actions: Any) -> list[list[str]]:
        return [[" ".join(str(getattr(a, f)).split()) for f in ("key", "criterion", "measure", "end")] for a in actions]

    assert words(loaded.plan.actions) == words(whole.plan.actions)
    assert {f.code for f in loaded.findings} == {f.code for f in whole.findings}


@pytest.mark.parametrize(
    ("title", "hurt", "code", "cell"),
    [
        pytest.param("Hành động", heading("F", "Ai làm"), "TAB-02", "", id="a heading renamed"),
        pytest.param("Hành động", lambda s: s.delete_cols(6), "TAB-02", "", id="a column deleted"),
        pytest.param("Hành động", heading("AD", "Kinh phí"), "TAB-03", "L", id="a heading doubled"),
        pytest.param("Hành động", put("E3", "=A1&B1"), "CELL-03", "E3", id="a formula in an input cell"),
        pytest.param("Hành động", put("H3", "khi nào xong"), "CELL-01", "H3", id="a date in no words of time"),
        pytest.param("Hành động", put("H3", "31/2/2025"), "CELL-01", "H3", id="a day no calendar has"),
        pytest.param("Hành động", put("B3", "chín"), "CELL-01", "B3", id="a criterion without a number"),
        pytest.param("Hành động", put("B3", 1.1), "CELL-04", "B3", id="1.10 that became the number 1.1"),
        pytest.param("Hành động", put("B3", datetime.date(2025, 5, 1)), "CELL-01", "B3", id="1.5 that became a date"),
        pytest.param("Hành động", put("D3", "tốt"), "CELL-01", "D3", id="a level that is none"),
        pytest.param("Hành động", put("E3", None), "CELL-02", "E3", id="a required cell emptied"),
        pytest.param("Hành động", put("E3", "   "), "CELL-02", "E3", id="a required cell of spaces"),
        pytest.param("Hành động", put("A3", None), "ID-01", "A3", id="an ID deleted"),
        pytest.param("Hành động", put("A4", "HD-002"), "ID-02", "A4", id="an ID copied to the next row"),
        pytest.param("Hành động", put("A4", "hd-002"), "ID-02", "A4", id="an ID that differs in capitals only"),
        pytest.param("Hành động", put("A4", 7), "ID-04", "A4", id="an ID that is a bare number"),
        pytest.param("Số liệu công bố", put("C3", "9" * 40), "CELL-01", "C3", id="a count of forty digits"),
        pytest.param(
            "Hành động", put("H3", "0000-0001"), "CELL-01", "H3", id="a school year before all schools, as a date"
        ),
        pytest.param("Trường", put("C5", "0000-0001"), "CELL-01", "C5", id="a school year before all schools"),
        pytest.param("Hành động", lambda s: s.merge_cells("B3:B5"), "CELL-05", "B3", id="cells merged"),
        pytest.param("Hành động", lambda s: s.delete_rows(40, 100), "ID-03", "", id="the spare rows deleted"),
        pytest.param("Nhật ký giám sát", put("D3", "nhiều"), "CELL-01", "D3", id="a percentage in words"),
        pytest.param("Nhật ký giám sát", put("E3", "gần xong"), "CELL-01", "E3", id="a state that is none"),
        pytest.param("Nhật ký giám sát", put("B3", "9/2024"), "CELL-01", "B3", id="a month where a day is needed"),
        pytest.param("Số liệu công bố", put("C3", "hai mươi"), "CELL-01", "C3", id="a count in words"),
        pytest.param("Số liệu công bố", put("C3", -2), "CELL-01", "C3", id="a count below zero"),
        pytest.param("Chỉ tiêu", put("H3", "nhiều"), "CELL-01", "H3", id="a number in words"),
        pytest.param("Trường", put("C5", "hai không hai tư"), "CELL-01", "C5", id="a school year in words"),
        pytest.param("Trường", put("C2", None), "CELL-02", "C2", id="the school without a name"),
    ],
)
def test_reported_with_its_cell(sample: Path, whole: Loaded, title: str, hurt: Hurt, code: str, cell: str) -> None:
    loaded, tables = hurt_and_load(sample, title, hurt)
    new = [f for f in loaded.findings if f.code == code and f not in whole.findings]
    assert new, [f.code for f in loaded.findings]
    assert any(shown_place(finding, tables).cell.startswith(cell) for finding in new)
    assert all(finding.hint and finding.message.text() for finding in new)


@pytest.mark.parametrize(
    ("typed", "number_format", "points"),
    [("66,3%", "", "66.3"), ("66.3%", "", "66.3"), (0.663, "0.0%", "66.3"), (66.3, "0.0", "66.3"), ("66,3 %", "", "66.3"),
     ("66,3", "", "66.3"), (1, "0%", "100"), (100, "0", "100"), (0, "0", "0")],
)  # fmt: skip
def test_percentages_as_they_are_typed(sample: Path, typed: object, number_format: str, points: str) -> None:
    loaded, _tables = hurt_and_load(sample, "Nhật ký giám sát", put("D3", typed, number_format))
    percent = loaded.plan.observations[1].percent
    assert percent is not None
    assert percent.value == Decimal(points)


@pytest.mark.parametrize(
    ("typed", "number_format"),
    [("5/2025", ""), ("Tháng 5 năm 2025", ""), ("Đến tháng 5 năm 2025", ""), ("31/5/2025", ""), ("cuối năm học", ""),
     ("HK II", ""), (datetime.date(2025, 5, 31), "dd/mm/yyyy"), (45808, "General")],
)  # fmt: skip
def test_ends_as_they_are_typed(sample: Path, typed: object, number_format: str) -> None:
    loaded, _tables = hurt_and_load(sample, "Hành động", put("H3", typed, number_format))
    assert loaded.plan.actions[1].end.day == datetime.date(2025, 5, 31)


def test_a_merged_criterion_is_each_row_s(sample: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet["B3"] = "1.4"
        sheet.merge_cells("B3:B5")

    loaded, _tables = hurt_and_load(sample, "Hành động", merge)
    assert [action.criterion for action in loaded.plan.actions[1:4]] == ["1.4"] * 3


def test_a_renamed_heading_is_guessed_in_the_message(sample: Path) -> None:
    loaded, _tables = hurt_and_load(sample, "Hành động", heading("F", "Người phụ trch"))
    (message,) = [f.message.text() for f in loaded.findings if f.code == "TAB-02"]
    assert "Người phụ trch" in message


def test_a_tab_deleted_is_reported_and_the_rest_is_read(sample: Path, whole: Loaded) -> None:
    book = openpyxl.load_workbook(sample)
    del book["Chỉ tiêu"]
    del book.defined_names["qip_targets"]
    book.save(sample)
    loaded = load(ExcelStore(sample, sample.parent / "home").read(), sample.parent)
    assert [f.place.tab for f in loaded.findings if f.code == "TAB-01"] == ["targets"]
    assert len(loaded.plan.actions) == len(whole.plan.actions)
