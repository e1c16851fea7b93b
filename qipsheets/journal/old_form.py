"""Journals of the versions 1 and 2: their states read once, proved, and written anew.

They kept each row as a line, alone or as what differed from another, and of each tab and state the order of its lines.
All is one transaction: killed in it, the file is as it was.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

from qipsheets.journal.chain import add_link, seal_facts
from qipsheets.journal.database import DamagedJournal, Database, compressed, decompressed
from qipsheets.journal.states import Index, read_state, text_of_tables
from qipsheets.language import _
from qipsheets.sheets.cell_text import fingerprint_of, special_cell
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Cell, Merge, Table

OldCell: TypeAlias = Cell | tuple[str, Cell]  # a formula that the table named, and the cell
_SEALED: Mapping[str, str] = {
    "state": "SELECT number, moment, sha256 FROM states WHERE number = ?",
    "run": "SELECT number, kind, words, machine, begun FROM runs WHERE number = ?",
    "end": "SELECT number, ended, exit_code, state FROM runs WHERE number = ?",
    "inverse": "SELECT run, edits FROM inverses WHERE run = ?",
    "erasure": "SELECT number, moment, cells, states, hex(before) FROM erasures WHERE number = ?",
}
_HEADS = "SELECT tab, head, max(state) FROM heads WHERE state <= ? GROUP BY tab"
_ORDERS = (
    "SELECT sequence FROM orders WHERE tab = ?1 AND state <= ?2 AND state >= "
    "(SELECT whole FROM orders WHERE tab = ?1 AND state <= ?2 ORDER BY state DESC LIMIT 1) ORDER BY state"
)
# «sent» was said of files, too: nobody has had those. Their words are the mail's own key.
_MAILS = (
    "ALTER TABLE mails RENAME COLUMN lot TO status",
    "ALTER TABLE mails ADD COLUMN server TEXT NOT NULL DEFAULT ''",
    "UPDATE mails SET status = CASE words WHEN key THEN 'cancelled' ELSE 'accepted' END WHERE status = 'sent'",
)


def renew(database: Database, make_tables: Callable[[Database], None]) -> None:
    """Reads the states, proves them by their fingerprints and the chain, and writes them as they are kept now: each is
    read back, index and chain are built anew.

    Raises FileTrouble where the journal is not sound: in the new form that could no longer be seen.
    """
    links = list(_proved_links(database))
    states = list(_proved_states(database))
    for table in ("changes", "orders", "heads", "lines", "links", "states"):
        database.execute(f"DROP TABLE {table}")
    if database.row("SELECT 1 FROM pragma_table_info('mails') WHERE name = 'lot'"):
        for statement in _MAILS:
            database.execute(statement)
    make_tables(database)
    index = Index()
    for values in states:
        number, *_about, cells = values
        database.execute("INSERT INTO states (number, moment, sha256, rows, cells) VALUES (?, ?, ?, ?, ?)", values)
        tables = read_state(database, number)
        if text_of_tables(tables) != decompressed(cells):
            raise DamagedJournal(
                database.path, _("The cells of state {number} cannot be put together.").format(number=number)
            )
        index.turn_to(tables).put_in(database, number)
    for kind, about in links:
        add_link(database, kind, about)
    for (number,) in database.rows("SELECT number FROM mails ORDER BY number"):
        add_link(database, "mail", number)
    seal_facts(database)


def _proved_states(database: Database) -> Iterator[tuple[int, str, str, int, bytes]]:
    """The states as the rows that will hold them: number, moment, fingerprint, count of rows, cells."""
    rows = _rows(database)
    for number, moment, sha, count in database.rows("SELECT number, moment, sha256, rows FROM states ORDER BY number"):
        try:
            tables = _tables(database, number, rows)
            sound = fingerprint_of(tables) == sha
        except (LookupError, ValueError, TypeError, AttributeError):
            sound = False
        if not sound:
            raise DamagedJournal(
                database.path, _("The cells of state {number} are not those that were read.").format(number=number)
            )
        yield number, moment, sha, count, compressed(text_of_tables(tables))


def _proved_links(database: Database) -> Iterator[tuple[str, int]]:
    before = sha256(f"qipsheets {database.fact('journal')}".encode()).digest()
    expected = 1
    for number, kind, about, sealed in database.rows("SELECT number, kind, about, sha256 FROM links ORDER BY number"):
        record = database.row(_SEALED[kind], (about,)) if kind in _SEALED else None
        text = json.dumps([kind, record], ensure_ascii=False)
        if number != expected or sha256(before + text.encode()).digest() != sealed:
            raise DamagedJournal(database.path, _("its entries contradict each other"))
        before, expected = sealed, number + 1
        yield str(kind), int(about)


def _tables(database: Database, number: int, rows: Mapping[int, Sequence[OldCell]]) -> dict[str, Table]:
    heads = {tab: head for tab, head, _state in database.rows(_HEADS, (number,)) if head}
    tables = {}
    for tab in (*BY_KEY, *(heads.keys() - BY_KEY.keys())):
        if tab in heads:
            title, headings, first_row, merges, strays, _shapes = json.loads(heads[tab])
            lines = [rows[line] for line in _order(database, tab, number)]
            places = ((at, column, cell) for at, line in enumerate(lines) for column, cell in enumerate(line))
            named = [(at, column, cell[0]) for at, column, cell in places if isinstance(cell, tuple)]
            tables[tab] = Table(
                title, tuple(headings),
                [[cell[1] if isinstance(cell, tuple) else cell for cell in line] for line in lines],
                first_row, tuple(Merge(*merge) for merge in merges),
                {(at, column): text for at, column, text in (*strays, *named)},
            )  # fmt: skip
    return tables


def _order(database: Database, tab: str, number: int) -> list[int]:
    """The lines of a tab in a state: pairs of a start and a count, a start below 0 being a new line's number."""
    lines: list[int] = []
    for (text,) in database.rows(_ORDERS, (tab, number)):
        numbers = [int(part) for part in text.split(",")] if text else []
        before, lines = lines, []
        for start, count in zip(numbers[::2], numbers[1::2], strict=True):
            lines += range(-start, count - start) if start < 0 else before[start : start + count]
    return lines


def _rows(database: Database) -> dict[int, list[OldCell]]:
    """All lines by number, each with its own cells."""
    rows: dict[int, list[OldCell]] = {}
    for number, base, text in database.rows("SELECT number, base, cells FROM lines ORDER BY base IS NOT NULL"):
        cells = json.loads(text, object_hook=_object)
        if base is not None:
            row = list(rows[base])
            for column, cell in cells.items():
                row[int(column)] = cell
            cells = row
        rows[number] = cells
    return rows


def _object(found: dict[str, object]) -> object:
    """A cell that JSON has no type for; one for which the table named a formula as (formula, cell)."""
    if found.keys() == {"g"} and isinstance(found["g"], list):
        return tuple(found["g"])
    if len(found) == 1 and not found.keys().isdisjoint("dtf"):
        return special_cell(found)
    return found  # what differs from another line: column to cell
