"""Fills a store that is new or empty with what was carried; a store that people wrote into is refused."""

from collections.abc import Iterator, Mapping, Sequence

from qipsheets import files
from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY, SCHOOL, TABS, row_key
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Cell, Edit, Formula, Plain, Table
from qipsheets.stores.store import Content, Store
from qipsheets.sync.carrying import content_of, left_out, spared, with_free_rows
from qipsheets.sync.grid import grids_of
from qipsheets.vietnamese import fold

# What `init` writes into a workbook before anybody does: it does not make a store full.
_SET_UP = frozenset({"framework", "year", "subject"})
_FILLED_IN = {"assessments": "criterion"}


def held_in(tables: Mapping[str, Table]) -> dict[str, int]:
    """How many rows people filled in, by tab; what set-up wrote counts for nothing, so an empty store gives {}."""
    counts: dict[str, int] = {}
    for key, rows in content_of(tables).items():
        if key == SCHOOL.key:
            rows = [row for row in rows if row["Mã"] not in _SET_UP]
        if key in _FILLED_IN:
            given = next(column.heading for column in BY_KEY[key].columns if column.field == _FILLED_IN[key])
            rows = [row for row in rows if row.keys() - {"Mã", given}]
        if rows:
            counts[key] = len(rows)
    return counts


def put_into(target: Store, content: Content, words: Mapping[str, Sequence[str]]) -> None:
    """Fills a store that is new or empty. Raises DoubtfulState, with what stands there, where it is neither."""
    if not target.exists():
        target.prepare(spared(content), words)
        return
    there = target.seen()
    if any(key in there for key in left_out(content, there)):
        target.prepare(content, words)  # the headings of people's own columns; nothing else is missing in a store
    target.write(edits_into(target.read(), content, target.name))


def refuse_full(target: Store) -> None:
    """Raises DoubtfulState where people wrote into the store already."""
    if target.exists():
        _refuse_full(target.read(), target.name)


def refuse_foreign(tables: Mapping[str, Table], name: str) -> None:
    """Raises DoubtfulState where something stands there that holds no form «Trường»."""
    if SCHOOL.key not in tables:
        raise DoubtfulState(
            _("{name} is there already and is not a workbook of qipsheets.").format(name=name),
            _("Name another file; an existing one is never overwritten."),
        )


def _refuse_full(tables: Mapping[str, Table], name: str) -> None:
    refuse_foreign(tables, name)
    counts = held_in(tables)
    if counts:
        told = ", ".join(f"{tables[key].title} ({count})" for key, count in counts.items())
        raise DoubtfulState(
            _("{name} is not empty: {tabs}. Nothing was written.").format(name=name, tabs=told),
            _("Name a new file, or a Sheet in which nobody has written yet."),
        )


def edits_into(tables: Mapping[str, Table], content: Content, name: str) -> list[Edit]:
    """The edits that put content into an empty store's rows, in the content's order and with its IDs."""
    _refuse_full(tables, name)
    edits = list(_form_edits(tables[SCHOOL.key], content.get(SCHOOL.key, ())))
    for tab in TABS:
        rows = content.get(tab.key, ())
        if rows and tab.key not in tables:
            raise DoubtfulState(
                _("{name} has no tab «{tab}».").format(name=name, tab=tab.title),
                _("Run «qipsheets init --store {name}»: it adds what is missing.").format(name=name),
            )
        if rows:
            edits += _tab_edits(tab, tables[tab.key], rows)
    return edits


def _form_edits(table: Table, rows: Sequence[Mapping[str, Plain]]) -> Iterator[Edit]:
    stands = grids_of({SCHOOL.key: table})[SCHOOL.key]
    for row in rows:
        key = shown(row["Mã"])
        answers = {fold(heading): cell for heading, cell in row.items()}
        for folded, heading in stands.headings.items():
            old, new = stands.row(key.casefold()).cells.get(folded), answers.get(folded)
            if shown(old) != shown(new):
                yield Edit(SCHOOL.key, key, heading, old, new)


def _tab_edits(tab: Tab, table: Table, rows: Sequence[Mapping[str, Plain]]) -> Iterator[Edit]:
    """Row by row from the top, so that the order stays; the spare rows below take the IDs that are left over."""
    key_at = positions(tab, table.headings).get("key", 0)
    columns = {fold(heading): at for at, heading in reversed(list(enumerate(table.headings)))}
    stand = [shown(line[key_at]) for line in table.rows]
    numbered = with_free_rows(tab, [{**row, "Mã": row.get("Mã") or row_key(tab, n)} for n, row in enumerate(rows, 1)])
    for index, key in enumerate(_keys(tab, [shown(row["Mã"]) for row in numbered], stand)):
        line = table.rows[index] if index < len(stand) else ()
        number = table.first_row + index if index < len(stand) else None
        name = f"{key}+" if number is None and key in stand else key  # a row of that ID must not be taken for it
        if name != key or (number is not None and stand[index] != key):
            yield Edit(tab.key, name, table.headings[key_at], stand[index] or None if number else None, key, number)
        for heading, cell in numbered[index].items() if index < len(numbered) else ():
            at = columns.get(fold(heading))
            if at is not None and at != key_at:
                old = _plain(line[at]) if at < len(line) else None
                if shown(old) != shown(cell):
                    yield Edit(tab.key, name, table.headings[at], old, cell, number)


def _keys(tab: Tab, wanted: Sequence[str], stand: Sequence[str]) -> list[str]:
    """The IDs of all rows from the top: those wanted, then what is left of those that stood there, then new ones."""
    taken = {key.casefold() for key in wanted}
    left = [key for key in stand if key and key.casefold() not in taken]
    new = (row_key(tab, number) for number in range(len(wanted) + 1, len(wanted) + 2 * len(stand) + 2))
    free = [key for key in new if key.casefold() not in taken and key not in stand]
    return [*wanted, *[*left, *free][: max(len(stand) - len(wanted), 0)]]


def _plain(cell: Cell) -> Plain:
    return cell.shown if isinstance(cell, Formula) else cell


def carry_framework_file(source: Store, target: Store, name: str) -> bool:
    """Puts the school's own framework file beside the new workbook. True where it was put there."""
    if not name or (source.folder / name).resolve() == (target.folder / name).resolve():
        return False
    if (target.folder / name).exists() or not (source.folder / name).is_file():
        return False
    files.replace_bytes(target.folder / name, files.read_bytes(source.folder / name))
    return True
