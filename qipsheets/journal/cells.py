"""Cells as text and back: exact for the journal, canonical for a state's fingerprint.

The fingerprint of a state is the SHA-256 of its canonical text in UTF-8: for each tab of people, in the schema's order,
a line `["#", key, title, headings, first row, merged ranges, stray formulas]`, then a line `[cell, …]` for each row in
the tab's order, each line JSON without blanks and ended by a line feed. It covers what cells hold, not how they are
formatted: an empty cell is "", a day its number in a spreadsheet, a number has 15 digits (as in Excel), empty cells at
the end of a row and empty rows at the end of a tab are left out, and so are the columns that show what the tool found.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from qipsheets.sheets.columns import day_number
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Cell, Formula, Table
from qipsheets.vietnamese import fold

_EIGHT_EMPTY = ',""' * 8  # most rows end in many empty cells


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell for which the table's `formulas` name a formula, and what stands in its row."""

    formula: str
    cell: Cell


def _special(cell: object) -> dict[str, Any]:
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, Formula):
        return {"f": [cell.text, cell.shown]}
    if isinstance(cell, Shown):
        return {"g": [cell.formula, cell.cell]}
    raise TypeError(f"{type(cell)} is no cell")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_special)
_ASCII = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=_special)
_READ: Mapping[str, Callable[[Any], Any]] = {
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "f": lambda pair: Formula(*pair),
    "g": lambda pair: Shown(*pair),
}


def _object(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        [(kind, value)] = found.items()
        if kind in _READ:
            return _READ[kind](value)
    return found  # a patch: column to cell


def encoded(value: Any) -> str:
    """Cells, a row or rows as JSON, types and all; letters that UTF-8 cannot hold are escaped."""
    text = _ENCODER.encode(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return _ASCII.encode(value)
    return text


def decoded(texts: Iterable[str]) -> list[Any]:
    """Many encoded values at once."""
    found: list[Any] = json.loads(f"[{','.join(texts)}]", object_hook=_object)
    return found


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
    return replace(table, rows=rows if isinstance(table.rows, list) else tuple(rows), formulas=formulas)


def _emptied(row: Sequence[Cell], places: Sequence[int]) -> Sequence[Cell]:
    cells = None
    for at in places:
        if at < len(row) and row[at] != "" and row[at] is not None:
            cells = cells or list(row)
            cells[at] = ""
    return row if cells is None else cells if isinstance(row, list) else tuple(cells)


def held_rows(table: Table) -> list[Sequence[Cell | Shown]]:
    """The rows, each cell with the formula the table names for it."""
    rows: list[Sequence[Any]] = list(table.rows)
    for (at, column), formula in table.formulas.items():
        if 0 <= at < len(rows) and 0 <= column < len(rows[at]):
            row = list(rows[at])
            row[column] = Shown(formula, row[column])
            rows[at] = row
    return rows


def stray_formulas(table: Table) -> list[list[Any]]:
    """Formulas named for places outside the rows, as [row, column, formula]."""
    return sorted(
        [at, column, formula]
        for (at, column), formula in table.formulas.items()
        if not (0 <= at < len(table.rows) and 0 <= column < len(table.rows[at]))
    )


def fingerprint(tables: Iterable[tuple[str, Table, Iterable[str]]]) -> str:
    """The state's SHA-256 in hexadecimal, of tabs with their rows' canonical texts."""
    digest = sha256()
    for key, table, rows in tables:
        lines = [canonical_head(key, table), *rows]
        while lines[-1] == "[]":
            lines.pop()
        digest.update(("\n".join(lines) + "\n").encode())
    return digest.hexdigest()


def fingerprint_of(tables: Mapping[str, Table]) -> str:
    """The fingerprint of tables as a store gives them."""
    return fingerprint((key, table, canonical_rows(table)) for key, table in people_cells(tables).items())


def canonical_head(key: str, table: Table) -> str:
    """A tab's first line of the canonical text."""
    headings = list(table.headings)
    while headings and not headings[-1]:
        headings.pop()
    merges = sorted([merge.first_row, merge.first_column, merge.last_row, merge.last_column] for merge in table.merges)
    strays = [[at, column, formula.removeprefix("=")] for at, column, formula in stray_formulas(table)]
    return encoded(["#", key, table.title, headings, table.first_row, merges, strays])


def canonical_rows(table: Table) -> Iterator[str]:
    """The rows' lines of the canonical text."""
    return map(canonical, held_rows(table))


def canonical(row: Sequence[Cell | Shown], text: str = "") -> str:
    """A row's line; `text` is its encoded form where that is known."""
    all_text = set(map(type, row)) == {str}
    plain = (text or encoded(row)) if all_text else encoded([_held(cell) for cell in row])
    end = len(plain) - 1
    while plain.endswith(_EIGHT_EMPTY, 0, end):
        end -= len(_EIGHT_EMPTY)
    while plain.endswith(',""', 0, end):
        end -= 3
    return "[]" if plain[:end] == '[""' else f"{plain[:end]}]"


def same(one: Cell | Shown, other: Cell | Shown) -> bool:
    """True where two cells hold the same, however they are formatted."""
    first, second = _held(one), _held(other)
    return type(first) is type(second) and bool(first == second)


def _held(cell: Cell | Shown) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, date):
        return _number(day_number(cell))
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, Formula):
        return {"f": [cell.text.removeprefix("="), _held(cell.shown)]}
    shown = cell.cell.shown if isinstance(cell.cell, Formula) else cell.cell
    return {"f": [cell.formula.removeprefix("="), _held(shown)]}


def _number(value: float) -> int | float:
    if isinstance(value, int):
        return value
    rounded = float(f"{value:.15g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 10**15 else rounded
