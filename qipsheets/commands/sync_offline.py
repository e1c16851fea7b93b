"""`sync --offline`: a copy to work on without network, and its way back by a merge that is shown first."""

from pathlib import Path
from typing import Any

import typer

from qipsheets import console, files, settings
from qipsheets.commands.context import confirmed, this_runner
from qipsheets.commands.showing_edits import edits_json, fill_ids, short, show_edits
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.sheets.schema import TITLES
from qipsheets.stores.xlsx.sheet import MOST_CHARACTERS
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import carry_framework_file
from qipsheets.sync.merge import merge
from qipsheets.sync.offline import KIND, agreed_tables, bring_back, make_copy, new_mark, with_rows_of_stopped_runs
from qipsheets.sync.read_guards import broken_rows, losses, refuse, unwritable
from qipsheets.sync.run import refuse_other_machine, running
from qipsheets.sync.run_log import mark_of


def sync_offline(target: Any, path: Path, *, dry_run: bool, json: bool, accept_loss: bool, yes: bool) -> None:
    """Makes the copy where there is none, else merges it with the store. The store is locked by the caller."""
    copy = ExcelStore(settings.expanded(str(path)), settings.home())
    if copy.address == target.address:
        raise UsageError(
            _("The copy and the plan are the same file: {name}.").format(name=copy.name),
            _("Name another file for --offline."),
        )
    if copy.path.suffix.lower() != ".xlsx":
        raise FileTrouble(
            _("{name} is not an .xlsx file.").format(name=copy.name),
            _("Name a file that ends in .xlsx; save an old .xls or .ods as .xlsx first."),
        )
    files.refuse_if_open(copy.path)
    if copy.exists():
        _merge(target, copy, dry_run=dry_run, json=json, accept_loss=accept_loss, yes=yes)
    else:
        _make(target, copy, dry_run=dry_run, json=json)


def _make(target: Any, copy: Any, *, dry_run: bool, json: bool) -> None:

    tables = target.read()
    plan = load(tables, target.folder).plan
    refuse(list(broken_rows(tables, target.name)), fill_ids(str(target.address)))
    lost: dict[str, list[str]] = {}
    if not dry_run:
        _refuse_other_machine(tables)
        with (
            open_journal(settings.home(), target.address) as journal,
            running(journal, KIND, (), settings.now) as run,
            console.progress(_("Making the copy…")),
        ):
            mark = new_mark(run.record(tables))
            journal.agree(mark.copy_id, mark.state)
            lost = make_copy(copy.path, tables, plan.framework, mark, settings.home())
            carry_framework_file(target, copy, plan.school.framework_file)
    if json:
        console.say_json(
            {"schema_version": 1, "copy": str(copy.address), "made": not dry_run, "columns_left_out": lost}
        )
        return
    for key, headings in lost.items():
        console.warn(
            _("Columns of your own that were not carried, on «{tab}»: {headings}.").format(
                tab=tables[key].title, headings=", ".join(headings)
            )
        )
    if dry_run:
        console.say(_("Nothing was written (--dry-run)."))
        return
    console.say(_("Made the copy {path}. Work in it without network; bring it back by:").format(path=copy.path))
    console.say(f"  {console.command_line('sync', '--store', target.address, '--offline', copy.path)}")


def _merge(target: Any, copy: Any, *, dry_run: bool, json: bool, accept_loss: bool, yes: bool) -> None:

    sheet, mine = target.read(), copy.read()
    if not dry_run:
        _refuse_other_machine(sheet)
    mark = mark_of(mine)
    with open_journal(settings.home(), target.address, must_exist=True) as journal:
        base = agreed_tables(journal, mark, copy.name)
        _refuse_damaged(base, (target, sheet), (copy, mine), accept_loss)
        base = with_rows_of_stopped_runs(base, journal, mark.copy_id if mark else "", sheet)
        merged = merge(base, sheet, mine)
        _refuse_unwritable(merged, (target, sheet), (copy, mine))
        if not json:
            _show(merged, target.name, copy.name)
        brought = None
        if not dry_run and (merged.is_empty or confirmed(_("Write them?"), yes)):
            words = (mark.copy_id if mark else "", *(["--accept-loss"] if accept_loss else []))
            with running(journal, KIND, words, settings.now) as run, console.progress(_("Writing…")):
                brought = bring_back(target, copy, (sheet, mine), merged, run)
    _tell(merged, brought, target.name, copy.name, dry_run=dry_run, json=json)
    if brought is None and not dry_run:
        raise typer.Exit(1)


