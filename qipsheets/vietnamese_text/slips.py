"""All slips of one text, found once however often the text is in the plan: those of words and marks, terms mixed up
(mức, mức độ, cấp độ), abbreviations, school years and decimal marks as written."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qipsheets.characters import mended_letters
from qipsheets.vietnamese import nfc
from qipsheets.vietnamese_text.lexicon import KNOWN_ABBREVIATIONS, LONG_FORMS
from qipsheets.vietnamese_text.marks import doubled, is_sure, spaces, unpaired
from qipsheets.vietnamese_text.spelling import misspelt, near, near_misses, suspect, tone_style, tone_styles
from qipsheets.vietnamese_text.syllables import is_syllable
from qipsheets.vietnamese_text.words import CAPITAL, Slip, Word, is_abbreviation, without_codes, words

_runs = re.compile(r"[^\W\d_]+").findall
_GLUED = re.compile(r"\d(?<=[^\W\d_].)")
_CAPITAL_INSIDE = re.compile(rf"{CAPITAL}(?<=[^\W\d_].)")


@lru_cache(maxsize=20_000)
def slips(text: str) -> tuple[Slip, ...]:
    """What looks wrong in a text, and what must be one way throughout a plan, by kind."""
    clear = without_codes(text)
    return (
        *(_of_words(clear) if _is_worth_a_look(clear) else ()),
        *unpaired(text),
        *spaces(clear),
        *mixed_term_slips(clear),
        *school_year_slips(clear),
        *decimal_points(clear),
        *torn_numbers(clear),
    )


def _of_words(text: str) -> Iterator[Slip]:
    found = words(text)
    yield from doubled(text, found)
    for look in (misspelt, near_misses):
        wrong = tuple(look(text, found))
        yield from wrong
        # What is said of a word is said once.
        found = [word for word in found if not any(slip.at <= word.start < slip.at + len(slip.part) for slip in wrong)]
    yield from tone_styles(found)
    yield from abbreviations(text, found)


def _is_worth_a_look(text: str) -> bool:
    """False where no word and no pair of words gives reason to look closer: so it is for most texts, quick to see."""
    low = _runs(text.lower())
    if any(map(_notable, low)):
        return True
    if any(map(near, low, low[1:])) or any(map(str.__eq__, low, low[1:])) or any(map(str.__eq__, low, low[2:])):
        return True
    return bool(_CAPITAL_INSIDE.search(text) or _GLUED.search(text))


@lru_cache(maxsize=50_000)
def _notable(word: str) -> bool:
    return suspect(word) or bool(tone_style(word))


_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_AT_ENDS = re.compile(r"^ +| +$", re.MULTILINE)
_MECHANICAL = frozenset({"space_before", "no_space", "mixed", "year"})
_ROUNDS = 4


def tidied(text: str) -> str:
    """The text composed, in usual letters, each run of blanks one blank, none at the ends of its lines."""
    text = nfc(mended_letters(text)).replace("\r\n", "\n")
    return _AT_ENDS.sub("", _BLANKS.sub(" ", text)).strip()


def mended(text: str) -> str:
    """The text with all that is mended without a doubt; mended again it stays as it is."""
    text = tidied(text)
    for _attempt in range(_ROUNDS):  # mending one slip may bring another to light: «của của , »
        found = [slip for slip in slips(text) if _is_mechanical(slip, text)]
        if not found:
            return text
        edge = len(text)  # replaced from the last to the first; of two that overlap the later counts
        for slip in sorted(found, key=lambda slip: slip.at, reverse=True):
            end = slip.at + len(slip.part)
            if end <= edge and text[slip.at : end] == slip.part:
                text = text[: slip.at] + slip.wanted + text[end:]
                edge = slip.at
        text = tidied(text)
    return text


def _is_mechanical(slip: Slip, text: str) -> bool:
    if slip.kind == "doubled":
        return is_sure(slip, text)
    return slip.kind in _MECHANICAL and slip.wanted not in ("", slip.part)


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
        if word.text not in KNOWN_ABBREVIATIONS and not is_syllable(word.low):
            yield Slip("abbreviation", word.text, LONG_FORMS.get(word.text, ""), word.start)


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
