"""`fix`: mends what is mechanical in people's cells, their rows' IDs too; `history undo` takes it back."""

from __future__ import annotations

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, shortened_edit, show_edits
from qipsheets.language import _
from qipsheets.vietnamese_text.words import SIGNS


def fix(
    store: options.StoreOption = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Gives rows their IDs, and mends letters, blanks, quotes, doubled small words and the spelling of dates."""
    asking = Asking(json, dry_run, yes)
    done = operations.editing.fix_cells(store, asking.review(_show, _("Write them?")), dry_run=dry_run)
    found = done.proposed
    ids = [{"tab": one.tab, "row_number": one.row, "old": one.old, "new": one.new} for one in found.ids]
    counts = {"spare_rows": len(found.spare), "unclear": found.unclear}
    asking.close(done, {"edits": edits_json(found.cells), "ids": ids, **counts})


def _show(found: operations.editing.Fixes) -> None:
    if not found:
        console.say(_("There is nothing mechanical to mend."))
    for edit in found.ids:
        ids = f"{edit.old} → {edit.new}" if edit.old else str(edit.new)
        console.say(_("{tab}, row {row}: {ids}").format(tab=found.titles[edit.tab], row=edit.row, ids=ids))
    if found.spare:
        console.say(_("New empty rows with an ID: {count}.").format(count=len(found.spare)))
    if found.cells:
        console.say(_("{count} cells to mend:").format(count=len(found.cells)))
        shown = [shortened_edit(edit) for edit in found.cells]
        show_edits(shown)
        cells = "".join(str(cell) for edit in shown for cell in (edit.old, edit.new))
        if signs := "; ".join(_(words) for sign, words in SIGNS.items() if sign in cells):
            console.say(_("Signs: {signs}.").format(signs=signs))
    if found.unclear:
        words = _("Of rows without an ID of their own, to be mended by the next run: {count} cells.")
        console.say(words.format(count=found.unclear))
