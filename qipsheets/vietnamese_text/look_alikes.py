"""Characters that look like others: one table for all who recognise words, find such slips or mend them."""

import re

from qipsheets.vietnamese import nfc

# What is typed by mistake, and what it is meant for. Zero-width characters stand for nothing and never for a blank.
LETTERS = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "Ƣ": "Ư", "ƣ": "ư"}
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\ufeff\u00ad"
_MEANT = str.maketrans(
    LETTERS | dict.fromkeys(HYPHENS, "-") | dict.fromkeys(BLANKS, " ") | dict.fromkeys(ZERO_WIDTH, "")
)
# Two hyphens that nobody tells from a hyphen; a dash is a sign of its own and stays where text is mended.
_MENDED = str.maketrans(LETTERS | {"\u2010": "-", "\u2011": "-"} | dict.fromkeys(ZERO_WIDTH, ""))
ODD = re.compile(f"[{''.join(LETTERS)}\u2010\u2011{ZERO_WIDTH}]")


def recognised(text: str) -> str:
    """The text in the characters it is meant in: composed, with usual letters, hyphens and blanks, nothing unseen."""
    return text if text.isascii() else nfc(text.translate(_MEANT))


def mended_letters(text: str) -> str:
    """The text with every look-alike letter mended and every zero-width character gone; dashes and blanks stay."""
    return text if text.isascii() else text.translate(_MENDED)
