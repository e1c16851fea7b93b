"""The four parts of a report: what was reached, what is late or waits, judgement, the next period's tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from qipsheets.documents.printing.blocks import (
    HEADING,
    LEAD,
    NOTE,
    Cells,
    ReportBlock,
    ReportRow,
    body_text,
    named_table,
    row,
    table,
)
from qipsheets.documents.printing.report.look import Look, last_trouble, silent_owners, work_words
from qipsheets.documents.wording import (
    DASH,
    clean,
    day_words,
    decimal_words,
    lines_of,
    listed,
    lower_first,
    number,
    of_whole,
    owner_lines,
    paragraphs,
    period_label,
    period_words,
    points,
    shortened,
    time_words,
)
from qipsheets.plan.deadlines import (
    CATEGORY_WORDS,
    Category,
    Figures,
    Point,
    Progress,
    Totals,
    average,
    passed_milestones,
    without_stepped,
)
from qipsheets.plan.model import Recommendation
from qipsheets.plan.periods import PeriodKind, following
from qipsheets.plan.states import CLOSED, STATE_WORDS, State, Status

OTHERS = (Category.WAITING, Category.POSTPONED, Category.DROPPED, Category.CARRIED_OVER)
_COUNTED = (
    "Tiêu chuẩn", "Hành động", "Hoàn thành", "Đang thực hiện", "Chưa thực hiện", "Quá hạn",
    "Chờ, hoãn, không thực hiện, chuyển", "Tiến độ",
)  # fmt: skip
_WORK, _DONE = 110, 170  # letters of a measure and of what was done, in a table
NOUNS = {PeriodKind.WEEK: "tuần", PeriodKind.MONTH: "tháng", PeriodKind.SEMESTER: "học kỳ", PeriodKind.YEAR: "năm học"}
_LONG = (PeriodKind.SEMESTER, PeriodKind.YEAR)
# The most rows of a table by the length of the period: a report stays as short as it is read.
_MOVED = {PeriodKind.WEEK: 8, PeriodKind.MONTH: 8, PeriodKind.SEMESTER: 15, PeriodKind.YEAR: 25}
_PRESSING = {PeriodKind.WEEK: 8, PeriodKind.MONTH: 12, PeriodKind.SEMESTER: 20, PeriodKind.YEAR: 30}
_DUE = {PeriodKind.WEEK: 8, PeriodKind.MONTH: 10, PeriodKind.SEMESTER: 15, PeriodKind.YEAR: 15}


@dataclass(frozen=True, slots=True)
class PutOff:
    """A due date that was moved to a later day: how often, by how many days in all, from which day to which."""

    key: str
    times: int
    days: int
    first: date
    last: date


def body(look: Look, figures: Figures, postponements: Sequence[PutOff]) -> list[tuple[str, Iterator[ReportBlock]]]:
    """The four parts with their titles."""
    ahead = following(look.period, look.plan.year)
    coming = period_words(ahead).partition(" năm")[0] if ahead else "thời gian tới"
    return [
        (f"KẾT QUẢ TRONG {NOUNS[look.period.kind].upper()}", reached(look, figures)),
        ("VIỆC QUÁ HẠN, CHỜ ĐƠN VỊ NGOÀI, HOÃN", pressing(look, postponements)),
        ("ĐÁNH GIÁ, BÀI HỌC, KIẾN NGHỊ", judged(look)),
        (f"NHIỆM VỤ {coming.upper()}", tasks(look)),
    ]


def reached(look: Look, figures: Figures) -> Iterator[ReportBlock]:
    """I: the figures with the change since the last period, the team's words, a table by standard, what moved."""
    now = figures.now.actions
    if not now.planned:
        yield from body_text("Kế hoạch chưa có hành động nào.")
        return
    yield from body_text(_figures(look, figures))
    for one in look.reviews:
        first, *rest = paragraphs(one.causes)
        causes = (f"Nguyên nhân: {first}", *rest) if first else ()
        yield from body_text(*lines_of(one.progress), *causes)
    if look.period.kind is not PeriodKind.WEEK:
        yield from named_table("Kết quả theo tiêu chuẩn", _COUNTED, _standards(look, figures), ".ccccccc")
    if look.period.kind in _LONG:
        yield from _trend(look, figures)
    yield from _moved(look)
    if look.period.kind in _LONG:
        yield from _targets(look)
    if look.period.kind is PeriodKind.WEEK and (silent := silent_owners(look)):
        yield from body_text(f"Trong tuần chưa có thông tin về việc của: {listed(silent)}.")


