"""What guides people in a tab (drop-downs, colours, notes, filter, frozen rows) when its columns stand elsewhere."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Table, cell_name
from qipsheets.stores.look_ups import quoted
from qipsheets.stores.xlsx_package import NS, Package, parse, serialise
from qipsheets.stores.xlsx_sheet import column_index
from qipsheets.vietnamese import fold

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
