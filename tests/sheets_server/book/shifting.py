"""How ranges move when rows or columns come, go or change places: one span, or every range within a message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tests.sheets_server.replies import Json

Dimension = Literal["ROWS", "COLUMNS"]
Span = tuple[int, int]
Shift = Callable[[int, int], Span | None]
"""Start and end (half-open) before -> after; None when all of it is gone."""

OPEN = 2**31


class Gone:
    """Stands for a range of which nothing is left."""


GONE: Final = Gone()


def inserted(at: int, count: int) -> Shift:
    """`count` came before `at`; a range that holds the place grows."""
    return lambda start, end: (start + count * (start >= at), end + count * (end > at))


def deleted(at: int, count: int) -> Shift:
    """`count` from `at` on are gone."""

    def edge(value: int) -> int:
        return value if value < at else max(at, value - count)

    def shift(start: int, end: int) -> Span | None:
        span = edge(start), edge(end)
        return span if span[0] < span[1] or start == end else None

    return shift


def moved(start: int, count: int, target: int) -> Shift:
    """`count` from `start` on went before `target` (counted before they left)."""
    if start <= target <= start + count:
        return lambda first, end: (first, end)
    landed = target if target < start else target - count
    cut, back = deleted(start, count), inserted(landed, count)

    def shift(first: int, end: int) -> Span | None:
        if start <= first and end <= start + count:
            return first + landed - start, end + landed - start
        left = cut(first, end)
        return back(*left) if left else None

    return shift


def is_coordinate(value: Mapping[str, Any]) -> bool:
    """Whether a message is a GridCoordinate; filters name a column as well, with more beside it."""
    return bool(value) and value.keys() <= {"sheetId", "rowIndex", "columnIndex"} and value.keys() != {"sheetId"}


@dataclass(frozen=True, slots=True)
class Reach:
    """Which ranges a shift touches: those of one sheet, in one dimension."""

    sheet_id: int
    dimension: str
    shift: Shift
    formula: Callable[[str], str]

    def message(self, value: Any) -> Any:
        """A message with all its ranges shifted; GONE where its own range is no more."""
        if isinstance(value, list):
            items = [self.message(item) for item in value]
            return [item for item in items if item is not GONE]
        if not isinstance(value, Mapping):
            return value
        if value.get("sheetId", 0) == self.sheet_id and (found := self._range(value)) is not None:
            return found
        return self._object(value)

    def _object(self, value: Mapping[str, Any]) -> Any:
        """A message that is no range itself."""
        kept: Json = {}
        for name, item in value.items():
            if name == "userEnteredValue" and isinstance(item, str) and item.startswith("="):
                kept[name] = self.formula(item)
                continue
            new = self.message(item)
            if new is GONE:
                if name in ("range", "anchorCell"):
                    return GONE
                continue
            if name == "ranges" and item and not new:
                return GONE
            kept[name] = new
        return kept

    def _range(self, value: Mapping[str, Any]) -> Json | Gone | None:
        """A GridRange or GridCoordinate after the shift; None if the message is none of these."""
        side = "Row" if self.dimension == "ROWS" else "Column"
        if any(name in value for name in ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")):
            return self._span(value, f"start{side}Index", f"end{side}Index")
        if is_coordinate(value):
            name = f"{side.lower()}Index"
            at = value.get(name, 0)
            before = self.shift(0, at) if at else None
            return {**value, name: (self.shift(at, at + 1) or (before[1] if before else 0, 0))[0]}
        return None

    def _span(self, value: Mapping[str, Any], start: str, end: str) -> Json | Gone:
        """The two indexes of one dimension; sides that were open stay open."""
        if value.get(start) is None and value.get(end) is None:
            return dict(value)
        span = self.shift(value.get(start) or 0, OPEN if value.get(end) is None else value[end])
        if span is None:
            return GONE
        found = dict(value)
        if value.get(start) is not None or span[0]:
            found[start] = span[0]
        if value.get(end) is not None:
            found[end] = span[1]
        return found
