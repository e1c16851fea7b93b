"""Random schedules of staff and job over the local Sheets server: flags in wrong rows, people's cells, lost edits.

Staff type, insert, delete, move, sort, filter, rename and copy, between syncs and between any two calls of one sync.
Run it alone for many: python -m tests.sync.schedules --count 10000 --seed 1
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import framework
from qipsheets.loading import check_plan
from qipsheets.new_workbook import lists, sample_content
from qipsheets.sheets.schema import PROGRESS, SYNCED
from qipsheets.stores.google.store import GoogleStore
from qipsheets.sync.read_guards import lost_since_sync
from qipsheets.sync.tool_tabs import changed, tool_rows
from tests.sheets_server import staff
from tests.sheets_server.book.book import Book
from tests.sheets_server.replies import ServiceError
from tests.sheets_server.server import SheetsServer

DAY = date(2025, 3, 15)
ROBOT = "robot@example.iam.gserviceaccount.com"
PEOPLE = ("Hành động", "Bước thực hiện", "Nhật ký giám sát")
ROWS = 9
FLAG = "Nguồn lực"  # the column that the bad engines write their flags to
PAST, FUTURE = "01/02/2025", "01/6/2026"
Engine = Callable[[GoogleStore], None]


def real(store: GoogleStore) -> None:
    """What `sync` does between its read and its write."""
    tables = store.read()
    checked = check_plan(store, tables, DAY)
    if list(lost_since_sync(checked.plan, checked.all_findings, tables)):
        raise DoubtfulState("doubtful")
    rows = tool_rows(checked.plan, checked.findings, tables, DAY)
    different = changed(tables, rows)
    if different:
        store.write(tool_rows={key: rows[key] for key in different})


def flags_by_row(store: GoogleStore) -> None:
    """A bad engine: writes each flag into the row where its action stood at the read."""
    table = store.read()["actions"]
    due, column = table.headings.index("Hoàn thành"), table.headings.index(FLAG)
    flags = [["Quá hạn" if row[due] == PAST else ""] for row in table.rows]
    _put(store, table.first_row - 1, column, flags)


def whole_tab(store: GoogleStore) -> None:
    """A bad engine: writes the whole tab back with its flags, as many scripts do."""
    table = store.read()["actions"]
    due, column = table.headings.index("Hoàn thành"), table.headings.index(FLAG)
    rows = [list(map(_text, row)) for row in table.rows]
    for row in rows:
        row[column] = "Quá hạn" if row[due] == PAST else ""
    _put(store, table.first_row - 1, 0, rows)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _put(store: GoogleStore, row: int, column: int, rows: list[list[str]]) -> None:
    number = store._book.tabs["actions"].number
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}} for text in line]} for line in rows]
    start = {"sheetId": number, "rowIndex": row, "columnIndex": column}
    store.client.batch(
        store.identity,
        [{"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}],
        idempotent=True,
    )


@dataclass
class Tally:
    """What went wrong over all schedules, and how much was tried."""

    schedules: int = 0
    syncs: int = 0
    refused: int = 0
    edits: int = 0
    rows_checked: int = 0
    wrong_flags: int = 0
    people_written: int = 0
    lost_edits: int = 0

    @property
    def clean(self) -> bool:
        return not (self.wrong_flags or self.people_written or self.lost_edits)


@dataclass
class World:
    """A prepared Sheet that each schedule begins from anew."""

    server: SheetsServer
    sid: str
    home: Path
    start: list[Any]
    tally: Tally = field(default_factory=Tally)

    def run(self, seed: int, engine: Engine, flag_column: str = "Tình trạng") -> None:
        """One schedule: up to four syncs with staff at work before, within and after each."""
        rng, book = random.Random(seed), self.server.book(self.sid)
        book.sheets = list(self.start)
        self.tally.schedules += 1
        kept = _people(book)
        read: dict[str, str] = {}

        def act(_moment: str = "", call: Any = None, _book: Any = None) -> None:
            nonlocal kept
            self.tally.lost_edits += _people(book) != kept
            if call is not None and _moment == "after" and call.method == "GET":
                read.clear()
                read.update(_overdue(book))
            while rng.random() < 0.5:
                with contextlib.suppress(ServiceError):  # what the service refuses to people too
                    rng.choice(ACTS)(book, rng)
                    self.tally.edits += 1
            kept = _people(book)

        for _number in range(rng.randint(1, 4)):
            act()
            self.server.between_calls = act
            log = len(self.server.written)
            try:
                engine(GoogleStore(self.sid, self.home))
                self.tally.syncs += 1
            except DoubtfulState:
                self.tally.refused += 1
                read.clear()
            finally:
                self.server.between_calls = None
            tool = {sheet.id for sheet in book.sheets if sheet.id in TOOL_IDS}
            self.tally.people_written += sum(area.sheet_id not in tool for area in self.server.written[log:])
            self._check(book, read, flag_column)

    def _check(self, book: Book, read: dict[str, str], flag_column: str) -> None:
        """Each row shows the flag of its own ID, as of what the sync had read."""
        if not read:
            return
        sheet = next((one for one in book.sheets if one.id == ACTIONS_ID), None)
        if sheet is None:
            return
        values = staff.values(book, sheet.title)
        head = list(values[0])
        if "Mã" not in head:
            return
        column = head.index(flag_column) if flag_column in head else len(head)
        for row in values[1:]:
            key = row[head.index("Mã")] if len(row) > head.index("Mã") else ""
            shown = row[column] if len(row) > column else ""
            if key:
                self.tally.rows_checked += 1
                self.tally.wrong_flags += (shown == "Quá hạn") != (read.get(key) == "Quá hạn")


def _overdue(book: Book) -> dict[str, str]:
    """An oracle that knows nothing of qipsheets: an action is late whose due date is the past one."""
    sheet = next((one for one in book.sheets if one.id == ACTIONS_ID), None)
    if sheet is None:
        return {"": ""}
    values = staff.values(book, sheet.title)
    head = list(values[0])
    if not {"Mã", "Hoàn thành"} <= set(head):
        return {"": ""}
    found: dict[str, str] = {"": ""}
    for row in values[1:]:
        line = [*row, *[""] * (len(head) - len(row))]
        key, due = line[head.index("Mã")], line[head.index("Hoàn thành")]
        if key:
            found[key] = "Quá hạn" if due == PAST or found.get(key) == "Quá hạn" else ""
    return found


def _people(book: Book) -> dict[int, Any]:
    """What people typed, tab by tab; the tool's own tabs left out."""
    return {
        sheet.id: [[cell.get("userEnteredValue") for cell in row] for row in sheet.rows]
        for sheet in book.sheets
        if sheet.id not in TOOL_IDS
    }


