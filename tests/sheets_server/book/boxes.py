"""Rectangles of cells, half-open and 0-based: a Box may be open at any side, an Area is bounded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.sheets_server.replies import Json, invalid

SIDES = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


@dataclass(frozen=True, slots=True)
class Area:
    """Bounded rectangle: rows top..bottom-1, columns left..right-1."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return max(0, self.bottom - self.top)

    @property
    def width(self) -> int:
        """Columns."""
        return max(0, self.right - self.left)

    def meets(self, other: "Area") -> bool:
        """Whether both share a cell."""
        return (
            self.top < other.bottom and other.top < self.bottom and self.left < other.right and other.left < self.right
        )

    def json(self, sheet_id: int) -> Json:
        """As a GridRange."""
        return {"sheetId": sheet_id, **dict(zip(SIDES, (self.top, self.bottom, self.left, self.right), strict=True))}

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every (row, column), row by row."""
        return ((row, column) for row in range(self.top, self.bottom) for column in range(self.left, self.right))


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle whose sides may be open (None)."""

    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None

    @classmethod
    def of(cls, grid_range: Mapping[str, Any]) -> "Box":
        """The box of a GridRange; refuses one that ends before it starts."""
        top, bottom, left, right = (grid_range.get(side) for side in SIDES)
        for name, value in zip(SIDES, (top, bottom, left, right), strict=True):
            if value is not None and value < 0:
                raise invalid(f"range.{name}[{value}] must not be negative.")
        if bottom is not None and bottom < (top or 0):
            raise invalid(f"range.endRowIndex[{bottom}] must be greater than startRowIndex[{top or 0}].")
        if right is not None and right < (left or 0):
            raise invalid(f"range.endColumnIndex[{right}] must be greater than startColumnIndex[{left or 0}].")
        return cls(top, bottom, left, right)

    @property
    def whole(self) -> bool:
        """Open at all sides: the whole sheet."""
        return self == Box()

    def within(self, rows: int, columns: int) -> Area:
        """The bounded part on a grid of that size (empty if it begins outside)."""
        top, left = self.top or 0, self.left or 0
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Area(top, max(top, bottom), left, max(left, right))
