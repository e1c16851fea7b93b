"""The figures of a report, as shaded cells that a printer without colours shows: bars, and actions over months."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from qipsheets.documents.printing.report_log import since
from qipsheets.documents.printing.report_moved import Look
from qipsheets.documents.printing.report_rows import TimelineRow
from qipsheets.documents.printing.report_words import month_number, short
from qipsheets.documents.printing.views_table import in_order
from qipsheets.documents.printing.views_text import time_words
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.periods import Period, month_of
from qipsheets.plan.states import CLOSED, State
from qipsheets.plan.totals import Category, Totals

CELLS, MONTHS = 20, 12
MOST_ROWS = 60  # a timeline longer than this is no picture any more
DONE, RUNNING, LATE, OTHER, OPEN = "xong", "dang", "tre", "khac", ""
_SHOWN: Mapping[str, Sequence[Category]] = {
    DONE: (Category.DONE,),
    RUNNING: (Category.IN_PROGRESS,),
    LATE: (Category.OVERDUE,),
    OTHER: (Category.WAITING, Category.POSTPONED, Category.DROPPED, Category.CARRIED_OVER),
    OPEN: (Category.NOT_STARTED,),
}


def bar(totals: Totals) -> tuple[str, ...]:
    """Twenty cells shared out by the categories: what is there at all has a cell as far as the cells go round."""
    parts = [sum(totals.count(which) for which in held) for held in _SHOWN.values()]
    return tuple(kind for kind, cells in zip(_SHOWN, shared_out(parts, CELLS), strict=True) for _ in range(cells))


def shared_out(parts: Sequence[int], cells: int) -> list[int]:
    """Cells for each part by largest remainder; together all cells, or none where all parts are 0."""
    whole = sum(parts)
    if not whole:
        return [0] * (len(parts) - 1) + [cells]
    given = [part * cells // whole for part in parts]
    by_need = sorted(range(len(parts)), key=lambda at: (-(parts[at] * cells % whole), at))
    for at in by_need[: cells - sum(given)]:
        given[at] += 1
    for at in range(len(parts)):  # one action among three hundred is seen too
        if parts[at] and not given[at]:
            given[given.index(max(given))] -= 1
            given[at] = 1
    return given


def month_headings(look: Look) -> tuple[str, ...]:
    """The twelve months of the school year; the one of the report bears a star."""
    return tuple(
        f"{month_number(month.first)}{'*' if look.day in month else ''}" for month in _months(look.plan.year.start)
    )


def timeline(look: Look) -> tuple[TimelineRow, ...]:
    """Every action over the school year's twelve months; of more than sixty only those still open."""
    items = {id(action): item for action, item in zip(look.plan.actions, _actions(look), strict=True)}
    shown = [(action, items[id(action)]) for action in in_order(look.plan, by_level=False)]
    if len(shown) > MOST_ROWS:
        shown = [(action, item) for action, item in shown if item.state not in CLOSED]
    return tuple(
        TimelineRow(item.key, short(replace(item, key=""), 58), tuple(_cells(look, item)), time_words(item.due))
        for _action, item in shown
    )


def timeline_note(look: Look) -> tuple[str, ...]:
    """What the timeline leaves out, where it leaves anything out."""
    left = sum(item.state in CLOSED for item in _actions(look)) if len(look.plan.actions) > MOST_ROWS else 0
    return (f"Không vẽ {left} hành động đã kết thúc, vì kế hoạch có hơn {MOST_ROWS} hành động.",) if left else ()


def _actions(look: Look) -> list[Progress]:
    return [item for item in look.now if not item.is_step]


def _months(start: date) -> list[Period]:
    months = [month_of(start)]
    while len(months) < MONTHS:
        months.append(month_of(months[-1].last + timedelta(days=1)))
    return months


def _cells(look: Look, item: Progress) -> Iterator[str]:
    """The month of completion, months late, months of the plan's span that have come or are to come, and others."""
    closed, due = _closed(look, item), item.due.day
    begin, late_until = item.start.day or date.min, closed or look.day
    for month in _months(look.plan.year.start):
        if closed and item.state is State.DONE and closed in month:
            yield DONE
        elif closed and month.first > closed:
            yield OPEN
        elif due and due < month.last and due < late_until and month.first <= late_until:
            yield LATE if item.state not in CLOSED or item.state is State.DONE else OPEN
        elif begin <= month.last and (due is None or due >= month.first):
            yield RUNNING if month.first <= look.day else OTHER
        else:
            yield OPEN


def _closed(look: Look, item: Progress) -> date | None:
    """The day an action was closed: by its own line, else by the last line of its steps; None while it is open."""
    if item.state not in CLOSED:
        return None
    own = since(look.log.get(item.key, ()), item.state)
    steps = (other.last_update for other in look.now if other.is_step and other.action == item.key)
    return own or item.last_update or max((day for day in steps if day), default=None)
