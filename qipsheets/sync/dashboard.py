"""The numbers behind the charts of «Bảng theo dõi»: progress by standard, what is late by owner, criteria by level."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest

from qipsheets.plan.deadlines import Progress, overdue, progress
from qipsheets.plan.levels import counts
from qipsheets.plan.model import Plan
from qipsheets.plan.states import State, Status
from qipsheets.sheets.table import Plain
from qipsheets.vietnamese import fold

MOST_OWNERS = 15  # as many bars as a chart shows readably
DONE, RUNNING, LATE, NOT_STARTED, CLOSED = range(5)
_BY_STATUS: Mapping[Status, int] = {
    Status.DONE: DONE,
    Status.DONE_LATE: DONE,
    Status.OVERDUE: LATE,
    Status.POSTPONED: CLOSED,
    Status.DROPPED: CLOSED,
    Status.CARRIED_OVER: CLOSED,
}


def dashboard(plan: Plan, today: date) -> list[list[Plain]]:
    """Three blocks side by side, each from the first row down; counts are numbers, so that charts can draw them."""
    blocks = (list(_standards(plan, today)), list(_owners(plan, today)), list(_levels(plan)))
    widths = (6, 2, 3)
    rows: list[list[Plain]] = []
    for parts in zip_longest(*blocks):
        rows.append([cell for part, width in zip(parts, widths, strict=True) for cell in part or (None,) * width])
    return rows


def _standards(plan: Plan, today: date) -> Iterator[tuple[Plain, ...]]:
    """A line a standard: its actions done, running, late, not begun, put off; a last one for unknown criteria."""
    codes = {criterion.code: criterion.standard for criterion in plan.framework.criteria.values()}
    groups: dict[str, Counter[int]] = {standard.code: Counter() for standard in plan.framework.standards}
    names = {standard.code: f"{standard.code}. {standard.name}" for standard in plan.framework.standards}
    for item in progress(plan, today):
        if not item.is_step:
            groups.setdefault(codes.get(item.criterion, ""), Counter())[_group(item)] += 1
    for code, group in groups.items():
        yield (names.get(code, "Tiêu chí khác"), *(group[kind] for kind in range(5)))


def _group(item: Progress) -> int:
    known = _BY_STATUS.get(item.status)
    if known is not None:
        return known
    return NOT_STARTED if item.state is State.NOT_STARTED else RUNNING


def _owners(plan: Plan, today: date) -> Iterator[tuple[Plain, ...]]:
    """Who has how many late actions and steps, most first."""
    late: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for item in overdue(plan, today):
        for name in item.owner.names or ("(chưa rõ)",):
            late[spelled.setdefault(fold(name), name)] += 1
    ranked = sorted(late.items(), key=lambda entry: (-entry[1], fold(entry[0])))
    yield from ranked[:MOST_OWNERS]


def _levels(plan: Plan) -> Iterator[tuple[Plain, ...]]:
    for count in counts(plan):
        yield (f"Mức {count.level}", count.met, count.not_met)
