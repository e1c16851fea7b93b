"""The figures of a report, as shaded cells that a printer without colours shows: bars, and actions over months."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from qipsheets.documents.printing.plan.action_table import in_order
from qipsheets.documents.printing.report.log import since
from qipsheets.documents.printing.report.moved import Look
from qipsheets.documents.printing.report.rows import FundingRow, TimelineRow
from qipsheets.documents.printing.report.view import FundingBlock
from qipsheets.documents.printing.report.words import month_number, number, short
from qipsheets.documents.printing.text import clean, time_words
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.model import Action
from qipsheets.plan.periods import Period, month_of
from qipsheets.plan.states import CLOSED, State
from qipsheets.plan.totals import Category, Totals
from qipsheets.vietnamese import fold, nfc, parse_decimal

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


_PARTS = re.compile(r"[;\n]+")
_AMOUNT = re.compile(
    r"(?:khoảng\s+)?(?P<number>\d[\d.,]*)\s*(?P<scale>tỷ|tỉ|triệu|nghìn|ngàn)?\s*(?:đồng|vnđ|vnd|đ)\b"
    r"|(?P<bare>\d[\d.,]*)\s*(?P<bare_scale>tỷ|tỉ|triệu)\b",
    re.IGNORECASE,
)
_SCALES = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}
_NOTHING = {fold(word) for word in ("Không", "Không có", "Không cần", "Không cần kinh phí", "0", "0 đồng")}
_EDGES = " :,.–-()"
_WITHOUT_AMOUNT = "chưa ghi số tiền"


@dataclass(frozen=True, slots=True)
class Share:
    """What one source is to give to one action; the amount in đồng, None where the cell tells none."""

    source: str
    amount: int | None


def shares(text: str) -> Iterator[Share]:
    """The sources a cell names: «Ngân sách: 58.000.000 đồng; tài trợ: 9,5 triệu đồng»; none for «Không»."""
    for part in _PARTS.split(nfc(text)):
        told = clean(part).strip(_EDGES)
        if not told or fold(told) in _NOTHING:
            continue
        found = list(_AMOUNT.finditer(told))
        if len(found) != 1:
            yield Share(told, None)  # two amounts in one phrase cannot be told apart
            continue
        source = f"{told[: found[0].start()].rstrip(_EDGES)} {told[found[0].end() :].lstrip(_EDGES)}".strip(_EDGES)
        yield Share(source or "Không ghi nguồn", _dong(found[0]))


def _dong(match: re.Match[str]) -> int | None:
    value = parse_decimal((match["number"] or match["bare"]).rstrip(".,"))
    scale = _SCALES.get((match["scale"] or match["bare_scale"] or "").lower(), 1)
    return None if value is None else int((value * scale).to_integral_value())


def funding(actions: Sequence[Action]) -> FundingBlock:
    """The planned funding by source, with the sum of what is told in đồng."""
    spelt: dict[str, str] = {}
    by_source: dict[str, list[tuple[int, Share]]] = {}
    for at, action in enumerate(actions):
        for one in shares(action.funding):
            key = fold(one.source)
            spelt.setdefault(key, one.source[:1].upper() + one.source[1:])
            by_source.setdefault(key, []).append((at, one))
    rows = [_row(spelt[key], held) for key, held in by_source.items()]
    rows.sort(key=lambda row: (-Decimal(row.so_tien.replace(".", "") or 0), fold(row.nguon)))
    if not rows:
        return FundingBlock("Kinh phí theo kế hoạch")
    together = [one for held in by_source.values() for one in held]
    return FundingBlock("Kinh phí theo kế hoạch", (), (_row("Tổng số", together), *rows), tuple(_notes(actions)))


def _row(source: str, held: Sequence[tuple[int, Share]]) -> FundingRow:
    amounts = [one.amount for _at, one in held if one.amount is not None]
    open_count = len({at for at, one in held if one.amount is None})
    note = f"{open_count} hành động {_WITHOUT_AMOUNT}" if open_count else ""
    return FundingRow(source, str(len({at for at, _one in held})), number(sum(amounts)) if amounts else "", note)


def _notes(actions: Sequence[Action]) -> Iterator[str]:
    """What the table does not hold: actions without cost, and cells left blank."""
    blank = sum(not clean(action.funding) for action in actions)
    free = sum(bool(clean(action.funding)) and not list(shares(action.funding)) for action in actions)
    if free:
        yield f"{free} hành động không cần kinh phí."
    if blank:
        yield f"{blank} hành động chưa ghi kinh phí trong kế hoạch."
