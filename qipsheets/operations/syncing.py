"""One sync of a store: status and findings computed from what people wrote, and shown in the tool's own tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qipsheets import settings
from qipsheets.delivery.outbox import Outbox, mail_rows
from qipsheets.journal.journal import open_journal
from qipsheets.loading import check_plan
from qipsheets.operations.editing import locked
from qipsheets.operations.opening import open_store, this_runner
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store
from qipsheets.sync.run import (
    Synced,
    refuse_doubtful,
    refuse_other_machine,
    running,
    take_over_hint,
    would_sync,
    write_tool_tabs,
)

ACCEPT_LOSS, TAKE_OVER = "--accept-loss", "--take-over"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """The store's name and what a sync did, or would do."""

    name: str
    synced: Synced


def sync_store(
    name: str | None,
    today: str | None,
    *,
    dry_run: bool = False,
    accept_loss: bool = False,
    take_over: bool = False,
) -> SyncResult:
    """Flags what is late and what is wrong, in the tool's own tabs; nobody's own cells are touched.

    Raises DoubtfulState where the tables look damaged and the loss is not accepted, Locked where another run works on
    the store or another machine runs the sync and this one does not take over.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        tables, day = store.read(), settings.day(today)
        if dry_run:
            opened = check_plan(store, tables, day)
            refuse_doubtful(opened, accept_loss)
            return SyncResult(store.name, would_sync(opened))
        options = [word for word, given in ((ACCEPT_LOSS, accept_loss), (TAKE_OVER, take_over)) if given]
        return SyncResult(store.name, _run(store, tables, day, options))


def _run(store: Store, tables: Mapping[str, Table], day: date, options: list[str]) -> Synced:
    """A run in the journal."""
    opened = check_plan(store, tables, day)  # first: a name that is no plan leaves no trace in this machine's folder
    this = this_runner()
    if TAKE_OVER not in options:
        refuse_other_machine(tables, this, take_over_hint())
    with (
        open_journal(settings.home(), store.address) as journal,
        running(journal, "sync", options, settings.now) as run,
    ):
        state = run.record(tables)
        refuse_doubtful(opened, ACCEPT_LOSS in options)
        mails = mail_rows(Outbox(journal.database), opened.plan)
        return write_tool_tabs(opened, state, this, settings.now, mails)
