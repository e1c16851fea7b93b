"""What a write sends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from qipsheets.errors import DoubtfulState
from qipsheets.sheets.schema import BY_KEY, PROGRESS
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.stores.google.reading import Book, LocatedTab
from qipsheets.stores.google.requests import GOOGLE_CHARACTERS, MOST_BYTES, calls_of, entered, size, stable_id
from qipsheets.stores.google.writing import tool_units, write_requests
from qipsheets.stores.writing import places_of
from tests.sheets_server.tests.discovery import faults

HEAD = tuple(column.heading for column in BY_KEY["targets"].columns)


def table(*rows: Sequence[Plain]) -> Table:
    return Table("Chỉ tiêu", HEAD, [[*row, *[None] * (len(HEAD) - len(row))] for row in rows])


def book(targets: Table, rows: int = 50, locale: str = "vi_VN") -> Book:
    progress = Table(PROGRESS.title, PROGRESS.headings, [])
    tabs = {
        "targets": LocatedTab(stable_id("targets"), "Chỉ tiêu", rows, len(HEAD), targets, by_id=True),
        "progress": LocatedTab(stable_id("progress"), PROGRESS.title, rows, 9, progress, by_id=True),
    }
    return Book("Sổ", locale, "Asia/Ho_Chi_Minh", tabs, ())


def sent(requests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The requests, once the service's own description has nothing to say against them."""
    found = [fault for request in requests for fault in faults(request, "Request")]
    assert found == []
    return list(requests)


def written(requests: Sequence[dict[str, Any]]) -> dict[tuple[int, int], Any]:
    """The cells that requests fill, by 0-based row and column."""
    cells = {}
    for request in sent(requests):
        found = request.get("updateCells")
        if found:
            for row, line in enumerate(found["rows"], found["range"]["startRowIndex"]):
                for column, cell in enumerate(line["values"], found["range"]["startColumnIndex"]):
                    cells[row, column] = cell.get("userEnteredValue")
    return cells


@pytest.mark.parametrize(
    ("value", "typed"),
    [("=1+1", {"stringValue": "=1+1"}), ("0042", {"stringValue": "0042"}), (True, {"boolValue": True}), (0, {"numberValue": 0}),
     (1.5, {"numberValue": 1.5}), (date(2020, 9, 5), {"numberValue": 44079}), (None, {}), ("", {}), (float("nan"), {"stringValue": "nan"}),
     ("a\x00b", {"stringValue": "ab"})],
)  # fmt: skip
def test_every_value_goes_with_its_type_and_none_as_a_formula(value: Plain, typed: dict[str, Any]) -> None:
    assert entered(value) == typed


def test_a_day_is_text_where_the_sheet_would_swap_day_and_month() -> None:
    assert entered(date(2020, 9, 5), days_as_text=True) == {"stringValue": "05/09/2020"}


def test_a_tool_tab_is_set_or_cleared_to_its_end() -> None:
    (unit,) = tool_units(book(table()), {"progress": [["HD-001", "Quá hạn", 3], ["HD-002", None]]}, "URL")
    (request,) = sent(unit)
    found = request["updateCells"]
    assert found["range"] == {
        "sheetId": stable_id("progress"),
        "startRowIndex": 1,
        "startColumnIndex": 0,
        "endColumnIndex": 9,
    }
    assert written(unit)[1, 2] == {"numberValue": 3}
    assert found["fields"] == "userEnteredValue"


def test_a_tool_tab_grows_by_a_number_that_may_be_set_twice() -> None:
    rows = [[f"HD-{n:03d}"] for n in range(60)]
    (unit,) = tool_units(book(table(), rows=50), {"progress": rows}, "URL")
    assert "updateSheetProperties" in sent(unit)[0]
    assert unit[0]["updateSheetProperties"]["properties"]["gridProperties"]["rowCount"] >= 61


def test_a_long_tool_tab_goes_in_several_calls_of_a_bearable_size() -> None:
    rows: list[list[Plain]] = [[f"HD-{n}", "x" * 900] for n in range(5_000)]
    units = tool_units(book(table(), rows=9_000), {"progress": rows}, "URL")
    batches = list(calls_of(units))
    assert len(batches) > 2
    assert all(size(batch) <= MOST_BYTES for batch in batches)
    cells = written([request for batch in batches for request in batch])
    assert [cells[n + 1, 0] for n in range(5_000)] == [{"stringValue": f"HD-{n}"} for n in range(5_000)]
    ends = [request["updateCells"]["range"].get("endRowIndex") for batch in batches for request in batch]
    assert ends[-1] is None  # the last call clears what is left below


def test_edits_go_to_their_cells_and_neighbours_together() -> None:
    found = book(table(["CT-001", "a"], ["CT-002", "b", "1.1"]))
    edits = [
        Edit("targets", "CT-002", "Tiêu chí", "1.1", "1.2"), Edit("targets", "CT-002", "Chỉ tiêu", "b", "=b"),
        Edit("targets", "CT-001", "Đã đạt", None, 3), Edit("targets", "CT-001", "Ngày đo", None, date(2020, 9, 5)),
    ]  # fmt: skip
    requests = write_requests(found, places_of(edits, found.cells, {}, GOOGLE_CHARACTERS))
    assert written(requests) == {
        (2, 1): {"stringValue": "=b"}, (2, 2): {"stringValue": "1.2"}, (1, 8): {"numberValue": 3}, (1, 9): {"numberValue": 44079},
    }  # fmt: skip
    assert len(requests) == 2


def test_a_new_row_goes_to_the_end_wherever_the_service_finds_it() -> None:
    found = book(table(["CT-001"]), rows=2)
    edits = [Edit("targets", "CT-777", "Chỉ tiêu", None, "mới"), Edit("targets", "CT-778", "Mã", None, "CT-778")]
    (request,) = sent(write_requests(found, places_of(edits, found.cells, {}, GOOGLE_CHARACTERS)))
    rows = request["appendCells"]["rows"]
    values = [[cell.get("userEnteredValue", {}).get("stringValue") for cell in row["values"][:3]] for row in rows]
    assert values == [["CT-777", "mới", None], ["CT-778", None, None]]


@pytest.mark.parametrize(
    ("edit", "words"),
    [(Edit("targets", "CT-001", "Chỉ tiêu", "khác", "mới"), "holds «a» now"), (Edit("targets", "CT-001", "Không có", None, "x"), "no heading"),
     (Edit("targets", "CT-001", "Chỉ tiêu", "a", "x" * 50_001), "50001"), (Edit("actions", "HD-001", "Ghi chú", None, "x"), "no tab"),
     (Edit("targets", "CT-001", "Hiện có", None, 5), "formula")],
    ids=["changed meanwhile", "no heading", "too long", "no tab", "formula"],
)  # fmt: skip
def test_what_cannot_be_placed_is_refused(edit: Edit, words: str) -> None:
    found = replace(table(["CT-001", "a"]), formulas={(0, HEAD.index("Hiện có")): "1+1"})
    with pytest.raises(DoubtfulState, match=words):
        places_of([edit], book(found).cells, {}, GOOGLE_CHARACTERS)


def test_far_too_many_edits_are_refused_whole() -> None:
    rows = [[f"CT-{n}"] for n in range(300)]
    found = book(table(*rows), rows=500)
    edits = [Edit("targets", f"CT-{n}", "Chỉ tiêu", None, "x" * 40_000) for n in range(300)]
    with pytest.raises(DoubtfulState, match="too many"):
        write_requests(found, places_of(edits, found.cells, {}, GOOGLE_CHARACTERS))
