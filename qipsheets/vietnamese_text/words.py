"""A text as words with their places, without the parts that are no language: addresses, codes, numbers of papers."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qipsheets.characters import ODD
from qipsheets.language import N_

_NO_LANGUAGE = re.compile(
    r"https?://\S+|www\.\S+|[^\s@]{1,80}@\S+|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:vn|com|net|org|edu|example)\b\S*"
    r"|\[[^\]\s]{3,30}\]|\bMC\.[\d.]+\b|\b[A-ZĐ]{2}-\d{3}\b|\b[\w-]{1,80}\.(?:docx?|xlsx?|pdf|toml|csv|pptx?)\b"
    r"|\b\d+[a-z]?\s?/(?:\s?\d{4}\s?/)?\s?[A-ZĐ][\wĐ&.]*(?:\s?[-–/]\s?[A-ZĐ][\wĐ&.]*)+|\b\d+/(?:\d{4}/)?[A-ZĐ]{2}[\wĐ&.]*|\b\d+-[A-ZĐ]+/[A-ZĐ]+"
)
_WORD = re.compile(r"[^\W\d_]+")
# Ranges such as À-Ỹ mix small letters and capitals, so the two are listed.
CAPITAL = "[A-ZĐ" + "".join(chr(code) for code in range(0xC0, 0x1EFA) if chr(code).isupper()) + "]"
SMALL = "[a-zđ" + "".join(chr(code) for code in range(0xC0, 0x1EFA) if chr(code).islower()) + "]"
_HINT = re.compile(r"[@\[/]|\.\w|-\d")


class Word(NamedTuple):
    """A run of letters: as written, in small letters, and its place."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A part of a text that looks wrong: what kind of slip, the part exactly as written, what to write instead."""

    kind: str
    part: str
    wanted: str = ""
    at: int = 0


def without_codes(text: str) -> str:
    """The text with addresses, codes and numbers replaced by NUL characters, so that places stay the same."""
    if not _HINT.search(text):
        return text
    return _NO_LANGUAGE.sub(lambda match: "\x00" * len(match[0]), text)


def words(text: str) -> list[Word]:
    """The words of a text that was masked, in order."""
    return [Word(match[0], match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text)]


def low_at(found: Sequence[Word], index: int) -> str:
    """The word of an index in small letters; empty before the first and behind the last."""
    return found[index].low if 0 <= index < len(found) else ""


def is_abbreviation(word: str) -> bool:
    """True for a word in capitals alone that bears no tone: UBND, KĐCL."""
    return len(word) > 1 and word.isupper() and not _TONED.search(word)


_TONED = re.compile("[ÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ]")


CONTEXT = 18
_DOUBLED, _FIXED, _APART, _CODED = "·", "⍽", "◌", "[U+"
# What `differing` writes for what a person cannot see, and what it means.
SIGNS: Mapping[str, str] = {
    _DOUBLED: N_("· is a blank too many"),
    _FIXED: N_("⍽ is a blank at which no line breaks"),
    _APART: N_("◌ stands before a mark typed apart from its letter"),
    _CODED: N_("[U+…] is a strange character that looks like a usual one"),
}


def differing(old: str, new: str) -> tuple[str, str]:
    """The parts that differ, from the first to the last difference; what a person cannot see is made visible."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return _shown(old, start, len(old) - end), _shown(new, start, len(new) - end)


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    different = (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right)
    return next(different, min(len(one), len(other)))


def _shown(text: str, start: int, end: int) -> str:
    left, right = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    part = "".join(f"{_APART}{mark}" if unicodedata.combining(mark) else mark for mark in text[left:right])
    part = ODD.sub(lambda match: f"{_CODED}{ord(match[0]):04X}]", part.replace("\u00a0", _FIXED))
    part = re.sub("(?<= ) ", _DOUBLED, part)
    return ("…" if left else "") + part + ("…" if right < len(text) else "")
