"""Commands that write people's cells, raced by staff who work between any two of their calls; an oracle of its own.

Each cell bears a note that only it has, and that goes with it wherever people move it: so it is known, without any ID or
heading, which cell is which. Run it alone for many: python -m tests.stores.google.races --count 200 --seed 1
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qipsheets import settings
from qipsheets.errors import QipError
from qipsheets.frameworks.load import framework
from qipsheets.journal.journal import open_journal
from qipsheets.new_workbook import lists, sample_content
from qipsheets.operations.editing import write_edits
from qipsheets.sheets.raw_text import fixes
from qipsheets.sheets.rows import free_keys, missing_ids, new_row_edits, row_edits
from qipsheets.sheets.schema import BY_KEY, SYNCED
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.google import store as google_store
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.writing import Landing, Located, NotWritten, TabCells
from qipsheets.sync.undoing import edits_back, undoing
from tests.sheets_server import staff
from tests.sheets_server.book.book import Book
from tests.sheets_server.replies import ServiceError
from tests.sheets_server.server import SheetsServer

ROBOT = "robot@example.iam.gserviceaccount.com"
TABS = ("actions", "steps", "suppressions", "documents")
TITLES = {key: BY_KEY[key].title for key in TABS}
ROWS = 9
Tables = dict[str, Table]
Edits = list[Edit]


# What the commands write


def fix(tables: Tables) -> Edits:
    return fixes(tables)


def ids(tables: Tables) -> Edits:
    edits, spare = missing_ids({key: tables[key] for key in ("actions", "steps")})
    return [*edits, *spare[:2]]


def accept(tables: Tables) -> Edits:
    accepted = [
        {"code": code, "row": row, "reason": "Trường chấp nhận"} for code, row in (("PCT-01", "HD-001"), ("ACT-04", ""))
    ]
    return new_row_edits(BY_KEY["suppressions"], tables["suppressions"], accepted)


def register(tables: Tables) -> Edits:
    cells = {"kind": "Báo cáo", "number": "12/BC-HL", "day": "05/09/2024", "subject": "Về cải tiến chất lượng"}
    tab = BY_KEY["documents"]
    return row_edits(tab, tables["documents"], next(free_keys(tab, tables["documents"])), cells)


def restore(tables: Tables) -> Edits:
    """EditsBack to a state in which some cells were others or empty, and a row stood that is gone."""
    actions = tables["actions"]
    rows = [list(row) for row in actions.rows]
    note, funding = actions.headings.index("Ghi chú"), actions.headings.index("Kinh phí")
    rows[0][note], rows[1][funding], rows[3][note] = "như cũ", None, "đã có"
    rows.append([*["HD-950", "1.5", "Dòng đã mất"], *[None] * (len(actions.headings) - 3)])
    return list(edits_back(tables, {**tables, "actions": replace(actions, rows=rows)}).edits)


COMMANDS: dict[str, Callable[[Tables], Edits]] = {
    "fix": fix, "ids": ids, "accept": accept, "register": register, "restore": restore
}  # fmt: skip


# What staff do


def _edges(book: Book, title: str) -> tuple[int, int]:
    values = staff.values(book, title)
    return max(min(len(values), ROWS), 3), max(len(values[0]), 3)


def _type(book: Book, title: str, rng: random.Random) -> None:
    rows, columns = _edges(book, title)
    staff.type_cell(book, title, rng.randint(1, rows - 1), rng.randint(1, columns - 1), f"chữ {rng.randint(0, 999)}")


def _empty(book: Book, title: str, rng: random.Random) -> None:
    rows, columns = _edges(book, title)
    staff.type_cell(book, title, rng.randint(1, rows - 1), rng.randint(1, columns - 1), "")


def _insert(book: Book, title: str, rng: random.Random) -> None:
    staff.insert_row(book, title, rng.randint(0, _edges(book, title)[0] - 1), rng.randint(1, 2))


def _delete(book: Book, title: str, rng: random.Random) -> None:
    staff.delete_row(book, title, rng.randint(1, _edges(book, title)[0] - 1))


def _move(book: Book, title: str, rng: random.Random) -> None:
    rows = _edges(book, title)[0]
    staff.move_row(book, title, rng.randint(1, rows - 1), rng.randint(1, rows - 1))


def _sort(book: Book, title: str, rng: random.Random) -> None:
    staff.sort_rows(book, title, rng.randint(0, 5), descending=rng.random() < 0.5)


def _add_column(book: Book, title: str, rng: random.Random) -> None:
    staff.insert_column(book, title, rng.randint(0, _edges(book, title)[1] - 1))


def _columns(book: Book, title: str, start: int) -> dict[str, Any]:
    return {"sheetId": book.sheet(title).id, "dimension": "COLUMNS", "startIndex": start, "endIndex": start + 1}


def _move_column(book: Book, title: str, rng: random.Random) -> None:
    columns = _edges(book, title)[1]
    source = _columns(book, title, rng.randint(0, columns - 1))
    staff.change(book, {"moveDimension": {"source": source, "destinationIndex": rng.randint(0, columns - 1)}})


def _delete_column(book: Book, title: str, rng: random.Random) -> None:
    start = rng.randint(1, _edges(book, title)[1] - 1)
    staff.change(book, {"deleteDimension": {"range": _columns(book, title, start)}})


def _rename(book: Book, title: str, rng: random.Random) -> None:
    column = rng.randint(0, _edges(book, title)[1] - 1)
    staff.type_cell(book, title, 0, column, f"Cột {rng.randint(0, 99)}")


ACTS = (
    _type,
    _type,
    _empty,
    _insert,
    _insert,
    _delete,
    _move,
    _sort,
    _add_column,
    _move_column,
    _delete_column,
    _rename,
)


@dataclass
class Tally:
    """Over all runs: `wrong` cells of people's that the tool left changed and did not name, `lost` words of staff that
    are gone and were not named, `lies` («written» of what is not there). `named` cells could not be put back and were
    told; `collided` are two hands in one cell between the last read and the write.
    """

    runs: int = 0
    acts: int = 0
    written: int = 0
    refused: int = 0
    put_back: int = 0
    wrong: int = 0
    lost: int = 0
    lies: int = 0
    named: int = 0
    collided: int = 0
    seeds: list[int] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.wrong or self.lost or self.lies)


@dataclass
class World:
    """A prepared Sheet that each run begins from anew."""

    server: SheetsServer
    sid: str
    home: Path
    healthy: list[Any]
    harmed: list[Any]
    tally: Tally = field(default_factory=Tally)
    counted: int = 0

    def store(self) -> GoogleStore:
        return GoogleStore(self.sid, self.home)

    def run(self, command: str, seed: int) -> None:
        """One command with staff at work between any two of its calls, judged by the cells' notes."""
        rng, book = random.Random(seed), self.server.book(self.sid)
        first = rng.choice((fix, ids, restore)) if command == "undo" else COMMANDS[command]
        book.sheets[:] = [sheet.copy() for sheet in (self.harmed if first is ids else self.healthy)]
        self.counted += 1
        os.environ["QIPSHEETS_HOME"] = str(self.home / f"{command}-{seed}-{self.counted}")
        store = self.store()
        tables = store.read()
        if command == "undo":
            write_edits(store, tables, first(tables), "fix")
            store = self.store()
            tables = store.read()
            with open_journal(settings.home(), store.address) as journal:
                edits = list(undoing(tables, journal.inverse(1)).edits)
        else:
            edits = first(tables)
        assert edits
        Judge(self, book, edits, tables, rng).judge(store, seed)


