"""The annex of a report: one table a question, each action and step, owners, solutions, money, months, the log."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count, groupby

from qipsheets.documents.printing.blocks import (
    BODY,
    CAPTION,
    CENTRED,
    NOTE,
    TABLE,
    Cells,
    ReportBlock,
    ReportCell,
    ReportRow,
    captioned,
    named_table,
    row,
)
from qipsheets.documents.printing.plan import in_order, standard_of
from qipsheets.documents.printing.report.body import PutOff, late_words
from qipsheets.documents.printing.report.look import Look, last_trouble, work_words
from qipsheets.documents.wording import (
    clean,
    day_words,
    label_words,
    level_words,
    lines_of,
    number,
    owner_lines,
    paragraphs,
    points,
    standard_words,
    time_words,
)
from qipsheets.plan.deadlines import CATEGORY_WORDS, Category, Figures, GroupTotals, Progress, since
from qipsheets.plan.levels import levels_met, standing
from qipsheets.plan.model import Action, Plan
from qipsheets.plan.periods import Period, PeriodKind, months
from qipsheets.plan.states import CLOSED, STATE_WORDS, State, Status
from qipsheets.vietnamese import FundingShare, fold, funding_shares, month_number, short_day

_MONTHS, _MOST_ROWS = 12, 60  # a timeline longer than this is no picture any more
_DONE, _RUNNING, _LATE, _OTHER, _OPEN = "xong", "dang", "tre", "khac", CENTRED
_EACH = "Hành động có nhiều người phụ trách được tính cho từng người."
_CELLS = "Ô đậm: tháng hoàn thành; ô xám: thời gian đã qua; ô có dấu ×: quá hạn; ô nhạt: thời gian còn lại."


def annex(look: Look, figures: Figures, postponements: Sequence[PutOff]) -> tuple[ReportBlock, ...]:
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
    found = [*captioned(blocks, count(1))]
    contents = "; ".join(one.chu.removeprefix("Bảng ") for one in found if one.kieu == CAPTION)
    return (ReportBlock(BODY, f"Phụ lục gồm các bảng: {contents}."), *found)


def _results(look: Look) -> Iterator[ReportBlock]:
    """Every action in the plan's order, numbered as there, each followed by its steps."""
    items = {id(action): item for action, item in zip(look.plan.actions, look.actions, strict=True)}
    papers: dict[str, list[str]] = {}
    for paper in look.plan.evidence:
        if paper.action and paper.code and (paper.date.day is None or paper.date.day <= look.day):
            papers.setdefault(paper.action, []).append(paper.code)
    rows = []
    numbers = {id(action): at for at, action in enumerate(in_order(look.plan), 1)}
    for standard, actions in groupby(in_order(look.plan, by_level=False), key=standard_of):
        if standard:
            rows.append(ReportRow(standard_words(standard, look.plan.framework)))
        for action in actions:
            item, at = items[id(action)], numbers[id(action)]
            rows.append(_result(look, item, str(at), papers))
            for under, step in enumerate(look.steps.get(item.key, ()), 1):
                rows.append(_result(look, step, f"{at}.{under}", papers))
    headings = (
        "TT", "Tiêu chí", "Hành động, bước thực hiện", "Người phụ trách", "Hạn", "Tình trạng", "Tiến độ", "Minh chứng",
        "Khó khăn, nguyên nhân", "Kiến nghị",
    )  # fmt: skip
    yield from named_table("Từng hành động, từng bước thực hiện (số thứ tự theo kế hoạch)", headings, rows)


def _result(look: Look, item: Progress, at: str, papers: dict[str, list[str]]) -> ReportRow:
    log = look.log.get(item.key, ())
    closed_before = item.state in CLOSED and look.before[item.key].state in CLOSED
    trouble = None if closed_before else last_trouble(log)
    codes = dict.fromkeys((*(code for entry in log for code in entry.evidence), *papers.get(item.key, ())))
    is_late = item.status is Status.OVERDUE
    state = late_words(item) if is_late else (STATE_WORDS[item.state],)
    return row(
        at,
        "" if item.is_step else clean(item.criterion),
        paragraphs(item.what),
        owner_lines(item.owner),
        time_words(item.due),
        [word[:1].upper() + word[1:] for word in state],
        points(item.percent),
        tuple(map(clean, codes)),
        lines_of(trouble.problem, trouble.cause) if trouble else (),
        lines_of(*look.advice.get(item.key.upper(), ())),
        kinds=f"cc{'i' if item.is_step else '.'}.c{'b' if is_late else 'c'}c",
    )


