"""Refusals of batchUpdate in the words of the service, one request each."""

from typing import Any

import pytest

from tests.sheets_server.tests.sheets_api import Json, Sheet, grid, rows


def noted(place: Json, **told: Any) -> Json:
    """createDeveloperMetadata on rows or columns."""
    location = {"dimensionRange": place}
    return {"developerMetadata": {"metadataKey": "k", "visibility": "PROJECT", "location": location, **told}}


FROZEN = {"frozenRowCount": 1, "frozenColumnCount": 2}
REFUSED: dict[str, tuple[str, Json, str]] = {
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
    "a name with a space": (
        "addNamedRange",
        {"namedRange": {"name": "Hoạt động", "range": grid(0, 1, 0, 1)}},
        "The name given to this range is invalid.",
    ),
    "a name that is a cell": (
        "addNamedRange",
        {"namedRange": {"name": "Q1", "range": grid(0, 1, 0, 1)}},
        "The name given to this range is invalid.",
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
    "cells from a column behind the last": (
        "cutPaste",
        {"source": grid(0, 1, 0, 1), "destination": {"columnIndex": 30}},
        "GridCoordinate.columnIndex[30] is after last column in grid[25]",
    ),
    "frozen rows merged with others": (
        "mergeCells",
        {"range": grid(0, 3, 0, 1, 9)},
        "You can't merge frozen and non-frozen rows.",
    ),
    "frozen columns merged with others": (
        "mergeCells",
        {"range": grid(1, 2, 1, 4, 9), "mergeType": "MERGE_ROWS"},
        "You can't merge frozen and non-frozen columns.",
    ),
    "metadata on two rows": (
        "createDeveloperMetadata",
        noted(rows(2, 4)),
        "DimensionRange must represent a single row or column",
    ),
    "metadata on open rows": (
        "createDeveloperMetadata",
        noted({"dimension": "ROWS", "startIndex": 2}),
        "DimensionRange must specify both a startIndex and an endIndex",
    ),
    "metadata of a taken ID": (
        "createDeveloperMetadata",
        noted(rows(2, 3), metadataId=7),
        "Cannot add developer metadata with ID [7] because developer metadata with that ID already exists.",
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
    "a chart that is not there": ("deleteEmbeddedObject", {"objectId": 77}, "No embedded object with id: 77"),
}


@pytest.mark.parametrize(("kind", "told", "words"), REFUSED.values(), ids=REFUSED)
def test_in_the_words_of_the_service(sheet: Sheet, kind: str, told: Json, words: str) -> None:
    sheet.batch(
        {"addSheet": {"properties": {"sheetId": 9, "gridProperties": FROZEN}}},
        {"createDeveloperMetadata": noted(rows(0, 1), metadataId=7)},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 9}}}},
    )
    assert sheet.refused({kind: told}) == f"Invalid requests[0].{kind}: {words}"
