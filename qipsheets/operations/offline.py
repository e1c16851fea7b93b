"""A copy of a plan to work on without network, and its way back by a merge that is reviewed first."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qipsheets import files, settings
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.operations.copying import LostColumns, fill_ids_hint, titles_of
from qipsheets.operations.editing import Review, locked
from qipsheets.operations.opening import open_store, this_runner
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync.copying import carry_framework_file
from qipsheets.sync.merge import Merged, merge
from qipsheets.sync.offline import (
    OFFLINE_RUN,
    BroughtBack,
    agreed_tables,
    bring_back,
    make_copy,
    new_mark,
    with_rows_of_stopped_runs,
)
from qipsheets.sync.read_guards import broken_rows, lost_since_agreement, refuse, unwritable
from qipsheets.sync.run import refuse_other_machine, running
from qipsheets.sync.tool_tabs import mark_of

Tables = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class CopyMade:
    """A copy that was made, or in a dry run would be; `address` is that of the store, `titles` its tabs' names."""

    copy: ExcelStore
    address: str
    lost: LostColumns
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CopyMerge:
    """What makes a store and its copy equal, with the names of both."""

    merged: Merged
    store: str
    copy: str


@dataclass(frozen=True, slots=True)
class CopyBrought:
    """A merge and what came of writing it; `brought` is None where nothing was written."""

    merge: CopyMerge
    brought: BroughtBack | None


def sync_copy(
    name: str | None, path: Path, review: Review[CopyMerge], *, dry_run: bool, accept_loss: bool
) -> CopyMade | CopyBrought:
    """Makes the copy where there is none, else merges it with the store once reviewed.

    Raises UsageError where the copy is the store itself, FileTrouble for a file that is no .xlsx, DoubtfulState where a
    side is damaged, Locked where the copy is open or another machine runs the sync.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        copy = _copy_at(path, store)
        if copy.exists():
            return _merge(store, copy, review, dry_run=dry_run, accept_loss=accept_loss)
        return _make(store, copy, dry_run=dry_run)


def _copy_at(path: Path, store: Store) -> ExcelStore:
    copy = ExcelStore(settings.expanded(str(path)), settings.home())
    if copy.address == store.address:
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
    return copy


def _make(store: Store, copy: ExcelStore, *, dry_run: bool) -> CopyMade:
    tables = store.read()
    plan = load(tables, store.folder).plan
    refuse(list(broken_rows(tables, store.name)), fill_ids_hint(str(store.address)))
    lost: LostColumns = {}
    if not dry_run:
        _refuse_other_machine(tables)
        with (
            open_journal(settings.home(), store.address) as journal,
            running(journal, OFFLINE_RUN, (), settings.now) as run,
        ):
            mark = new_mark(run.record(tables))
            journal.agree(mark.copy_id, mark.state)
            lost = make_copy(copy.path, tables, plan.framework, mark, settings.home())
            carry_framework_file(store, copy, plan.school.framework_file)
    return CopyMade(copy, str(store.address), lost, titles_of(tables))


def _merge(
    store: Store, copy: ExcelStore, review: Review[CopyMerge], *, dry_run: bool, accept_loss: bool
) -> CopyBrought:
    sheet, mine = store.read(), copy.read()
    if not dry_run:
        _refuse_other_machine(sheet)
    mark = mark_of(mine)
    with open_journal(settings.home(), store.address, must_exist=True) as journal:
        base = agreed_tables(journal, mark, copy.name)
        _refuse_damaged(base, ((store, sheet), (copy, mine)), accept_loss=accept_loss)
        copy_id = mark.copy_id if mark else ""
        base = with_rows_of_stopped_runs(base, journal, copy_id, sheet)
        merged = merge(base, sheet, mine)
        _refuse_unwritable(merged, (store, sheet), (copy, mine))
        proposal = CopyMerge(merged, store.name, copy.name)
        brought = None
        if review(proposal) and not dry_run:
            words = (copy_id, *(["--accept-loss"] if accept_loss else []))
            with running(journal, OFFLINE_RUN, words, settings.now) as run:
                brought = bring_back(store, copy, (sheet, mine), merged, run)
    return CopyBrought(proposal, brought)


def _refuse_other_machine(tables: Tables) -> None:
    hint = _("Use copies there; or, where that machine has gone, run «qipsheets sync --take-over» here.")
    refuse_other_machine(tables, this_runner(), hint)


def _refuse_damaged(base: Tables, sides: tuple[tuple[Store, Tables], ...], *, accept_loss: bool) -> None:
    """Stops for rows that cannot be told apart, and, unless it was meant, for a side that has lost much."""
    for store, tables in sides:
        refuse(list(broken_rows(tables, store.name)), fill_ids_hint(str(store.address)))
    if not accept_loss:
        found = [sentence for store, tables in sides for sentence in lost_since_agreement(base, tables, store.name)]
        refuse(found, _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."))


def _refuse_unwritable(merged: Merged, sheet: tuple[Store, Tables], copy: tuple[Store, Tables]) -> None:
    (store, theirs), (mine, ours) = sheet, copy
    found = [
        *unwritable(theirs, merged.edits_for_sheet, store.name, store.most_characters),
        *unwritable(ours, (*merged.moves, *merged.edits_for_copy), mine.name, mine.most_characters),
    ]
    refuse(found, _("Paste the cells as values and unmerge them, part a long text into several rows, then try again."))
