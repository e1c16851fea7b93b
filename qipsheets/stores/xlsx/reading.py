"""Reads the tabs of a workbook: calamine gives the values; formulas, errors, months, far cells are found here."""

import io
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import lru_cache
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING, TypeVar

from lxml import etree

from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.sheets.columns import moment_of
from qipsheets.sheets.schema import BY_KEY, TITLES
from qipsheets.sheets.tab import heading_row, shown
from qipsheets.sheets.table import Cell, Merge, Table, cell_name
from qipsheets.stores.writing import TabCells, look_up_columns
from qipsheets.stores.xlsx.package import MAIN, NS, Package, damaged, naming
from qipsheets.vietnamese import fold

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_ROWS = 100_000
MOST_COLUMNS = 702  # ZZ
MOST_CELLS = 4_000_000  # rows x columns: what a reader makes room for
_ROW, _CELL, _FORMULA, _VALUE = (f"{{{MAIN}}}{name}" for name in ("row", "c", "f", "v"))
_CONTENT = (_VALUE, _FORMULA, f"{{{MAIN}}}is")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')  # of a number format: text, colours, blanks
_REFERENCES = re.compile(r"(?:[A-Z]{1,3}[0-9]{1,7} )*")
_NO_LETTERS, _NO_DIGITS = str.maketrans("", "", ascii_uppercase), str.maketrans("", "", digits)
_BLOCK = 1 << 18  # bytes that are parsed before their cells are counted
_TIMES: frozenset[type] = frozenset((time, timedelta))
_SHARED_MONTH = "17"  # of the formats that every program has: mmm-yy


@dataclass(slots=True)
class Marks:
    """What stands in a sheet besides plain values, by 1-based row and 0-based column; how far its cells reach."""

    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    months: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0


def tables_in(package: Package, data: bytes) -> dict[str, Table]:
    """All tabs of the schema that a workbook holds. Raises FileTrouble, which names the part that is damaged."""
    return {key: table for key, (table, _above) in _read(package, data).items()}


def cells_in(package: Package, data: bytes) -> tuple[dict[str, Table], dict[str, TabCells]]:
    """The tabs, and all their cells with the rows over the headings."""
    found = _read(package, data)
    cells = {
        key: TabCells.of(table, above, look_up_columns(key, table.headings)) for key, (table, above) in found.items()
    }
    return {key: table for key, (table, _above) in found.items()}, cells


def sheets_of(name: str, data: bytes) -> dict[str, list[list[Cell]]]:
    """The cells of every sheet of a workbook, whatever it is about, by title. Raises FileTrouble as `tables_in`."""
    package = Package.open(name, data)
    rows = _sheets(package, data, {title: title for title in package.sheets}, _rows_of)
    return {title: _plain(found) for title, found in rows.items()}


def titles_in(package: Package) -> dict[str, str]:
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


def _read(package: Package, data: bytes) -> dict[str, tuple[Table, list[list[Cell]]]]:
    return _sheets(package, data, titles_in(package), _table)


Made = TypeVar("Made")


