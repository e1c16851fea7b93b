"""A change under way: private copies of the touched sheets, what was written, and the check of protected cells."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.book.book import Beyond, Book, beyond_grid, bounded
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.replies import PROTECTED, Json, invalid


@dataclass(frozen=True, slots=True)
class Written:
    """An area in which cells were written, and by what kind of request."""

    title: str
    sheet_id: int
    area: Area
    user: str
    kind: str


@dataclass(slots=True)
class Draft:
    """What one call changes. Nothing reaches the book before `book.adopt(draft.book)`."""

    book: Book
    user: str
    kind: str = ""
    copied: set[int] = field(default_factory=set)
    written: list[Written] = field(default_factory=list)

    @classmethod
    def of(cls, book: Book, user: str) -> "Draft":
        """A draft that shares all sheets with the book until it touches them."""
        return cls(book.shell(), user)

    def sheet(self, sheet_id: int, what: str = "grid") -> Sheet:
        """A private copy of a sheet, to be changed; 400 where there is no such sheet."""
        found = self.book.sheet_by_id(sheet_id, what)
        if sheet_id not in self.copied:
            at = self.book.index(found)
            found = found.copy()
            self.book.sheets[at] = found
            self.copied.add(sheet_id)
        return found

    def ranged(self, expected: Mapping[str, Any] | None, words: Beyond = beyond_grid) -> tuple[Sheet, Area]:
        """The sheet and the bounded area of a GridRange; 400 in these words where it starts outside the grid."""
        expected = expected or {}
        sheet = self.sheet(expected.get("sheetId", 0))
        return sheet, bounded(sheet, Box.of(expected), words)

    def spot(self, expected: Mapping[str, Any]) -> tuple[Sheet, int, int]:
        """The sheet, row and column of a GridCoordinate; 400 where it lies outside the grid."""
        sheet = self.sheet(expected.get("sheetId", 0))
        row, column = expected.get("rowIndex", 0), expected.get("columnIndex", 0)
        for word, at, size in (("row", row, sheet.row_count), ("column", column, sheet.column_count)):
            if not 0 <= at < size:
                told_index = f"GridCoordinate.{word}Index[{at}]"
                words = f"after last {word} in grid[{size - 1}]" if at >= size else "negative"
                raise invalid(f"{told_index} is {words}")
        return sheet, row, column

    def numbered(self, expected: Json, key: str, taken: Collection[int], what: str) -> None:
        """Gives an object its ID where it brings none; 400 where another has it."""
        if not expected.get(key):
            expected[key] = self.book.new_id(taken)
        if expected[key] in taken:
            raise invalid(f"A {what} with id {expected[key]} already exists.")

    def write(self, sheet: Sheet, area: Area) -> None:
        """Notes that cells of an area are written; 400 where the user may not."""
        self.guard(sheet, area)
        self.written.append(Written(sheet.title, sheet.id, area, self.user, self.kind))

    def guard(self, sheet: Sheet, area: Area) -> None:
        """400 where a protected range keeps this user from an area."""
        for found in sheet.protected_ranges:
            if not self.may_edit(found) and sheet.within(Box.of(found["range"])).meets(area):
                raise invalid(PROTECTED)

    def guard_whole(self, sheet: Sheet) -> None:
        """400 where the sheet as a whole is protected from this user."""
        for found in sheet.protected_ranges:
            if Box.of(found["range"]).whole and not self.may_edit(found):
                raise invalid(PROTECTED)

    def may_edit(self, expected: Json) -> bool:
        """Whether a protection lets this user edit: its editors, the owner, all where it only warns."""
        if expected.get("warningOnly") or self.user == self.book.sharing.owner:
            return True
        return self.user in expected.get("editors", {}).get("users", ())
