"""The options that many commands share, and which of them go together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from qipsheets.errors import UsageError
from qipsheets.language import _

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="FILE.xlsx|URL",
        help=_("The workbook, or the Google Sheet's address (else QIPSHEETS_STORE)."),
        show_default=False,
    ),
]
NewStore = Annotated[str, typer.Option("--to", metavar="FILE.xlsx|URL", help=_("A workbook or Sheet, new or empty."))]
Today = Annotated[
    str | None,
    typer.Option(
        "--today",
        metavar="DAY",
        help=_("The day to work for, 15/3/2026 or 2026-03-15 (else today)."),
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help=_("What was known on that day, from the journal."), show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("One JSON object for programs."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing."))]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask before writing."))]
WordFile = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE.docx", help=_("The Word file to make; «-» for standard output."))
]
TemplateOption = Annotated[Path | None, typer.Option(metavar="FILE.docx", help=_("A template of your own."))]
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help=_("For example HK1, tháng 11, 2026-11, tuần 48 or cả năm."))
]
Pdf = Annotated[bool, typer.Option("--pdf", help=_("Also make a PDF beside it, with LibreOffice."))]
Select = Annotated[
    list[str] | None, typer.Option(metavar="CODE", help=_("Only these rules, parted by commas: PCT or PCT-01."))
]
Ignore = Annotated[list[str] | None, typer.Option(metavar="CODE", help=_("Without these rules."))]
FailOn = Annotated[str, typer.Option(metavar="error|warning|info|never", help=_("Exit 1 from this weight on."))]
TestTo = Annotated[str, typer.Option(metavar="ADDRESS", help=_("Send all of them to this address instead."))]
ToFolder = Annotated[
    Path | None, typer.Option("--to-folder", metavar="DIR", help=_("Write .eml files here instead of sending."))
]
FrameworkOption = Annotated[
    str, typer.Option("--framework", metavar="ID", help=_("The framework, for example tt57-2026-general."))
]
DraftOption = Annotated[bool, typer.Option("--draft", help=_("Print it marked as a draft, with what blocks it."))]


def refuse_together(given: Mapping[str, object]) -> None:
    """Raises UsageError where more than one of these options is given: they ask for different things."""
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise UsageError(
            _("{options} do not go together.").format(options=", ".join(names)),
            _("Leave out all of them but one."),
        )


def refuse_without(needed: str, is_given: object, given: Mapping[str, object]) -> None:
    """Raises UsageError where one of these options is given without another that it belongs to."""
    name = next((name for name, value in given.items() if value), "")
    if name and not is_given:
        raise UsageError(
            _("{option} says nothing without {needed}.").format(option=name, needed=needed),
            _("Add {needed}, or leave out {option}.").format(needed=needed, option=name),
        )
