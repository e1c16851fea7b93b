"""An .xlsx file as a bag of parts: inflated within bounds, changed part by part so the rest stays as it is."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import cached_property
from xml.parsers import expat

from lxml import etree

from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.zip_errors import ZIP_ERRORS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"m": MAIN}
TAB_NAME = "qip_"
MOST_OF_A_PART = 80_000_000  # bytes inflated; 20,000 observations take about a third of it
MOST_OF_ALL = 160_000_000
MOST_OF_A_TREE = 10_000_000  # of a part that is parsed whole: thirty times as much in memory at the worst
_WORKBOOK, _RELATIONS, _TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_CHUNK = 1 << 20
_QUOTED = re.compile(r"^(?:'((?:[^']|'')*)'|([^'!]+))!")
_STRICT = "purl.oclc.org/ooxml"


@contextmanager
def naming(name: str, part: str) -> Iterator[None]:
    """What is wrong with a part of a file as one clear error that names it."""
    try:
        yield
    except (etree.LxmlError, expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        raise damaged_workbook(name, part) from error


def damaged_workbook(name: str, part: str = "") -> FileTrouble:
    """The error for a file that is no workbook, or one with a part that cannot be read."""
    words = _("{name} is not an Excel workbook (.xlsx), or it is damaged.")
    if part:
        words = _("{name} is damaged: its part «{part}» cannot be read.")
    hint = _("Open it in Excel or LibreOffice and save it as .xlsx without a password, or take a backup.")
    return FileTrouble(words.format(name=name, part=part), hint)


def _too_large(name: str) -> FileTrouble:
    return FileTrouble(
        _("The workbook {name} is too large unpacked.").format(name=name),
        _("Delete tabs and pictures that are not needed, or begin a new workbook with «qipsheets copy»."),
    )


def parse(data: bytes) -> etree._Element:
    """XML of a file that others made: no entities, no network."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


class ZipParts(MutableMapping[str, bytes]):
    """The parts of a zip by name, inflated when first asked for; the sizes that the zip names are not believed."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.file = zipfile.ZipFile(io.BytesIO(data))
        self.infos = {info.filename: info for info in self.file.infolist()}
        self.sizes: dict[str, int] = {}
        self.contents: dict[str, bytes] = {}

    def __getitem__(self, part: str) -> bytes:
        if part not in self.contents:
            self.contents[part] = b"".join(self.blocks(part))
        return self.contents[part]

    def __setitem__(self, part: str, data: bytes) -> None:
        if part not in self.infos:  # dated as the newest of the others
            newest = max((info.date_time for info in self.infos.values()), default=(1980, 1, 1, 0, 0, 0))
            self.infos[part] = zipfile.ZipInfo(part, newest)
        self.contents[part] = data

    def __delitem__(self, part: str) -> None:
        del self.infos[part]
        self.contents.pop(part, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self.infos)

    def __len__(self) -> int:
        return len(self.infos)

    def blocks(self, part: str, size: int = _CHUNK) -> Iterator[bytes]:
        """A part, inflated bit by bit. Raises KeyError where there is none, FileTrouble, which names it, where it is
        damaged or beyond the bounds.
        """
        self.sizes[part] = 0
        try:
            with io.BytesIO(self.contents[part]) if part in self.contents else self.file.open(self.infos[part]) as file:
                while block := file.read(size):
                    self.sizes[part] += len(block)
                    if self.sizes[part] > MOST_OF_A_PART or sum(self.sizes.values()) > MOST_OF_ALL:
                        raise _too_large(self.name)
                    yield block
        except ZIP_ERRORS as error:
            raise damaged_workbook(self.name, part) from error

    def zipped(self) -> bytes:
        """The zip's new bytes: parts in their old order, with their old dates."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for part, info in self.infos.items():
                if part in self.contents:
                    file.writestr(info, self.contents[part], zipfile.ZIP_DEFLATED)
                    continue
                copied = zipfile.ZipInfo(part, info.date_time)
                copied.external_attr, copied.compress_type = info.external_attr, zipfile.ZIP_DEFLATED
                with file.open(copied, "w") as target:
                    target.writelines(self.blocks(part))
        return out.getvalue()


