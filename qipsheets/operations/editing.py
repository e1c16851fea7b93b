"""Edits of people's cells: proposed, shown to a person, and once confirmed written as a run that can be undone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from qipsheets import settings
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.operations.opening import journal_of, open_store
from qipsheets.operations.printing import errors_in, refuse_plan
from qipsheets.sheets.raw_text import fixes
from qipsheets.sheets.rows import missing_ids, new_row_edits
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Edit, Table, text_of
from qipsheets.stores.store import Store
from qipsheets.sync.new_year import MilestonesToAdd, milestone_edits, proposals, still_ahead
from qipsheets.sync.read_guards import broken_rows, refuse, unwritable
from qipsheets.sync.run import Running, running, store_lock
from qipsheets.sync.undoing import applied

_P = TypeVar("_P")
_P_co = TypeVar("_P_co", covariant=True)
Confirm: TypeAlias = Callable[[_P], bool]
"""Shows a person what is proposed and returns whether to write it. It is called once, while the store is locked."""


@dataclass(frozen=True, slots=True)
class Reviewed(Generic[_P_co]):
    """What was proposed for a store, false where there was nothing to do, and whether it was written."""

    store: Store
    proposed: _P_co
    written: bool


def reviewed(
    store: Store, proposed: _P, review: Confirm[_P], write: Callable[[], object], *, dry_run: bool = False
) -> Reviewed[_P]:
    """Shows a proposal and writes it where the person agrees: never an empty one, and nothing in a dry run."""
    written = review(proposed) and bool(proposed) and not dry_run
    if written:
        write()
    return Reviewed(store, proposed, written)


@contextmanager
def locked(store: Store, *, dry_run: bool = False) -> Iterator[None]:
    """Keeps other runs from the store; a dry run needs no lock. Raises Locked while another works on it."""
    if dry_run:
        yield
        return
    with store_lock(store, settings.home()):
        yield


@contextmanager
def journal_run(store: Store, kind: str, words: Sequence[str] = ()) -> Iterator[Running]:
    """A run of the tool, kept in the store's journal with its end; `words` are the options that it was given."""
    with journal_of(store) as journal, running(journal, kind, words, settings.now) as run:
        yield run


def write_edits(
    store: Store,
    tables: Mapping[str, Table],
    edits: Sequence[Edit],
    kind: str,
    words: Sequence[str] = (),
    *,
    printed: Mapping[str, Table] | None = None,
    journal: Journal | None = None,
) -> None:
    """Writes confirmed edits as a run of the journal; call it while the store is locked.

    What was read and how to take the edits back are kept first. `kind` and `words` name the run, `printed` is a state
    on the way that a document names and that is kept too, `journal` is the store's where it is open already. Raises
    DoubtfulState where a cell holds a formula, is merged or too small for its text, and where the store could not prove
    what it wrote; then nothing of it is left there.
    """
    problems = list(unwritable(tables, edits, store.name, store.most_characters))
    refuse(problems, _("Paste the cells as values and unmerge them, then try again."))
    with running(journal, kind, words, settings.now) if journal else journal_run(store, kind, words) as run:
        run.record(tables)
        if printed is not None:
            run.record(printed)
        run.keep_inverse(edits)
        store.write(edits)
        run.record(store.seen())


def refuse_broken_rows(store: Store, tables: Mapping[str, Table]) -> None:
    """Raises DoubtfulState where rows have no ID of their own, so that nobody can tell them apart."""
    command = settings.command_line("fix", "--store", store.address)
    hint = _("Run «{command}», then this command again.").format(command=command)
    refuse(list(broken_rows(tables, store.name)), hint)


@dataclass(frozen=True, slots=True)
class Fixes:
    """What is mechanical to mend: IDs of rows without one of their own, new empty rows with one, cells.

    `unclear` counts the cells of rows whose ID is missing or doubled: no edit can name them. `titles` are the tabs'.
    """

    ids: Sequence[Edit]
    spare: Sequence[Edit]
    cells: Sequence[Edit]
    unclear: int
    titles: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.ids or self.spare or self.cells)


