"""Word opens what we print without a word of repair: parts, relations, types, grids, ids, order by the schema."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from qipsheets.documents.printing.word import document_bytes
from qipsheets.plan.model import Plan
from tests.documents.printed import ROOT, W
from tests.documents.test_check_document_printed import FORMS, as_tt57, full

__all__ = ["full"]
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
KNOWN = "A required relationship type 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme'"
STRANGE = ("thumbnail", "customXml", "stylesWithEffects", "vbaProject", "printerSettings")


@pytest.fixture(scope="module", params=FORMS)
def document(request: pytest.FixtureRequest, full: Plan) -> bytes:
    template, view = FORMS[request.param]
    found = as_tt57(full) if request.param == "TT57" else full
    return document_bytes(view(found), ROOT / "templates" / f"{template}.docx")


@pytest.fixture
def parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        assert file.testzip() is None
        assert len(file.namelist()) == len(set(file.namelist()))
        return {name: file.read(name) for name in file.namelist()}


def trees(parts: dict[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    yield from ((name, etree.fromstring(data)) for name, data in parts.items() if name.endswith((".xml", ".rels")))


def test_every_part_is_well_formed_and_has_a_type(parts: dict[str, bytes]) -> None:
    kinds = etree.fromstring(parts["[Content_Types].xml"])
    usual = {one.get("Extension") for one in kinds.findall(f"{TYPES}Default")}
    named = {str(one.get("PartName")).lstrip("/") for one in kinds.findall(f"{TYPES}Override")}
    assert len(list(trees(parts))) == len(parts)
    assert named <= set(parts)
    for name in set(parts) - {"[Content_Types].xml"}:
        assert name in named or name.rpartition(".")[2] in usual, name
    assert not [name for name in parts if any(word in name for word in STRANGE)]


def test_every_relation_leads_somewhere_and_every_part_is_reached(parts: dict[str, bytes]) -> None:
    reached = {"[Content_Types].xml"}
    for name, root in trees(parts):
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = [one.get("Id") for one in root]
        assert len(ids) == len(set(ids))
        for one in root:
            target = str(one.get("Target"))
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            assert path in parts, path
            reached.add(path)
    assert reached == set(parts)


def test_every_id_and_style_that_is_used_exists(parts: dict[str, bytes]) -> None:
    relations = {one.get("Id") for one in etree.fromstring(parts["word/_rels/document.xml.rels"])}
    styles = {one.get(f"{W}styleId") for one in etree.fromstring(parts["word/styles.xml"]).findall(f"{W}style")}
    for name, root in trees(parts):
        if name.startswith("word/") and name.endswith(".xml"):
            used = {mark.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for mark in root.iter(f"{W}{tag}")}
            assert used <= styles, name
            assert {one.get(f"{R}id") for one in root.iter() if one.get(f"{R}id")} <= relations
    ids = [one.get("id") for name, root in trees(parts) for one in root.iter() if str(one.tag).endswith("}docPr")]
    assert len(ids) == len(set(ids))


def test_tables_are_what_their_grids_say(parts: dict[str, bytes]) -> None:
    for table in etree.fromstring(parts["word/document.xml"]).iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w", "0")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        assert all(width > 0 for width in grid)
        for row in table.findall(f"{W}tr"):
            spans, widths = [], []
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                spans.append(int(span.get(f"{W}val", "1")) if span is not None else 1)
                width = cell.find(f"{W}tcPr/{W}tcW")
                widths.append(int(width.get(f"{W}w", "0")) if width is not None else 0)
                assert cell[-1].tag == f"{W}p"
            assert sum(spans) == len(grid)
            assert sum(widths) == sum(grid)


def test_no_instruction_of_the_template_is_left(parts: dict[str, bytes]) -> None:
    for name in parts:
        if name.startswith("word/") and name.endswith(".xml"):
            text = "".join(etree.fromstring(parts[name]).itertext())
            assert "{%" not in text, name
            assert "{{" not in text, name


def test_the_order_of_elements_is_the_schemas(document: bytes, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "document.docx"
    path.write_bytes(document)
    found = [str(error.description) for error in audit.OpenXmlValidator().validate(path).errors]
    assert [text for text in found if not text.startswith(KNOWN)] == []  # a theme is not needed: no font comes from one


def test_the_audit_can_find_a_fault(tmp_path: Path, full: Plan) -> None:
    """Else the test above would prove nothing."""
    audit = pytest.importorskip("openxml_audit")
    template, view = FORMS["month"]
    good = document_bytes(view(full), ROOT / "templates" / f"{template}.docx")
    path = tmp_path / "bad.docx"
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            old = b'<w:pStyle w:val="QIPDoan"/></w:pPr>'
            target.writestr(name, data.replace(old, b'<w:jc w:val="both"/>' + old, 1))
    assert any("pStyle" in str(error.description) for error in audit.OpenXmlValidator().validate(path).errors)
