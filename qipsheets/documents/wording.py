"""Values in the words that people read: times, numbers, names, periods, as official documents write them."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Plan
from qipsheets.plan.periods import Period, PeriodKind
from qipsheets.plan.values import Owners, When, share
from qipsheets.vietnamese import month_number, nfc, short_day, spell_day, times, without_forbidden

DASH = "–"
Lines = tuple[str, ...]
_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
_BULLET = re.compile(r"^[-–—−•·●○▪■□◦]\s*(?=\S)")
_LISTED = re.compile(r"(?:\d{1,2}|[a-zđ])\s*[.)]\s")
_ENDS = tuple(".;:!?…")
_EDGE_OF_TIME = re.compile(r"(?:từ|đến|hết)\s+(?=\S)", re.IGNORECASE)


def clean(text: str) -> str:
    """One line of composed letters with single spaces and nothing that XML forbids."""
    return " ".join(without_forbidden(nfc(text)).split())


def paragraphs(text: str) -> Lines:
    """A cell's paragraphs, at least one. A line that goes on in small letters was broken by hand and is joined."""
    lines: list[str] = []
    for line in map(clean, _BREAKS.split(text)):
        if lines and line[:1].islower() and not lines[-1].endswith(_ENDS) and not _LISTED.match(line):
            lines[-1] += " " + line
        elif line:
            lines.append(_BULLET.sub("- ", line))
    return tuple(lines) or ("",)


def lines_of(*texts: str) -> Lines:
    """The paragraphs of several cells; none of a blank one."""
    return tuple(line for text in texts if clean(text) for line in paragraphs(text))


def filled(*lines: str) -> Lines:
    """The lines in which anything is written, at least one."""
    return tuple(filter(None, lines)) or ("",)


def label_words(label: str) -> str:
    """A label as it is printed: «a.» is «a)», «1)» is «1.», every bullet a dash."""
    label = clean(label)
    if re.fullmatch(r"[A-Za-zđĐ]\s*[.)/]?", label):
        return f"{label[0]})"
    if re.fullmatch(r"\d+\s*[.)/]?", label):
        return f"{re.sub(r'[^0-9]', '', label)}."
    if label and not re.search(r"\w", label):
        return "+" if "+" in label else "*" if label == "*" else "-"
    return label


def time_words(when: When) -> str:
    """A time as the school writes it, without «Từ», «Đến»: the column's heading says so."""
    text = clean(when.text) or (f"{when.day:%d/%m/%Y}" if when.day else "")
    text = _EDGE_OF_TIME.sub("", text, count=1) if _EDGE_OF_TIME.match(text) else text
    return text[:1].upper() + text[1:]


def owner_lines(owners: Owners) -> Lines:
    """The owners' cell; a single owner loses the dash before it."""
    return tuple(map(clean, owners.names)) if len(owners.names) == 1 else paragraphs(owners.text)


def percent_words(value: Decimal | None) -> str:
    """«66,7%», «100%»: a decimal comma, no idle zero."""
    if value is None:
        return ""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",") + "%"


def number_words(number: str, kind: str = "KH") -> str:
    """«Số: 97/KH-CX»: no spaces around / and -, 01 to 09 with a zero; what is not given stays open."""
    text = re.sub(r"^số\b\s*:?\s*", "", clean(number), flags=re.IGNORECASE)
    text = re.sub(r"\s*([-/])\s*", r"\1", re.sub("[‐‑‒–—−]", "-", text))
    text = re.sub(r"^(\d)(?=/|$)", r"0\1", text)
    if not re.search(r"\w", text):
        return f"Số: ……/{kind}-…"
    if text.startswith("/"):
        text = f"……{text}"
    return f"Số: {text}" if "/" in text else f"Số: {text}/{kind}-…"


