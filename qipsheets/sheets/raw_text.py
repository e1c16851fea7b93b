"""Text as in the cells, before reading cleans it: letters not composed, characters that cannot be printed."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from qipsheets.characters import ODD, mended_letters
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Finding, Rule, Severity
from qipsheets.plan.values import Place
from qipsheets.sheets.cell_rules import UNPRINTABLE
from qipsheets.sheets.headings import finding, positions, shown
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Table

DECOMPOSED = Rule(
    "TEXT-01",
    N_("Letters are put together from several characters"),
    Severity.INFO,
    N_("Such text looks right, but a search does not find it and some fonts tear the marks off."),
    N_("Run «qipsheets fix»: it joins letters and marks; to the eye nothing changes."),
    source="30/2020/NĐ-CP",
    example="e + ^ + ́ → ế",
)
LOOK_ALIKE = Rule(
    "TEXT-15",
    N_("A character only looks like the one meant, or cannot be seen"),
    Severity.INFO,
    N_("Ð of another alphabet, ƣ for ư, a hyphen of another kind, blanks without width: a search finds none of them."),
    N_("Run «qipsheets fix»: it puts the usual characters and takes out what cannot be seen."),
    example="Ðạt (U+00D0) → Đạt",
)
_WORD = re.compile(r"[\w\u0300-\u036f]*[\u0300-\u036f][\w\u0300-\u036f]*")
# Control characters, private signs of symbol fonts, halves of pairs, the mark of what was lost; no tabs or new lines.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufff9-\uffff]")
_BESIDE = 12


def text_cells(tab: Tab, table: Table, wanted: Callable[[str], bool] = bool) -> Iterator[tuple[Place, str, str]]:
    """The input cells of a tab that hold text, or such as is wanted: place, heading, text as in the cell.

    Formulas are left out.
    """
    place = positions(tab, table.headings)
    if "key" not in place:
        return
    fields = (
        [("value", "Nội dung")] if tab is SCHOOL else [(c.field, c.heading) for c in tab.inputs if c.field != "key"]
    )
    for index, row in enumerate(table.rows):
        key = shown(row[place["key"]]) if row else ""
        for field, heading in fields:
            cell = row[place[field]] if field in place else None
            if key and isinstance(cell, str) and cell and wanted(cell):
                yield Place(tab.key, key, field, table.first_row + index), heading, cell


def raw_findings(tables: Mapping[str, Table]) -> Iterator[Finding]:
    """A finding for each cell whose letters are not composed, and for each that holds what cannot be printed."""
    for key, table in tables.items():
        tab = BY_KEY.get(key)
        for place, _heading, text in text_cells(tab, table, _is_odd) if tab is not None else ():
            if not unicodedata.is_normalized("NFC", text):
                yield _decomposed(place, text)
            yield from _unprintable(place, text)
            yield from _look_alikes(place, text)


def _is_odd(text: str) -> bool:
    """True where a look is worth while: line feeds do not print either."""
    if not text.isprintable() or "\ufffd" in text:
        return True
    return not text.isascii() and not (unicodedata.is_normalized("NFC", text) and ODD.search(text) is None)


def _decomposed(place: Place, text: str) -> Finding:
    words = [match[0] for match in _WORD.finditer(text)]
    composed = unicodedata.normalize("NFC", words[0]) if words else ""
    message = (
        N_("«{word}» and {count} more words of the cell hold letters and marks apart.")
        if len(words) > 1
        else N_("«{word}» holds letters and marks apart.")
    )
    found = Message(message, word=composed, count=len(words) - 1)
    return Finding(DECOMPOSED.code, found, place, DECOMPOSED.severity, Message(DECOMPOSED.remedy), composed)


def _unprintable(place: Place, text: str) -> Iterator[Finding]:
    """One finding a cell: which character, how many, and the words that follow the first."""
    found = _UNPRINTABLE.findall(text)
    if found:
        at = text.index(found[0])
        beside = _UNPRINTABLE.sub("", text[max(0, at - _BESIDE) : at + _BESIDE]).strip()
        message = N_("{count} characters that cannot be printed (the first is U+{code}), at «{beside}».")
        code, beside = f"{ord(found[0]):04X}", " ".join(beside.split())
        yield finding(UNPRINTABLE, place, Message(message, code=code, count=len(found), beside=beside))


def _look_alikes(place: Place, text: str) -> Iterator[Finding]:
    """One finding a cell: how many such characters, the first, and the words beside it as they are meant."""
    found = ODD.findall(text)
    if found:
        at = text.index(found[0])
        beside = " ".join(mended_letters(text[max(0, at - _BESIDE) : at + _BESIDE]).split())
        message = N_("{count} characters only look like others (the first is U+{code}), at «{beside}».")
        yield finding(LOOK_ALIKE, place, Message(message, code=f"{ord(found[0]):04X}", count=len(found), beside=beside))


RAW_RULES = (DECOMPOSED, LOOK_ALIKE)
