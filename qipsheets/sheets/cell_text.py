"""Cells as text and back, exact; tables as canonical text, whose hash is their fingerprint.

The fingerprint of tables is the SHA-256 of its canonical text in UTF-8: for each tab of people, in the schema's order,
a line `["#", key, title, headings, first row, merged ranges, stray formulas]`, then a line `[cell, …]` for each row in
the tab's order, each line JSON without blanks and ended by a line feed. It covers what is in cells, not how they are
formatted: an empty cell is "", a day its number in a spreadsheet, a number has 15 digits (as in Excel), empty cells at
the end of a row and empty rows at the end of a tab are left out, and so are the columns that show what the tool found.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from qipsheets.sheets.columns import day_number
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Cell, Formula, Table
from qipsheets.vietnamese import fold

_EIGHT_EMPTY = ',""' * 8  # most rows end in many empty cells


def _special(cell: object) -> dict[str, object]:
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, Formula):
        return {"f": [cell.text, cell.shown]}
    raise TypeError(f"{type(cell)} is no cell")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_special)
_ASCII = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=_special)


def special_cell(found: dict[str, object]) -> Cell:
    """The cell that JSON has no type for, from how it was encoded."""
    [(kind, value)] = found.items()
    if kind == "f" and isinstance(value, list):
        return Formula(*value)
    return {"d": date, "t": datetime}[kind].fromisoformat(str(value))


def encoded(value: object) -> str:
    """Cells, a row or rows as JSON, types and all; letters that UTF-8 cannot hold are escaped."""
    text = _ENCODER.encode(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return _ASCII.encode(value)
    return text


def decoded(text: str | bytes) -> Any:
    """What `encoded` made the text of. JSON has no types: the caller says what it is."""
    return json.loads(text, object_hook=special_cell)


def people_cells(tables: Mapping[str, Table]) -> dict[str, Table]:
    """People's tabs in the schema's order, the tool's words in them (status, days late, findings) left empty."""
    return {key: _without_look_ups(key, tables[key]) for key in BY_KEY if key in tables}


def _without_look_ups(key: str, table: Table) -> Table:
    names = {fold(column.heading) for column in BY_KEY[key].columns if column.look_up}
    places = [at for at, heading in enumerate(table.headings) if fold(heading) in names] if names else []
    if not places:
        return table
    rows = [_emptied(row, places) for row in table.rows]
    formulas = {place: text for place, text in table.formulas.items() if place[1] not in places}
    return replace(table, rows=rows, formulas=formulas)


def _emptied(row: Sequence[Cell], places: Sequence[int]) -> Sequence[Cell]:
    cells = None
    for at in places:
        if at < len(row) and row[at] != "" and row[at] is not None:
            cells = cells or list(row)
            cells[at] = ""
    return cells or row


def rows_with_formulas(table: Table) -> list[Sequence[Cell]]:
    """The rows, each cell for which the table names a formula as that formula."""
    rows = list(table.rows)
    for (at, column), formula in table.formulas.items():
        if 0 <= at < len(rows) and 0 <= column < len(rows[at]):
            row = list(rows[at])
            cell = row[column]
            row[column] = Formula(formula, cell.shown if isinstance(cell, Formula) else cell)
            rows[at] = row
    return rows


def stray_formulas(table: Table) -> list[tuple[int, int, str]]:
    """Formulas named for places outside the rows, as row, column, formula."""
    return sorted(
        (at, column, formula)
        for (at, column), formula in table.formulas.items()
        if not (0 <= at < len(table.rows) and 0 <= column < len(table.rows[at]))
    )


def fingerprint_of(tables: Mapping[str, Table]) -> str:
    """The SHA-256 in hexadecimal of what people see in tables, as a store gives them."""
    digest = sha256()
    for key, table in people_cells(tables).items():
        lines = [_canonical_head(key, table), *map(canonical, rows_with_formulas(table))]
        while lines[-1] == "[]":
            lines.pop()
        digest.update(("\n".join(lines) + "\n").encode())
    return digest.hexdigest()


def _canonical_head(key: str, table: Table) -> str:
    headings = list(table.headings)
    while headings and not headings[-1]:
        headings.pop()
    merges = sorted([merge.first_row, merge.first_column, merge.last_row, merge.last_column] for merge in table.merges)
    strays = [[at, column, formula.removeprefix("=")] for at, column, formula in stray_formulas(table)]
    return encoded(["#", key, table.title, headings, table.first_row, merges, strays])


def canonical(row: Sequence[Cell]) -> str:
    """A row's line of the canonical text."""
    plain = encoded(row if set(map(type, row)) == {str} else [_comparable(cell) for cell in row])
    end = len(plain) - 1
    while plain.endswith(_EIGHT_EMPTY, 0, end):
        end -= len(_EIGHT_EMPTY)
    while plain.endswith(',""', 0, end):
        end -= 3
    return "[]" if plain[:end] == '[""' else f"{plain[:end]}]"


def same(one: Cell, other: Cell) -> bool:
    """True where two cells are the same, however they are formatted."""
    first, second = _comparable(one), _comparable(other)
    return type(first) is type(second) and bool(first == second)


def _comparable(cell: Cell) -> object:
    if cell is None:
        return ""
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, date):
        return _number(day_number(cell))
    if isinstance(cell, int | float):
        return _number(cell)
    return {"f": [cell.text.removeprefix("="), _comparable(cell.shown)]}


def _number(value: float) -> int | float:
    if isinstance(value, int):
        return value
    rounded = float(f"{value:.15g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 10**15 else rounded
