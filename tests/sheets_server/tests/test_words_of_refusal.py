"""Refusals of batchUpdate in the words of the service, one request each."""

import pytest

from tests.sheets_server.replies import Json
from tests.sheets_server.tests.sheets_api import Sheet, grid, rows

FROZEN = {"frozenRowCount": 1, "frozenColumnCount": 2}
REFUSED: dict[str, tuple[str, Json, str]] = {
    "a title that is taken": (
        "addSheet",
        {"properties": {"title": "sheet1"}},
        'A sheet with the name "sheet1" already exists. Please enter another name.',
    ),
    "no field of an update": (
        "updateSheetProperties",
        {"properties": {"title": "x"}},
        "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
    ),
    "no sheet to delete": ("deleteSheet", {"sheetId": 8}, "No sheet with id: 8"),
    "all rows frozen": (
        "updateSheetProperties",
        {"properties": {"gridProperties": {"frozenRowCount": 1000}}, "fields": "gridProperties.frozenRowCount"},
        "You can't freeze all visible rows on the sheet.",
    ),
    "a negative sheet ID": ("addSheet", {"properties": {"sheetId": -3}}, "Sheet id must be non-negative."),
    "a taken sheet ID": ("addSheet", {"properties": {"sheetId": 0}}, "Sheet with id 0 already exists."),
    "a taken ID for a copy": ("duplicateSheet", {"newSheetId": 9}, "Sheet with id 9 already exists."),
    "a long title": (
        "addSheet",
        {"properties": {"title": "x" * 101}},
        "The sheet name cannot be greater than 100 characters.",
    ),
    "a row at the end that looks like the next": (
        "insertDimension",
        {"range": rows(1000, 1001)},
        "range.startIndex must be less than the grid size (1000) if inheritFromBefore is false.",
    ),
    "a row beyond the end": (
        "insertDimension",
        {"range": rows(1001, 1002), "inheritFromBefore": True},
        "range.startIndex is larger than current grid size (1000)",
    ),
    "an empty title": (
        "updateSheetProperties",
        {"properties": {"sheetId": 0, "title": ""}, "fields": "title"},
        "The sheet name cannot be empty.",
    ),
    "properties of no sheet": (
        "updateSheetProperties",
        {"properties": {"sheetId": 8}, "fields": "hidden"},
        "No sheet with id: 8",
    ),
    "a copy of no sheet": ("duplicateSheet", {"sourceSheetId": 8}, "No sheet with id: 8"),
    "cells of no sheet": ("repeatCell", {"range": grid(0, 1, 0, 1, 8), "fields": "note"}, "No grid with id: 8"),
    "more columns than a sheet may have": (
        "updateSheetProperties",
        {"properties": {"gridProperties": {"columnCount": 18_279}}, "fields": "gridProperties.columnCount"},
        "This action would increase the number of columns in the sheet above the limit of 18278 columns.",
    ),
    "cells from a row behind the last": (
        "updateCells",
        {"start": {"rowIndex": 1000}, "rows": [{}], "fields": "note"},
        "GridCoordinate.rowIndex[1000] is after last row in grid[999]",
    ),
    "a warning with editors": (
        "addProtectedRange",
        {"protectedRange": {"range": grid(0, 1, 0, 1), "warningOnly": True, "editors": {"users": ["a@example.com"]}}},
        "ProtectedRange is warningOnly. Editors cannot be set on it.",
    ),
    "a sheet protected twice": (
        "addProtectedRange",
        {"protectedRange": {"range": {"sheetId": 9}}},
        'Sheet "Sheet2" already has sheet protection.',
    ),
}


@pytest.mark.parametrize(("kind", "expected", "words"), REFUSED.values(), ids=REFUSED)
def test_in_the_words_of_the_service(sheet: Sheet, kind: str, expected: Json, words: str) -> None:
    sheet.batch(
        {"addSheet": {"properties": {"sheetId": 9, "gridProperties": FROZEN}}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 9}}}},
    )
    assert sheet.refused({kind: expected}) == f"Invalid requests[0].{kind}: {words}"


def test_the_last_sheet_and_the_last_one_that_people_see_stay(sheet: Sheet) -> None:
    words = "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document."
    assert sheet.refused({"deleteSheet": {"sheetId": 0}}) == words
    hide = {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}
    assert sheet.refused(hide).endswith("You can't hide all the sheets in a document.")
    assert sheet.refused() == "Must specify at least one request."
    assert sheet.refused({}) == "Invalid requests[0]: No request set."
