"""The annex of a report: one table a question, each action and step, owners, solutions, money, months, the log."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from qipsheets.documents.printing.blocks import (
    CAPTION,
    INSET,
    NOTE,
    PARAGRAPH,
    STRONG,
    Block,
    GridCell,
    GridRow,
    captioned,
    row,
    table,
)
from qipsheets.documents.printing.plan.action_table import in_order, level_words, standard_of, standard_words
from qipsheets.documents.printing.report.body import CATEGORY_WORDS, PutOff, late_words
from qipsheets.documents.printing.report.funding import funding
from qipsheets.documents.printing.report.look import Look, evidence_of, last_trouble, since
from qipsheets.documents.printing.report.words import number, points, short
from qipsheets.documents.printing.text import (
    clean,
    day_words,
    label_words,
    month_number,
    owner_lines,
    short_day,
    time_words,
)
from qipsheets.documents.printing.text import paragraphs as lines_of
from qipsheets.plan.deadlines import Category, Figures, GroupTotals, Progress
from qipsheets.plan.levels import levels_met, standing
from qipsheets.plan.model import Plan
from qipsheets.plan.periods import Period, month_of
from qipsheets.plan.states import CLOSED, STATE_WORDS, State, Status
from qipsheets.vietnamese import fold

MONTHS, MOST_ROWS = 12, 60  # a timeline longer than this is no picture any more
DONE, RUNNING, LATE, OTHER, OPEN = "xong", "dang", "tre", "khac", "giua"
_EACH = "Hành động có nhiều người phụ trách được tính cho từng người."
_CELLS = "Ô đậm: tháng hoàn thành; ô xám: thời gian đã qua; ô có dấu ×: quá hạn; ô nhạt: thời gian còn lại."


def annex(look: Look, figures: Figures, postponements: Sequence[PutOff]) -> tuple[Block, ...]:
    """All tables with their names, numbered, behind a list of contents."""
    if not look.actions:
        return ()
    blocks = [
        *_results(look),
        *_groups("Theo người phụ trách", "Người phụ trách", figures.owners, clean, _EACH),
        *_groups("Theo nhóm giải pháp", "Nhóm giải pháp", figures.solutions, lambda key: _solution(look.plan, key)),
        *_groups("Theo mức của kế hoạch", "Mức", figures.levels, lambda key: f"Mức {key}"),
        *funding(look.plan.actions),
        *_timeline(look),
        *_log(look),
        *_postponed(look, postponements),
        *_milestones(look),
        *_criteria(look),
    ]
    told = [*captioned(blocks)]
    contents = "; ".join(one.chu.removeprefix("Bảng ") for one in told if one.kieu == CAPTION)
    return (Block(PARAGRAPH, f"Phụ lục gồm các bảng: {contents}."), *told)


def _results(look: Look) -> Iterator[Block]:
    """Every action in the plan's order, numbered as there, each followed by its steps."""
    items = {id(action): item for action, item in zip(look.plan.actions, look.actions, strict=True)}
    papers: dict[str, list[str]] = {}
    for paper in look.plan.evidence:
        if paper.action and paper.code and (paper.date.day is None or paper.date.day <= look.day):
            papers.setdefault(paper.action, []).append(paper.code)
    rows: list[GridRow] = []
    ordered = in_order(look.plan)
    numbers = {id(action): at for at, action in enumerate(ordered, 1)}
    for standard, actions in groupby(in_order(look.plan, by_level=False), key=standard_of):
        if standard:
            rows.append(GridRow(standard_words(standard, look.plan.framework)))
        for action in actions:
            item = items[id(action)]
            at = numbers[id(action)]
            rows.append(_result(look, item, str(at), papers))
            rows += [
                _result(look, step, f"{at}.{number_of}", papers)
                for number_of, step in enumerate(look.steps.get(item.key, ()), 1)
            ]
    yield Block(CAPTION, "Từng hành động, từng bước thực hiện")
    headings = (
        "TT", "Tiêu chí", "Hành động, bước thực hiện", "Người phụ trách", "Hạn", "Tình trạng", "Tiến độ", "Minh chứng",
        "Khó khăn, nguyên nhân", "Kiến nghị",
    )  # fmt: skip
    yield table(headings, rows)


