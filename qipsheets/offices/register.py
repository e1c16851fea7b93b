"""An office's register of schools: who they are, which unit they belong to, where their plans are."""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from qipsheets import settings
from qipsheets.errors import FileTrouble
from qipsheets.files import read_bytes
from qipsheets.language import Message, _
from qipsheets.plan.findings import Finding, Rule, rules_in
from qipsheets.plan.values import Place
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Cell
from qipsheets.store_address import StoreAddress
from qipsheets.stores.google.client import SheetsClient, base_url, timeout
from qipsheets.stores.google.reading import FIELDS, book_of
from qipsheets.stores.google.sign_in import sign_in
from qipsheets.stores.xlsx.reading import sheets_of
from qipsheets.vietnamese import fold, nfc, without_forbidden

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
_FIELDS = {fold(name): field for field, names in HEADINGS.items() for name in names}
_NEEDED = ("code", "name", "source")
_SHARED = ("unit", "parent", "kind")  # names that several rows have
_SEARCHED = 10  # rows in which the headings are looked for
_KEY_LETTERS = 64
_SEPARATORS = ",;\t"


class PlanPlace(StrEnum):
    """Where a school's plan is; the values are the names of the counts in `Ahead`."""

    NOWHERE = "without"
    SHEET = "sheets"
    WORKBOOK = "workbooks"
    BUNDLE = "bundles"  # one, or a folder of them for many schools


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
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
        if address.is_sheet:
            return address
        return StoreAddress.of_workbook(Path(self.folder) / settings.expanded(self.source))

    @property
    def place(self) -> PlanPlace:
        """Where its plan is, as far as the source tells."""
        if not self.source:
            return PlanPlace.NOWHERE
        if self.address.is_sheet:
            return PlanPlace.SHEET
        path = self.address.path
        is_bundle = path.suffix.casefold() == BUNDLE_SUFFIX or os.path.isdir(path)  # noqa: PTH112 - never raises
        return PlanPlace.BUNDLE if is_bundle else PlanPlace.WORKBOOK

    @property
    def is_sheet(self) -> bool:
        """True where the plan is in a Google Sheet: to read it takes a call to the service."""
        return bool(self.source) and self.address.is_sheet


@dataclass(frozen=True, slots=True)
class SchoolRegister:
    """The schools by code, each unit with its superior («» above the highest), what is wrong in the rows."""

    entries: tuple[RegisteredSchool, ...]
    units: Mapping[str, str]
    findings: tuple[Finding, ...]


@cache
def _rules() -> Mapping[str, Rule]:
    return rules_in(Path(__file__).with_name("rules.toml"))


def open_register(name: str) -> SchoolRegister:
    """The register of a Sheet, a workbook or a CSV file. Raises QipError where it cannot be read or is none."""
    address = StoreAddress.parse(name)
    if address.is_sheet:
        client = SheetsClient(sign_in(settings.home(), readonly=True), base_url(), timeout())
        book = book_of(client.get(address.key, FIELDS))
        tables = {one.title: [one.table.headings, *one.table.rows] for one in (*book.others, *book.tabs.values())}
        return register_of(book.title, tables, Path.cwd())
    path = settings.expanded(name)
    if not path.exists():
        raise FileTrouble(_("There is no file {path}.").format(path=path), _("Check the name and the folder."))
    data = read_bytes(path)
    is_workbook = path.suffix.casefold() in WORKBOOKS
    found = sheets_of(path.name, data) if is_workbook else {path.stem: _csv_rows(path, data)}
    return register_of(path.name, found, path.parent.resolve())


def register_of(name: str, tables: Mapping[str, Sequence[Sequence[Cell]]], folder: Path) -> SchoolRegister:
    """The register among the tables of a file or Sheet: the one with most of its headings.

    Raises FileTrouble where none has any.
    """
    best: tuple[int, int, Sequence[Sequence[Cell]]] = (0, 0, ())
    for rows in tables.values():
        for at, row in enumerate(rows[:_SEARCHED]):
            best = max(best, (_heading_count(row), -at, rows), key=lambda one: one[:2])
    found, above, rows = best
    if not found:
        raise FileTrouble(
            _("{name} holds no register of schools: no tab has the headings «Mã trường», «Trường», «Nguồn».").format(
                name=name
            ),
            _("docs/offices.md shows the columns; «scripts/make_schools.py» makes an example."),
        )
    return _Reading(folder).register(rows[-above], rows[1 - above :], 2 - above)


def _fields(row: Sequence[Cell]) -> list[str]:
    """The field whose heading each cell is; «» for other words."""
    return [_FIELDS.get(fold(shown(cell)), "") for cell in row]


def _heading_count(row: Sequence[Cell]) -> int:
    return len(set(_fields(row)) - {""})


