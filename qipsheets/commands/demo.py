"""`demo`: the main job on the sample school, in a folder of its own."""

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console
from qipsheets.language import _

DAY = "2025-03-15"


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Where the files go."))] = Path("demo"),
) -> None:
    """Fills a workbook, checks it, flags it, prints the plan."""
    from qipsheets.commands.context import open_plan
    from qipsheets.commands.init import init
    from qipsheets.commands.overdue import overdue
    from qipsheets.commands.plan import plan
    from qipsheets.commands.sync import sync
    from qipsheets.commands.validate import validate

    workbook, document = folder / "truong-mau.xlsx", folder / "ke-hoach-du-thao.docx"
    for old in (workbook, document):
        old.unlink(missing_ok=True)
    store = str(workbook)
    _step(1, _("A workbook with the sample school"))
    init(store=store, sample=True)
    _step(2, _("What is wrong with it, percentages first (a few mistakes are planted)"))
    validate(store=store, today=DAY, fail_on="never", ignore=["DATE-04"])
    _step(3, _("What is late on {day}").format(day="15/03/2025"))
    overdue(store=store, today=DAY)
    _step(4, _("Flags into the workbook"))
    sync(store=store, today=DAY)
    _step(5, _("The plan in Word"))
    plan(out=document, store=store, today=DAY, draft=True)
    errors = sum(finding.severity.word == "error" for finding in open_plan(store, DAY).findings)
    console.say("")
    console.say(_("Open {store} (tabs «Hành động», «Kiểm tra») and {document}.").format(store=store, document=document))
    console.say(
        _("Then mend the {count} errors in the workbook, close it, and print the official plan:").format(count=errors)
    )
    official = folder / "ke-hoach.docx"
    console.say(f"  {console.command_line('plan', '--store', store, '--today', DAY, '--out', official)}")


def _step(number: int, text: str) -> None:
    console.say(f"\n=== {number}. {text}")
