"""A table of cells as read from a store, and an edit of one cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from qipsheets.characters import mended_letters
from qipsheets.vietnamese import nfc

Plain: TypeAlias = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value it last showed."""

    text: str
    shown: Plain = None


Cell: TypeAlias = Plain | Formula


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 0-based from the first row below the headings; both ends are part of it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """A tab's cells below its headings; the row at index 0 is shown as `first_row` in the program. `above` are the rows
    over the headings.
    """

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    first_row: int = 2
    merges: tuple[Merge, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    above: Sequence[Sequence[Cell]] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell to change: refused where the cell is no longer `old`. `row` finds a row whose ID is what changes."""

    tab: str
    key: str
    heading: str
    old: Plain
    new: Plain
    row: int | None = None


# What a cell shows where its formula cannot be worked out, in every program and language.
ERROR_VALUES = frozenset(
    (
        "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
        "#ERROR!",
    )
)  # fmt: skip


def cell_name(row: int, column: int) -> str:
    """The name of a cell as people read it: row 7, 0-based column 2 is C7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def cell_value(cell: Cell) -> Plain:
    """A cell's value, of a formula the one it shows."""
    return cell.shown if isinstance(cell, Formula) else cell


def text_of(cell: Plain) -> str:
    """A cell as a person reads it: 3.0 is «3», a day is «05/09/2020», a moment of it «05/09/2020 07:30»."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return nfc(mended_letters(cell)).strip() if not cell.isascii() else cell.strip()
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)
