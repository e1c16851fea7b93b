"""What a printed file says of the state it was printed from: custom properties that another command can read."""

from collections.abc import Mapping
from typing import Any

KIND, PERIOD, DAY, STATE = "qipsheets.kind", "qipsheets.period", "qipsheets.day", "qipsheets.state"
NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
PART = "/docProps/custom.xml"
_EMPTY = f'<Properties xmlns="{NAMESPACE}" xmlns:vt="{TYPES}"/>'.encode()
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one identifier that custom properties bear


def marks(kind: str, *, period: str = "", day: str = "", state: str = "") -> dict[str, str]:
    """The properties of a document; what is not known is left out. `state` is the sha256 of the data."""
    told = {KIND: kind, PERIOD: period, DAY: day, STATE: state}
    return {name: value for name, value in told.items() if value}


def write_marks(package: Any, told: Mapping[str, str]) -> None:
    """Puts the properties into a package of python-docx; a template's own properties stay."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    if not told:
        return
    held = next((relation.target_part for relation in package.rels.values() if relation.reltype == RELATION), None)
    root = etree.fromstring(held.blob if held is not None else _EMPTY)
    for entry in [entry for entry in root if entry.get("name") in told]:
        root.remove(entry)
    last = max((int(entry.get("pid", "1")) for entry in root), default=1)
    for number, (name, value) in enumerate(told.items(), last + 1):
        entry = etree.SubElement(root, f"{{{NAMESPACE}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(entry, f"{{{TYPES}}}lpwstr").text = value
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if held is not None:
        held._blob = blob  # python-docx offers no other way to change a part it does not know
    else:
        package.relate_to(Part(PackURI(PART), CONTENT_TYPE, blob, package), RELATION)
