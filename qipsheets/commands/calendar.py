"""`calendar`: deadlines and milestones as a file that phones and mail programs take in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.errors import UsageError
from qipsheets.language import _


def calendar(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.ics", help=_("The calendar file to make."))],
    store: options.StoreOption = None,
    today: options.Today = None,
    person: Annotated[str, typer.Option(metavar="NAME", help=_("Only this person's."))] = "",
) -> None:
    """Writes the calendar; an entry keeps its identity from file to file, so that days that moved move there too."""
    if out.suffix.lower() != ".ics":
        raise UsageError(_("{name} does not end in .ics.").format(name=out.name))
    count = operations.deadlines.write_calendar(operations.opening.open_plan(store, today), out, person)
    console.say(_("Made {path}: {count} entries.").format(path=out, count=count))