def _result(look: Look, item: Progress, at: str, papers: dict[str, list[str]]) -> GridRow:
    log = look.log.get(item.key, ())
    closed_before = item.state in CLOSED and look.before[item.key].state in CLOSED
    trouble = None if closed_before else last_trouble(log)
    told = (
        [line for text in (trouble.problem, trouble.cause) if clean(text) for line in lines_of(text)] if trouble else []
    )
    codes = dict.fromkeys((*evidence_of(log), *papers.get(item.key, ())))
    state = (*late_words(item),) if item.status is Status.OVERDUE else (STATE_WORDS[item.state],)
    return row(
        at,
        "" if item.is_step else clean(item.criterion),
        GridCell(INSET if item.is_step else "chu", lines_of(item.what)),
        owner_lines(item.owner),
        time_words(item.due),
        GridCell(
            STRONG if item.status is Status.OVERDUE else "giua", tuple(word[:1].upper() + word[1:] for word in state)
        ),
        points(item.percent),
        tuple(map(clean, codes)),
        told,
        [line for text in look.advice.get(item.key.upper(), ()) for line in lines_of(text)],
        kinds="cc..c.c...",
    )


def _groups(
    title: str, name: str, groups: Sequence[GroupTotals], words: Callable[[str], str], note: str = ""
) -> Iterator[Block]:
    """The totals of each group; a category that nobody has is left out."""
    if not any(one.key for one in groups):
        return
    rows = [
        row(
            words(one.key) if one.key else "Chưa ghi",
            str(one.totals.planned),
            *(str(one.totals.count(which) or "") for which in Category),
            points(one.totals.percent_done),
            kinds="." + "c" * (len(Category) + 2),
        )
        for one in groups
        if one.totals.planned
    ]
    named = (words[:1].upper() + words[1:] for words in CATEGORY_WORDS.values())
    headings = (name, "Hành động", *named, "Tỷ lệ hoàn thành")
    yield Block(CAPTION, title)
    yield table(headings, rows)
    if note:
        yield Block(NOTE, note)


def _solution(plan: Plan, key: str) -> str:
    told = next(one for one in plan.solutions if one.key == key)
    label = label_words(told.label).rstrip(":")
    return f"{label}: {clean(told.text)}" if any(map(str.isalpha, label)) else clean(told.text)


def _timeline(look: Look) -> Iterator[Block]:
    """Every action over the school year's twelve months; of more than sixty only those still open."""
    items = {id(action): item for action, item in zip(look.plan.actions, look.actions, strict=True)}
    shown = [items[id(action)] for action in in_order(look.plan, by_level=False)]
    left = sum(item.state in CLOSED for item in shown) if len(shown) > MOST_ROWS else 0
    shown = [item for item in shown if not left or item.state not in CLOSED]
    months = _months(look.plan.year.start)
    rows = [
        row(item.criterion, short(item, 60), time_words(item.due), *_cells(look, item, months), kinds="c.c")
        for item in shown
    ]
    yield Block(CAPTION, "Tiến độ từng hành động theo tháng")
    yield Block(NOTE, _CELLS + (f" Không nêu {left} hành động đã kết thúc." if left else ""))
    yield Block(
        "bang", cot=("Tiêu chí", "Việc", "Hạn", *(month_number(month.first) for month in months)), dong=tuple(rows)
    )


def _months(start: date) -> list[Period]:
    months = [month_of(start)]
    while len(months) < MONTHS:
        months.append(month_of(months[-1].last + timedelta(days=1)))
    return months


def _cells(look: Look, item: Progress, months: Sequence[Period]) -> Iterator[GridCell]:
    """The month of completion, months late, months of the plan's span that have come or are to come, and others."""
    for month in months:
        kind = _month(look, item, month)
        yield GridCell(kind, ("×" if kind == LATE else "",))


