"""The options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

from qipsheets.language import _

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE.xlsx|URL",
        help=_("The workbook, or the Google Sheet's address (else QIPSHEETS_STORE)."),
        show_default=False,
    ),
]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="YYYY-MM-DD", help=_("The day to work for (else today)."), show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", help=_("What was known on that day, from the journal."), show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help=_("One JSON object for programs."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask before writing."))]
WordFile = Annotated[Path, typer.Option("--out", metavar="FILE.docx", help=_("The Word file to make."))]
Template = Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))]
Period = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help=_("2026-W48, 2026-11, 2026-2027-HK1 or 2026-2027."))
]
Pdf = Annotated[bool, typer.Option("--pdf", help=_("Also make a PDF beside it, with LibreOffice."))]
Select = Annotated[list[str] | None, typer.Option(metavar="CODE", help=_("Only these rules: PCT or PCT-01."))]
Ignore = Annotated[list[str] | None, typer.Option(metavar="CODE", help=_("Without these rules."))]
FailOn = Annotated[str, typer.Option(metavar="error|warning|info|never", help=_("Exit 1 from this weight on."))]
TestTo = Annotated[str, typer.Option(metavar="ADDRESS", help=_("Send all of them to this address instead."))]
ToFolder = Annotated[
    Path | None, typer.Option("--to-folder", metavar="DIR", help=_("Write .eml files here instead of sending."))
]
Framework = Annotated[
    str, typer.Option("--framework", metavar="ID", help=_("The framework, for example tt57-2026-general."))
]
Draft = Annotated[bool, typer.Option("--draft", help=_("Print it marked as a draft, with what blocks it."))]
