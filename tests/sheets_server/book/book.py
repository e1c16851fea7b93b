"""A spreadsheet: its sheets, what belongs to the whole of it, and who may open it."""

import copy
import random
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from tests.sheets_server.book import a1
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.locales import Locale, locale_of
from tests.sheets_server.book.sheet import Sheet, new_sheet
from tests.sheets_server.replies import Json, invalid

SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 10_000_000
COLUMN_LIMIT = 18_278
Beyond = Callable[[Sheet, Box], str]
"""What is said of a box that begins outside the grid of a sheet."""


@dataclass(slots=True)
class Sharing:
    """Who may open a file: the owner, those who may write, those who may read (mail addresses)."""

    owner: str = ""
    writers: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)

    def role(self, user: str) -> str:
        """`owner`, `writer`, `reader` or nothing."""
        if user == self.owner:
            return "owner"
        if user in self.writers:
            return "writer"
        return "reader" if user in self.readers else ""


@dataclass(slots=True)
class Book:
    """A spreadsheet. `properties` is a SpreadsheetProperties; the order of `sheets` is that of the tabs."""

    spreadsheet_id: str
    properties: Json
    sheets: list[Sheet] = field(default_factory=list)
    sharing: Sharing = field(default_factory=Sharing)
    mime_type: str = SPREADSHEET_TYPE
    numbers: random.Random = field(default_factory=random.Random)
    lock: "threading.RLock" = field(default_factory=threading.RLock)

    @property
    def locale(self) -> Locale:
        """How this book writes numbers and days."""
        return locale_of(self.properties["locale"])

    def sheet(self, title: str) -> Sheet:
        """The sheet of a title. Raises KeyError where there is none."""
        found = self.find(title)
        if found is None:
            raise KeyError(title)
        return found

    def find(self, title: str) -> Sheet | None:
        """The sheet of a title; case does not matter where no title fits exactly."""
        exact = next((sheet for sheet in self.sheets if sheet.title == title), None)
        return exact or next((sheet for sheet in self.sheets if sheet.title.lower() == title.lower()), None)

    def spelling(self, title: str) -> str | None:
        """The title as its sheet spells it; None where there is none."""
        found = self.find(title)
        return found.title if found else None

    def sheet_by_id(self, sheet_id: int, what: str = "grid") -> Sheet:
        """The sheet of an ID; 400 where there is none, said of a grid or, where the tab itself is meant, a sheet."""
        found = next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)
        if found is None:
            raise invalid(f"No {what} with id: {sheet_id}")
        return found

    def index(self, sheet: Sheet) -> int:
        """The tab's place, 0 first."""
        return next(at for at, other in enumerate(self.sheets) if other.id == sheet.id)

    def new_id(self, taken: Collection[int]) -> int:
        """A number no other of its kind has."""
        while (number := self.numbers.randrange(1, 2**31)) in taken:
            pass
        return number

    def cell_count(self) -> int:
        """Cells of all grids together."""
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def shell(self) -> "Book":
        """A copy whose sheets are still the originals; what changes a sheet copies it first."""
        twin = copy.copy(self)
        twin.sheets = list(self.sheets)
        twin.properties = copy.deepcopy(self.properties)
        return twin

    def adopt(self, draft: "Book") -> None:
        """Takes over all that a draft has."""
        self.sheets, self.properties = draft.sheets, draft.properties


def beyond_grid(sheet: Sheet, box: Box) -> str:
    """The text for a range outside the grid."""
    limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    return f"Range ({a1.box_text(sheet.title, box)}) exceeds grid limits. {limits}"


def bounded(sheet: Sheet, box: Box, words: Beyond = beyond_grid) -> Area:
    """The box on the grid; 400 where it begins outside."""
    if (box.top or 0) >= sheet.row_count or (box.left or 0) >= sheet.column_count:
        raise invalid(words(sheet, box))
    return sheet.within(box)


def new_book(spreadsheet_id: str, title: str, locale: str, time_zone: str, seed: int = 0) -> Book:
    """A spreadsheet as the service makes it: one empty sheet of 1000 rows and 26 columns."""
    properties: Json = {"title": title, "locale": locale, "autoRecalc": "ON_CHANGE", "timeZone": time_zone}
    book = Book(spreadsheet_id, properties, numbers=random.Random(seed))
    book.sheets.append(new_sheet(0, "Sheet1"))
    return book
