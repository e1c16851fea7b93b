"""batchUpdate: sheets and the book. Trap 10, and all or nothing (trap 13)."""

import pytest

from tests.sheets_server.replies import Json
from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid


def titles(sheet: Sheet) -> list[str]:
    return [part["properties"]["title"] for part in sheet.get()["sheets"]]


def properties(sheet: Sheet, fields: str, **expected: object) -> Json:
    return {"updateSheetProperties": {"properties": {"sheetId": 0, **expected}, "fields": fields}}


def test_add_sheet_with_all_and_with_nothing_reported(sheet: Sheet) -> None:
    size = {"rowCount": 5, "columnCount": 3, "frozenRowCount": 1}
    found = {"sheetId": 42, "title": "Hành động", "index": 0, "gridProperties": size, "tabColor": {"red": 1}}
    first, second = sheet.batch({"addSheet": {"properties": found}}, {"addSheet": {}})
    assert first["addSheet"]["properties"] == {
        "sheetId": 42,
        "title": "Hành động",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": size,
        "tabColor": {"red": 1},
    }
    assert second["addSheet"]["properties"]["title"] == "Sheet3"
    assert second["addSheet"]["properties"]["sheetId"] > 0
    assert titles(sheet) == ["Hành động", "Sheet1", "Sheet3"]


def test_a_title_that_is_taken(sheet: Sheet) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "B"}}})
    words = 'Invalid requests[1].updateSheetProperties: A sheet with the name "B" already exists. Please enter another name.'
    assert sheet.refused(properties(sheet, "hidden"), properties(sheet, "title", title="B")) == words
    assert sheet.batch(properties(sheet, "title", title="sheet1")) == [{}]


def test_a_field_nobody_knows(sheet: Sheet) -> None:
    assert (
        sheet.refused(properties(sheet, "titel")) == "Invalid requests[0].updateSheetProperties: Invalid field: titel"
    )


def test_size_frozen_rows_and_back(sheet: Sheet) -> None:
    sheet.put("A1:C3", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    size = {"rowCount": 2, "columnCount": 2}
    sheet.batch(properties(sheet, "gridProperties(rowCount,columnCount)", gridProperties=size))
    assert sheet.values("A1:Z9") == [[1, 2], [4, 5]]
    sheet.batch(properties(sheet, "gridProperties/frozenRowCount", gridProperties={"frozenRowCount": 1}))
    sheet.batch(properties(sheet, "gridProperties.rowCount", gridProperties={"rowCount": 3}))
    assert sheet.sheet()["properties"]["gridProperties"] == {"rowCount": 3, "columnCount": 2, "frozenRowCount": 1}
    sheet.batch(properties(sheet, "gridProperties.frozenRowCount"))
    assert "frozenRowCount" not in sheet.sheet()["properties"]["gridProperties"]
    assert sheet.values("A1:Z9") == [[1, 2], [4, 5]]


def test_the_limit_of_cells(sheet: Sheet) -> None:
    words = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
    found: Json = {"properties": {"gridProperties": {"rowCount": 1_000_000, "columnCount": 10}}}
    assert sheet.refused({"addSheet": found}) == f"Invalid requests[0].addSheet: {words}"
    found = {"sheetId": 0, "dimension": "ROWS", "length": 1_000_000}
    assert sheet.refused({"appendDimension": found}) == f"Invalid requests[0].appendDimension: {words}"


def test_formulas_follow_a_new_title(sheet: Sheet) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "B"}}})
    sheet.type("B!A1", "=Sheet1!A1")
    sheet.batch(properties(sheet, "title", title="Tiến độ"))
    assert sheet.formula("B!A1") == "='Tiến độ'!A1"


def test_duplicate_sheet(sheet: Sheet) -> None:
    sheet.put("A1", [["x"]])
    sheet.batch({"addProtectedRange": {"protectedRange": {"range": grid(0, 1, 0, 1), "warningOnly": True}}})
    reply = sheet.batch(
        {"duplicateSheet": {"sourceSheetId": 0}}, {"duplicateSheet": {"newSheetName": "N", "newSheetId": 5}}
    )
    assert [part["duplicateSheet"]["properties"]["title"] for part in reply] == ["Copy of Sheet1", "N"]
    assert titles(sheet) == ["N", "Copy of Sheet1", "Sheet1"], "without a place told, a copy stands first"
    assert sheet.values("N!A1") == [["x"]]
    copy = next(part for part in sheet.get()["sheets"] if part["properties"]["sheetId"] == 5)
    assert copy["protectedRanges"][0]["range"]["sheetId"] == 5
    assert len({part["protectedRanges"][0]["protectedRangeId"] for part in sheet.get()["sheets"]}) == 3


def test_a_copied_filter_stays_a_filter(sheet: Sheet) -> None:
    found = {"range": grid(0, 9, 0, 3), "filterSpecs": [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["x"]}}]}
    sheet.batch({"setBasicFilter": {"filter": found}}, {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 5}})
    copy = sheet.sheet(0)["basicFilter"]
    assert copy["range"]["sheetId"] == 5
    assert copy["filterSpecs"] == found["filterSpecs"]


def test_a_request_that_fails_undoes_those_before_it(sheet: Sheet) -> None:
    """Trap 13."""
    sheet.put("A1:B2", [["a", "b"], ["c", "d"]])
    before = sheet.get(includeGridData=True)
    words = sheet.refused(
        {"repeatCell": {"range": grid(0, 5, 0, 5), "cell": {"userEnteredValue": {"numberValue": 1}}, "fields": "*"}},
        {"addSheet": {"properties": {"title": "B"}}},
        properties(sheet, "title", title="Other"),
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
        {"deleteSheet": {"sheetId": 99}},
    )
    assert words == "Invalid requests[4].deleteSheet: No sheet with id: 99"
    assert sheet.get(includeGridData=True) == before
    assert sheet.api.server.written[-1].kind == "updateCells"


def test_kinds_the_server_does_not_play(sheet: Sheet) -> None:
    with pytest.raises(Refusal) as caught:
        sheet.batch({"addDataSource": {}})
    words = "The Sheets server of the tests does not do the request addDataSource: see tests/sheets_server/README.md."
    assert (caught.value.status, caught.value.message) == (501, words)
    with pytest.raises(Refusal) as caught:
        sheet.api.call("POST", f"/{sheet.id}:batchUpdate", {"requests": [{"fly": {}}]}, checked=False)
    assert "Unknown name \"fly\" at 'requests[0]': Cannot find field." in caught.value.message