def _refuse_other_machine(tables: Any) -> None:

    hint = _("Use copies there; or, where that machine has gone, run «qipsheets sync --take-over» here.")
    refuse_other_machine(tables, this_runner(), hint)


def _refuse_damaged(base: Any, sheet: Any, copy: Any, accept_loss: bool) -> None:
    """Stops for rows that cannot be told apart, and, unless it was meant, for a side that has lost much."""
    for store, tables in (sheet, copy):
        refuse(list(broken_rows(tables, store.name)), fill_ids(str(store.address)))
    if not accept_loss:
        told = [sentence for store, tables in (sheet, copy) for sentence in losses(base, tables, store.name)]
        refuse(told, _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."))


def _refuse_unwritable(merged: Any, sheet: Any, copy: Any) -> None:

    (target, theirs), (mine, ours) = sheet, copy
    told = [
        *unwritable(theirs, merged.edits_for_sheet, target.name, MOST_CHARACTERS),
        *unwritable(ours, (*merged.moves, *merged.edits_for_copy), mine.name, MOST_CHARACTERS),
    ]
    refuse(told, _("Paste the cells as values and unmerge them, part a long text into several rows, then try again."))


def _show(merged: Any, sheet: str, copy: str) -> None:

    for row in merged.moved:
        console.say(
            _("{tab}: {old} was filled in on both sides; the copy's row becomes {new}.").format(
                tab=TITLES[row.tab], old=row.old, new=row.new
            )
        )
    for name, edits in ((sheet, merged.edits_for_sheet), (copy, (*merged.moves, *merged.edits_for_copy))):
        if edits:
            console.say(_("Into {name}: {count} cells").format(name=name, count=len(edits)))
            show_edits(edits)
    for row in merged.revived:
        name = sheet if row.deleted_in == "sheet" else copy
        console.say(
            _("{tab}, {key}: deleted in {name}, changed in the other; the row stays.").format(
                tab=TITLES[row.tab], key=row.key, name=name
            )
        )
    for conflict in merged.conflicts:
        console.say(
            _("Changed on both sides, {tab}, {key}, {heading}: «{kept}» stays, the copy's «{other}» is listed.").format(
                tab=TITLES[conflict.tab],
                key=conflict.key,
                heading=conflict.heading,
                kept=short(conflict.sheet),
                other=short(conflict.copy),
            )
        )


def _tell(merged: Any, brought: Any, sheet: str, copy: str, *, dry_run: bool, json: bool) -> None:
    report = brought.report if brought else None
    if json:
        console.say_json(
            {
                "schema_version": 1,
                "written": brought is not None,
                "edits_for_sheet": edits_json(merged.edits_for_sheet),
                "edits_for_copy": edits_json((*merged.moves, *merged.edits_for_copy)),
                "conflicts": merged.conflicts,
                "moved": merged.moved,
                "revived": merged.revived,
                "report": str(report) if report else None,
                "changed_again": brought.changed_again if brought else 0,
            }
        )
        return
    if merged.is_empty:
        console.say(_("{sheet} and {copy} hold the same.").format(sheet=sheet, copy=copy))
    elif dry_run:
        console.say(_("Nothing was written (--dry-run)."))
    elif brought is None:
        console.say(_("Nothing was written."))
    else:
        console.say(_("{sheet} and {copy} hold the same now.").format(sheet=sheet, copy=copy))
    if report:
        console.say(_("What the copy says otherwise is listed in {path}.").format(path=report))
    if brought and brought.changed_again:
        console.say(
            _("Cells that somebody changed again meanwhile: {count}; they come with the next run.").format(
                count=brought.changed_again
            )
        )
