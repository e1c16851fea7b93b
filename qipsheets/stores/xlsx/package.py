"""An .xlsx file as a bag of parts: names, sheets and tab names, changed part by part so the rest stays as it is."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from qipsheets.errors import FileTrouble
from qipsheets.language import _

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"m": MAIN}
TAB_NAME = "qip_"
_MOST_BYTES = 500_000_000
_QUOTED = re.compile(r"^(?:'((?:[^']|'')*)'|([^'!]+))!")


def parse(data: bytes) -> etree._Element:
    """XML of a file that others made: no entities, no network."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


@dataclass
class Package:
    """The parts of a workbook. `parts` may be replaced; `data()` gives the file's new bytes."""

    name: str
    parts: dict[str, bytes]
    order: list[zipfile.ZipInfo] = field(default_factory=list)

    @classmethod
    def open(cls, name: str, data: bytes) -> "Package":
        """The parts of a file's bytes. Raises FileTrouble where they are no workbook."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                infos = file.infolist()
                if sum(info.file_size for info in infos) > _MOST_BYTES:
                    raise FileTrouble(_("The workbook {name} is too large unpacked.").format(name=name))
                parts = {info.filename: file.read(info) for info in infos}
            package = cls(name, parts, infos)
            if not package.sheets:
                raise KeyError("no sheets")
            return package
        except (
            zipfile.BadZipFile,
            KeyError,
            etree.XMLSyntaxError,
            EOFError,
            RuntimeError,
            ValueError,
            OSError,
        ) as error:
            raise FileTrouble(
                _("{name} is not an Excel workbook (.xlsx), or it is damaged.").format(name=name),
                _("Open it in Excel or LibreOffice and save it as .xlsx without a password, or take a backup."),
            ) from error

    @cached_property
    def workbook(self) -> etree._Element:
        """The part that lists the sheets."""
        return parse(self.parts["xl/workbook.xml"])

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Each sheet's title and the name of its part, in order."""
        relations = parse(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
        return {
            sheet.get("name", ""): _part_name(targets[sheet.get(f"{{{RELATION}}}id", "")])
            for sheet in self.workbook.iterfind("m:sheets/m:sheet", NS)
        }

    @cached_property
    def tabs(self) -> dict[str, str]:
        """Tab keys and the titles their sheets bear now: a defined name follows its sheet when it is renamed."""
        found = {}
        for name in self.workbook.iterfind("m:definedNames/m:definedName", NS):
            match = _QUOTED.match(name.text or "")
            key = name.get("name", "")
            if key.startswith(TAB_NAME) and name.get("localSheetId") is None and match:
                title = match[1].replace("''", "'") if match[1] is not None else match[2]
                if title in self.sheets:
                    found[key.removeprefix(TAB_NAME)] = title
        return found

    def add(self, name: str, data: bytes) -> None:
        """A new part, dated as the newest of the others."""
        self.parts[name] = data
        self.order.append(zipfile.ZipInfo(name, max(info.date_time for info in self.order)))

    def recalculate_on_open(self) -> None:
        """Asks the program that opens the file to compute its formulas anew."""
        calc = self.workbook.find("m:calcPr", NS)
        if calc is None or calc.get("fullCalcOnLoad") != "1":
            if calc is None:
                calc = etree.Element(f"{{{MAIN}}}calcPr")
                self.place(calc, "sheets", "functionGroups", "externalReferences", "definedNames")
            calc.set("fullCalcOnLoad", "1")
            self.parts["xl/workbook.xml"] = serialise(self.workbook)

    def place(self, element: etree._Element, *before: str) -> None:
        """Puts an element of the workbook's part behind the last of those that must stand before it [ISO 29500]."""
        present = [found for name in before if (found := self.workbook.find(f"m:{name}", NS)) is not None]
        present[-1].addnext(element)

    def data(self) -> bytes:
        """The file's bytes: parts in their old order, with their old dates."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for info in self.order:
                file.writestr(info, self.parts[info.filename], zipfile.ZIP_DEFLATED)
        return out.getvalue()


def serialise(root: etree._Element) -> bytes:
    """A part's bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _part_name(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
