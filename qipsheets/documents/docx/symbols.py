"""Signs that a file holds in another way than Unicode: symbol fonts, raised and lowered figures, equations."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from qipsheets.documents.docx.markup import MATH, Element, children

_FONTS: Mapping[str, Mapping[str, str]] = {
    font: {chr(int(first, 16) + at): sign for first, signs in runs.items() for at, sign in enumerate(signs)}
    for font, runs in tomllib.loads(Path(__file__).with_name("symbols.toml").read_text(encoding="utf-8")).items()
}
_SYMBOL, _WINGDINGS = _FONTS["symbol"], _FONTS["wingdings"]
_UNKNOWN = "•"
SYMBOL_LETTERS = re.compile("[\uf000-\uf0ff]")
RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def shown_symbol(letter: str, font: str) -> str:
    """A character of a symbol font as the sign it prints; other letters stay as they are.

    Word keeps such characters in the private area of Unicode (F020 to F0FF), whichever font they belong to.
    """
    if not "\uf000" <= letter <= "\uf0ff":
        return letter
    code, table = chr(ord(letter) - 0xF000), _FONTS.get(font.casefold().strip())
    if table is None:  # the ticks and boxes of Wingdings are no signs of Symbol that anybody writes
        table = _WINGDINGS if code in "\xa7\xa8\xd8\xfc\xfd\xfe" else _SYMBOL
    if code.isspace():
        return " "
    return table.get(code, code if code.isascii() and table is _SYMBOL else _UNKNOWN)


def moved(text: str, table: dict[int, int]) -> str:
    """«2» as «²» or «₂» (RAISED, LOWERED), where every sign of the text has such a form; else the text as it is."""
    return text.translate(table) if all(ord(sign) in table for sign in text.strip()) else text


def equation(element: Element) -> str:
    """An equation in one line, as it is read: 18/27, x², √(a+b), (a+b)/c."""
    return "".join(_linear(tag, part) for tag, part in children(element))


def _linear(tag: str, element: Element) -> str:
    name = tag.removeprefix(MATH)
    if name == "t":
        return element.text or ""
    if name.endswith("Pr"):
        return ""
    if name == "f":
        return f"{_whole(_part(element, 'num'))}/{_whole(_part(element, 'den'))}"
    if name in ("sSup", "sSub", "sSubSup", "sPre"):
        low, high = _part(element, "sub"), _part(element, "sup")
        low = moved(low, LOWERED) if moved(low, LOWERED) != low else low and f"_{_whole(low)}"
        high = moved(high, RAISED) if moved(high, RAISED) != high else high and f"^{_whole(high)}"
        return f"{low}{high}{_part(element, 'e')}" if name == "sPre" else f"{_part(element, 'e')}{low}{high}"
    if name == "rad":
        return f"{moved(_part(element, 'deg'), RAISED)}√{_whole(_part(element, 'e'))}"
    if name == "d":
        open_, close = (element.find(f"{MATH}dPr/{MATH}{mark}") for mark in ("begChr", "endChr"))
        inner = "; ".join(equation(part) for part in element.findall(f"{MATH}e"))
        first = "(" if open_ is None else open_.get(f"{MATH}val") or ""
        return f"{first}{inner}{')' if close is None else close.get(f'{MATH}val') or ''}"
    return equation(element)


def _part(element: Element, name: str) -> str:
    found = element.find(f"{MATH}{name}")
    return "" if found is None else equation(found)


def _whole(text: str) -> str:
    """A part of an equation, in brackets where it is more than one sign or number."""
    return text if text.isalnum() or len(text) < 2 else f"({text})"
