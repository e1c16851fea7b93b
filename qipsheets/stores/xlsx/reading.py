"""Reads the tabs of a workbook: calamine gives the values; formulas, errors, months, far cells are found here."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING, TypeAlias
from xml.parsers import expat

from lxml import etree

from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.sheets.columns import moment_of
from qipsheets.sheets.schema import TITLES
from qipsheets.sheets.table import Cell, Merge, Table, cell_name
from qipsheets.stores.writing import Coordinates, TabCells, table_of
from qipsheets.stores.xlsx.package import NS, WorkbookPackage, damaged_workbook, naming
from qipsheets.vietnamese import fold

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

SheetCells: TypeAlias = tuple[list[list[Cell]], list[Merge], dict[Coordinates, str]]  # rows, merges, formulas by place
MOST_ROWS = 100_000
MOST_COLUMNS = 702  # ZZ
MOST_CELLS = 4_000_000  # rows x columns: what a reader makes room for
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')  # of a number format: text, colours, blanks
_LETTERS, _DIGITS = ascii_uppercase.encode(), digits.encode()
_BLOCK = 1 << 16  # bytes that are parsed before their cells are counted
_LONGEST_TAG = 1 << 22  # bytes
_MOST_NAMES, _DEEPEST, _MOST_MERGES = 2_000, 250, 100_000  # of a sheet: real ones have a tenth of each
_TIMES: frozenset[type] = frozenset((time, timedelta))
_SHARED_MONTH = "17"  # of the formats that every program has: mmm-yy


@dataclass(slots=True)
class Marks:
    """What is in a sheet besides plain values, by 0-based row and column; how far its cells reach."""

    formulas: dict[Coordinates, str] = field(default_factory=dict)
    errors: dict[Coordinates, str] = field(default_factory=dict)
    months: set[Coordinates] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0

    def reach(self, names: Sequence[str]) -> None:
        """Counts in cells by their names. Raises ValueError for one that is none."""
        text = " ".join(names).encode()
        rows, columns = set(text.translate(None, _LETTERS).split()), set(text.translate(None, _DIGITS).split())
        if not all(map(bytes.isdigit, rows)) or not all(map(bytes.isalpha, columns)):
            raise ValueError(text[:50])
        self.last_row = max(self.last_row, 0, *map(int, rows))
        self.last_column = max(self.last_column, 0, *(column_index(column.decode()) for column in columns))

    def refuse_boundless(self, title: str) -> None:
        """Raises FileTrouble where a reader would make room for too many cells."""
        rows, columns = self.last_row, self.last_column + 1
        if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise FileTrouble(
                _("The tab «{title}» has cells far below or far to the right of its rows: as far as {cell}.").format(
                    title=title, cell=cell_name(self.last_row, self.last_column)
                ),
                _("Delete the empty rows and columns behind the last entries, save, and run the command again."),
            )


def cells_in(tables: Mapping[str, Table]) -> dict[str, TabCells]:
    """All cells of the tabs, by key."""
    return {key: TabCells.of(key, table) for key, table in tables.items()}


def sheets_of(name: str, data: bytes) -> dict[str, list[list[Cell]]]:
    """The rows of every sheet of a workbook, whatever it is about, by title. Raises FileTrouble as `read_sheets`."""
    package = WorkbookPackage.open(name, data)
    return {title: rows for title, (rows, _merges, _formulas) in read_sheets(package, data, package.sheets).items()}


def titles_in(package: WorkbookPackage) -> dict[str, str]:
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


def tables_in(package: WorkbookPackage, data: bytes) -> dict[str, Table]:
    """All tabs of the schema that a workbook holds. Raises FileTrouble as `read_sheets`."""
    titles = titles_in(package)
    found = read_sheets(package, data, titles.values())
    return {key: table_of(key, title, *found[title]) for key, title in titles.items()}


def read_sheets(package: WorkbookPackage, data: bytes, titles: Iterable[str]) -> dict[str, SheetCells]:
    """Rows, merges and formulas of sheets. Raises FileTrouble, which names the part that is damaged."""
    from python_calamine import CalamineError, CalamineWorkbook

    months = _month_styles(package)
    # Every part that calamine will inflate is inflated here first, within bounds, and its cells are counted.
    marks = {title: marks_of(package, title, months) for title in titles}
    for part in package.related("sharedStrings"):
        with naming(package.name, part):
            for _block in package.parts.blocks(part):
                pass
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return {title: _read(book.get_sheet_by_name(title), about) for title, about in marks.items()}
    except (CalamineError, OSError, ValueError) as error:
        raise damaged_workbook(package.name, str(error)[:80]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own fault at what it did not foresee
            raise
        raise damaged_workbook(package.name) from error


def _read(sheet: "CalamineSheet", marks: Marks) -> SheetCells:
    """calamine's cells, errors as the words that the program shows, months where a day is shown as one, times and
    durations, which no column holds, as text.
    """
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    for (row, column), text in marks.errors.items():
        rows += [[] for _row in range(len(rows), row + 1)]
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    for row, column in marks.months:
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(cell, float | int) and not isinstance(cell, bool) and 0 < cell < 100_000:
            cell = moment_of(cell)
        if isinstance(cell, date):
            rows[row][column] = f"{cell.month}/{cell.year}"
    for line in rows:
        if not _TIMES.isdisjoint(map(type, line)):
            line[:] = [str(cell) if type(cell) in _TIMES else cell for cell in line]
    return rows, [Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ()], marks.formulas


# What is in a sheet besides values


def marks_of(package: WorkbookPackage, title: str, months: frozenset[str] = frozenset()) -> Marks:
    """Formulas, errors and months of a sheet, found while it is parsed; nothing of it is kept.

    Raises FileTrouble for a damaged part, and for cells so far out that a reader would make room for millions.
    """
    part, found = package.sheets[title], _Elements(months)
    with naming(package.name, part):
        for block in package.parts.blocks(part, _BLOCK):
            found.feed(block)
            found.marks.refuse_boundless(title)
        found.feed(b"", is_last=True)
    return found.marks


class _Elements:
    """Takes in a sheet's elements by their names without prefixes, wherever they are, as calamine does."""

    def __init__(self, months: frozenset[str]) -> None:
        self.marks, self._months = Marks(), months
        self._row, self._name = 0, ""
        self._cell: Mapping[str, str] = {}
        self._filled: list[str] = []
        self._ended: list[str] = []
        self._text: list[str] = []
        self._texts, self._otherwise = self.marks.formulas, ""
        self._started, self._depth, self._fed, self._merges = 0, 0, 0, 0
        self._parser = expat.ParserCreate("utf-8")  # calamine reads all as UTF-8, too
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._ended.append

    def feed(self, block: bytes, is_last: bool = False) -> None:
        """Parses a block and counts its cells. Raises ExpatError or ValueError where it is damaged or made to harm."""
        self._parser.Parse(block, is_last)
        self._fed += len(block)
        self._depth += self._started - len(self._ended)
        waiting = self._fed - self._parser.CurrentByteIndex
        counts = (waiting, _LONGEST_TAG), (self._depth, _DEEPEST), (self._merges, _MOST_MERGES)
        if any(count > most for count, most in (*counts, (len(self._parser.intern), _MOST_NAMES))):
            raise ValueError(self._name)
        self.marks.reach(self._filled)
        self._started = 0
        self._ended.clear()
        self._filled.clear()

    def _refuse(self, *_about: object) -> None:
        raise ValueError("DOCTYPE")  # no sheet has one: its entities could grow without end

    def _start(self, tag: str, about: dict[str, str]) -> None:
        self._started += 1
        if tag == "c":  # a row or cell without a name follows the one before
            self._name = about.get("r") or cell_name(self._row, column_index(self._name) + 1)
            self._cell = about
        elif tag == "is" or tag == "v":
            self._filled.append(self._name)
            kind = self._cell.get("t", "n")
            if kind == "e":
                self._keep_text(self.marks.errors, "#ERROR!")
            elif kind in ("n", "d") and self._cell.get("s") in self._months:
                self.marks.months.add(_place(self._name))
        elif tag == "f":
            self._filled.append(self._name)
            self._keep_text(self.marks.formulas, "…")
        elif tag == "row":
            self._row, self._name = int(about.get("r") or self._row + 1), ""
        elif tag == "mergeCell":
            self._merges += 1
        elif ":" in tag:  # asked last, for it is rare and this is called for each element
            self._started -= 1
            self._start(tag.rpartition(":")[2], about)

    def _keep_text(self, texts: dict[Coordinates, str], otherwise: str) -> None:
        self._texts, self._otherwise = texts, otherwise
        self._text.clear()
        self._parser.CharacterDataHandler, self._parser.EndElementHandler = self._text.append, self._end_text

    def _end_text(self, tag: str) -> None:
        self._ended.append(tag)
        self._parser.CharacterDataHandler, self._parser.EndElementHandler = None, self._ended.append
        self._texts[_place(self._name)] = "".join(self._text).strip() or self._otherwise


