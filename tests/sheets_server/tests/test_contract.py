"""A request's JSON against the messages of the service. Traps 2 and 14."""

import pytest

from tests.sheets_server.contract import lean, messages, read
from tests.sheets_server.replies import ServiceError
from tests.sheets_server.service import BODIES, ROOTS
from tests.sheets_server.tests import discovery


def test_our_contract_is_the_document() -> None:
    """What we ship names nothing else than the document, and nothing of a Sheets request is missing."""
    theirs = discovery.contract()
    for message, fields in messages().items():
        assert message in theirs, message
        for name, kind in fields.items():
            assert theirs[message].get(name) == kind, (message, name)
    assert set(messages()) == set(theirs), "run python -m tests.sheets_server.tests.discovery"


def batch(*requests: object) -> dict:
    return read({"requests": list(requests)}, "BatchUpdateSpreadsheetRequest")


def test_trap_2_nulls_are_dropped_but_not_from_values() -> None:
    told = {"addProtectedRange": {"protectedRange": {"description": None, "warningOnly": False, "range": None}}}
    assert batch(told)["requests"] == [{"addProtectedRange": {"protectedRange": {"warningOnly": False}}}]
    body = {"range": None, "values": [[1, None, ""], []]}
    assert read(body, "ValueRange") == {"values": [[1, None, ""], []]}


def test_both_spellings_numbers_in_quotes_and_numbers_of_enums() -> None:
    told = {"merge_cells": {"merge_type": 2, "range": {"sheet_id": "7", "startRowIndex": 1.0}}}
    assert batch(told)["requests"] == [
        {"mergeCells": {"mergeType": "MERGE_ROWS", "range": {"sheetId": 7, "startRowIndex": 1}}}
    ]


def test_a_lone_item_and_a_list_within_a_list_are_a_list() -> None:
    assert read({"requests": {"addSheet": {}}}, "BatchUpdateSpreadsheetRequest") == {"requests": [{"addSheet": {}}]}
    assert batch([{"addSheet": {}}, {"addSheet": {}}])["requests"] == [{"addSheet": {}}, {"addSheet": {}}]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"mergeType": "merge-rows"}, {"mergeType": "MERGE_ROWS"}),
        ({"mergeType": "2"}, {"mergeType": "MERGE_ROWS"}),
        ({"range": {"sheetId": "+7", "startRowIndex": {"value": 2}}}, {"range": {"sheetId": 7, "startRowIndex": 2}}),
    ],
    ids=["a word in any case", "its number as text", "an index in its wrapper"],
)
def test_what_passes_for_a_value(told: dict, kept: dict) -> None:
    assert batch({"mergeCells": told})["requests"] == [{"mergeCells": kept}]


@pytest.mark.parametrize(
    ("word", "found"), [("Yes", True), ("t", True), (1, True), ("F", False), (0.0, False), ("no", False)]
)
def test_what_passes_for_a_truth_value(word: object, found: bool) -> None:
    told = batch({"findReplace": {"matchCase": word}})["requests"][0]["findReplace"]
    assert told == {"matchCase": found}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            {"range": {"startRowIndex": "1.5"}},
            "at 'requests[0].merge_cells.range.start_row_index.value' (TYPE_INT32), \"1.5\"",
        ),
        ({"range": {"sheetId": " 7"}}, "at 'requests[0].merge_cells.range.sheet_id' (TYPE_INT32), \" 7\""),
        ({"range": {"sheetId": 'Bảng "1"'}}, 'at \'requests[0].merge_cells.range.sheet_id\' (TYPE_INT32), "Bảng "1""'),
        (
            {"range": {"sheetId": {}}},
            "at 'requests[0].merge_cells.range' (sheet_id), Starting an object on a scalar field",
        ),
        ({"range": {"sheetId": True}}, "at 'requests[0].merge_cells.range.sheet_id' (TYPE_INT32), true"),
    ],
    ids=["in a wrapper", "a space", "as it stands", "an object", "a truth value"],
)
def test_a_faulty_value_is_shown_as_it_came(told: dict, words: str) -> None:
    with pytest.raises(ServiceError) as caught:
        batch({"mergeCells": told})
    assert caught.value.message == f"Invalid value {words}"


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
            {"addSheet": []},
            "Invalid JSON payload received. Unknown name \"add_sheet\" at 'requests[0]': "
            "Proto field is not repeating, cannot start list.",
        ),
        (
            {"addSheet": {}, "deleteSheet": {}},
            "Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
        (
            {"addConditionalFormatRule": {"rule": {"ranges": [], "booleanRule": {}, "gradientRule": {}}}},
            "Invalid value at 'requests[0].add_conditional_format_rule.rule' (oneof), oneof field 'rule' is already set. "
            "Cannot set 'gradientRule'",
        ),
    ],
    ids=["kind", "field", "text for number", "fraction", "boolean", "enum", "list", "two kinds", "two rules"],
)
def test_trap_14_unknown_names_and_wrong_types(request_: dict, words: str) -> None:
    with pytest.raises(ServiceError) as caught:
        batch(request_)
    assert caught.value.message == words
    assert caught.value.json()["error"]["details"][0]["fieldViolations"][0]["description"] == words


def test_a_request_that_is_no_message() -> None:
    with pytest.raises(ServiceError) as caught:
        batch("repeatCell")
    kind = "type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest.Request"
    assert caught.value.message == f"Invalid value at 'requests[0]' ({kind}), \"repeatCell\""


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ServiceError) as caught:
        batch({"a": 1}, {"b": 1})
    assert caught.value.message.count("\n") == 1


ROWS = "type.googleapis.com/google.protobuf.ListValue"


@pytest.mark.parametrize(
    ("body", "place", "words"),
    [
        ({"values": "x"}, "data.values", f"Invalid value at 'data.values' ({ROWS}), \"x\""),
        ({"values": ["x"]}, "data.values[0]", f"Invalid value at 'data.values[0]' ({ROWS}), \"x\""),
        ({"rows": []}, "data", "Invalid JSON payload received. Unknown name \"rows\" at 'data': Cannot find field."),
    ],
    ids=["a text for rows", "a text for a row", "unknown name"],
)
@pytest.mark.parametrize("method", ["values.update", "values.append"])
def test_a_body_that_is_one_field_of_the_request_is_told_by_its_name(
    method: str, body: dict, place: str, words: str
) -> None:
    with pytest.raises(ServiceError) as caught:
        read(body, BODIES[method], ROOTS[method])
    assert caught.value.message == words
    assert caught.value.details[0]["fieldViolations"] == [{"field": place, "description": words}]


def test_so_is_a_new_spreadsheet() -> None:
    with pytest.raises(ServiceError) as caught:
        read({"properties": {"title": ["a"]}}, BODIES["spreadsheets.create"], ROOTS["spreadsheets.create"])
    assert caught.value.message == (
        "Invalid JSON payload received. Unknown name \"title\" at 'spreadsheet.properties': "
        "Proto field is not repeating, cannot start list."
    )


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
    assert lean({"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}, "DimensionRange") == {
        "dimension": "ROWS",
        "startIndex": 0,
        "endIndex": 1,
    }
    assert lean({"sheetId": 0, "rowIndex": 0, "columnIndex": 2}, "GridCoordinate") == {"columnIndex": 2}
    assert lean({"bold": False, "fontSize": 0}, "TextFormat") == {"bold": False}
