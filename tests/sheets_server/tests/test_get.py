"""spreadsheets.get: the resource, grid data, field masks. Traps 3 and 7."""

from collections.abc import Callable

import pytest

from tests.sheets_server.replies import Json
from tests.sheets_server.tests.sheets_api import Refusal, Sheet, grid

FIELDS = "sheets(properties,data(rowData(values(effectiveValue,userEnteredValue/formulaValue))))"


def test_a_new_spreadsheet_as_the_service_makes_it(make: Callable[..., Sheet]) -> None:
    sheet = make(title="Kế hoạch")
    found = sheet.get()
    assert list(found) == ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"]
    assert found["spreadsheetUrl"] == f"https://docs.google.com/spreadsheets/d/{sheet.id}/edit"
    assert len(sheet.id) == 44
    properties = found["properties"]
    assert list(properties) == ["title", "locale", "autoRecalc", "timeZone"]
    assert (properties["locale"], properties["timeZone"]) == ("en_US", "Etc/GMT")
    assert found["sheets"] == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]


def test_grid_data_of_an_empty_sheet(sheet: Sheet) -> None:
    data = sheet.sheet(fields="*")["data"]
    assert len(data) == 1
    assert set(data[0]) == {"rowMetadata", "columnMetadata"}
    assert (len(data[0]["rowMetadata"]), len(data[0]["columnMetadata"])) == (1000, 26)
    assert data[0]["rowMetadata"][0] == {"pixelSize": 21}
    assert data[0]["columnMetadata"][0] == {"pixelSize": 100}


def test_all_fields_of_a_cell(sheet: Sheet) -> None:
    sheet.put("B2", [[2.5]])
    data = sheet.sheet(fields="*")["data"][0]
    assert "startRow" not in data
    assert data["rowData"][0] == {}
    empty, cell = data["rowData"][1]["values"]
    assert empty == {}
    assert cell["userEnteredValue"] == cell["effectiveValue"] == {"numberValue": 2.5}
    assert "formattedValue" not in cell
    assert "userEnteredFormat" not in cell
    assert "effectiveFormat" not in cell


def test_the_effective_format_is_that_of_numbers_alone(sheet: Sheet) -> None:
    sheet.type("A1", "15/3/2025", "3/15/2025")
    fields = "sheets.data.rowData.values.effectiveFormat"
    cells = sheet.get(fields=f"{fields}.numberFormat.type")["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cells == [{}, {"effectiveFormat": {"numberFormat": {"type": "DATE"}}}]
    with pytest.raises(Refusal) as caught:
        sheet.get(fields=f"{fields}.backgroundColor")
    assert caught.value.status == 501


@pytest.mark.parametrize("asked", [{"ranges": "A1"}, {"fields": "sheets.data.rowData.values.formattedValue"}])
def test_what_is_not_read_here_is_said(sheet: Sheet, asked: Json) -> None:
    with pytest.raises(Refusal) as caught:
        sheet.get(**asked)
    assert caught.value.status == 501
    assert sheet.get(includeGridData="True")["sheets"][0]["data"]


def test_the_mask_asks_for_grid_data_by_itself(sheet: Sheet) -> None:
    sheet.type("A1", '=1&"x"', "x")
    found = sheet.get(fields=FIELDS)
    assert list(found) == ["sheets"]
    assert found["sheets"][0]["data"] == [
        {
            "rowData": [
                {
                    "values": [
                        {"userEnteredValue": {"formulaValue": '=1&"x"'}, "effectiveValue": {"stringValue": "1x"}},
                        {"effectiveValue": {"stringValue": "x"}},
                    ]
                }
            ]
        }
    ]


def test_trap_7_empty_ends_go_after_the_mask_was_put_on(sheet: Sheet) -> None:
    sheet.put("A1:C3", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    mask = "sheets.data.rowData.values.note"
    assert sheet.get(fields=mask) == {"sheets": [{"data": [{}]}]}
    sheet.batch({"repeatCell": {"range": grid(1, 2, 1, 2), "cell": {"note": "n"}, "fields": "note"}})
    assert sheet.get(fields=mask)["sheets"][0]["data"] == [{"rowData": [{}, {"values": [{}, {"note": "n"}]}]}]


def test_a_mask_of_parts(sheet: Sheet) -> None:
    assert sheet.get(fields="spreadsheetId") == {"spreadsheetId": sheet.id}
    assert sheet.get(fields="properties(title,locale)") == {
        "properties": {"title": "Untitled spreadsheet", "locale": "en_US"}
    }
    assert sheet.get(fields="sheets.properties.sheetId") == {"sheets": [{"properties": {"sheetId": 0}}]}
    assert "data" in sheet.get(fields="*")["sheets"][0]
    assert sheet.get(fields="sheets(properties(title),merges,protectedRanges,charts(chartId,spec/title))") == {
        "sheets": [{"properties": {"title": "Sheet1"}}]
    }


@pytest.mark.parametrize(
    ("mask", "path"), [("foo", "foo"), ("sheets(foo)", "sheets.foo"), ("sheets.data.bar", "sheets.data.bar")]
)
def test_a_mask_that_names_nothing(sheet: Sheet, mask: str, path: str) -> None:
    with pytest.raises(Refusal) as caught:
        sheet.get(fields=mask)
    error = caught.value.json["error"]
    assert (error["code"], error["message"]) == (400, "Request contains an invalid argument.")
    words = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    assert error["details"][0]["fieldViolations"] == [{"field": path, "description": words}]


def test_trap_3_zero_is_left_out_here_and_is_there(sheet: Sheet) -> None:
    place = grid(0, 1, 0, 2)
    sheet.batch({"addProtectedRange": {"protectedRange": {"range": place, "warningOnly": True}}})
    written = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
    found = sheet.sheet()
    assert found["properties"]["sheetId"] == 0
    assert found["properties"]["index"] == 0
    assert found["protectedRanges"][0]["range"] == written
