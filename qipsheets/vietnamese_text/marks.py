"""Punctuation: quotes and brackets that do not pair, blanks before a mark, none after it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qipsheets.vietnamese_text.lexicon import ALONE, COMMON, compounds, doublings
from qipsheets.vietnamese_text.words import Slip, Word, low_at

# Each looks for the mark first and only then beside it: marks are few, blanks and letters many.
_BEFORE = re.compile(r"[.,;:!?](?<=[ \xa0\t].)(?![\d/.])")
_INSIDE = re.compile(r"\([ \xa0\t]+[^\s)\x00]{1,40}|\)(?<=[ \xa0\t]\))")
_AFTER = re.compile(r"[.,;:!?)](?=[^\W\d_])(?<=[^\W\d_].)")
# Two marks where one is meant; an ellipsis, lines of a form and «v.v..» are none of it.
_TWICE = re.compile(
    r"(?<=[^\W_]|[)»”%])(?:(?<!\d)[.](?=[.](?![./…]))[.]|[,;:]{2,}|[,;] [,;]|[,;][.](?![.…]))(?<!v\.\.)"
)
_WORD_BEHIND = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(r"(?:^|[\s(;,])(?:\d{1,2}|[a-zđ]|[ivxIVX]{1,4})\)$")
_CLOSES = {")": "(", "]": "[", "”": "“", "»": "«"}
_MARKS = re.compile(r"[()\[\]“”«»\"]")
_BLANK = re.compile(r"\s")
_SHORT = 40  # letters that are shown with a mark
MOST_UNPAIRED = 20  # marks without another half that are reported of one cell


def unpaired(text: str) -> Iterator[Slip]:
    """Quotes and brackets without their other half, or closed by a mark of another kind."""
    opened: list[tuple[str, int]] = []
    for match in _MARKS.finditer(text):
        mark, at = match[0], match.start()
        top = opened[-1][0] if opened else ""
        if mark in "([“«":
            opened.append((mark, at))
        elif mark == '"':
            opens = (at == 0 or text[at - 1].isspace()) and text[at + 1 : at + 2].strip()
            if top == '"' or (top == "“" and not opens):
                if top == "“":
                    yield _mixed(text, opened[-1][1], at)
                opened.pop()
            elif not (at and text[at - 1].isdigit()):  # 15" is a measure
                opened.append((mark, at))
        elif top == _CLOSES[mark]:
            opened.pop()
        elif mark == "”" and top == '"':
            yield _mixed(text, opened[-1][1], at)
            opened.pop()
        elif mark != ")" or not _LABEL.search(text[max(0, at - 8) : at + 1]):
            start = max(text.rfind(" ", 0, max(at - 1, 0)), text.rfind("\n", 0, at), at - _SHORT, -1) + 1
            yield Slip("unpaired", text[start : at + 1], "", start)
    for _mark, at in opened[:MOST_UNPAIRED]:
        blank = _BLANK.search(text, at + 2, at + _SHORT)
        yield Slip("unpaired", text[at : blank.start() if blank else at + _SHORT], "", at)


def _mixed(text: str, start: int, end: int) -> Slip:
    """A quotation that begins with one kind of mark and ends with another."""
    return Slip("mixed", text[start : end + 1], f"“{text[start + 1 : end]}”", start)


def spaces(text: str) -> Iterator[Slip]:
    """Blanks before a mark or inside brackets, and marks with no blank after them."""
    for match in _BEFORE.finditer(text):
        word, start = _word_before(text, match.start())
        if word and word[-1] not in ".,;:!?…-–+*•(":
            yield Slip("space_before", text[start : match.end()], word + match[0], start)
    if "(" in text or ")" in text:
        for match in _INSIDE.finditer(text):
            word, start = _word_before(text, match.start()) if match[0] == ")" else ("", match.start())
            part = text[start : match.end()]
            if len(part) > 1:
                yield Slip("space_before", part, re.sub(r"\s+", "", part), start)
    for match in _TWICE.finditer(text):
        word, start = _word_before(text, match.start())
        yield Slip("twice", text[start : match.end()], word + match[0][-1], start)
    for match in _AFTER.finditer(text):
        yield from _grown(text, match.start())


def _word_before(text: str, at: int) -> tuple[str, int]:
    """The word before the blanks that end at a place, and where it begins; "" where a mask or a line's start is."""
    blank = at
    while blank and text[blank - 1] in " \xa0\t":
        blank -= 1
    start = blank
    while start > max(0, blank - 60) and not text[start - 1].isspace() and text[start - 1] != "\x00":
        start -= 1
    return text[start:blank], start