def _figures(look: Look, figures: Figures) -> str:
    now, steps = figures.now, figures.steps
    found = [
        f"{words.lower()} {now.actions.count(which)} ({points(now.actions.percent(which))})"
        for which, words in CATEGORY_WORDS.items()
        if now.actions.count(which)
    ]
    text = f"Kế hoạch có {now.actions.planned} hành động. Đến ngày {day_words(look.day)}: {', '.join(found)}."
    if look.period.kind is not PeriodKind.YEAR:  # the whole year has no more than was counted
        new = f"hoàn thành thêm {now.completed} hành động" if now.completed else "chưa có thêm hành động hoàn thành"
        text += f" Trong {NOUNS[look.period.kind]} {new}."
    text += f" Tiến độ bình quân {points(now.mean)}{_change(now, figures.before)}."
    if steps.planned:
        done, late = of_whole(steps.count(Category.DONE), steps.planned), steps.count(Category.OVERDUE)
        text += f" Trong các bước thực hiện, đã xong {done}{f', quá hạn {late}' if late else ''}."
    return text


def _change(now: Point, before: Point | None) -> str:
    """«, tăng 7,7 điểm so với tháng 01»."""
    if before is None or now.mean is None or before.mean is None:
        return ""
    change = now.mean - before.mean
    named = lower_first(period_label(before.period, before.period.last))
    named = f"tháng {named}" if before.period.kind is PeriodKind.MONTH else named
    if not change:
        return f", bằng {named}"
    found = f"{abs(change)}".removesuffix(".0").replace(".", ",")
    return f", {'tăng' if change > 0 else 'giảm'} {found} điểm so với {named}"


def _standards(look: Look, figures: Figures) -> Iterator[ReportRow | Cells]:
    names, criteria = look.plan.framework.standard_names, look.plan.framework.criteria
    of: dict[str, list[Progress]] = {}
    for item in look.actions:
        of.setdefault(criteria[item.criterion].standard if item.criterion in criteria else "", []).append(item)
    yield row(*_counted("Cả kế hoạch", figures.now.actions, figures.now.mean), kinds="b" * len(_COUNTED))
    for one in figures.standards:
        if one.totals.planned:
            name = f"{one.key}. {clean(names.get(one.key, ''))}" if one.key else "Chưa ghi tiêu chí"
            yield _counted(name, one.totals, average(of.get(one.key, ())))


def _counted(name: str, totals: Totals, average: Decimal | None) -> Cells:
    wanted = (Category.DONE, Category.IN_PROGRESS, Category.NOT_STARTED, Category.OVERDUE)
    counts = [*(totals.count(which) for which in wanted), sum(totals.count(which) for which in OTHERS)]
    return (name, str(totals.planned), *(str(count) if count else DASH for count in counts), points(average))


def _trend(look: Look, figures: Figures) -> Iterator[ReportBlock]:
    """The state of the plan at the end of each period so far."""
    if len(figures.trend) < 2:
        return
    rows = [
        (
            period_label(one.period, min(one.period.last, look.day)),
            of_whole(one.actions.count(Category.DONE), one.actions.planned),
            str(one.completed),
            str(one.actions.count(Category.OVERDUE)),
            points(one.mean),
        )
        for one in figures.trend
    ]
    headings = ("Đến hết", "Hoàn thành", "Thêm trong kỳ", "Quá hạn", "Tiến độ bình quân")
    yield from named_table("Diễn biến qua các tháng", headings, rows, "ccccc")


def _moved(look: Look) -> Iterator[ReportBlock]:
    """What was completed, dropped or went on most in the period."""
    before = look.before

    def gain(item: Progress) -> Decimal:
        return (item.percent or Decimal(0)) - (before[item.key].percent or Decimal(0))

    moved = [
        item
        for item in look.actions
        if look.entries(*look.family(item))
        or (item.state, item.percent) != (before[item.key].state, before[item.key].percent)
    ]
    long = look.period.kind in _LONG
    if long:
        moved = [item for item in moved if item.state in CLOSED and before[item.key].state not in CLOSED]
    moved.sort(key=lambda item: (item.state not in CLOSED, -gain(item), item.key))
    most, noun = _MOVED[look.period.kind], NOUNS[look.period.kind]
    if not moved:
        if not long:
            yield from body_text(f"Trong {noun} không có hành động nào chuyển biến.")
        return
    name = f"Việc đã kết thúc trong {noun}" if long else f"Việc hoàn thành và chuyển biến chính trong {noun}"
    rows = [
        (item.criterion, work_words(item, _WORK), _result(look, item), _percents(look, item)) for item in moved[:most]
    ]
    note = f"Bảng nêu {most} trong {len(moved)} việc." if len(moved) > most else ""
    yield from named_table(name, ("Tiêu chí", "Việc", f"Kết quả trong {noun}", "Tiến độ"), rows, "c..c", note)


