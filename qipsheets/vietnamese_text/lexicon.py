"""The word lists beside this file: compounds, words that may be doubled, loan words, abbreviations."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qipsheets.vietnamese import without_marks

LEXICON_FOLDER = Path(__file__).parent

_LEXICON = tomllib.loads((LEXICON_FOLDER / "lexicon.toml").read_text(encoding="utf-8"))
COMMON, LEADING_NOUNS, ALONE = (frozenset(_LEXICON[name].split()) for name in ("common", "leading_nouns", "alone"))
# Abbreviations that a school's papers need not explain, and the long forms of other usual ones.
KNOWN_ABBREVIATIONS: frozenset[str] = frozenset(_LEXICON["abbreviations"]["known"])
LONG_FORMS: Mapping[str, str] = _LEXICON["abbreviations"]["long"]


def _lines(name: str) -> Iterator[str]:
    for line in (LEXICON_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _listed(name: str) -> Iterator[str]:
    return (word.strip() for line in _lines(name) for word in line.split(",") if word.strip())


@cache
def compounds() -> frozenset[str]:
    """The words of several syllables, in small letters."""
    return frozenset(word.lstrip("~") for word in _listed("compounds.txt"))


@cache
def known_syllables() -> frozenset[str]:
    """The syllables of all compounds, and the small words."""
    return COMMON.union(*(word.split() for word in compounds()))


@cache
def pairs_by_plain() -> Mapping[str, tuple[str, ...]]:
    """The compounds of two syllables by their letters without marks."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted({word for word in _listed("compounds.txt") if not word.startswith("~")}):
        if word.count(" ") == 1:
            found[without_marks(word)] = (*found.get(without_marks(word), ()), word)
    return found


_SOUNDS_ALIKE = (("ng", "n"), ("n", "ng"), ("c", "t"), ("t", "c"))  # ends that the South says alike


@cache
def pairs_by_sound() -> Mapping[str, tuple[str, ...]]:
    """The compounds of two syllables by what they are written as where an end is heard as its like: «thư việng»."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in (word for words in pairs_by_plain().values() for word in words):
        first, second = pair.split(" ")
        written = [f"{other} {second}" for other in _ends(first)] + [f"{first} {other}" for other in _ends(second)]
        for one in written:
            found[one] = (*found.get(one, ()), pair)
    return found


def _ends(syllable: str) -> Iterator[str]:
    for end, other in _SOUNDS_ALIKE:
        stem = syllable.removesuffix(end)
        if stem and stem != syllable and not (end == "n" and syllable.endswith("ng")):
            yield stem + other


@cache
def foreign() -> frozenset[str]:
    """Loan words and names that are written with Vietnamese marks, in small letters."""
    return frozenset(_listed("foreign.txt"))


@dataclass(frozen=True, slots=True)
class Doubling:
    """When a word may be doubled: before these words only, or before all but those."""

    only: frozenset[str]
    never: frozenset[str]


@cache
def doublings() -> Mapping[str, Doubling]:
    """The words that may be doubled."""
    found = {}
    for line in _lines("reduplications.txt"):
        head, _plus, only = line.partition("+")
        word, _minus, never = head.partition(" - ")
        found[word.strip()] = Doubling(frozenset(only.split()), frozenset(never.split()))
    return found
