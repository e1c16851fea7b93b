"""`import`: a school's Word files into a workbook that is new, or into the empty tabs of one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from qipsheets import console, operations, settings
from qipsheets.commands import options
from qipsheets.commands.showing import Asking
from qipsheets.frameworks.load import EVIDENCE, LikelyFramework
from qipsheets.language import _
from qipsheets.plan.findings import Severity
from qipsheets.sheets.rows import shown_place
from qipsheets.sheets.schema import TITLES

_MOST_ERRORS = 5
_MOST_CHARACTERS = 90


def import_plan(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=_("The school's Word files, or workbooks."))],
    store: options.StoreOption = None,
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework (else found from the plan)."))] = "",
    today: options.Today = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    json: options.JsonOption = False,
) -> None:
    """Reads a school's Word files."""
    asking = Asking(json, dry_run, yes)
    names = ", ".join(file.name for file in files)
    review = asking.review(show_import, _("Write them?"))
    with console.spinner(_("Reading {name}…").format(name=names)):
        done = operations.importing.import_files(store, files, framework, review, today, dry_run=dry_run)
    if json:
        console.say_json(_json(done, settings.store_name(store)))
    else:
        if done.found.is_new:
            show_import(done.found)
        if done.written:
            show_imported(done, settings.store_name(store))
        else:
            console.say(_("Nothing was written (--dry-run).") if dry_run else _("Nothing was written."))
    if not (done.written or dry_run):
        raise typer.Exit(1)


def _json(done: operations.importing.Imported, name: str) -> dict[str, object]:
    found = done.found
    result = {"written": done.written, "store": name, "framework": found.framework.framework.id}
    files = [{"file": one.file, "kind": one.kind, "rows": one.counts} for one in found.files]
    unplaced = [console.picked(one, "origin", "text", "reason") for one in found.unplaced]
    return {**result, "files": files, "rows": found.rows, "tabs_in_use": found.held, "unplaced": unplaced}


def show_import(found: operations.importing.Import) -> None:
    """What was read from the files, where it goes, and what was not understood."""
    for one in found.files:
        console.say(_("{name}: {kind}.").format(name=one.file, kind=_(one.kind_name)))
    console.say(_framework_words(found.framework))
    for key, count in found.rows.items():
        if key != "unplaced":
            console.say(f"  {TITLES[key]}: {count}")
    if found.held:
        titles = ", ".join(TITLES[key] for key in found.held)
        console.say(_("These tabs hold rows already and stay as they are: {tabs}.").format(tabs=titles))
    if found.unplaced:
        console.say(_("Not understood, kept on the tab «Cần xem lại»: {count}").format(count=len(found.unplaced)))
        for entry in found.unplaced:
            console.say(f"  {entry.origin}: {' '.join(entry.text.split())[:_MOST_CHARACTERS]}  ({entry.reason})")


def _framework_words(likely: LikelyFramework) -> str:
    """The framework in a sentence: which, what tells it, and what contradicts it."""
    known = likely.framework
    words = _("Framework: {id} ({circular}).").format(id=known.id, circular=known.circular)
    if likely.by:
        by = ", ".join(_(EVIDENCE[kind]) for kind in likely.by)
        words = _("Framework: {id} ({circular}), found by {evidence}.").format(
            id=known.id, circular=known.circular, evidence=by
        )
    for kind, other in likely.against:
        words += " " + _("But {evidence} points to {other}; --framework overrides.").format(
            evidence=_(EVIDENCE[kind]), other=other
        )
    return words


def show_imported(done: operations.importing.Imported, name: str) -> None:
    """That it was written, the plan's school year, the errors that stand first, and what to do next."""
    if done.plan is None:
        return
    year = done.plan.plan.year.name
    console.say(_("Written to {path}. The plan is of the school year {year}.").format(path=name, year=year))
    if done.is_over:
        console.say(_("That year is over; this year's plan is made from it with:"))
        console.say(f"  {settings.command_line('new-year', '--store', name, '--to', 'MOI.xlsx')}")
    errors = [finding for finding in done.plan.findings if finding.severity is Severity.ERROR]
    for finding in errors[:_MOST_ERRORS]:
        place = shown_place(finding, done.plan.tables)
        console.say(f"  {finding.code} {place.tab} {place.cell}: {finding.message.text()}")
    weights = Counter(finding.severity for finding in done.plan.findings)
    console.say(
        _("{errors} errors, {warnings} warnings, {notes} notes. All of them:").format(
            errors=weights[Severity.ERROR], warnings=weights[Severity.WARNING], notes=weights[Severity.INFO]
        )
    )
    console.say(f"  {settings.command_line('validate', '--store', name)}")
