"""The check of a document on files nobody meant well: damaged, hostile, strange; it answers or refuses, never breaks."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qipsheets.documents import libreoffice
from qipsheets.errors import FileTrouble
from tests.documents.checked import DOCUMENT, changed, check_layout, faults_of, plan_bytes, swap
from tests.documents.test_check_document_rules import SETTINGS, STYLES

PRINTED = plan_bytes()


@pytest.mark.parametrize(
    "data",
    [None, b"", b"not a zip", b"PK\x03\x04 cut", PRINTED[: len(PRINTED) // 2], b"{\\rtf1 "],
    ids=["missing", "empty", "text", "a cut head", "cut in half", "cut rich text"],
)
def test_what_is_no_word_file_is_refused(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "document.docx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(FileTrouble) as refused:
        check_layout(path)
    assert refused.value.hint


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        check_layout(tmp_path)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(io.BytesIO(PRINTED)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != STYLES:
                target.writestr(name, source.read(name))
        with target.open(STYLES, "w") as file:
            for _ in range(220):
                file.write(b" " * 1024 * 1024)
    with pytest.raises(FileTrouble, match="unpacks"):
        check_layout(path)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x">&b;</w:document>',
        "<w:document",
        "<a/>",
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>',
    ],
    ids=["entities", "cut", "another root", "no body", "an empty body"],
)
def test_strange_documents_are_refused_or_answered(tmp_path: Path, text: str) -> None:
    document = changed(PRINTED, {DOCUMENT: lambda _text: text})
    try:
        assert isinstance(faults_of(document, tmp_path), tuple)
    except FileTrouble as refused:
        assert refused.hint


@pytest.mark.parametrize("part", [STYLES, SETTINGS, "word/_rels/document.xml.rels", "docProps/core.xml", "word/header1.xml"])  # fmt: skip
def test_a_missing_part_is_no_end(tmp_path: Path, part: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PRINTED)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
    assert isinstance(faults_of(packed.getvalue(), tmp_path), tuple)


def test_deep_tables_and_styles_in_a_circle(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 30 + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 30
    changes = {
        DOCUMENT: swap("<w:body>", f"<w:body>{deep}"),
        STYLES: swap('w:styleId="QIPDoan"><w:name w:val="QIP Đoạn"/><w:basedOn w:val="Normal"/>', 'w:styleId="QIPDoan"><w:name w:val="QIP Đoạn"/><w:basedOn w:val="QIPDoan"/>'),
    }  # fmt: skip
    assert isinstance(faults_of(changed(PRINTED, changes), tmp_path), tuple)


def test_strict_and_prefixed_files_are_read(tmp_path: Path) -> None:
    strict = swap(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert faults_of(changed(PRINTED, {DOCUMENT: strict, STYLES: strict}), tmp_path) == ()


@pytest.mark.skipif(libreoffice.program_path() is None, reason="LibreOffice is not installed")
def test_an_old_format_is_converted_and_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(PRINTED)
    old = libreoffice.convert(path, ".rtf", tmp_path)
    found = {fault.code for fault in check_layout(old)}
    assert "LAYOUT-15" not in found  # the letterhead is recognised after the conversion too
    assert "LAYOUT-23" not in found


VALUES = st.sampled_from(["", "0", "-1", "99999999999999999999", "abc", "1.5", "true", "none", "ệ", "%d", "2147483648"])


@given(st.integers(0, 2**32), st.lists(VALUES, min_size=1, max_size=6), st.sampled_from([DOCUMENT, STYLES]))
def test_any_attribute_may_hold_anything(tmp_path: Path, seed: int, values: list[str], part: str) -> None:
    """Values of random attributes are replaced: the check answers, or says that the file is damaged."""
    chance = random.Random(seed)

    def hurt(text: str) -> str:
        found = list(re.finditer(r'(w:(?:val|w|left|right|firstLine|line|h|ilvl|type)=")[^"]*"', text))
        for value in values:
            match = chance.choice(found)
            text = text[: match.start()] + f'{match[1]}{value}"' + text[match.end() :]
            found = list(re.finditer(r'(w:(?:val|w|left|right|firstLine|line|h|ilvl|type)=")[^"]*"', text))
        return text + "\n"

    try:
        assert isinstance(faults_of(changed(PRINTED, {part: hurt}), tmp_path), tuple)
    except FileTrouble as refused:
        assert refused.hint


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_any_element_may_be_missing_or_moved(tmp_path: Path, seed: int) -> None:
    """Elements are taken out of the document at random, or put elsewhere."""
    from lxml import etree

    chance = random.Random(seed)

    def hurt(text: str) -> str:
        root = etree.fromstring(text.encode())
        for _ in range(12):
            elements = [one for one in root.iter() if one.getparent() is not None]
            if not elements:
                break  # what was taken out held all the others
            one = chance.choice(elements)
            one.getparent().remove(one)
            if chance.random() < 0.5:
                others = list(root.iter())
                chance.choice(others).append(one)
        return etree.tostring(root, encoding="unicode")

    try:
        assert isinstance(faults_of(changed(PRINTED, {DOCUMENT: hurt}), tmp_path), tuple)
    except FileTrouble as refused:
        assert refused.hint
