"""Days in columns that people added: a Sheet tells them as numbers; that they are days is in the cells' formats."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import time
from pathlib import Path

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.sheets.columns import may_be_day, moment_of
from qipsheets.sheets.tab import Tab, known_headings
from qipsheets.sheets.table import Cell
from qipsheets.stores.google.requests import Json
from qipsheets.vietnamese import fold

FORMATS = "effectiveFormat/numberFormat/type"


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
    known = known_headings(tab)
    return tuple(at for at, heading in enumerate(headings) if heading and fold(heading) not in known)


def may_be_days(rows: Sequence[Sequence[Cell]], places: Sequence[int]) -> bool:
    """True where a number stands in one of the columns that would be a day were its cell so formatted."""
    return any(at < len(row) and may_be_day(row[at]) for row in rows for at in places)


def put_days(sheet: Json, rows: Sequence[list[Cell]], places: Sequence[int], first: int) -> bool:
    """Puts days in place of the numbers whose cells show days, from the 0-based row `first` on; True where it did."""
    done = False
    for row, at in _shown_as_days(sheet, places):
        cell = rows[row][at] if first <= row < len(rows) and at < len(rows[row]) else None
        if may_be_day(cell):
            moment = moment_of(cell)
            rows[row][at] = moment if moment.time() != time() else moment.date()
            done = True
    return done


def _shown_as_days(sheet: Json, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for block in sheet.get("data") or ():
        left = block.get("startColumn", 0)
        for row, line in enumerate(block.get("rowData") or (), block.get("startRow", 0)):
            cells = line.get("values") or ()
            for at in places:
                if 0 <= at - left < len(cells):
                    look = cells[at - left].get("effectiveFormat") or {}
                    if (look.get("numberFormat") or {}).get("type") in ("DATE", "DATE_TIME"):
                        yield row, at
