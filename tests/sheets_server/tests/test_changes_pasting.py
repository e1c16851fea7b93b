"""batchUpdate: copying, filling, finding and tidying."""

import pytest

from tests.sheets_server.tests.sheets_api import Sheet, grid


def test_copy_paste_repeats_and_moves_formulas(sheet: Sheet) -> None:
    sheet.put("A1:B2", [[1, "=A1"], [2, "=A2"]], "USER_ENTERED")
    sheet.batch(
        {"copyPaste": {"source": grid(0, 2, 0, 2), "destination": grid(2, 6, 2, 4), "pasteType": "PASTE_NORMAL"}}
    )
    told = sheet.values("C3:D6", valueRenderOption="FORMULA")
    assert told == [[1, "=C3"], [2, "=C4"], [1, "=C5"], [2, "=C6"]]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("PASTE_VALUES", {"userEnteredValue": {"numberValue": 2}, "note": "old"}),
        ("PASTE_FORMULA", {"userEnteredValue": {"formulaValue": "=1+1"}, "note": "old"}),
        ("PASTE_FORMAT", {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "old"}),
        (
            "PASTE_NORMAL",
            {"userEnteredValue": {"formulaValue": "=1+1"}, "userEnteredFormat": {"textFormat": {"bold": True}}},
        ),
        ("PASTE_DATA_VALIDATION", {"note": "old"}),
    ],
)
def test_kinds_of_paste(sheet: Sheet, kind: str, cell: dict) -> None:
    bold = {"userEnteredValue": {"formulaValue": "=1+1"}, "userEnteredFormat": {"textFormat": {"bold": True}}}
    sheet.batch(
        {"repeatCell": {"range": grid(0, 1, 0, 1), "cell": bold, "fields": "*"}},
        {"repeatCell": {"range": grid(0, 1, 1, 2), "cell": {"note": "old"}, "fields": "*"}},
        {"copyPaste": {"source": grid(0, 1, 0, 1), "destination": grid(0, 1, 1, 2), "pasteType": kind}},
    )
    found = sheet.cell("B1")
    assert {name: found[name] for name in found if name in ("userEnteredValue", "userEnteredFormat", "note")} == cell


def test_transposed(sheet: Sheet) -> None:
    sheet.put("A1:C2", [[1, 2, 3], [4, 5, 6]])
    told = {"source": grid(0, 2, 0, 3), "destination": grid(4, 5, 0, 1), "pasteOrientation": "TRANSPOSE"}
    sheet.batch({"copyPaste": told})
    assert sheet.values("A5:B7") == [["1", "4"], ["2", "5"], ["3", "6"]]


def test_cut_takes_references_along(sheet: Sheet) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "B", "sheetId": 7}}})
    sheet.put("A1:B1", [[5, "=A1"]], "USER_ENTERED")
    sheet.batch({"cutPaste": {"source": grid(0, 1, 0, 1), "destination": {"sheetId": 7, "rowIndex": 2}}})
    assert sheet.values("A1:B1", valueRenderOption="FORMULA") == [["", "=B!A3"]]
    assert sheet.values("B!A3") == [["5"]]


def test_paste_data(sheet: Sheet) -> None:
    place = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    sheet.batch(
        {"pasteData": {"coordinate": place, "data": 'a,"b,c"\n1,50%', "delimiter": ",", "type": "PASTE_NORMAL"}}
    )
    assert sheet.values("B2:C3") == [["a", "b,c"], ["1", "50%"]]
    table = "<table><tr><td>x</td><td>2</td></tr></table>"
    sheet.batch({"pasteData": {"coordinate": {"sheetId": 0}, "data": table, "html": True}})
    assert sheet.values("A1:B1", valueRenderOption="UNFORMATTED_VALUE") == [["x", 2]]
    assert sheet.refused({"pasteData": {"coordinate": place, "data": "a", "delimiter": "ab"}})


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        (["1", "3"], ["5", "7"]),
        (["5"], ["5", "5"]),
        (["3/15/2025"], ["3/16/2025", "3/17/2025"]),
        (["a", "b"], ["a", "b"]),
        (["Bước 1"], ["Bước 2", "Bước 3"]),
        (["HD-009"], ["HD-010", "HD-011"]),
        (["=B1"], ["", ""]),
    ],
    ids=["series", "one number", "days", "texts", "numbered", "padded", "formula"],
)
def test_auto_fill(sheet: Sheet, typed: list[str], filled: list[str]) -> None:
    sheet.put("A1", [[text] for text in typed], "USER_ENTERED")
    count = len(typed)
    spec = {"source": grid(0, count, 0, 1), "dimension": "ROWS", "fillLength": 2}
    sheet.batch({"autoFill": {"sourceAndDestination": spec}})
    found = sheet.values(f"A{count + 1}:A{count + 2}") or [[""], [""]]
    assert [row[0] if row else "" for row in found] == filled


def test_auto_fill_of_a_range(sheet: Sheet) -> None:
    sheet.put("A1:B1", [[1, 2]])
    sheet.batch({"autoFill": {"range": grid(0, 1, 0, 5)}})
    assert sheet.values("A1:E1") == [["1", "2", "3", "4", "5"]]
    assert sheet.refused({"autoFill": {"range": grid(5, 6, 0, 5)}})


def find(**told: object) -> dict:
    return {"findReplace": {"allSheets": True, **told}}


def test_find_and_replace(sheet: Sheet) -> None:
    sheet.put("A1:B3", [["An Bình", "an"], ["Bình An", '="an"&1'], ["x", 12]], "USER_ENTERED")
    told = sheet.batch(find(find="an", replacement="Y"))[0]["findReplace"]
    assert told == {"valuesChanged": 3, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 3}
    assert sheet.values("A1:B3") == [["Y Bình", "Y"], ["Bình Y", "an1"], ["x", "12"]]
    told = sheet.batch(find(find="an", replacement="Z", includeFormulas=True))[0]["findReplace"]
    assert told["formulasChanged"] == 1
    assert sheet.batch(find(find="bình", replacement="B", matchCase=True)) == [{"findReplace": {}}]
    assert sheet.batch(find(find="Y", replacement="B", matchEntireCell=True))[0]["findReplace"]["valuesChanged"] == 1
    told = sheet.batch(find(find=r"(\w+) Bình", replacement="Bình $1", searchByRegex=True))
    assert sheet.values("A1") == [["Bình Y"]]
    assert sheet.refused({"findReplace": {"find": "a"}})
    assert sheet.refused(find(find="(", searchByRegex=True))


def test_text_to_columns(sheet: Sheet) -> None:
    sheet.put("A1:A2", [["a;b;3"], ["c"]])
    sheet.batch({"textToColumns": {"source": grid(0, 2, 0, 1), "delimiterType": "SEMICOLON"}})
    assert sheet.values("A1:C2", valueRenderOption="UNFORMATTED_VALUE") == [["a", "b", 3], ["c"]]


def test_trim_and_duplicates(sheet: Sheet) -> None:
    sheet.put("A1:A3", [["  a  b "], ["a b"], ["c"]])
    assert sheet.batch({"trimWhitespace": {"range": grid(0, 3, 0, 1)}}) == [
        {"trimWhitespace": {"cellsChangedCount": 1}}
    ]
    told = sheet.batch({"deleteDuplicates": {"range": grid(0, 3, 0, 1)}})
    assert told == [{"deleteDuplicates": {"duplicatesRemovedCount": 1}}]
    assert sheet.values("A1:A3") == [["a b"], ["c"]]
