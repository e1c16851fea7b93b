"""The labels of parts, sections and points: I., 1., 1.1., a), -, read and put in their order."""

import re
from dataclasses import dataclass

from qipsheets.documents.checking.paper import Paragraph
from qipsheets.vietnamese import nfc

LETTERS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese alphabet as points are counted
_ROMAN = {"I": 1, "V": 5, "X": 10}
_FORMS = (
    ("roman", re.compile(r"(?P<value>[IVX]{1,6})\s*(?P<sign>[.)/:-])\s*(?=\S)"), "."),
    ("arabic", re.compile(r"(?P<value>\d{1,2})\s*(?P<sign>[.)/])(?!\d)\s*(?=\D)"), "."),
    ("sub", re.compile(r"(?P<value>\d{1,2}(?:\.\d{1,2})+)(?P<sign>[.)]?)\s+(?=\S)"), "."),
    ("letter", re.compile(r"(?P<value>[a-zđ])\s*(?P<sign>[.)/])\s*(?=\S)"), ")"),
)
_DASH = re.compile(r"[-–—+•*·]\s*\S")


@dataclass(frozen=True, slots=True)
class Label:
    """A paragraph's label: its kind, its value as written and as a number, its sign, and the sign it should bear."""

    kind: str = ""  # roman, arabic, sub, letter, dash
    value: str = ""
    number: int = 0
    sign: str = ""
    wanted: str = ""

    @property
    def text(self) -> str:
        """The label as written."""
        return f"{self.value}{self.sign}"


NONE = Label()


def label_of(paragraph: Paragraph) -> Label:
    """The label of a paragraph, typed or counted by Word; NONE where it has none."""
    text = nfc(paragraph.whole)
    for kind, form, wanted in _FORMS:
        match = form.match(text)
        number = _number(kind, match["value"]) if match else 0
        if match and number:
            return Label(kind, match["value"], number, match["sign"], wanted)
    return Label("dash") if _DASH.match(text) else NONE


def _number(kind: str, value: str) -> int:
    """The place in its count, from 1; 0 for what is no label of the kind."""
    if kind == "roman":
        values = [_ROMAN[letter] for letter in value]
        number = sum(-one if one < later else one for one, later in zip(values, [*values[1:], 0], strict=True))
        return number if roman(number) == value else 0
    if kind == "letter":
        return LETTERS.find(value) + 1
    return int(value.rpartition(".")[2])


def roman(number: int) -> str:
    """4 is IV."""
    text = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (number // value)
        number %= value
    return text


def spelt(label: Label, number: int) -> str:
    """The label of another place in the same count, with the sign the law asks for."""
    if label.kind == "roman":
        return f"{roman(number)}."
    if label.kind == "letter":
        return f"{LETTERS[min(number, len(LETTERS)) - 1]})"
    before = label.value.rpartition(".")[0]
    return f"{before}.{number}." if label.kind == "sub" else f"{number}."
