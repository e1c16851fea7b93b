"""A workbook hurt as people hurt workbooks: read right, or reported with the cell; never damaged."""

import datetime
import hashlib
import shutil
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
from qipsheets.sheets.schema import TITLES
from qipsheets.stores.xlsx.store import ExcelStore

KEYS = {title: key for key, title in TITLES.items()}
Hurt = Callable[[Worksheet], object]


def hurt_and_load(path: Path, title: str, hurt: Hurt) -> tuple[Loaded, Any]:
    """The plan of a workbook after someone did something to a tab of it; reading leaves the file as it is."""
    book = openpyxl.load_workbook(path)
    hurt(book[title])
    book.save(path)
    return read(path)


def read(path: Path) -> tuple[Loaded, Any]:
    """The plan of a workbook and its tables."""
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


ACTIONS, LOG, TALLIES, SCHOOL = "Hành động", "Nhật ký giám sát", "Số liệu công bố", "Trường"
# tab, cell, what is typed into it, the finding. No two are of one row: each is reported for itself.
TYPED = [
    pytest.param(ACTIONS, "E3", "=A1&B1", "CELL-03", id="a formula in an input cell"),
    pytest.param(ACTIONS, "H4", "khi nào xong", "CELL-01", id="a date in no words of time"),
    pytest.param(ACTIONS, "H5", "31/2/2025", "CELL-01", id="a day no calendar has"),
    pytest.param(ACTIONS, "B6", "chín", "CELL-01", id="a criterion without a number"),
    pytest.param(ACTIONS, "B7", 1.1, "CELL-04", id="1.10 that became the number 1.1"),
    pytest.param(ACTIONS, "B8", datetime.date(2025, 5, 1), "CELL-01", id="1.5 that became a date"),
    pytest.param(ACTIONS, "D9", "tốt", "CELL-01", id="a level that is none"),
    pytest.param(ACTIONS, "E10", None, "CELL-02", id="a required cell emptied"),
    pytest.param(ACTIONS, "E11", "   ", "CELL-02", id="a required cell of spaces"),
    pytest.param(ACTIONS, "A12", None, "ID-01", id="an ID deleted"),
    pytest.param(ACTIONS, "A14", "HD-012", "ID-02", id="an ID copied to the next row"),
    pytest.param(ACTIONS, "A16", "hd-014", "ID-02", id="an ID that differs in capitals only"),
    pytest.param(ACTIONS, "A17", 7, "ID-04", id="an ID that is a bare number"),
    pytest.param(ACTIONS, "H18", "0000-0001", "CELL-01", id="a school year before all schools, as a date"),
    pytest.param(LOG, "D3", "nhiều", "CELL-01", id="a percentage in words"),
    pytest.param(LOG, "E4", "gần xong", "CELL-01", id="a state that is none"),
    pytest.param(LOG, "B5", "9/2024", "CELL-01", id="a month where a day is needed"),
    pytest.param(TALLIES, "C3", "9" * 40, "CELL-01", id="a count of forty digits"),
    pytest.param(TALLIES, "C4", "hai mươi", "CELL-01", id="a count in words"),
    pytest.param(TALLIES, "C5", -2, "CELL-01", id="a count below zero"),
    pytest.param("Chỉ tiêu", "H3", "nhiều", "CELL-01", id="a number in words"),
    pytest.param(SCHOOL, "C5", "hai không hai tư", "CELL-01", id="a school year in words"),
    pytest.param(SCHOOL, "C2", None, "CELL-02", id="the school without a name"),
]


def findings_in(loaded: Loaded, whole: Loaded, tables: Any) -> list[tuple[str, str, str]]:
    """Tab, cell and code of what the hurt has added; each has words and a remedy."""
    new = [finding for finding in loaded.findings if finding not in whole.findings]
    assert all(finding.hint and finding.message.text() for finding in new)
    return [(finding.place.tab, shown_place(finding, tables).cell, finding.code) for finding in new]


