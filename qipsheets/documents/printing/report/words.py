"""Words of a monitoring report that many of its parts use: periods, days, counts, the gist of a long measure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qipsheets.documents.printing.text import clean, paragraphs, percent_words
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.periods import Kind, Period
from qipsheets.plan.states import STATE_WORDS, STATUS_WORDS, State, Status
from qipsheets.plan.values import share

NONE = "–"
NOUNS = {Kind.WEEK: "tuần", Kind.MONTH: "tháng", Kind.SEMESTER: "học kỳ", Kind.YEAR: "năm học"}
_LONGEST_GIST = 600


def day_words(day: date | None) -> str:
    """«05/02/2021», «05/3/2021»; a dash for an unknown day."""
    return f"{short_day(day)}/{day.year}" if day else NONE


def short_day(day: date) -> str:
    """«05/02», «05/3»: zero before days under 10 and months 1, 2 [Nghị định 30/2020/NĐ-CP]."""
    return f"{day.day:02d}/{month_number(day)}"


def period_words(period: Period) -> str:
    """A period as a title: «Tuần 48 năm 2020 (từ ngày … đến ngày …)», «Tháng 11 năm 2020», «Học kỳ I năm học …»."""
    if period.kind is Kind.WEEK:
        year, _w, week = period.name.partition("-W")
        return f"Tuần {week} năm {year} (từ ngày {day_words(period.first)} đến ngày {day_words(period.last)})"
    if period.kind is Kind.MONTH:
        return f"Tháng {month_number(period.first)} năm {period.first.year}"
    year = "-".join(period.name.split("-")[:2])
    semester = f"Học kỳ {'I' * int(period.name[-1])} " if period.kind is Kind.SEMESTER else ""
    return f"{semester}năm học {year}" if semester else f"Năm học {year}"


def period_label(period: Period, end: date) -> str:
    """A period in a table; one that is not over on the day of the report says until when it is told."""
    if period.kind is Kind.WEEK:
        year, _w, week = period.name.partition("-W")
        label = f"Tuần {week}/{year}"
    elif period.kind is Kind.MONTH:
        label = f"{month_number(period.first)}/{period.first.year}"
    else:
        label = f"Học kỳ {'I' * int(period.name[-1])}" if period.kind is Kind.SEMESTER else "Cả năm học"
    return f"{label} (đến {short_day(end)})" if end < period.last else label


def month_number(day: date) -> str:
    """The month with a zero before 1 and 2 only [Nghị định 30/2020/NĐ-CP]."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def lower_first(text: str) -> str:
    """The words within a sentence."""
    return text[:1].lower() + text[1:]


def gist(text: str) -> tuple[str, ...]:
    """The first paragraph of a measure; all of them where the first only announces the others."""
    lines = paragraphs(text)
    wanted = lines if lines[0].endswith(":") else lines[:1]
    first, *rest = wanted
    first = first.removeprefix("- ")
    if len(first) > _LONGEST_GIST:
        first = first[:_LONGEST_GIST].rsplit(" ", 1)[0] + " …"
    return (first, *rest)


def named(item: Progress) -> tuple[str, ...]:
    """«HD-003. San phẳng sân chơi.»: the ID leads back to the plan."""
    first, *rest = gist(item.what)
    return (f"{item.key}. {first}" if item.key else first, *rest)


def short(item: Progress, letters: int = 36) -> str:
    """The same on two lines of a narrow column."""
    first = gist(item.what)[0]
    told = first if len(first) <= letters else first[:letters].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return f"{item.key}. {told}" if item.key else told


def number(value: int) -> str:
    """A count with points between thousands: 1.234."""
    return f"{value:,}".replace(",", ".")


def decimal_words(value: Decimal | None) -> str:
    """A measured number with a decimal comma and no idle zeros: «84,6», «35»; a dash where there is none."""
    if value is None:
        return NONE
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")


def points(value: Decimal | None) -> str:
    """A percentage; a dash where there is none."""
    return percent_words(value) or NONE


def of_whole(part: int, whole: int) -> str:
    """«5/31 (16,1%)»; without the share where the whole is 0."""
    told = percent_words(share(part, whole))
    return f"{part}/{whole} ({told})" if told else f"{part}/{whole}"


def status_lines(item: Progress) -> tuple[str, ...]:
    """«Quá hạn», «12 ngày», and what staff said of an overdue one that waits or is put off."""
    lines = [STATUS_WORDS[item.status]]
    if item.days_late:
        lines.append(f"{number(item.days_late)} ngày")
    if item.status is Status.OVERDUE and item.state in (State.WAITING, State.POSTPONED):
        lines.append(f"({lower_first(STATE_WORDS[item.state])})")
    return tuple(lines)


def state_words(state: State | None) -> str:
    """What staff said; a dash where nothing was said yet."""
    return STATE_WORDS[state] if state else NONE


def listed(words: Sequence[str]) -> str:
    """«a, b và c»."""
    told = [clean(word) for word in words if clean(word)]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} và {told[-1]}" if told else ""
