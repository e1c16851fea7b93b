"""autoFill: a series goes on where its pattern is clear, else it repeats."""

import re
from itertools import pairwise

from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import EMPTY, Cell, Sheet
from tests.sheets_server.book.showing import is_day, tidy
from tests.sheets_server.formulas.rewriting import Copied, shifted
from tests.sheets_server.replies import Json, invalid

NUMBERED = re.compile(r"(.*?)(\d+)\Z", re.DOTALL)


def auto_fill(draft: Draft, told: Json) -> None:
    """autoFill: a source and how far, or a range of which the filled part is the source."""
    if "sourceAndDestination" in told:
        spec = told["sourceAndDestination"]
        sheet, source = draft.ranged(spec.get("source"))
        length = spec.get("fillLength", 0)
        down = spec.get("dimension") == "ROWS"
    elif "range" in told:
        sheet, area = draft.ranged(told["range"])
        source, length, down = _found(sheet, area)
    else:
        raise invalid("Must specify either a range or a sourceAndDestination.")
    if not source.height * source.width:
        raise invalid("The range holds no data to fill from.")
    target = _target(source, length, down)
    if not sheet.area.holds(target):
        raise invalid("The fill reaches beyond the grid.")
    draft.write(sheet, target)
    lines = source.width if down else source.height
    for line in range(lines):
        _fill(draft, sheet, source, length, down, line, bool(told.get("useAlternateSeries")))


def _found(sheet: Sheet, area: Area) -> tuple[Area, int, bool]:
    """The filled part of a range, and how far to fill."""
    filled = [(row, column) for row, column, cell in sheet.filled(area) if "userEnteredValue" in cell]
    if not filled:
        raise invalid("The range holds no data to fill from.")
    bottom, right = max(row for row, _ in filled) + 1, max(column for _, column in filled) + 1
    if bottom < area.bottom:
        return Area(area.top, bottom, area.left, area.right), area.bottom - bottom, True
    return Area(area.top, area.bottom, area.left, right), area.right - right, False


def _target(source: Area, length: int, down: bool) -> Area:
    """The area to fill; a negative length fills upwards or to the left."""
    if down:
        edge = source.bottom if length >= 0 else source.top
        return Area(min(edge, edge + length), max(edge, edge + length), source.left, source.right)
    edge = source.right if length >= 0 else source.left
    return Area(source.top, source.bottom, min(edge, edge + length), max(edge, edge + length))


def _fill(draft: Draft, sheet: Sheet, source: Area, length: int, down: bool, line: int, other: bool) -> None:
    """Fills one line of the target from its line of the source."""
    size = source.height if down else source.width
    spots = [
        (source.top + at, source.left + line) if down else (source.top + line, source.left + at) for at in range(size)
    ]
    cells = [sheet.cell(*spot) for spot in spots]
    step = _step(cells, other)
    for count in range(abs(length)):
        place = size + count if length > 0 else -1 - count
        spot = (source.top + place, spots[0][1]) if down else (spots[0][0], source.left + place)
        pattern, old = cells[place % size], spots[place % size]
        sheet.put(*spot, _next(draft, sheet, pattern, cells, step, place, (spot[0] - old[0], spot[1] - old[1])))


def _step(cells: list[Cell], other: bool) -> float | None:
    """What a series of numbers or days goes on by; None where it only repeats."""
    numbers = [cell.get("userEnteredValue", {}).get("numberValue") for cell in cells]
    if any(number is None for number in numbers):
        return None
    if len(numbers) == 1:
        day = is_day(cells[0].get("userEnteredFormat", {}).get("numberFormat"))
        return 1.0 if day != other else None
    steps = {round(float(two) - float(one), 12) for one, two in pairwise(numbers)}
    return steps.pop() if len(steps) == 1 else None


def _next(
    draft: Draft, sheet: Sheet, pattern: Cell, cells: list[Cell], step: float | None, place: int, way: tuple[int, int]
) -> Cell:
    """One filled cell."""
    value = pattern.get("userEnteredValue", {})
    if step is not None:
        first = cells[0]["userEnteredValue"]["numberValue"]
        return {**pattern, "userEnteredValue": {"numberValue": tidy(float(f"{first + step * place:.15g}"))}}
    if "formulaValue" in value:
        text = shifted(value["formulaValue"], draft.book.properties["locale"], sheet.title, Copied(*way))
        return {**pattern, "userEnteredValue": {"formulaValue": text}}
    numbered = NUMBERED.match(value.get("stringValue", ""))
    if numbered:
        number = int(numbered.group(2)) + (place // len(cells)) * len(cells)
        text = f"{numbered.group(1)}{str(max(0, number)).rjust(len(numbered.group(2)), '0')}"
        return {**pattern, "userEnteredValue": {"stringValue": text}}
    return pattern or EMPTY
