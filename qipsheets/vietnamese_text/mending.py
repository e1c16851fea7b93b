"""A text with its mechanical slips mended: letters composed, blanks, quotes, small words that stand doubled."""

import re
import unicodedata
from collections.abc import Iterable

from qipsheets.vietnamese_text.doubled import is_sure
from qipsheets.vietnamese_text.slips import slips
from qipsheets.vietnamese_text.words import Slip

_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200b\u202f\u205f\u3000]+")
_AT_ENDS = re.compile(r"^ +| +$", re.MULTILINE)
_MECHANICAL = frozenset({"space_before", "no_space", "mixed", "year"})
_ROUNDS = 4


def tidied(text: str) -> str:
    """The text composed, each run of blanks one blank, none at the ends of its lines."""
    return _AT_ENDS.sub("", _BLANKS.sub(" ", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))).strip()


def mended(text: str) -> str:
    """The text with all that is mended without a doubt; mended again it stays as it is."""
    text = tidied(text)
    for _round in range(_ROUNDS):  # mending one slip may bring another to light: «của của , »
        found = [slip for slip in slips(text) if _is_mechanical(slip, text)]
        if not found:
            return text
        text = tidied(_replaced(text, found))
    return text


def _is_mechanical(slip: Slip, text: str) -> bool:
    if slip.kind == "doubled":
        return is_sure(slip, text)
    return slip.kind in _MECHANICAL and bool(slip.wanted) and slip.wanted != slip.part


def _replaced(text: str, found: Iterable[Slip]) -> str:
    """The slips replaced from the last to the first; of two that overlap the later stands."""
    edge = len(text)
    for slip in sorted(found, key=lambda slip: slip.at, reverse=True):
        end = slip.at + len(slip.part)
        if end <= edge and text[slip.at : end] == slip.part:
            text = text[: slip.at] + slip.wanted + text[end:]
            edge = slip.at
    return text
