"""A request's JSON against the messages of the service. Traps 2 and 14."""

import pytest

from tests.sheets_server.contract import lean, messages, read
from tests.sheets_server.replies import Json, ServiceError
from tests.sheets_server.tests import discovery


def test_our_contract_is_the_document() -> None:
    """What we ship names nothing else than the document, and nothing of a Sheets request is missing."""
    theirs = discovery.contract()
    for message, fields in messages().items():
        assert message in theirs, message
        for name, kind in fields.items():
            assert theirs[message].get(name) == kind, (message, name)
    assert set(messages()) == set(theirs), "run python -m tests.sheets_server.tests.discovery"


def batch(*requests: object) -> Json:
    return read({"requests": list(requests)}, "BatchUpdateSpreadsheetRequest")


def test_trap_2_nulls_are_dropped() -> None:
    found = {"addProtectedRange": {"protectedRange": {"description": None, "warningOnly": False, "range": None}}}
    assert batch(found)["requests"] == [{"addProtectedRange": {"protectedRange": {"warningOnly": False}}}]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"foo": {}}, "Invalid JSON payload received. Unknown name \"foo\" at 'requests[0]': Cannot find field."),
        (
            {"addSheet": {"properties": {"titel": "x"}}},
            "Invalid JSON payload received. Unknown name \"titel\" at 'requests[0].add_sheet.properties': "
            "Cannot find field.",
        ),
        (
            {"updateCells": {"range": {"sheetId": "abc"}}},
            "Invalid value at 'requests[0].update_cells.range.sheet_id' (TYPE_INT32), \"abc\"",
        ),
        (
            {"updateCells": {"range": {"sheetId": 1.5}}},
            "Invalid value at 'requests[0].update_cells.range.sheet_id' (TYPE_INT32), 1.5",
        ),
        (
            {"addSheet": {"properties": {"hidden": "maybe"}}},
            "Invalid value at 'requests[0].add_sheet.properties.hidden' (TYPE_BOOL), \"maybe\"",
        ),
        (
            {"mergeCells": {"mergeType": "ALL"}},
            "Invalid value at 'requests[0].merge_cells.merge_type' "
            '(type.googleapis.com/google.apps.sheets.v4.MergeType), "ALL"',
        ),
        (
            {"addSheet": {}, "deleteSheet": {}},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
    ],
    ids=["kind", "field", "text for number", "fraction", "boolean", "enum", "two kinds"],
)
def test_trap_14_unknown_names_and_wrong_types(request_: Json, words: str) -> None:
    with pytest.raises(ServiceError) as caught:
        batch(request_)
    assert caught.value.message == words
    assert caught.value.json()["error"]["details"][0]["fieldViolations"][0]["description"] == words


def test_a_request_that_is_no_message() -> None:
    with pytest.raises(ServiceError) as caught:
        batch("repeatCell")
    kind = "type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest.Request"
    assert caught.value.message == f"Invalid value at 'requests[0]' ({kind}), \"repeatCell\""


def test_all_that_is_wrong_is_reported_at_once() -> None:
    with pytest.raises(ServiceError) as caught:
        batch({"a": 1}, {"b": 1})
    assert caught.value.message.count("\n") == 1


def test_what_the_service_leaves_out() -> None:
    sheet = {
        "sheetId": 0,
        "index": 0,
        "title": "",
        "hidden": False,
        "gridProperties": {"frozenRowCount": 0, "rowCount": 5},
    }
    assert lean(sheet, "SheetProperties") == {"sheetId": 0, "index": 0, "gridProperties": {"rowCount": 5}}
    place = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    assert lean(place, "GridRange") == {"startRowIndex": 0, "endRowIndex": 1}
    assert lean({"sheetId": 0, "rowIndex": 0, "columnIndex": 2}, "GridCoordinate") == {"columnIndex": 2}
    assert lean({"bold": False, "fontSize": 0}, "TextFormat") == {"bold": False}
