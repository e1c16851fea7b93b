"""`ids fill`: IDs for rows that have none or a doubled one, and spare rows below."""

from contextlib import nullcontext
from typing import Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.language import _
from qipsheets.sheets.rows import missing_ids
from qipsheets.sync.confirmed_edits import write_told
from qipsheets.sync.run import store_lock


def fill(store: StoreOption = None, dry_run: DryRunOption = False, yes: YesOption = False) -> None:
    """Shows and, once confirmed, writes the missing IDs."""
    target = open_store(store, readonly=dry_run)
    with nullcontext() if dry_run else store_lock(target, settings.home()):
        tables = target.read()
        edits, spare = missing_ids(tables)
        _show(tables, edits, spare)
        if dry_run and (edits or spare):
            console.say(_("Nothing was written (--dry-run)."))
        elif edits or spare:
            if not confirmed(_("Write them?"), yes):
                console.say(_("Nothing was written."))
                raise typer.Exit(1)
            write_told(target, tables, [*edits, *spare], ("ids fill", ()), settings.home(), settings.now)
            console.say(_("Written to {name}. «qipsheets undo» takes it back.").format(name=target.name))


def _show(tables: Any, edits: Any, spare: Any) -> None:
    for edit in edits:
        old = f"{edit.old} → " if edit.old else ""
        console.say(
            _("{tab}, row {row}: {ids}").format(tab=tables[edit.tab].title, row=edit.row, ids=f"{old}{edit.new}")
        )
    if spare:
        console.say(_("New empty rows with an ID: {count}.").format(count=len(spare)))
    if not edits and not spare:
        console.say(_("Every row has its own ID, and enough empty rows stand ready."))
