"""Tables as they stand once edits are written, and the edits that take others back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qipsheets.sheets.headings import shown
from qipsheets.sheets.table import Cell, Edit, Table, text_of
from qipsheets.stores.placing import by_tab
from qipsheets.vietnamese import fold

ID_HEADING = fold("Mã")


def applied(tables: Mapping[str, Table], edits: Sequence[Edit]) -> dict[str, Table]:
    """The tables with the edits' new values, as a store would hold them; an unknown ID makes a row below the last.

    Edits of tabs or headings that are not there are left out: the table of an older state may lack them.
    """
    result = dict(tables)
    for key, tab_edits in by_tab(edits).items():
        if key in result:
            result[key] = _applied(result[key], tab_edits)
    return result


def inverse(edits: Sequence[Edit]) -> list[Edit]:
    """The edits that put back what stood there; a row made by them keeps its ID and nothing else.

    A row that stood there and got another ID is found by that new one.
    """
    back: list[Edit] = []
    for edit in edits:
        is_id = fold(edit.heading) == ID_HEADING
        if not is_id or edit.row is not None:
            key = text_of(edit.new) if is_id else edit.key
            back.append(Edit(edit.tab, key, edit.heading, edit.new, edit.old))
    return back


def _applied(table: Table, edits: Sequence[Edit]) -> Table:
    columns = {fold(heading): index for index, heading in reversed(list(enumerate(table.headings)))}
    key_column = columns.get(ID_HEADING, 0)
    rows: list[list[Cell]] = [list(row) for row in table.rows]
    places: dict[str, int] = {}
    for index, row in enumerate(rows):
        places.setdefault(shown(row[key_column]) if key_column < len(row) else "", index)
    formulas = dict(table.formulas)
    for edit in edits:
        column = columns.get(fold(edit.heading))
        if column is None:
            continue
        if edit.row is None and edit.key not in places:
            places[edit.key] = len(rows)
            rows.append([None] * len(table.headings))
            rows[-1][key_column] = edit.key
        index = places[edit.key] if edit.row is None else edit.row - table.first_row
        rows[index] += [None] * (column + 1 - len(rows[index]))
        rows[index][column] = edit.new
        formulas.pop((index, column), None)
    return replace(table, rows=rows, formulas=formulas)
