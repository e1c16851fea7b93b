"""Refusals of batchUpdate in the words of the service, one request each."""

import pytest

from tests.local_sheets.sheets_api import Json, Sheet, grid, rows

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
    "a chart that is not there": ("deleteEmbeddedObject", {"objectId": 77}, "No embedded object with id: 77"),
}


@pytest.mark.parametrize(("kind", "told", "words"), REFUSED.values(), ids=REFUSED)
def test_in_the_words_of_the_service(sheet: Sheet, kind: str, told: Json, words: str) -> None:
    sheet.batch({"addSheet": {"properties": {"sheetId": 9}}})
    assert sheet.refused({kind: told}) == f"Invalid requests[0].{kind}: {words}"
