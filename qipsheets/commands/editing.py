"""`fix`, `milestones`: edits of people's cells, shown and written once confirmed; `history undo` takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking, edits_json, shortened_edit, show_edits
from qipsheets.language import _
from qipsheets.vietnamese_text.words import SIGNS

if TYPE_CHECKING:
    from qipsheets.sync.new_year import MilestonesToAdd


def fix(
    store: options.StoreOption = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Gives rows their IDs, and mends letters, blanks, quotes, doubled small words and the spelling of dates."""
    asking = Asking(json, dry_run, yes)
    done = operations.editing.fix_cells(store, asking.review(_show_fix, _("Write them?")), dry_run=dry_run)
    found = done.proposed
    ids = [{"tab": one.tab, "row_number": one.row, "old": one.old, "new": one.new} for one in found.ids]
    counts = {"spare_rows": len(found.spare), "unclear": found.unclear}
    asking.close(done, {"edits": edits_json(found.cells), "ids": ids, **counts})


def _show_fix(found: operations.editing.Fixes) -> None:
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


def milestones(
    store: options.StoreOption = None,
    today: options.Today = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Shows the milestones that the plan lacks, with days of its school year; writes them once confirmed."""
    asking = Asking(json, dry_run, yes)
    done = operations.editing.add_milestones(
        store, today, asking.review(_show_milestones, _("Write them?")), dry_run=dry_run
    )
    found = [{"name": one.name, "owner": one.owner, "due": one.day} for one in done.proposed.ahead]
    asking.close(done, {"milestones": found})


def _show_milestones(found: MilestonesToAdd) -> None:
    if found.passed:
        words = _("Milestones left out, for their day has passed: {count}.")
        console.say(words.format(count=found.passed))
    if found:
        console.say(_("Proposed by the framework; the days follow from the school year, not from the law:"))
        rows = [[f"{one.day:%d/%m/%Y}", one.name, one.owner] for one in found.ahead]
        console.print_table((_("Day"), _("Milestone"), _("Owner")), rows)
    elif not found.passed:
        console.say(_("The plan has every milestone that its framework proposes."))
