"""Vietnamese as people write it: folded names, times, numbers, levels, criteria, owners, funding, labels of parts."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import filterfalse
from typing import TypeAlias

from qipsheets.characters import recognised
from qipsheets.plan.organisation import SchoolYear

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACES = re.compile(r"\s+")
_SYLLABLE = re.compile(rf"([^\W\d_][\w\u0302\u0306\u031b{_TONES}]*)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def nfc(text: str) -> str:
    """The text with composed letters, the form the law asks for [Nghị định 30/2020/NĐ-CP]."""
    return unicodedata.normalize("NFC", text)


def without_forbidden(text: str) -> str:
    """The text without the characters that XML, and so Word and Excel files, cannot hold."""
    return _FORBIDDEN.sub("", text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A key under which spellings of one name are equal: case, hyphens, spaces, uỷ/ủy, composed or not."""
    text = unicodedata.normalize("NFD", _HYPHENS.sub("-", recognised(text)).casefold())
    text = _SYLLABLE.sub(_tone_last, text)
    text = re.sub(r"\s*-\s*", "-", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text.strip(" .:;,-*•"))


def _tone_last(match: re.Match[str]) -> str:
    tones = "".join(letter for letter in match[0] if letter in _TONES)
    return "".join(letter for letter in match[0] if letter not in _TONES) + tones


def without_marks(text: str) -> str:
    """The text in plain letters, for file names: «Kế hoạch» becomes «Ke hoach»."""
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(filterfalse(unicodedata.combining, plain))


# --- times ---------------------------------------------------------------------------------------------------------

Span: TypeAlias = tuple[date, date]
DAY_PATTERN = r"\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}"  # «9/1/2021», «9 tháng 1 năm 2021»
_DAY = re.compile(r"(?:ngày\s*)?\b(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_MONTH = re.compile(r"(?:tháng|t\.?)?\s*\b(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})\b")
_BARE_MONTH = re.compile(r"\b(?:tháng|t\.?)\s*(\d{1,2})\b")
_TERM = re.compile(r"\b(đầu\s+|cuối\s+|hết\s+)?(?:hk|học k[ìỳ])\s*\.?\s*(ii|i|1|2)\b")
_YEAR_EDGE = re.compile(r"\b(đầu|cuối|hết|kết thúc)\s+năm(?:\s+học)?\b(?!\s*\d)")
_SCHOOL_YEAR = re.compile(r"\b(?:năm học\s*)?(\d{4})\s*-\s*(\d{4})\b")
_RECURRING = re.compile(
    r"\b(h[ằà]ng (năm|tháng|tuần|ngày|quý|kỳ|kì)|thường xuyên|cả năm|suốt năm|trong năm(?: học)?"
    r"|định k[ỳì]|quanh năm|liên tục)\b"
)


@lru_cache(maxsize=5_000)
def times(text: str, year: SchoolYear | None) -> tuple[Span, ...]:
    """Each time in a text as (first day, last day): a month is (1st, last), a day is (day, day), in order."""
    plain = _SPACES.sub(" ", _HYPHENS.sub("-", recognised(text).casefold()))
    found: dict[int, tuple[int, Span | None]] = {}
    for start, end, span in _spans(plain, year):
        if not any(start < other_end and other < end for other, (other_end, _) in found.items()):
            found[start] = (end, span)
    return tuple(span for _start, (_end, span) in sorted(found.items()) if span is not None)


def _spans(text: str, year: SchoolYear | None) -> Iterator[tuple[int, int, Span | None]]:
    for m in _ISO.finditer(text):
        yield from _span(m, int(m[1]), int(m[2]), int(m[3]))
    for m in _DAY.finditer(text):
        yield from _span(m, int(m[3]) + (2000 if len(m[3]) == 2 else 0), int(m[2]), int(m[1]))
    for m in _SCHOOL_YEAR.finditer(text):
        if int(m[2]) == int(m[1]) + 1 and 1990 <= int(m[1]) <= 2200:
            edges = (year.start, year.end) if year and year.first == int(m[1]) else school_year_edges(int(m[1]))
            yield m.start(), m.end(), edges
    for m in _MONTH.finditer(text):
        yield from _span(m, int(m[2]), int(m[1]))
    if year is None:
        return
    for m in _TERM.finditer(text):
        first = m[2] in ("i", "1")
        span = (year.start, year.semester_1_end) if first else (year.semester_2_start, year.end)
        edge = (m[1] or "").strip()
        yield m.start(), m.end(), (span[0], span[0]) if edge == "đầu" else (span[1], span[1]) if edge else span
    for m in _YEAR_EDGE.finditer(text):
        day = year.start if m[1] == "đầu" else year.end
        yield m.start(), m.end(), (day, day)
    for m in _BARE_MONTH.finditer(text):
        month = int(m[1])
        yield from _span(m, year.first if month >= year.start.month else year.first + 1, month)


