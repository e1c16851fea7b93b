"""What people wrote in a store, as another store takes it: rows in order, IDs, the words of the lists."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from qipsheets import files
from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.new_workbook import lists
from qipsheets.plan.framework import Framework
from qipsheets.sheets.rows import numbers_of
from qipsheets.sheets.schema import BY_KEY, LIST_TITLES, LISTS, SCHOOL, TABS, row_key
from qipsheets.sheets.tab import Tab, known_headings, positions, shown
from qipsheets.sheets.table import Edit, Plain, Table, cell_value
from qipsheets.stores.store import InitialRows, Store
from qipsheets.sync.grid import NO_GRID, fitted, grids_of, merged_columns
from qipsheets.vietnamese import fold

HeadedRows: TypeAlias = list[dict[str, Plain]]


def content_of(tables: Mapping[str, Table]) -> dict[str, HeadedRows]:
    """The rows people filled in, in their order, heading to cell; formulas are carried as what they show."""
    return {key: _used_rows(tab, tables[key]) for key, tab in BY_KEY.items() if key in tables}


def _used_rows(tab: Tab, table: Table) -> HeadedRows:
    """A tab's rows with more than an ID, by the schema's headings and by those that people added."""
    columns = merged_columns(tab, table)
    official = {fold(column.heading): column.heading for column in tab.inputs}
    named = {heading: official.get(heading, table.headings[at]) for heading, at in columns.items()}
    key = positions(tab, table.headings).get("key", 0)
    rows: HeadedRows = []
    for line in table.rows:
        there = ((heading, cell_value(line[at])) for heading, at in columns.items() if at < len(line))
        cells = {named[heading]: fitted(tab, heading, cell) for heading, cell in there if cell not in (None, "")}
        if any(shown(cell) for cell in cells.values()):
            rows.append({"Mã": shown(line[key]), **cells})
    return rows


def with_empty_columns(content: InitialRows, tables: Mapping[str, Table]) -> dict[str, HeadedRows]:
    """The content whose first row of each tab also names people's own headings that have no cell below them."""
    result: dict[str, HeadedRows] = {}
    for key, rows in content.items():
        tab = BY_KEY[key]
        own = merged_columns(tab, tables[key]).keys() - {fold(column.heading) for column in tab.inputs}
        named = {fold(heading) for row in rows for heading in row}
        bare: dict[str, Plain] = {heading: None for heading in tables[key].headings if fold(heading) in own - named}
        result[key] = list(map(dict, rows))
        if bare:
            result[key][:1] = [{**(rows[0] if rows else {"Mã": row_key(tab, 1)}), **bare}]
    return result


def with_free_numbers(content: InitialRows) -> dict[str, HeadedRows]:
    """The content with empty rows between, so that the IDs of the spare rows a new store adds are free.

    A new store numbers its spare rows on from the count of its rows; where rows were deleted, IDs run higher.
    """
    return {key: _with_free_rows(BY_KEY[key], rows) for key, rows in content.items()}


def _with_free_rows(tab: Tab, rows: Sequence[Mapping[str, Plain]]) -> HeadedRows:
    """A tab's rows, and below them as many empty ones as make the numbers that follow free."""
    taken = numbers_of(tab, (str(row.get("Mã", "")) for row in rows))
    count = len(rows)
    while any(number in taken for number in range(count + 1, count + tab.spare + 1)):
        count = max(number for number in taken if count < number <= count + tab.spare)
    free = [number for number in range(1, count + 1) if number not in taken]
    empty: HeadedRows = [{"Mã": row_key(tab, number)} for number in free[: count - len(rows)]]
    return [*map(dict, rows), *empty]


def list_words(tables: Mapping[str, Table], framework: Framework, content: InitialRows) -> dict[str, Sequence[str]]:
    """The words of the drop-downs: those people keep on «Danh mục», then the framework's own."""
    own: dict[str, list[str]] = {}
    names = {fold(title): name for name, title in LIST_TITLES.items() if name not in ("criteria", "levels")}
    table = tables.get(LISTS.key, Table("", (), ()))
    for at, heading in enumerate(table.headings):
        if fold(heading) in names:
            own[names[fold(heading)]] = [shown(row[at]) for row in table.rows if at < len(row) and shown(row[at])]
    words = lists(framework, content)
    return {name: tuple(dict.fromkeys((*own.get(name, ()), *words[name]))) for name in words}


