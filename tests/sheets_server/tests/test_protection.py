"""Protected ranges hold against editors who are not listed, by every way cells can change."""

import pytest

from tests.sheets_server import staff
from tests.sheets_server.replies import PROTECTED
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, Api, Refusal, Sheet, grid, rows


def protect(sheet: Sheet, user: str = PERSON, **told: object) -> int:
    request = {"addProtectedRange": {"protectedRange": {"range": grid(1, 3, 0, 2), **told}}}
    reply = staff.change(sheet.book, request, user=user)
    return int(reply[0]["addProtectedRange"]["protectedRange"]["protectedRangeId"])


def test_what_the_reply_tells_and_what_is_kept(sheet: Sheet) -> None:
    told = {
        "range": grid(0, 2, 0, 2),
        "editors": {"users": [], "groups": []},
        "warningOnly": False,
        "description": None,
    }
    body = {"requests": [{"addProtectedRange": {"protectedRange": told}}]}
    reply = sheet.api.call("POST", f"/{sheet.id}:batchUpdate", body, checked=False)["replies"][0]
    made = reply["addProtectedRange"]["protectedRange"]
    assert list(made) == ["protectedRangeId", "range", "requestingUserCanEdit", "editors"]
    assert made["editors"] == {}
    assert sheet.sheet()["protectedRanges"][0]["editors"] == {"users": [PERSON, ROBOT]}


WRITES = {
    "updateCells": {"updateCells": {"range": grid(2, 4, 0, 1), "rows": [], "fields": "*"}},
    "repeatCell": {"repeatCell": {"range": grid(0, 9, 0, 9), "cell": {"note": "n"}, "fields": "note"}},
    "sortRange": {"sortRange": {"range": grid(0, 5, 0, 1), "sortSpecs": [{"dimensionIndex": 0}]}},
    "mergeCells": {"mergeCells": {"range": grid(1, 2, 0, 2), "mergeType": "MERGE_ALL"}},
    "setDataValidation": {"setDataValidation": {"range": grid(1, 2, 0, 1)}},
    "deleteDimension": {"deleteDimension": {"range": rows(2, 3)}},
    "insertDimension": {"insertDimension": {"range": rows(2, 3), "inheritFromBefore": True}},
    "deleteSheet": {"deleteSheet": {"sheetId": 0}},
    "cutPaste": {"cutPaste": {"source": grid(1, 2, 0, 1), "destination": {"sheetId": 0, "rowIndex": 9}}},
    "findReplace": {"findReplace": {"find": "x", "replacement": "y", "allSheets": True}},
    "setBasicFilter": {"setBasicFilter": {"filter": {"range": grid(0, 5, 0, 1)}}},
    "addConditionalFormatRule": {
        "addConditionalFormatRule": {
            "rule": {"ranges": [grid(0, 5, 0, 1)], "booleanRule": {"condition": {"type": "NOT_BLANK"}}}
        }
    },
    "updateBorders": {"updateBorders": {"range": grid(1, 2, 0, 1), "top": {"style": "SOLID"}}},
}


@pytest.mark.parametrize("kind", WRITES)
def test_an_editor_who_is_not_listed_is_kept_out(sheet: Sheet, kind: str) -> None:
    sheet.put("A1:A3", [["x"], ["x"], ["x"]])
    sheet.batch({"addSheet": {}})
    protect(sheet)
    before = sheet.get(includeGridData=True)
    assert sheet.refused(WRITES[kind]) == f"Invalid requests[0].{kind}: {PROTECTED}"
    assert sheet.get(includeGridData=True) == before


def test_the_values_methods_hold_it_too(sheet: Sheet) -> None:
    protect(sheet)
    for method, path, body in (
        ("PUT", "/values/A2?valueInputOption=RAW", {"values": [["x"]]}),
        ("POST", "/values/A1:A9:clear", {}),
        ("POST", "/values:batchUpdate", {"valueInputOption": "RAW", "data": [{"range": "B3", "values": [[1]]}]}),
        ("POST", "/values/A2:append?valueInputOption=RAW", {"values": [["x"]]}),
    ):
        with pytest.raises(Refusal) as caught:
            sheet.api.call(method, f"/{sheet.id}{path}", body)
        assert (caught.value.status, caught.value.message.removeprefix("Invalid data[0]: ")) == (400, PROTECTED)


