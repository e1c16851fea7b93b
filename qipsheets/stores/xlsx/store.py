"""The local workbook: read by calamine, written part by part, so that what people added stays as it is."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from qipsheets import files
from qipsheets.errors import DoubtfulState, FileTrouble
from qipsheets.language import _
from qipsheets.plan.values import Place
from qipsheets.sheets.headings import heading_row, shown
from qipsheets.sheets.schema import BY_KEY, SCHOOL, TITLES
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Cell, Edit, Merge, Plain, Table, cell_name
from qipsheets.sheets.tool_tabs import PROGRESS, SYNCED
from qipsheets.stores.address import StoreAddress
from qipsheets.stores.appearance import CELL, look_up_formula, quoted, target
from qipsheets.stores.store import Content, ToolRows
from qipsheets.stores.writing import NewRow, TabCells, by_tab, locate, look_up_columns
from qipsheets.stores.xlsx.builder import build
from qipsheets.stores.xlsx.package import Package
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS, Sheet, formulas_in, refuse_boundless, without_shown_values
from qipsheets.stores.xlsx.upgrade import add_missing
from qipsheets.vietnamese import fold


class ExcelStore:
    """A workbook on this machine. `home` is where the locks of this machine lie."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        self.home = home

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def address(self) -> StoreAddress:
        """The file's full path."""
        return StoreAddress.of_workbook(self.path)

    @property
    def folder(self) -> Path:
        """The file's folder."""
        return self.path.parent

    @property
    def most_characters(self) -> int:
        """How long a text one cell holds."""
        return MOST_CHARACTERS

    def link(self, place: Place) -> str:
        """Nothing: a workbook on this machine opens in no browser."""
        del place
        return ""

    def exists(self) -> bool:
        """True where there is such a file, whatever it holds."""
        return self.path.exists()

    def seen(self) -> dict[str, Table]:
        """The tabs as they are: a file is read again."""
        return self.read()

    def read(self) -> dict[str, Table]:
        """All tabs of the schema that are there. Raises FileTrouble where the file is no workbook."""
        data = files.read_bytes(self.path)
        return _tables(Package.open(self.name, data), data)

    def write(self, edits: Sequence[Edit] = (), tool_rows: ToolRows | None = None) -> None:
        """Edits and new contents of tool tabs in one atomic save. Nothing is saved where anything is refused."""
        with self._writing():
            data = files.read_bytes(self.path)
            package = Package.open(self.name, data)
            tables = _tables(package, data)
            for key, tab_edits in by_tab(edits).items():
                _edit_tab(package, tables, BY_KEY[key], tab_edits, None)
            for key, rows in (tool_rows or {}).items():
                _replace_tool_tab(package, tables, key, rows)
            if tool_rows:
                _forget_shown(package)
            self._save(package.data())

    def prepare(self, content: Content, lists: Mapping[str, Sequence[str]]) -> list[str] | None:
        """A new workbook by the schema (None), or what an existing one lacked and now has.

        Raises DoubtfulState where a file stands there that is no workbook of qipsheets.
        """

        with self._writing():
            if not self.path.exists():
                self._save(build(content, lists))
                return None
            data = files.read_bytes(self.path)
            package = Package.open(self.name, data)
            tables = _tables(package, data)
            if SCHOOL.key not in tables:
                raise DoubtfulState(
                    _("There is another file {path} already.").format(path=self.path),
                    _("Choose another name; an existing file is never overwritten."),
                )
            added = add_missing(package, tables, content)
            if added:
                self._save(package.data())
            return added

    def _save(self, data: bytes) -> None:
        Package.open(self.name, data)  # what cannot be read back is never put in place of the old file
        files.replace_bytes(self.path, data)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.path.suffix.lower() != ".xlsx":
            raise FileTrouble(
                _("{name} is not an .xlsx file.").format(name=self.name),
                _("Name a file that ends in .xlsx; save an old .xls or .ods as .xlsx first."),
            )
        with files.file_lock(self.path, self.home):
            files.refuse_if_open(self.path)
            yield


def _tables(package: Package, data: bytes) -> dict[str, Table]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            titles = _titles(package)
            return {key: _table(book, package, key, title) for key, title in titles.items()}
    except CalamineError as error:
        raise FileTrouble(
            _("{name} is damaged: {reason}.").format(name=package.name, reason=error),
            _("Open it in Excel or LibreOffice and save it again, or take a backup."),
        ) from error


def _titles(package: Package) -> dict[str, str]:
    """Tab keys and the sheets that hold them: by defined name, else by title; a sheet serves one tab."""
    folded = {fold(title): title for title in package.sheets}
    titles: dict[str, str] = {}
    for key in TITLES:
        if key in package.tabs and package.tabs[key] not in titles.values():
            titles[key] = package.tabs[key]
    for key, title in TITLES.items():
        if key not in titles and folded.get(fold(title), "") not in ("", *titles.values()):
            titles[key] = folded[fold(title)]
    return titles


