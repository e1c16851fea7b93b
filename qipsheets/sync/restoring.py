"""A known state put back: as a new workbook, or as the edits that give a store its cells again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets import files
from qipsheets.errors import ConfigurationError, DoubtfulState, FileTrouble
from qipsheets.frameworks.load import framework
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.differences import Change, differences
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.address import StoreAddress
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import content_of, words_of
from qipsheets.sync.merge import merge
from qipsheets.sync.undoing import applied

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
    if fingerprint_of(found) == fingerprint_of(tables):
        return ()
    return tuple(differences(tables, found))


def _lists(tables: Mapping[str, Table], folder: Path) -> Mapping[str, Sequence[str]]:
    """The words of the drop-downs, by the state's own framework where that can be read."""
    try:
        chosen = load(tables, folder).plan.framework
    except (ConfigurationError, DoubtfulState):
        chosen = framework(_USUAL)
    return words_of(tables, chosen, content_of(tables))


def _is_emptied(change: Change) -> bool:
    """A row that came since keeps its ID; a row with only an ID is empty."""
    return change.kind == "removed" and change.new is None and change.old == change.key
