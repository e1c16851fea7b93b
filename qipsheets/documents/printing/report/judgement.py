"""Parts IV and V of a monitoring report: judgement, lessons, recommendations with their age, the next tasks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from qipsheets.documents.printing.report.moved import Look
from qipsheets.documents.printing.report.results import work_row
from qipsheets.documents.printing.report.rows import RecommendationRow, WorkRow
from qipsheets.documents.printing.report.view import Block, RecommendationBlock, WorkBlock
from qipsheets.documents.printing.report.words import NONE, day_words, number, period_label
from qipsheets.documents.printing.text import clean, owner_lines, paragraphs, time_words
from qipsheets.plan.model import Plan, Recommendation, Review
from qipsheets.plan.periods import Kind, Period, following, parse_period
from qipsheets.plan.states import CLOSED, STATE_WORDS, State, Status
from qipsheets.plan.values import When
from qipsheets.vietnamese import fold

_UNANSWERED = fold("Chưa trả lời")
NO_TASKS = "(Chưa ghi nhiệm vụ kỳ sau trên trang «Sơ kết».)"
MISSING = "(Tổ giám sát chưa ghi đánh giá của kỳ này trên trang «Sơ kết».)"


def reviews(plan: Plan, period: Period, today: date) -> tuple[Review, ...]:
    """The monitoring team's reviews of a period that were written by today."""
    told = ((parse_period(one.period, plan.year), one) for one in plan.reviews)
    return tuple(one for named, one in told if named == period and (one.day is None or one.day <= today))


def needs_judgement(plan: Plan, period: Period, today: date) -> bool:
    """True where the report may not be issued yet: no judgement was written. A weekly summary needs none."""
    return period.kind is not Kind.WEEK and not any(clean(one.judgement) for one in reviews(plan, period, today))


def judgement(look: Look, told: Sequence[Review]) -> tuple[Block, ...]:
    """The blocks of part IV."""
    missing = () if look.period.kind is Kind.WEEK else (MISSING,)
    return (
        Block("Đánh giá của Tổ giám sát", _lines(one.judgement for one in told) or missing),
        Block("Bài học", _lines(one.lessons for one in told)),
        RecommendationBlock("Kiến nghị trong kỳ", (), tuple(_asked(look))),
        RecommendationBlock("Kiến nghị của các kỳ trước chưa được trả lời", (), tuple(_open(look))),
    )


def _lines(texts: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(line for text in texts if clean(text) for line in paragraphs(text))


def known_recommendations(look: Look) -> tuple[Recommendation, ...]:
    """Those made by the end of the period; one without a readable period counts as made before."""
    return tuple(one for one in look.plan.recommendations if clean(one.text) and not _later(look, one))


def _named(look: Look, one: Recommendation) -> Period | None:
    return parse_period(one.period, look.plan.year)


def _later(look: Look, one: Recommendation) -> bool:
    named = _named(look, one)
    return named is not None and named.last > look.period.last


def _is_new(look: Look, one: Recommendation) -> bool:
    """True for one made in the period, or at the end of a shorter one within it."""
    named = _named(look, one)
    return named is not None and named.last in look.period


def _answered(look: Look, one: Recommendation) -> bool:
    """True where a reply was known by the day of the report."""
    if not clean(one.reply) or fold(one.state) == _UNANSWERED:
        return False
    return one.reply_day is None or one.reply_day <= look.day


def _asked(look: Look) -> Iterator[RecommendationRow]:
    for one in known_recommendations(look):
        if _is_new(look, one):
            yield _row(look, one, NONE)


def _open(look: Look) -> Iterator[RecommendationRow]:
    """Unanswered ones of earlier periods, with the days since the end of theirs."""
    for one in known_recommendations(look):
        if not _is_new(look, one) and not _answered(look, one):
            named = _named(look, one)
            age = f"{number((look.day - named.last).days)} ngày" if named and named.last <= look.day else NONE
            yield _row(look, one, age)


def _row(look: Look, one: Recommendation, age: str) -> RecommendationRow:
    named = _named(look, one)
    label = period_label(named, named.last) if named else clean(one.period) or NONE
    when = label if age == NONE else f"{label}, {age}"
    return RecommendationRow(paragraphs(one.text), clean(one.addressee), when, tuple(_reply(look, one)))


def _reply(look: Look, one: Recommendation) -> Iterator[str]:
    if not _answered(look, one):
        yield "Chưa trả lời"
        return
    *lines, last = paragraphs(one.reply)
    yield from lines
    yield f"{last} ({day_words(one.reply_day)})" if one.reply_day else last


def next_tasks(look: Look, told: Sequence[Review]) -> tuple[Block, ...]:
    """The blocks of part V: the team's tasks, what is late, what falls due soon, what goes into the next year."""
    ahead = following(look.period, look.plan.year)
    first, last = look.day + timedelta(days=1), (ahead or look.period).last
    items = sorted(look.now, key=lambda item: (item.due.day or date.max, item.key))
    late = tuple(work_row(item) for item in items if item.status is Status.OVERDUE)
    if look.period.kind is Kind.WEEK:
        late = ()  # a weekly summary has told them already
    due = (work_row(item) for item in items if item.state not in CLOSED and _falls(item.due, first, last))
    rows = (*due, *_milestone_rows(look, first, last))
    carried = tuple(_carried(look)) if ahead is None and look.day >= look.period.last else ()
    tasks = _lines(one.next_tasks for one in told)
    if not (tasks or late or rows or carried or look.period.kind is Kind.WEEK):
        tasks = (NO_TASKS,)
    return (
        Block("Nhiệm vụ trọng tâm", tasks),
        WorkBlock("Việc quá hạn, phải hoàn thành ngay", (), late),
        WorkBlock(f"Việc đến hạn từ ngày {day_words(first)} đến ngày {day_words(last)}", (), rows),
        WorkBlock("Hành động chuyển sang năm học sau", (), carried),
    )


def _falls(due: When, first: date, last: date) -> bool:
    return due.day is not None and first <= due.day <= last


def _milestone_rows(look: Look, first: date, last: date) -> Iterator[WorkRow]:
    for one in look.plan.milestones:
        if _falls(one.date, first, last) and one.state not in CLOSED:
            state = STATE_WORDS[one.state or State.NOT_STARTED]
            yield WorkRow(f"Mốc: {clean(one.name)}", owner_lines(one.owner), time_words(one.date), (state,), NONE)


def _carried(look: Look) -> Iterator[WorkRow]:
    """At the end of the year: what the school carried over, and every action that is not closed."""
    for item in look.now:
        if not item.is_step and (item.state is State.CARRIED_OVER or item.state not in CLOSED):
            yield work_row(item)
