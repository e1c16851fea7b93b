"""`import`: a school's Word plan into a workbook that is new or empty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES


def import_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help=_("The school's Word plan."))],
    store: options.Store = None,
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework (else told from the plan)."))] = "",
    json: options.Json = False,
) -> None:
    """Reads a Word plan."""
    name = settings.store_name(store)
    with console.progress(_("Reading {name}…").format(name=file.name)):
        done = operations.creating.import_plan(name, file, framework)
    if json:
        console.say_json(_json(done, name))
    else:
        show_imported(done, name)


def _json(done: operations.creating.ImportedPlan, name: str) -> dict[str, object]:
    result = {"schema_version": 1, "store": name, "framework": done.framework.id}
    return {**result, "records": done.rows, "unplaced": done.unplaced}


def show_imported(done: operations.creating.ImportedPlan, name: str) -> None:
    """What was read from a Word plan into the store of a name, and what was not understood."""
    console.say(_("Framework: {id} ({circular}).").format(id=done.framework.id, circular=done.framework.circular))
    for key, count in done.rows.items():
        if key != "unplaced":
            console.say(f"  {TITLES[key]}: {count}")
    if done.unplaced:
        console.say(_("Not understood, kept on the tab «Cần xem lại»: {count}").format(count=len(done.unplaced)))
        for entry in done.unplaced:
            console.say(f"  {entry.origin}: {' '.join(entry.text.split())[:90]}  ({entry.reason})")
    console.say(_("Written to {path}. Next:").format(path=name))
    console.say(f"  {settings.command_line('validate', '--store', name)}")
