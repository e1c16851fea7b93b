"""batchUpdate: cells, formats, validation, conditional formats."""

from typing import Any

import pytest

from tests.sheets_server.replies import Json
from tests.sheets_server.tests.sheets_api import Sheet, grid


def text(*words: str) -> Json:
    return {"values": [{"userEnteredValue": {"stringValue": word}} if word else {} for word in words]}


def update(place: Json, *expected: Json, fields: str = "userEnteredValue") -> Json:
    key = "start" if "rowIndex" in place or "columnIndex" in place else "range"
    return {"updateCells": {key: place, "rows": list(expected), "fields": fields}}


def test_a_range_is_replaced_whole(sheet: Sheet) -> None:
    sheet.put("A1:C3", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert sheet.batch(update(grid(0, 3, 0, 2), text("a"), text("", "b"))) == [{}]
    assert sheet.values("A1:C3") == [["a", "", 3], ["", "b", 6], ["", "", 9]]


def test_a_range_open_below_is_cleared_to_the_end(sheet: Sheet) -> None:
    sheet.put("A1:B6", [["h", "k"], *[[row, row] for row in range(5)]])
    place = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    sheet.batch(update(place, text("x"), text("y")))
    assert sheet.values("A1:B6") == [["h", "k"], ["x", 0], ["y", 1], ["", 2], ["", 3], ["", 4]]


def test_a_start_touches_only_what_is_reported(sheet: Sheet) -> None:
    sheet.put("A1:C3", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    sheet.batch(update({"sheetId": 0, "rowIndex": 1, "columnIndex": 1}, text("x"), text("y", "z")))
    assert sheet.values("A1:C3") == [[1, 2, 3], [4, "x", 6], [7, "y", "z"]]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            update(grid(0, 1, 0, 1), text("a", "b")),
            "Attempting to write column: 1, beyond the last requested column of: 0",
        ),
        (
            update(grid(0, 1, 0, 1), text("a"), text("b")),
            "Attempting to write row: 1, beyond the last requested row of: 0",
        ),
        (
            update({"sheetId": 0, "rowIndex": 0, "columnIndex": 25}, text("a", "b")),
            "Attempting to write column: 26, beyond the last requested column of: 25",
        ),
        (update(grid(0, 1, 0, 1, 5), text("a")), "No grid with id: 5"),
        (
            update(grid(1000, 1001, 0, 1), text("a")),
            "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (update(grid(0, 1, 0, 1), text("a"), fields="userEnteredValu"), "Invalid field: userEnteredValu"),
    ],
    ids=["wide", "long", "past the grid", "no sheet", "outside", "field"],
)
def test_update_cells_refused(sheet: Sheet, request_: Json, words: str) -> None:
    assert sheet.refused(request_) == f"Invalid requests[0].updateCells: {words}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"numberValue": 2.5}, 2.5),
        ({"numberValue": 0}, 0),
        ({"boolValue": False}, False),
        ({"stringValue": "=1"}, "=1"),
        ({"formulaValue": "=1&1"}, "11"),
    ],
)
def test_typed_values(sheet: Sheet, value: Json, shown: object) -> None:
    sheet.batch(update(grid(0, 1, 0, 1), {"values": [{"userEnteredValue": value}]}))
    assert sheet.cell("A1")["userEnteredValue"] == value
    assert sheet.values("A1") == [[shown]]


