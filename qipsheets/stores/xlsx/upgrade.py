"""Adds to an existing workbook what the schema has and it lacks: whole tabs, and columns nobody renamed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import groupby

from lxml import etree

from qipsheets.sheets.schema import BY_KEY, SCHOOL, SYNCED, TABS, TITLES, row_key
from qipsheets.sheets.tab import Tab, own_columns, positions, with_own_columns
from qipsheets.sheets.table import Table, cell_name
from qipsheets.stores.appearance import quoted
from qipsheets.stores.store import Content
from qipsheets.stores.xlsx.package import MAIN, NS, RELATION, TAB_NAME, Package, parse, serialise
from qipsheets.stores.xlsx.reading import column_index
from qipsheets.stores.xlsx.sheet import Sheet
from qipsheets.vietnamese import fold

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MOST_COLUMNS = 702  # as far out as reading goes
_EMPTY = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()


def add_missing(package: Package, tables: dict[str, Table], content: Content) -> list[str]:
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


def _add_columns(package: Package, tab: Tab, table: Table) -> list[str]:
    """Headings that are missing and that no other heading could be a misspelling of."""
    there = positions(tab, table.headings)
    strangers = [fold(heading) for heading in table.headings if heading]
    missing = [
        column.heading
        for column in tab.inputs
        if column.field not in there
        and (column.own or not get_close_matches(fold(column.heading), strangers, n=1, cutoff=0.6))
    ]
    if missing:
        part = package.sheets[table.title]
        sheet = Sheet(package.parts[part])
        missing = missing[: max(MOST_COLUMNS - len(table.headings), 0)]
        for offset, heading in enumerate(missing):
            sheet.set(table.first_row - 1, len(table.headings) + offset, heading)
        package.parts[part] = sheet.data()
    return missing


def _add_tab(package: Package, key: str) -> None:
    title = _free_title(package, TITLES[key])
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


def _name(package: Package, key: str, title: str) -> None:
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
    sheet = Sheet(_EMPTY)
    tab = BY_KEY.get(key)
    tool = next((tool for tool in SYNCED if tool.key == key), None)
    headings = [column.heading for column in tab.inputs] if tab else list(tool.headings) if tool else []
    for index, heading in enumerate(headings):
        sheet.set(1, index, heading)
    for number in range(1, tab.spare + 1 if tab else 1):
        sheet.set(number + 1, 0, row_key(tab, number) if tab else "")
    return sheet.data()


def _free_title(package: Package, title: str) -> str:
    taken = {fold(name) for name in package.sheets}
    return title if fold(title) not in taken else f"{title} (qipsheets)"


def _append(package: Package, part: str, tag: str, **attributes: str) -> None:
    root = parse(package.parts[part])
    namespace = etree.QName(root).namespace
    etree.SubElement(root, f"{{{namespace}}}{tag}", attributes)
    package.parts[part] = serialise(root)


_RANGE = re.compile(r"([A-Z]{1,3})\d+(?::([A-Z]{1,3})\d+)?")
_REFERENCE = re.compile(r"\$([A-Z]{1,3})2\b")
_BAD_TITLE = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_TITLE = 31  # of a sheet in Excel


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a tab's columns stand: `sources` gives the schema's column by the column here; the headings' row."""

    sources: Mapping[int, int]
    head: int
    width: int

    @classmethod
    def of(cls, tab: Tab, table: Table) -> "Moved":
        """By the headings of a table; of doubled ones the first counts."""
        wanted = {fold(column.heading): at for at, column in enumerate(tab.columns)}
        sources: dict[int, int] = {}
        for at, heading in enumerate(table.headings):
            source = wanted.pop(fold(heading), None)
            if source is not None:
                sources[at] = source
        return cls(sources, table.first_row - 1, max(len(table.headings), 1))

    @property
    def targets(self) -> dict[int, int]:
        """The column here by the schema's."""
        return {source: at for at, source in self.sources.items()}


def move_guides(package: Package, part: str, moved: Moved, rows: int) -> None:
    """Puts a built tab's guides where its columns stand now; those of columns that are not there go."""
    root = parse(package.parts[part])
    last = max(moved.head + rows, moved.head + 1)
    _move_ranges(root, moved, last)
    whole = f"A{moved.head}:{cell_name(last, moved.width - 1)}"
    for tag in ("dimension", "autoFilter"):
        found = root.find(f"m:{tag}", NS)
        if found is not None:
            found.set("ref", whole)
    pane = root.find("m:sheetViews/m:sheetView/m:pane", NS)
    if pane is not None:
        pane.set("ySplit", str(moved.head))
        pane.set("topLeftCell", cell_name(moved.head + 1, int(pane.get("xSplit", "0"))))
    package.parts[part] = serialise(root)
    title = next(title for title, name in package.sheets.items() if name == part)
    for name in package.workbook.iterfind("m:definedNames/m:definedName", NS):
        if name.get("name") == "_xlnm.Print_Titles" and (name.text or "").startswith(quoted(title) + "!"):
            name.text = f"{quoted(title)}!${moved.head}:${moved.head}"
        elif name.get("name") == "_xlnm._FilterDatabase" and (name.text or "").startswith(quoted(title) + "!"):
            name.text = f"{quoted(title)}!" + re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", whole)
    package.parts["xl/workbook.xml"] = serialise(package.workbook)
    _move_notes(package, part, moved)


