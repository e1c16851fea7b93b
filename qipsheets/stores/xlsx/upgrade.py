"""Adds to an existing workbook what the schema has and it lacks: whole tabs, and columns nobody renamed."""

from dataclasses import replace
from itertools import count

from lxml import etree

from qipsheets.sheets.schema import BY_KEY, SCHOOL, SYNCED, TABS, TITLES
from qipsheets.sheets.tab import Tab, own_columns, with_own_columns
from qipsheets.sheets.table import Table
from qipsheets.stores.appearance import TOOL_TABS, free_title, missing_columns, new_table
from qipsheets.stores.store import InitialRows
from qipsheets.stores.xlsx.package import MAIN, RELATIONS, TAB_NAME, WorkbookPackage, parse, serialise
from qipsheets.stores.xlsx.reading import MOST_COLUMNS
from qipsheets.stores.xlsx.sheet import SheetPart, changing

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def add_missing(package: WorkbookPackage, tables: dict[str, Table], content: InitialRows) -> list[str]:
    """Adds them to the package's parts, people's own columns of `content` too; returns what was added, in the sheet's
    own words.
    """
    added = []
    for tab in (SCHOOL, *TABS):
        if tab.key in tables:
            rows = content.get(tab.key, ())
            form = replace(SCHOOL, columns=own_columns(SCHOOL, rows))  # its own are never missing
            added += _add_columns(package, form if tab is SCHOOL else with_own_columns(tab, rows), tables[tab.key])
    for key in (*(tab.key for tab in TABS), *(tab.key for tab in SYNCED)):
        if key not in tables:
            _add_tab(package, key)
            added.append(TITLES[key])
    return added


def _add_columns(package: WorkbookPackage, tab: Tab, table: Table) -> list[str]:
    """Puts the missing headings to the right of the last; returns them behind the tab's title."""
    missing = [column.heading for column in missing_columns(tab, table.headings)]
    missing = missing[: max(MOST_COLUMNS - len(table.headings), 0)]
    if missing:
        with changing(package, table.title) as sheet:
            for at, heading in enumerate(missing, len(table.headings)):
                sheet.set(table.first_row - 1, at, heading)
    return [f"{table.title} · {heading}" for heading in missing]


def _add_tab(package: WorkbookPackage, key: str) -> None:
    """A bare sheet, what leads to it in the package, and the defined name by which it is found after a renaming."""
    title = free_title(key, package.sheets)
    number = next(number for number in count(1) if f"xl/worksheets/sheet{number}.xml" not in package.parts)
    part = f"xl/worksheets/sheet{number}.xml"
    relation = f"rIdQip{number}"
    package.parts[part] = _bare_sheet(key)
    _append(package, "[Content_Types].xml", "Override", PartName=f"/{part}", ContentType=_CONTENT_TYPE)
    kind = RELATIONS + "/worksheet"
    _append(package, "xl/_rels/workbook.xml.rels", "Relationship", Id=relation, Type=kind, Target=f"/{part}")
    sheets = package.workbook.find(f"{{{MAIN}}}sheets")
    assert sheets is not None  # it was read from there
    highest = max(int(sheet.get("sheetId", "0")) for sheet in sheets)
    new = etree.SubElement(sheets, f"{{{MAIN}}}sheet", name=title, sheetId=str(highest + 1))
    new.set(f"{{{RELATIONS}}}id", relation)
    names = package.workbook.find(f"{{{MAIN}}}definedNames")
    if names is None:
        names = etree.Element(f"{{{MAIN}}}definedNames")
        package.place(names, "sheets", "functionGroups", "externalReferences")
    for old in [name for name in names if name.get("name") == TAB_NAME + key]:
        names.remove(old)
    etree.SubElement(names, f"{{{MAIN}}}definedName", name=TAB_NAME + key).text = f"'{title}'!$A$1"
    package.parts["xl/workbook.xml"] = serialise(package.workbook)
    package.sheets[title] = part


def _bare_sheet(key: str) -> bytes:
    sheet = SheetPart(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode())
    if key in BY_KEY:
        headings = [column.heading for column in BY_KEY[key].inputs]
        sheet.replace_rows([headings, *(row[:1] for row in new_table(BY_KEY[key], {}).rows)], 0)
    else:
        sheet.replace_rows([TOOL_TABS[key].headings], 0)
    return sheet.data()


def _append(package: WorkbookPackage, part: str, tag: str, **attributes: str) -> None:
    root = parse(package.parts[part])
    etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{tag}", attributes)
    package.parts[part] = serialise(root)
