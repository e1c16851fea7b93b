"""All slips of one text, found once however often the text is in the plan."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from qipsheets.characters import mended_letters
from qipsheets.vietnamese_text.marks import doubled, is_sure, spaces, unpaired
from qipsheets.vietnamese_text.spelling import misspelt, near, near_misses, suspect, tone_style, tone_styles
from qipsheets.vietnamese_text.terms import (
    abbreviations,
    decimal_points,
    mixed_term_slips,
    school_year_slips,
    torn_numbers,
)
from qipsheets.vietnamese_text.words import CAPITAL, Slip, Word, without_codes, words

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
    wrong = tuple(misspelt(text, found))
    yield from wrong
    found = _outside(found, wrong)
    near_ones = tuple(near_misses(text, found))
    yield from near_ones
    found = _outside(found, near_ones)
    yield from tone_styles(found)
    yield from abbreviations(text, found)


def _outside(found: list[Word], found_slips: tuple[Slip, ...]) -> list[Word]:
    """The words without those that a slip holds: what is said of a word is said once."""
    if not found_slips:
        return found
    return [word for word in found if not any(slip.at <= word.start < slip.at + len(slip.part) for slip in found_slips)]


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
    return _AT_ENDS.sub(
        "", _BLANKS.sub(" ", unicodedata.normalize("NFC", mended_letters(text)).replace("\r\n", "\n"))
    ).strip()


def mended(text: str) -> str:
    """The text with all that is mended without a doubt; mended again it stays as it is."""
    text = tidied(text)
    for _attempt in range(_ROUNDS):  # mending one slip may bring another to light: «của của , »
        found = [slip for slip in slips(text) if _is_mechanical(slip, text)]
        if not found:
            return text
        text = tidied(_replaced(text, found))
    return text


def _is_mechanical(slip: Slip, text: str) -> bool:
    if slip.kind == "doubled":
        return is_sure(slip, text)
    return slip.kind in _MECHANICAL and bool(slip.wanted) and slip.wanted != slip.part


def _replaced(text: str, found: Iterable[Slip]) -> str:
    """The slips replaced from the last to the first; of two that overlap the later counts."""
    edge = len(text)
    for slip in sorted(found, key=lambda slip: slip.at, reverse=True):
        end = slip.at + len(slip.part)
        if end <= edge and text[slip.at : end] == slip.part:
            text = text[: slip.at] + slip.wanted + text[end:]
            edge = slip.at
    return text