def rename_tab(package: Package, old: str, new: str) -> None:
    """Gives a sheet another title, where Excel allows it and no other sheet has it."""
    taken = {fold(title) for title in package.sheets if title != old}
    if new == old or not new or len(new) > _LONGEST_TITLE or _BAD_TITLE.search(new) or fold(new) in taken:
        return
    for sheet in package.workbook.iterfind("m:sheets/m:sheet", NS):
        if sheet.get("name") == old:
            sheet.set("name", new)
    for name in package.workbook.iterfind("m:definedNames/m:definedName", NS):
        if (name.text or "").startswith(quoted(old) + "!"):
            name.text = quoted(new) + (name.text or "").removeprefix(quoted(old))
    package.parts["xl/workbook.xml"] = serialise(package.workbook)
    package.sheets[new] = package.sheets.pop(old)


def _move_ranges(root: etree._Element, moved: Moved, last: int) -> None:
    """Drop-downs and colours; a rule that looks at a column which is not there goes."""
    targets = moved.targets
    for tag in ("m:dataValidations/m:dataValidation", "m:conditionalFormatting"):
        for found in list(root.iterfind(tag, NS)):
            area = " ".join(_areas(found.get("sqref", ""), targets, moved.head + 1, last))
            formulas = list(found.iterfind("m:cfRule/m:formula", NS))
            told = [column_index(letters) for f in formulas for letters in _REFERENCE.findall(f.text or "")]
            if not area or any(column not in targets for column in told):
                _remove(found)
                continue
            found.set("sqref", area)
            for formula in formulas:
                formula.text = _REFERENCE.sub(
                    lambda m: f"${cell_name(moved.head + 1, targets[column_index(m[1])])}", formula.text or ""
                )
    rules = root.find("m:dataValidations", NS)
    if rules is not None:
        rules.set("count", str(len(rules)))
        if not len(rules):
            _remove(rules)


def _areas(sqref: str, targets: Mapping[int, int], first: int, last: int) -> Iterator[str]:
    """The ranges that a range's columns make where they stand now, from the first row to the last."""
    columns: set[int] = set()
    for match in _RANGE.finditer(sqref):
        start, end = column_index(match[1]), column_index(match[2] or match[1])
        columns |= {targets[column] for column in range(start, end + 1) if column in targets}
    for _offset, group in groupby(enumerate(sorted(columns)), key=lambda pair: pair[1] - pair[0]):
        run = [column for _index, column in group]
        yield f"{cell_name(first, run[0])}:{cell_name(last, run[-1])}"


def _move_notes(package: Package, part: str, moved: Moved) -> None:
    """The headings' notes: their cells, and the frames that are drawn for them."""
    relations = package.parts.get(f"xl/worksheets/_rels/{part.rsplit('/', 1)[1]}.rels")
    if relations is None:
        return
    for relation in parse(relations):
        name = relation.get("Target", "").lstrip("/")
        if name.endswith(".vml"):
            package.parts[name] = _moved_frames(package.parts[name], moved)
        elif "/comments/" in name:
            package.parts[name] = _moved_comments(package.parts[name], moved)


def _moved_comments(data: bytes, moved: Moved) -> bytes:
    root, targets = parse(data), moved.targets
    for comment in list(root.iterfind("m:commentList/m:comment", NS)):
        column = column_index(comment.get("ref", ""))
        if column in targets:
            comment.set("ref", cell_name(moved.head, targets[column]))
        else:
            _remove(comment)
    return serialise(root)


def _moved_frames(data: bytes, moved: Moved) -> bytes:
    root, targets = parse(data), moved.targets
    excel = "{urn:schemas-microsoft-com:office:excel}"
    for shape in list(root.iterfind("{urn:schemas-microsoft-com:vml}shape")):
        row, column = (next(shape.iter(excel + name), None) for name in ("Row", "Column"))
        if row is None or column is None:
            continue
        if int(column.text or "0") in targets:
            row.text, column.text = str(moved.head - 1), str(targets[int(column.text or "0")])
        else:
            _remove(shape)
    return serialise(root)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
