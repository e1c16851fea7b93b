"""A plan carried into another store: as it is, or as the next school year's with what is not finished yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qipsheets import settings
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.operations.editing import Confirm, Reviewed, locked, refuse_broken_rows, titles_of, write_edits
from qipsheets.operations.opening import open_store
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Plan
from qipsheets.sheets.schema import SCHOOL
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import InitialRows, Store
from qipsheets.sync import copying
from qipsheets.sync.new_year import NewYear, mark_edits, next_year, origins
from qipsheets.vietnamese import school_years

LostColumns = Mapping[str, Sequence[str]]
"""Headings that people added and that were not carried, by the key of their tab."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was carried into a store: rows by tab, columns that had no place, how many formulas became values.

    `titles` are the names of the old store's tabs.
    """

    name: str
    rows: Mapping[str, int]
    lost: LostColumns
    formulas: int
    titles: Mapping[str, str]


def copy_plan(source: str | None, target: str) -> Copied:
    """Carries all that people wrote into a store that is new or empty, and reads it back.

    Raises UsageError where both names mean one store, DoubtfulState where the target is full, rows have no ID or a cell
    did not arrive.
    """
    old, new = open_store(source, readonly=True), open_store(target)
    _refuse_same(old, new)
    tables = old.read()
    plan = load(tables, old.folder).plan
    refuse_broken_rows(old, tables)
    copying.refuse_full(new)
    filled = copying.content_of(tables)
    content = copying.with_empty_columns(filled, tables)
    copying.carry_framework_file(old, new, plan.school.framework_file)
    lost = _fill(new, tables, plan.framework, content)
    rows = {key: len(rows) for key, rows in filled.items() if rows}
    return Copied(new.name, rows, lost, copying.formulas_in(tables), titles_of(tables))


def _refuse_same(old: Store, new: Store) -> None:
    if old.address == new.address:
        raise UsageError(
            _("--store and --to name the same: {name}.").format(name=old.name),
            _("Name another file or Sheet for --to."),
        )


def _fill(new: Store, tables: Mapping[str, Table], framework: Framework, content: InitialRows) -> LostColumns:
    """Writes what is carried and reads it back; returns people's own columns the store has no place for, by tab.

    Raises DoubtfulState where a cell did not arrive.
    """
    copying.put_into(new, content, copying.list_words(tables, framework, content))
    back = new.read()
    wrong = list(copying.not_carried(content, back))
    if wrong:
        raise DoubtfulState(
            _("{count} cells did not arrive in {name} as they were: {places}.").format(
                count=len(wrong), name=new.name, places="; ".join(wrong[:5])
            ),
            _("The plan you copied from is as it was. Delete {name} and copy again.").format(name=new.name),
        )
    return copying.left_out(content, back) | copying.doubled_headings(tables)


@dataclass(frozen=True, slots=True)
class NewYearProposal:
    """The next year's plan out of an old one, and the edits that mark the old one's unfinished actions.

    `is_made` says that a plan of that year continues the old one already: then only the marks are missing.
    """

    old_name: str
    plan: NewYear
    marks: Sequence[Edit]
    is_made: bool


@dataclass(frozen=True, slots=True)
class NewYearMade(Reviewed[NewYearProposal]):
    """What became of a proposal, and what was not carried into the new store."""

    lost: LostColumns
    titles: Mapping[str, str]


def begin_year(
    source: str | None,
    target: str,
    year: str,
    review: Confirm[NewYearProposal],
    *,
    framework: str = "",
    mark: bool = False,
    today: str | None = None,
    dry_run: bool = False,
) -> NewYearMade:
    """Carries school, people, prose, bases, evidence and unfinished actions into a new or empty store, once reviewed.

    With `mark` the old plan then says of its unfinished actions that they are carried over.
    """
    old, new = open_store(source, readonly=not mark), open_store(target, readonly=dry_run)
    day = settings.day(today)
    _refuse_same(old, new)
    tables = old.read()
    plan = load(tables, old.folder).plan
    named = _year_after(year, plan.year.name)
    refuse_broken_rows(old, tables)
    chosen = framework_by_id(framework) if framework not in ("", plan.framework.id) else plan.framework
    made = next_year(plan, tables, day, named, chosen)
    done = _carried_before(new, plan, named) if mark else None
    if done is None:
        copying.refuse_full(new)
    actions = done or made.carried
    marks = mark_edits(plan, tables, actions, day, named) if mark else []
    proposal = NewYearProposal(old.name, made, marks, done is not None)
    written = review(proposal) and not dry_run
    lost: LostColumns = {}
    if written and done is None:
        if chosen is plan.framework:
            copying.carry_framework_file(old, new, plan.school.framework_file)
        lost = _fill(new, tables, chosen, made.content)
    if written and marks:
        with locked(old):
            write_edits(old, tables, marks, "new-year", ("--mark",))
    return NewYearMade(new, proposal, written, lost, titles_of(tables))


def _year_after(text: str, old: str) -> str:
    """The new school year in one spelling. Raises UsageError where it is none or not later."""
    names = school_years(text)
    if len(names) != 1:
        raise UsageError(
            _("«{text}» is no school year.").format(text=text), _("Add --year, for example --year 2026-2027.")
        )
    if names[0] <= old:
        raise UsageError(
            _("The old plan is of {old}; {new} does not come after it.").format(old=old, new=names[0]),
            _("Name the school year that follows, for example --year {year}.").format(
                year=f"{int(old[:4]) + 1}-{int(old[:4]) + 2}"
            ),
        )
    return names[0]


def _carried_before(new: Store, plan: Plan, year: str) -> list[str] | None:
    """The old actions that a plan of that year continues already; None where there is no such plan."""
    tables = new.read() if new.exists() else {}
    if SCHOOL.key not in tables or load(tables, new.folder).plan.year.name != year:
        return None
    return origins(tables, (action.key for action in plan.actions)) or None
