"""What names a person in a text: the full name however it is spelt, mail addresses, phone numbers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import cast

from qipsheets.errors import UsageError
from qipsheets.language import _
from qipsheets.sheets.table import Formula, Plain
from qipsheets.vietnamese import fold, nfc, without_marks

ERASED = "(đã xóa)"
FEWEST_DIGITS = 8
_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[\w{_MARKS}]+")
_GAP = re.compile(r"[\s\-\u2010-\u2015\u200b\u00ad.]{1,5}")


@dataclass(frozen=True, slots=True)
class Traces:
    """A person's name as folded words, and the addresses and numbers that belong to it."""

    words: tuple[str, ...]
    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    _known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)  # texts looked at before

    @classmethod
    def of(cls, name: str) -> "Traces":
        """Of a full name. Raises UsageError for a single word, which would erase much else."""
        words = tuple(fold(match[0]) for match in _WORD.finditer(name))
        if len(words) < 2:
            raise UsageError(
                _("«{name}» is no full name.").format(name=name),
                _('Write the whole name, for example "Nguyễn Thị Thu An".'),
            )
        return cls(words)

    def with_contacts(self, mails: Iterable[str], phones: Iterable[str]) -> "Traces":
        """The same with mail addresses and phone numbers, as they are in cells."""
        found = {part.casefold() for mail in mails for part in re.split(r"[\s,;]+", mail) if "@" in part}
        digits = {national(part) for phone in phones for part in re.split(r"[,;/\n]+", phone)}
        long = frozenset(number for number in digits if len(number) >= FEWEST_DIGITS)
        return Traces(self.words, self.mails | found, self.phones | long)

    def names(self, text: str) -> bool:
        """True where the text is the name and nothing else."""
        return any(start == 0 and end == len(text) for start, end in self._spans(text.strip()))

    def erased(self, cell: object) -> object:
        """A cell, or a list of them, however deep, without the person; the very same where nothing was found."""
        if isinstance(cell, str):
            return self._text(cell)
        if isinstance(cell, list):
            cells = [self.erased(entry) for entry in cell]
            return cells if any(new is not old for new, old in zip(cells, cell, strict=True)) else cell
        if isinstance(cell, Formula):
            text, shown = self._text(cell.text), self.erased(cell.shown)
            same = text is cell.text and shown is cell.shown
            return cell if same else Formula(text, cast(Plain, shown))
        if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
            return ERASED if national(str(int(cell))) in self.phones else cell
        return cell

    def are_in(self, text: str) -> bool:
        """True where the text names the person."""
        return self._looked_at(text) != text

    def _text(self, text: str) -> str:
        new = self._known.get(text)
        if new is None:
            new = self._known[text] = self._looked_at(text)
        return text if new == text else new

    def _looked_at(self, text: str) -> str:
        new = text
        folded = fold(text)
        may_be_there = self.words[0] in folded or without_marks(self.words[0]) in folded
        for start, end in reversed(list(self._spans(text)) if may_be_there else []):
            new = new[:start] + ERASED + new[end:]
        for mail in self.mails:
            new = re.sub(rf"(?<![\w.+-]){re.escape(mail)}(?![\w-]|\.\w)", ERASED, new, flags=re.IGNORECASE)
        for phone in self.phones:
            spread = r"[\s.()\-]*".join(phone)
            new = re.sub(rf"(?<!\d)\(?(?:\+?84|0)?[\s.()\-]*{spread}(?!\d)", ERASED, new)
        return new

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the name is: its words in order, spelt with their marks or all without."""
        tokens = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        plain = [without_marks(word) for word in self.words]
        at = 0
        while at + len(self.words) <= len(tokens):
            part = tokens[at : at + len(self.words)]
            folded = [fold(word) for _start, _end, word in part]
            joined = all(_GAP.fullmatch(text[one[1] : other[0]]) for one, other in pairwise(part))
            if joined and (tuple(folded) == self.words or folded == plain):
                yield part[0][0], part[-1][1]
                at += len(self.words)
            else:
                at += 1


def national(phone: str) -> str:
    """A number's digits without the leading 0 or 84: «+84 912 345 678» and «0912.345.678» are one."""
    digits = re.sub(r"\D", "", nfc(phone))
    if digits.startswith("84") and len(digits) > FEWEST_DIGITS + 2:
        return digits[2:]
    return digits.removeprefix("0")