def _groups(
    title: str, name: str, groups: Sequence[GroupTotals], words: Callable[[str], str], note: str = ""
) -> Iterator[ReportBlock]:
    """The totals of each group; a category that nobody has is left out."""
    if not any(one.key for one in groups):
        return
    rows = [
        (
            words(one.key) if one.key else "Chưa ghi",
            str(one.totals.planned),
            *(str(one.totals.count(which) or "") for which in Category),
            points(one.totals.percent_done),
        )
        for one in groups
        if one.totals.planned
    ]
    headings = (name, "Hành động", *CATEGORY_WORDS.values(), "Tỷ lệ hoàn thành")
    yield from named_table(title, headings, rows, "." + "c" * (len(Category) + 2), note)


def _solution(plan: Plan, key: str) -> str:
    found = next(one for one in plan.solutions if one.key == key)
    label = label_words(found.label).rstrip(":")
    return f"{label}: {clean(found.text)}" if any(map(str.isalpha, label)) else clean(found.text)


def funding(actions: Sequence[Action]) -> Iterator[ReportBlock]:
    """The planned funding by source, the largest sum first, and what the table does not hold."""
    spelt: dict[str, str] = {}
    by_source: dict[str, list[tuple[int, FundingShare]]] = {}
    for at, action in enumerate(actions):
        for one in funding_shares(action.funding):
            spelt.setdefault(fold(one.source), one.source[:1].upper() + one.source[1:])
            by_source.setdefault(fold(one.source), []).append((at, one))
    if not by_source:
        return
    ranked = sorted(by_source, key=lambda key: (-_sum(by_source[key]), key))
    together = [one for kept in by_source.values() for one in kept]
    rows = [*(_source_row(spelt[key], by_source[key]) for key in ranked), _source_row("Tổng số", together)]
    blank = sum(not clean(action.funding) for action in actions)
    free = sum(bool(clean(action.funding)) and not list(funding_shares(action.funding)) for action in actions)
    missing = ((free, "hành động không cần kinh phí"), (blank, "hành động chưa ghi kinh phí"))
    note = "; ".join(f"{count} {words}" for count, words in missing if count)
    headings = ("Nguồn", "Hành động", "Số tiền (đồng)", "Ghi chú")
    yield from named_table("Kinh phí theo nguồn", headings, rows, ".cc", note and f"{note}.")


def _sum(found: Sequence[tuple[int, FundingShare]]) -> int:
    return sum(one.amount or 0 for _at, one in found)


def _source_row(source: str, found: Sequence[tuple[int, FundingShare]]) -> Cells:
    open_count = len({at for at, one in found if one.amount is None})
    note = f"{open_count} hành động chưa ghi số tiền" if open_count else ""
    amount = number(_sum(found)) if any(one.amount is not None for _at, one in found) else ""
    return (source, str(len({at for at, _one in found})), amount, note)


def _timeline(look: Look) -> Iterator[ReportBlock]:
    """Every action over the school year's twelve months; of more than sixty only those still open."""
    items = {id(action): item for action, item in zip(look.plan.actions, look.actions, strict=True)}
    shown = [items[id(action)] for action in in_order(look.plan, by_level=False)]
    left = sum(item.state in CLOSED for item in shown) if len(shown) > _MOST_ROWS else 0
    shown = [item for item in shown if not left or item.state not in CLOSED]
    whole = Period(PeriodKind.YEAR, "", look.plan.year.start, look.plan.year.start + timedelta(days=364))
    columns = months(whole)[:_MONTHS]
    rows = []
    for item in shown:
        kinds = [_month(look, item, month) for month in columns]
        cells = [ReportCell(kind, ("×" if kind == _LATE else "",)) for kind in kinds]
        about = row(item.criterion, work_words(item, 60), time_words(item.due), kinds="c.c")
        rows.append(ReportRow(o=(*about.o, *cells)))
    headings = ("Tiêu chí", "Việc", "Hạn", *(month_number(month.first) for month in columns))
    yield ReportBlock(CAPTION, "Tiến độ từng hành động theo tháng")
    yield ReportBlock(NOTE, _CELLS + (f" Không nêu {left} hành động đã kết thúc." if left else ""))
    yield ReportBlock(TABLE, cot=headings, dong=tuple(rows))


