"""All slips of one text, found once however often the text stands in the plan."""

import re
from collections.abc import Iterator
from functools import lru_cache

from qipsheets.vietnamese_text.doubled import doubled
from qipsheets.vietnamese_text.marks import spaces, unpaired
from qipsheets.vietnamese_text.spelling import misspelt, near, near_misses, style, suspect, tone_styles
from qipsheets.vietnamese_text.terms import abbreviations, decimal_points, mixed_terms, school_years, torn_numbers
from qipsheets.vietnamese_text.words import CAPITAL, Slip, Word, masked, words

_runs = re.compile(r"[^\W\d_]+").findall
_GLUED = re.compile(r"\d(?<=[^\W\d_].)")
_CAPITAL_INSIDE = re.compile(rf"{CAPITAL}(?<=[^\W\d_].)")


@lru_cache(maxsize=20_000)
def slips(text: str) -> tuple[Slip, ...]:
    """What looks wrong in a text, and what must be one way throughout a plan, by kind."""
    clear = masked(text)
    return (
        *(_of_words(clear) if _is_worth_a_look(clear) else ()),
        *unpaired(text),
        *spaces(clear),
        *mixed_terms(clear),
        *school_years(clear),
        *decimal_points(clear),
        *torn_numbers(clear),
    )


def _of_words(text: str) -> Iterator[Slip]:
    found = words(text)
    yield from doubled(text, found)
    wrong = tuple(misspelt(text, found))
    yield from wrong
    found = _but(found, wrong)
    near_ones = tuple(near_misses(text, found))
    yield from near_ones
    found = _but(found, near_ones)
    yield from tone_styles(found)
    yield from abbreviations(text, found)


def _but(found: list[Word], told: tuple[Slip, ...]) -> list[Word]:
    """The words without those that a slip holds: what is said of a word is said once."""
    if not told:
        return found
    return [word for word in found if not any(slip.at <= word.start < slip.at + len(slip.part) for slip in told)]


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
    return suspect(word) or bool(style(word))
