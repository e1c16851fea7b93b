"""spreadsheets.values: read, write, append, clear. Traps 4, 6 and parts of 2 and 16."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid, quoted


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    assert (caught.value.status, caught.value.json["error"]["status"]) == (400, "INVALID_ARGUMENT")
    return caught.value.message


def test_a_cell_under_a_merge_takes_no_value(sheet: Sheet) -> None:
    """A2:B3 is one cell: what is written to B2, A3 and B3 is lost, and stays lost when the merge is undone."""
    sheet.batch({"mergeCells": {"range": grid(1, 3, 0, 2), "mergeType": "MERGE_ALL"}})
    told = sheet.put("A1:C3", [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]], includeValuesInResponse=True)
    assert told["updatedData"]["values"] == [["a", "b", "c"], ["d", "", "f"], ["", "", "i"]]
    sheet.batch({"unmergeCells": {"range": grid(1, 3, 0, 2)}})
    sheet.put("B2", [["e"]])
    assert sheet.values("A2:C3") == [["d", "e", "f"], ["", "", "i"]]


def test_the_shape_of_a_read(sheet: Sheet) -> None:
    sheet.put("A1:B2", [["a", 1], ["b"]])
    assert sheet.api.call("GET", f"/{sheet.id}/values/A1:C5") == {
        "range": "Sheet1!A1:C5",
        "majorDimension": "ROWS",
        "values": [["a", "1"], ["b"]],
    }
    assert sheet.api.call("GET", f"/{sheet.id}/values/D1:D5") == {"range": "Sheet1!D1:D5", "majorDimension": "ROWS"}


def test_empty_ends_are_left_out_and_empty_middles_stay(sheet: Sheet) -> None:
    sheet.put("A1:D4", [["", "b", ""], [], ["", "", "", ""], ["x", "", "", "y"]])
    assert sheet.values("A1:Z10") == [["", "b"], [], [], ["x", "", "", "y"]]
    assert sheet.values("A1:Z10", majorDimension="COLUMNS") == [["", "", "", "x"], ["b"], [], ["", "", "", "y"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'", "Sheet1!A1:Z1000"),
        ("sheet1!a1", "Sheet1!A1"),
        ("A5:B", "Sheet1!A5:B1000"),
        ("2:3", "Sheet1!A2:Z3"),
        ("C:C", "Sheet1!C1:C1000"),
        ("B2:A1", "Sheet1!A1:B2"),
        ("A1:ZZ2000", "Sheet1!A1:Z1000"),
        ("R1C1:R2C2", "Sheet1!A1:B2"),
        ("Tên", "Sheet1!B2:C3"),
        ("'Sheet1'!Tên", "Sheet1!B2:C3"),
        ("'A5'", "'A5'!A1:Z1000"),
        ("A5", "Sheet1!A5"),
        ("'Tiến độ'!A1", "'Tiến độ'!A1"),
    ],
)
def test_how_ranges_are_understood_and_named(sheet: Sheet, text: str, told: str) -> None:
    place = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3}
    sheet.batch(
        {"addSheet": {"properties": {"title": "A5"}}},
        {"addSheet": {"properties": {"title": "Tiến độ"}}},
        {"addNamedRange": {"namedRange": {"name": "Tên", "range": place}}},
    )
    assert sheet.api.call("GET", f"/{sheet.id}/values/{quoted(text)}")["range"] == told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nope!A1", "Unable to parse range: Nope!A1"),
        ("Sheet1!nothing", "Unable to parse range: Sheet1!nothing"),
        ("Nope", "Unable to parse range: Nope"),
        ("A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("AA1:AB2", "Range (Sheet1!AA1:AB2) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1001:B", "Range (Sheet1!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_ranges_that_are_none(sheet: Sheet, text: str, words: str) -> None:
    assert refusal(lambda: sheet.values(text)) == words
    assert refusal(lambda: sheet.put(text, [[1]])) == words


@pytest.mark.parametrize(
    ("locale", "formatted"),
    [
        ("en_US", ["1234.5", "66.30%", "3/15/2025", "TRUE", "x", "0.1"]),
        ("vi_VN", ["1234,5", "66,30%", "15/03/2025", "TRUE", "x", "0,1"]),
    ],
)
def test_three_ways_to_render(make: Callable[..., Sheet], locale: str, formatted: list[str]) -> None:
    sheet = make(locale=locale)
    typed = {"en_US": ["66.3%", "3/15/2025"], "vi_VN": ["66,3%", "15/3/2025"]}[locale]
    sheet.put("A1", [[1234.5, *typed, True, "x", 0.1, "=A1*2"]], "USER_ENTERED")
    plain = [1234.5, 0.663, 45731, True, "x", 0.1]
    assert sheet.values("A1:F1") == [formatted]
    assert sheet.values("A1:F1", valueRenderOption="UNFORMATTED_VALUE") == [plain]
    days = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
    assert sheet.values("C1", **days) == [[formatted[2]]]
    assert sheet.values("A1:G1", valueRenderOption="FORMULA") == [[*plain, "=A1*2"]]
    assert sheet.values("G1", valueRenderOption="UNFORMATTED_VALUE") == [[2469]]


def test_raw_keeps_what_typing_would_read(sheet: Sheet) -> None:
    texts = ["=1+1", "66%", "TRUE", "'x", "007", "3/15/2025"]
    sheet.put("A1", [texts])
    assert sheet.values("A1:F1", valueRenderOption="UNFORMATTED_VALUE") == [texts]
    assert sheet.cell("A1")["userEnteredValue"] == {"stringValue": "=1+1"}


def test_trap_2_null_skips_and_an_empty_text_clears(sheet: Sheet) -> None:
    sheet.put("A1:C1", [["a", "b", "c"]])
    assert sheet.put("A1:C1", [[None, "", "z"]])["updatedCells"] == 2
    assert sheet.values("A1:C1") == [["a", "", "z"]]


def test_trap_6_counts_are_of_what_was_written(sheet: Sheet) -> None:
    told = sheet.put("A1:C4", [[None, None], [None, 1], [], [2, 3, None]])
    assert told == {
        "spreadsheetId": sheet.id,
        "updatedRange": "Sheet1!A1:C4",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 3,
    }
    assert sheet.put("A1", [[None]]) == {"spreadsheetId": sheet.id, "updatedRange": "Sheet1!A1"}


def test_one_cell_is_where_writing_begins_a_rectangle_is_its_limit(sheet: Sheet) -> None:
    assert sheet.put("B2", [[1, 2], [3, 4]])["updatedRange"] == "Sheet1!B2:C3"
    assert sheet.put("Sheet1", [[1]])["updatedRange"] == "Sheet1!A1"
    words = "Requested writing within range [Sheet1!A1:B1], but tried writing to"
    assert refusal(lambda: sheet.put("Sheet1!A1:B1", [[1], [2]])) == f"{words} row [2]"
    assert refusal(lambda: sheet.put("Sheet1!A1:B1", [[1, 2, 3]])) == f"{words} column [C]"


def test_trap_16_writing_past_the_grid_is_refused(sheet: Sheet) -> None:
    words = "Requested writing within range ['Sheet1'!A999], but tried writing to row [1001]"
    assert refusal(lambda: sheet.put("'Sheet1'!A999", [[1], [2], [3]])) == words
    words = "Requested writing within range [Z1:AB1], but tried writing to column [AA]"
    assert refusal(lambda: sheet.put("Z1:AB1", [[1, 2]])) == words
    assert sheet.values("Sheet1") is None
    assert sheet.put("Z1:AB1", [[1]])["updatedRange"] == "Sheet1!Z1"


def test_written_by_columns(sheet: Sheet) -> None:
    body = {"values": [["a", "b"], ["c"]], "majorDimension": "COLUMNS"}
    path = f"/{sheet.id}/values/A1:B2"
    told = sheet.api.call("PUT", path, body, valueInputOption="RAW", includeValuesInResponse=True)
    assert told["updatedCells"] == 3
    assert told["updatedData"] == {"range": "Sheet1!A1:B2", "majorDimension": "ROWS", "values": [["a", "c"], ["b"]]}


@pytest.mark.parametrize("value", [[1], {"a": 1}], ids=["list", "object"])
def test_a_cell_holds_no_list_and_no_object(sheet: Sheet, value: Any) -> None:
    assert refusal(lambda: sheet.put("A1", [["ok", value]])).startswith("Invalid values[0][1]: ")
    assert sheet.values("A1") is None


def test_a_cell_holds_50000_characters(sheet: Sheet) -> None:
    sheet.put("A1", [["x" * 50_000]])
    words = "Your input contains more than the maximum of 50000 characters in a single cell."
    assert refusal(lambda: sheet.put("A1", [["x" * 50_001]])) == words


def test_how_to_read_the_input_must_be_told(sheet: Sheet) -> None:
    path = f"/{sheet.id}/values/A1"
    told = refusal(lambda: sheet.api.call("PUT", path, {"values": [[1]]}))
    assert told == "'valueInputOption' is required but not specified"
    words = (
        "Invalid value at 'value_input_option' (type.googleapis.com/google.apps.sheets.v4.ValueInputOption), \"raw\""
    )
    assert refusal(lambda: sheet.put("A1", [[1]], "raw")) == words
    assert 'Unknown name "foo"' in refusal(lambda: sheet.values("A1", foo=1))


def test_the_body_may_name_the_range_again(sheet: Sheet) -> None:
    path = f"/{sheet.id}/values/A1:B1"
    body = {"range": "A1:B1", "values": [[1]]}
    assert sheet.api.call("PUT", path, body, valueInputOption="RAW")["updatedCells"] == 1
    assert sheet.api.call("POST", f"{path}:append", body, valueInputOption="RAW")["updates"]["updatedCells"] == 1
    for method, verb, other in (("PUT", "", "A2:B2"), ("PUT", "", "Sheet1!A1:B1"), ("POST", ":append", "A2:B2")):
        told = {**body, "range": other}
        words = refusal(lambda: sheet.api.call(method, path + verb, told, valueInputOption="RAW"))  # noqa: B023
        assert words == f"Request range[A1:B1] does not match value's range[{other}]"
    data = {"data": [{"range": "A1", "values": [[1]]}]}
    words = refusal(lambda: sheet.api.call("POST", f"/{sheet.id}/values:batchUpdate", data))
    assert words == "'valueInputOption' is required but not specified"


def test_a_named_range_behind_the_title_of_another_sheet_is_none(sheet: Sheet) -> None:
    sheet.batch(
        {"addSheet": {"properties": {"title": "B", "sheetId": 1}}},
        {"addNamedRange": {"namedRange": {"name": "tên", "range": {"sheetId": 1, "endRowIndex": 2}}}},
    )
    assert sheet.api.call("GET", f"/{sheet.id}/values/{quoted('B!TÊN')}")["range"] == "B!A1:Z2"
    assert refusal(lambda: sheet.values("Sheet1!tên")) == "Unable to parse range: Sheet1!tên"


def test_without_a_title_the_first_visible_sheet_is_meant(sheet: Sheet) -> None:
    sheet.batch(
        {"addSheet": {"properties": {"title": "B"}}},
        {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}},
    )
    assert sheet.api.call("GET", f"/{sheet.id}/values/A1")["range"] == "B!A1"


def test_typing_over_a_cell_keeps_its_format_and_note(sheet: Sheet) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "n"}
    place = {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}
    sheet.batch({"repeatCell": {"range": place, "cell": bold, "fields": "userEnteredFormat,note"}})
    sheet.put("A1", [["50%"]], "USER_ENTERED")
    cell = sheet.cell("A1")
    assert cell["note"] == "n"
    assert cell["userEnteredFormat"]["numberFormat"] == {"type": "PERCENT", "pattern": "0%"}
    assert cell["userEnteredFormat"]["textFormat"] == {"bold": True}
    sheet.put("A1", [[0.25]], "USER_ENTERED")
    assert sheet.values("A1") == [["25%"]]


# append: two tables, A1:C2 and B4:D6, as in the service's own guide.
TABLES = [["x", "y", "z"], ["1", "2", "3"], [], ["", "x", "y", "z"], ["", "1", "2", "3"], ["", "4", "5", "6"]]


@pytest.mark.parametrize(
    ("text", "table", "written"),
    [
        ("Sheet1", "Sheet1!B4:D6", "Sheet1!B7"),
        ("B4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("C5:D5", "Sheet1!B4:D6", "Sheet1!B7"),
        ("B2:D4", "Sheet1!B4:D6", "Sheet1!B7"),
        ("A3:G10", "Sheet1!B4:D6", "Sheet1!B7"),
        ("A1", "Sheet1!A1:C2", "Sheet1!A3"),
        ("A4", None, "Sheet1!A4"),
        ("F9", None, "Sheet1!F9"),
        ("A3", None, "Sheet1!A3"),
    ],
)
def test_trap_4_append_goes_below_the_last_table_of_the_range(
    sheet: Sheet, text: str, table: str | None, written: str
) -> None:
    sheet.put("A1", TABLES)
    told = sheet.api.call("POST", f"/{sheet.id}/values/{text}:append", {"values": [["new"]]}, valueInputOption="RAW")
    assert told.get("tableRange") == table
    assert told["updates"]["updatedRange"] == written
    assert told["updates"]["updatedCells"] == 1


def append(sheet: Sheet, values: Any, text: str = "Sheet1", **options: Any) -> Any:
    params = {"valueInputOption": "RAW", **options}
    return sheet.api.call("POST", f"/{sheet.id}/values/{text}:append", {"values": values}, **params)


def test_append_to_an_empty_sheet_and_after_a_gap(sheet: Sheet) -> None:
    assert append(sheet, [["a", "", "c"]]) == {
        "spreadsheetId": sheet.id,
        "updates": {
            "spreadsheetId": sheet.id,
            "updatedRange": "Sheet1!A1:C1",
            "updatedRows": 1,
            "updatedColumns": 3,
            "updatedCells": 3,
        },
    }
    assert append(sheet, [["a", "", "c"]], "Sheet1!A1")["tableRange"] == "Sheet1!A1"


def test_append_grows_the_grid(make: Callable[..., Sheet]) -> None:
    sheet = make()
    size = {"properties": {"gridProperties": {"rowCount": 2, "columnCount": 2}}, "fields": "gridProperties"}
    sheet.batch({"updateSheetProperties": size})
    sheet.put("A1", [[1, 2], [3, 4]])
    assert append(sheet, [[5, 6, 7]])["updates"]["updatedRange"] == "Sheet1!A3:C3"
    assert sheet.sheet()["properties"]["gridProperties"] == {"rowCount": 3, "columnCount": 3}


def test_append_by_inserting_rows_moves_what_stands_below(sheet: Sheet) -> None:
    sheet.put("A1", [["a"], [], ["below"]])
    append(sheet, [["b"], ["c"]], "A1", insertDataOption="INSERT_ROWS")
    assert sheet.values("A1:A6") == [["a"], ["b"], ["c"], [], ["below"]]
    append(sheet, [["d"]], "A1", insertDataOption="OVERWRITE")
    assert sheet.values("A1:A6") == [["a"], ["b"], ["c"], ["d"], ["below"]]


def test_batch_get_and_one_bad_range(sheet: Sheet) -> None:
    sheet.put("A1", [["a"]])
    path = f"/{sheet.id}/values:batchGet"
    told = sheet.api.call("GET", path, ranges=["A1", "B1:B2"])
    assert told == {
        "spreadsheetId": sheet.id,
        "valueRanges": [
            {"range": "Sheet1!A1", "majorDimension": "ROWS", "values": [["a"]]},
            {"range": "Sheet1!B1:B2", "majorDimension": "ROWS"},
        ],
    }
    assert refusal(lambda: sheet.api.call("GET", path, ranges=["A1", "X!A1"])) == "Unable to parse range: X!A1"


def test_batch_update_sums_and_is_all_or_nothing(sheet: Sheet) -> None:
    path = f"/{sheet.id}/values:batchUpdate"
    data = [{"range": "A1:D1", "values": [["a", "b", "", "d"]]}, {"range": "A4:D4", "values": [["e", "f", "", "g"]]}]
    told = sheet.api.call("POST", path, {"valueInputOption": "RAW", "data": data})
    assert {name: told[name] for name in told if name.startswith("total")} == {
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 4,
        "totalUpdatedCells": 8,
        "totalUpdatedSheets": 1,
    }
    assert [part["updatedRange"] for part in told["responses"]] == ["Sheet1!A1:D1", "Sheet1!A4:D4"]
    bad = [{"range": "A1", "values": [["changed"]]}, {"range": "A1:B1", "values": [[1, 2, 3]]}]
    words = refusal(lambda: sheet.api.call("POST", path, {"valueInputOption": "RAW", "data": bad}))
    assert words == "Invalid data[1]: Requested writing within range [A1:B1], but tried writing to column [C]"
    assert sheet.values("A1") == [["a"]]


def test_clear_takes_values_only(sheet: Sheet) -> None:
    """Trap 16: clear keeps notes, formats and validation."""
    sheet.put("A1:B2", [[1, 2], [3, 4]])
    place = {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}
    sheet.batch(
        {"repeatCell": {"range": place, "cell": {"note": "n"}, "fields": "note"}},
        {"setDataValidation": {"range": place, "rule": {"condition": {"type": "NOT_BLANK"}}}},
    )
    told = sheet.api.call("POST", f"/{sheet.id}/values/Sheet1:clear", {})
    assert told == {"spreadsheetId": sheet.id, "clearedRange": "Sheet1!A1:Z1000"}
    assert sheet.values("Sheet1") is None
    left = sheet.cell("A1")
    assert "userEnteredValue" not in left
    assert left["note"] == "n"
    assert left["dataValidation"] == {"condition": {"type": "NOT_BLANK"}}


def test_batch_clear(sheet: Sheet) -> None:
    sheet.put("A1:C1", [[1, 2, 3]])
    path = f"/{sheet.id}/values:batchClear"
    told = sheet.api.call("POST", path, {"ranges": ["A1", "C1:Z1"]})
    assert told["clearedRanges"] == ["Sheet1!A1", "Sheet1!C1:Z1"]
    assert sheet.values("A1:C1") == [["", "2"]]
    words = "Invalid range[1]: Range (Sheet1!A1001:ZZ) exceeds grid limits. Max rows: 1000, max columns: 26"
    assert refusal(lambda: sheet.api.call("POST", path, {"ranges": ["B1", "A1001:ZZ"]})) == words
    assert sheet.values("B1") == [["2"]]


def test_by_data_filter(sheet: Sheet) -> None:
    sheet.put("A1:B2", [["a", "b"], ["c", "d"]])
    location = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    key = {"metadataKey": "k", "location": location, "visibility": "DOCUMENT"}
    sheet.batch({"createDeveloperMetadata": {"developerMetadata": key}})
    by_key = {"developerMetadataLookup": {"metadataKey": "k"}}
    by_grid = {"gridRange": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "endColumnIndex": 1}}
    path = f"/{sheet.id}/values:batchGetByDataFilter"
    told = sheet.api.call("POST", path, {"dataFilters": [by_grid, by_key, {"a1Range": "A1"}]})
    assert [(part["valueRange"]["range"], part["dataFilters"]) for part in told["valueRanges"]] == [
        ("Sheet1!A1", [{"gridRange": {"endRowIndex": 1, "endColumnIndex": 1}}, {"a1Range": "A1"}]),
        ("Sheet1!A2:Z2", [by_key]),
    ]
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": by_key, "values": [["x"]]}]}
    told = sheet.api.call("POST", f"/{sheet.id}/values:batchUpdateByDataFilter", body)
    assert told["responses"][0]["updatedRange"] == "Sheet1!A2"
    assert told["responses"][0]["dataFilter"] == by_key
    told = sheet.api.call("POST", f"/{sheet.id}/values:batchClearByDataFilter", {"dataFilters": [by_grid]})
    assert told["clearedRanges"] == ["Sheet1!A1"]
    assert sheet.values("A1:B2") == [["", "b"], ["x", "d"]]


def test_metadata_nobody_has_picks_nothing(sheet: Sheet) -> None:
    path = f"/{sheet.id}/values:batchGetByDataFilter"
    told = sheet.api.call("POST", path, {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "x"}}]})
    assert told == {"spreadsheetId": sheet.id}


def test_fields_of_a_values_reply(sheet: Sheet) -> None:
    sheet.put("A1", [["a"]])
    assert sheet.api.call("GET", f"/{sheet.id}/values/A1", fields="values") == {"values": [["a"]]}
    assert sheet.put("A1", [["b"]], fields="updatedCells") == {"updatedCells": 1}
