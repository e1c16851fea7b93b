"""Words that stand doubled: «ngày ngày 15», «thực hiện thực hiện»; words that may (luôn luôn) are left alone."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qipsheets.vietnamese_text.lexicon import ALONE, COMMON, compounds, doublings
from qipsheets.vietnamese_text.words import Slip, Word

_NEXT = re.compile(r"\s*(\d[\d–-]*|[^\W\d_]+)?")
_YEARS = re.compile(r"\d{4}\s*[-–]")


def doubled(text: str, found: Sequence[Word]) -> Iterator[Slip]:
    """The words and pairs of words that stand twice with nothing but blanks between."""
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if first.low == second.low and _adjoin(text, first, second) and not _meant(text, found, index):
            yield Slip("doubled", text[first.start : second.end], first.text, first.start)
        elif index + 3 < len(found) and first.low == found[index + 2].low and second.low == found[index + 3].low:
            yield from _pair(text, found, index)


def _pair(text: str, found: Sequence[Word], index: int) -> Iterator[Slip]:
    """«thực hiện thực hiện»; but «từng bước từng bước», and «cho học sinh học sinh học», where words meet."""
    four = found[index : index + 4]
    after = found[index + 4].low if index + 4 < len(found) else ""
    joined = all(_adjoin(text, left, right, least=1) for left, right in pairwise(four))
    before = found[index - 1].low if index else ""
    if f"{before} {four[0].low}" in compounds():
        return  # begins in the middle of a word: học [sinh học sinh học]
    if not joined or four[0].low in ("từng", "ngày", "càng", "đi", "mỗi") or f"{four[3].low} {after}" in compounds():
        return
    if four[0].low != four[1].low:
        yield Slip("doubled", text[four[0].start : four[3].end], text[four[0].start : four[1].end], four[0].start)


def _adjoin(text: str, first: Word, second: Word, least: int = 2) -> bool:
    """True where blanks of one line part two words, and the second does not begin a sentence or a name."""
    between = text[first.end : second.start]
    if not between or between.strip() or "\n" in between or len(first.text) < least:
        return False
    return first.text.isupper() or not second.text[0].isupper() or first.text[0].isupper()


def _meant(text: str, found: Sequence[Word], index: int) -> bool:
    word, end = found[index].low, found[index + 1].end
    match = _NEXT.match(text, end)
    following = (match[1] or "").lower() if match else ""
    before = found[index - 1].low if index else ""
    if _is_double(found, index + 2) or _is_double(found, index - 2):
        return True  # «ra ra vào vào», «lớp lớp người người»
    if word == "năm" and _YEARS.match(following + text[match.end() :] if match else ""):
        return True  # «kế hoạch năm năm 2021-2025»
    known = doublings().get(word)
    if known is not None:
        wanted = "#" if following[:1].isdigit() else following
        if known.only:
            return wanted in known.only
        return wanted not in known.never
    meets = f"{word} {following}" in compounds()
    return meets and (word in ALONE or f"{before} {word}" in compounds())


def _is_double(found: Sequence[Word], index: int) -> bool:
    """True where the two words from an index on are one word twice."""
    return 0 <= index < len(found) - 1 and found[index].low == found[index + 1].low


def is_sure(slip: Slip, text: str) -> bool:
    """True for a doubled word that no reader would mean: a small word (của của), or «ngày ngày 15»."""
    words = slip.part.lower().split()
    if len(words) != 2:
        return False
    after = _NEXT.match(text, slip.at + len(slip.part))
    before_number = bool(after and after[1] and after[1][0].isdigit())
    return (words[0] in COMMON and words[0] not in doublings()) or (words[0] in ("ngày", "tháng") and before_number)
