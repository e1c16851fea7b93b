"""Numbers as sentences tell them: in figures or in words, counts of criteria, least and most."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from qipsheets.vietnamese import parse_decimal

_ONES = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
_WORD = "|".join(_ONES)
NUMBER = rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?|(?:(?:{_WORD})\s+mươi|mười)(?:\s+(?:{_WORD}))?|{_WORD})"
# A length of time or a measure is a condition of the work (15 minutes, three days before); nobody counts it later.
_MEASURE = r"(?:phút|giây|giờ|tiếng|ngày|tuần|tháng|mét|cm|mm|m|lít|ml|kg|gam|g|độ)"
_LEAST = re.compile(
    rf"\b(không quá|không vượt quá|tối đa|ít nhất|tối thiểu|không dưới|không ít hơn)(?:\s+(?:là|có|đạt|được|từ))?"
    rf"\s+({NUMBER})\b(?!\s*(?:{_MEASURE}|{_WORD})\b)(?!\s*°)\s*%?(?!\s*[/.]\s*\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Promised:
    """«ít nhất 3»: the words, the number, and whether it is a least or a most."""

    part: str
    number: Decimal
    least: bool


def number_of(text: str) -> Decimal | None:
    """«27», «hai mươi bảy», «mười lăm», «5,3» as a number; None where it is none."""
    plain = text.casefold().split()
    if len(plain) == 1 and plain[0][0].isdigit():
        return parse_decimal(plain[0])
    total = 0
    for word in plain:
        if word == "mươi":
            total *= 10
        elif word == "mười":
            total += 10
        elif word in _ONES:
            total += _ONES[word]
        else:
            return None
    return Decimal(total)


@lru_cache(maxsize=5_000)
def promised_numbers(text: str) -> tuple[Promised, ...]:
    """The least and most numbers that a sentence promises."""
    return tuple(_promised(text))


def _promised(text: str) -> Iterator[Promised]:
    for match in _LEAST.finditer(text):
        number = number_of(match[2])
        if number is not None:
            yield Promised(
                match[0].strip(), number, match[1].casefold() in ("ít nhất", "tối thiểu", "không dưới", "không ít hơn")
            )
