"""An office's register of schools: who they are, which unit they belong to, where their plans are."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from qipsheets.errors import FileTrouble
from qipsheets.files import read_bytes
from qipsheets.language import Message, _
from qipsheets.plan.findings import Finding, Rule, rules_in
from qipsheets.plan.values import Place
from qipsheets.settings import expanded
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Cell
from qipsheets.store_address import StoreAddress
from qipsheets.stores.xlsx.reading import sheets_of
from qipsheets.vietnamese import fold, nfc, without_forbidden

TAB = "register"
BUNDLE_SUFFIX = ".qip"
WORKBOOKS = (".xlsx", ".xlsm")
HEADINGS: Mapping[str, tuple[str, str]] = {  # of each field, in either language
    "code": ("Mã trường", "code"),
    "name": ("Trường", "school"),
    "unit": ("Đơn vị", "unit"),
    "parent": ("Đơn vị cấp trên", "parent"),
    "kind": ("Loại trường", "kind"),
    "source": ("Nguồn", "store"),
    "contact": ("Liên hệ", "contact"),
    "public_key": ("Khóa công khai", "public key"),
}
NEEDED = ("code", "name", "source")
_NAMES = ("unit", "parent", "kind")  # which several rows share
_SEARCHED = 10  # rows in which the headings are looked for
_KEY_LETTERS = 64
_SEPARATORS = ",;\t"


class Line(NamedTuple):
    """A row of the register as text, by field, and its number in the file."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A school of the register. `source` is as it was written; `folder` is where a relative path begins."""

    code: str
    name: str
    unit: str = ""
    parent: str = ""
    kind: str = ""
    source: str = ""
    public_key: str = ""
    folder: str = ""
    row: int = 0

    @property
    def address(self) -> StoreAddress:
        """The Sheet or file that the source names."""
        address = StoreAddress.parse(self.source)
        return address if address.is_sheet else StoreAddress.of_workbook(Path(self.folder) / expanded(self.source))

    @property
    def is_sheet(self) -> bool:
        """True where the plan is in a Google Sheet: to read it takes a call to the service."""
        return bool(self.source) and self.address.is_sheet


@dataclass(frozen=True, slots=True)
class Register:
    """The schools by code, each unit with its superior («» above the highest), what is wrong in the rows."""

    entries: tuple[Entry, ...]
    units: Mapping[str, str]
    findings: tuple[Finding, ...]

    def under(self, unit: str) -> frozenset[str]:
        """A unit with all units below it."""
        found, new = {unit}, {unit}
        while new:
            new = {one for one, parent in self.units.items() if parent in new} - found
            found |= new
        return frozenset(found)


@cache
def register_rules() -> Mapping[str, Rule]:
    """The rules of the register, by code."""
    return rules_in(Path(__file__).with_name("rules.toml"))


def read_register_file(path: Path) -> Register:
    """The register in a workbook or CSV file. Raises FileTrouble where it is none."""
    if not path.exists():
        raise FileTrouble(_("There is no file {path}.").format(path=path), _("Check the name and the folder."))
    data = read_bytes(path)
    tables = sheets_of(path.name, data) if path.suffix.casefold() in WORKBOOKS else {path.stem: _csv_rows(path, data)}
    return register_of(path.name, tables, path.parent.resolve())


def register_of(name: str, tables: Mapping[str, Sequence[Sequence[Cell]]], folder: Path) -> Register:
    """The register among the tables of a file or Sheet: the one with most of its headings.

    Raises FileTrouble where none has any.
    """
    best: tuple[int, int, Sequence[Sequence[Cell]]] = (0, 0, ())
    for rows in tables.values():
        for at, row in enumerate(rows[:_SEARCHED]):
            best = max(best, (len(_positions(row)), -at, rows), key=lambda one: one[:2])
    found, above, rows = best
    if not found:
        raise FileTrouble(
            _("{name} holds no register of schools: no tab has the headings «Mã trường», «Trường», «Nguồn».").format(
                name=name
            ),
            _("docs/offices.md shows the columns; «scripts/make_schools.py» makes an example."),
        )
    return _Reading(folder).register(rows[-above], rows[1 - above :], 2 - above)


