"""The issued version of a document, and what changed in the data since it was printed."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Protocol

from qipsheets.documents.printing.plan.changes import NOTHING_CHANGED, CellChange, Since, since
from qipsheets.loading import CheckedPlan, load
from qipsheets.operations.opening import tables_of_state
from qipsheets.plan.model import Observation, Plan, Recommendation, Review
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period
from qipsheets.register.entries import issued
from qipsheets.sheets.differences import Change, differences
from qipsheets.sheets.headings import shown
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL
from qipsheets.sheets.table import Table

# The tabs a document prints, each with the column that tells a row which was added or is gone.
_PRINTED: Mapping[str, Mapping[str, str]] = {
    "plan": {
        "school": "value", "prose": "text", "bases": "text", "assessments": "level", "level_4": "condition",
        "tallies": "level", "solutions": "text", "actions": "measure", "duties": "text", "recipients": "name",
        "milestones": "name",
    },
    "report": {
        "reviews": "judgement", "recommendations": "text", "observations": "done", "actions": "measure",
        "steps": "work", "targets": "name", "milestones": "name",
    },
}  # fmt: skip
_OF_ROWS = ("added", "removed", "changed")
# Lines of «Trường» that no reader misses: number and day differ in any case, the others are not printed.
_NOT_LISTED = frozenset(
    ("plan_number", "plan_date", "framework_file", "start", "semester_1_end", "semester_2_start", "end")
)


class Record(Protocol):
    """A row of a plan."""

    @property
    def key(self) -> str:
        """Its ID."""


def issued_version(opened: CheckedPlan, kind: str, period: Period | None = None) -> Document | None:
    """The line of the register about the newest frozen plan, or report on a period; None where there is none."""
    return issued(opened.plan.documents, kind, period)


def changed_since(opened: CheckedPlan, kind: str, period: Period | None = None) -> Since:
    """The table of what changed since the issued version; empty where there is none or this machine knows no state."""
    before = issued_version(opened, kind, period)
    old = tables_of_state(opened.store, before.state) if before is not None else None
    if before is None or old is None:
        return NOTHING_CHANGED
    return since(before, [*_changes(opened, old, kind, period)])


def unknown_version(opened: CheckedPlan, kind: str, period: Period | None = None) -> str:
    """The number of the issued version whose data this machine's journal does not know; empty where all is known."""
    before = issued_version(opened, kind, period)
    if before is None or tables_of_state(opened.store, before.state) is not None:
        return ""
    return before.number


def _changes(opened: CheckedPlan, old: Mapping[str, Table], kind: str, period: Period | None) -> Iterator[CellChange]:
    before = load(old, opened.store.folder).plan
    rows = [one for one in differences(old, opened.tables) if one.kind in _OF_ROWS and one.tab in _PRINTED[kind]]
    for (tab, key), group in groupby(rows, key=lambda one: (one.tab, one.key)):
        cells = {one.heading: one for one in group}
        if tab == "school":
            yield from _of_form(opened, key, cells)
            continue
        was, now = _row(before, tab, key), _row(opened.plan, tab, key)
        if not _is_of_another(was or now, period):
            yield from _of_row(opened, (tab, key), cells, whole=_PRINTED[kind][tab] if not (was and now) else "")


def _row(plan: Plan, tab: str, key: str) -> Record | None:
    """A row in use; None where there is none or it holds its ID alone."""
    rows: tuple[Record, ...] = getattr(plan, tab)
    return next((one for one in rows if one.key == key), None)


def _is_of_another(row: Record | None, period: Period | None) -> bool:
    """True for rows that a report on this period does not print: entries of later days, reviews of other periods."""
    if period is None or row is None:
        return False
    if isinstance(row, Observation):
        return row.day is not None and row.day > period.last
    return isinstance(row, Review | Recommendation) and row.period.strip().casefold() != period.name.casefold()


def _of_form(opened: CheckedPlan, key: str, cells: Mapping[str, Change]) -> Iterator[CellChange]:
    label = next((line.label for line in FORM if line.field == key and key not in _NOT_LISTED), "")
    value = cells.get(next(column.heading for column in SCHOOL.columns if column.field == "value"))
    if label and value is not None:
        yield _change(f"{opened.tables[SCHOOL.key].title}: {label}", value)


def _of_row(
    opened: CheckedPlan, row: tuple[str, str], cells: Mapping[str, Change], *, whole: str
) -> Iterator[CellChange]:
    """Each cell that differs; of a row that is new or gone only the column `whole`, which tells what it is about."""
    tab, key = row
    title = opened.tables[tab].title if tab in opened.tables else BY_KEY[tab].title
    for column in BY_KEY[tab].inputs:
        if column.heading in cells and whole in ("", column.field):
            place = f"{title} {key}" if whole else f"{title} {key}, {column.heading}"
            yield _change(place, cells[column.heading])


def _change(place: str, change: Change) -> CellChange:
    return CellChange(place, shown(change.old), shown(change.new))
