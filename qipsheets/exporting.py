"""The plan as JSON and the tabs as CSV, for other programs."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from qipsheets.files import replace_bytes
from qipsheets.plan.deadlines import progress
from qipsheets.plan.levels import levels_met, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.states import STATE_WORDS, State
from qipsheets.plan.values import Owners, Percent, Place, When
from qipsheets.sheets.columns import CellValue, DoubtfulCell, Unreadable
from qipsheets.sheets.schema import SCHOOL, TABS, reference_columns
from qipsheets.sheets.tab import Column, Tab, positions, shown
from qipsheets.sheets.table import Cell, Table, cell_value

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EXPORT_VERSION = 1
_KEY = "Mã"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def plan_json(plan: Plan, today: date) -> dict[str, object]:
    """The whole plan as one object. Days are ISO days: a start month its first day, an end month its last."""
    result: dict[str, object] = {"schema_version": EXPORT_VERSION, "today": today}
    result |= {field.name: _value(getattr(plan, field.name)) for field in fields(Plan) if field.name != "framework"}
    result["framework"] = {
        "id": plan.framework.id,
        "circular": plan.framework.circular,
        "verified": plan.framework.verified,
        "criteria": list(plan.framework.criteria),
    }
    items = {item.key: item for item in progress(plan, today)}
    derived = ("status", "percent", "days_late")
    for name, records in (("actions", plan.actions), ("steps", plan.steps)):
        result[name] = [  # a step of no action has no progress
            _record(record) | {field: getattr(items.get(record.key), field, None) for field in derived}
            for record in records
        ]
    result["level"] = _record(standing(plan)) | {"declared": plan.school.declared_level}
    result["levels_met"] = levels_met(plan)
    return result


def _value(value: object) -> object:
    if isinstance(value, Place):
        return None
    if isinstance(value, When):
        return value.day
    if isinstance(value, Percent):
        return value.value
    if isinstance(value, tuple):
        return [_value(entry) for entry in value]
    return _record(value) if is_dataclass(value) and not isinstance(value, type) else value


def _record(record: "DataclassInstance") -> dict[str, object]:
    """A record as plain data: owners also as a list, a time as its day beside its text."""
    result: dict[str, object] = {}
    for field in fields(record):
        if field.name == "place":
            continue
        entry = getattr(record, field.name)
        result[field.name] = entry.text if isinstance(entry, Owners) else _value(entry)
        if isinstance(entry, Owners):
            result[f"{field.name}s"] = list(entry.names)
        elif isinstance(entry, When):
            result[f"{field.name}_text"] = entry.text
    return result


# The types that Table Schema has for kinds of cell; the other kinds are text.
_NUMBER, _INTEGER, _DATE = {"type": "number"}, {"type": "integer"}, {"type": "date"}
_TYPES: Mapping[str, Mapping[str, object]] = {
    "day": _DATE,
    "percent": _NUMBER,
    "number": _NUMBER,
    "count": _INTEGER,
    "level": _INTEGER,
    "yes": {"type": "boolean", "trueValues": ["Có"], "falseValues": ["Không"]},
    "state": {"type": "string"},
}
_DAY_BESIDE = " (ngày)"


@dataclass(frozen=True, slots=True)
class _CsvColumn:
    """A column of a CSV file: its heading and type, the column of the tab, and where that is in the table.

    `is_day` is True for the day that stands beside a time in words.
    """

    heading: str
    column: Column
    at: int
    is_day: bool = False

    def field(self) -> dict[str, object]:
        """Its description as a field of Table Schema."""
        described: dict[str, object] = {"name": self.heading}
        if self.is_day:
            return described | _DATE | {"description": f"The day that «{self.column.heading}» means."}
        described |= _TYPES.get(self.column.kind.name, {"type": "string"})
        constraints: dict[str, object] = {}
        if self.column.required or self.column.field == "key":
            constraints["required"] = True
        if self.column.kind.name == "state":
            constraints["enum"] = list(STATE_WORDS.values())
        described |= {"constraints": constraints} if constraints else {}
        return described | ({"description": self.column.note} if self.column.note else {})

    def text(self, cell: Cell, year: SchoolYear) -> str:
        """A cell as the type has it; one that cannot be read as it is, which a validator then finds."""
        kind = self.column.kind
        if not shown(cell) or not (self.is_day or kind.name in _TYPES):
            return safe(cell)
        try:
            value = kind.read(cell_value(cell), year)
        except Unreadable:
            return "" if self.is_day else safe(cell)
        return _typed(value.value if isinstance(value, DoubtfulCell) else value)


def _typed(value: CellValue) -> str:
    """A value as Table Schema writes its type."""
    if isinstance(value, When):
        value = value.day
    if isinstance(value, Percent):
        value = value.value
    if isinstance(value, State):
        return STATE_WORDS[value]
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)  # a day is then an ISO day


def write_csv(tables: Mapping[str, Table], year: SchoolYear, folder: Path) -> int:
    """One file a tab with the columns people fill in, and datapackage.json [Data Package 1]. Returns the count.

    What can be read is written as the types in `datapackage.json` have it: days as ISO days, numbers with a decimal
    point, levels and percentages as numbers; a time in words has its day in a column beside it. The files begin with a
    byte order mark, so that Excel reads the letters right by double-click; a text that a spreadsheet would run as a
    formula gets an apostrophe before it.
    """
    resources = []
    for tab in (SCHOOL, *TABS):
        if tab.key in tables:
            columns = _csv_columns(tab, tables[tab.key])
            path = f"{tab.key}.csv"
            replace_bytes(folder / path, _tab_csv(tables[tab.key], columns, year))
            named = {"name": tab.key, "title": tab.title, "description": tab.note, "path": path}
            written = {"profile": "tabular-data-resource", "encoding": "utf-8"}
            resources.append(named | written | {"schema": _table_schema(tab, columns, tables)})
    package = {
        "profile": "tabular-data-package",
        "name": "qipsheets-export",
        "description": "A leading apostrophe before = + - @ guards against formulas and is not part of the text.",
        "resources": resources,
    }
    replace_bytes(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2).encode("utf-8"))
    return len(resources) + 1


def _csv_columns(tab: Tab, table: Table) -> list[_CsvColumn]:
    place = positions(tab, table.headings)
    columns: list[_CsvColumn] = []
    for column in tab.inputs:
        if column.field in place:
            columns.append(_CsvColumn(column.heading, column, place[column.field]))
            if isinstance(column.kind.empty, When):
                columns.append(_CsvColumn(column.heading + _DAY_BESIDE, column, place[column.field], is_day=True))
    return columns


def _table_schema(tab: Tab, columns: Sequence[_CsvColumn], tables: Mapping[str, Table]) -> dict[str, object]:
    """Fields, primary key and foreign keys; of what may name rows of several tabs, or several rows, none."""
    schema: dict[str, object] = {"fields": [one.field() for one in columns]}
    if any(one.column.field == "key" for one in columns):
        schema["primaryKey"] = [_KEY]
    foreign = [
        {"fields": [column.heading], "reference": {"resource": "" if target == tab.key else target, "fields": [_KEY]}}
        for column, (target, *others) in reference_columns(tab).items()
        if not others and column.kind.name != "names" and target in tables
        if any(one.column == column for one in columns)
    ]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _tab_csv(table: Table, columns: Sequence[_CsvColumn], year: SchoolYear) -> bytes:
    contents = [one.at for one in columns if one.column.field != "key"]
    rows = (row for row in table.rows if any(shown(row[at]) for at in contents))
    lines = ([one.text(row[one.at], year) for one in columns] for row in rows)
    return csv_bytes([one.heading for one in columns], lines)


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file with a byte order mark, so that Excel reads the letters right by double-click."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([headings, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def safe(cell: Cell) -> str:
    """A cell's text that no spreadsheet runs as a formula."""
    text = shown(cell)
    return f"'{text}" if text.startswith(_DANGEROUS) else text
