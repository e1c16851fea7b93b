"""The plan as JSON and the tabs as CSV, for other programs."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qipsheets.files import replace_bytes
from qipsheets.plan.deadlines import progress
from qipsheets.plan.levels import levels_met, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.values import Owners, Percent, Place, When
from qipsheets.sheets.schema import SCHOOL, TABS
from qipsheets.sheets.tab import Tab, positions, shown
from qipsheets.sheets.table import Cell, Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SCHEMA_VERSION = 1
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def plan_json(plan: Plan, today: date) -> dict[str, object]:
    """The whole plan as one object. Days are ISO days: a start month its first day, an end month its last."""
    result: dict[str, object] = {"schema_version": SCHEMA_VERSION, "today": today}
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


def write_csv(tables: Mapping[str, Table], folder: Path) -> int:
    """One file a tab with the columns people fill in, and datapackage.json [Data Package 1]. Returns the count.

    The files begin with a byte order mark, so that Excel reads the letters right by double-click; a text that a
    spreadsheet would run as a formula gets an apostrophe before it, as `datapackage.json` says.
    """
    resources = []
    for tab in (SCHOOL, *TABS):
        if tab.key in tables:
            data, names = _tab_csv(tab, tables[tab.key])
            replace_bytes(folder / f"{tab.key}.csv", data)
            schema = {"fields": [{"name": name, "type": "string"} for name in names]}
            resources.append(
                {"name": tab.key, "title": tab.title, "path": f"{tab.key}.csv", "encoding": "utf-8", "schema": schema}
            )
    package = {
        "name": "qipsheets-export",
        "description": "A leading apostrophe before = + - @ guards against formulas and is not part of the text.",
        "resources": resources,
    }
    replace_bytes(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2).encode("utf-8"))
    return len(resources) + 1


def _tab_csv(tab: Tab, table: Table) -> tuple[bytes, list[str]]:
    place = positions(tab, table.headings)
    columns = [(column.heading, place[column.field]) for column in tab.inputs if column.field in place]
    contents = [at for heading, at in columns if heading != "Mã"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading for heading, _at in columns])
    for row in table.rows:
        if any(shown(row[at]) for at in contents):
            writer.writerow([safe(row[at]) for _heading, at in columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"), [heading for heading, _at in columns]


def safe(cell: Cell) -> str:
    """A cell's text that no spreadsheet runs as a formula."""
    text = shown(cell)
    return f"'{text}" if text.startswith(_DANGEROUS) else text