def _table(book: Any, package: Package, key: str, title: str) -> Table:
    refuse_boundless(package, title)
    sheet = book.get_sheet_by_name(title)
    rows: list[Sequence[Cell]] = sheet.to_python(skip_empty_area=False)
    tab = BY_KEY.get(key)
    if tab is None:
        return Table(title, tuple(map(shown, rows[0])) if rows else (), _cells(rows[1:]))
    head = heading_row(tab, rows)
    headings = tuple(map(shown, rows[head])) if rows else ()
    table = Table(title, headings, _cells(rows[head + 1 :]), head + 2, _merges(sheet, head + 1))
    found = formulas_in(package.parts[package.sheets[title]])
    formulas = {(row - head - 2, column): text for (row, column), text in found.items() if row > head + 1}
    return replace(table, formulas=formulas) if formulas else table


def _cells(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Cell]]:
    """calamine's cells are ours but for times and durations, which no column holds."""
    for row in rows:
        for cell in row:
            if type(cell) in (time, timedelta):
                return [[str(c) if isinstance(c, time | timedelta) else c for c in line] for line in rows]
    return rows


def _merges(sheet: Any, first: int) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(start[0] - first, start[1], end[0] - first, end[1]) for start, end in ranges if end[0] >= first)


def _edit_tab(
    package: Package, tables: Mapping[str, Table], tab: Tab, edits: Sequence[Edit], seen: TabCells | None
) -> None:
    if tab.key not in tables:
        raise DoubtfulState(_("There is no tab «{title}».").format(title=tab.title))
    table = tables[tab.key]
    part = package.sheets[table.title]
    sheet = Sheet(package.parts[part])
    cells = TabCells.of(table, look_ups=look_up_columns(tab.key, table.headings))
    located = locate(cells, edits, seen)
    for index, row in enumerate(located.new_rows, len(table.rows)):
        progress = _titles(package).get(PROGRESS.key, PROGRESS.title)
        _new_row(sheet, tab, table, cells.key_column, row, table.first_row + index, progress)
    for cell in located.writes:
        _refuse_long(cell.heading, cell.key, cell.new)
        sheet.set(cell.row + 1, cell.column, cell.new)
    package.parts[part] = sheet.data()


def _refuse_long(heading: str, key: str, value: Cell) -> None:
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise DoubtfulState(
            _("The text for «{heading}» of {key} has {count} characters; a cell of Excel holds {most}.").format(
                heading=heading, key=key, count=len(value), most=MOST_CHARACTERS
            ),
            _("Part the text into several rows."),
        )


def _new_row(sheet: Sheet, tab: Tab, table: Table, key_column: int, new: NewRow, row: int, progress_title: str) -> None:
    """A row below the last: the formats of the row above, its cells, and the look-ups that show its status."""
    sheet.copy_styles(row - 1, row)
    for at, value in new.cells.items():
        _refuse_long(table.headings[at], new.key, value)
        sheet.set(row, at, value)
    places = {fold(heading): at for at, heading in reversed(list(enumerate(table.headings)))}
    for column in tab.columns:
        place = places.get(fold(column.heading))
        if column.look_up and place is not None:
            sheet.set_formula(row, place, look_up_formula(column.look_up, row, key_column, progress_title))


def _replace_tool_tab(package: Package, tables: Mapping[str, Table], key: str, rows: Sequence[Sequence[Plain]]) -> None:
    wanted = next(tab.headings for tab in SYNCED if tab.key == key)
    if key in tables and [fold(heading) for heading in tables[key].headings[: len(wanted)]] != list(map(fold, wanted)):
        raise DoubtfulState(
            _("The tab «{title}» is not the tool's own: its headings are others.").format(title=tables[key].title),
            _("Give your tab another name, then run «qipsheets init --store {name}».").format(name=package.name),
        )
    if key not in tables:
        raise DoubtfulState(
            _("The tab «{title}» is missing from {name}.").format(title=TITLES[key], name=package.name),
            _("Run «qipsheets init --store {name}»: it adds what is missing.").format(name=package.name),
        )
    part = package.sheets[tables[key].title]
    sheet = Sheet(package.parts[part])
    sheet.replace_rows(rows)
    sheet.link_cells(_links(package, key, rows))
    package.parts[part] = sheet.data()


def _links(package: Package, key: str, rows: Sequence[Sequence[Plain]]) -> Iterator[tuple[str, str]]:
    """The cells of «Kiểm tra» with the place in the workbook that each leads to."""
    for number, line in enumerate(rows, 2):
        found = target(key, line)
        if found is not None and found[0] in package.sheets:
            yield cell_name(number, CELL), f"{quoted(found[0])}!{found[1]}"


def _forget_shown(package: Package) -> None:
    """The look-ups' last values go: no program may show yesterday's flag as today's."""
    about = quoted(_titles(package)[PROGRESS.key])
    tool = {_titles(package).get(tab.key) for tab in SYNCED}
    for title, part in package.sheets.items():
        if title not in tool:
            package.parts[part] = without_shown_values(package.parts[part], about)
    package.recalculate_on_open()
