"""`milestones`: the milestones that schools under the framework usually have, proposed, and written once confirmed."""

from contextlib import nullcontext
from typing import Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import (
    DryRunOption,
    JsonOption,
    StoreOption,
    TodayOption,
    YesOption,
    confirmed,
    open_store,
)
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.sync.confirmed_edits import write_told
from qipsheets.sync.milestones import edits_for, proposals
from qipsheets.sync.read_guards import broken_rows, refuse
from qipsheets.sync.run import store_lock


def milestones(
    store: StoreOption = None,
    today: TodayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Shows the milestones that the plan lacks, with days of its school year; writes them once confirmed."""
    target = open_store(store, readonly=dry_run)
    with nullcontext() if dry_run else store_lock(target, settings.home()):
        opened = check_plan(target, target.read(), settings.day(today))
        found = proposals(opened.plan)
        if not json:
            _show(found)
        edits = edits_for(opened.tables, found)
        written = bool(edits) and not dry_run and confirmed(_("Write them?"), yes)
        if written:
            _write(target, opened.tables, edits)
    if json:
        console.say_json({"schema_version": 1, "written": written, "milestones": found})
    elif written:
        console.say(_("Written to {name}. «qipsheets undo» takes it back.").format(name=target.name))
    elif found:
        console.say(_("Nothing was written (--dry-run).") if dry_run else _("Nothing was written."))
    if found and not written and not dry_run:
        raise typer.Exit(1)


def _show(found: Any) -> None:
    if not found:
        console.say(_("The plan has every milestone that its framework proposes."))
        return
    console.say(_("Proposed by the framework; the days follow from the school year, not from the law:"))
    rows = [[f"{one.day:%d/%m/%Y}", one.name, one.owner] for one in found]
    console.table((_("Day"), _("Milestone"), _("Owner")), rows)


def _write(target: Any, tables: Any, edits: Any) -> None:
    """Into people's tab, with the inverse kept first."""
    refuse(list(broken_rows(tables, target.name)), _("Run «qipsheets ids fill --store …» first."))
    write_told(target, tables, edits, ("milestones", ()), settings.home(), settings.now)