def titles_of(tables: Mapping[str, Table]) -> Mapping[str, str]:
    """The tabs' names as they are in a store."""
    return {key: table.title for key, table in tables.items()}


def fix_cells(name: str | None, review: Confirm[Fixes], *, dry_run: bool) -> Reviewed[Fixes]:
    """Proposes what is mechanical to mend: IDs, letters, blanks, quotes, doubled small words, the spelling of dates."""
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        tables = store.read()
        ids, spare = missing_ids(tables)
        unclear = {(edit.tab, key.casefold()) for edit in ids for key in (edit.key, text_of(edit.new))}
        all_cells = fixes(applied(tables, ids))
        cells = [edit for edit in all_cells if (edit.tab, edit.key.casefold()) not in unclear]
        found = Fixes(ids, spare, cells, len(all_cells) - len(cells), titles_of(tables))
        edits = [*ids, *spare, *cells]
        return reviewed(store, found, review, lambda: write_edits(store, tables, edits, "fix"), dry_run=dry_run)


def add_milestones(
    name: str | None, today: str | None, review: Confirm[MilestonesToAdd], *, dry_run: bool
) -> Reviewed[MilestonesToAdd]:
    """Proposes the milestones of the framework that the plan lacks and that lie ahead, with days of its school year."""
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        opened = check_plan(store, store.read(), settings.day(today))
        found = still_ahead(proposals(opened.plan), opened.today)
        edits = milestone_edits(opened.tables, found.ahead)

        def write() -> None:
            refuse_broken_rows(store, opened.tables)
            write_edits(store, opened.tables, edits, "milestones")

        return reviewed(store, found, review, write, dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The edits that accept findings on the tab «Bỏ qua», whose name is `title`."""

    edits: Sequence[Edit]
    title: str

    def __bool__(self) -> bool:
        return bool(self.edits)


def accept_findings(
    name: str | None,
    today: str | None,
    accepted: Sequence[str],
    reason: str,
    review: Confirm[Acceptance],
    *,
    draft: bool,
) -> Reviewed[Acceptance]:
    """Proposes findings that the school accepts (CODE or CODE:ROW), with the reason, for the tab «Bỏ qua».

    Raises UsageError for a code that was not found or without a reason, and Refused where other errors would still keep
    the plan from being official and no draft is asked for.
    """
    store = open_store(name)
    with locked(store):
        opened = check_plan(store, store.read(), settings.day(today))
        found, tables = _acceptance(opened, accepted, reason, draft=draft), opened.tables
        return reviewed(store, found, review, lambda: write_edits(store, tables, found.edits, "accept", accepted))


def _acceptance(opened: CheckedPlan, accepted: Sequence[str], reason: str, *, draft: bool) -> Acceptance:
    if not reason.strip():
        raise UsageError(_("--accept needs a reason."), _("Add --reason and why the school accepts it."))
    if "suppressions" not in opened.tables:
        raise DoubtfulState(_("There is no tab «Bỏ qua»."), _("Add it with «qipsheets init»."))
    pairs = [_accepted_pair(opened, text) for text in accepted]
    known = {(one.code, one.row) for one in opened.plan.suppressions}
    new = [pair for pair in pairs if pair not in known]
    left = [one for one in errors_in(opened) if not {(one.code, ""), (one.code, one.place.key)} & {*new}]
    if left and not draft:
        refuse_plan(opened, left)  # before anything is written
    table = opened.tables["suppressions"]
    rows = [{"code": code, "row": row, "reason": reason.strip()} for code, row in new]
    return Acceptance(new_row_edits(BY_KEY["suppressions"], table, rows), table.title)


def _accepted_pair(opened: CheckedPlan, text: str) -> tuple[str, str]:
    """A code and a row's ID, the latter empty for every row. Raises UsageError where no such finding is there."""
    code, _colon, row = text.partition(":")
    code = code.strip().upper()
    if not any(one.code == code and row in ("", one.place.key) for one in opened.all_findings):
        raise UsageError(
            _("Nothing found has the code «{code}».").format(code=text), _("See the codes with: qipsheets validate")
        )
    return code, row
