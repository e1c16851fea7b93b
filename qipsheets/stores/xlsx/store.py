"""The local workbook: read by calamine, written part by part, so that what people added stays as it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from qipsheets import files
from qipsheets.errors import DoubtfulState, FileTrouble, Locked
from qipsheets.language import _
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import BY_KEY, DASHBOARD, PROGRESS, SCHOOL, SYNCED, TITLES
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Edit, Formula, Plain, Table, cell_name, cell_value
from qipsheets.store_address import StoreAddress
from qipsheets.stores.appearance import links, look_up_formula, quoted_title, rows_that_fit
from qipsheets.stores.store import InitialRows, ToolRows
from qipsheets.stores.writing import Located, NotWritten, TabCells, differing_in_place, places_of
from qipsheets.stores.xlsx.package import WorkbookPackage
from qipsheets.stores.xlsx.reading import cells_in, marks_of, tables_in, titles_in
from qipsheets.stores.xlsx.sheet import EXCEL_CHARACTERS, changing, without_shown_values
from qipsheets.stores.xlsx.upgrade import add_missing
from qipsheets.vietnamese import fold

_ATTEMPTS = 3  # where somebody saves the file while it is being changed


class ExcelStore:
    """A workbook on this machine. `home` is where the locks of this machine lie."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        self.home = home
        self.name = path.name
        self.address = StoreAddress.of_workbook(path)
        self.folder = path.parent
        self.most_characters = EXCEL_CHARACTERS
        self._seen: Mapping[str, TabCells] = {}  # what edits were worked out from

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
        tables = tables_in(WorkbookPackage.open(self.name, data), data)
        self._seen = cells_in(tables)
        return tables

    def write(self, edits: Sequence[Edit] = (), tool_rows: ToolRows | None = None) -> None:
        """Edits and new contents of tool tabs in one atomic save, proved before it. Nothing is saved where anything is
        refused. A file that somebody saves meanwhile is read anew. Raises Locked where that happens again and again.
        """

        def changed(package: WorkbookPackage, data: bytes) -> bytes:
            tables = tables_in(package, data)
            cells = cells_in(tables)
            places = places_of(edits, cells, seen, EXCEL_CHARACTERS)
            for key, located in places.items():
                _edit_tab(package, BY_KEY[key], cells[key], located)
            for key, rows in (tool_rows or {}).items():
                _replace_tool_tab(package, tables, key, rows)
            if tool_rows:
                _forget_shown(package)
            made = package.data()
            now = cells_in(tables_in(WorkbookPackage.open(self.name, made), made)) if places else {}
            for key, located in places.items():
                if differing := differing_in_place(cells[key], now[key], located):
                    raise NotWritten([f"{TITLES[key]} {name}" for name in differing])
            return made

        seen = self._seen
        with self._writing():
            self._save(changed)

    def prepare(self, content: InitialRows, lists: Mapping[str, Sequence[str]]) -> list[str] | None:
        """A new workbook by the schema (None), or what an existing one lacked and now has.

        Raises DoubtfulState where another file than a workbook of qipsheets is there.
        """
        added: list[str] = []

        def completed(package: WorkbookPackage, data: bytes) -> bytes:
            tables = tables_in(package, data)
            if SCHOOL.key not in tables:
                raise DoubtfulState(
                    _("There is another file {path} already.").format(path=self.path),
                    _("Choose another name; an existing file is never overwritten."),
                )
            added[:] = add_missing(package, tables, content)
            return package.data() if added else data

        with self._writing():
            if not self.path.exists():
                from qipsheets.stores.xlsx import builder  # it needs openpyxl, which most commands do without

                files.replace_bytes(self.path, builder.build(content, lists))
                return None
            self._save(completed)
            return added

    def _save(self, change: Callable[[WorkbookPackage, bytes], bytes]) -> None:
        """Puts the changed file in place of the one that was read, and of no other."""
        for _attempt in range(_ATTEMPTS):
            read = files.FileVersion.read(self.path)
            made = change(WorkbookPackage.open(self.name, read.data), read.data)
            if made == read.data:
                return
            with suppress(files.FileChanged):
                files.replace_bytes(self.path, made, read)
                if files.read_bytes(self.path) == made:
                    return
        raise Locked(
            _("Somebody saves {name} again and again while the tool wants to write it.").format(name=self.name),
            _("Close it in other programs, wait until OneDrive or Google Drive has finished, and run it again."),
        )

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


def _edit_tab(package: WorkbookPackage, tab: Tab, cells: TabCells, located: Located) -> None:
    """Sets the cells of a tab. Added rows get the formats of the row above and the look-ups that show their status."""
    progress = titles_in(package).get(PROGRESS.key, PROGRESS.title)
    columns = cells.columns
    look_ups = [(columns[fold(c.heading)], c.look_up) for c in tab.columns if c.look_up and fold(c.heading) in columns]
    with changing(package, cells.title) as sheet:
        added = range(cells.end + 1, cells.end + 1 + len(located.new_rows))
        for row in added:
            sheet.copy_styles(row - 1, row)
        for write in (*located.added(cells), *located.writes):
            sheet.set(write.row + 1, write.column, cell_value(write.new))
        for row in added:
            for column, look_up in look_ups:
                sheet.set(row, column, Formula(look_up_formula(look_up, row, cells.key_column, progress)))


def _replace_tool_tab(
    package: WorkbookPackage, tables: Mapping[str, Table], key: str, rows: Sequence[Sequence[Plain]]
) -> None:
    """Whole new rows of a tool tab, with the links of those that name a cell."""
    rows = rows_that_fit(tables, key, rows, package.name, package.name)
    with changing(package, tables[key].title) as sheet:
        sheet.replace_rows(rows, style=sheet.present_styles() if key == DASHBOARD.key else None)
        sheet.link_cells(
            (cell_name(link.row + 2, link.column), f"{quoted_title(link.title)}!{link.cell}")
            for link in links(tables, key, rows)
            if link.title in package.sheets
        )


def _forget_shown(package: WorkbookPackage) -> None:
    """The look-ups' last values go: no program may show yesterday's flag as today's."""
    about = quoted_title(titles_in(package)[PROGRESS.key])
    tool = {titles_in(package).get(tab.key) for tab in SYNCED}
    for title, part in package.sheets.items():
        if title not in tool and any(about in text for text in marks_of(package, title).formulas.values()):
            package.parts[part] = without_shown_values(package.parts[part], about)
    package.recalculate_on_open()