def test_fields_set_clear_and_spare(sheet: Sheet) -> None:
    full = {
        "userEnteredValue": {"numberValue": 1},
        "note": "n",
        "userEnteredFormat": {"textFormat": {"bold": True, "italic": True}},
    }
    sheet.batch(update(grid(0, 1, 0, 1), {"values": [full]}, fields="*"))
    bold = {"userEnteredFormat": {"textFormat": {"bold": False}}}
    sheet.batch(update(grid(0, 1, 0, 1), {"values": [bold]}, fields="userEnteredFormat.textFormat.bold"))
    cell = sheet.cell("A1")
    assert cell["userEnteredFormat"] == {"textFormat": {"bold": False, "italic": True}}
    assert cell["note"] == "n"
    sheet.batch(update(grid(0, 1, 0, 1), fields="note,userEnteredFormat"))
    assert set(sheet.cell("A1")) == {"userEnteredValue", "effectiveValue"}
    sheet.batch(update(grid(0, 1, 0, 1), fields="*"))
    assert sheet.cell("A1") == {}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"startRowIndex": 999}, None),
        ({"startRowIndex": 1000}, "T!A1001:B"),
        ({"startRowIndex": 1005}, "T!A1006:B"),
        ({"startRowIndex": 1000, "endRowIndex": 1001}, "T!A1001:B1001"),
        ({"startRowIndex": 999, "endRowIndex": 1003}, None),
        ({"startRowIndex": 3, "endRowIndex": 3}, None),
    ],
)
def test_a_range_may_end_past_the_grid_but_not_begin_there(sheet: Sheet, place: Json, expected: str | None) -> None:
    """As measured on the live service by others, for repeatCell."""
    sheet.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "T"}, "fields": "title"}})
    box = {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 2, **place}
    request = {"repeatCell": {"range": box, "cell": {"note": "n"}, "fields": "note"}}
    if expected is None:
        assert sheet.batch(request) == [{}]
        return
    words = f"Range ({expected}) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert sheet.refused(request) == f"Invalid requests[0].repeatCell: {words}"


def append(*expected: Json) -> Json:
    return {"appendCells": {"sheetId": 0, "rows": list(expected), "fields": "userEnteredValue"}}


def test_appended_below_the_last_value(sheet: Sheet) -> None:
    sheet.batch(append(text("a", "b")))
    note = {"repeatCell": {"range": grid(4, 5, 0, 1), "cell": {"note": "no value"}, "fields": "note"}}
    sheet.batch(note, append(text("", "c"), text("d")))
    assert sheet.values("A1:B9") == [["a", "b"], ["", "c"], ["d"]]
    size = {"rowCount": 3, "columnCount": 2}
    found = {"sheetId": 0, "gridProperties": size}
    sheet.batch({"updateSheetProperties": {"properties": found, "fields": "gridProperties"}}, append(text("e")))
    assert sheet.sheet()["properties"]["gridProperties"] == {"rowCount": 4, "columnCount": 2}
    assert "beyond the last requested column of: 1" in sheet.refused(append(text("a", "b", "c")))


def test_a_cell_holds_50000_characters(sheet: Sheet) -> None:
    sheet.batch(append(text("x" * 50_000)))
    words = "Your input contains more than the maximum of 50000 characters in a single cell."
    assert sheet.refused(append(text("x" * 50_001))) == f"Invalid requests[0].appendCells: {words}"


def rule(kind: str, *values: str) -> Json:
    return {"condition": {"type": kind, "values": [{"userEnteredValue": value} for value in values]}}


def test_validation_set_read_and_taken_away(sheet: Sheet) -> None:
    found = {**rule("ONE_OF_LIST", "a", "b"), "strict": True, "showCustomUi": True, "inputMessage": "m"}
    sheet.batch({"setDataValidation": {"range": grid(0, 2, 0, 1), "rule": found}})
    assert sheet.cell("A2")["dataValidation"] == found
    sheet.batch({"setDataValidation": {"range": grid(0, 2, 0, 1)}})
    assert sheet.cell("A2") == {}


def boolean(kind: str, *values: str, **look: Any) -> Json:
    return {"ranges": [grid(0, 5, 0, 2)], "booleanRule": {**rule(kind, *values), "format": look}}


@pytest.mark.parametrize(
    "expected",
    [
        {"ranges": [], "booleanRule": rule("CUSTOM_FORMULA", "=TRUE")},
        {"ranges": [grid(0, 1, 0, 1)], "booleanRule": rule("CUSTOM_FORMULA")},
        {"ranges": [grid(0, 1, 0, 1, 8)], "booleanRule": rule("CUSTOM_FORMULA", "=TRUE")},
    ],
    ids=["no range", "no formula", "no sheet"],
)
def test_conditional_rules_refused(sheet: Sheet, expected: Json) -> None:
    assert sheet.refused({"addConditionalFormatRule": {"rule": expected}})
