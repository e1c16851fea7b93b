"""Where an edit lands: its row by the ID, its column by the heading; refused where the old value stands no more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.headings import shown
from qipsheets.sheets.table import Edit, Formula, Plain, Table, text_of
from qipsheets.vietnamese import fold


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """An edit with its place; `index` counts rows from 0 below the headings, `column` from 0."""

    index: int
    column: int
    key: str
    heading: str
    new: Plain


@dataclass(frozen=True, slots=True)
class Placed:
    """A tab's edits with their places, and the rows to make below the last (index and ID)."""

    cells: tuple[PlacedCell, ...]
    new_rows: tuple[tuple[int, str], ...]
    key_column: int
    columns: Mapping[str, int]


def by_tab(edits: Sequence[Edit]) -> dict[str, list[Edit]]:
    """Edits by the key of their tab."""
    grouped: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        grouped[edit.tab].append(edit)
    return grouped


def place_edits(table: Table, edits: Sequence[Edit]) -> Placed:
    """The cells that a tab's edits change. Raises DoubtfulState where a heading is gone or an `old` is no longer so."""
    columns = {fold(heading): index for index, heading in reversed(list(enumerate(table.headings)))}
    key_column = columns.get(fold("Mã"), 0)
    rows = {shown(row[key_column]): index for index, row in reversed(list(enumerate(table.rows)))}
    cells: list[PlacedCell] = []
    new_rows: list[tuple[int, str]] = []
    for edit in edits:
        column = columns.get(fold(edit.heading))
        if column is None:
            raise DoubtfulState(
                _("The tab «{tab}» has no heading «{heading}».").format(tab=table.title, heading=edit.heading)
            )
        index = edit.row - table.first_row if edit.row is not None else rows.get(edit.key)
        if index is None:
            index = rows[edit.key] = len(table.rows) + len(new_rows)
            new_rows.append((index, edit.key))
        _refuse_changed(table, edit, index, column)
        cells.append(PlacedCell(index, column, edit.key, edit.heading, edit.new))
    return Placed(tuple(cells), tuple(new_rows), key_column, columns)


def _refuse_changed(table: Table, edit: Edit, index: int, column: int) -> None:
    row = table.rows[index] if index < len(table.rows) else ()
    stands = row[column] if column < len(row) else None
    plain: Plain = stands.shown if isinstance(stands, Formula) else stands
    if text_of(plain) != text_of(edit.old):
        raise DoubtfulState(
            _("The cell «{heading}» of {key} holds «{found}» now, not «{old}»; nothing was written.").format(
                heading=edit.heading, key=edit.key, found=text_of(plain), old=text_of(edit.old)
            ),
            _("Someone changed it meanwhile: run the command again."),
        )
