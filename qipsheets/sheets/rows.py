"""Rows of people's tabs: their IDs, the edits that fill, mend or add them, and the places that findings name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.plan.findings import Finding
from qipsheets.sheets.codec import ENOUGH_SPARE
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL, TABS, TITLES, row_key
from qipsheets.sheets.tab import Tab, positions, shown
from qipsheets.sheets.table import Edit, Plain, Table, cell_name, cell_value
from qipsheets.vietnamese import opening_words


def missing_ids(tables: Mapping[str, Table]) -> tuple[list[Edit], list[Edit]]:
    """Edits that give rows their IDs, and edits that add empty rows with an ID where few are left."""
    found = [_missing_in(tab, tables[tab.key]) for tab in TABS if tab.key in tables]
    return [edit for edits, _spare in found for edit in edits], [edit for _edits, spare in found for edit in spare]


def _missing_in(tab: Tab, table: Table) -> tuple[list[Edit], list[Edit]]:
    place = positions(tab, table.headings)
    if "key" not in place:
        return [], []
    heading = table.headings[place["key"]]
    inputs = [place[column.field] for column in tab.inputs if column.field in place and column.field != "key"]
    keys = [shown(row[place["key"]]) for row in table.rows]
    free = new_keys(tab, keys)
    edits: list[Edit] = []
    seen: set[str] = set()
    empty = 0
    for index, (row, key) in enumerate(zip(table.rows, keys, strict=True)):
        filled = any(shown(row[column]) for column in inputs)
        if filled and (not key or key.casefold() in seen):
            edits.append(Edit(tab.key, key, heading, key or None, next(free), table.first_row + index))
        elif not filled and key and key.casefold() not in seen:
            empty += 1
        seen.add(key.casefold())
    wanted = tab.spare - empty if tab.spare and empty < min(ENOUGH_SPARE, tab.spare) else 0
    return edits, [Edit(tab.key, key, heading, None, key) for key in islice(free, wanted)]


def numbers_of(tab: Tab, keys: Iterable[str]) -> set[int]:
    """The numbers that IDs of a tab bear, whatever their case: a look-up of the sheet ignores it."""
    form = re.compile(rf"{re.escape(tab.prefix)}-(\d+)", re.IGNORECASE)
    return {int(match[1]) for key in keys if (match := form.fullmatch(key))}


def new_keys(tab: Tab, keys: Iterable[str]) -> Iterator[str]:
    """IDs without end that follow the largest of those known."""
    return (row_key(tab, number) for number in count(max(numbers_of(tab, keys), default=0) + 1))


def free_keys(tab: Tab, table: Table) -> Iterator[str]:
    """IDs without end, each once; the table has the column of IDs."""
    place = positions(tab, table.headings)
    at = place["key"]
    inputs = [column for field, column in place.items() if field != "key"]
    keys = [shown(row[at]) if at < len(row) else "" for row in table.rows]
    for key, row in zip(keys, table.rows, strict=True):
        if key and not any(shown(row[column]) for column in inputs if column < len(row)):
            yield key
    yield from new_keys(tab, keys)


def row_edits(tab: Tab, table: Table | None, key: str, cells: Mapping[str, str]) -> list[Edit]:
    """Edits of the row of an ID, by field. Raises DoubtfulState where the tab or a column is missing."""
    table, place = _with_columns(tab, table, cells)
    at = place["key"]
    row = next((row for row in table.rows if at < len(row) and shown(row[at]).casefold() == key.casefold()), ())
    edits = []
    for field, text in cells.items():
        cell = row[place[field]] if place[field] < len(row) else None
        if shown(cell) != text:
            edits.append(Edit(tab.key, key, table.headings[place[field]], cell_value(cell), text))
    return edits


def new_row_edits(tab: Tab, table: Table | None, rows: Sequence[Mapping[str, Plain]]) -> list[Edit]:
    """Edits that write rows, by field, into those that have only an ID, then into new ones below.

    Raises DoubtfulState where the tab or a column is missing.
    """
    table, place = _with_columns(tab, table, set(chain.from_iterable(rows)))
    return [
        Edit(tab.key, key, table.headings[place[field]], None, cell)
        for key, row in zip(free_keys(tab, table), rows, strict=False)
        for field, cell in row.items()
        if cell not in (None, "")
    ]


def _with_columns(tab: Tab, table: Table | None, fields: Iterable[str]) -> tuple[Table, Mapping[str, int]]:
    place = positions(tab, table.headings) if table is not None else {}
    if table is None or not {"key", *fields} <= place.keys():
        raise DoubtfulState(
            _("The tab «{title}» or one of its columns is missing.").format(title=tab.title),
            _("Run «qipsheets init» on the workbook: it adds what is missing."),
        )
    return table, place


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place in the words of the sheet, and the text of its cell; empty where a finding is about a whole tab."""

    tab: str
    key: str
    heading: str = ""
    cell: str = ""
    content: str = ""

    @property
    def text(self) -> str:
        """«Hành động, ô K4», or as much as is known; in Vietnamese, for papers print it too."""
        return f"{self.tab}, ô {self.cell}" if self.cell else f"{self.tab} {self.key}".strip()


_LABELS = {line.field: line.heading for line in FORM}


def shown_place(finding: Finding, tables: Mapping[str, Table]) -> ShownPlace:
    """The place of a finding in the tables it was read from."""
    place = finding.place
    tab, table = BY_KEY.get(place.tab), tables.get(place.tab)
    if tab is None or table is None:
        return ShownPlace(table.title if table else TITLES.get(place.tab, place.tab), place.key)
    labels = _LABELS if tab is SCHOOL else {column.field: column.heading for column in tab.inputs}
    heading = labels.get(place.key if tab is SCHOOL else place.field, "")
    column = positions(tab, table.headings).get(place.field)
    row = place.row
    if row is None:  # a finding of the form knows only the line's name
        lines = enumerate(table.rows, table.first_row)
        row = next((number for number, line in lines if place.key and line and line[0] == place.key), None)
    if column is None or row is None:
        return ShownPlace(table.title, place.key, heading)
    index = row - table.first_row
    cells = table.rows[index] if 0 <= index < len(table.rows) else ()
    content = shown(cells[column]) if column < len(cells) else ""
    return ShownPlace(table.title, place.key, heading, cell_name(row, column), content)


CONTEXT_LENGTH = 40


def part_marked(text: str, part: str) -> str:
    """The wrong part between brackets, with some words beside it; the text's beginning where `part` is not in it."""
    at = text.find(part) if part else -1
    if at < 0:
        return opening_words(" ".join(text.split()), 2 * CONTEXT_LENGTH)
    start, end = max(0, at - CONTEXT_LENGTH), min(len(text), at + len(part) + CONTEXT_LENGTH)
    before, after = text[start:at], text[at + len(part) : end]
    if start:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}[{part}]{after}".split())
