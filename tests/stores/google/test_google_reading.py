"""A reply to tables: what stands in cells, which sheet is which tab, and what is no reply at all."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.errors import RemoteTrouble
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Merge
from qipsheets.stores.google.reading import FIELDS, WIDE_FIELDS, book_of
from qipsheets.stores.google.requests import stable_id
from tests.sheets_server.tests.discovery import document

HEAD = [column.heading for column in BY_KEY["targets"].columns]


def cell(value: Any, formula: str = "") -> dict[str, Any]:
    """A cell as the service tells it."""
    found: dict[str, Any] = {}
    if isinstance(value, bool):
        found["effectiveValue"] = {"boolValue": value}
    elif isinstance(value, int | float):
        found["effectiveValue"] = {"numberValue": value}
    elif isinstance(value, str) and value.startswith("#"):
        found["effectiveValue"] = {
            "errorValue": {"type": {"#N/A": "N_A", "#REF!": "REF"}.get(value, "ERROR"), "message": "x"}
        }
    elif value is not None:
        found["effectiveValue"] = {"stringValue": value}
    if formula:
        found["userEnteredValue"] = {"formulaValue": formula}
    return found


def sheet(title: str, rows: list[list[Any]], number: int = 7, **more: Any) -> dict[str, Any]:
    """A sheet as the service tells it; a cell may be a value or a (value, formula) pair."""
    data = [{"values": [cell(*c) if isinstance(c, tuple) else cell(c) for c in row]} if row else {} for row in rows]
    about = {
        "sheetId": number,
        "title": title,
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 99, "columnCount": 26},
    }
    return {"properties": about, "data": [{"rowData": data} if data else {}], **more}


def book(*sheets: dict[str, Any]) -> Any:
    about = {"title": "Kế hoạch", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}
    return book_of({"spreadsheetId": "S", "properties": about, "sheets": list(sheets)})


def test_values_formulas_errors_and_merges() -> None:
    """
    | Mã     | Chỉ tiêu | Tiêu chí | …  |
    | CT-001 | =A1      | 1.5      |    | (merged B2:B3)
    | CT-002 |          | #N/A     | x  |
    | (nothing but a formula that shows nothing) |
    """
    rows = [HEAD, ["CT-001", ("a", "=A1"), 1.5], ["CT-002", None, "#N/A", True], [("", '=IF(A1="";"";"")')], []]
    merged = [{"sheetId": 7, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}]
    table = book(sheet("Chỉ tiêu", rows, merges=merged)).tables["targets"]
    assert table.headings == tuple(HEAD)
    assert [[shown(c) for c in row[:4]] for row in table.rows] == [
        ["CT-001", "a", "1,5", ""],
        ["CT-002", "", "#N/A", "Có"],
    ]
    assert all(len(row) == len(HEAD) for row in table.rows)
    assert table.formulas == {(0, 1): "A1", (2, 0): 'IF(A1="";"";"")'}
    assert table.merges == (Merge(0, 1, 1, 1),)
    assert (table.first_row, table.title) == (2, "Chỉ tiêu")


def test_titles_above_the_headings_are_passed_over() -> None:
    table = book(sheet("Chỉ tiêu", [["TRƯỜNG …"], [], HEAD, ["CT-001"]])).tables["targets"]
    assert (table.headings[0], table.first_row, shown(table.rows[0][0])) == ("Mã", 4, "CT-001")


def test_a_spilled_look_up_is_no_formula_of_its_cells() -> None:
    """The formula stands in the heading alone; what it shows below are plain values, «» where there is none."""
    head = [("Mã", ""), ("Tình trạng", "=ARRAYFORMULA(…)")]
    found = book(sheet("Hành động", [head, ["HD-001", "Quá hạn"], ["HD-002", ""], [None, ""]])).tabs["actions"]
    assert found.table.formulas == {}
    assert found.head_formulas == {1: "ARRAYFORMULA(…)"}
    assert [[shown(c) for c in row] for row in found.table.rows] == [["HD-001", "Quá hạn"], ["HD-002", ""]]


def test_a_tab_is_found_by_its_number_whatever_its_title_and_else_by_title() -> None:
    renamed = sheet("Bảng của tổ 1", [HEAD, ["CT-001"]], stable_id("targets"))
    imposter = sheet("Chỉ tiêu", [["Lớp"], ["1A"]], 3)
    found = book(imposter, renamed, sheet("hành  động", [["Mã"]], 4))
    assert found.tables["targets"].title == "Bảng của tổ 1"
    assert found.tabs["targets"].by_id
    assert not found.tabs["actions"].by_id
    assert [other.title for other in found.others] == ["Chỉ tiêu"]


def test_the_first_sheet_s_number_is_left_out_by_the_service() -> None:
    found = sheet("Chỉ tiêu", [HEAD], 0)
    del found["properties"]["sheetId"]
    assert book(found).tabs["targets"].number == 0


def test_blocks_with_an_offset_keep_their_place() -> None:
    found = sheet("Chỉ tiêu", [])
    found["data"] = [{"startRow": 1, "startColumn": 2, "rowData": [{"values": [cell("x")]}]}]
    rows = book(found).tabs["targets"].table
    assert (rows.headings, [list(row) for row in rows.rows]) == (("", "", ""), [[None, None, "x"]])


def test_a_sheet_that_is_a_chart_or_empty_holds_no_rows() -> None:
    chart = {"properties": {"sheetId": 5, "title": "Hành động", "sheetType": "OBJECT"}}
    found = book(chart, sheet("Chỉ tiêu", []))
    assert "actions" not in found.tables
    assert [(other.title, other.rows) for other in found.others] == [("Hành động", 0)]
    assert (found.tables["targets"].headings, list(found.tables["targets"].rows)) == ((), [])


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"sheets": []}, {"properties": {}, "sheets": []}, {"properties": {"title": "x"}, "sheets": None},
        {"properties": {"title": "x"}, "sheets": [{}]}, {"properties": {"title": "x"}, "sheets": [{"properties": {}}]},
        {"properties": {"title": "x"}, "sheets": [{"properties": {"title": "a"}, "data": [{"rowData": [7]}]}]},
        {"properties": {"title": "x"}, "sheets": [{"properties": {"title": "a"}, "data": [{"rowData": [{"values": ["x"]}]}]}]},
        {"properties": {"title": "x"}, "sheets": "no"},
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_no_reply(answer: dict[str, Any]) -> None:
    with pytest.raises(RemoteTrouble):
        book_of(answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["properties", "sheets", "title", "data", "rowData", "values", "effectiveValue", "merges", "sheetId", "gridProperties", "endRowIndex", "startRow"]),
        inner, max_size=4),
    max_leaves=25,
)  # fmt: skip


@given(JSON)
def test_no_reply_makes_it_fall_over(answer: Any) -> None:
    try:
        book_of({"properties": {"title": "x"}, "sheets": answer} if not isinstance(answer, dict) else answer)
    except RemoteTrouble:
        return


def test_every_field_that_is_asked_for_exists() -> None:
    """The field masks against the service's own description."""
    schemas = document()["schemas"]

    def walk(mask: str, message: str) -> None:
        depth, start = 0, 0
        for place, letter in enumerate(mask + ","):
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                _field(mask[start:place], message)
                start = place + 1

    def _field(text: str, message: str) -> None:
        name, _paren, rest = text.partition("(")
        names, rest = name.split("/"), rest.removesuffix(")")
        for part in names:
            found = schemas[message]["properties"][part]
            message = found.get("$ref") or found.get("items", {}).get("$ref", "")
        if rest:
            walk(rest, message)

    for mask in (FIELDS, WIDE_FIELDS):
        walk(mask, "Spreadsheet")
    assert json.dumps(FIELDS)
