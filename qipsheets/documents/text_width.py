"""How wide words are in Times New Roman, by the advance widths shipped with the program; no font is needed."""

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from qipsheets.vietnamese import nfc

FILE = Path(__file__).with_name("times_widths.json")
UNITS_PER_EM = 2048
POINT_MM = 25.4 / 72
_UNKNOWN = 1366  # two thirds of an em: wider than most letters, so that a guess does not overflow


@cache
def _widths(bold: bool, italic: bool) -> Mapping[str, int]:
    face = "_".join(name for name, on in (("bold", bold), ("italic", italic)) if on) or "regular"
    table = json.loads(FILE.read_text(encoding="utf-8"))
    return {letter: width for letter, width in zip(table["letters"], table[face], strict=True) if width}


@lru_cache(maxsize=20_000)
def _units(word: str, bold: bool, italic: bool) -> int:
    widths = _widths(bold, italic)
    return sum(widths.get(letter, _UNKNOWN) for letter in word)


def width_mm(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The width of a text on one line, in millimetres; `size` in points."""
    return _units(nfc(text), bold, italic) * size / UNITS_PER_EM * POINT_MM


def word_widths(text: str, size: float, *, bold: bool = False) -> list[float]:
    """The widths of a text's words in millimetres, and behind them that of a space; `size` in points."""
    scale = size / UNITS_PER_EM * POINT_MM
    return [_units(word, bold, False) * scale for word in (*nfc(text).split(), " ")]


def line_count(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """How many lines a paragraph takes in a column `width` millimetres wide; an overlong word is broken."""
    room = width / (size * POINT_MM) * UNITS_PER_EM
    return wrapped((_units(word, bold, False) for word in nfc(text).split()), _units(" ", bold, False), room)


def wrapped(words: Iterable[float], space: float, room: float) -> int:
    """How many lines words of these widths take; one wider than the room is broken."""
    lines, used = 1, 0.0
    for word in words:
        if used and used + space + word > room:
            lines, used = lines + 1, word
        else:
            used += word + (space if used else 0)
        if used > room:
            extra = int(used // room)
            lines, used = lines + extra, used - extra * room
    return lines
