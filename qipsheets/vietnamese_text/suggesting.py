"""What was meant by a word that is no syllable: near spellings that are, the one that makes a known word first."""

from collections.abc import Iterator
from functools import lru_cache

from qipsheets.vietnamese_text.lexicon import compounds, known_syllables
from qipsheets.vietnamese_text.syllables import bare, is_syllable, parsed, tone_places, with_tone

_TWINS = {
    "a": "ăâ", "ă": "aâ", "â": "aă", "e": "ê", "ê": "e", "o": "ôơ", "ô": "oơ", "ơ": "oô", "u": "ư", "ư": "u",
    "i": "y", "y": "i", "d": "đ", "đ": "d",
}  # fmt: skip
_LETTERS = "abcdeghiklmnopqrstuvxyăâđêôơư"


@lru_cache(maxsize=5_000)
def suggestion(word: str, before: str = "", after: str = "") -> str:
    """The word meant: one that makes a known word with its neighbours, else the only near one; else ""."""
    near = tuple(dict.fromkeys((*_twins(word), *_edits(word))))
    fitting = [one for one in near if f"{before} {one}" in compounds() or f"{one} {after}" in compounds()]
    if fitting:
        return fitting[0]
    for close in (dict.fromkeys(_twins(word)), dict.fromkeys(_shorter(word))):
        known = [one for one in close if one in known_syllables()]
        if len(known) == 1:
            return known[0]
    return ""


def _twins(word: str) -> Iterator[str]:
    """The word with one or two letters changed for their twins (ưo, ươ), the tone where it belongs."""
    letters, tone, _place, count = bare(word)
    if count > 1:
        return
    once = list(_changed(letters))
    for changed in (*once, *(twice for one in once for twice in _changed(one))):
        yield from _toned(changed, tone)


def _changed(letters: str) -> Iterator[str]:
    for index, letter in enumerate(letters):
        for twin in _TWINS.get(letter, ""):
            yield letters[:index] + twin + letters[index + 1 :]


def _edits(word: str) -> Iterator[str]:
    """Two letters swapped, one too many, one too few, one wrong, or another tone."""
    letters, tone, _place, _count = bare(word)
    for index in range(len(letters) - 1):
        swapped = letters[:index] + letters[index + 1] + letters[index] + letters[index + 2 :]
        yield from _toned(swapped, tone)
    yield from _shorter(word)
    for index in range(len(letters) + 1):
        for letter in _LETTERS:
            yield from _toned(letters[:index] + letter + letters[index:], tone)
    for other in range(6):
        yield from _toned(letters, other)
    for index in range(len(letters)):
        for letter in _LETTERS:
            yield from _toned(letters[:index] + letter + letters[index + 1 :], tone)


def _shorter(word: str) -> Iterator[str]:
    """The word without one of its letters."""
    letters, tone, _place, _count = bare(word)
    for index in range(len(letters)):
        yield from _toned(letters[:index] + letters[index + 1 :], tone)


def _toned(letters: str, tone: int) -> Iterator[str]:
    """The letters with the tone at its place, where that is a syllable."""
    if parsed(letters) is None and tone == 0:
        return
    for place in range(len(letters)) if tone else (0,):
        word = with_tone(letters, tone, place) if tone else letters
        if is_syllable(word) and (not tone or place == tone_places(word)[0]):
            yield word
            return
