"""What a written Vietnamese syllable may be: its beginning, its rhyme, its tone and the place of the tone mark."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from qipsheets.vietnamese import without_marks

TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # ngang, huyền, hỏi, ngã, sắc, nặng
_STOPPED = ("p", "t", "c", "ch")
_ONSETS = (
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch", "qu",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_WRITTEN_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê
êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang
oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt
ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya
uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu ynh
"""
_RHYMES = frozenset(_WRITTEN_RHYMES.split())
# What follows «qu»: the u is the syllable's glide, so a rhyme that begins with u or o cannot follow, but ôc can.
_AFTER_QU = frozenset(
    rhyme for rhyme in _RHYMES if rhyme[0] in "aăâeêiyơ" and rhyme[:2] not in ("ia", "iê", "iu", "ưa")
) | {"ôc", "yên", "yêt", "ynh", "yt", "ya", "ych", "yu", "yp"}
_FRONT = "eêiy"
_MARKED = "ăâêôơư"
_VOWELS = "aăâeêioôơuưy"


@dataclass(frozen=True, slots=True)
class Syllable:
    """A written syllable in its parts; `tone_at` is the place of the tone mark in the whole word, None without one."""

    onset: str
    rhyme: str
    tone: int
    tone_at: int | None


@lru_cache(maxsize=50_000)
def bare(word: str) -> tuple[str, int, int | None, int]:
    """A word in small letters without its tone: the letters, the tone, its place, how many tone marks there were."""
    letters: list[str] = []
    tone, place, count = 0, None, 0
    for letter in unicodedata.normalize("NFD", word.casefold()):
        if letter in TONES and letter:
            tone, place, count = TONES[letter], len(letters) - 1, count + 1
        elif unicodedata.combining(letter) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + letter)
        else:
            letters.append(letter)
    return "".join(letters), tone, place, count


@lru_cache(maxsize=50_000)
def parsed_syllable(word: str) -> Syllable | None:
    """The syllable of a word of letters, wherever its tone mark is; None where no Vietnamese syllable is so."""
    letters, tone, place, count = bare(word)
    if count > 1 or (place is not None and (place < 0 or letters[place] not in _VOWELS)):  # -1: on no letter
        return None
    for onset in _ONSETS:
        if letters.startswith(onset):
            rhyme = letters[len(onset) :]
            if _fits(onset, rhyme, tone):
                return Syllable(onset, rhyme, tone, place)
    # «gì», «giếng», «gìn»: the i belongs to the rhyme and to the beginning.
    if letters.startswith("gi") and _fits("d", letters[1:], tone):
        return Syllable("g", letters[1:], tone, place)
    return None


def _fits(onset: str, rhyme: str, tone: int) -> bool:
    if rhyme not in (_AFTER_QU if onset == "qu" else _RHYMES):
        return False
    if rhyme.endswith(_STOPPED) and tone not in (4, 5):
        return False
    first = rhyme[0]
    if onset in ("k", "gh", "ngh"):
        return first in _FRONT
    if onset in ("c", "g", "ng"):
        return first not in _FRONT
    if onset == "gi":
        return first not in "iy"
    if first == "y" and onset not in ("", "qu"):
        return rhyme == "y" and onset in ("h", "k", "l", "m", "t", "s", "v", "đ", "n", "b", "d")  # kỹ, lý, Đỗ Mỹ
    return onset != "" or rhyme not in ("iêm", "iên", "iêt", "iêu")  # yên, yêu


_FOREIGN_END = re.compile(r"(?:[bdđvxq]|(?<![cn])h|(?<!n)g)$")


def sounds_foreign(word: str) -> bool:
    """True where a word begins or ends in consonants that no Vietnamese word begins or ends in: «Bhuôch», «Hôih»."""
    letters = bare(word)[0]
    if _FOREIGN_END.search(letters):
        return True
    first = next((index for index, letter in enumerate(letters) if letter in _VOWELS), len(letters))
    return first > 1 and letters[:first] not in _ONSETS and letters[0] != letters[1]


def is_syllable(word: str) -> bool:
    """True where the letters and the tone make a Vietnamese syllable, its tone mark at a usual place."""
    syllable = parsed_syllable(word)
    return syllable is not None and (syllable.tone_at is None or syllable.tone_at in tone_places(word))


@lru_cache(maxsize=50_000)
def tone_places(word: str) -> tuple[int, ...]:
    """Where the tone mark of a syllable may be: two places for oa, oe and uy at the end (hòa, hoà), else one."""
    syllable = parsed_syllable(word)
    if syllable is None:
        return ()
    start = len(bare(word)[0]) - len(syllable.rhyme)
    rhyme = syllable.rhyme
    if rhyme in ("oa", "oe", "uy"):
        return (start, start + 1)
    marked = [index for index, letter in enumerate(rhyme) if letter in _MARKED]
    vowels = [index for index, letter in enumerate(rhyme) if letter in _VOWELS]
    if marked:
        return (start + marked[-1],)
    if rhyme[-1] not in _VOWELS:
        return (start + vowels[-1],)
    return (start + vowels[1 if len(vowels) == 3 else 0],)


def with_tone(letters: str, tone: int, place: int) -> str:
    """Letters without a tone, with one at a place, composed."""
    mark = next(mark for mark, number in TONES.items() if number == tone)
    return unicodedata.normalize("NFC", letters[: place + 1] + mark + letters[place + 1 :])


def respelt(word: str, place: int) -> str:
    """The word with its tone mark at another place, its capitals kept."""
    letters, tone, _place, _count = bare(word)
    return like(word, with_tone(letters, tone, place))


def like(word: str, wanted: str) -> str:
    """The wanted word in the capitals of the one it replaces."""
    if word.isupper() and len(word) > 1:
        return wanted.upper()
    return wanted[:1].upper() + wanted[1:] if word[:1].isupper() else wanted


def has_marks(word: str) -> bool:
    """True where a letter bears a mark of Vietnamese writing, đ too."""
    return not word.isascii() and without_marks(word) != word


def halves(word: str) -> tuple[str, ...]:
    """The two syllables a word falls apart in, where both are syllables of two letters and more: nhàtrường."""
    for cut in range(len(word) - 2, 1, -1):
        left, right = word[:cut], word[cut:]
        if is_syllable(left) and is_syllable(right) and (has_marks(left) or has_marks(right)):
            return left, right
    return ()
