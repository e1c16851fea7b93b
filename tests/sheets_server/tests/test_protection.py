"""Protected ranges hold against editors who are not listed, by every way cells can change."""

import pytest

from tests.sheets_server import staff
from tests.sheets_server.replies import PROTECTED, Json
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, Refusal, Sheet, grid, rows


def protect(sheet: Sheet, user: str = PERSON, **expected: object) -> int:
    request = {"addProtectedRange": {"protectedRange": {"range": grid(1, 3, 0, 2), **expected}}}
    reply = staff.change(sheet.book, request, user=user)
    return int(reply[0]["addProtectedRange"]["protectedRange"]["protectedRangeId"])


def test_what_the_reply_tells_and_what_is_kept(sheet: Sheet) -> None:
    found = {"range": grid(0, 2, 0, 2), "editors": {"users": []}, "warningOnly": False, "description": None}
    body = {"requests": [{"addProtectedRange": {"protectedRange": found}}]}
    reply = sheet.api.call("POST", f"/{sheet.id}:batchUpdate", body, checked=False)["replies"][0]
    made = reply["addProtectedRange"]["protectedRange"]
    assert list(made) == ["protectedRangeId", "range", "requestingUserCanEdit", "editors"]
    assert made["editors"] == {}
    assert sheet.sheet()["protectedRanges"][0]["editors"] == {"users": [PERSON, ROBOT]}


WRITES: dict[str, Json] = {
    "updateCells": {"updateCells": {"range": grid(2, 4, 0, 1), "rows": [], "fields": "*"}},
    "appendCells": {"appendCells": {"sheetId": 0, "rows": [{"values": [{"note": "n"}]}], "fields": "note"}},
    "repeatCell": {"repeatCell": {"range": grid(0, 9, 0, 9), "cell": {"note": "n"}, "fields": "note"}},
    "sortRange": {"sortRange": {"range": grid(0, 5, 0, 1), "sortSpecs": [{"dimensionIndex": 0}]}},
    "setDataValidation": {"setDataValidation": {"range": grid(1, 2, 0, 1)}},
    "deleteDimension": {"deleteDimension": {"range": rows(2, 3)}},
    "insertDimension": {"insertDimension": {"range": rows(2, 3), "inheritFromBefore": True}},
    "deleteSheet": {"deleteSheet": {"sheetId": 0}},
    "setBasicFilter": {"setBasicFilter": {"filter": {"range": grid(0, 5, 0, 1)}}},
    "addConditionalFormatRule": {
        "addConditionalFormatRule": {
            "rule": {
                "ranges": [grid(0, 5, 0, 1)],
                "booleanRule": {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=TRUE"}]}},
            }
        }
    },
}


@pytest.mark.parametrize("kind", WRITES)
def test_an_editor_who_is_not_listed_is_kept_out(sheet: Sheet, kind: str) -> None:
    sheet.put("A1", [["x"]])
    sheet.batch({"addSheet": {}})
    protect(sheet)
    before = sheet.get(includeGridData=True)
    assert sheet.refused(WRITES[kind]) == f"Invalid requests[0].{kind}: {PROTECTED}"
    assert sheet.get(includeGridData=True) == before


def test_cells_beside_it_are_free(sheet: Sheet) -> None:
    protect(sheet)
    sheet.put("C2", [["x"]])
    sheet.put("A1", [["x"]])
    assert sheet.values("A1:C3") == [["x"], ["", "", "x"]]


@pytest.mark.parametrize(
    "expected", [{"editors": {"users": [ROBOT]}}, {"warningOnly": True}], ids=["listed", "warning only"]
)
def test_who_may_all_the_same(sheet: Sheet, expected: Json) -> None:
    protect(sheet, **expected)
    sheet.put("A2", [["x"]])
    assert sheet.values("A1:A3") == [[], ["x"]]


def test_a_whole_sheet(sheet: Sheet) -> None:
    staff.change(sheet.book, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})
    with pytest.raises(Refusal):
        sheet.put("Z99", [["x"]])
    anchored = {"overlayPosition": {"anchorCell": {"sheetId": 0}}}
    for request in (
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}},
        {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "x"}, "fields": "title"}},
        {"addChart": {"chart": {"spec": {"pieChart": {}}, "position": anchored}}},
    ):
        assert sheet.refused(request).endswith(PROTECTED)
    assert sheet.refused({"addProtectedRange": {"protectedRange": {}}})
