"""A PDF beside the Word file: made by LibreOffice, refused where the fonts would spoil the letters."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qipsheets.documents import libreoffice, pdf
from qipsheets.errors import FileTrouble, Locked
from tests.documents.checked import plan_bytes

needs_office = pytest.mark.skipif(libreoffice.program_path() is None, reason="LibreOffice is not installed")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "kế hoạch 2020.docx"
    path.write_bytes(plan_bytes())
    return path


def has_letters() -> bool:
    """Whether this machine has a font with all Vietnamese letters, else there is nothing to print with."""
    try:
        pdf._refuse_without_font()
    except FileTrouble:
        return False
    return True


@needs_office
def test_a_pdf_stays_beside_the_word_file(document: Path) -> None:
    if not has_letters():
        pytest.skip("no font with all Vietnamese letters is installed")
    made = pdf.print_pdf(document)
    assert made == document.with_suffix(".pdf")
    assert made.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in document.parent.iterdir()) == [document.name, made.name]
    if shutil.which("pdftotext"):
        found = subprocess.run(
            ["pdftotext", "-layout", str(made), "-"], capture_output=True, check=True
        ).stdout.decode()
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in found
        assert "Đặng Văn Lâm" in found


def test_without_libreoffice_the_word_file_stays_and_the_remedy_is_reported(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "program_path", lambda: None)
    with pytest.raises(FileTrouble, match="LibreOffice") as refused:
        pdf.print_pdf(document)
    assert "Install LibreOffice" in refused.value.hint
    assert document.exists()


@pytest.mark.skipif(shutil.which("fc-list") is None, reason="fontconfig is not installed")
def test_a_machine_without_the_letters_is_reported_which_package_has_them(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{tmp_path / "fonts"}</dir></fontconfig>', encoding="utf-8"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    monkeypatch.setattr(libreoffice, "program_path", lambda: "soffice")
    with pytest.raises(FileTrouble, match="Vietnamese letters") as refused:
        pdf.print_pdf(document)
    assert "fonts-croscore" in refused.value.hint


@pytest.mark.parametrize(
    ("names", "wanted", "strange"),
    [
        (("ABCDEF+TimesNewRomanPSMT", "ABCDEF+TimesNewRomanPS-BoldMT"), ("Times New Roman",), ()),
        (("BAAAAA+LiberationSerif", "CAAAAA+Tinos-Bold"), ("Times New Roman",), ()),
        (("BAAAAA+LiberationSerif", "CAAAAA+DejaVuSerif"), ("Times New Roman",), ("DejaVuSerif",)),
        (("BAAAAA+LiberationSans", "CAAAAA+OpenSymbol"), ("Arial", "Times New Roman"), ()),
        (("BAAAAA+LiberationSans",), ("Times New Roman",), ("LiberationSans",)),
    ],
    ids=["Times", "its doubles", "letters of another font", "a template in Arial", "no serif"],
)
def test_fonts_that_stand_in_are_named(
    names: tuple[str, ...], wanted: tuple[str, ...], strange: tuple[str, ...]
) -> None:
    content = b"".join(b"<</Type/Font/BaseFont/" + name.encode() + b">>\n" for name in names)
    assert pdf.foreign_fonts(content, wanted) == strange


def test_letters_of_another_font_are_an_error(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def convert(path: Path, suffix: str, folder: Path) -> Path:
        made = folder / f"{path.stem}{suffix}"
        made.write_bytes(b"%PDF-1.7 <</BaseFont/AAAAAA+LiberationSerif>><</BaseFont/BAAAAA+DejaVuSerif>>")
        return made

    monkeypatch.setattr(libreoffice, "program_path", lambda: "soffice")
    monkeypatch.setattr(libreoffice, "convert", convert)
    monkeypatch.setattr(pdf, "_refuse_without_font", lambda: None)
    with pytest.raises(FileTrouble, match="DejaVuSerif"):
        pdf.print_pdf(document)
    assert not document.with_suffix(".pdf").exists()


def test_a_pdf_open_elsewhere_is_left_alone(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "program_path", lambda: "soffice")
    document.with_suffix(".pdf").write_bytes(b"old")
    (document.parent / f".~lock.{document.with_suffix('.pdf').name}#").touch()
    with pytest.raises(Locked):
        pdf.print_pdf(document)
    assert document.with_suffix(".pdf").read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_an_office_that_hangs_is_ended(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 30 &\necho $! > {tmp_path}/child\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice, "program_path", lambda: str(program))
    monkeypatch.setattr(libreoffice, "CONVERSION_SECONDS", 1)
    with pytest.raises(FileTrouble, match="could not convert"):
        libreoffice.convert(document, ".pdf", tmp_path)
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("the child still runs")
