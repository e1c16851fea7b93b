"""Adds to an existing workbook what the schema has and it lacks: whole tabs, and columns nobody renamed."""

from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from qipsheets.sheets.schema import BY_KEY, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import Tab, own_columns, with_own_columns
from qipsheets.sheets.table import Cell, Table
from qipsheets.stores.appearance import free_title, missing_columns, new_table, tool_tab
from qipsheets.stores.store import InitialRows
from qipsheets.stores.xlsx.package import MAIN, RELATION, TAB_NAME, WorkbookPackage, parse, serialise
from qipsheets.stores.xlsx.sheet import SheetPart

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MOST_COLUMNS = 702  # as far out as reading goes
_EMPTY = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()


def add_missing(package: WorkbookPackage, tables: dict[str, Table], content: InitialRows) -> list[str]:
    """Adds them to the package's parts, people's own columns of `content` too; returns what was added, in the sheet's
    own words.
    """
    added = []
    for tab in (SCHOOL, *TABS):
        if tab.key in tables:
            table, rows = tables[tab.key], content.get(tab.key, ())
            form = replace(SCHOOL, columns=own_columns(SCHOOL, rows))  # its own are never missing
            wanted = form if tab is SCHOOL else with_own_columns(tab, rows)
            added += [f"{table.title} · {heading}" for heading in _add_columns(package, wanted, table)]
    for key in (*(tab.key for tab in TABS), *(tab.key for tab in SYNCED)):
        if key not in tables:
            _add_tab(package, key)
            added.append(TITLES[key])
    return added


def _add_columns(package: WorkbookPackage, tab: Tab, table: Table) -> list[str]:
    """Puts the missing headings to the right of the last; returns them."""
    missing = [column.heading for column in missing_columns(tab, table.headings)]
    missing = missing[: max(MOST_COLUMNS - len(table.headings), 0)]
    if missing:
        part = package.sheets[table.title]
        sheet = SheetPart(package.parts[part])
        for at, heading in enumerate(missing, len(table.headings)):
            sheet.set(table.first_row - 1, at, heading)
        package.parts[part] = sheet.data()
    return missing


def _add_tab(package: WorkbookPackage, key: str) -> None:
    title = free_title(key, package.sheets)
    number = 1
    while f"xl/worksheets/sheet{number}.xml" in package.parts:
        number += 1
    part = f"xl/worksheets/sheet{number}.xml"
    package.parts[part] = _bare_sheet(key)
    relation = f"rIdQip{number}"
    _append(package, "[Content_Types].xml", "Override", PartName=f"/{part}", ContentType=_CONTENT_TYPE)
    kind = RELATION + "/worksheet"
    _append(package, "xl/_rels/workbook.xml.rels", "Relationship", Id=relation, Type=kind, Target=f"/{part}")
    sheets = package.workbook.find(f"{{{MAIN}}}sheets")
    assert sheets is not None  # it was read from there
    highest = max(int(sheet.get("sheetId", "0")) for sheet in sheets)
    new = etree.SubElement(sheets, f"{{{MAIN}}}sheet", name=title, sheetId=str(highest + 1))
    new.set(f"{{{RELATION}}}id", relation)
    _name(package, key, title)
    package.parts["xl/workbook.xml"] = serialise(package.workbook)
    package.sheets[title] = part


def _name(package: WorkbookPackage, key: str, title: str) -> None:
    """The defined name by which the tab is found after it was renamed."""
    names = package.workbook.find(f"{{{MAIN}}}definedNames")
    if names is None:
        names = etree.Element(f"{{{MAIN}}}definedNames")
        package.place(names, "sheets", "functionGroups", "externalReferences")
    for old in [name for name in names if name.get("name") == TAB_NAME + key]:
        names.remove(old)
    name = etree.SubElement(names, f"{{{MAIN}}}definedName", name=TAB_NAME + key)
    name.text = f"'{title}'!$A$1"


def _bare_sheet(key: str) -> bytes:
    sheet = SheetPart(_EMPTY)
    headings: Sequence[str] = tool_tab(key).headings if key not in BY_KEY else ()
    rows: Sequence[Sequence[Cell]] = ()
    if key in BY_KEY:
        headings = [column.heading for column in BY_KEY[key].inputs]
        rows = [row[:1] for row in new_table(BY_KEY[key], {}).rows]
    sheet.replace_rows([headings, *rows], 0)
    return sheet.data()


def _append(package: WorkbookPackage, part: str, tag: str, **attributes: str) -> None:
    root = parse(package.parts[part])
    namespace = etree.QName(root).namespace
    etree.SubElement(root, f"{{{namespace}}}{tag}", attributes)
    package.parts[part] = serialise(root)
