"""`init`: a new workbook for a school."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import say_made
from qipsheets.language import _


def init(
    store: options.StoreOption = None,
    framework: options.FrameworkOption = "",
    year: Annotated[str, typer.Option(metavar="2026-2027", help=_("The school year."))] = "",
    sample: Annotated[bool, typer.Option("--sample", help=_("Fill it with the invented sample school."))] = False,
) -> None:
    """Makes a workbook, or adds to an existing one what it lacks."""
    options.refuse_together({"--sample": sample, "--framework": framework})
    options.refuse_together({"--sample": sample, "--year": year})
    name = settings.store_name(store)
    with console.spinner(_("Making the workbook…")):
        added = operations.setup.make_workbook(name, framework, year, sample=sample)
    if added is None:
        say_made(name)
        if not sample:
            console.say(_("Next: open it, fill in the tab «Trường», close it, and run:"))
            console.say(f"  {settings.command_line('validate', '--store', name)}")
    elif added:
        console.say(_("Added to {path}: {what}.").format(path=name, what=", ".join(added)))
    else:
        console.say(_("{path} has all tabs and columns; it was left as it is.").format(path=name))
