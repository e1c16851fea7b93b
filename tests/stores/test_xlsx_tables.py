"""A workbook made of tables holds them cell for cell, and still guides the people who fill it in."""

import random
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import lists
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Formula, Merge, Table
from qipsheets.stores.xlsx.builder import workbook_of
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import list_words
from tests.journal.histories import Tables

PRIMARY = framework("tt17-2018-primary")
WORDS = lists(PRIMARY, {})


def made(tables: Tables, path: Path, *, formulas: bool = True) -> Tables:
    """The tables as read back from the workbook made of them."""
    path.write_bytes(workbook_of(tables, WORDS, formulas=formulas))
    back = ExcelStore(path, path.parent).read()
    return {key: back[key] for key in tables if key in back}


@pytest.fixture
def known(sample: Path, tmp_path: Path) -> Tables:
    """People's tabs of the sample school."""
    tables = ExcelStore(sample, tmp_path).read()
    return {key: table for key, table in tables.items() if key in BY_KEY}


def test_the_sample_school_comes_back_whole(known: Tables, tmp_path: Path) -> None:
    assert fingerprint_of(made(known, tmp_path / "x.xlsx")) == fingerprint_of(known)


def turned(tables: Tables) -> Tables:
    """What a school does to its workbook in a year: columns moved, added, deleted; rows sorted; titles; merged cells."""
    actions = tables["actions"]
    order = [4, 0, 22, *range(5, 22), 1]  # «Phần (mức)» and «Mức hiện tại» are gone
    rows = [[*(row[at] for at in order), date(2025, 1, 2), True, 3.5, "riêng"] for row in actions.rows]
    random.Random(1).shuffle(rows)
    rows.insert(3, [""] * len(rows[0]))
    headings = (*(actions.headings[at] for at in order), "Ngày họp", "Đã họp", "Điểm", "")
    formulas = {(0, len(headings) - 2): "1+2.5"}
    merges = (Merge(5, 0, 6, 0),)
    changed = Table("Việc của năm", headings, rows, 4, merges, formulas)
    return {**tables, "actions": changed, "school": replace(tables["school"], title="Trường' của em")}


def test_one_that_people_rebuilt_comes_back_with_its_columns_rows_title_and_merges(
    known: Tables, tmp_path: Path
) -> None:
    wanted = turned(known)
    back = made(wanted, tmp_path / "x.xlsx")
    assert back["actions"].title == "Việc của năm"
    assert (
        back["actions"].headings == wanted["actions"].headings[:-1]
        or back["actions"].headings == wanted["actions"].headings
    )
    assert (back["actions"].first_row, back["actions"].merges) == (4, (Merge(5, 0, 6, 0),))
    assert fingerprint_of(back) == fingerprint_of(wanted)


