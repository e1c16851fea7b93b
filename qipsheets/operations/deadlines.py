"""What is late and what soon will be, and the deadlines as a calendar file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from qipsheets.delivery.digest import Reach
from qipsheets.documents.calendar_file import calendar_bytes, entries
from qipsheets.errors import UsageError
from qipsheets.files import replace_bytes
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, load
from qipsheets.operations.editing import journal_run
from qipsheets.plan.deadlines import Progress, passed_milestones, progress
from qipsheets.plan.model import Action, Milestone, Plan, Step
from qipsheets.plan.states import CLOSED, State, Status
from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import fold, is_recurring

CALENDAR_RUN = "calendar"


@dataclass(frozen=True, slots=True)
class LateWork:
    """Actions and steps that are late, or fall due soon, the latest first; passed milestones with the days since."""

    items: Sequence[Progress]
    milestones: Sequence[tuple[Milestone, int]]
    undated: int = 0  # open actions, steps and milestones in whose due cell no day can be read

    def __bool__(self) -> bool:
        return bool(self.items or self.milestones)


def late_work(opened: CheckedPlan, *, soon: int = 0, owner: str = "") -> LateWork:
    """What is late, with `soon` also what falls due within so many days; with `owner` only what that one owns."""
    wanted = {Status.OVERDUE, Status.DUE_SOON} if soon else {Status.OVERDUE}
    found = progress(opened.plan, opened.today, soon)
    items = [one for one in found if one.status in wanted]
    undated = [one.owner for one in found if _is_undated(one.due, one.state)]
    undated += [one.owner for one in opened.plan.milestones if _is_undated(one.date, one.state)]
    passed = list(passed_milestones(opened.plan, opened.today))
    if owner:
        items = [one for one in items if _owns(one.owner, owner)]
        undated = [owners for owners in undated if _owns(owners, owner)]
        passed = [(milestone, days) for milestone, days in passed if _owns(milestone.owner, owner)]
    items.sort(key=lambda one: (-one.days_late, one.due.day or opened.today, one.key))
    return LateWork(items, passed, len(undated))


def _is_undated(due: When, state: State | None) -> bool:
    """True for what is open and whose due cell is filled and names no day; «Thường xuyên» means none."""
    return bool(due) and due.day is None and state not in CLOSED and not is_recurring(due.text)


def _owns(owners: Owners, wanted: str) -> bool:
    return any(fold(wanted) in fold(name) for name in owners.names)


def _owned(plan: Plan) -> tuple[Action | Step | Milestone, ...]:
    """All that somebody is in charge of."""
    return (*plan.actions, *plan.steps, *plan.milestones)


def unknown_owner(plan: Plan, owner: str) -> str | None:
    """The nearest name for an owner who is in charge of nothing, "" without one; None for a known owner."""
    known = {fold(name): name for record in _owned(plan) for name in record.owner.names}
    known |= {fold(name): name for person in plan.people for name in (person.name, *person.roles)}
    if any(fold(owner) in name for name in known):
        return None
    near = get_close_matches(fold(owner), known, n=1, cutoff=0.5)
    return known[near[0]] if near else ""


def write_calendar(opened: CheckedPlan, out: Path, person: str) -> int:
    """Writes deadlines and milestones into a calendar file; with `person` only those of a person or office.

    An entry keeps its identity from file to file, so that days that moved move there too. Returns how many entries
    there are. Raises UsageError where the person is in charge of nothing.
    """
    only = _keys_of(opened.plan, person) if person else None
    with journal_run(opened.store, CALENDAR_RUN, (out.name, person)) as run:
        run.record(opened.tables)
        moved = {entry.key: len(entry.moves) for entry in run.journal.postponements()}
        gone = [] if person else _gone(run.journal, opened)
        listed = entries(opened.plan, opened.today, only=only, moved=moved, gone=gone)
        name = f"Kế hoạch cải tiến chất lượng {opened.plan.year.name}"
        replace_bytes(out, calendar_bytes(listed, f"{name}, {person}" if person else name, opened.today))
    return len(listed)


def _keys_of(plan: Plan, person: str) -> set[str]:
    """The IDs of what a person or office is in charge of."""
    reach = Reach(plan)
    keys = {
        one.key
        for one in _owned(plan)
        if any(fold(person) == fold(name) for name in one.owner.names)
        or any(fold(person) == fold(owner.name) for owner in reach.owners(one.owner))
    }
    if not keys:
        raise UsageError(_("«{name}» is in charge of nothing in this plan.").format(name=person))
    return keys


def _gone(journal: Journal, opened: CheckedPlan) -> list[tuple[str, date, str]]:
    """The entries of the calendar made last that are no more: they are written once more as cancelled."""
    made = (one for one in journal.runs() if one.kind == CALENDAR_RUN and one.exit_code == 0 and not one.words[1])
    states = [one.state for one in made if one.state]
    if not states:
        return []
    before = load(journal.tables(states[-1]), opened.store.folder).plan
    now = {one.key for one in _owned(opened.plan)}
    keys = [(entry.uid.partition(".")[0].upper(), entry) for entry in entries(before, opened.today)]
    return [(key, entry.day, entry.name) for key, entry in keys if key not in now]
