"""`--pdf`: the PDF beside a printed Word file."""

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console
from qipsheets.documents.pdf import print_pdf
from qipsheets.language import _

PdfOption = Annotated[bool, typer.Option("--pdf", help=_("Also make a PDF beside it, with LibreOffice."))]


def make_pdf(out: Path) -> None:
    """Makes the PDF and says where. Raises FileTrouble where it cannot be made or would lack Vietnamese letters."""
    with console.progress(_("Making the PDF…")):
        made = print_pdf(out)
    console.say(_("Made {path}.").format(path=made))