def _grown(text: str, at: int) -> Iterator[Slip]:
    """A mark with a word right behind it: «viên,nhân», «trường.Nhà»; TP.Hà Nội, A,B and (s) are written so."""
    start = at
    while start and text[start - 1].isalpha():
        start -= 1
    first, mark = text[start:at], text[at]
    behind = _WORD_BEHIND.match(text, at + 1)
    second = behind[0] if behind else ""
    if len(second) < 2 or second.isupper() or (mark in ":.)" and len(first) < 2):
        return
    if mark == "." and not (second[0].isupper() and second[1:].islower()):
        return
    if mark == "." and first[0].isupper() and len(first) < 4 and first.isascii():
        return
    yield Slip("no_space", text[start : at + 1] + second, f"{text[start : at + 1]} {second}", start)


_NEXT = re.compile(r"\s*(\d[\d–-]*|[^\W\d_]+)?")
_YEARS = re.compile(r"\d{4}\s*[-–]")


def doubled(text: str, found: Sequence[Word]) -> Iterator[Slip]:
    """The words and pairs of words that are doubled, with only blanks between."""
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if first.low == second.low and _adjoin(text, first, second) and not _meant(text, found, index):
            yield Slip("doubled", text[first.start : second.end], first.text, first.start)
        elif index + 3 < len(found) and first.low == found[index + 2].low and second.low == found[index + 3].low:
            yield from _pair(text, found, index)


def _pair(text: str, found: Sequence[Word], index: int) -> Iterator[Slip]:
    """«thực hiện thực hiện»; but «từng bước từng bước», and «cho học sinh học sinh học», where words meet."""
    first, second, third, last = found[index : index + 4]
    if first.low == second.low or first.low in ("từng", "ngày", "càng", "đi", "mỗi"):
        return
    if f"{low_at(found, index - 1)} {first.low}" in compounds():
        return  # begins in the middle of a word: học [sinh học sinh học]
    if f"{last.low} {low_at(found, index + 4)}" in compounds():
        return
    if all(_adjoin(text, left, right, least=1) for left, right in pairwise((first, second, third, last))):
        yield Slip("doubled", text[first.start : last.end], text[first.start : second.end], first.start)


def _adjoin(text: str, first: Word, second: Word, least: int = 2) -> bool:
    """True where blanks of one line part two words, and the second does not begin a sentence or a name."""
    between = text[first.end : second.start]
    if not between or between.strip() or "\n" in between or len(first.text) < least:
        return False
    return first.text.isupper() or not second.text[0].isupper() or first.text[0].isupper()


def _meant(text: str, found: Sequence[Word], index: int) -> bool:
    word = found[index].low
    before = low_at(found, index - 1)
    match = _NEXT.match(text, found[index + 1].end)
    following = (match[1] or "").lower() if match else ""
    if _is_double(found, index + 2) or _is_double(found, index - 2):
        return True  # «ra ra vào vào», «lớp lớp người người»
    if word == "năm" and _YEARS.match(following + text[match.end() :] if match else ""):
        return True  # «kế hoạch năm năm 2021-2025»
    known = doublings().get(word)
    if known is not None:
        wanted = "#" if following[:1].isdigit() else following
        return wanted in known.only if known.only else wanted not in known.never
    return f"{word} {following}" in compounds() and (word in ALONE or f"{before} {word}" in compounds())


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