def not_carried(content: InitialRows, tables: Mapping[str, Table]) -> Iterator[str]:
    """What a store lacks of what it was given, cell by cell in the words of its tabs; nothing when all came.

    Columns that it has no heading for are not looked at: `left_out` names them.
    """
    grids = grids_of(tables)
    lost = left_out(content, tables)
    for key, rows in content.items():
        tab = BY_KEY[key]
        grid = grids.get(key, NO_GRID)
        skipped = ("Mã", *lost.get(key, ()))
        for row in rows:
            texts = grid.row(shown(row["Mã"]).casefold()).texts
            for heading, cell in row.items():
                text = texts.get(fold(heading), "")
                if heading not in skipped and text != shown(fitted(tab, fold(heading), cell)):
                    yield f"{tab.title} {row['Mã']} · {heading}"


def left_out(content: InitialRows, tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """The columns people added that a store has no heading for, by tab."""
    result: dict[str, list[str]] = {}
    for key, rows in content.items():
        there = {fold(heading) for heading in tables[key].headings} if key in tables else set()
        used = dict.fromkeys(heading for row in rows for heading in row)
        missing = [heading for heading in used if fold(heading) not in there]
        if missing:
            result[key] = missing
    return result


def doubled_headings(tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """People's own headings that are there more than once, by tab: their columns cannot be kept apart."""
    result: dict[str, list[str]] = {}
    for key, tab in BY_KEY.items():
        known = known_headings(tab)
        folded = [fold(heading) for heading in tables[key].headings] if key in tables else []
        twice = {text: tables[key].headings[folded.index(text)] for text in folded if folded.count(text) > 1}
        found = [heading for text, heading in twice.items() if text and text not in known]
        if found:
            result[key] = found
    return result


def formulas_in(tables: Mapping[str, Table]) -> int:
    """How many cells of people's columns have a formula, of which only what it showed is carried."""
    there = ((tables[key], merged_columns(tab, tables[key])) for key, tab in BY_KEY.items() if key in tables)
    return sum(column in own.values() for table, own in there for _row, column in table.formulas)


# What `init` writes into a workbook before anybody does: it does not make a store full.
_SET_UP = frozenset({"framework", "year", "subject"})


def filled_in(tables: Mapping[str, Table]) -> dict[str, int]:
    """How many rows people filled in, by tab; what set-up wrote counts for nothing, so an empty store gives {}."""
    counts: dict[str, int] = {}
    for key, rows in content_of(tables).items():
        if key == SCHOOL.key:
            rows = [row for row in rows if row["Mã"] not in _SET_UP]
        if key == "assessments":
            rows = [row for row in rows if row.keys() - {"Mã", "Tiêu chí"}]
        if rows:
            counts[key] = len(rows)
    return counts


def put_into(target: Store, content: InitialRows, words: Mapping[str, Sequence[str]]) -> None:
    """Fills a store that is new or empty. Raises DoubtfulState, with what is in it, where it is neither."""
    if not target.exists():
        target.prepare(with_free_numbers(content), words)
        return
    there = target.seen()
    if any(key in there for key in left_out(content, there)):
        target.prepare(content, words)  # the headings of people's own columns; nothing else is missing in a store
    tables = target.read()
    _refuse_full(tables, target.name)
    target.write(list(_edits_into(tables, content, target.name)))


def refuse_full(target: Store) -> None:
    """Raises DoubtfulState where people wrote into the store already."""
    if target.exists():
        _refuse_full(target.read(), target.name)


def refuse_foreign(tables: Mapping[str, Table], name: str) -> None:
    """Raises DoubtfulState where there is something without a form «Trường»."""
    if SCHOOL.key not in tables:
        raise DoubtfulState(
            _("{name} is there already and is not a workbook of qipsheets.").format(name=name),
            _("Name another file; an existing one is never overwritten."),
        )


def _refuse_full(tables: Mapping[str, Table], name: str) -> None:
    refuse_foreign(tables, name)
    counts = filled_in(tables)
    if counts:
        filled = ", ".join(f"{tables[key].title} ({count})" for key, count in counts.items())
        raise DoubtfulState(
            _("{name} is not empty: {tabs}. Nothing was written.").format(name=name, tabs=filled),
            _("Name a new file, or a Sheet in which nobody has written yet."),
        )


def _edits_into(tables: Mapping[str, Table], content: InitialRows, name: str) -> Iterator[Edit]:
    """The edits that put content into an empty store's rows, in the content's order and with its IDs."""
    yield from _form_edits(tables[SCHOOL.key], content.get(SCHOOL.key, ()))
    for tab in TABS:
        rows = content.get(tab.key, ())
        if rows and tab.key not in tables:
            raise DoubtfulState(
                _("{name} has no tab «{tab}».").format(name=name, tab=tab.title),
                _("Run «qipsheets init --store {name}»: it adds what is missing.").format(name=name),
            )
        if rows:
            yield from _tab_edits(tab, tables[tab.key], rows)


def _form_edits(table: Table, rows: Sequence[Mapping[str, Plain]]) -> Iterator[Edit]:
    grid = grids_of({SCHOOL.key: table})[SCHOOL.key]
    for row in rows:
        key = shown(row["Mã"])
        answers = {fold(heading): cell for heading, cell in row.items()}
        for folded, heading in grid.headings.items():
            old, new = grid.row(key.casefold()).cells.get(folded), answers.get(folded)
            if shown(old) != shown(new):
                yield Edit(SCHOOL.key, key, heading, old, new)


def _tab_edits(tab: Tab, table: Table, rows: Sequence[Mapping[str, Plain]]) -> Iterator[Edit]:
    """Row by row from the top, so that the order stays; the spare rows below take the IDs that are left over."""
    key_at = positions(tab, table.headings).get("key", 0)
    columns = {fold(heading): at for at, heading in reversed(list(enumerate(table.headings)))}
    there = [shown(line[key_at]) for line in table.rows]
    numbered = _with_free_rows(tab, [{**row, "Mã": row.get("Mã") or row_key(tab, n)} for n, row in enumerate(rows, 1)])
    for index, key in enumerate(_keys(tab, [shown(row["Mã"]) for row in numbered], there)):
        line = table.rows[index] if index < len(there) else ()
        number = table.first_row + index if index < len(there) else None
        name = f"{key}+" if number is None and key in there else key  # a row of that ID must not be taken for it
        if name != key or (number is not None and there[index] != key):
            yield Edit(tab.key, name, table.headings[key_at], there[index] or None if number else None, key, number)
        for heading, cell in numbered[index].items() if index < len(numbered) else ():
            at = columns.get(fold(heading))
            if at is not None and at != key_at:
                old = cell_value(line[at]) if at < len(line) else None
                if shown(old) != shown(cell):
                    yield Edit(tab.key, name, table.headings[at], old, cell, number)


def _keys(tab: Tab, wanted: Sequence[str], there: Sequence[str]) -> list[str]:
    """The IDs of all rows from the top: those wanted, then what is left of those that were there, then new ones."""
    taken = {key.casefold() for key in wanted}
    left = [key for key in there if key and key.casefold() not in taken]
    new = (row_key(tab, number) for number in range(len(wanted) + 1, len(wanted) + 2 * len(there) + 2))
    free = [key for key in new if key.casefold() not in taken and key not in there]
    return [*wanted, *[*left, *free][: max(len(there) - len(wanted), 0)]]


def carry_framework_file(source: Store, target: Store, name: str) -> None:
    """Puts the school's own framework file beside the new workbook, where none of that name is there."""
    old, new = source.folder / name, target.folder / name
    if old.is_file() and not new.exists():
        files.replace_bytes(new, files.read_bytes(old))