@pytest.fixture(scope="module")
def typed_over(made: Path, whole: Loaded, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    """What is found in a workbook into which all of this was typed."""
    path = Path(shutil.copy(made / "sample.xlsx", tmp_path_factory.mktemp("typed") / "trường mẫu.xlsx"))
    book = openpyxl.load_workbook(path)
    for title, cell, value, _code in (one.values for one in TYPED):
        book[title][cell] = value
    book.save(path)
    loaded, tables = read(path)
    return findings_in(loaded, whole, tables)


@pytest.mark.parametrize(("title", "cell", "value", "code"), TYPED)
def test_reported_with_its_cell(
    typed_over: list[tuple[str, str, str]], title: str, cell: str, value: object, code: str
) -> None:
    assert (KEYS[title], cell, code) in typed_over


def test_before_all_schools_is_no_school_year(sample: Path, whole: Loaded) -> None:
    loaded, tables = hurt_and_load(sample, SCHOOL, put("C5", "0000-0001"))
    assert ("school", "C5", "CELL-01") in findings_in(loaded, whole, tables)


@pytest.mark.parametrize(
    ("hurt", "code", "cell"),
    [
        pytest.param(heading("F", "Ai làm"), "TAB-02", "", id="a heading renamed"),
        pytest.param(lambda sheet: sheet.delete_cols(6), "TAB-02", "", id="a column deleted"),
        pytest.param(heading("AD", "Kinh phí"), "TAB-03", "L", id="a heading doubled"),
        pytest.param(lambda sheet: sheet.merge_cells("B3:B5"), "CELL-05", "B3", id="cells merged"),
        pytest.param(lambda sheet: sheet.delete_rows(40, 100), "ID-03", "", id="the spare rows deleted"),
    ],
)
def test_a_tab_of_another_shape_is_reported(sample: Path, whole: Loaded, hurt: Hurt, code: str, cell: str) -> None:
    loaded, tables = hurt_and_load(sample, ACTIONS, hurt)
    found = findings_in(loaded, whole, tables)
    assert any(result == code and at.startswith(cell) for _tab, at, result in found), found


PERCENTAGES = [
    ("66,3%", "", "66.3"), ("66.3%", "", "66.3"), (0.663, "0.0%", "66.3"), (66.3, "0.0", "66.3"), ("66,3 %", "", "66.3"),
    ("66,3", "", "66.3"), (1, "0%", "100"), (100, "0", "100"), (0, "0", "0"),
]  # fmt: skip
ENDS = [
    ("5/2025", ""), ("Tháng 5 năm 2025", ""), ("Đến tháng 5 năm 2025", ""), ("31/5/2025", ""), ("cuối năm học", ""),
    ("HK II", ""), (datetime.date(2025, 5, 31), "dd/mm/yyyy"), (45808, "General"),
]  # fmt: skip


def test_percentages_as_they_are_typed(sample: Path) -> None:
    def hurt(sheet: Worksheet) -> None:
        for row, (typed, number_format, _points) in enumerate(PERCENTAGES, 3):
            put(f"D{row}", typed, number_format)(sheet)

    loaded, _tables = hurt_and_load(sample, LOG, hurt)
    read_back = [one.percent and one.percent.value for one in loaded.plan.observations[1 : len(PERCENTAGES) + 1]]
    assert read_back == [Decimal(points) for _typed, _format, points in PERCENTAGES]


def test_ends_as_they_are_typed(sample: Path) -> None:
    def hurt(sheet: Worksheet) -> None:
        for row, (typed, number_format) in enumerate(ENDS, 3):
            put(f"H{row}", typed, number_format)(sheet)

    loaded, _tables = hurt_and_load(sample, ACTIONS, hurt)
    ends = [action.end.day for action in loaded.plan.actions[1 : len(ENDS) + 1]]
    assert ends == [datetime.date(2025, 5, 31)] * len(ENDS)


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


def test_an_id_in_small_letters_is_the_row_it_names(sample: Path) -> None:
    """As in a look-up of the sheet: nothing is missing, and the log's line counts for its action."""
    loaded, _tables = hurt_and_load(sample, LOG, put("C2", "hd-001 "))
    assert loaded.plan.observations[0].subject == "HD-001"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31/2/2025", "«31/2/2025» is no day: month 2 of 2025 has only 28 days."),
        ("khi nào xong", "«khi nào xong» is no day or month; write for example 9/2024, 15/9/2024 or HK I."),
    ],
)
def test_a_time_that_cannot_be_read_says_what_is_wrong(sample: Path, text: str, said: str) -> None:
    loaded, _tables = hurt_and_load(sample, ACTIONS, put("H5", text))
    assert [one.message.text() for one in loaded.findings if one.code == "CELL-01"] == [said]
