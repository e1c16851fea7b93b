"""The formulas by which people's tabs show what the tool computed, found by the row's own ID."""

from qipsheets.sheets.table import cell_name
from qipsheets.sheets.tool_tabs import LOOK_UPS, PROGRESS


def look_up_formula(look_up: str, row: int, key_column: int, title: str = PROGRESS.title) -> str:
    """The formula of a cell in Excel and LibreOffice; it moves with its row when people sort."""
    column = PROGRESS.headings.index(LOOK_UPS[look_up])
    letter = cell_name(1, column)[:-1]
    own = cell_name(row, key_column)
    tab = quoted(title)
    found = f"INDEX({tab}!${letter}:${letter},MATCH(${own},{tab}!$A:$A,0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def quoted(title: str) -> str:
    """A tab's title as a formula writes it."""
    return "'" + title.replace("'", "''") + "'"
