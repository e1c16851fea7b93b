"""The word lists beside this file: compounds, words that may be doubled, loan words, abbreviations."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qipsheets.vietnamese_text.syllables import without_diacritics

LEXICON_FOLDER = Path(__file__).parent

# Small words that go with anything: a pair with one of them does not show which compound was meant.
_COMMON_TEXT = """
có và của các cho là về với từ đến trong đã để do bị được theo cần phải tại khi ở một hai ba bốn năm sáu bảy tám
chín mười nếu mà này đó em bản bàn nam nữ sẽ đang không chưa như cũng rất hơn nhất thì ra vào lên xuống qua lại
đi sau trước trên dưới ngoài giữa mỗi từng mọi cả nhiều ít lớn nhỏ mới cũ tốt ai gì nào những hoặc vì nên còn
đều chỉ bằng nhằm bởi cùng sự việc cách điều cuộc nhận báo họp thiếu đủ thừa tới nay vẫn càng ngày tháng ban
chung riêng con cái người nhà bé lớp số sổ tên nơi chỗ lúc
"""
COMMON = frozenset(_COMMON_TEXT.split())
# Those of them that are nouns and begin many compounds: «nhà trương» is «nhà trường» all the same.
LEADING_NOUNS = frozenset(("nhà", "người", "lớp", "ban", "họp"))
# Nouns that may precede a compound that begins with the same syllable: «các tổ tổ chức họp».
ALONE = frozenset(
    ["tổ", "ban", "phòng", "hội", "đoàn", "bộ", "sở", "đội", "khối", "nhóm", "trường", "viện", "chi", "công"]
)


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
            found[without_diacritics(word)] = (*found.get(without_diacritics(word), ()), word)
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


@cache
def _abbreviations() -> Mapping[str, object]:
    return tomllib.loads((LEXICON_FOLDER / "abbreviations.toml").read_text(encoding="utf-8"))


@cache
def known_abbreviations() -> frozenset[str]:
    """Abbreviations that a school's papers need not explain."""
    known = _abbreviations()["known"]
    assert isinstance(known, list)
    return frozenset(known)


@cache
def long_forms() -> Mapping[str, str]:
    """The long forms of other usual abbreviations."""
    forms = _abbreviations()["long"]
    assert isinstance(forms, dict)
    return forms
