"""Columns that a people's tab lacks: headings nobody renamed, and look-ups whose formula is gone."""

from collections.abc import Iterator
from difflib import get_close_matches

from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.tab import Column, Tab
from qipsheets.stores.google.formats import body_formats, dimension, heading_row_of, pixels
from qipsheets.stores.google.reading import Found
from qipsheets.stores.google.requests import Request, grid, update_cells
from qipsheets.stores.google.rules import drop_down, look_up_column
from qipsheets.stores.google.tabs import Setting
from qipsheets.stores.tab_looks import tab_fill
from qipsheets.vietnamese import fold


def missing_columns(tab: Tab, found: Found, setting: Setting) -> Iterator[tuple[str, list[Request]]]:
    """Headings and the requests that add them to the right of the last; only where it is sure that they are missing."""
    table = found.table
    there = positions(tab, table.headings)
    strangers = [fold(heading) for heading in table.headings if heading]
    at = max((place for place, heading in enumerate(table.headings) if heading), default=-1) + 1
    for column in tab.columns:
        if column.look_up:
            place = _look_up_place(column, found, at)
            if place is None or "key" not in there:
                continue
            formula = look_up_column(
                column.look_up, column.heading, found.head + 1, there["key"], setting.progress_title
            )
        else:
            near = not column.own and get_close_matches(fold(column.heading), strangers, n=1, cutoff=0.6)
            if column.field in there or near:
                continue
            place, formula = at, ""
        yield column.heading, list(_column(tab, column, found, place, formula, setting))
        at += place == at


def _look_up_place(column: Column, found: Found, free: int) -> int | None:
    """Where a look-up's formula goes: a free column, or where its heading stands bare; None if it is there."""
    headings = [fold(heading) for heading in found.table.headings]
    if any(is_look_up(column, formula) for formula in found.head_formulas.values()):
        return None
    if fold(column.heading) not in headings:
        return free
    place = headings.index(fold(column.heading))
    bare = not any(shown(row[place]) for row in found.table.rows)
    formulas = place in found.head_formulas or any(at == place for _row, at in found.table.formulas)
    return place if bare and not formulas else None


def is_look_up(column: Column, formula: str) -> bool:
    """True for the formula that fills this look-up column, wherever people moved it."""
    return "VLOOKUP(" in formula and f'"{column.heading}"' in formula


def _column(tab: Tab, column: Column, found: Found, place: int, formula: str, setting: Setting) -> Iterator[Request]:
    sheet, head = found.number, found.head
    if place >= found.columns:
        yield {"appendDimension": {"sheetId": sheet, "dimension": "COLUMNS", "length": 1}}
    line = heading_row_of([(column.heading, column.note)], tab_fill(tab.key), {0: formula} if formula else {})
    where = grid(sheet, (head, head + 1), (place, place + 1))
    yield update_cells(where, [line], "userEnteredValue,userEnteredFormat,note")
    yield from body_formats(sheet, [(place, column.kind, bool(column.look_up))], setting.days_as_text, (head + 1, None))
    yield dimension(sheet, place, place + 1, {"pixelSize": pixels(column.width)}, "pixelSize")
    if column.kind.choices in setting.lists:
        yield drop_down(sheet, place, column.kind, setting.lists, setting.lists_title, head)
