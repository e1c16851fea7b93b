"""References follow their cells: each line is a formula of the sheet «Kế hoạch» before and after one change."""

import pytest

from tests.sheets_server.book.shifting import deleted, inserted, moved
from tests.sheets_server.formulas.rewriting import Change, Renamed, Shifted, shifted

HOME = "Kế hoạch"


def row(start: int, count: int = 1, title: str = HOME) -> Shifted:
    """Rows come before row `start` (0-based)."""
    return Shifted(title, "ROWS", inserted(start, count))


def gone(start: int, count: int = 1, title: str = HOME) -> Shifted:
    """Rows from `start` on go."""
    return Shifted(title, "ROWS", deleted(start, count))


def move(start: int, count: int, target: int) -> Shifted:
    """Rows go before `target`, counted before they leave."""
    return Shifted(HOME, "ROWS", moved(start, count, target))


def column(start: int, count: int = 1, title: str = HOME) -> Shifted:
    """Columns come before a column."""
    return Shifted(title, "COLUMNS", inserted(start, count))


STATE = '={"Tình trạng";ARRAYFORMULA(IF(A2:A="";"";IFNA(VLOOKUP(A2:A;\'Tiến độ\'!A2:Z;3;FALSE);"")))}'
CASES: dict[str, tuple[str, Change, str]] = {
    "cell below the new row": ("=A5", row(2), "=A6"),
    "cell at the new row": ("=A3", row(2), "=A4"),
    "cell above the new row": ("=A2", row(2), "=A2"),
    "fast or not is the same": ("=$A$5&$A5&A$5", row(2, 3), "=$A$8&$A8&A$8"),
    "range around the new rows grows": ("=N(A2:A9)", row(4, 2), "=N(A2:A11)"),
    "range below the new row goes on": ("=N(A5:A9)", row(4), "=N(A6:A10)"),
    "range right above the new row stays": ("=N(A5:A9)", row(9), "=N(A5:A9)"),
    "open column above row 2": ("=A2:A", row(1), "=A3:A"),
    "open column from row 1": ("=A1:A", row(1), "=A1:A"),
    "whole column": ("=N(A:A)", row(0), "=N(A:A)"),
    "whole rows": ("=N(2:4)", row(2), "=N(2:5)"),
    "other sheet": ("=A5&'Tiến độ'!A5", row(2, title="Tiến độ"), "=A5&'Tiến độ'!A6"),
    "own sheet by name": ("='Kế hoạch'!A5", row(2), "='Kế hoạch'!A6"),
    "title in another case": ("='kế HOẠCH'!A5", row(2), "='kế HOẠCH'!A6"),
    "sheet that is not meant": ("=Nháp!A5", row(2), "=Nháp!A5"),
    "new column": ("=B2&A2&N(A:C)", column(1, 2), "=D2&A2&N(A:E)"),
    "new column leaves rows": ("=N(1:3)", column(0), "=N(1:3)"),
    "our formula, row above row 2": (STATE, row(1), STATE.replace("A2:A=", "A3:A=").replace("(A2:A;", "(A3:A;")),
    "our formula, row in the tool's tab": (STATE, row(1, title="Tiến độ"), STATE.replace("!A2:Z", "!A3:Z")),
    "our formula, column in the tool's tab": (
        STATE,
        column(1, title="Tiến độ"),
        STATE.replace("!A2:Z", "!A2:AA"),
    ),
    "text that looks like a cell": ('="A5"&A5', row(0), '="A5"&A6'),
    "function that looks like a cell": ("=LOG10(A5)", row(0), "=LOG10(A6)"),
    "spaces and case stay": ("= n( a1 ;A5 )", row(2), "= n( a1 ;A6 )"),
    "cell gone": ("=A3&1", gone(2), "=#REF!&1"),
    "cell of another sheet gone": ("='Tiến độ'!A3", gone(2, title="Tiến độ"), "=#REF!"),
    "cell below the gone row": ("=A5", gone(2, 2), "=A3"),
    "range shrinks inside": ("=N(A2:A9)", gone(3, 2), "=N(A2:A7)"),
    "range loses its head": ("=N(A3:A9)", gone(0, 4), "=N(A1:A5)"),
    "range loses its tail": ("=N(A3:A9)", gone(7, 9), "=N(A3:A7)"),
    "range gone": ("=N(A3:A9)", gone(2, 7), "=N(#REF!)"),
    "open range loses its head": ("=N(A3:A)", gone(0, 9), "=N(A1:A)"),
    "column gone": ("=N(B:B)&A1", Shifted(HOME, "COLUMNS", deleted(1, 1)), "=N(#REF!)&A1"),
    "range written upwards": ("=N(B9:B3)", gone(0), "=N(B8:B2)"),
    "row moved down": ("=A2&A3&A5", move(1, 1, 5), "=A5&A2&A4"),
    "row moved up": ("=A2&A5", move(4, 1, 1), "=A3&A2"),
    "range moved whole": ("=N(A3:A4)", move(2, 2, 9), "=N(A8:A9)"),
    "move within a range": ("=N(A2:A9)", move(2, 1, 6), "=N(A2:A9)"),
    "move out of a range": ("=N(A2:A5)", move(2, 1, 9), "=N(A2:A4)"),
    "move into a range": ("=N(A2:A5)", move(8, 1, 3), "=N(A2:A6)"),
    "move to where it is": ("=A3", move(2, 1, 3), "=A3"),
    "column moved": ("=A1&C1", Shifted(HOME, "COLUMNS", moved(2, 1, 0)), "=B1&A1"),
    "tab renamed": ("='Tiến độ'!A2&A2", Renamed("Tiến độ", "Tình hình"), "='Tình hình'!A2&A2"),
    "tab renamed to a plain word": ("='Tiến độ'!A2", Renamed("Tiến độ", "Data"), "=Data!A2"),
    "tab renamed to an odd word": ("=Data!A:B", Renamed("data", "Bob's"), "='Bob''s'!A:B"),
    "tab renamed to what looks like a cell": ("=Data!A1", Renamed("Data", "B12"), "='B12'!A1"),
    "another tab renamed": ("=Data!A1", Renamed("Other", "New"), "=Data!A1"),
    "no formula in the locale": ("=A5,B5", row(0), "=A5,B5"),
    "error stays": ("=#REF!&A5", row(0), "=#REF!&A6"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_formula_after_a_change(case: str) -> None:
    formula, change, expected = CASES[case]
    assert shifted(formula, "vi_VN", HOME, change) == expected
