"""`undo`: takes back what a run wrote into people's cells, where nobody has changed it since."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, excerpt, short, show_edits
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES


def undo(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help=_("The run's number (else the last that wrote cells)."), show_default=False),
    ] = None,
    store: options.Store = None,
    dry_run: options.DryRun = False,
    json: options.Json = False,
    yes: options.Yes = False,
) -> None:
    """Shows and, once confirmed, writes what was there before; undoing an undo does it again."""
    asking = Asking(json, dry_run, yes)
    done = operations.restoring.undo_run(
        store, run, asking.review(_show, _("Write them?"), _has_edits), dry_run=dry_run
    )
    found = done.proposed.undoing
    if json:
        left = [console.picked(cell, "tab", "key", "heading", "written", "now") for cell in found.left]
        result = {"schema_version": 1, "run": done.proposed.run, "written": done.written}
        console.say_json({**result, "edits": edits_json(found.edits), "left": left})
    elif done.written:
        console.say(_("Written to {name}.").format(name=done.store.name))
    else:
        asking.say_nothing_written(proposed=bool(found.edits))
    asking.end(proposed=bool(found.edits), written=done.written)


def _has_edits(found: operations.restoring.UndoneRun) -> bool:
    return bool(found.undoing.edits)


def _show(found: operations.restoring.UndoneRun) -> None:
    edits, left = found.undoing.edits, found.undoing.left
    if edits:
        words = _("Back to what stood there before run {number}: {count} cells")
        console.say(words.format(number=found.run, count=len(edits)))
        show_edits([excerpt(edit) for edit in edits])
    elif not left:
        console.say(_("Everything is as it was before run {number}.").format(number=found.run))
    for cell in left:
        place = f"{TITLES.get(cell.tab, cell.tab)}, {cell.key}, {cell.heading}"
        console.say(
            _("Changed since, so left alone: {place}: «{written}» is «{now}» now.").format(
                place=place, written=short(cell.written), now=short(cell.now)
            )
        )