def _sheets(
    package: Package,
    data: bytes,
    titles: Mapping[str, str],
    make: Callable[["CalamineWorkbook", str, str, Marks], Made],
) -> dict[str, Made]:
    """What is made of each of these sheets, given by key and title. Raises FileTrouble for a damaged part."""
    from python_calamine import CalamineError, CalamineWorkbook

    months = _month_styles(package)
    # Every part that calamine will inflate is inflated here first, within bounds, and its cells are counted.
    marks = {key: marks_of(package, title, months) for key, title in titles.items()}
    for part in package.related("sharedStrings"):
        with naming(package.name, part):
            package.parts.check(part)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return {key: make(book, key, title, marks[key]) for key, title in titles.items()}
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(package.name, str(error)[:80]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own fault at what it did not foresee
            raise
        raise damaged(package.name) from error


def _rows_of(book: "CalamineWorkbook", _key: str, title: str, marks: Marks) -> list[list[Cell]]:
    rows: list[list[Cell]] = book.get_sheet_by_name(title).to_python(skip_empty_area=False)  # type: ignore[assignment]
    _put_marks(rows, marks)
    return rows


def _table(book: "CalamineWorkbook", key: str, title: str, marks: Marks) -> tuple[Table, list[list[Cell]]]:
    sheet = book.get_sheet_by_name(title)
    rows = _rows_of(book, key, title, marks)
    tab = BY_KEY.get(key)
    if tab is None:
        return Table(title, tuple(map(shown, rows[0])) if rows else (), _plain(rows[1:])), []
    head = heading_row(tab, rows)
    headings = tuple(map(shown, rows[head])) if rows else ()
    table = Table(title, headings, _plain(rows[head + 1 :]), head + 2, _merges(sheet, head + 1))
    formulas = {(row - head - 2, column): text for (row, column), text in marks.formulas.items() if row > head + 1}
    return replace(table, formulas=formulas) if formulas else table, rows[:head]


def _put_marks(rows: list[list[Cell]], marks: Marks) -> None:
    """Errors as the words that the program shows, and months where a day is shown as one."""
    for (row, column), text in marks.errors.items():
        while len(rows) < row:
            rows.append([])
        line = rows[row - 1]
        line += [None] * (column + 1 - len(line))
        line[column] = text
    for row, column in marks.months:
        cell = rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else None
        if isinstance(cell, float | int) and not isinstance(cell, bool) and 0 < cell < 100_000:
            cell = moment_of(cell)
        if isinstance(cell, date):
            rows[row - 1][column] = f"{cell.month}/{cell.year}"


def _plain(rows: list[list[Cell]]) -> list[list[Cell]]:
    """calamine's cells are ours but for times and durations, which no column holds."""
    for row in rows:
        if not _TIMES.isdisjoint(map(type, row)):
            row[:] = [str(cell) if type(cell) in _TIMES else cell for cell in row]
    return rows


def _merges(sheet: "CalamineSheet", first: int) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple(Merge(start[0] - first, start[1], end[0] - first, end[1]) for start, end in ranges if end[0] >= first)


# What stands in a sheet besides values


def marks_of(package: Package, title: str, months: frozenset[str] = frozenset()) -> Marks:
    """Formulas, errors and months of a sheet, found while it is parsed; nothing of it is kept.

    Raises FileTrouble for a damaged part, and for cells so far out that a reader would make room for millions.
    """
    found = _parsed(package, title, _Cells(months))
    if found.has_more:  # texts are asked for only where there are any: most tabs hold values alone
        found = _parsed(package, title, _CellsWithTexts(months))
    return found.marks


def _parsed(package: Package, title: str, cells: "_Cells") -> "_Cells":
    part = package.sheets[title]
    parser = etree.XMLParser(target=cells, resolve_entities=False, no_network=True, huge_tree=True)  # type: ignore[arg-type]
    with naming(package.name, part), closing(package.parts.stream(part)) as stream:
        while block := stream.read(_BLOCK):
            parser.feed(block)
            cells.measure()
            if _is_boundless(cells.marks):
                raise _boundless(title, cells.marks)
        parser.close()
        cells.measure()
    return cells


class _Cells:
    """Takes in a sheet's elements as lxml reads them: how far its cells reach, and whether `has_more` than values."""

    def __init__(self, months: frozenset[str]) -> None:
        self.marks, self.months, self.has_more = Marks(), months, False
        self.number, self.name = 0, ""
        self.about: Mapping[str, str] = {}
        self._filled: list[str] = []

    def start(self, tag: str, about: Mapping[str, str]) -> None:
        """A row, a cell or what is in one; a row or cell without a name follows the one before."""
        if tag == _CELL:
            self.name = about.get("r") or cell_name(self.number, column_index(self.name) + 1)
            self.about = about
            if about.get("s") in self.months or about.get("t") == "e":
                self.has_more = True
        elif tag in _CONTENT:
            self._filled.append(self.name)
            self.has_more = self.has_more or tag == _FORMULA
        elif tag == _ROW:
            self.number, self.name = int(about.get("r") or self.number + 1), ""

    def close(self) -> None:
        """The end of the sheet."""

    def measure(self) -> None:
        """Counts in the cells since it was last called. Raises ValueError for a name that is none of a cell."""
        text = " ".join((*self._filled, ""))
        if not _REFERENCES.fullmatch(text):
            raise ValueError(text[:50])
        rows, columns = set(text.translate(_NO_LETTERS).split()), set(text.translate(_NO_DIGITS).split())
        self.marks.last_row = max(self.marks.last_row, *map(int, rows | {"0"}))
        self.marks.last_column = max(self.marks.last_column, *map(column_index, columns | {"A"}))
        self._filled.clear()


class _CellsWithTexts(_Cells):
    """Takes in the texts of formulas and errors, too, and which cells show a month."""

    def __init__(self, months: frozenset[str]) -> None:
        super().__init__(months)
        self._text: list[str] = []

    def start(self, tag: str, about: Mapping[str, str]) -> None:
        super().start(tag, about)
        self._text.clear()
        if tag == _CELL and about.get("s") in self.months and about.get("t", "n") in ("n", "d"):
            self.marks.months.add(self._place())

    def data(self, text: str) -> None:
        """A piece of text."""
        self._text.append(text)

    def end(self, tag: str) -> None:
        """The end of an element: its text is whole."""
        if tag == _FORMULA:
            self.marks.formulas[self._place()] = "".join(self._text) or "…"
        elif tag == _VALUE and self.about.get("t") == "e":
            self.marks.errors[self._place()] = "".join(self._text).strip() or "#ERROR!"

    def _place(self) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(self.name)
        if match is None:
            raise ValueError(self.name)
        return int(match[2]), column_index(match[1])


def name_cells(rows: etree._Element, number: int = 0) -> None:
    """Numbers rows and names cells: they may leave both out and then follow the one before."""
    for row in rows:
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = -1
        for cell in row:
            column = column_index(cell.get("r", "")) if cell.get("r") else column + 1
            cell.set("r", cell_name(number, column))


def _is_boundless(marks: Marks) -> bool:
    rows, columns = marks.last_row, marks.last_column + 1
    return rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS


def _boundless(title: str, marks: Marks) -> FileTrouble:
    return FileTrouble(
        _("The tab «{title}» has cells far below or far to the right of its rows: as far as {cell}.").format(
            title=title, cell=cell_name(marks.last_row, marks.last_column)
        ),
        _("Delete the empty rows and columns behind the last entries, save, and run the command again."),
    )


@lru_cache(maxsize=1024)
def column_index(reference: str) -> int:
    """The 0-based column of a cell's name: C7 is 2."""
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter) - 64
    return index - 1


def _month_styles(package: Package) -> frozenset[str]:
    """The cell formats, by their number, that show of a day its month and year alone."""
    part = "xl/styles.xml"
    if part not in package.parts:
        return frozenset()
    root = package.xml(part)
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iterfind("m:numFmts/m:numFmt", NS)}
    months = {number for number, code in formats.items() if _shows_month(code)} | {_SHARED_MONTH} - formats.keys()
    return frozenset(
        str(at) for at, one in enumerate(root.iterfind("m:cellXfs/m:xf", NS)) if one.get("numFmtId") in months
    )


def _shows_month(code: str) -> bool:
    letters = set(_NOT_SHOWN.sub("", code.partition(";")[0]).casefold())
    return {"m", "y"} <= letters and not letters & set("dhs0#?")