def _place(name: str) -> Coordinates:
    match = _REFERENCE.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return int(match[2]) - 1, column_index(match[1])


def name_cells(rows: etree._Element, number: int = 0) -> None:
    """Numbers rows and names cells: they may leave both out and then follow the one before."""
    for row in rows.iterfind("m:row", NS):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = -1
        for cell in row.iterfind("m:c", NS):
            column = column_index(cell.get("r", "")) if cell.get("r") else column + 1
            cell.set("r", cell_name(number, column))


@lru_cache(maxsize=1024)
def column_index(reference: str) -> int:
    """The 0-based column of a cell's name: C7 is 2."""
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter) - 64
    return index - 1


def _month_styles(package: WorkbookPackage) -> frozenset[str]:
    """The cell formats, by their number, that show of a day its month and year alone."""
    part = "xl/styles.xml"
    if part not in package.parts:
        return frozenset()
    root = package.xml(part)
    months = {_SHARED_MONTH}
    for one in root.iterfind("m:numFmts/m:numFmt", NS):
        letters = set(_NOT_SHOWN.sub("", one.get("formatCode", "").partition(";")[0]).casefold())
        if {"m", "y"} <= letters and not letters & set("dhs0#?"):
            months.add(one.get("numFmtId", ""))
        else:
            months.discard(one.get("numFmtId", ""))
    return frozenset(
        str(at) for at, one in enumerate(root.iterfind("m:cellXfs/m:xf", NS)) if one.get("numFmtId") in months
    )
