"""What makes a side of a merge doubtful, on both sides of each threshold."""

from dataclasses import replace

import pytest

from qipsheets.errors import DoubtfulState
from qipsheets.sheets.table import Edit, Formula, Merge, Table
from qipsheets.sync.read_guards import broken_rows, is_great_loss, lost_since_agreement, refuse, unwritable
from tests.sync.sides import side

WORK = "Biện pháp cải tiến"


@pytest.mark.parametrize(
    ("gone", "rows", "is_great"),
    [
        (0, 4, False),
        (2, 4, False),
        (3, 4, True),
        (4, 4, True),
        (2, 3, False),
        (3, 3, False),
        (2, 5, False),
        (3, 5, True),
        (50, 100, False),
        (51, 100, True),
    ],
)
def test_more_than_half_of_at_least_four_rows_is_a_great_loss(gone: int, rows: int, is_great: bool) -> None:
    assert is_great_loss(gone, rows) is is_great


@pytest.mark.parametrize(
    ("gone", "rows", "is_doubtful"),
    [
        (1, 1, False),
        (1, 2, False),
        (2, 2, True),
        (2, 3, False),
        (3, 3, True),
        (2, 4, False),
        (3, 4, True),
        (4, 4, True),
    ],
)
@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_all_rows_or_a_great_loss_of_them_is_doubtful(how: str, gone: int, rows: int, is_doubtful: bool) -> None:
    base = side(actions={f"HD-{n:03d}": {WORK: f"việc {n}"} for n in range(1, rows + 1)})
    left = {f"HD-{n:03d}": {WORK: f"việc {n}"} for n in range(gone + 1, rows + 1)}
    empty: dict[str, dict[str, str]] = {f"HD-{n:03d}": {} for n in range(1, gone + 1)}
    now = side(actions={**left, **(empty if how == "emptied" else {})})
    found = list(lost_since_agreement(base, now, "plan.xlsx"))
    assert bool(found) is is_doubtful
    assert all(f"{gone} of the {rows} rows" in sentence for sentence in found)


@pytest.mark.parametrize("change", ["lost", "doubled", "tab lost", "none", "own lost"])
def test_a_tab_or_heading_that_was_there_is_missed(change: str) -> None:
    base = side(own=["Riêng"], actions={"HD-001": {WORK: "việc"}})
    table = base["actions"]
    headings = {
        "lost": tuple("x" if heading == WORK else heading for heading in table.headings),
        "doubled": (*table.headings[:-1], WORK),
        "own lost": tuple("x" if heading == "Riêng" else heading for heading in table.headings),
    }.get(change, table.headings)
    now = {} if change == "tab lost" else {"actions": replace(table, headings=headings)}
    found = list(lost_since_agreement(base, now, "plan.xlsx"))
    assert bool(found) is (change in ("lost", "doubled", "tab lost"))


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([["HD-001", "a"], ["HD-002", "b"]], 0),
        ([["HD-001", "a"], ["", "b"]], 1),
        ([["HD-001", "a"], ["hd-001", "b"]], 1),
        ([["HD-001", "a"], ["HD-001", ""]], 0),
        ([["", ""], ["", ""]], 0),
    ],
    ids=["sound", "no ID", "an ID twice", "a spare row's ID twice", "empty rows"],
)
def test_a_row_in_use_has_an_id_of_its_own(rows: list[list[str]], wrong: int) -> None:
    [table] = side(actions={}).values()
    at = table.headings.index(WORK)
    cells = [[key, *[""] * (at - 1), text] for key, text in rows]
    assert len(list(broken_rows({"actions": replace(table, rows=cells)}, "plan.xlsx"))) == wrong


@pytest.mark.parametrize(
    ("cell", "merge", "text", "refused"),
    [
        ("a", None, "x" * 10, False),
        ("a", None, "x" * 11, True),
        (Formula("A1", "a"), None, "x", True),
        ("a", Merge(0, 3, 1, 4), "x", True),
        ("a", Merge(0, 4, 1, 4), "x", False),
        ("a", Merge(1, 4, 2, 4), "x", False),
    ],
    ids=["fits", "too long", "formula", "covered", "the merged cell itself", "a merge below"],
)
def test_a_cell_that_cannot_be_written_is_refused(cell: object, merge: Merge | None, text: str, refused: bool) -> None:
    tables = side(actions={"HD-001": {WORK: "a"}, "HD-002": {}})
    table = tables["actions"]
    at = table.headings.index(WORK)
    assert at == 4
    rows = [[*table.rows[0][:at], cell, *table.rows[0][at + 1 :]], table.rows[1]]
    now = {"actions": replace(table, rows=rows, merges=(merge,) if merge else ())}  # type: ignore[arg-type]
    assert bool(list(unwritable(now, [Edit("actions", "HD-001", WORK, "a", text)], "plan.xlsx", 10))) is refused


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, "And 1 more.")])
def test_at_most_five_places_are_named(count: int, more: str) -> None:
    with pytest.raises(DoubtfulState) as error:
        refuse([f"Place {number}." for number in range(count)], "Mend them.")
    assert str(error.value).endswith(more or "Place 4.")
    refuse([], "Mend them.")


HEADINGS = ("Mã", "Nội dung")


@pytest.mark.parametrize("row", [0, 1, 2], ids=["first row", "in between", "last row"])
@pytest.mark.parametrize("kept", ["as a cell", "beside the cells"])
def test_a_formula_is_not_written_over_in_any_row(row: int, kept: str) -> None:
    table = Table("Lời văn", HEADINGS, [[f"LV-{number:03d}", "chữ"] for number in range(1, 4)])
    if kept == "as a cell":
        table.rows[row][1] = Formula("=A1", "chữ")
    else:
        table.formulas[row, 1] = "=A1"
    edits = [Edit("prose", f"LV-{number:03d}", "Nội dung", "chữ", "khác") for number in range(1, 4)]
    (sentence,) = unwritable({"prose": table}, edits, "a.xlsx", 100)
    assert f"the cell B{row + 2} of " in sentence