def _month(look: Look, item: Progress, month: Period) -> str:
    """How a month of an action is shown: completed, late, of its span and come, of its span and to come, or open."""
    closed, due = _closed(look, item), item.due.day
    begin, late_until = item.start.day or date.min, closed or look.day
    if closed and item.state is State.DONE and closed in month:
        return _DONE
    if closed and month.first > closed:
        return _OPEN
    if due and due < month.last and due < late_until and month.first <= late_until:
        return _LATE if item.state not in CLOSED or item.state is State.DONE else _OPEN
    if begin <= month.last and (due is None or due >= month.first):
        return _RUNNING if month.first <= look.day else _OTHER
    return _OPEN


def _closed(look: Look, item: Progress) -> date | None:
    """The day an action was closed: by its own line, else by the last line of its steps; None while it is open."""
    if item.state not in CLOSED:
        return None
    own = since(look.log.get(item.key, ()), item.state)
    steps = (step.last_update for step in look.steps.get(item.key, ()))
    return own or item.last_update or max((day for day in steps if day), default=None)


def _log(look: Look) -> Iterator[ReportBlock]:
    """What was written in the log within the period, action by action."""
    rows = []
    for item in look.now:
        for entry in look.entries(item.key):
            found = lines_of(entry.done, entry.problem)
            percent = points(entry.percent.value) if entry.percent else ""
            day = short_day(entry.day) if entry.day else ""
            rows.append((day, work_words(item, 80), found, percent, clean(entry.observer)))
    headings = ("Ngày", "Việc", "Đã làm, vướng mắc", "Tiến độ", "Người ghi")
    yield from named_table("Nhật ký giám sát trong kỳ", headings, rows, "c..c")


def _postponed(look: Look, postponements: Sequence[PutOff]) -> Iterator[ReportBlock]:
    names = {item.key: work_words(item, 110) for item in look.now}
    names |= {one.key: clean(one.name) for one in look.plan.milestones}
    rows = [
        (names[one.key], str(one.times), number(one.days), day_words(one.first), day_words(one.last))
        for one in postponements
        if one.key in names
    ]
    yield from named_table("Việc đã lùi hạn", ("Việc", "Số lần", "Số ngày", "Hạn đầu", "Hạn nay"), rows, ".cccc")


def _milestones(look: Look) -> Iterator[ReportBlock]:
    """Dates by which something of the whole plan must be done. Their states bear no day: they are those of now."""
    rows = [
        (clean(one.name), owner_lines(one.owner), time_words(one.date), STATE_WORDS[one.state or State.NOT_STARTED])
        for one in look.plan.milestones
        if clean(one.name)
    ]
    yield from named_table("Mốc thời gian của kế hoạch", ("Mốc", "Phụ trách", "Thời hạn", "Tình trạng"), rows, "..cc")


def _criteria(look: Look) -> Iterator[ReportBlock]:
    """The criteria in the way of the next level, and what the plan does about each."""
    level, met, names = standing(look.plan), levels_met(look.plan), look.plan.framework.criteria
    rows = []
    for code in level.blocked_by:
        items = [item for item in look.actions if item.criterion == code]
        works = [f"{work_words(item, 80)} ({points(item.percent)})" for item in items] or ["Chưa có hành động"]
        rows.append((f"{code}. {clean(names[code].name)}", level_words(met.get(code)), works))
    headings = ("Tiêu chí", "Mức đạt", "Hành động trong kế hoạch (tiến độ)")
    yield from named_table(f"Tiêu chí chưa đạt yêu cầu của Mức {level.next_level}", headings, rows, ".c")
