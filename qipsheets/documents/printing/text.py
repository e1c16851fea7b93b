"""Words made ready to print: clean paragraphs, labels, times, numbers of documents, names, percentages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qipsheets.plan.values import Owners, When
from qipsheets.vietnamese import nfc, spell_day, times, without_forbidden

_NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
NONE = "–"
PART, HEADING, POINT, GROUP, BODY = "phan", "muc", "diem", "nhom", "doan"
_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
_BULLET = re.compile(r"^[-–—−•·●○▪■□◦]\s*(?=\S)")
_LISTED = re.compile(r"(?:\d{1,2}|[a-zđ])\s*[.)]\s")
_ENDS = tuple(".;:!?…")
_EDGE_OF_TIME = re.compile(r"(?:từ|đến|hết)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its kind, which the template turns into a style: phan, muc, diem, nhom, doan."""

    kieu: str  # kind
    chu: str  # words


def clean(text: str) -> str:
    """One line of composed letters with single spaces and nothing that XML forbids."""
    return " ".join(without_forbidden(nfc(text)).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """A cell's paragraphs, at least one. A line that goes on in small letters was broken by hand and is joined."""
    lines: list[str] = []
    for line in map(clean, _BREAKS.split(text)):
        if lines and line[:1].islower() and not lines[-1].endswith(_ENDS) and not _LISTED.match(line):
            lines[-1] += " " + line
        elif line:
            lines.append(_BULLET.sub("- ", line))
    return tuple(lines) or ("",)


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


def labelled(label: str, text: str, kind: str = BODY) -> Iterator[Paragraph]:
    """A text behind its label; its further lines follow as body paragraphs."""
    first, *rest = paragraphs(text)
    yield Paragraph(kind, f"{label} {first}".strip())
    for line in rest:
        yield Paragraph(BODY, line)


def time_words(when: When) -> str:
    """A time as the school writes it, without «Từ», «Đến»: the column's heading says so."""
    text = clean(when.text) or (f"{when.day:%d/%m/%Y}" if when.day else "")
    text = _EDGE_OF_TIME.sub("", text, count=1) if _EDGE_OF_TIME.match(text) else text
    return text[:1].upper() + text[1:]


def owner_lines(owners: Owners) -> tuple[str, ...]:
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


def place_and_day(place_name: str, when: When) -> str:
    """«Lam Khê, ngày 15 tháng 8 năm 2020»; a day or place not given stays open, and a month is no day."""
    place = clean(place_name).rstrip(" ,") or "…"
    if when.day is None:
        return f"{place}, ngày … tháng … năm …"
    told = times(when.text, None)
    if told and told[0][0] != told[0][1]:
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


def numeral(number: int) -> str:
    """4 is IV."""
    text = ""
    for value, letters in _NUMERALS:
        text += letters * (number // value)
        number %= value
    return text


def shortened(text: str, letters: int) -> str:
    """The first words of a long text: whole clauses where they say enough, else up to a word with dots behind it."""
    told = clean(text).removeprefix("- ")
    if len(told) <= letters:
        return told
    clause = re.match(rf".{{{letters // 3},{letters}}}(?=[,;.:]\s)", told)
    if clause:
        return clause[0]
    return told[:letters].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + " …"


def day_words(day: date | None) -> str:
    """«05/02/2021», «05/3/2021»; a dash for an unknown day."""
    return f"{short_day(day)}/{day.year}" if day else NONE


def short_day(day: date) -> str:
    """«05/02», «05/3»: zero before days under 10 and months 1, 2 [Nghị định 30/2020/NĐ-CP]."""
    return f"{day.day:02d}/{month_number(day)}"


def month_number(day: date) -> str:
    """The month with a zero before 1 and 2 only [Nghị định 30/2020/NĐ-CP]."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)
