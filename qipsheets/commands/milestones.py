"""`milestones`: the milestones that schools under the framework usually have, proposed, and written once confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import Asking
from qipsheets.language import _

if TYPE_CHECKING:
    from qipsheets.sync.new_year import MilestonesToAdd


def milestones(
    store: options.StoreOption = None,
    today: options.Today = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    yes: options.Yes = False,
) -> None:
    """Shows the milestones that the plan lacks, with days of its school year; writes them once confirmed."""
    asking = Asking(json, dry_run, yes)
    done = operations.editing.add_milestones(store, today, asking.review(_show, _("Write them?")), dry_run=dry_run)
    found = [{"name": one.name, "owner": one.owner, "due": one.day} for one in done.proposed.ahead]
    asking.close(done, {"milestones": found})


def _show(found: MilestonesToAdd) -> None:
    if found.passed:
        words = _("Milestones left out, for their day has passed: {count}.")
        console.say(words.format(count=found.passed))
    if found:
        console.say(_("Proposed by the framework; the days follow from the school year, not from the law:"))
        rows = [[f"{one.day:%d/%m/%Y}", one.name, one.owner] for one in found.ahead]
        console.print_table((_("Day"), _("Milestone"), _("Owner")), rows)
    elif not found.passed:
        console.say(_("The plan has every milestone that its framework proposes."))
