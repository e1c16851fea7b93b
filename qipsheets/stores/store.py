"""What every store can do: read all tabs at once, write edits at once, prepare the tabs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

from qipsheets.plan.values import Place
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.store_address import StoreAddress

ToolRows: TypeAlias = Mapping[str, Sequence[Sequence[Plain]]]
InitialRows: TypeAlias = Mapping[str, Sequence[Mapping[str, Plain]]]


class Store(Protocol):
    """A place that keeps tables of cells (text, number, date or formula, as found)."""

    address: StoreAddress  # what tells this store from every other; the journal is kept by it
    folder: Path  # where a school's own files lie: its framework file, its templates
    most_characters: int  # how long a text one cell holds

    @property
    def name(self) -> str:
        """How people know the store: a file name or a Sheet's title."""

    def link(self, place: Place) -> str:
        """The address that opens a row in a browser; empty where there is none."""

    def exists(self) -> bool:
        """True where something is there already: a file, or a Sheet with tabs of qipsheets."""

    def seen(self) -> dict[str, Table]:
        """The tabs as the last call saw them, where that spares one; else as `read`."""

    def read(self) -> dict[str, Table]:
        """All tabs by key in one round trip; a renamed tab does not break it. Tabs of people's own are left out."""

    def write(self, edits: Sequence[Edit] = (), tool_rows: ToolRows | None = None) -> None:
        """Edits of people's cells and whole new contents of tool tabs, all or nothing.

        An edit of an unknown key makes a row below the last. Returns where a read has proved that each cell holds what
        was meant under its ID and heading. Raises DoubtfulState where an `old` is no longer so, and NotWritten, with
        everything put back, where that could not be proved.
        """

    def prepare(self, content: InitialRows, lists: Mapping[str, Sequence[str]]) -> list[str] | None:
        """The tabs, headings, IDs, drop-downs and formats of the schema; what is there already stays.

        Returns None for a new store, else what was added to the old one.
        """
