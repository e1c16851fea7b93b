"""Terms a plan must not mix (mức, mức độ, cấp độ), abbreviations, school years and decimal marks as written."""

import re
from collections.abc import Iterator, Sequence

from qipsheets.vietnamese_text.lexicon import known_abbreviations, long_forms
from qipsheets.vietnamese_text.syllables import is_syllable
from qipsheets.vietnamese_text.words import Slip, Word, is_abbreviation

_ACCREDITED = re.compile(
    r"kiểm định(?: chất lượng)?(?: giáo dục)?(?: [^\W\d_]+){0,4}? (mức(?: độ)?) (\d)", re.IGNORECASE
)
_STANDARD = re.compile(r"chuẩn quốc gia(?: [^\W\d_]+){0,2}? (cấp(?: độ)?|mức(?! độ)) (\d)", re.IGNORECASE)
_CRITERION = re.compile(
    r"tiêu chí [\d.]+(?:, [\d.]+)*(?: [^\W\d_]+){0,3}? (?:đạt|ở|lên|giữ)(?: [^\W\d_]+)? ((?:cấp|mức) độ) (\d)",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"chuẩn quốc gia|thư viện|phổ cập|trường học thân thiện|tiêu chí", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLC]+$")
_YEAR = re.compile(r"(?:\b(năm học|NH)\s+)?(?<![\d/.])((\d{4})(\s*[-–—/]\s*)(\d{4}|\d{2}))(?![\d/])", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(covid|sars)(?: +[-–] *| *[-–] +)(\d{1,2})\b", re.IGNORECASE)
_POINT = re.compile(r"(?<![\d.,])(\d{1,3})\.(\d{1,2})(?=\s?%)")


def mixed_term_slips(text: str) -> Iterator[Slip]:
    """An accreditation has a grade (cấp độ), the national standard a degree (mức độ), a criterion a level (mức)."""
    if "iểm định" not in text and "quốc gia" not in text and "iêu chí" not in text:
        return
    for pattern, wanted in ((_ACCREDITED, "cấp độ"), (_STANDARD, "mức độ"), (_CRITERION, "Mức")):
        for match in pattern.finditer(text):
            if pattern is _ACCREDITED and _OTHERWISE.search(match[0]):
                continue
            part = text[match.start(1) : match.end(2)]
            yield Slip("term", part, f"{wanted} {match[2]}", match.start(1))


def abbreviations(text: str, found: Sequence[Word]) -> Iterator[Slip]:
    """Abbreviations that are not of the kind everybody knows; none in a line that is all capitals."""
    if text.isupper():
        return
    for word in found:
        if not 2 <= len(word.text) <= 8 or not is_abbreviation(word.text) or _ROMAN.match(word.text):
            continue
        if text[word.start - 1 : word.start] in ("-", "/", "–"):
            continue  # part of a number: …/QĐ-THBM
        if word.text not in known_abbreviations() and not is_syllable(word.low):
            yield Slip("abbreviation", word.text, long_forms().get(word.text, ""), word.start)


def school_year_slips(text: str) -> Iterator[Slip]:
    """Every school year, with the usual spelling; kind «no_year» where the two years do not follow one another."""
    if "20" not in text and "19" not in text:
        return
    for match in _YEAR.finditer(text):
        first, last = int(match[3]), int(match[5])
        if len(match[5]) == 2:
            if match[1] is None or last != (first + 1) % 100:
                continue
            last = first + 1
        if not 1990 <= first <= 2200:
            continue
        if last == first + 1 and (match[1] or match[4].strip() != "/"):
            yield Slip("year", match[2], f"{first}-{last}", match.start(2))
        elif match[1] and last != first + 1:
            yield Slip("no_year", match[0], "", match.start())


def torn_numbers(text: str) -> Iterator[Slip]:
    """A name that its number belongs to, torn at the hyphen: «Covid - 19»."""
    if "-" not in text and "–" not in text:
        return
    for match in _NUMBERED.finditer(text):
        yield Slip("split", match[0], f"{match[1]}-{match[2]}", match.start())


def decimal_points(text: str) -> Iterator[Slip]:
    """Percentages written with a point: 94.7%."""
    if "%" not in text or "." not in text:
        return
    for match in _POINT.finditer(text):
        yield Slip("decimal", match[0], f"{match[1]},{match[2]}", match.start())
