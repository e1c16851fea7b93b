"""Words of a monitoring report that many of its parts use: periods, days, counts, the gist of a long measure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qipsheets.documents.printing.text import (
    NONE,
    clean,
    day_words,
    month_number,
    paragraphs,
    percent_words,
    short_day,
    shortened,
)
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.model import Target
from qipsheets.plan.periods import Period, PeriodKind
from qipsheets.plan.values import share

NOUNS = {PeriodKind.WEEK: "tuần", PeriodKind.MONTH: "tháng", PeriodKind.SEMESTER: "học kỳ", PeriodKind.YEAR: "năm học"}
_LONGEST_GIST = 600


def period_words(period: Period) -> str:
    """A period as a title: «Tuần 48 năm 2020 (từ ngày … đến ngày …)», «Tháng 11 năm 2020», «Học kỳ I năm học …»."""
    if period.kind is PeriodKind.WEEK:
        year, _w, week = period.name.partition("-W")
        return f"Tuần {week} năm {year} (từ ngày {day_words(period.first)} đến ngày {day_words(period.last)})"
    if period.kind is PeriodKind.MONTH:
        return f"Tháng {month_number(period.first)} năm {period.first.year}"
    year = "-".join(period.name.split("-")[:2])
    semester = f"Học kỳ {'I' * int(period.name[-1])} " if period.kind is PeriodKind.SEMESTER else ""
    return f"{semester}năm học {year}" if semester else f"Năm học {year}"


def period_label(period: Period, end: date) -> str:
    """A period in a table; one that is not over on the day of the report says until when it is told."""
    if period.kind is PeriodKind.WEEK:
        year, _w, week = period.name.partition("-W")
        label = f"Tuần {week}/{year}"
    elif period.kind is PeriodKind.MONTH:
        label = f"{month_number(period.first)}/{period.first.year}"
    else:
        label = f"Học kỳ {'I' * int(period.name[-1])}" if period.kind is PeriodKind.SEMESTER else "Cả năm học"
    return f"{label} (đến {short_day(end)})" if end < period.last else label


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


def short(item: Progress, letters: int) -> str:
    """What an action or step is about, in a table: the first paragraph of its measure, shortened."""
    return shortened(gist(item.what)[0], letters)


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


_AT_MOST, _AT_LEAST, _EXACTLY = "≤", "≥", "="
_DIRECTIONS = {"≤": "≤", "<=": "≤", "<": "≤", "≥": "≥", ">=": "≥", ">": "≥", "=": "="}


def direction_of(target: Target) -> str:
    """≤, ≥ or =; where the school names none, the way from the baseline to the goal."""
    told = _DIRECTIONS.get(target.direction.strip())
    if told or target.baseline is None or target.goal is None:
        return told or _AT_LEAST
    return _AT_MOST if target.goal < target.baseline else _AT_LEAST


def is_reached(target: Target, actual: Decimal) -> bool:
    """True where the measured number is what the goal asks for."""
    goal = target.goal
    if goal is None:
        return False
    return {_AT_MOST: actual <= goal, _AT_LEAST: actual >= goal, _EXACTLY: actual == goal}[direction_of(target)]


def listed(words: Sequence[str]) -> str:
    """«a, b và c»."""
    told = [clean(word) for word in words if clean(word)]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} và {told[-1]}" if told else ""