def _csv_rows(path: Path, data: bytes) -> list[list[Cell]]:
    remedy = _("Open it in Excel and save it as «CSV UTF-8» or as .xlsx.")
    try:
        text = data.decode("utf-8-sig")
        separator = max(_SEPARATORS, key=lambda one: _most_headings(text, one))
        return [[*row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except UnicodeDecodeError as error:
        raise FileTrouble(_("The file {path} is not text in UTF-8.").format(path=path), remedy) from error
    except csv.Error as error:
        raise FileTrouble(
            _("The file {path} cannot be read: {reason}.").format(path=path, reason=error), remedy
        ) from error


def _most_headings(text: str, separator: str) -> int:
    """How many headings a row has that is parted so: there may be a title above them, with other signs in it."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return max(map(_heading_count, islice(rows, _SEARCHED)), default=0)


class _Line(NamedTuple):
    """A row of the register as text, by field, and its number in the file."""

    row: int
    cells: Mapping[str, str]


class _Reading:
    """Reads rows into schools; what is wrong becomes a finding with its cell, and reading goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.findings: list[Finding] = []
        self.spelled: dict[str, str] = {}
        self.units: dict[str, str] = {}
        self.codes: dict[str, int] = {}
        self.sources: dict[str, RegisteredSchool] = {}

    def register(self, headings: Sequence[Cell], rows: Iterable[Sequence[Cell]], first: int) -> SchoolRegister:
        """The register; `first` is the number of the first row below the headings."""
        fields = _fields(headings)
        head = _Line(first - 1, {})
        for field in _NEEDED:
            if field not in fields:
                message = Message("The register has no column «{heading}».", heading=HEADINGS[field][0])
                self._report("REG-01", head, field, message)
        for field in sorted({one for one in fields if one and fields.count(one) > 1}):
            message = Message("The column «{heading}» is there twice.", heading=HEADINGS[field][0])
            self._report("REG-10", head, field, message)
        places = {field: fields.index(field) for field in HEADINGS if field in fields}
        schools = []
        for number, row in enumerate(rows, first):
            cells = {field: _text(row, places.get(field)) for field in HEADINGS}
            school = self._school(_Line(number, self._as_before(cells)))
            if school is not None:
                schools.append(school)
        self._report_circles()
        schools.sort(key=lambda school: school.code)
        return SchoolRegister(tuple(schools), dict(sorted(self.units.items())), tuple(self.findings))

    def _as_before(self, cells: Mapping[str, str]) -> Mapping[str, str]:
        """The cells with units and kinds as they were first spelled, whatever their case, spaces and tone marks."""
        first = {field: self.spelled.setdefault(fold(cells[field]), cells[field]) for field in _SHARED if cells[field]}
        return {**cells, **first}

    def _school(self, line: _Line) -> RegisteredSchool | None:
        """The school of a row; None for a row that only says which unit is above another."""
        cells, code = dict(line.cells), line.cells["code"]
        self._note_unit(line)
        if not (code or cells["name"] or cells["source"]):
            return None
        if not code:
            self._report("REG-02", line, "code", Message("«{school}» has no code.", school=cells["name"]))
            return None
        if code.casefold() in self.codes:
            message = Message("The code {code} is in row {row} already.", code=code, row=self.codes[code.casefold()])
            self._report("REG-03", line, "code", message)
            return None
        self.codes[code.casefold()] = line.row
        cells.pop("contact")  # for people who look at the register; nothing is sent to it
        cells |= {"public_key": self._key(line), "folder": self.folder}
        return self._with_usable_source(RegisteredSchool(**cells, row=line.row), line)

    def _with_usable_source(self, school: RegisteredSchool, line: _Line) -> RegisteredSchool:
        """Reports what a school lacks; one with another's source is counted, but not with that plan."""
        if not school.name:
            message = Message("The school with the code {code} has no name.", code=school.code)
            self._report("REG-11", line, "name", message)
        if not school.unit:
            self._report("REG-08", line, "unit", Message("«{school}» belongs to no unit.", school=school.name))
        if not school.source:
            self._report("REG-05", line, "source", Message("«{school}» has no source.", school=school.name))
            return school
        is_file = school.address.path.suffix.casefold() in (*WORKBOOKS, BUNDLE_SUFFIX)
        before = self.sources.setdefault(str(school.address), school)
        if before is not school and (school.is_sheet or is_file):  # a folder of bundles may serve many
            message = Message("The source of «{school}» is that of row {row}, too.", school=school.name, row=before.row)
            self._report("REG-04", line, "source", message)
            return replace(school, source="")
        if not school.is_sheet and ("://" in school.source or not (is_file or school.place is PlanPlace.BUNDLE)):
            message = Message("«{source}» is no Sheet, workbook, bundle or folder.", source=school.source[:80])
            self._report("REG-09", line, "source", message)
        return school

    def _key(self, line: _Line) -> str:
        """The public key as 64 letters; one that cannot be read is kept as it is, so that no bundle fits it."""
        text = line.cells["public_key"]
        key = "".join(text.split()).casefold()
        if key and not (len(key) == _KEY_LETTERS and all(letter in "0123456789abcdef" for letter in key)):
            self._report("REG-07", line, "public_key", Message("«{text}» is no public key.", text=text[:80]))
        return key

    def _note_unit(self, line: _Line) -> None:
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
                self._report("REG-06", _Line(0, {}), "parent", message)
                self.units[unit] = ""

    def _report(self, code: str, line: _Line, field: str, message: Message) -> None:
        rule = _rules()[code]
        place = Place("register", line.cells.get("code", ""), field, line.row or None)
        self.findings.append(Finding(code, message, place, rule.severity, Message(rule.remedy)))


def _text(row: Sequence[Cell], at: int | None) -> str:
    if at is None or at >= len(row):
        return ""
    return " ".join(without_forbidden(nfc(shown(row[at]))).split())
