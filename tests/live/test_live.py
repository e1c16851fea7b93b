"""On a real Google Sheet, where one is named: look-ups and colours after sorting and inserting, in both locales.

Set QIPSHEETS_LIVE_SHEET to the address of a Sheet made for this, shared with the key's address as Editor, and run
`pytest -m live`. Its locale is changed and put back; two tabs are added and taken away again.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from qipsheets import settings
from qipsheets.sheets.schema import PROGRESS
from qipsheets.store_address import StoreAddress
from qipsheets.stores.google.requests import grid, row_of, stable_id, update_cells
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.google.tabs import look_up_column, row_colours

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not os.environ.get("QIPSHEETS_LIVE_SHEET"), reason="QIPSHEETS_LIVE_SHEET names no Sheet"),
]
ROWS, TOOL = stable_id("live rows"), stable_id("live tool")
TITLE = "qipsheets thử 'nghiệm'"
FIELDS = (
    "spreadsheetId,properties/locale,sheets(properties(sheetId,title),"
    "data/rowData/values(effectiveValue,effectiveFormat/backgroundColorStyle,userEnteredValue/formulaValue))"
)
RED = {"red": 0.972549, "green": 0.79607844, "blue": 0.6784314}  # F8CBAD, for what is late


class Live:
    """A throwaway pair of tabs: rows with IDs and a look-up, and the tool's lines."""

    def __init__(self, store: GoogleStore) -> None:
        self.store = store

    def send(self, *requests: dict[str, Any]) -> None:
        assert self.store.client.batch(self.store.identity, requests, idempotent=False) is None

    def sheets(self) -> Any:
        return self.store.client.get(self.store.identity, FIELDS)

    def cells(self) -> list[list[dict[str, Any]]]:
        """The cells of the tab with the rows."""
        sheet = next(sheet for sheet in self.sheets()["sheets"] if sheet["properties"]["sheetId"] == ROWS)
        return [row.get("values", []) for row in sheet["data"][0].get("rowData", [])]

    def shown(self) -> dict[str, str]:
        """What the look-up shows beside each ID."""
        found = {}
        for row in self.cells():
            texts = [cell.get("effectiveValue", {}).get("stringValue", "") for cell in row[:2]]
            if texts and texts[0]:
                found[texts[0]] = texts[1] if len(texts) > 1 else ""
        return found

    def late(self) -> set[str]:
        """The IDs whose row is coloured as late."""
        return {
            row[0]["effectiveValue"]["stringValue"]
            for row in self.cells()
            if len(row) > 1 and row[0].get("effectiveValue") and _is_red(row[1])
        }


def _is_red(cell: dict[str, Any]) -> bool:
    colour = cell.get("effectiveFormat", {}).get("backgroundColorStyle", {}).get("rgbColor", {})
    return all(abs(colour.get(name, 0.0) - value) < 0.01 for name, value in RED.items())


@pytest.fixture(params=["vi_VN", "en_US"])
def live(request: pytest.FixtureRequest) -> Iterator[Live]:
    identity = StoreAddress.parse(os.environ["QIPSHEETS_LIVE_SHEET"]).key
    assert identity, "QIPSHEETS_LIVE_SHEET is no address of a Google Sheet"
    made = Live(GoogleStore(identity, settings.home()))
    before = made.sheets()
    stale = {sheet["properties"]["sheetId"] for sheet in before["sheets"]} & {ROWS, TOOL}
    made.send(*({"deleteSheet": {"sheetId": number}} for number in stale), *_built(request.param))
    yield made
    locale = {"properties": {"locale": before["properties"]["locale"]}, "fields": "locale"}
    made.send(
        {"deleteSheet": {"sheetId": ROWS}},
        {"deleteSheet": {"sheetId": TOOL}},
        {"updateSpreadsheetProperties": locale},
    )


def _built(locale: str) -> list[dict[str, Any]]:
    formula = look_up_column("status", "Tình trạng", 1, 0, TITLE)
    head = {"values": [{"userEnteredValue": {"stringValue": "Mã"}}, {"userEnteredValue": {"formulaValue": formula}}]}
    size = {"rowCount": 30, "columnCount": 9, "frozenRowCount": 1}
    lines = [["HD-001", "Quá hạn"], ["HD-002", "Hoàn thành"], ["HD-003", "Quá hạn"]]
    return [
        {"updateSpreadsheetProperties": {"properties": {"locale": locale}, "fields": "locale"}},
        {"addSheet": {"properties": {"sheetId": TOOL, "title": TITLE, "gridProperties": size}}},
        {"addSheet": {"properties": {"sheetId": ROWS, "title": "qipsheets thử dòng", "gridProperties": size}}},
        update_cells(
            grid(TOOL, (0, None), (0, 2)), [row_of(PROGRESS.headings[:2]), *map(row_of, lines)], "userEnteredValue"
        ),
        update_cells(grid(ROWS, (0, 1), (0, 2)), [head], "userEnteredValue"),
        update_cells(grid(ROWS, (1, 5), (0, 1)), [row_of([f"HD-{n:03d}"]) for n in range(1, 5)], "userEnteredValue"),
        *row_colours(ROWS, {"status": 1}, 2),
    ]


EXPECTED = {"Mã": "Tình trạng", "HD-001": "Quá hạn", "HD-002": "Hoàn thành", "HD-003": "Quá hạn", "HD-004": ""}


def test_the_look_up_shows_each_row_its_own_line(live: Live) -> None:
    assert live.shown() == EXPECTED
    assert live.late() == {"HD-001", "HD-003"}


def test_it_still_does_after_a_sort(live: Live) -> None:
    order = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    live.send({"sortRange": {"range": grid(ROWS, (1, 5), (0, 2)), "sortSpecs": order}})
    assert list(live.shown())[1] == "HD-004"
    assert live.shown() == EXPECTED
    assert live.late() == {"HD-001", "HD-003"}


@pytest.mark.parametrize("at", [1, 2, 4], ids=["right below the headings", "between", "at the end"])
def test_it_still_does_after_rows_were_put_in(live: Live, at: int) -> None:
    where = {"sheetId": ROWS, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    live.send(
        {"insertDimension": {"range": where, "inheritFromBefore": False}},
        update_cells(grid(ROWS, (at, at + 1), (0, 1)), [row_of(["HD-003"])], "userEnteredValue"),
    )
    assert [cell for cell in live.cells()[at][1:2] if "Quá hạn" in str(cell)]
    assert live.shown() == EXPECTED


def test_it_follows_a_renamed_tool_tab(live: Live) -> None:
    about = {"sheetId": TOOL, "title": "Tên khác"}
    live.send({"updateSheetProperties": {"properties": about, "fields": "title"}})
    assert live.shown() == EXPECTED


def test_a_whole_new_set_of_lines_is_shown_at_once(live: Live) -> None:
    """As a sync writes them: the range is unbounded, what the rows do not reach is cleared."""
    live.send(update_cells(grid(TOOL, (1, None), (0, 2)), [row_of(["HD-004", "Quá hạn"])], "userEnteredValue"))
    assert live.shown() == {**dict.fromkeys(EXPECTED, ""), "Mã": "Tình trạng", "HD-004": "Quá hạn"}
    assert live.late() == {"HD-004"}
