"""`fix`: mends what is mechanical in people's cells, each edit shown, all of them taken back by `undo`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, excerpt, show_edits
from qipsheets.errors import UsageError
from qipsheets.language import _

if TYPE_CHECKING:
    from qipsheets.sheets.table import Edit


def fix(
    store: options.Store = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing (the default)."))
    ] = False,
    write: Annotated[bool, typer.Option("--write", help=_("Write the edits, once confirmed."))] = False,
    json: options.Json = False,
    yes: options.Yes = False,
) -> None:
    """Shows and, with --write, mends letters, blanks, quotes, doubled small words and the spelling of dates."""
    if dry_run and write:
        raise UsageError(_("--dry-run and --write ask for two things."), _("Leave one of them out."))
    asking = Asking(json, not write, yes)
    done = operations.editing.fix_cells(store, asking.review(_show, _("Write them?")), write=write)
    if json:
        console.say_json({"schema_version": 1, "written": done.written, "edits": edits_json(done.proposed)})
    elif write:
        asking.say_written(done.store.name, proposed=bool(done.proposed), written=done.written)
    elif done.proposed:
        console.say(_("Nothing was written; --write does it."))
    asking.end(proposed=bool(done.proposed), written=done.written)


def _show(edits: Sequence[Edit]) -> None:
    if not edits:
        console.say(_("There is nothing mechanical to mend."))
        return
    console.say(_("{count} cells to mend:").format(count=len(edits)))
    show_edits([excerpt(edit) for edit in edits])
