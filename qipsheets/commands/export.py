"""`export`: the whole plan as JSON, or the tabs as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import STANDARD_OUTPUT, say_made
from qipsheets.errors import UsageError
from qipsheets.exporting import plan_json, write_csv
from qipsheets.files import replace_bytes
from qipsheets.language import _


def export(
    store: options.StoreOption = None,
    today: options.Today = None,
    as_of: options.AsOf = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help=_("One CSV file a tab into this folder."))
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.json", help=_("Write the JSON here."))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("JSON to standard output (this is the default)."))] = False,
) -> None:
    """Gives the data to other programs."""
    options.refuse_together({"--json": json, "--out": out})
    json = json or out == STANDARD_OUTPUT
    if out is not None and not json and out.suffix.lower() != ".json":
        raise UsageError(
            _("{name} does not end in {suffix}.").format(name=out.name, suffix=".json"),
            _("Name the file for example {name}.").format(name="ke-hoach.json"),
        )
    opened = operations.opening.open_plan(store, today, as_of=as_of)
    if csv:
        with console.spinner(_("Writing…")):
            count = write_csv(opened.tables, opened.plan.year, csv)
        show = console.warn if json else console.say  # standard output is the JSON's alone
        show(_("Wrote {count} files into {path}.").format(count=count, path=csv))
    if json or out or not csv:
        value = plan_json(opened.plan, opened.today)
        if out is None or json:
            console.say_json(value)
        else:
            replace_bytes(out, console.json_text(value).encode("utf-8"))
            say_made(out)