def test_drop_downs_colours_notes_and_look_ups_stand_at_their_columns(known: Tables, tmp_path: Path) -> None:
    made(turned(known), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheet = book["Việc của năm"]
    heads = {cell.value: cell.column_letter for cell in sheet[3] if cell.value}
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    last = 3 + len(turned(known)["actions"].rows)
    assert rules == {
        f"{heads['Người phụ trách']}4:{heads['Người phụ trách']}{last}": "=list_roles",
        f"{heads['Tiêu chí']}4:{heads['Tiêu chí']}{last}": "=list_criteria",
        f"{heads['Nguồn gốc']}4:{heads['Nguồn gốc']}{last}": "=list_sources",
    }
    status = heads["Tình trạng"]
    formulas = {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules}
    assert f'${status}4="Quá hạn"' in formulas
    assert all(f"${status}4" in text or f"${heads['Cần sửa']}4" in text for text in formulas)
    notes = {cell.column_letter for cell in sheet[3] if cell.comment}
    assert heads["Mã"] in notes
    assert all(cell.comment is None for cell in sheet[1])
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == f"A3:W{last}" or sheet.auto_filter.ref.startswith("A3:")
    key = heads["Mã"]
    shown = next(row for row in range(4, last) if sheet[f"{key}{row}"].value)
    assert f"MATCH(${key}{shown}," in sheet[f"{status}{shown}"].value
    assert sheet.print_title_rows == "$3:$3"
    assert sheet[f"{heads['Ngày họp']}4"].is_date
    names = {name: book.defined_names[name].attr_text for name in ("qip_actions", "qip_school")}
    assert names == {"qip_actions": "'Việc của năm'!$A$1", "qip_school": "'Trường'' của em'!$A$1"}


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=30),
    st.sampled_from(
        ["=1+1", "_x0041_", "_x", "a\r\nb\rc\td", "\x00\x01", " lùi ", "'", "TRUE", "1.10", "e\u0301", '&<>"']
    ),
)
VALUES = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)).map(lambda moment: moment.replace(microsecond=0, fold=0)),
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a workbook takes half a second
)
@given(rows=st.lists(st.lists(VALUES, min_size=5, max_size=5), min_size=12, max_size=40))
def test_any_cell_comes_back(rows: list[list[object]], tmp_path: Path) -> None:
    headings = ("Mã", "Nội dung", "Riêng", "Cần đạt", "Ngày đo")
    wanted: Tables = {
        "prose": Table("Lời văn", headings, [["LV-001", "một", "", "", ""], *rows]),  # type: ignore[list-item]
        "targets": Table("Chỉ tiêu", headings, [["CT-001", *row[1:]] for row in rows]),  # type: ignore[list-item]
    }
    assert fingerprint_of(made(wanted, tmp_path / "x.xlsx")) == fingerprint_of(wanted)


FORMULAS = {
    "A2&B2": True,
    "=SUM(A2:A9)": True,
    "IF(A2;1;2)": False,  # a Sheet's own way to part arguments
    "'Trang riêng'!A1": False,
    "[1]Sheet1!A1": False,
    "{1,2}": False,
    "…": False,
}


def test_a_formula_that_another_workbook_may_not_know_becomes_what_it_showed(tmp_path: Path) -> None:
    rows = [[f"LV-{at:03d}", Formula(formula, "đã tính")] for at, formula in enumerate(FORMULAS)]
    wanted: Tables = {"prose": Table("Lời văn", ("Mã", "Nội dung"), rows)}  # type: ignore[arg-type]
    back = made(wanted, tmp_path / "x.xlsx")["prose"]
    assert [row[1] for row in back.rows] == ["đã tính"] * len(FORMULAS)
    kept = {at: formula.removeprefix("=") for at, (formula, written) in enumerate(FORMULAS.items()) if written}
    assert back.formulas == {(at, 1): formula for at, formula in kept.items()}
    assert made(wanted, tmp_path / "x.xlsx", formulas=False)["prose"].formulas == {}


@pytest.mark.parametrize(
    ("title", "kept"),
    [("Hành động", True), ("a" * 31, True), ("a" * 32, False), ("a/b", False), ("", False), ("Bước thực hiện", False), ("lịch sử", True)],
)  # fmt: skip
def test_a_title_that_excel_does_not_allow_stays_the_usual_one(title: str, kept: bool, tmp_path: Path) -> None:
    wanted: Tables = {"actions": Table(title, ("Mã", "Tiêu chí"), [["HD-001", "1.5"]])}
    back = made(wanted, tmp_path / "x.xlsx")
    assert back["actions"].title == (title if kept else "Hành động")
    assert back["actions"].rows[0][1] == "1.5"


def test_a_text_too_long_for_excel_is_refused_with_its_cell(tmp_path: Path) -> None:
    wanted: Tables = {"prose": Table("Lời văn", ("Mã", "Nội dung"), [["LV-001", "a" * 32_768]])}
    with pytest.raises(DoubtfulState, match="B2 of «Lời văn»"):
        workbook_of(wanted, WORDS, formulas=True)


def test_the_lists_are_the_school_s(known: Tables, tmp_path: Path) -> None:
    words = list_words(known, PRIMARY, {"people": [{"Chức danh": "Tổ trưởng tổ 9"}]})
    (tmp_path / "x.xlsx").write_bytes(workbook_of(known, words, formulas=True))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book["Danh mục"]["A2"].value == "Tổ trưởng tổ 9"
