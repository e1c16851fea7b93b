"""values.get and values.update. Trap 6 and parts of 2 and 16."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sheets_server.tests.sheets_api import Refusal, Sheet, quoted


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    assert (caught.value.status, caught.value.json["error"]["status"]) == (400, "INVALID_ARGUMENT")
    return caught.value.message


def test_empty_ends_are_left_out_and_empty_middles_stay(sheet: Sheet) -> None:
    sheet.put("A1:D4", [["", "b", ""], [], ["", "", "", ""], ["x", "", "", "y"]])
    assert sheet.values("A1:Z10") == [["", "b"], [], [], ["x", "", "", "y"]]


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
        ("'A5'", "'A5'!A1:Z1000"),
        ("A5", "Sheet1!A5"),
        ("'Tiến độ'!A1", "'Tiến độ'!A1"),
    ],
)
def test_how_ranges_are_understood_and_named(sheet: Sheet, text: str, told: str) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "A5"}}}, {"addSheet": {"properties": {"title": "Tiến độ"}}})
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
    words = refusal(lambda: sheet.api.call("PUT", path, {**body, "range": "A2:B2"}, valueInputOption="RAW"))
    assert words == "Request range[A1:B1] does not match value's range[A2:B2]"


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
