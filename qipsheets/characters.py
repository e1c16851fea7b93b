"""Characters that look like others: one table for all who recognise words, find such slips or mend them."""

import re
import unicodedata
from functools import lru_cache

# What is typed by mistake, and what it is meant for. Zero-width characters stand for nothing and never for a blank.
LOOK_ALIKE_LETTERS = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "Ƣ": "Ư", "ƣ": "ư"}
HYPHENS = "\u2010\u2011"  # nobody tells them from a hyphen; a dash is a sign of its own
ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\ufeff\u00ad"
BLANKS = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
ODD = re.compile(f"[{''.join(LOOK_ALIKE_LETTERS)}{HYPHENS}{ZERO_WIDTH}]")
_MENDED = str.maketrans(LOOK_ALIKE_LETTERS | dict.fromkeys(HYPHENS, "-") | dict.fromkeys(ZERO_WIDTH, ""))
_DASHES = str.maketrans(dict.fromkeys("\u2012\u2015\u2212\ufe58\ufe63\uff0d", "-") | dict.fromkeys(BLANKS, " "))


def mended_letters(text: str) -> str:
    """The text with every look-alike letter mended and every zero-width character gone."""
    return text.translate(_MENDED) if ODD.search(text) else text


@lru_cache(maxsize=5_000)
def recognised(text: str) -> str:
    """The text as it is meant: composed, with usual letters, hyphens and blanks, and nothing unseen."""
    return text if text.isascii() else unicodedata.normalize("NFC", mended_letters(text).translate(_DASHES))


def raw_place(text: str, place: int) -> int:
    """Where in a text as written a place of the recognised text is: what comes before it stays before it."""
    if recognised(text) == text:
        return place
    at = 0
    while at < len(text) and len(recognised(text[: at + 1])) <= place:
        at += 1
    return at
