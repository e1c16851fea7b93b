"""`ids fill`: IDs for rows that have none or a doubled one, and spare rows below."""

import typer

from qipsheets import console
from qipsheets.commands.context import DryRunOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.language import _


def fill(store: StoreOption = None, dry_run: DryRunOption = False, yes: YesOption = False) -> None:
    """Shows and, once confirmed, writes the missing IDs."""
    from qipsheets.sheets.ids import missing_ids

    target = open_store(store)
    tables = target.read()
    edits, spare = missing_ids(tables)
    for edit in edits:
        old = f"{edit.old} → " if edit.old else ""
        console.say(
            _("{tab}, row {row}: {ids}").format(tab=tables[edit.tab].title, row=edit.row, ids=f"{old}{edit.new}")
        )
    if spare:
        console.say(_("New empty rows with an ID: {count}.").format(count=len(spare)))
    if not edits and not spare:
        console.say(_("Every row has its own ID, and enough empty rows stand ready."))
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    elif confirmed(_("Write them?"), yes):
        target.write([*edits, *spare])
        console.say(_("Written to {name}.").format(name=target.name))
    else:
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
