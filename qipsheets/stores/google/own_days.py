"""Days in columns that people added: a Sheet tells them as numbers; that they are days is in the cells' formats."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeGuard

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Cell
from qipsheets.vietnamese import fold

FORMATS = "effectiveFormat/numberFormat/type"
_EPOCH = datetime(1899, 12, 30)
_LIKELY = (20_000, 80_000)  # days from 1954 to 2119: a number beyond is none that a school writes


class Mark:
    """What this machine remembers of a Sheet: that its cells' formats are to be asked for, which takes twice the reply.

    Without it they are asked for by a second read; where it cannot be kept, each time.
    """

    def __init__(self, home: Path, identity: str) -> None:
        self._path = home / "own-days" / re.sub(r"\W", "_", identity)

    def __bool__(self) -> bool:
        return self._path.is_file()

    def keep(self, wanted: bool) -> None:
        """Remembers it, or forgets it."""
        with suppress(FileTrouble, OSError):
            if wanted:
                files.replace_bytes(self._path, b"")
            else:
                self._path.unlink(missing_ok=True)


def own_places(tab: Tab, headings: Sequence[str]) -> tuple[int, ...]:
    """The 0-based positions of the columns that people added."""
    known = {fold(column.heading) for column in tab.columns}
    return tuple(at for at, heading in enumerate(headings) if heading and fold(heading) not in known)


def may_be_days(rows: Sequence[Sequence[Cell]], places: Sequence[int]) -> bool:
    """True where a number stands in one of the columns that would be a day were its cell so formatted."""
    return any(at < len(row) and _is_likely(row[at]) for row in rows for at in places)


def put_days(sheet: Mapping[str, Any], rows: Sequence[list[Cell]], places: Sequence[int], first: int) -> bool:
    """Puts days in place of the numbers whose cells show days, from the 0-based row `first` on; True where it did."""
    done = False
    for row, at in _shown_as_days(sheet, places):
        cell = rows[row][at] if first <= row < len(rows) and at < len(rows[row]) else None
        if _is_likely(cell):
            moment = _EPOCH + timedelta(seconds=round(cell * 86_400))
            rows[row][at] = moment if moment.time() != _EPOCH.time() else moment.date()
            done = True
    return done


def _is_likely(cell: Cell) -> TypeGuard[int | float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and _LIKELY[0] < cell < _LIKELY[1]


def _shown_as_days(sheet: Mapping[str, Any], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for block in sheet.get("data") or ():
        left = block.get("startColumn", 0)
        for row, line in enumerate(block.get("rowData") or (), block.get("startRow", 0)):
            cells = line.get("values") or ()
            for at in places:
                if 0 <= at - left < len(cells):
                    look = cells[at - left].get("effectiveFormat") or {}
                    if (look.get("numberFormat") or {}).get("type") in ("DATE", "DATE_TIME"):
                        yield row, at