def _tab(book: Book, rng: random.Random) -> Any:
    ids = [sheet for sheet in book.sheets if sheet.id in PEOPLE_IDS]
    return rng.choice(ids)


def _type(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    row = rng.randint(1, min(ROWS, sheet.row_count - 1))
    inputs = [at for at, head in enumerate(staff.values(book, sheet.title)[0]) if head in INPUTS]
    staff.type_cell(book, sheet.title, row, rng.choice(inputs), f"chữ {rng.randint(0, 99)}")


def _due(book: Book, rng: random.Random) -> None:
    sheet = next(one for one in book.sheets if one.id == ACTIONS_ID)
    head = list(staff.values(book, sheet.title)[0])
    row = rng.randint(1, sheet.row_count - 1)
    if staff.cell_value(book, sheet.title, row, head.index("Mã")):
        staff.type_cell(book, sheet.title, row, head.index("Hoàn thành"), rng.choice((PAST, FUTURE)))


def _insert(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    staff.insert_row(book, sheet.title, rng.randint(1, min(ROWS, sheet.row_count - 1)))


def _delete(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    if sheet.row_count > 5:
        staff.delete_row(book, sheet.title, rng.randint(1, min(ROWS, sheet.row_count - 1)))


def _move(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    last = min(ROWS, sheet.row_count - 1)
    staff.move_row(book, sheet.title, rng.randint(1, last), rng.randint(1, last))


def _sort(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    staff.sort_rows(book, sheet.title, rng.randint(0, 7), descending=rng.random() < 0.5)


def _rename(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    staff.rename_sheet(book, sheet.title, f"Tab {rng.randint(0, 999)}")


def _column(book: Book, rng: random.Random) -> None:
    sheet = _tab(book, rng)
    if sheet.column_count < 40:
        staff.insert_column(book, sheet.title, rng.randint(1, 6))


def _filter(book: Book, rng: random.Random) -> None:
    staff.filter_rows(book, _tab(book, rng).title, rng.randint(0, 4), ["", "1.5"])


def _copy(book: Book, rng: random.Random) -> None:
    if len(book.sheets) < 16:
        staff.duplicate_sheet(book, _tab(book, rng).title)


ACTS = (
    _type,
    _type,
    _due,
    _due,
    _due,
    _insert,
    _insert,
    _delete,
    _move,
    _sort,
    _sort,
    _rename,
    _column,
    _filter,
    _copy,
)
INPUTS = frozenset(("Biện pháp cải tiến", "Kinh phí", "Ghi chú", "Việc cần làm", "Đã làm gì", "Khó khăn, tồn tại"))
PEOPLE_IDS: set[int] = set()
TOOL_IDS: set[int] = set()
ACTIONS_ID = 0


@contextlib.contextmanager
def world(folder: Path) -> Iterator[World]:
    """A Sheet with a few actions of two due dates and without what slows a schedule down."""
    global ACTIONS_ID  # noqa: PLW0603 - the same numbers in every Sheet
    with SheetsServer() as server:
        os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(server.write_key(folder, email=ROBOT))
        os.environ["QIPSHEETS_SHEETS_URL"] = server.url
        sid = server.new_spreadsheet(title="Kế hoạch", locale="vi_VN", writers=[ROBOT])
        content = sample_content()
        content["actions"] = [dict(row) for row in content["actions"][: ROWS - 3]]
        for number, row in enumerate(content["actions"]):
            row["Hoàn thành"] = PAST if number % 2 else FUTURE
        content["steps"], content["observations"] = [], []
        GoogleStore(sid, folder).prepare(content, lists(framework("tt17-2018-primary"), content))
        book = server.book(sid)
        keep = {"Trường", *PEOPLE, "Danh mục", *(tab.title for tab in SYNCED)}
        for sheet in list(book.sheets):
            if sheet.title not in keep:
                staff.delete_sheet(book, sheet.title)
        for title in PEOPLE:
            staff.delete_row(book, title, ROWS + 1, book.sheet(title).row_count - ROWS - 1)
        PEOPLE_IDS.update(book.sheet(title).id for title in PEOPLE)
        TOOL_IDS.update(book.sheet(tab.title).id for tab in SYNCED if book.find(tab.title))
        ACTIONS_ID = book.sheet("Hành động").id
        assert PROGRESS.title in {sheet.title for sheet in book.sheets}
        yield World(server, sid, folder, [sheet.copy() for sheet in book.sheets])


def main() -> None:
    """Prints the tally of many schedules with the seed and the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("real", "flags_by_row", "whole_tab"), default="real")
    options = parser.parse_args()
    engine: Engine = globals()[options.engine]
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as made:
        begun = time.perf_counter()
        for number in range(options.count):
            made.run(options.seed * 1_000_000 + number, engine, FLAG if options.engine != "real" else "Tình trạng")
            made.server.log.clear()
        seconds = time.perf_counter() - begun
    sys.stdout.write(f"engine {options.engine}, seed {options.seed}, {seconds:.0f} s: {made.tally}\n")
    sys.exit(not made.tally.clean)


if __name__ == "__main__":
    main()
