"""The times of an action's cells: a start, an end, or both in one cell."""

import re
from collections.abc import Mapping

from qipsheets.documents.reading.word_grid import Cell
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.values import When
from qipsheets.vietnamese import nfc, times

_UNTIL = re.compile(r"\s*(?:[-–—]\s*)?(?=\b(?:đến|tới)\b)|\s+[-–—]\s+|\s*[;\n]\s*", re.IGNORECASE)
_BARE = re.compile(r"\D*(\d{1,2})\D*$")


def start_of(text: str, year: SchoolYear | None = None) -> When:
    """A start as written: a month means its first day."""
    found = times(nfc(text), year)
    return When(text, found[0][0] if found else None)


def end_of(text: str, year: SchoolYear | None = None) -> When:
    """An end as written: a month means its last day."""
    found = times(nfc(text), year)
    return When(text, found[-1][1] if found else None)


def span_of(text: str, year: SchoolYear | None) -> tuple[When, When]:
    """Start and end told in one cell: «Từ 9/2020 đến 5/2021»; a single time is both."""
    for cut in _UNTIL.finditer(text):
        first, last = text[: cut.start()].strip(), text[cut.end() :].strip()
        if not first or not last:
            continue
        start, end = start_of(first, year), end_of(last, year)
        if start.day is None and end.day is not None and _BARE.match(first):
            # «Từ tháng 9 đến tháng 12/2020»: the year stands once, at the end.
            start = When(first, start_of(f"{first}/{end.day.year}", year).day)
        if start.day and end.day:
            return start, end
    return start_of(text, year), end_of(text, year)


def cell_times(cells: Mapping[str, Cell], year: SchoolYear | None) -> tuple[When, When]:
    """Start and end of a row: of a cell each, of one cell merged over both, or of the only column for time."""
    start, end, both = cells.get("start"), cells.get("end"), cells.get("time")
    if both is None and start is not None and start is end:
        both = start
    if both is not None and (start is None or start is both):
        return span_of(both.text, year)
    return start_of(start.text, year) if start else When(), end_of(end.text, year) if end else When()
