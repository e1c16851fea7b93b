"""The issued version of a document, and what changed in the data since it was printed."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from qipsheets import console
from qipsheets.commands.context import Opened
from qipsheets.commands.past import tables_of_state
from qipsheets.documents.printing.plan.changes import NOTHING_CHANGED, CellChange, since
from qipsheets.journal.changing import differences
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.register.entries import issued
from qipsheets.sheets.headings import shown
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL

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
_UNTOLD = frozenset(
    ("plan_number", "plan_date", "framework_file", "start", "semester_1_end", "semester_2_start", "end")
)


def issued_version(opened: Opened, kind: str, period: Any = None) -> Any:
    """The line of the register about the newest frozen plan, or report on a period; None where there is none."""
    return issued(opened.plan.documents, kind, period)


def changed_since(opened: Opened, kind: str, period: Any = None) -> Any:
    """The table of what changed since the issued version; empty where there is none or this machine knows no state."""
    before = issued_version(opened, kind, period)
    old = tables_of_state(opened.store.address, before.state) if before is not None else None
    if old is None:
        return NOTHING_CHANGED
    return since(before, [*_changes(opened, old, kind, period)])


def tell_if_unknown(opened: Opened, kind: str, period: Any = None) -> None:
    """Says that the table of changes is missing where this machine's journal does not know the issued data."""
    before = issued_version(opened, kind, period)
    if before is not None and tables_of_state(opened.store.address, before.state) is None:
        told = _("There is no table of what changed since {number}: this machine's journal does not know its data.")
        console.warn(told.format(number=before.number))


def _changes(opened: Opened, old: Any, kind: str, period: Any) -> Iterator[Any]:

    before = load(old, opened.store.folder).plan
    rows = [one for one in differences(old, opened.tables) if one.kind in _OF_ROWS and one.tab in _PRINTED[kind]]
    for (tab, key), group in groupby(rows, key=lambda one: (one.tab, one.key)):
        cells = {one.heading: one for one in group}
        if tab == "school":
            yield from _of_form(opened, key, cells)
            continue
        was, now = _row(before, tab, key), _row(opened.plan, tab, key)
        if not _is_of_another(tab, was or now, period):
            yield from _of_row(opened, (tab, key), cells, whole=_PRINTED[kind][tab] if not (was and now) else "")


def _row(plan: Any, tab: str, key: str) -> Any:
    """A row in use; None where there is none or it holds its ID alone."""
    return next((one for one in getattr(plan, tab) if one.key == key), None)


def _is_of_another(tab: str, row: Any, period: Any) -> bool:
    """True for rows that a report on this period does not print: entries of later days, reviews of other periods."""
    if period is None or row is None:
        return False
    if tab == "observations":
        return row.day is not None and row.day > period.last
    return tab in ("reviews", "recommendations") and row.period.strip().casefold() != period.name.casefold()


def _of_form(opened: Opened, key: str, cells: Mapping[str, Any]) -> Iterator[Any]:

    label = next((line.label for line in FORM if line.field == key and key not in _UNTOLD), "")
    value = cells.get(next(column.heading for column in SCHOOL.columns if column.field == "value"))
    if label and value is not None:
        yield _change(f"{opened.tables[SCHOOL.key].title}: {label}", value)


def _of_row(opened: Opened, row: tuple[str, str], cells: Mapping[str, Any], *, whole: str) -> Iterator[Any]:
    """Each cell that differs; of a row that is new or gone the one column that tells it."""
    tab, key = row
    title = opened.tables[tab].title if tab in opened.tables else BY_KEY[tab].title
    for column in BY_KEY[tab].inputs:
        if column.heading in cells and whole in ("", column.field):
            place = f"{title} {key}" if whole else f"{title} {key}, {column.heading}"
            yield _change(place, cells[column.heading])


def _change(place: str, one: Any) -> Any:

    return CellChange(place, shown(one.old), shown(one.new))
