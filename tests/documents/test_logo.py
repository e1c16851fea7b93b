"""The logo: a picture beside the workbook stands above the school's name, told in words, the layout unharmed."""

import struct
import zlib
from pathlib import Path

import pytest
from docx import Document

from qipsheets.documents.printing.word_logo import LARGEST, read_logo, with_logo
from qipsheets.errors import ConfigurationError, FileTrouble
from tests.documents.checked import faults_of, plan_bytes


def png(width: int, height: int) -> bytes:
    """A small white picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress((b"\0" + b"\xff" * width) * height))
        + chunk(b"IEND", b"")
    )


JPEG = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x20\x00\x40\x03" + b"\0" * 20


@pytest.mark.parametrize("size", [(40, 40), (400, 40), (40, 400)], ids=["square", "wide", "high"])
def test_a_logo_stands_in_the_letterhead_and_breaks_no_rule(size: tuple[int, int], tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png(*size))
    made = with_logo(plan_bytes(), read_logo(tmp_path, "logo.png", "Trường Tiểu học Suối Đá"))
    assert faults_of(made, tmp_path) == ()
    document = Document(str(tmp_path / "document.docx"))
    (shape,) = document.tables[0].cell(0, 0)._tc.xpath(".//wp:inline")
    assert shape.docPr.get("descr") == "Logo Trường Tiểu học Suối Đá"
    assert shape.extent.cx <= 40 * 36_000
    assert shape.extent.cy <= 15 * 36_000
    assert shape.extent.cx / shape.extent.cy == pytest.approx(size[0] / size[1], rel=0.01)
    assert document.tables[0].cell(0, 0).paragraphs[1].text == "UBND HUYỆN LAM KHÊ"


def test_the_package_stays_sound(tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    (tmp_path / "logo.png").write_bytes(png(40, 40))
    path = tmp_path / "plan.docx"
    path.write_bytes(with_logo(plan_bytes(), read_logo(tmp_path, "logo.png", "Trường A & «B»")))
    told = [str(error.description) for error in audit.OpenXmlValidator().validate(path).errors]
    assert [text for text in told if "/theme'" not in text] == []
    again = with_logo(plan_bytes(), read_logo(tmp_path, "logo.png", "Trường A & «B»"))
    assert again == path.read_bytes()


def test_a_jpeg_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "logo.jpg").write_bytes(JPEG)
    logo = read_logo(tmp_path, "logo.jpg", "A")
    assert (logo.kind, logo.width, logo.height) == ("jpeg", 64, 32)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.png", b"not a picture", "no PNG or JPEG"),
        ("logo.png", b"", "no PNG or JPEG"),
        ("logo.png", png(1, 1)[:20], "no PNG or JPEG"),
        ("logo.png", png(1, 1).replace(struct.pack(">II", 1, 1), struct.pack(">II", 0, 1)), "no PNG or JPEG"),
        ("logo.png", b"\x89PNG" + b"\0" * LARGEST, "2 MB"),
        ("logo.svg", b"<svg onload='x'/>", "no PNG or JPEG"),
        ("logo.jpg", b"\xff\xd8\xff\xe0\xff\xff", "no PNG or JPEG"),
    ],
    ids=["text", "empty", "cut", "without width", "large", "a drawing with a script", "a cut photo"],
)
def test_what_is_no_picture_is_refused(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigurationError, match=told):
        read_logo(tmp_path, name, "A")


@pytest.mark.parametrize("name", ["../secret.png", "/etc/hostname"], ids=["above", "absolute"])
def test_a_picture_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(png(4, 4))
    (tmp_path / "inside").mkdir()
    with pytest.raises(ConfigurationError, match="beside the workbook"):
        read_logo(tmp_path / "inside", name, "A")


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble):
        read_logo(tmp_path, "none.png", "A")
