"""One sync of a store into the tool's own tabs; a copy to work on without network, and its way back by a merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qipsheets import files, settings
from qipsheets.delivery.outbox import Outbox, mail_rows
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.language import _
from qipsheets.loading import check_plan, load
from qipsheets.operations.copying import LostColumns
from qipsheets.operations.editing import Confirm, Reviewed, journal_run, locked, refuse_broken_rows, titles_of
from qipsheets.operations.opening import journal_of, open_store, this_runner
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync import offline
from qipsheets.sync.copying import carry_framework_file
from qipsheets.sync.merge import Merged, merge
from qipsheets.sync.read_guards import lost_since_agreement, refuse, unwritable
from qipsheets.sync.run import (
    Synced,
    refuse_doubtful,
    refuse_other_machine,
    running,
    take_over_hint,
    would_sync,
    write_tool_tabs,
)
from qipsheets.sync.tool_tabs import mark_of


def sync_store(
    name: str | None,
    today: str | None,
    *,
    dry_run: bool = False,
    accept_loss: bool = False,
    take_over: bool = False,
) -> tuple[str, Synced]:
    """Flags what is late and what is wrong, in the tool's own tabs; returns the store's name and what was done.

    Raises DoubtfulState where the tables look damaged and the loss is not accepted, Locked where another run works on
    the store or another machine runs the sync and this one does not take over.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        tables = store.read()
        # Checked first: what is no plan leaves no trace on this machine.
        opened = check_plan(store, tables, settings.day(today))
        if dry_run:
            refuse_doubtful(opened, accept_loss)
            return store.name, would_sync(opened)
        this = this_runner()
        if not take_over:
            refuse_other_machine(tables, this, take_over_hint())
        given = [("--accept-loss", accept_loss), ("--take-over", take_over)]
        with journal_run(store, "sync", [word for word, is_given in given if is_given]) as run:
            state = run.record(tables)
            refuse_doubtful(opened, accept_loss, run)
            mails = mail_rows(Outbox(run.journal.database), opened.plan)
            return store.name, write_tool_tabs(opened, state, this, settings.now, mails)


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

    def __bool__(self) -> bool:
        return not self.merged.is_empty


@dataclass(frozen=True, slots=True)
class CopyBrought(Reviewed[CopyMerge]):
    """A merge and what came of writing it; `brought` is None where nothing was written."""

    brought: offline.BroughtBack | None


def sync_copy(
    name: str | None, path: Path, review: Confirm[CopyMerge], *, dry_run: bool, accept_loss: bool
) -> CopyMade | CopyBrought:
    """Makes the copy where there is none, else merges it with the store once reviewed.

    Raises UsageError where the copy is the store itself, FileTrouble for a file that is no .xlsx, DoubtfulState where a
    side is damaged, Locked where the copy is open or another machine runs the sync.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
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
        if copy.exists():
            return _merge(store, copy, review, dry_run=dry_run, accept_loss=accept_loss)
        return _make(store, copy, dry_run=dry_run)


def _make(store: Store, copy: ExcelStore, *, dry_run: bool) -> CopyMade:
    tables = store.read()
    plan = load(tables, store.folder).plan
    refuse_broken_rows(store, tables)
    lost: LostColumns = {}
    if not dry_run:
        _refuse_other_machine(tables)
        with journal_run(store, offline.OFFLINE_RUN) as run:
            mark = offline.new_mark(run.record(tables))
            run.journal.agree(mark.copy_id, mark.state)
            lost = offline.make_copy(copy.path, tables, plan.framework, mark, settings.home())
            carry_framework_file(store, copy, plan.school.framework_file)
    return CopyMade(copy, str(store.address), lost, titles_of(tables))


def _merge(
    store: Store, copy: ExcelStore, review: Confirm[CopyMerge], *, dry_run: bool, accept_loss: bool
) -> CopyBrought:
    theirs, ours = store.read(), copy.read()
    if not dry_run:
        _refuse_other_machine(theirs)
    mark = mark_of(ours)
    with journal_of(store, must_exist=True) as journal:
        base = offline.agreed_tables(journal, mark, copy.name)
        refuse_broken_rows(store, theirs)
        refuse_broken_rows(copy, ours)
        if not accept_loss:
            lost = [*lost_since_agreement(base, theirs, store.name), *lost_since_agreement(base, ours, copy.name)]
            refuse(lost, _("Put it right, or take a backup; if the loss was meant, run again with --accept-loss."))
        copy_id = mark.copy_id if mark else ""
        merged = merge(offline.with_rows_of_stopped_runs(base, journal, copy_id, theirs), theirs, ours)
        too_much = [
            *unwritable(theirs, merged.edits_for_sheet, store.name, store.most_characters),
            *unwritable(ours, (*merged.moves, *merged.edits_for_copy), copy.name, copy.most_characters),
        ]
        hint = _("Paste the cells as values and unmerge them, part a long text into several rows, then try again.")
        refuse(too_much, hint)
        proposal = CopyMerge(merged, store.name, copy.name)
        brought = None
        if review(proposal) and not dry_run:
            words = (copy_id, *(["--accept-loss"] if accept_loss else []))
            with running(journal, offline.OFFLINE_RUN, words, settings.now) as run:
                brought = offline.bring_back(store, copy, (theirs, ours), merged, run)
    return CopyBrought(store, proposal, brought is not None, brought)


def _refuse_other_machine(tables: Mapping[str, Table]) -> None:
    hint = _("Use copies there; or, where that machine has gone, run «qipsheets sync --take-over» here.")
    refuse_other_machine(tables, this_runner(), hint)
