"""Where a finding stands, as people see it: tab title, heading and the name of the cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qipsheets.plan.findings import Finding
from qipsheets.sheets.headings import positions
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL, TITLES
from qipsheets.sheets.table import Table, cell_name


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in the words of the sheet; empty where a finding is about a whole tab."""

    tab: str
    key: str
    heading: str
    cell: str

    @property
    def text(self) -> str:
        """«Hành động!K4», or as much as is known."""
        return f"{self.tab}!{self.cell}" if self.cell else f"{self.tab} {self.key}".strip()


_LABELS = {line.field: line.label for line in FORM}


def shown_place(finding: Finding, tables: Mapping[str, Table]) -> Shown:
    """The place of a finding in the tables it was read from."""
    return places_in(tables)(finding)


def places_in(tables: Mapping[str, Table]) -> Callable[[Finding], Shown]:
    """What gives the places of many findings: each tab's headings are looked up once."""
    known: dict[str, tuple[Mapping[str, str], Mapping[str, int]]] = {}

    def shown(finding: Finding) -> Shown:
        place = finding.place
        tab, table = BY_KEY.get(place.tab), tables.get(place.tab)
        title = table.title if table else TITLES.get(place.tab, place.tab)
        if tab is None or table is None:
            return Shown(title, place.key, "", "")
        if tab.key not in known:
            headings = {column.field: column.heading for column in tab.inputs}
            known[tab.key] = (headings, positions(tab, table.headings))
        named, columns = known[tab.key]
        heading = _LABELS.get(place.key, "") if tab is SCHOOL else named.get(place.field, "")
        column = columns.get(place.field)
        row = place.row if place.row is not None else _row_of(place.key, table)
        cell = cell_name(row, column) if row is not None and column is not None else ""
        return Shown(title, place.key, heading, cell)

    return shown


def _row_of(key: str, table: Table) -> int | None:
    """The row of a line of the form, whose findings know only the field."""
    rows = (index for index, row in enumerate(table.rows) if key and row and row[0] == key)
    index = next(rows, None)
    return None if index is None else table.first_row + index
