"""`demo`: the main job on the sample school, in a folder of its own: other commands, one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.language import _

_DAY = "2025-03-15"


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Where the files go."))] = Path("demo"),
) -> None:
    """Fills a workbook, checks it, flags it, prints the plan."""
    workbook, document = folder / "truong-mau.xlsx", folder / "ke-hoach-du-thao.docx"
    for old in (workbook, document):
        old.unlink(missing_ok=True)
    store = str(workbook)
    steps = (
        (_("A workbook with the sample school"), ["init", "--sample"]),
        (
            _("What is wrong with it, percentages first (a few mistakes are planted)"),
            ["validate", "--today", _DAY, "--fail-on", "never", "--ignore", "DATE-04"],
        ),
        (_("What is late on {day}").format(day="15/03/2025"), ["overdue", "--today", _DAY]),
        (_("Flags into the workbook"), ["sync", "--today", _DAY]),
        (_("The plan in Word"), ["plan", "--today", _DAY, "--out", str(document), "--draft"]),
    )
    program = context.find_root().command
    for number, (title, words) in enumerate(steps, 1):
        console.say(f"\n=== {number}. {title}")
        program.main([*words, "--store", store], prog_name="qipsheets", standalone_mode=False)
    console.say("")
    console.say(_("Open {store} (tabs «Hành động», «Kiểm tra») and {document}.").format(store=store, document=document))
    console.say(
        _("Then mend the {count} errors in the workbook, close it, and print the official plan:").format(
            count=len(operations.printing.errors_in(operations.opening.open_plan(store, _DAY)))
        )
    )
    official = folder / "ke-hoach.docx"
    console.say(f"  {settings.command_line('plan', '--store', store, '--today', _DAY, '--out', official)}")