def _result(look: Look, item: Progress) -> str:
    entries = look.entries(*look.family(item))
    own = [entry for entry in entries if entry.subject == item.key and entry.done]
    found = own or [entry for entry in entries if entry.done]
    words = shortened(found[-1].done, _DONE) if found else ""
    state = STATE_WORDS[item.state] if item.state in (State.DROPPED, State.CARRIED_OVER) else ""
    return f"{state}: {words}" if state and words else state or words


def _percents(look: Look, item: Progress) -> str:
    if item.state in (State.DROPPED, State.CARRIED_OVER):
        return DASH
    before, now = points(look.before[item.key].percent), points(item.percent)
    return now if before in (now, DASH) else f"{before} → {now}"


def _targets(look: Look) -> Iterator[ReportBlock]:
    """Numbers to reach; one measured after the day of the report is not known yet."""
    rows, reached_count = [], 0
    for one in look.plan.targets:
        if not clean(one.name):
            continue
        known = one.actual is not None and (one.day is None or one.day <= look.day)
        verdict = "Chưa có số liệu"
        if known and one.goal is not None:
            verdict = "Đạt" if one.is_reached else "Chưa đạt"
        reached_count += verdict == "Đạt"
        goal = f"{one.sign} {decimal_words(one.goal)}" if one.goal is not None else DASH
        actual = decimal_words(one.actual if known else None)
        rows.append((clean(one.name), clean(one.unit), decimal_words(one.baseline), goal, actual, verdict))
    headings = ("Chỉ tiêu", "Đơn vị", "Hiện có", "Cần đạt", "Đã đạt", "Kết quả")
    note = f"Đã đạt {of_whole(reached_count, len(rows))} chỉ tiêu."
    yield from named_table("Chỉ tiêu", headings, rows, ".ccccc", note)


def pressing(look: Look, postponements: Sequence[PutOff]) -> Iterator[ReportBlock]:
    """II: what is overdue, waits for outside bodies or is put off, with its cause and what is asked."""
    wanted = [item for item in look.now if _urgency(item) is not None]
    listed_actions = {item.key for item in wanted if not item.is_step}
    items = [item for item in wanted if not item.is_step or item.action not in listed_actions]
    items.sort(key=lambda item: (_urgency(item) or 0, -item.days_late, item.due.day or date.max, item.key))
    stones = [stone for stone in passed_milestones(look.plan, look.day) if clean(stone[0].name)]
    if items or stones:
        most = _PRESSING[look.period.kind]
        rows = [_pressing_row(look, item) for item in items[:most]]
        for one, days in stones:
            due = (time_words(one.date), f"quá {number(days)} ngày")
            rows.append(("", clean(one.name), owner_lines(one.owner), due, "", ""))
        yield table(("Tiêu chí", "Việc", "Phụ trách", "Hạn", "Vướng mắc, nguyên nhân", "Kiến nghị"), rows, "c..c")
        if len(items) > most:
            yield ReportBlock(NOTE, f"Bảng nêu {most} trong {len(items)} việc.")
    else:
        yield from body_text("Không có việc quá hạn, chờ đơn vị ngoài hay hoãn.")
    if postponements and look.period.kind is not PeriodKind.WEEK:
        times = sum(one.times for one in postponements)
        yield from body_text(f"Từ đầu năm học đã lùi hạn {len(postponements)} việc, tổng cộng {times} lần.")


def _urgency(item: Progress) -> int | None:
    """0 overdue, 1 waiting, 2 put off; None for what is none of them."""
    if item.status is Status.OVERDUE:
        return 0
    return {State.WAITING: 1, State.POSTPONED: 2}.get(item.state)


def _pressing_row(look: Look, item: Progress) -> Cells:
    keys = look.family(item)
    log = sorted((entry for key in keys for entry in look.log.get(key, ())), key=lambda entry: entry.day or date.min)
    told = last_trouble(look.log.get(item.key, ())) or last_trouble(log)
    trouble = [shortened(text, _DONE) for text in (told.problem, told.cause) if clean(text)] if told else []
    asked = [shortened(text, _DONE) for key in keys for text in look.advice.get(key.upper(), ())]
    due = (time_words(item.due), *late_words(item))
    return (item.criterion, work_words(item, _WORK), owner_lines(item.owner), due, trouble, tuple(dict.fromkeys(asked)))


