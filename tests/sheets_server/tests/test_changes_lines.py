"""batchUpdate: rows and columns, and what follows them. Trap 16: blanks sort last; all that hangs on them moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_server.book import shifting
from tests.sheets_server.replies import Json
from tests.sheets_server.tests.sheets_api import Sheet, grid, rows


def ladder(sheet: Sheet, count: int = 5) -> None:
    sheet.put("A1", [[f"{row}{column}" for column in "abc"] for row in range(count)])


def insert(start: int, end: int, before: bool = False, dimension: str = "ROWS") -> Json:
    return {"insertDimension": {"range": rows(start, end, 0, dimension), "inheritFromBefore": before}}


def first_column(sheet: Sheet) -> list[str]:
    return [row[0] if row else "" for row in sheet.values("A1:A10")]


def test_insert_delete_and_move_rows(sheet: Sheet) -> None:
    ladder(sheet)
    sheet.batch(insert(1, 3))
    assert first_column(sheet) == ["0a", "", "", "1a", "2a", "3a", "4a"]
    assert sheet.sheet()["properties"]["gridProperties"]["rowCount"] == 1002
    sheet.batch({"deleteDimension": {"range": rows(1, 3)}})
    assert first_column(sheet) == ["0a", "1a", "2a", "3a", "4a"]
    sheet.batch({"moveDimension": {"source": rows(0, 2), "destinationIndex": 4}})
    assert first_column(sheet) == ["2a", "3a", "0a", "1a", "4a"]
    sheet.batch({"moveDimension": {"source": rows(2, 3), "destinationIndex": 0}})
    assert first_column(sheet) == ["0a", "2a", "3a", "1a", "4a"]


def test_insert_delete_and_move_columns(sheet: Sheet) -> None:
    ladder(sheet, 1)
    sheet.batch(insert(1, 2, dimension="COLUMNS"))
    assert sheet.values("A1:E1") == [["0a", "", "0b", "0c"]]
    sheet.batch({"moveDimension": {"source": rows(3, 4, 0, "COLUMNS"), "destinationIndex": 0}})
    assert sheet.values("A1:E1") == [["0c", "0a", "", "0b"]]
    sheet.batch({"deleteDimension": {"range": rows(0, 2, 0, "COLUMNS")}})
    assert sheet.values("A1:E1") == [["", "0b"]]


def test_an_inserted_row_looks_like_its_neighbour(sheet: Sheet) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    sheet.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": bold, "fields": "userEnteredFormat"}})
    sheet.batch(insert(1, 2, before=True), insert(0, 1))
    looks = ["userEnteredFormat" in sheet.cell(f"A{row}") for row in (1, 2, 3, 4)]
    assert looks == [True, True, True, False]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"deleteDimension": {"range": rows(0, 1000)}}, "You can't delete all the rows on the sheet."),
        (
            {"deleteDimension": {"range": rows(1000, 1001)}},
            "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        ({"deleteDimension": {"range": rows(0, 26, 0, "COLUMNS")}}, "You can't delete all the columns on the sheet."),
    ],
    ids=["all rows", "no such row", "all columns"],
)
def test_delete_refused(sheet: Sheet, request_: Json, words: str) -> None:
    assert sheet.refused(request_) == f"Invalid requests[0].deleteDimension: {words}"


@pytest.mark.parametrize(
    ("start", "before", "words"),
    [
        (1000, False, "range.startIndex must be less than the grid size (1000) if inheritFromBefore is false."),
        (1001, True, "range.startIndex is larger than current grid size (1000)"),
    ],
    ids=["at the end", "beyond the end"],
)
def test_insert_behind_the_end_refused(sheet: Sheet, start: int, before: bool, words: str) -> None:
    assert sheet.refused(insert(start, start + 1, before=before)) == f"Invalid requests[0].insertDimension: {words}"


def test_append_and_sizes(sheet: Sheet) -> None:
    found = {
        "range": rows(0, 2),
        "properties": {"pixelSize": 50, "hiddenByUser": True},
        "fields": "pixelSize,hiddenByUser",
    }
    sheet.batch(
        {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 2}}, {"updateDimensionProperties": found}
    )
    assert sheet.sheet()["properties"]["gridProperties"]["columnCount"] == 28
    sheet.batch(insert(1, 2, before=True))
    data = sheet.sheet(fields="sheets.data.rowMetadata")["data"][0]["rowMetadata"][:4]
    hidden = {"pixelSize": 50, "hiddenByUser": True}
    assert data == [hidden, {"pixelSize": 50}, hidden, {"pixelSize": 21}]


def test_trap_16_all_that_hangs_on_rows_moves_with_them(sheet: Sheet) -> None:
    rule = {
        "ranges": [grid(3, 5, 0, 1)],
        "booleanRule": {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=A4>1"}]}},
    }
    chart = {
        "spec": {
            "title": "t",
            "basicChart": {"domains": [{"domain": {"sourceRange": {"sources": [grid(3, 5, 0, 1)]}}}]},
        },
        "position": {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 3}}},
    }
    sheet.batch(
        {"addProtectedRange": {"protectedRange": {"range": grid(3, 5, 0, 1), "warningOnly": True}}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"setBasicFilter": {"filter": {"range": grid(2, 10, 0, 3)}}},
        {"addChart": {"chart": chart}},
    )
    sheet.batch(insert(1, 3))

    def starts() -> Json:
        own = sheet.get(fields="sheets")["sheets"][0]
        found = {
            "protected": own["protectedRanges"][0]["range"],
            "rule": own["conditionalFormats"][0]["ranges"][0],
            "chart": own["charts"][0]["spec"]["basicChart"]["domains"][0]["domain"]["sourceRange"]["sources"][0],
        }
        return {name: part["startRowIndex"] for name, part in found.items()} | {
            "anchor": own["charts"][0]["position"]["overlayPosition"]["anchorCell"]["rowIndex"],
            "formula": own["conditionalFormats"][0]["booleanRule"]["condition"]["values"][0]["userEnteredValue"],
            "filter": (own["basicFilter"]["range"]["startRowIndex"], own["basicFilter"]["range"]["endRowIndex"]),
        }

    names = ("protected", "rule", "chart", "anchor")
    assert starts() == dict.fromkeys(names, 5) | {"formula": "=A6>1", "filter": (4, 12)}
    sheet.batch({"deleteDimension": {"range": rows(0, 4)}})
    assert starts() == dict.fromkeys(names, 1) | {"formula": "=A2>1", "filter": (0, 8)}
    sheet.batch({"deleteDimension": {"range": rows(1, 3)}})
    own = sheet.sheet()
    assert not set(own) & {"protectedRanges", "conditionalFormats"}


def test_formulas_follow_their_cells(sheet: Sheet) -> None:
    sheet.batch({"addSheet": {"properties": {"title": "B"}}})
    sheet.put("A1:A3", [[1], [2], [3]])
    sheet.type("B!A1", "=ARRAYFORMULA(Sheet1!A1:A3)", "=Sheet1!A2")
    sheet.batch(insert(1, 2))
    assert [sheet.formula("B!A1"), sheet.formula("B!B1")] == ["=ARRAYFORMULA(Sheet1!A1:A4)", "=Sheet1!A3"]
    sheet.batch({"deleteDimension": {"range": rows(2, 3)}})
    assert sheet.values("B!A1:B3") == [[1, "#REF!"], [], [3]]


def spec(column: int, down: bool = False) -> Json:
    return {"dimensionIndex": column, "sortOrder": "DESCENDING" if down else "ASCENDING"}


@pytest.mark.parametrize(
    ("down", "order"),
    [(False, [2, 10, "An", "bình", True, "", ""]), (True, [True, "bình", "An", 10, 2, "", ""])],
    ids=["up", "down"],
)
def test_trap_16_blanks_sort_last_either_way(sheet: Sheet, down: bool, order: list[object]) -> None:
    values = [["", "0"], [10, "1"], ["bình", "2"], [True, "3"], [2, "4"], ["An", "5"], ["", "6"]]
    sheet.put("A1", values)
    sheet.batch({"sortRange": {"range": grid(0, 7, 0, 2), "sortSpecs": [spec(0, down)]}})
    found = sheet.values("A1:B7")
    assert [row[0] for row in found] == order
    assert [row[1] for row in found][-2:] == ["0", "6"]


def test_sort_by_two_columns_is_stable_and_takes_formats_along(sheet: Sheet) -> None:
    sheet.put("A1", [["b", 1], ["a", 2], ["b", 0], ["a", 1]])
    sheet.batch(
        {"repeatCell": {"range": grid(0, 1, 0, 1), "cell": {"note": "first"}, "fields": "note"}},
        {"sortRange": {"range": grid(0, 4, 0, 2), "sortSpecs": [spec(0), spec(1, True)]}},
    )
    assert sheet.values("A1:B4") == [["a", 2], ["a", 1], ["b", 1], ["b", 0]]
    assert sheet.cell("A3")["note"] == "first"


@pytest.mark.parametrize("by", ["hand", "filter"])
def test_rows_nobody_sees_stay_where_they_are(sheet: Sheet, by: str) -> None:
    """Of A1:A5 = e, d, a, b, c the third row is hidden."""
    sheet.put("A1", [["e"], ["d"], ["a"], ["b"], ["c"]])
    properties = {"range": rows(2, 3), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    filtered = {"range": grid(0, 5, 0, 1), "filterSpecs": [{"filterCriteria": {"hiddenValues": ["a"]}}]}
    sheet.batch(
        {"updateDimensionProperties": properties} if by == "hand" else {"setBasicFilter": {"filter": filtered}},
        {"sortRange": {"range": grid(0, 5, 0, 1), "sortSpecs": [spec(0)]}},
    )
    assert [row[0] for row in sheet.values("A1:A5")] == ["b", "c", "a", "d", "e"]


spans = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(spans, st.integers(0, 30), st.integers(1, 10), st.integers(0, 40))
def test_a_move_keeps_single_lines(span: tuple[int, int], start: int, count: int, target: int) -> None:
    """A span of one line stays one line and is found where a list's own move puts it."""
    lines = list(range(80))
    taken = lines[start : start + count]
    if not start <= target <= start + count:
        rest = lines[:start] + lines[start + count :]
        at = target if target < start else target - count
        lines = rest[:at] + taken + rest[at:]
    first = span[0]
    assert shifting.moved(start, count, target)(first, first + 1) == (lines.index(first), lines.index(first) + 1)
