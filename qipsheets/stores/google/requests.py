"""Small parts of a batch: ranges, cells with typed values, requests packed into calls of a bearable size."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeAlias

from qipsheets.sheets.columns import day_number
from qipsheets.sheets.table import Cell, Formula, Plain, text_of
from qipsheets.vietnamese import without_forbidden

# The service's objects as JSON; only its documentation says what a member holds.
JsonObject: TypeAlias = dict[str, Any]
Request: TypeAlias = JsonObject
GOOGLE_CHARACTERS = 50_000  # of a cell in a Google Sheet
MOST_BYTES = 2_000_000  # of a call; more is not advised


def stable_id(name: str) -> int:
    """A number for a sheet or chart that follows from its name: above 0, below 2**31, the same for ever."""
    return int.from_bytes(sha256(f"qipsheets:{name}".encode()).digest()[:4], "big") % (2**31 - 2) + 1


def grid(
    sheet: int,
    rows: tuple[int, int | None] | None = None,
    columns: tuple[int, int | None] | None = None,
) -> dict[str, int]:
    """A range: half-open 0-based rows and columns; an end of None reaches to the sheet's end."""
    found = {"sheetId": sheet}
    for name, span in (("Row", rows), ("Column", columns)):
        if span is not None:
            found[f"start{name}Index"] = span[0]
            if span[1] is not None:
                found[f"end{name}Index"] = span[1]
    return found


def entered(value: Plain, days_as_text: bool = False) -> JsonObject:
    """A cell's value with its type, so that nothing is parsed: text that begins with «=» stays text."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float) and math.isfinite(value):
        return {"numberValue": value}
    if isinstance(value, date) and not days_as_text:
        day = value.date() if isinstance(value, datetime) else value
        return {"numberValue": day_number(day)}
    return {"stringValue": without_forbidden(value if isinstance(value, str) else text_of(value))}


def stored_value(value: Plain, days_as_text: bool = False) -> Plain:
    """A value as a read gives it back: a day is its number, a text has lost what no cell can hold."""
    return next(iter(entered(value, days_as_text).values()), None)


def cell_of(value: Cell, days_as_text: bool = False) -> JsonObject:
    """A cell with a typed value or a formula; an empty one clears what was there."""
    typed = {"formulaValue": f"={value.text}"} if isinstance(value, Formula) else entered(value, days_as_text)
    return {"userEnteredValue": typed} if typed else {}


def row_of(values: Sequence[Plain], days_as_text: bool = False) -> JsonObject:
    """A row of typed values."""
    return {"values": [cell_of(value, days_as_text) for value in values]}


def update_cells(where: Mapping[str, int], rows: Sequence[Mapping[str, object]], fields: str) -> Request:
    """Cells of a range, all new; what the rows do not reach is cleared."""
    return {"updateCells": {"range": dict(where), "rows": list(rows), "fields": fields}}


def repeat_cell(where: Mapping[str, int], look: Mapping[str, object], fields: str) -> Request:
    """One format for every cell of a range; only the named fields of the format change."""
    return {
        "repeatCell": {
            "range": dict(where),
            "cell": {"userEnteredFormat": dict(look)},
            "fields": f"userEnteredFormat({fields})",
        }
    }


def size(requests: Sequence[Request]) -> int:
    """The bytes of requests as they go over the wire."""
    return len(wire(requests))


def wire(parts: object) -> bytes:
    """Requests as they go over the wire. Letters go as they are: escaped, Vietnamese text would weigh twice as much."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def units_of(requests: Iterable[Request]) -> list[list[Request]]:
    """Requests as one unit, torn into single ones only where together they are too large for a call."""
    unit = list(requests)
    return [unit] if size(unit) <= MOST_BYTES else [[request] for request in unit]


def calls_of(units: Sequence[Sequence[Request]]) -> Iterator[list[Request]]:
    """Units put together, in order, into calls of a bearable size; no unit is torn apart."""
    for start, end in _spans([size(unit) for unit in units], MOST_BYTES):
        yield [request for unit in units[start:end] for request in unit]


def row_blocks(rows: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, int]]:
    """Spans of rows whose size stays below a bound, so that a long tab can go in several calls."""
    return _spans([len(wire(row)) for row in rows], MOST_BYTES // 2)


def _spans(weights: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Half-open spans of neighbours that weigh at most so much together; a heavier one is a span of its own."""
    start, sum_of_span = 0, 0
    for at, weight in enumerate(weights):
        if at > start and sum_of_span + weight > most:
            yield start, at
            start, sum_of_span = at, 0
        sum_of_span += weight
    if start < len(weights):
        yield start, len(weights)