def open_number(plan_number: str, kind: str) -> str:
    """The place of a number still to be given, with the school's own sign: «Số: ……/BC-CX» for «97/KH-CX»."""
    sign = re.search(r"/[^\W\d_]+-(\S+)$", number_words(plan_number))
    return number_words(f"/{kind}-{sign[1]}" if sign else "", kind)


def place_and_day(place_name: str, when: When) -> str:
    """«Lam Khê, ngày 15 tháng 8 năm 2020»; a day or place not given stays open, and a month is no day."""
    place = clean(place_name).rstrip(" ,") or "…"
    if when.day is None:
        return f"{place}, ngày … tháng … năm …"
    found = times(when.text, None)
    if found and found[0][0] != found[0][1]:
        month = spell_day(when.day.replace(day=1)).partition(" tháng ")[2]
        return f"{place}, ngày … tháng {month}"
    return f"{place}, {spell_day(when.day)}"


def person_name(name: str) -> str:
    """A name in title case where it was typed in capitals."""
    text = clean(name)
    return " ".join(word.capitalize() for word in text.split()) if text.isupper() else text


def sentence(text: str) -> str:
    """Words typed in capitals in small letters; the first letter is a capital."""
    text = clean(text)
    text = text.lower() if text.isupper() else text
    return text[:1].upper() + text[1:]


def shortened(text: str, letters: int) -> str:
    """The first words of a long text: whole clauses where they say enough, else up to a word with dots behind it."""
    words = clean(text).removeprefix("- ")
    if len(words) <= letters:
        return words
    clause = re.match(rf".{{{letters // 3},{letters}}}(?=[,;.:]\s)", words)
    if clause and clause[0].count("(") == clause[0].count(")"):
        return clause[0]
    return words[:letters].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + " …"


def year_words(plan: Plan) -> str:
    """«Năm học 2024-2025»."""
    return f"Năm học {plan.year.name}"


def standard_words(code: str, framework: Framework) -> str:
    """«Tiêu chuẩn 1: Tổ chức và quản lý nhà trường»."""
    name = clean(framework.standard_names.get(code, ""))
    return f"Tiêu chuẩn {code}: {name}" if name else f"Tiêu chuẩn {clean(code)}"


def criterion_words(code: str, framework: Framework) -> str:
    """«Tiêu chí 1.5: Lớp học»."""
    criterion = framework.criteria.get(code)
    return f"Tiêu chí {code}: {clean(criterion.name)}" if criterion else f"Tiêu chí {clean(code)}"


def level_words(level: int | None) -> str:
    """«Mức 1»; «Không đạt» for 0; nothing where it is unknown."""
    if level is None:
        return ""
    return f"Mức {level}" if level else "Không đạt"


def day_words(day: date | None) -> str:
    """«05/02/2021», «05/3/2021»; a dash for an unknown day."""
    return f"{short_day(day)}/{day.year}" if day else DASH


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
    """A period in a table; one that is not over on the day of the report says until when it counts."""
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


def within(words: str) -> str:
    """A time within a sentence: «Tháng 5 năm 2021» begins small there, «HK I» does not."""
    return lower_first(words) if words[1:2].islower() else words


def number(value: int) -> str:
    """A count with points between thousands: 1.234."""
    return f"{value:,}".replace(",", ".")


def decimal_words(value: Decimal | None) -> str:
    """A measured number with a decimal comma and no idle zeros: «84,6», «35»; a dash where there is none."""
    if value is None:
        return DASH
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")


def points(value: Decimal | None) -> str:
    """A percentage; a dash where there is none."""
    return percent_words(value) or DASH


def of_whole(part: int, whole: int) -> str:
    """«5/31 (16,1%)»; without the share where the whole is 0."""
    found = percent_words(share(part, whole))
    return f"{part}/{whole} ({found})" if found else f"{part}/{whole}"


def listed(words: Sequence[str]) -> str:
    """«a, b và c»."""
    found = [clean(word) for word in words if clean(word)]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} và {found[-1]}" if found else ""
