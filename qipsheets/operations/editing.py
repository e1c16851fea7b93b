"""Edits of people's cells: proposed, shown to a person, and once confirmed written as a run that `undo` takes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from qipsheets import settings
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import Journal, open_journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.operations.opening import open_store
from qipsheets.operations.printing import errors_in, refuse_plan
from qipsheets.sheets.raw_text import fixes
from qipsheets.sheets.rows import missing_ids, new_row_edits
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import Store
from qipsheets.sync.new_year import Proposal, milestone_edits, proposals
from qipsheets.sync.read_guards import broken_rows, refuse, unwritable
from qipsheets.sync.run import running, store_lock

P = TypeVar("P")
Review: TypeAlias = Callable[[P], bool]
"""Shows a person what is proposed and returns whether to write it. It is called once, while the store is locked."""


@dataclass(frozen=True, slots=True)
class Reviewed(Generic[P]):
    """What was proposed for a store, and whether it was written."""

    store: Store
    proposed: P
    written: bool


@contextmanager
def locked(store: Store, *, dry_run: bool = False) -> Iterator[None]:
    """Keeps other runs from the store; a dry run needs no lock. Raises Locked while another works on it."""
    if dry_run:
        yield
        return
    with store_lock(store, settings.home()):
        yield


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
    with ExitStack() as stack:
        journal = journal or stack.enter_context(open_journal(settings.home(), store.address))
        run = stack.enter_context(running(journal, kind, words, settings.now))
        run.record(tables)
        if printed is not None:
            run.record(printed)
        run.keep_inverse(edits)
        store.write(edits)
        run.record(store.seen())


def refuse_broken_rows(store: Store, tables: Mapping[str, Table]) -> None:
    """Raises DoubtfulState where rows have no ID of their own, so that nobody can tell them apart."""
    refuse(list(broken_rows(tables, store.name)), _("Run «qipsheets ids fill --store …» first."))


def fix_cells(name: str | None, review: Review[list[Edit]], *, write: bool) -> Reviewed[list[Edit]]:
    """Proposes what is mechanical to mend: letters, blanks, quotes, doubled small words, the spelling of dates."""
    store = open_store(name, readonly=not write)
    with locked(store, dry_run=not write):
        tables = store.read()
        edits = fixes(tables)
        written = review(edits) and bool(edits) and write
        if written:
            write_edits(store, tables, edits, "fix")
    return Reviewed(store, edits, written)


@dataclass(frozen=True, slots=True)
class MissingIds:
    """Edits that give rows an ID of their own, and those that add empty rows with one; `titles` are the tabs' names."""

    edits: Sequence[Edit]
    spare: Sequence[Edit]
    titles: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.edits or self.spare)


def fill_ids(name: str | None, review: Review[MissingIds], *, dry_run: bool) -> Reviewed[MissingIds]:
    """Proposes IDs for rows that have none or a doubled one, and spare rows below."""
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        tables = store.read()
        found = MissingIds(*missing_ids(tables), titles={key: table.title for key, table in tables.items()})
        written = review(found) and bool(found) and not dry_run
        if written:
            write_edits(store, tables, [*found.edits, *found.spare], "ids fill")
    return Reviewed(store, found, written)


def add_milestones(
    name: str | None, today: str | None, review: Review[tuple[Proposal, ...]], *, dry_run: bool
) -> Reviewed[tuple[Proposal, ...]]:
    """Proposes the milestones of the framework that the plan lacks, with days of its school year."""
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        opened = check_plan(store, store.read(), settings.day(today))
        found = proposals(opened.plan)
        edits = milestone_edits(opened.tables, found)
        written = review(found) and bool(edits) and not dry_run
        if written:
            refuse_broken_rows(store, opened.tables)
            write_edits(store, opened.tables, edits, "milestones")
    return Reviewed(store, found, written)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The edits that accept findings on the tab «Bỏ qua», whose name is `title`."""

    edits: Sequence[Edit]
    title: str


def accept_findings(
    name: str | None,
    today: str | None,
    accepted: Sequence[str],
    reason: str,
    review: Review[Acceptance],
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
        acceptance = _acceptance(opened, accepted, reason, draft=draft)
        written = review(acceptance) and bool(acceptance.edits)
        if written:
            write_edits(store, opened.tables, acceptance.edits, "accept", tuple(accepted))
    return Reviewed(store, acceptance, written)


def _acceptance(opened: CheckedPlan, accepted: Sequence[str], reason: str, *, draft: bool) -> Acceptance:
    if not reason.strip():
        raise UsageError(_("--accept needs a reason."), _("Add --reason and why the school accepts it."))
    if "suppressions" not in opened.tables:
        raise DoubtfulState(_("There is no tab «Bỏ qua»."), _("Add it with «qipsheets init --store FILE.xlsx»."))
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