def test_cells_beside_it_are_free(sheet: Sheet) -> None:
    protect(sheet)
    assert sheet.put("C2", [["x"]])["updatedCells"] == 1
    assert sheet.put("A1", [["x"]])["updatedCells"] == 1


@pytest.mark.parametrize(
    "told",
    [
        {"editors": {"users": [ROBOT]}},
        {"warningOnly": True},
        {"unprotectedRanges": [grid(1, 2, 0, 1)]},
    ],
    ids=["listed", "warning only", "exempt"],
)
def test_who_may_all_the_same(sheet: Sheet, told: dict) -> None:
    protect(sheet, **told)
    assert sheet.put("A2", [["x"]])["updatedCells"] == 1


def test_exempt_parts_end_where_they_end(sheet: Sheet) -> None:
    protect(sheet, unprotectedRanges=[grid(1, 2, 0, 1), grid(1, 2, 1, 2)])
    assert sheet.put("A2:B2", [["x", "y"]])["updatedCells"] == 2
    with pytest.raises(Refusal):
        sheet.put("A2:A3", [["x"], ["y"]])


def test_the_owner_and_the_domain(sheet: Sheet) -> None:
    protect(sheet, user=ROBOT)
    staff.type_cell(sheet.book, "Sheet1", 1, 0, "x", user=PERSON)
    colleague = "thay.nam@example.edu.vn"
    sheet.book.sharing.writers.add(colleague)
    other = Sheet(Api(sheet.api.server, colleague), sheet.id)
    with pytest.raises(Refusal):
        other.put("A2", [["y"]])
    number = sheet.sheet()["protectedRanges"][0]["protectedRangeId"]
    new = {"protectedRangeId": number, "editors": {"domainUsersCanEdit": True}}
    sheet.batch({"updateProtectedRange": {"protectedRange": new, "fields": "editors"}})
    assert other.put("A2", [["y"]])["updatedCells"] == 1


def test_a_protection_guards_itself_and_its_editors(sheet: Sheet) -> None:
    number = protect(sheet)
    assert sheet.refused({"deleteProtectedRange": {"protectedRangeId": number}}).endswith(PROTECTED)
    new = {"protectedRangeId": number, "warningOnly": True}
    assert sheet.refused({"updateProtectedRange": {"protectedRange": new, "fields": "warningOnly"}}).endswith(PROTECTED)
    told = sheet.sheet()["protectedRanges"][0]
    assert "editors" not in told
    assert "requestingUserCanEdit" not in told
    staff.change(sheet.book, {"deleteProtectedRange": {"protectedRangeId": number}})
    words = f"Invalid requests[0].deleteProtectedRange: No protected range with id: {number}"
    assert sheet.refused({"deleteProtectedRange": {"protectedRangeId": number}}) == words


def test_a_whole_sheet_and_a_named_range(sheet: Sheet) -> None:
    sheet.batch({"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "n", "range": grid(0, 1, 0, 1)}}})
    staff.change(sheet.book, {"addProtectedRange": {"protectedRange": {"namedRangeId": "n"}}})
    with pytest.raises(Refusal):
        sheet.put("A1", [["x"]])
    staff.protect(sheet.book, "Sheet1")
    with pytest.raises(Refusal):
        sheet.put("Z99", [["x"]])
    for request in (
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}},
        {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "x"}, "fields": "title"}},
        {"addChart": {"chart": {"spec": {"pieChart": {}}, "position": {"overlayPosition": {}}}}},
    ):
        assert sheet.refused(request).endswith(PROTECTED)
    assert sheet.refused({"addProtectedRange": {"protectedRange": {}}})