class WorkbookPackage:
    """The parts of a workbook. `parts` may be replaced; `data()` gives the file's new bytes."""

    def __init__(self, name: str, parts: ZipParts) -> None:
        self.name = name
        self.parts = parts

    @classmethod
    def open(cls, name: str, data: bytes) -> "WorkbookPackage":
        """The parts of a file's bytes. Raises FileTrouble where they are no workbook."""
        try:
            package = cls(name, ZipParts(name, data))
        except ZIP_ERRORS as error:
            raise damaged_workbook(name) from error
        if _WORKBOOK not in package.parts:
            raise damaged_workbook(name)
        if _STRICT in (etree.QName(package.workbook).namespace or ""):
            raise FileTrouble(
                _("{name} is saved as «Strict Open XML», which is not read here.").format(name=name),
                _("In Excel: File > Save As > Excel Workbook (.xlsx), the first of the two; then run it again."),
            )
        if not package.sheets:
            raise damaged_workbook(name, _WORKBOOK)
        return package

    def xml(self, part: str) -> etree._Element:
        """A part that holds XML. Raises FileTrouble, which names it, where it is missing or damaged."""
        with naming(self.name, part):
            data = self.parts[part]
            if len(data) > MOST_OF_A_TREE:
                raise _too_large(self.name)
            return parse(data)

    @cached_property
    def workbook(self) -> etree._Element:
        """The part that lists the sheets."""
        return self.xml(_WORKBOOK)

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Each sheet's title and the name of its part, in order."""
        targets = {relation.get("Id", ""): relation.get("Target", "") for relation in self.xml(_RELATIONS)}
        with naming(self.name, _RELATIONS):
            return {
                sheet.get("name", ""): _part_name(targets[sheet.get(f"{{{RELATIONS}}}id", "")])
                for sheet in self.workbook.iterfind("m:sheets/m:sheet", NS)
            }

    @cached_property
    def tabs(self) -> dict[str, str]:
        """Tab keys and the titles of their sheets now: a defined name follows its sheet when it is renamed."""
        found = {}
        for name in self.workbook.iterfind("m:definedNames/m:definedName", NS):
            match = _QUOTED.match(name.text or "")
            key = name.get("name", "")
            if key.startswith(TAB_NAME) and name.get("localSheetId") is None and match:
                title = match[1].replace("''", "'") if match[1] is not None else match[2]
                if title in self.sheets:
                    found[key.removeprefix(TAB_NAME)] = title
        return found

    def recalculate_on_open(self) -> None:
        """Asks the program that opens the file to compute its formulas anew, and in what order."""
        calc = self.workbook.find("m:calcPr", NS)
        if calc is None:
            calc = etree.Element(f"{{{MAIN}}}calcPr")
            self.place(calc, "sheets", "functionGroups", "externalReferences", "definedNames")
        calc.set("fullCalcOnLoad", "1")
        self.parts[_WORKBOOK] = serialise(self.workbook)
        relations = self.xml(_RELATIONS)
        for relation in [one for one in relations if one.get("Type", "").endswith("/calcChain")]:
            part = _part_name(relation.get("Target", ""))
            relations.remove(relation)
            self.parts.pop(part, None)
            types = self.xml(_TYPES)
            for entry in [one for one in types if one.get("PartName", "").lstrip("/") == part]:
                types.remove(entry)
            self.parts[_TYPES], self.parts[_RELATIONS] = serialise(types), serialise(relations)

    def related(self, kind: str) -> list[str]:
        """The workbook's parts of a kind that are there."""
        named = [one.get("Target", "") for one in self.xml(_RELATIONS) if one.get("Type", "").endswith(f"/{kind}")]
        return [part for part in map(_part_name, named) if part in self.parts]

    def place(self, element: etree._Element, *before: str) -> None:
        """Puts an element of the workbook's part behind the last of those that must come before it [ISO 29500]."""
        present = [found for name in before if (found := self.workbook.find(f"m:{name}", NS)) is not None]
        present[-1].addnext(element)

    def data(self) -> bytes:
        return self.parts.zipped()


def serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _part_name(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
