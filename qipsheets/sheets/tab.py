"""What a tab, a column and a line of the form are; schema.py names the real ones, people add columns of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from qipsheets.plan.values import Place
from qipsheets.sheets.columns import CellKind
from qipsheets.sheets.table import Plain, text_of
from qipsheets.vietnamese import fold

_OWN = CellKind("own", lambda cell, _year: text_of(cell), str, format="General")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the record's field, the heading people see, its kind, and the note that explains it.

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


class Record(Protocol):
    """A row of a tab as a record of the plan: a dataclass with a field for each column."""

    @property
    def key(self) -> str: ...
    @property
    def place(self) -> Place: ...


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
class FormField:
    """A line of the form «Trường»: a field of the school or its year."""

    field: str
    label: str
    kind: CellKind
    note: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ToolTab:
    """A tab the tool alone writes: computed values keyed by the rows' IDs."""

    key: str
    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    note: str = ""


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
