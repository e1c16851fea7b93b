"""`history export`, `import`, `forget`: the journal on its way to another machine, and what it must not keep."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, StoreOption, YesOption, confirmed, open_store
from qipsheets.commands.past import open_past, past_of
from qipsheets.language import _
from qipsheets.sheets.schema import TITLES
from qipsheets.sync.run import store_lock


def export_journal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A new file, for example journal.sqlite."))],
    store: StoreOption = None,
) -> None:
    """Writes the whole journal as one file for another machine."""
    path = settings.expanded(str(file))
    with past_of(store) as journal, console.progress(_("Writing…")):
        journal.export_to(path)
        states, runs = len(journal.states()), len(journal.runs())
    console.say(_("Wrote {states} states and {runs} runs to {path}.").format(states=states, runs=runs, path=path))
    console.say(_("It holds all that staff wrote, with names and phone numbers: keep it as carefully as the plan."))
    console.say(_("On the other machine: {command}").format(
        command=console.command_line("history", "import", path.name, "--store", "…")
    ))  # fmt: skip


def import_journal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("What «history export» wrote."))],
    store: StoreOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Also where this machine's journal holds what the file does not."))
    ] = False,
    moved: Annotated[
        bool, typer.Option("--moved", help=_("The plan has another name or address than on the other machine."))
    ] = False,
) -> None:
    """Takes over the journal that another machine kept of this plan."""
    target = open_store(store, readonly=True)
    path = settings.expanded(str(file))
    with store_lock(target, settings.home()), open_past(target, must_exist=False) as journal:
        kept = journal.import_from(path, settings.now(), replace=replace, moved=moved)
        states, runs = len(journal.states()), len(journal.runs())
    console.say(_("Took over {states} states and {runs} runs.").format(states=states, runs=runs))
    if kept:
        console.say(_("What this machine knew before is kept in {path}.").format(path=kept))
    console.say(_("If the other machine has gone, run here: {command}").format(
        command=console.command_line("sync", "--store", target.address, "--take-over")
    ))  # fmt: skip


def forget(
    person: Annotated[str, typer.Argument(metavar="NAME", help=_("The full name, in quotes."))],
    store: StoreOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Erases a person's name, mail addresses and phone numbers from all states of the past, for good."""
    target = open_store(store, readonly=True)
    with nullcontext() if dry_run else store_lock(target, settings.home()), open_past(target) as journal:
        found = journal.found(person)
        if not json:
            _show(person, found)
        erased = bool(found.count) and not dry_run and confirmed(_("Erase it for good?"), yes)
        if erased:
            with console.progress(_("Erasing…")):
                journal.forget(person, settings.now())
    if json:
        told = {"schema_version": 1, "erased": erased, "cells": dict(found.cells), "in_last_state": found.in_last}
        console.say_json({**told, "mails": sorted(found.traces.mails), "phones": sorted(found.traces.phones)})
    elif found.count:
        _tell(erased, dry_run, found)
    if found.count and not erased and not dry_run:
        raise typer.Exit(1)


def _show(person: str, found: Any) -> None:

    if not found.count:
        console.say(_("The journal holds nothing of «{name}».").format(name=person))
        return
    console.say(_("What the journal holds of «{name}», in all its states:").format(name=person))
    for tab, count in found.cells.items():
        console.say(f"  {TITLES.get(tab) or _('runs and mails')}: {count}")
    for contact in (*sorted(found.traces.mails), *(f"0{phone}" for phone in sorted(found.traces.phones))):
        console.say(f"  {contact}")


def _tell(erased: bool, dry_run: bool, found: Any) -> None:
    if dry_run:
        console.say(_("Nothing was erased (--dry-run)."))
    elif not erased:
        console.say(_("Nothing was erased."))
    else:
        console.say(_("Erased from {count} cells; that it was done stays noted.").format(count=found.count))
        console.say(_("Files that were exported or restored earlier still hold it: delete them."))
    if found.in_last:
        console.warn(_("The plan itself still held it when it was last read: erase it there too, else it comes back."))