class Judge:
    """Knows by the notes what each cell must hold, and compares once the command has ended."""

    def __init__(self, world: World, book: Book, edits: Edits, tables: Tables, rng: random.Random) -> None:
        self.world, self.book, self.edits, self.tables, self.rng = world, book, edits, tables, rng
        self.fresh = 0
        self.expected = self.mark()
        self.staff_typed: set[str] = set()
        self.gone: set[str] = set()
        self.added: set[str] = set()
        self.meant, self.new_rows = self._meant()
        self.titles = sorted({TITLES[edit.tab] for edit in edits})
        self.wrote = False

    def mark(self) -> dict[str, Any]:
        """Gives each cell without a note one; returns what each cell holds, by note."""
        found: dict[str, Any] = {}
        for sheet in self.book.sheets:
            if sheet.title not in TITLES.values():
                continue
            for row in range(sheet.row_count):
                for column in range(sheet.column_count):
                    cell = sheet.cell(row, column)
                    note = str(cell.get("note", ""))
                    if not note.startswith("#"):
                        self.fresh += 1
                        note = f"#{self.fresh}"
                        sheet.put(row, column, {**cell, "note": note})
                    found[note] = _value(cell)
        return found

    def cells(self) -> dict[str, Any]:
        """What each cell holds, by note; cells without one by their place."""
        return {
            str(cell.get("note", "")) or f"{sheet.title}!{row},{column}": _value(cell)
            for sheet in self.book.sheets
            if sheet.title in TITLES.values()
            for row in range(sheet.row_count)
            for column, cell in enumerate([sheet.cell(row, at) for at in range(sheet.column_count)])
        }

    def _meant(self) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        meant: dict[str, Any] = {}
        new_rows: dict[str, dict[str, Any]] = {}
        for edit in self.edits:
            table, sheet = self.tables[edit.tab], self.book.sheet(TITLES[edit.tab])
            column = table.headings.index(edit.heading)
            keys = [str(row[0] or "") for row in table.rows]
            if edit.row is None and edit.key not in keys:
                new_rows.setdefault(edit.key, {})[edit.heading] = edit.new
                continue
            row = edit.row - 1 if edit.row is not None else keys.index(edit.key) + 1
            meant[str(sheet.cell(row, column)["note"])] = edit.new or ""
        return meant, new_rows

    def act(self, moment: str, call: Any, _book: Any) -> None:
        """Before and after each call: perhaps something of what staff do, in a tab that is written."""
        if moment == "after" and ":batchUpdate" in call.path:
            self.wrote = True
        while self.rng.random() < 0.3:
            self.mark_new()
            before = self.cells()
            with contextlib.suppress(ServiceError):
                self.rng.choice(ACTS)(self.book, self.rng.choice(self.titles), self.rng)
                self.world.tally.acts += 1
            after = self.cells()
            for note in before.keys() - after.keys():
                self.expected.pop(note, None)
                self.gone.add(note)
            changed = {note for note in after if note in before and after[note] != before[note]}
            self.staff_typed |= changed
            self.expected.update({note: after[note] for note in changed})
            self.mark_new()

    def mark_new(self) -> None:
        """Cells that came by staff's hand are empty; those that the command added hold what it means."""
        kept = self.mark()
        for note in kept.keys() - self.expected.keys() - self.gone:
            self.expected[note] = ""
            if self.new_rows and kept[note] != "":
                self.meant[note] = kept[note]
                self.added.add(str(kept[note]))

    def judge(self, store: GoogleStore, seed: int) -> None:
        tally = self.world.tally
        before = replace(tally)
        tally.runs += 1
        self.world.server.between_calls = self.act
        error: QipError | None = None
        try:
            write_edits(store, self.tables, self.edits, "race")
        except QipError as wanted:
            error = wanted
        finally:
            self.world.server.between_calls = None
        self.mark_new()
        if error is None:
            tally.written += 1
            self._written(tally)
            tally.lies += not self.added >= self.new_rows.keys()
        else:
            tally.put_back += isinstance(error, NotWritten)
            tally.refused += not isinstance(error, NotWritten)
            self._refused(tally, error)
        if (tally.wrong, tally.lost, tally.lies) != (before.wrong, before.lost, before.lies):
            tally.seeds.append(seed)

    def _add_rows(self) -> None:
        """Rows that were added in empty ones of the grid, whose cells had notes before: new ones, and those of a spare
        ID whose row staff deleted before the write.
        """
        texts: dict[str, set[str]] = {}
        for edit in self.edits:
            texts.setdefault(edit.key, {edit.key}).add(str(edit.new))
        for title in self.titles:
            sheet = self.book.sheet(title)
            for row in range(sheet.row_count):
                cells = [sheet.cell(row, column) for column in range(sheet.column_count)]
                for key in texts.keys() & {str(_value(cell)) for cell in cells}:
                    self.added.add(key)
                    self.meant |= {
                        str(cell["note"]): _value(cell)
                        for cell in cells
                        if self.expected.get(str(cell.get("note"))) == "" and str(_value(cell)) in texts[key] - {""}
                    }

    def _written(self, tally: Tally) -> None:
        self._add_rows()
        now = self.cells()
        for note, value in now.items():
            if note in self.meant and note in self.expected:
                if value == self.meant[note]:
                    tally.collided += note in self.staff_typed and self.expected[note] != value
                elif note not in self.staff_typed or value != self.expected[note]:
                    tally.lies += 1
            elif note in self.expected and value != self.expected[note]:
                tally.lost += note in self.staff_typed
                tally.wrong += note not in self.staff_typed

    def _refused(self, tally: Tally, error: QipError) -> None:
        now = self.cells()
        found = isinstance(error, NotWritten) and (error.unsure or bool(error.open_cells))
        for note, value in now.items():
            if note in self.expected and value != self.expected[note]:
                if note in self.meant and note in self.staff_typed and value in (self.meant[note], ""):
                    tally.collided += 1
                elif found:
                    tally.named += 1
                else:
                    tally.lost += note in self.staff_typed
                    tally.wrong += note not in self.staff_typed


