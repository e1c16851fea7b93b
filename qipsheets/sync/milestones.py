"""Milestones that a framework proposes and a plan lacks: their days in its school year, the edits that add them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay
from qipsheets.sheets.rows import free_keys
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import positions
from qipsheets.sheets.table import Edit, Table
from qipsheets.vietnamese import fold
from qipsheets.workdays import day_off

TAB = "milestones"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A milestone to add: its name, its day, and the office in charge where somebody has it."""

    name: str
    day: date
    owner: str


def proposals(plan: Plan) -> tuple[Proposal, ...]:
    """What the framework proposes and the plan does not have, by day; a name counts as the same whatever its case."""
    have = {fold(milestone.name) for milestone in plan.milestones}
    offices = {fold(role) for person in plan.people for role in person.roles}
    found = [
        Proposal(
            one.name,
            working_day_before(one.day_in(plan.year), plan.calendar),
            one.owner if fold(one.owner) in offices else "",
        )
        for one in plan.framework.milestones
        if fold(one.name) not in have
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def working_day_before(day: date, calendar: Sequence[CalendarDay]) -> date:
    """The day itself, or the working day before it; the day itself where a month before it has none."""
    days = (day - timedelta(days=number) for number in range(31))
    return next((one for one in days if day_off(one, calendar) is None), day)


def edits_for(tables: Mapping[str, Table], proposed: Sequence[Proposal]) -> list[Edit]:
    """The edits that write them into rows of the tab that have only an ID, then into new ones below.

    Raises DoubtfulState where the tab or one of its columns is missing.
    """
    tab = BY_KEY[TAB]
    table = tables.get(TAB)
    places = positions(tab, table.headings) if table is not None else {}
    if table is None or not {"key", "name", "date", "owner"} <= places.keys():
        raise DoubtfulState(
            _("The tab «{title}» or one of its columns is missing.").format(title=tab.title),
            _("Run «qipsheets init» on the workbook: it adds what is missing."),
        )
    keys = free_keys(tab, table)
    edits = []
    for one, key in zip(proposed, keys, strict=False):
        cells = {"name": one.name, "date": f"{one.day:%d/%m/%Y}", "owner": one.owner}
        edits += [Edit(TAB, key, table.headings[places[field]], None, text) for field, text in cells.items() if text]
    return edits
