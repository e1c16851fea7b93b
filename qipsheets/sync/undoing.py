"""Taking back: tables once edits are written, the edits that undo others, a known state put back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qipsheets import files
from qipsheets.errors import ConfigurationError, DoubtfulState, FileTrouble
from qipsheets.frameworks.load import framework
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.differences import Change, differences
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import ID_HEADING, shown
from qipsheets.sheets.table import Cell, Edit, Plain, Table, text_of
from qipsheets.store_address import StoreAddress
from qipsheets.stores.writing import by_tab
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import content_of, list_words
from qipsheets.sync.grid import NO_GRID, grids_of, text_in
from qipsheets.sync.merge import merge
from qipsheets.vietnamese import fold


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
    """The edits that put back what was there; a row made by them keeps its ID and nothing else.

    A row that was there and got another ID is found by that new one.
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


@dataclass(frozen=True, slots=True)
class Left:
    """A cell that was changed since the run: what the run wrote and what is there now."""

    tab: str
    key: str
    heading: str
    written: Plain
    now: Plain


@dataclass(frozen=True, slots=True)
class Undoing:
    """The edits that take a run back, and the cells that stay."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def undoing(tables: Mapping[str, Table], inverse: Sequence[Edit]) -> Undoing:
    """Compares each cell with what the run wrote there; one that is as it was before needs nothing."""
    grids = grids_of(tables)
    edits: list[Edit] = []
    left: list[Left] = []
    for edit in inverse:
        grid = grids.get(edit.tab, NO_GRID)
        row = grid.row(edit.key.casefold())
        if fold(edit.heading) == ID_HEADING:
            # One ID in a row's own cell: it is the row. The way back again is `fix`, as old IDs may be there twice.
            if row.key:
                edits.append(Edit(edit.tab, row.key, edit.heading, row.key, edit.new))
            continue
        folded = fold(edit.heading)
        heading, now, text = grid.headings.get(folded), row.cells.get(folded), row.texts.get(folded, "")
        written, before = (text_in(edit.tab, edit.heading, cell) for cell in (edit.old, edit.new))
        # `fix` also writes what only looks the same: letters composed, blanks made one. That is taken back, too.
        as_written = text == written != before or (written == before and now == edit.old != edit.new)
        if as_written and heading is not None and edit.tab in BY_KEY:
            edits.append(Edit(edit.tab, row.key or edit.key, heading, now, edit.new))
        elif text != before:
            left.append(Left(edit.tab, edit.key, edit.heading, edit.old, now))
    return Undoing(tuple(edits), tuple(left))


_USUAL = "tt17-2018-primary"


@dataclass(frozen=True, slots=True)
class EditsBack:
    """The edits that put a state back, and what edits of cells cannot: order, headings, merged ranges, formulas."""

    edits: tuple[Edit, ...]
    left: tuple[Change, ...]


def edits_back(current: Mapping[str, Table], wanted: Mapping[str, Table]) -> EditsBack:
    """A merge in which only the wanted side has changed: rows that came since are emptied, lost ones added below."""
    edits = merge(current, current, wanted).edits_for_sheet
    then = applied(current, edits)
    return EditsBack(edits, tuple(change for change in differences(then, wanted) if not _is_emptied(change)))


def _is_emptied(change: Change) -> bool:
    """A row that came since keeps its ID; a row with only an ID is empty."""
    return change.kind == "removed" and change.new is None and change.old == change.key


def write_workbook(
    tables: Mapping[str, Table], store: ExcelStore, address: StoreAddress, folder: Path
) -> tuple[Change, ...]:
    """Makes a new workbook of a state of the store at `address` and reads it back; returns what differs, if anything.

    Raises FileTrouble where a file of that name is there: nothing is ever overwritten.
    """
    if store.path.suffix.lower() != ".xlsx" or store.exists():
        raise FileTrouble(
            _("{path} is there already, or its name does not end in .xlsx.").format(path=store.path),
            _("Name a new file, for example «{name}».").format(name=files.free_name(store.path.with_suffix(".xlsx"))),
        )
    from qipsheets.stores.xlsx.builder import workbook_of  # it needs openpyxl, which most commands do without

    data = workbook_of(tables, _lists(tables, folder), formulas=not address.is_sheet)
    with files.file_lock(store.path, store.home):
        files.replace_bytes(store.path, data)
    back = store.read()
    found = {key: back[key] for key in tables if key in back}
    return () if fingerprint_of(found) == fingerprint_of(tables) else tuple(differences(tables, found))


def _lists(tables: Mapping[str, Table], folder: Path) -> Mapping[str, Sequence[str]]:
    """The words of the drop-downs, by the state's own framework where that can be read."""
    try:
        chosen = load(tables, folder).plan.framework
    except (ConfigurationError, DoubtfulState):
        chosen = framework(_USUAL)
    return list_words(tables, chosen, content_of(tables))