def _span(m: re.Match[str], year: int, month: int, day: int | None = None) -> Iterator[tuple[int, int, Span | None]]:
    """The span of a match; None for a day that no calendar has, so that its parts are not read as a month."""
    span: Span | None = None
    if 1 <= month <= 12 and 1900 <= year <= 2200:
        last = calendar.monthrange(year, month)[1]
        if day is None:
            span = (date(year, month, 1), date(year, month, last))
        elif 1 <= day <= last:
            span = (date(year, month, day), date(year, month, day))
    yield m.start(), m.end(), span


def short_month(text: str) -> tuple[int, int, int] | None:
    """The month, year and last day of the month where a text's first day is beyond it: (2, 2026, 28) of «31/2/2026»."""
    plain = _SPACES.sub(" ", _HYPHENS.sub("-", recognised(text).casefold()))
    iso, usual = _ISO.search(plain), _DAY.search(plain)
    if iso is None and usual is None:
        return None
    parts = iso.groups() if iso else usual.groups()[::-1] if usual else ()
    year, month, day = map(int, parts)
    year += 2000 if year < 100 else 0
    if not (1 <= month <= 12 and 1900 <= year <= 2200):
        return None
    last = calendar.monthrange(year, month)[1]
    return (month, year, last) if last < day <= 31 else None


def is_recurring(text: str) -> bool:
    """True for «Hằng năm», «Thường xuyên»: a time, but none that can be measured."""
    return bool(_RECURRING.search(_SPACES.sub(" ", recognised(text).casefold())))


def school_year_edges(first: int) -> tuple[date, date]:
    """The usual first and last day of a school year: 1 September to 31 May."""
    return date(first, 9, 1), date(first + 1, 5, 31)


def school_years(text: str) -> tuple[str, ...]:
    """The school years in a text, as «2020-2021», however they are spelt."""
    found = _SCHOOL_YEAR.finditer(_SPACES.sub(" ", _HYPHENS.sub("-", recognised(text))))
    years = ((int(m[1]), int(m[2])) for m in found)
    return tuple(f"{first}-{last}" for first, last in years if last == first + 1 and 1990 <= first <= 2200)


def day_text(day: date) -> str:
    """A day in a cell or a message: «05/02/2021»."""
    return f"{day:%d/%m/%Y}"


def due_text(text: str) -> str:
    """A due time in short, to stand behind «hạn»: «Đến tháng 5 năm 2021» is «tháng 5/2021»."""
    plain = _UNTIL.sub("", text.strip())
    return _MONTH_OF_YEAR.sub(r"\1/\2", _DAY_IN_WORDS.sub(r"\1/\2/\3", plain))


_UNTIL = re.compile(r"^(?:đến|tới)\s+(?:hết\s+)?(?=\S)", re.IGNORECASE)
_DAY_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"(tháng\s+\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


def spell_day(day: date) -> str:
    """A day in a letterhead: «ngày 05 tháng 02 năm 2021»."""
    return f"ngày {day.day:02d} tháng {month_number(day)} năm {day.year}"


def short_day(day: date) -> str:
    """A day within a year: «05/02», «05/3»."""
    return f"{day.day:02d}/{month_number(day)}"


def month_number(day: date) -> str:
    """The month with a zero before 1 and 2 only [Nghị định 30/2020/NĐ-CP]."""
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


# --- numbers, levels, criteria, owners, funding -------------------------------------------------------------------

_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*")
_LEVEL = re.compile(r"(không|chưa)?\s*(?:đạt\s*)?(?:mức|cấp)(?:\s+độ)?\s*(\d)")
_CRITERION = re.compile(r"(?<![\d.])([1-9]\d?)\s*\.\s*([1-9]\d?)(?![\d]|\.\d)")
_BLANKS = re.compile(r"[^\S\n]+")
_OWNER_SPLIT = re.compile(r"[\n;,]+|\s+và\s+|\s+&\s+|(?:^|\s)[-+•*]\s+")


