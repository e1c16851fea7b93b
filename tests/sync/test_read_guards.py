"""Cells that a merge or a fix must not write: formulas and merged cells, in any row."""

import pytest

from qipsheets.sheets.table import Edit, Formula, Table
from qipsheets.sync.read_guards import unwritable

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
    (told,) = unwritable({"prose": table}, edits, "a.xlsx", 100)
    assert f"!B{row + 2} " in told
