"""`fix`: mends what is mechanical in people's cells, each edit shown, all of them taken back by `undo`."""

from contextlib import nullcontext
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.commands.showing_edits import edits_json, excerpt, show_edits
from qipsheets.errors import UsageError
from qipsheets.language import _
from qipsheets.sheets.fixing import fixes
from qipsheets.sync.confirmed_edits import write_told
from qipsheets.sync.run import store_lock


def fix(
    store: StoreOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing (the default)."))
    ] = False,
    write: Annotated[bool, typer.Option("--write", help=_("Write the edits, once confirmed."))] = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Shows and, with --write, mends letters, blanks, quotes, doubled small words and the spelling of dates."""
    if dry_run and write:
        raise UsageError(_("--dry-run and --write ask for two things."), _("Leave one of them out."))
    target = open_store(store, readonly=not write)
    with store_lock(target, settings.home()) if write else nullcontext():
        tables = target.read()
        edits = fixes(tables)
        if not json:
            _show(edits)
        written = bool(edits) and write and confirmed(_("Write them?"), yes)
        if written:
            write_told(target, tables, edits, ("fix", ()), settings.home(), settings.now)
    if json:
        console.say_json({"schema_version": 1, "written": written, "edits": edits_json(edits)})
    elif written:
        console.say(_("Written to {name}. «qipsheets undo» takes it back.").format(name=target.name))
    elif edits:
        console.say(_("Nothing was written.") if write else _("Nothing was written; --write does it."))
    if edits and write and not written:
        raise typer.Exit(1)


def _show(edits: Any) -> None:
    if not edits:
        console.say(_("There is nothing mechanical to mend."))
        return
    console.say(_("{count} cells to mend:").format(count=len(edits)))
    show_edits([excerpt(edit) for edit in edits])