def parse_decimal(text: str) -> Decimal | None:
    """A number as people write it: «66,3», «94.7», «1.000», «1.234,5»; None where it is none."""
    plain = re.sub(r"\s", "", text)
    if not _NUMBER.fullmatch(plain):
        return None
    if "," in plain and "." in plain:
        decimal_mark = max(",", ".", key=plain.rfind)
        plain = plain.replace("." if decimal_mark == "," else ",", "").replace(",", ".")
    elif plain.count(",") == 1:
        plain = plain.replace(",", ".")
    elif re.fullmatch(r"[-+]?\d{1,3}([.,]\d{3})+", plain):
        plain = re.sub("[.,]", "", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def parse_percent(text: str) -> Decimal | None:
    """Percentage points: «66,3%» and «66.3» are 66.3, a bare «0,663» is the share 66.3."""
    plain = text.replace("%", "").strip()
    value = parse_decimal(plain)
    if value is not None and re.fullmatch(r"[-+]?\d{1,3}\.\d{3}", plain):
        value = Decimal(plain)  # no percentage has thousands
    if value is None or "%" in text:
        return value
    return as_points(value) if re.search("[.,]", plain) else value


def as_points(value: Decimal) -> Decimal:
    """A share from 0 to 1 in points; a number above 1 is in points already."""
    return value * 100 if 0 < value <= 1 else value


def parse_level(text: str) -> int | None:
    """The level of «Đạt mức 1», «Mức 2», «2»; 0 for «Không đạt»; None where there is none."""
    plain = _SPACES.sub(" ", recognised(text).casefold()).strip()
    if plain.isdecimal() and len(plain) == 1:
        return int(plain)
    m = _LEVEL.search(plain)
    if m:
        return max(int(m[2]) - 1, 0) if m[1] else int(m[2])
    return 0 if re.match(r"(không|chưa)\s*đạt", plain) else None


def criteria_in(text: str) -> tuple[str, ...]:
    """The criteria in a text: «Tiêu chí: 3.4:», «TC1.5», «1.5» give 3.4 and 1.5."""
    return tuple(f"{m[1]}.{m[2]}" for m in _CRITERION.finditer(_SPACES.sub(" ", recognised(text))))


@lru_cache(maxsize=5_000)
def split_owners(text: str) -> tuple[str, ...]:
    """The owners a cell lists, parted by commas, semicolons, «và», bullets or lines, doubles left out."""
    names: dict[str, str] = {}
    for part in _OWNER_SPLIT.split(_BLANKS.sub(" ", recognised(text))):
        name = _SPACES.sub(" ", part).strip(" -–+•*.:")
        if name:
            names.setdefault(fold(name), name)
    return tuple(names.values())


_FUNDING_SPLIT = re.compile(r"[;\n]+")
_AMOUNT = re.compile(
    r"(?:khoảng\s+)?(?P<number>\d[\d.,]*)\s*(?P<scale>tỷ|tỉ|triệu|nghìn|ngàn)?\s*(?:đồng|vnđ|vnd|đ)\b"
    r"|(?P<bare>\d[\d.,]*)\s*(?P<bare_scale>tỷ|tỉ|triệu)\b",
    re.IGNORECASE,
)
_SCALES = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}
_NO_FUNDING = {fold(word) for word in ("Không", "Không có", "Không cần", "Không cần kinh phí", "0", "0 đồng")}
_EDGES = " :,.–-()"


@dataclass(frozen=True, slots=True)
class FundingShare:
    """What one source is to give to one action; the amount in đồng, None where the cell tells none."""

    source: str
    amount: int | None


def funding_shares(text: str) -> Iterator[FundingShare]:
    """The sources a cell names: «Ngân sách: 58.000.000 đồng; tài trợ: 9,5 triệu đồng»; none for «Không»."""
    for part in _FUNDING_SPLIT.split(nfc(text)):
        words = _SPACES.sub(" ", part).strip(_EDGES)
        if not words or fold(words) in _NO_FUNDING:
            continue
        found = list(_AMOUNT.finditer(words))
        if len(found) != 1:
            yield FundingShare(words, None)  # two amounts in one phrase cannot be told apart
            continue
        source = f"{words[: found[0].start()].rstrip(_EDGES)} {words[found[0].end() :].lstrip(_EDGES)}".strip(_EDGES)
        value = parse_decimal((found[0]["number"] or found[0]["bare"]).rstrip(".,"))
        scale = _SCALES.get((found[0]["scale"] or found[0]["bare_scale"] or "").lower(), 1)
        dong = None if value is None else int((value * scale).to_integral_value())
        yield FundingShare(source or "Không ghi nguồn", dong)


def opening_words(text: str, most: int = 60) -> str:
    """The first words of a text, for a message or line that names it."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


# --- labels of parts ----------------------------------------------------------------------------------------------

LETTERS = "abcdđeghiklmnopqrstuvxy"
_FIGURES = {"C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1}


def roman(number: int) -> str:
    """A number in Roman figures."""
    result = ""
    for figure, value in _FIGURES.items():
        result += figure * (number // value)
        number %= value
    return result


_ROMAN = {roman(number): number for number in range(1, 100)}


def number_in(kind: str, value: str) -> int:
    """The number of a label's value (roman, arabic or letter), from 1; 0 for what is none of its kind."""
    if kind == "letter":
        return LETTERS.find(value) + 1
    if kind == "roman":
        return _ROMAN.get(value, 0)
    return int(value.rpartition(".")[2])


def value_of(kind: str, number: int) -> str:
    """The value of a label (roman, arabic or letter); a number past the alphabet stays one."""
    if kind == "letter" and number <= len(LETTERS):
        return LETTERS[number - 1]
    return roman(number) if kind == "roman" else str(number)
