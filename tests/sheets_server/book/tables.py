"""Where a table of filled cells ends: what `append` and «current region» look for."""

from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.reading import Reading


def last_table(reading: Reading, sheet: Sheet, area: Area) -> Area | None:
    """The table that holds the lowest filled cell of an area; None if the area is empty, whatever stands beside it."""
    found = reading.extent(sheet, area)
    for row in range(found.bottom - 1, found.top - 1, -1):
        for column in range(found.right - 1, found.left - 1, -1):
            if is_filled(reading, sheet, row, column):
                return region(reading, sheet, row, column)
    return None


def region(reading: Reading, sheet: Sheet, row: int, column: int) -> Area:
    """The block of cells round a filled cell, out to an empty row and column on every side."""
    block = Area(row, row + 1, column, column + 1)
    while True:
        rim = sheet.area.common(Area(block.top - 1, block.bottom + 1, block.left - 1, block.right + 1))
        grown = Area(
            rim.top if _row_filled(reading, sheet, rim.top, rim) else block.top,
            rim.bottom if _row_filled(reading, sheet, rim.bottom - 1, rim) else block.bottom,
            rim.left if _column_filled(reading, sheet, rim.left, rim) else block.left,
            rim.right if _column_filled(reading, sheet, rim.right - 1, rim) else block.right,
        )
        if grown == block:
            return block
        block = grown


def is_filled(reading: Reading, sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell has a value, its own or one spilled into it."""
    if sheet.has_value(row, column):
        return True
    return reading.calculation.has_formulas(sheet) and bool(reading.calculation.effective(sheet, row, column))


def _row_filled(reading: Reading, sheet: Sheet, row: int, rim: Area) -> bool:
    return any(is_filled(reading, sheet, row, column) for column in range(rim.left, rim.right))


def _column_filled(reading: Reading, sheet: Sheet, column: int, rim: Area) -> bool:
    return any(is_filled(reading, sheet, row, column) for row in range(rim.top, rim.bottom))
