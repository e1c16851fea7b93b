"""A small grid for formulas, two sheets of a plan, and a formula written for en_US as vi_VN writes it.

The sheet «Kế hoạch» (formulas stand in J2)           The sheet «Tiến độ»
  A      B          C     D   E       F               A      B         C
1 ID     Việc       Ai    Đ   Hạn     Xong            ID     Ngày trễ  Tình trạng
2 K-01   Sửa sân    Bình  3   45731   TRUE            k-02   12        Quá hạn
3 K-02   Mua sách   An    5   45748   FALSE           K-01   0         Đúng hạn
4 K-03   trồng cây        4                           K-09   3         Quá hạn
5 K-04   Sửa cổng   Bình  ""  #N/A                    K-02   99        doubled
"""

from dataclasses import dataclass, field
from datetime import datetime

from tests.sheets_server.formulas.formula import FormulaError, Memory, Place, Value, evaluate
from tests.sheets_server.formulas.tokens import tokens

NOON = datetime(2025, 3, 15, 12, 0, 0)
Rows = list[list[Value]]

PLAN: Rows = [
    ["ID", "Việc", "Ai", "Đ", "Hạn", "Xong"],
    ["K-01", "Sửa sân", "Bình", 3.0, 45731.0, True],
    ["K-02", "Mua sách", "An", 5.0, 45748.0, False],
    ["K-03", "trồng cây", None, 4.0, None, None],
    ["K-04", "Sửa cổng", "Bình", "", FormulaError("#N/A", "none"), None],
]
PROGRESS: Rows = [
    ["ID", "Ngày trễ", "Tình trạng"],
    ["k-02", 12.0, "Quá hạn"],
    ["K-01", 0.0, "Đúng hạn"],
    ["K-09", 3.0, "Quá hạn"],
    ["K-02", 99.0, "doubled"],
]


@dataclass
class Grid:
    """Sheets by title; a sheet is as large as its longest row unless `sizes` says otherwise. Counts what is read."""

    sheets: dict[str, Rows]
    locale: str = "en_US"
    names: dict[str, tuple[str, int, int, int, int]] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    reads: int = 0

    def _rows(self, title: str | None) -> Rows:
        for found, rows in self.sheets.items():
            if found.casefold() == (title or next(iter(self.sheets))).casefold():
                return rows
        raise FormulaError("#REF!", "no such sheet")

    def value(self, title: str | None, row: int, column: int) -> Value:
        self.reads += 1
        rows = self._rows(title)
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None

    def extent(self, title: str | None) -> tuple[int, int]:
        rows = self._rows(title)
        return self.sizes.get(title or "", (len(rows), max(len(row) for row in rows)))

    def named(self, name: str) -> tuple[str, int, int, int, int] | None:
        return self.names.get(name.lower())


def result(formula: str, grid: Grid, home: Place | None = None, memory: Memory | None = None) -> object:
    """One value, or the rows of several; an error is its code."""
    place = home or Place(next(iter(grid.sheets)), 1, 9)
    try:
        rows = evaluate(formula, grid, place, clock=lambda: NOON, memory=memory)
    except FormulaError as error:
        return error.code
    plain = [[cell.code if isinstance(cell, FormulaError) else cell for cell in row] for row in rows]
    return plain[0][0] if len(plain) == len(plain[0]) == 1 else plain


def vietnamese(formula: str) -> str:
    """A formula with ; between arguments, written for en_US, as vi_VN writes it: 1,5 and {1\\2}."""
    found = tokens(formula.removeprefix("="), "en_US")
    written = []
    for token in found:
        if token.kind == "number":
            written.append(token.text.replace(".", ","))
        else:
            written.append("\\" if token.kind == "mark" and token.text == "," else token.text)
    return "=" + "".join(written)


def plan_grid(locale: str = "en_US") -> Grid:
    """The two sheets, with the name SCORES for D2:D5."""
    return Grid({"Kế hoạch": PLAN, "Tiến độ": PROGRESS}, locale, {"scores": ("Kế hoạch", 1, 3, 5, 4)})
