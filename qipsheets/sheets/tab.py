"""What a tab and a column are, and how a tab's columns are found by their headings.

schema.toml names the real ones; people add columns of their own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from qipsheets.language import Message, joined
from qipsheets.plan.findings import Finding, finding
from qipsheets.plan.values import Place
from qipsheets.sheets.columns import CellKind
from qipsheets.sheets.table import Cell, Plain, cell_value, text_of
from qipsheets.vietnamese import fold

ID_HEADING = fold("Mã")
NO_TAB, NO_HEADING, DOUBLED_HEADING = "TAB-01", "TAB-02", "TAB-03"
_OWN = CellKind("own", lambda cell, _year: text_of(cell), str, format="General")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a line of the form «Trường»: the record's field, the heading people see, its kind, a note on it.

    `look_up` names a column of the tool's tab «Tiến độ» that the cell shows by a formula; people leave it alone.
    `own` is True for a column that people added: no record has its field. `refers_to` names the tabs whose rows' IDs
    are in the cell; «*» means every tab.
    """

    field: str
    heading: str
    kind: CellKind
    note: str = ""
    required: bool = False
    width: int = 14
    look_up: str = ""
    own: bool = False
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of people: its record, the prefix of its IDs, how many empty rows are kept ready, who fills it."""

    key: str
    title: str
    record: type
    prefix: str
    columns: tuple[Column, ...]
    spare: int = 60
    filled_by: str = "Thư ký"
    note: str = ""

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns people fill in."""
        return tuple(column for column in self.columns if not column.look_up)


@dataclass(frozen=True, slots=True)
class ToolTab:
    """A tab the tool alone writes: computed values keyed by the rows' IDs.

    `newer` is how many of its first columns the workbooks of before lack; those go on with the columns they have.
    """

    key: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    note: str = ""
    newer: int = 0

    def missing(self, headings: Sequence[str]) -> int | None:
        """How many of its first columns a tab with these headings lacks; None where it is another tab."""
        there = [fold(heading) for heading in headings]
        for missing in (0, self.newer):
            wanted = [fold(heading) for heading in self.headings[missing:]]
            if there[: len(wanted)] == wanted:
                return missing
        return None


def known_headings(tab: Tab) -> frozenset[str]:
    """The tab's own headings, folded; any other is one that people added."""
    return frozenset(fold(column.heading) for column in tab.columns)


def own_columns(tab: Tab, rows: Iterable[Mapping[str, Plain]]) -> tuple[Column, ...]:
    """The columns that people added to a tab, by the headings of its rows (heading to cell)."""
    known = known_headings(tab)
    added: dict[str, str] = {}
    for row in rows:
        for heading in row:
            if fold(heading) not in known:
                added.setdefault(fold(heading), heading)
    return tuple(Column(f"own {heading}", heading, _OWN, width=20, own=True) for heading in added.values())


def with_own_columns(tab: Tab, rows: Iterable[Mapping[str, Plain]]) -> Tab:
    """The tab with people's own columns to the right of its own."""
    return replace(tab, columns=(*tab.columns, *own_columns(tab, rows)))


SEARCHED_ROWS = 10


def positions(tab: Tab, headings: Sequence[str]) -> Mapping[str, int]:
    """The 0-based position of each input column that is there, by field; of doubled headings the first."""
    places: dict[str, int] = {}
    for index, heading in enumerate(headings):
        places.setdefault(fold(heading), index)
    return {column.field: places[fold(column.heading)] for column in tab.inputs if fold(column.heading) in places}


def heading_row(tab: Tab, rows: Sequence[Sequence[Cell]]) -> int:
    """The 0-based row that holds the headings: people put titles above them."""
    wanted = {fold(column.heading) for column in tab.inputs}
    scores: list[int] = []
    for row in rows[:SEARCHED_ROWS]:
        scores.append(len(wanted & {fold(shown(cell)) for cell in row}))
        if scores[-1] == len(wanted):
            break
    return scores.index(max(scores)) if scores else 0


def shown(cell: Cell) -> str:
    """A cell's text, of a formula the one it shows."""
    return text_of(cell_value(cell))


def heading_findings(tab: Tab, headings: Sequence[str], row: int) -> Iterator[Finding]:
    """Headings that are missing or doubled; `row` is their row in the sheet."""
    folded = [fold(heading) for heading in headings]
    known = known_headings(tab)
    strangers = {fold(heading): heading for heading in headings if heading and fold(heading) not in known}
    for column in tab.inputs:
        wanted = fold(column.heading)
        place = Place(tab.key, "", column.field, row)
        if wanted not in folded:
            near = get_close_matches(wanted, strangers, n=1, cutoff=0.6)
            message = Message("The tab has no heading «{heading}».", heading=column.heading)
            if near:
                message = joined(" ", (message, Message("Is «{near}» meant?", near=strangers[near[0]])))
            yield finding(NO_HEADING, place, message)
        elif folded.count(wanted) > 1:
            message = Message(
                "The heading «{heading}» stands {count} times.", heading=column.heading, count=folded.count(wanted)
            )
            yield finding(DOUBLED_HEADING, place, message)
