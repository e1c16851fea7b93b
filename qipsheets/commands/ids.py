"""`ids fill`: IDs for rows that have none or a doubled one, and spare rows below."""

from __future__ import annotations

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking
from qipsheets.language import _


def fill(store: options.Store = None, dry_run: options.DryRun = False, yes: options.Yes = False) -> None:
    """Shows and, once confirmed, writes the missing IDs."""
    asking = Asking(dry_run=dry_run, yes=yes)
    done = operations.editing.fill_ids(store, asking.review(_show, _("Write them?")), dry_run=dry_run)
    if done.proposed:
        asking.say_written(done.store.name, proposed=True, written=done.written)
    asking.end(proposed=bool(done.proposed), written=done.written)


def _show(found: operations.editing.MissingIds) -> None:
    for edit in found.edits:
        old = f"{edit.old} → " if edit.old else ""
        console.say(
            _("{tab}, row {row}: {ids}").format(tab=found.titles[edit.tab], row=edit.row, ids=f"{old}{edit.new}")
        )
    if found.spare:
        console.say(_("New empty rows with an ID: {count}.").format(count=len(found.spare)))
    if not found:
        console.say(_("Every row has its own ID, and enough empty rows stand ready."))