def late_words(item: Progress) -> Iterator[str]:
    """«quá 28 ngày», «chờ đơn vị ngoài», «hoãn»."""
    if item.status is Status.OVERDUE and item.days_late:
        yield f"quá {number(item.days_late)} ngày"
    if item.state in (State.WAITING, State.POSTPONED):
        yield CATEGORY_WORDS[Category(item.state.value)].lower()


def judged(look: Look) -> Iterator[ReportBlock]:
    """III: judgement, lessons, recommendations of the period, those of earlier ones that nobody has answered."""
    judgement = lines_of(*(one.judgement for one in look.reviews))
    if not judgement and look.period.kind is not PeriodKind.WEEK:
        judgement = ("……",)
    new = [one for one in look.recommendations if look.is_new(one)]
    waiting = [one for one in look.recommendations if not look.is_new(one) and not look.is_answered(one)]
    texts = (
        ("Đánh giá của Tổ Giám sát", judgement),
        ("Bài học", lines_of(*(one.lessons for one in look.reviews))),
        ("Kiến nghị", [_asked(look, one) for one in new]),
        ("Kiến nghị của các kỳ trước chưa được trả lời", [_asked(look, one) for one in waiting]),
    )
    for at, (title, lines) in enumerate((text for text in texts if text[1]), 1):
        if len(lines) == 1:
            yield from body_text(f"{at}. {title}: {lines[0]}")
        else:
            yield ReportBlock(HEADING, f"{at}. {title}:")
            yield from body_text(*(line if line.startswith("- ") else f"- {line}" for line in lines))


def _asked(look: Look, one: Recommendation) -> str:
    """«Với Trưởng ban …: thông báo … (chưa có trả lời).»."""
    text = clean(" ".join(paragraphs(one.text)))
    found = f"Với {clean(one.addressee)}: {text}" if clean(one.addressee) else text
    if look.is_answered(one):
        reply = clean(" ".join(paragraphs(one.reply))).rstrip(".")
        when = f" ngày {day_words(one.reply_day)}" if one.reply_day else ""
        return f"{found.rstrip('.')} (trả lời{when}: {reply})."
    named = look.named(one)
    age = (look.day - named.last).days if named and not look.is_new(one) else 0
    return f"{found.rstrip('.')} (chưa có trả lời{f' sau {number(age)} ngày' if age > 0 else ''})."


def tasks(look: Look) -> Iterator[ReportBlock]:
    """IV: the team's tasks, what falls due in the next period, what goes into the next year."""
    found = lines_of(*(one.next_tasks for one in look.reviews))
    yield from body_text(*([f"Trọng tâm: {found[0]}"] if len(found) == 1 else found))
    ahead = following(look.period, look.plan.year)
    first, last = look.day + timedelta(days=1), (ahead or look.period).last
    items = sorted(_falling_due(look, first, last), key=lambda one: one[0])
    if items:
        most = _DUE[look.period.kind]
        more = ", trong đó:" if len(items) > most else ":"
        yield ReportBlock(
            LEAD, f"Có {len(items)} việc đến hạn từ ngày {day_words(first)} đến ngày {day_words(last)}{more}"
        )
        yield table(("Hạn", "Việc", "Phụ trách"), [cells for _day, cells in items[:most]], "c")
    elif first <= last and look.actions:
        yield from body_text(f"Không có việc nào đến hạn từ ngày {day_words(first)} đến ngày {day_words(last)}.")
    if ahead is None and look.day >= look.period.last:
        yield from _carried(look)


def _falling_due(look: Look, first: date, last: date) -> Iterator[tuple[date, Cells]]:
    """The steps and milestones due, and the actions of which no step is due then."""
    due = [item for item in look.now if item.state not in CLOSED and item.due.day and first <= item.due.day <= last]
    for item in without_stepped(due):
        cells = (time_words(item.due), work_words(item, _WORK), ", ".join(owner_lines(item.owner)))
        yield item.due.day or last, cells
    for one in look.plan.milestones:
        if one.date.day and first <= one.date.day <= last and one.state not in CLOSED:
            cells = (time_words(one.date), clean(one.name), ", ".join(owner_lines(one.owner)))
            yield one.date.day, cells


def _carried(look: Look) -> Iterator[ReportBlock]:
    """At the end of the year: what the school carried over, and every action that is not closed."""
    items = [item for item in look.actions if item.state is State.CARRIED_OVER or item.state not in CLOSED]
    rows = [(item.criterion, work_words(item, _WORK), owner_lines(item.owner), points(item.percent)) for item in items]
    headings = ("Tiêu chí", "Việc", "Phụ trách", "Tiến độ")
    yield from named_table("Hành động chuyển sang năm học sau", headings, rows, "c..c")
