"""Files that are no plan: each is refused in plain words with the one thing to do."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from qipsheets.documents import libreoffice
from qipsheets.documents.docx import package
from qipsheets.errors import FileTrouble
from qipsheets.language import choose
from tests.documents import word_variants as variants
from tests.documents.word_variants import read_plan

OLD = package.OLD_OFFICE


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    choose("en")
    yield
    choose(None)


def refused(path: Path) -> str:
    with pytest.raises(FileTrouble) as caught:
        read_plan(path)
    assert caught.value.exit_code == 9
    assert caught.value.hint
    return str(caught.value)


def repacked(source: Path, target: Path, **changed: bytes) -> Path:
    """The file with the parts changed whose name ends so (document_xml is word/document.xml)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = name.rpartition("/")[2].replace(".", "_")
            new.writestr(name, changed.get(key, old.read(name)))
    return target


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return variants.plan(tmp_path / "good.docx", variants.with_headings)


def test_no_such_file(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "none.docx")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<html>plan</html>", b"%PDF-1.7"], ids=["empty", "text", "html", "pdf"]
)
def test_not_a_word_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(content)
    assert "is not a Word file" in refused(path)


def test_a_workbook_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    openpyxl.Workbook().save(tmp_path / "plan.xlsx")
    (tmp_path / "plan.xlsx").rename(path)
    assert "is not a Word file" in refused(path)


def test_an_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "plan.doc"
    path.write_bytes(OLD + "Workbook".encode("utf-16-le"))
    assert "is not a Word file" in refused(path)


def test_a_password(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(OLD + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in refused(path)


def test_a_cut_file(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.docx"
    path.write_bytes(good.read_bytes()[:2000])
    assert "damaged" in refused(path)


def test_broken_xml(good: Path, tmp_path: Path) -> None:
    assert "damaged" in refused(repacked(good, tmp_path / "broken.docx", document_xml=b"<w:document"))


def test_entities_are_refused_unread(good: Path, tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    assert "damaged" in refused(repacked(good, tmp_path / "bomb.docx", document_xml=bomb))


def test_a_part_that_unpacks_too_large(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_PART", 100_000)
    path = repacked(good, tmp_path / "large.docx", document_xml=b" " * 200_000)
    assert path.stat().st_size < 100_000
    assert "unpacks to more" in refused(path)


def test_large_pictures_are_no_words_and_not_read(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "large.docx"
    repacked(good, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.bmp", "w") as file:
        for _number in range(201):
            file.write(bytes(1024 * 1024))
    assert [a.criterion for a in read_plan(path).records["actions"]] == ["1.5", "3.4", "5.3"]


def test_a_damaged_directory_of_the_package(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.docx"
    path.write_bytes(good.read_bytes().replace(b"PK\x01\x02", b"PX\x01\x02"))
    assert "damaged" in refused(path)


def test_an_empty_document(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "empty.docx"))
    assert "holds no text" in refused(tmp_path / "empty.docx")


def test_an_old_document_where_libreoffice_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "program_path", lambda: None)
    path = tmp_path / "plan.doc"
    path.write_bytes(OLD + "WordDocument".encode("utf-16-le"))
    assert "older format" in refused(path)


@pytest.mark.skipif(libreoffice.program_path() is None, reason="needs LibreOffice")
@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_an_old_document_is_converted(suffix: str, good: Path, tmp_path: Path) -> None:
    old = libreoffice.convert(good, suffix, tmp_path)
    renamed = old.rename(tmp_path / "renamed.docx")
    assert [a.criterion for a in read_plan(renamed).records["actions"]] == ["1.5", "3.4", "5.3"]


@pytest.mark.skipif(libreoffice.program_path() is None, reason="needs LibreOffice")
def test_a_document_libreoffice_cannot_convert(tmp_path: Path) -> None:
    path = tmp_path / "plan.doc"
    path.write_bytes(OLD + b"\0" * 600 + "WordDocument".encode("utf-16-le"))
    refused(path)
