"""The tabs and columns of a workbook as schema.toml names them; reading, writing and checking follow from it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from qipsheets.plan.model import Plan
from qipsheets.sheets.columns import CELL_KINDS
from qipsheets.sheets.tab import Column, Tab, ToolTab

_FILE = Path(__file__).with_name("schema.toml")
_RECORDS = {field: (get_args(kind) or (kind,))[0] for field, kind in get_type_hints(Plan).items()}
_ID = Column("key", "Mã", CELL_KINDS["key"], "Mã của dòng, có sẵn. Không sửa, không chép mã sang dòng khác.", width=10)


def _column(
    field: str = "", kind: str = "text", choices: str = "", refers_to: Sequence[str] = (), **more: Any
) -> Column:
    """A column, or a line of the form, from its entry in the file."""
    cells = replace(CELL_KINDS[kind], choices=choices) if choices else CELL_KINDS[kind]
    return Column(field, kind=cells, refers_to=tuple(refers_to), **more)


def _tab(key: str, prefix: str, columns: Sequence[Mapping[str, Any]], **more: Any) -> Tab:
    """A tab of people from its entry in the file; each but the form begins with the IDs of its rows."""
    named = (*([_ID] if prefix else ()), *(_column(**column) for column in columns))
    return Tab(key, record=_RECORDS[key], prefix=prefix, columns=named, **more)


_NAMED = tomllib.loads(_FILE.read_text(encoding="utf-8"))
FORM: tuple[Column, ...] = tuple(_column(**line) for line in _NAMED["form"])
BY_KEY: Mapping[str, Tab] = MappingProxyType({key: _tab(key, **tab) for key, tab in _NAMED["tabs"].items()})
SCHOOL = BY_KEY["school"]
TABS = tuple(tab for tab in BY_KEY.values() if tab is not SCHOOL)
LIST_TITLES: Mapping[str, str] = MappingProxyType(_NAMED["lists"])

_TOOL_TABS = {
    key: ToolTab(key, **tab | {"headings": tuple(tab["headings"]), "widths": tuple(tab["widths"])})
    for key, tab in _NAMED["tool_tabs"].items()
}
PROGRESS, FINDINGS, SUMMARY, DASHBOARD = (_TOOL_TABS[key] for key in ("progress", "checks", "summary", "dashboard"))
STAMP, RUN_LOG, MAILS, LISTS, GUIDE = (_TOOL_TABS[key] for key in ("stamp", "run_log", "mails", "lists", "guide"))
NEWER = (RUN_LOG, MAILS)  # workbooks of before a tab go on without it
SYNCED = (PROGRESS, FINDINGS, SUMMARY, DASHBOARD, STAMP, RUN_LOG, MAILS)
TITLES: Mapping[str, str] = MappingProxyType(
    {key: tab.title for key, tab in BY_KEY.items()} | {key: tab.title for key, tab in _TOOL_TABS.items()}
)
TO_GUIDE = f"Trang nào để làm gì: xem trang «{GUIDE.title}»"  # a link on «Bảng theo dõi»
LOOK_UPS: Mapping[str, str] = MappingProxyType(
    {column.look_up: column.heading for tab in TABS for column in tab.columns if column.look_up}
)
PUBLIC_COLUMNS: Mapping[str, Sequence[str]] = MappingProxyType(_NAMED["public"])
NEVER_PUBLIC = frozenset({"suppressions", "unplaced"})


def reference_columns(tab: Tab) -> Mapping[Column, tuple[str, ...]]:
    """The columns of a tab that name rows, each with the tabs whose rows they may be."""
    named = ((column, column.refers_to) for column in tab.inputs if column.refers_to)
    return {column: tuple(BY_KEY) if tabs == ("*",) else tabs for column, tabs in named}


ROW_ID = re.compile(r"[^\W\d_]+[\w.-]*\d")  # what a look-up of the sheet finds: letters and a number at the end


def row_key(tab: Tab, number: int) -> str:
    """The ID of a tab's n-th row, from 1: HD-001."""
    return f"{tab.prefix}-{number:03d}"
