"""Syllables that cannot be, tone marks at the wrong place, words torn apart or glued, near misses of known words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qipsheets.vietnamese import without_marks
from qipsheets.vietnamese_text import lexicon, syllables
from qipsheets.vietnamese_text.lexicon import COMMON, LEADING_NOUNS, compounds
from qipsheets.vietnamese_text.syllables import has_marks, is_syllable, like, parsed_syllable, respelt, tone_places
from qipsheets.vietnamese_text.words import CAPITAL, SMALL, Slip, Word, is_abbreviation, low_at

_TWINS = {
    "a": "ăâ", "ă": "aâ", "â": "aă", "e": "ê", "ê": "e", "o": "ôơ", "ô": "oơ", "ơ": "oô", "u": "ư", "ư": "u",
    "i": "y", "y": "i", "d": "đ", "đ": "d",
}  # fmt: skip
_LETTERS = "abcdeghiklmnopqrstuvxyăâđêôơư"


@lru_cache(maxsize=5_000)
def suggestion(word: str, before: str = "", after: str = "") -> str:
    """The word meant: one that makes a known word with its neighbours, else the only near one; else ""."""
    for one in (*_twins(word), *_edits(word)):
        if _is_joined(one, before, after):
            return one
    for close in (_twins(word), _shorter(word)):
        known = lexicon.known_syllables().intersection(close)
        if len(known) == 1:
            return next(iter(known))
    return ""


def _is_joined(word: str, before: str, after: str) -> bool:
    """True where a word makes a known one with the word before it or behind it."""
    return f"{before} {word}" in compounds() or f"{word} {after}" in compounds()


def _twins(word: str) -> Iterator[str]:
    """The word with one or two letters changed for their twins (ưo, ươ), the tone where it belongs."""
    letters, tone, _place, count = syllables.bare(word)
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
    letters, tone, _place, _count = syllables.bare(word)
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
    letters, tone, _place, _count = syllables.bare(word)
    for index in range(len(letters)):
        yield from _toned(letters[:index] + letters[index + 1 :], tone)


def _toned(letters: str, tone: int) -> Iterator[str]:
    """The letters with the tone at its place, where that is a syllable."""
    if parsed_syllable(letters) is None and tone == 0:
        return
    for place in range(len(letters)) if tone else (0,):
        word = syllables.with_tone(letters, tone, place) if tone else letters
        if is_syllable(word) and (not tone or place == tone_places(word)[0]):
            yield word
            return


# Names of other peoples begin as no Vietnamese word does: Kpă, Bhuôch, Chnăm.
_MINORITY = re.compile(r"(?:[bcđghkprs][lr]|kp|kb|mn|[sx]t|h[mr]|[jfwz]|chr|.*(?:k|[rsl])$)", re.IGNORECASE)
_TAIL = re.compile(r"\s*[-–]\s*\d+")
_TELEX = "sfrxj"
_COUNTED = re.compile(r"\b(năm|tháng|ngày|lớp|mức|khối|quý|tuần|chương|khoản|điều|kỳ)(\d+)\b", re.IGNORECASE)
_RUN = re.compile(r"[^\W\d_]\d")
_UNITS = frozenset(["m", "g", "h", "l", "k", "a", "b", "c", "d", "e", "x", "v", "i", "y", "n", "đ"])
LONGEST = 24  # letters of a word that is looked at closely
# Ends of words that are no words, but would be syllables by their letters: «chuy ên», «tr ường».
_HALF_TEXT = "ên ền ến ển ện ết ệt êu ều ếu ểu ệu ường ưởng ướng ượng ưỡng ược ượt uyết uyệt uật oạt oạch"
_HALVES = frozenset(_HALF_TEXT.split())
_INNER = re.compile(rf"[^\W\d_]*{SMALL}(?={CAPITAL}{SMALL})")


def misspelt(text: str, found: Sequence[Word]) -> Iterator[Slip]:
    """Torn, glued and impossible words, and tone marks at a wrong place, in the order of the text."""
    skip = -1
    for index, word in enumerate(found):
        if index <= skip or len(word.text) > 10 * LONGEST or not suspect(word.text):
            continue
        if len(word.text) == 1 and text[: word.start][-1:].isdigit():
            continue  # a unit: 1.500.000đ
        torn = _torn(text, found, index)
        if torn is not None:
            slip, skip = torn
            yield slip
            continue
        if is_syllable(word.low) or word.low == "đ":
            continue  # «oi ả», «điểm đ»: suspect only as a piece of a torn word
        before, after = low_at(found, index - 1), low_at(found, index + 1)
        if has_marks(word.text) or _is_slip(word, before, after):
            slip = _impossible(word, before, after)
            # «Bhuôch»: its consonants are there in no Vietnamese word; where no known word was meant, it is a name.
            foreign_name = word.text[0].isupper() and slip.kind == "syllable" and syllables.sounds_foreign(word.low)
            if not foreign_name or _is_joined(slip.wanted.lower(), before, after):
                yield slip
    for match in _COUNTED.finditer(text) if _RUN.search(text) else ():
        yield Slip("glued", match[0], f"{match[1]} {match[2]}", match.start())


@lru_cache(maxsize=50_000)
def suspect(word: str) -> bool:
    """True for a word that is no syllable, no abbreviation and no loan word, or for a single letter."""
    low = word.lower()
    if len(word) == 1:
        return word.islower() and (word not in "ýyàởôổừùáêếéơờớăâủứỷúìạ")
    if is_abbreviation(word) or low in lexicon.foreign() or is_syllable(low):
        return word in _HALVES
    return not (word[0].isupper() and _MINORITY.match(word) and not _INNER.match(word))


def _torn(text: str, found: Sequence[Word], index: int) -> tuple[Slip, int] | None:
    """A word that Word left in two pieces: «Covi d -19», «trườ ng», «giá o viên»; with the index of its last piece."""
    for first in (index, index - 1):
        if first < 0 or first + 1 >= len(found):
            continue
        left, right = found[first], found[first + 1]
        between = text[left.end : right.start]
        if not between or between.strip(" \xa0") or not right.text.islower() or is_abbreviation(left.text):
            continue
        joined = left.low + right.low
        if not (joined in lexicon.foreign() or (has_marks(joined) and is_syllable(joined))):
            continue
        alone = len(right.text) == 1 or len(left.text) == 1
        both = is_syllable(left.low) and is_syllable(right.low)
        unit = alone and right.text in _UNITS and is_syllable(left.low)
        are_words = (both and (alone or right.low in _HALVES)) or unit
        if are_words and not _is_joined(joined, low_at(found, first - 1), low_at(found, first + 2)):
            continue
        tail = _TAIL.match(text, right.end) if joined in lexicon.foreign() else None
        end = tail.end() if tail else right.end
        rest = re.sub(r"\s", "", tail[0]) if tail else ""
        return Slip("split", text[left.start : end], like(left.text, joined) + rest, left.start), first + 1
    return None


def _is_slip(word: Word, before: str, after: str) -> bool:
    """A word without marks that is no syllable may be foreign, unless mended it makes a word: «triển khaii»."""
    if len(word.text) < 3 or not word.text.islower() or len(word.text) > 8:
        return False
    known = lexicon.pairs_by_plain()
    if any(pair not in known.get(pair, (pair,)) for pair in (f"{before} {word.low}", f"{word.low} {after}")):
        return True  # «tien do» for «tiến độ», typed without any mark
    if word.low[-1] in _TELEX and known.get(without_marks(f"{before} {word.low[:-1]}")):
        return True  # «dạy hocj», typed while the keyboard knew no Vietnamese
    better = suggestion(word.low, before, after)
    return bool(better) and _is_joined(better, before, after)


def _impossible(word: Word, before: str, after: str) -> Slip:
    inner = _INNER.match(word.text)
    if inner:
        cut = inner.end()
        return Slip("glued", word.text, f"{word.text[:cut]} {word.text[cut:]}", word.start)
    if parsed_syllable(word.low) is not None:  # a syllable whose tone mark is on the wrong letter
        return Slip("syllable", word.text, respelt(word.text, tone_places(word.low)[0]), word.start)
    if len(word.text) > LONGEST:
        return Slip("syllable", word.text, "", word.start)
    better = suggestion(word.low, before, after)
    if parts := syllables.halves(word.low):
        left, right = parts
        # «sởvật» between «cơ» and «chất»: the halves are words with each other or with their neighbours.
        known = {f"{left} {right}", f"{before} {left}", f"{right} {after}"} & compounds()
        if known or (not better and min(len(left), len(right)) > 2):
            cut = len(left)
            return Slip("glued", word.text, f"{word.text[:cut]} {word.text[cut:]}", word.start)
    return Slip("syllable", word.text, like(word.text, better) if better else "", word.start)


def near_misses(text: str, found: Sequence[Word]) -> Iterator[Slip]:
    """Pairs that are a known word but for their marks: «Hiệu trường», «kê hoạch»."""
    for index in range(len(found) - 1):
        left, right = found[index], found[index + 1]
        wanted = near(left.low, right.low)
        if not wanted or text[left.end : right.start].strip(" \xa0") or left.end == right.start:
            continue
        before, after = low_at(found, index - 1), low_at(found, index + 2)
        if f"{before} {left.low}" in compounds() or f"{right.low} {after}" in compounds():
            continue  # the two belong to other words: «thông báo về», «cần bổ sung»
        if right.text[0].isupper() and not left.text.isupper():
            continue  # a name: «xã Minh Chúng»
        one, two = wanted.split(" ")
        better = like(left.text, one) + text[left.end : right.start] + like(right.text, two)
        yield Slip("near", text[left.start : right.end], better, left.start)


@lru_cache(maxsize=100_000)
def near(left: str, right: str) -> str:
    """The one known word that a pair is but for its marks; nothing where it is a word itself or might be others."""
    pair = f"{left} {right}"
    if pair in compounds() or not (is_syllable(left) and is_syllable(right)):
        return ""  # an impossible syllable is found as such
    known = lexicon.pairs_by_plain().get(without_marks(pair), ())
    if not known:  # «thư việng», «giáo dụt»: ends that the South says alike; nothing beside a small word
        heard = lexicon.pairs_by_sound().get(pair, ())
        return heard[0] if len(heard) == 1 and not {left, right} & (COMMON - LEADING_NOUNS) else ""
    if any(_without_tone_place(word) == _without_tone_place(pair) for word in known):
        return ""  # «uỷ ban» is «ủy ban»
    # dạy đủ is no slip for đầy đủ: three marks apart; nor trong độ for trong đó: small words go with anything.
    near_ones = [word for word in known if _one_slip(word, left, right) and _marks_apart(pair, word) <= 2]
    if not near_ones and pair == without_marks(pair) and not {left, right} & COMMON:
        near_ones = list(known)  # typed without any mark
    return near_ones[0] if len(near_ones) == 1 else ""


def _one_slip(word: str, left: str, right: str) -> bool:
    """True where a pair differs from a known word in one syllable, and neither of its two is a small word."""
    first, second = word.split(" ")
    same, other = (left, right) if first == left else (right, left)
    return (first == left or second == right) and other not in COMMON and same not in COMMON - LEADING_NOUNS


def _marks_apart(first: str, second: str) -> int:
    """By how many marks two words of the same plain letters differ."""
    one, two = unicodedata.normalize("NFD", first), unicodedata.normalize("NFD", second)
    rest = Counter(one)
    rest.subtract(Counter(two))
    return max(sum(count for count in rest.values() if count > 0), sum(-count for count in rest.values() if count < 0))


def _without_tone_place(pair: str) -> list[tuple[str, int]]:
    """The letters and the tone of each word, wherever its mark is."""
    return [syllables.bare(word)[:2] for word in pair.split(" ")]


def tone_styles(found: Sequence[Word]) -> Iterator[Slip]:
    """Words with two usual places for their tone mark: which of the two was chosen, and the other spelling."""
    for word in found:
        if word.text.isascii() or not word.text.islower():
            continue  # a name keeps the spelling its bearer uses
        placed = tone_style(word.low)
        if placed:
            places = tone_places(word.low)
            yield Slip(placed, word.text, respelt(word.text, places[1 if placed == "tone_old" else 0]), word.start)


@lru_cache(maxsize=50_000)
def tone_style(word: str) -> str:
    syllable = parsed_syllable(word)
    if syllable is None or syllable.tone_at is None:
        return ""
    places = tone_places(word)
    if len(places) < 2 or syllable.tone_at not in places:
        return ""
    return "tone_old" if syllable.tone_at == places[0] else "tone_new"