def _month(look: Look, item: Progress, month: Period) -> str:
    closed, due = _closed(look, item), item.due.day
    begin, late_until = item.start.day or date.min, closed or look.day
    if closed and item.state is State.DONE and closed in month:
        return DONE
    if closed and month.first > closed:
        return OPEN
    if due and due < month.last and due < late_until and month.first <= late_until:
        return LATE if item.state not in CLOSED or item.state is State.DONE else OPEN
    if begin <= month.last and (due is None or due >= month.first):
        return RUNNING if month.first <= look.day else OTHER
    return OPEN


def _closed(look: Look, item: Progress) -> date | None:
    """The day an action was closed: by its own line, else by the last line of its steps; None while it is open."""
    if item.state not in CLOSED:
        return None
    own = since(look.log.get(item.key, ()), item.state)
    steps = (step.last_update for step in look.steps.get(item.key, ()))
    return own or item.last_update or max((day for day in steps if day), default=None)


def _log(look: Look) -> Iterator[Block]:
    """What was written in the log within the period, action by action."""
    rows = []
    for item in look.now:
        for entry in look.entries(item.key):
            told = [line for text in (entry.done, entry.problem) if clean(text) for line in lines_of(text)]
            percent = points(entry.percent.value) if entry.percent else ""
            day = short_day(entry.day) if entry.day else ""
            rows.append(row(day, short(item, 80), told, percent, clean(entry.observer), kinds="c..c."))
    if rows:
        yield Block(CAPTION, "Nhật ký giám sát trong kỳ")
        yield table(("Ngày", "Việc", "Đã làm, vướng mắc", "Tiến độ", "Người ghi"), rows)


def _postponed(look: Look, postponements: Sequence[PutOff]) -> Iterator[Block]:
    names = {item.key: short(item, 110) for item in look.now}
    names |= {one.key: clean(one.name) for one in look.plan.milestones}
    rows = [
        row(names[one.key], str(one.times), number(one.days), day_words(one.first), day_words(one.last), kinds=".cccc")
        for one in postponements
        if one.key in names
    ]
    if rows:
        yield Block(CAPTION, "Việc đã lùi hạn")
        yield table(("Việc", "Số lần", "Số ngày", "Hạn đầu", "Hạn nay"), rows)


def _milestones(look: Look) -> Iterator[Block]:
    """Dates by which something of the whole plan must stand. Their states bear no day: they are told as now."""
    rows = [
        row(
            clean(one.name),
            owner_lines(one.owner),
            time_words(one.date),
            STATE_WORDS[one.state or State.NOT_STARTED],
            kinds="..cc",
        )
        for one in look.plan.milestones
        if clean(one.name)
    ]  # fmt: skip
    if rows:
        yield Block(CAPTION, "Mốc thời gian của kế hoạch")
        yield table(("Mốc", "Phụ trách", "Thời hạn", "Tình trạng"), rows)


def _criteria(look: Look) -> Iterator[Block]:
    """The criteria in the way of the next level, and what the plan does about each."""
    stands, met, names = standing(look.plan), levels_met(look.plan), look.plan.framework.criteria
    rows = []
    for code in stands.blocked_by:
        items = [item for item in look.actions if item.criterion == code]
        works = [f"{short(item, 80)} ({points(item.percent)})" for item in items] or ["Chưa có hành động"]
        rows.append(row(f"{code}. {clean(names[code].name)}", level_words(met.get(code)), works, kinds=".c."))
    if rows:
        yield Block(CAPTION, f"Tiêu chí chưa đạt yêu cầu của Mức {stands.next_level}")
        yield table(("Tiêu chí", "Mức đạt", "Hành động trong kế hoạch (tiến độ)"), rows)


def silent_owners(look: Look) -> tuple[str, ...]:
    """Who has work under way of which, in the whole period, no line tells anything."""
    spoke: set[str] = set()
    names: dict[str, str] = {}
    for item in look.now:
        begun = item.start.day is None or item.start.day <= look.day
        if begun and look.before[item.key].state not in CLOSED:
            for name in item.owner.names:
                names.setdefault(fold(name), clean(name))
                if look.entries(*look.family(item)):
                    spoke.add(fold(name))
    return tuple(name for key, name in names.items() if key not in spoke)