def _value(cell: Any) -> Any:
    value = cell.get("userEnteredValue") or {}
    return next(iter(value.values()), "")


# Engines that must be caught


def nothing_proved(before: TabCells, after: TabCells, located: Located) -> Landing:
    """A bad engine: believes the reply to its write."""
    del before, after
    return Landing(located.writes)


def by_place(before: TabCells, after: TabCells, located: Located) -> Landing:
    """A bad engine: looks for its values where it wrote them, whatever row and column stands there now."""
    del before
    missed = tuple((w, None) for w in located.writes if (after.at(w.row, w.column) or None) != (w.new or None))
    return Landing(located.writes, missed)


@contextlib.contextmanager
def world(folder: Path) -> Iterator[World]:
    """A Sheet with some rows in the tabs that are written, and without what slows a run down."""
    with SheetsServer() as server:
        os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(server.write_key(folder, email=ROBOT))
        os.environ["QIPSHEETS_SHEETS_URL"] = server.url
        sid = server.new_spreadsheet(title="Kế hoạch", locale="vi_VN", writers=[ROBOT])
        content = sample_content()
        content["actions"] = [dict(row) for row in content["actions"][: ROWS - 3]]
        for number, row in enumerate(content["actions"]):
            row["Ghi chú"] = f"ghi  chú {number} ,rồi" if number % 2 else None  # what `fix` mends
        content["steps"] = [dict(row) for row in content["steps"][:5]]
        content["observations"] = []
        GoogleStore(sid, folder).prepare(content, lists(framework("tt17-2018-primary"), content))
        book = server.book(sid)
        keep = {"Trường", *TITLES.values(), "Danh mục", *(tab.title for tab in SYNCED)}
        for sheet in list(book.sheets):
            if sheet.title not in keep:
                staff.delete_sheet(book, sheet.title)
        for title in TITLES.values():
            last = ROWS if title != "Bỏ qua" else 3  # «Bỏ qua» is too short for what is accepted
            staff.delete_row(book, title, last, book.sheet(title).row_count - last)
        for sheet in book.sheets:
            if sheet.title in TITLES.values():
                sheet.conditional_formats, sheet.protected_ranges, sheet.basic_filter = [], [], None
        healthy = [sheet.copy() for sheet in book.sheets]
        staff.type_cell(book, TITLES["actions"], 3, 0, "")  # no ID, and one that stands twice
        staff.type_cell(book, TITLES["actions"], 5, 0, "HD-002")
        yield World(server, sid, folder, healthy, [sheet.copy() for sheet in book.sheets])


def main() -> None:
    """Prints a line a command: the tally of its runs, and the seeds of those that went wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--command", choices=(*COMMANDS, "undo"))
    chosen = options.parse_args()
    google_store.SCHEDULE = Schedule(first=0.01, longest=0.05, cap=20.0, attempts=4)
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as made:
        for command in (chosen.command,) if chosen.command else (*COMMANDS, "undo"):
            made.tally, begun = Tally(), time.perf_counter()
            for number in range(chosen.count):
                made.run(command, chosen.seed * 1_000_000 + number)
                made.server.log.clear()
            sys.stdout.write(f"{command}: {time.perf_counter() - begun:.0f} s, {made.tally}\n")
            sys.stdout.flush()
            total["bad"] += not made.tally.clean
    sys.exit(bool(total["bad"]))


if __name__ == "__main__":
    main()
