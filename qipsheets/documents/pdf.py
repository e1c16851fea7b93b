"""A PDF of a printed Word file, refused where its fonts would spoil the Vietnamese letters."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from qipsheets import files
from qipsheets.documents import libreoffice
from qipsheets.errors import FileTrouble
from qipsheets.files import read_bytes, refuse_if_open, replace_bytes
from qipsheets.language import _
from qipsheets.settings import child_environment

_SECONDS = 20
# Fonts of Times New Roman's widths; not each of them has all Vietnamese letters everywhere.
SERIFS = ("timesnewroman", "tinos", "liberationserif")
_OTHERS = {"arial": ("arial", "arimo", "liberationsans"), "opensymbol": ("opensymbol",), "symbol": ("opensymbol",)}
_NAMED = re.compile(rb'w:(?:ascii|hAnsi)="([^"]+)"')
_IN_PDF = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")


def print_pdf(document: Path) -> Path:
    """Writes the PDF beside a Word file; answers its path.

    Raises FileTrouble where LibreOffice is missing or fails, or where no font with all Vietnamese letters is there;
    Locked where the PDF is open in another program.
    """
    out = document.with_suffix(".pdf")
    if libreoffice.program_path() is None:
        raise FileTrouble(
            _("LibreOffice was not found, and the PDF is made with it; {name} was made.").format(name=document.name),
            _("Install LibreOffice (libreoffice.org), or open the file in Word and save it as PDF."),
        )
    refuse_if_open(out)
    _refuse_without_font()
    with files.scratch_folder() as folder:
        content = read_bytes(libreoffice.convert(document, ".pdf", folder))
    with zipfile.ZipFile(document) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|styles|header\d*)\.xml", name)]
        wanted = {found.decode("utf-8") for name in names for found in _NAMED.findall(archive.read(name))}
    strange = foreign_fonts(content, wanted)
    if strange:
        raise _no_font(", ".join(strange))
    replace_bytes(out, content)
    return out


def foreign_fonts(pdf: bytes, wanted: Iterable[str]) -> tuple[str, ...]:
    """The fonts of a PDF that replace letters the wanted fonts lack: a word then mixes two of them."""
    allowed = {*SERIFS, "opensymbol"}
    for name in wanted:
        key = _key(name)
        allowed |= {key, *_OTHERS.get(key, ())}
    names = {name.decode("latin-1").partition("-")[0] for name in _IN_PDF.findall(pdf)}
    return tuple(sorted(name for name in names if not _key(name).startswith(tuple(allowed))))


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower().removesuffix("psmt").removesuffix("mt"))


def _refuse_without_font() -> None:
    """Raises FileTrouble where fontconfig knows no serif of the right width with all Vietnamese letters."""
    program = shutil.which("fc-list")
    if program is None:  # Windows and macOS bring Times New Roman
        return
    try:
        listed = subprocess.run(  # noqa: S603
            [program, ":lang=vi", "family"],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=child_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    families = listed.stdout.decode("utf-8", "replace").splitlines()
    if listed.returncode == 0 and not any(
        _key(name).startswith(SERIFS) for line in families for name in line.split(",")
    ):
        raise _no_font("")


def _no_font(found: str) -> FileTrouble:
    message = _("No font like Times New Roman on this machine has all Vietnamese letters.")
    if found:
        message += " " + _("The PDF would take letters from {fonts}.").format(fonts=found)
    hint = _(
        "Install a font that has them: on Debian or Ubuntu «sudo apt install fonts-croscore», else Times New Roman."
    )
    return FileTrouble(message, hint)
