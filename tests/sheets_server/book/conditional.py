"""Conditional formats worked out: which rules hold for a cell, and the colour a gradient gives it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tests.sheets_server.book.book import Book, theme
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.colours import colour, twins
from tests.sheets_server.book.conditions import Judge
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.calculating import Calculation, plain
from tests.sheets_server.replies import Json

CHANNELS = ("red", "green", "blue")


@dataclass(slots=True)
class Painter:
    """The conditional formats of one look at a book."""

    book: Book
    calculation: Calculation
    spans: dict[tuple[int, int], tuple[float, float, float] | None] = field(default_factory=dict)

    def formats(self, sheet: Sheet, row: int, column: int, text: str) -> Iterator[Json]:
        """The formats of the rules that hold for a cell, the strongest (first in the list) last."""
        spot = Area(row, row + 1, column, column + 1)
        for number in range(len(sheet.conditional_formats) - 1, -1, -1):
            rule = sheet.conditional_formats[number]
            areas = [sheet.within(Box.of(told)) for told in rule["ranges"]]
            if not any(area.holds(spot) for area in areas):
                continue
            if "booleanRule" in rule:
                anchor = min(area.top for area in areas), min(area.left for area in areas)
                judge = Judge(self.book, self.calculation, sheet, anchor)
                if judge.holds(rule["booleanRule"]["condition"], row, column, text):
                    yield rule["booleanRule"].get("format", {})
            elif shade := self._shade(sheet, number, areas, row, column):
                yield twins({"backgroundColor": shade})

    def _shade(self, sheet: Sheet, number: int, areas: list[Area], row: int, column: int) -> Json | None:
        """The colour of a number between the points of a gradient."""
        value = plain(self.calculation.effective(sheet, row, column))
        if isinstance(value, bool) or not isinstance(value, float):
            return None
        rule = sheet.conditional_formats[number]["gradientRule"]
        if (sheet.id, number) not in self.spans:
            self.spans[sheet.id, number] = self._span(sheet, rule, areas)
        span = self.spans[sheet.id, number]
        if span is None:
            return None
        low, middle, high = span
        between = [(middle, rule["midpoint"])] if "midpoint" in rule else []
        points = [(low, rule["minpoint"]), *between, (high, rule["maxpoint"])]
        value = min(max(value, low), high)
        for (start, one), (end, two) in pairwise(points):
            if value <= end:
                return self._mixed(one, two, (value - start) / (end - start) if end > start else 0.0)
        return None

    def _span(self, sheet: Sheet, rule: Json, areas: list[Area]) -> tuple[float, float, float] | None:
        """The values at the three points; None where no cell holds a number."""
        cells = {spot for area in areas for spot in area.common(Area(0, len(sheet.rows), 0, area.right)).cells()}
        found = (plain(self.calculation.effective(sheet, *spot)) for spot in cells)
        numbers = sorted(value for value in found if isinstance(value, float) and not isinstance(value, bool))
        if not numbers:
            return None
        low = _at(rule.get("minpoint", {}), numbers, numbers[0])
        high = _at(rule.get("maxpoint", {}), numbers, numbers[-1])
        return low, _at(rule.get("midpoint", {}), numbers, (low + high) / 2), high

    def _mixed(self, one: Json, two: Json, share: float) -> Json:
        """A colour between two points."""
        first, second = (twins(point, theme(self.book)).get("color", {}) for point in (one, two))
        return colour({name: first.get(name, 0) * (1 - share) + second.get(name, 0) * share for name in CHANNELS})


def _at(point: Json, numbers: list[float], otherwise: float) -> float:
    """The value at a point of a gradient."""
    kind = point.get("type", "")
    try:
        told = float(str(point.get("value", "")).replace(",", "."))
    except ValueError:
        return otherwise
    if kind == "NUMBER":
        return told
    if kind == "PERCENT":
        return numbers[0] + (numbers[-1] - numbers[0]) * told / 100
    if kind == "PERCENTILE":
        place = (len(numbers) - 1) * told / 100
        low = int(place)
        high = min(low + 1, len(numbers) - 1)
        return numbers[low] + (numbers[high] - numbers[low]) * (place - low)
    return otherwise