def _positions(row: Sequence[Cell]) -> dict[str, int]:
    """The 0-based column of each field by its heading."""
    places: dict[str, int] = {}
    for at, field in _fields(row):
        places.setdefault(field, at)
    return places


def _fields(row: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The cells of a row that are headings, from the left: 0-based column and field."""
    known = {fold(name): field for field, names in HEADINGS.items() for name in names}
    for at, cell in enumerate(row):
        field = known.get(fold(shown(cell)))
        if field is not None:
            yield at, field


def _csv_rows(path: Path, data: bytes) -> list[list[Cell]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileTrouble(
            _("The file {path} is not text in UTF-8.").format(path=path),
            _("Open it in Excel and save it as «CSV UTF-8» or as .xlsx."),
        ) from error
    try:
        separator = max(_SEPARATORS, key=lambda one: _most_headings(text, one))
        return [[*row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise FileTrouble(
            _("The file {path} cannot be read: {reason}.").format(path=path, reason=error),
            _("Open it in Excel and save it as «CSV UTF-8» or as .xlsx."),
        ) from error


def _most_headings(text: str, separator: str) -> int:
    """How many headings a row has that is parted so: there may be a title above them, with other signs in it."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return max((len(_positions(row)) for row in islice(rows, _SEARCHED)), default=0)


def _is_usable(entry: Entry) -> bool:
    """False for a source that can be no plan: another site, half an address, a folder that is not there."""
    if entry.is_sheet:
        return True
    if "://" in entry.source:
        return False
    path = entry.address.path
    return path.suffix.casefold() in (*WORKBOOKS, BUNDLE_SUFFIX) or os.path.isdir(path)  # noqa: PTH112 - never raises


class _Reading:
    """Reads rows into entries; what is wrong becomes a finding with its cell, and reading goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.findings: list[Finding] = []
        self.spelled: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.codes: dict[str, int] = {}
        self.sources: dict[str, Entry] = {}

    def register(self, headings: Sequence[Cell], rows: Iterable[Sequence[Cell]], first: int) -> Register:
        """The register; `first` is the number of the first row below the headings."""
        fields = [field for _at, field in _fields(headings)]
        places, doubled = _positions(headings), sorted({one for one in fields if fields.count(one) > 1})
        for field in NEEDED:
            if field not in places:
                message = Message("The register has no column «{heading}».", heading=HEADINGS[field][0])
                self._report("REG-01", Line(first - 1, {}), field, message)
        for field in doubled:
            message = Message("The column «{heading}» is there twice.", heading=HEADINGS[field][0])
            self._report("REG-10", Line(first - 1, {}), field, message)
        entries = [entry for line in _lines(places, rows, first) for entry in self._entries(line)]
        self._report_circles()
        entries.sort(key=lambda entry: entry.code)
        return Register(tuple(entries), dict(sorted(self.units.items())), tuple(self.findings))

    def _entries(self, line: Line) -> Iterator[Entry]:
        """The school of a row; none for a row that only says which unit is above another."""
        cells = self._as_before(line.cells)
        line = Line(line.row, cells)
        self._note_unit(line)
        if not (cells["code"] or cells["name"] or cells["source"]):
            return
        code = cells["code"]
        if not code:
            self._report("REG-02", line, "code", Message("«{school}» has no code.", school=cells["name"]))
            return
        if code.casefold() in self.codes:
            message = Message("The code {code} is in row {row} already.", code=code, row=self.codes[code.casefold()])
            self._report("REG-03", line, "code", message)
            return
        self.codes[code.casefold()] = line.row
        entry = self._entry(line)
        if not entry.name:
            self._report("REG-11", line, "name", Message("The school with the code {code} has no name.", code=code))
        if not entry.unit:
            self._report("REG-08", line, "unit", Message("«{school}» belongs to no unit.", school=entry.name))
        if not entry.source:
            self._report("REG-05", line, "source", Message("«{school}» has no source.", school=entry.name))
        elif not self._is_first(entry, line):
            entry = replace(entry, source="")  # the school is counted, but not with another's plan
        elif not _is_usable(entry):
            message = Message("«{source}» is no Sheet, workbook, bundle or folder.", source=entry.source[:80])
            self._report("REG-09", line, "source", message)
        yield entry

    def _as_before(self, cells: Mapping[str, str]) -> Mapping[str, str]:
        """The cells with units and kinds as they were first spelled, whatever their case, spaces and tone marks."""
        first = {field: self.spelled.setdefault(fold(cells[field]), cells[field]) for field in _NAMES if cells[field]}
        return {**cells, **first}

    def _entry(self, line: Line) -> Entry:
        cells = dict(line.cells)
        cells.pop("contact")  # for people who look at the register; nothing is sent to it
        return Entry(**{**cells, "public_key": self._key(line), "folder": self.folder}, row=line.row)

    def _key(self, line: Line) -> str:
        """The public key as 64 letters; one that cannot be read is kept as it is, so that no bundle fits it."""
        text = line.cells["public_key"]
        key = "".join(text.split()).casefold()
        if key and not (len(key) == _KEY_LETTERS and all(letter in "0123456789abcdef" for letter in key)):
            self._report("REG-07", line, "public_key", Message("«{text}» is no public key.", text=text[:80]))
        return key

    def _is_first(self, entry: Entry, line: Line) -> bool:
        """False where an earlier school has the same source; a folder of bundles may serve many."""
        key = str(entry.address)
        before = self.sources.setdefault(key, entry)
        if before is entry or (not entry.is_sheet and Path(key).suffix.casefold() not in (*WORKBOOKS, BUNDLE_SUFFIX)):
            return True
        message = Message("The source of «{school}» is that of row {row}, too.", school=entry.name, row=before.row)
        self._report("REG-04", line, "source", message)
        return False

    def _note_unit(self, line: Line) -> None:
        unit, parent = line.cells["unit"], line.cells["parent"]
        if not unit:
            return
        before = self.units.get(unit, "")
        if parent and before and fold(parent) != fold(before):
            message = Message("«{unit}» stands under «{first}» and under «{second}».",
                              unit=unit, first=before, second=parent)  # fmt: skip
            self._report("REG-06", line, "parent", message)
        self.units[unit] = before or parent

    def _report_circles(self) -> None:
        """A unit that is above itself stands at the top from then on."""
        for unit in list(self.units):
            seen, above = {unit}, self.units[unit]
            while above and above not in seen:
                seen.add(above)
                above = self.units.get(above, "")
            if above:
                message = Message("«{unit}» stands above itself.", unit=unit)
                self._report("REG-06", Line(0, {}), "parent", message)
                self.units[unit] = ""

    def _report(self, code: str, line: Line, field: str, message: Message) -> None:
        rule = register_rules()[code]
        place = Place(TAB, line.cells.get("code", ""), field, line.row or None)
        self.findings.append(Finding(code, message, place, rule.severity, Message(rule.remedy)))


def _lines(places: Mapping[str, int], rows: Iterable[Sequence[Cell]], first: int) -> Iterator[Line]:
    """The rows that hold anything, each field as one line of text."""
    for number, row in enumerate(rows, first):
        cells = {field: _text(row, places.get(field)) for field in HEADINGS}
        if any(cells.values()):
            yield Line(number, cells)


def _text(row: Sequence[Cell], at: int | None) -> str:
    if at is None or at >= len(row):
        return ""
    return " ".join(without_forbidden(nfc(shown(row[at]))).split())
