"""A package whose part is damaged, in whichever way it was packed, is refused in words by all who open packages."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets.documents.docx.package import open_package
from qipsheets.documents.printing.template import read_parts
from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.offices.bundles import MOST_INFLATED, opened
from qipsheets.privacy.copies import is_in_file
from qipsheets.privacy.person import Traces
from qipsheets.stores.xlsx.package import WorkbookPackage

WAYS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
TEXT = "".join(f"<t>Kế hoạch {number}</t>" for number in range(400)).encode()


@pytest.fixture(params=WAYS)
def damaged(request: pytest.FixtureRequest) -> Callable[..., bytes]:
    """Makes a package with such parts, all of them damaged within."""

    def make(*parts: str) -> bytes:
        made = bytearray()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", WAYS[request.param]) as file:
            for part in parts:
                file.writestr(part, TEXT)
            infos = file.infolist()
        made += out.getvalue()
        for info in infos:
            first = info.header_offset + 30 + len(info.filename.encode())
            middle = first + info.compress_size // 2
            for at in (*range(first + 9, first + 21), *range(middle, middle + 12)):
                made[at] ^= 0xFF
        return bytes(made)

    return make


def test_a_word_file(damaged: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.docx"
    path.write_bytes(damaged("[Content_Types].xml", "_rels/.rels", "word/document.xml"))
    with pytest.raises(FileTrouble):
        open_package(path)


def test_a_template(damaged: Callable[..., bytes]) -> None:
    with pytest.raises(ConfigurationError):
        read_parts(damaged("word/document.xml"), "mẫu.docx")


def test_a_workbook(damaged: Callable[..., bytes]) -> None:
    with pytest.raises(FileTrouble):
        WorkbookPackage.open("sổ.xlsx", damaged("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"))


def test_a_bundle(damaged: Callable[..., bytes]) -> None:
    with pytest.raises(FileTrouble):
        opened("trường.qip", damaged(*MOST_INFLATED))


def test_a_copy_that_may_name_a_person_holds_up_no_erasure(damaged: Callable[..., bytes]) -> None:
    assert not is_in_file(Traces(("tran", "thi", "lua")), damaged("word/document.xml"))
