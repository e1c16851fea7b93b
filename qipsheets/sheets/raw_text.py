"""Text as in the cells, before reading cleans it: what is odd in its characters, and edits that mend slips of typing.

Mended are letters, blanks, quotes, doubled small words and dates; nothing else is touched.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from qipsheets.characters import ODD, mended_letters
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Finding, finding
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL
from qipsheets.sheets.tab import Tab, positions, shown
from qipsheets.sheets.table import Edit, Table
from qipsheets.vietnamese import times
from qipsheets.vietnamese_text.slips import mended, tidied

UNPRINTABLE, DECOMPOSED, LOOK_ALIKE = "CELL-06", "TEXT-01", "TEXT-15"
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
    fields = place.keys() & {"value"} if tab is SCHOOL else place.keys() - {"key"}
    columns = [(one.heading, one.field, place[one.field]) for one in tab.inputs if one.field in fields]
    for number, row in enumerate(table.rows, table.first_row):
        key = shown(row[place["key"]]) if row else ""
        for heading, field, at in columns:
            cell = row[at] if key else None
            if isinstance(cell, str) and cell and wanted(cell):
                yield Place(tab.key, key, field, number), heading, cell


def raw_findings(tables: Mapping[str, Table]) -> Iterator[Finding]:
    """A finding for each cell whose letters are not composed, and for each that holds what cannot be printed."""
    for key, table in tables.items():
        tab = BY_KEY.get(key)
        for place, _heading, text in text_cells(tab, table, _is_odd) if tab is not None else ():
            if not unicodedata.is_normalized("NFC", text):
                yield _decomposed(place, text)
            yield from _odd_characters(place, text)


def _is_odd(text: str) -> bool:
    """True where a look is worth while: line feeds do not print either."""
    if not text.isprintable() or "\ufffd" in text:
        return True
    return not text.isascii() and (not unicodedata.is_normalized("NFC", text) or ODD.search(text) is not None)


def _decomposed(place: Place, text: str) -> Finding:
    words = [match[0] for match in _WORD.finditer(text)]
    composed = unicodedata.normalize("NFC", words[0]) if words else ""
    one = N_("«{word}» holds letters and marks apart.")
    many = N_("«{word}» and {count} more words of the cell hold letters and marks apart.")
    message = Message(many if len(words) > 1 else one, word=composed, count=len(words) - 1)
    return finding(DECOMPOSED, place, message, part=composed)


# What each rule of single characters looks for, how the words beside the first are shown, and what it says: one
# finding a cell, with how many there are.
_ODD_CHARACTERS = (
    (UNPRINTABLE, _UNPRINTABLE, lambda text: _UNPRINTABLE.sub("", text),
     N_("{count} characters that cannot be printed (the first is U+{code}), at «{beside}».")),
    (LOOK_ALIKE, ODD, mended_letters,
     N_("{count} characters only look like others (the first is U+{code}), at «{beside}».")),
)  # fmt: skip


def _odd_characters(place: Place, text: str) -> Iterator[Finding]:
    for rule, pattern, clean, message in _ODD_CHARACTERS:
        if found := pattern.findall(text):
            at = text.index(found[0])
            beside = " ".join(clean(text[max(0, at - _BESIDE) : at + _BESIDE]).split())
            code = f"{ord(found[0]):04X}"
            yield finding(rule, place, Message(message, code=code, count=len(found), beside=beside))


# What these fields hold is a code, an address or a print of bytes, or has an order of its own: left as it is.
_LEFT = frozenset({
    "code", "link", "email", "phone", "sha256", "file", "signed_copy", "framework", "framework_file", "website",
    "label",
})  # fmt: skip
# Tabs of old words, kept as they were found, beside what the tool says of them.
_NOT_OURS = frozenset({"unplaced"})
_NUMBERS = frozenset({"number", "plan_number"})
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})(?![\d/.-])")


def fixes(tables: Mapping[str, Table]) -> list[Edit]:
    """One edit for each cell that can be mended without a doubt; nothing else is touched."""
    edits = []
    for key, table in tables.items():
        tab = BY_KEY.get(key)
        if tab is None or key in _NOT_OURS:
            continue
        kinds = {column.field: column.kind for column in (FORM if tab is SCHOOL else tab.inputs)}
        for place, heading, text in text_cells(tab, table):
            field = place.key if tab is SCHOOL else place.field
            new = _mended_cell(field, kinds[field].name, text) if field in kinds else ""
            if new not in ("", text):
                edits.append(Edit(key, place.key, heading, text, new))
    return edits


def _mended_cell(field: str, kind: str, text: str) -> str:
    """A cell's text mended as its column allows: sentences wholly, names and times in their blanks and letters."""
    if field in _LEFT or text.startswith("="):
        return text
    if field in _NUMBERS:
        return re.sub(r"\s*([/-])\s*", r"\1", tidied(text))
    if kind in ("start", "end", "day"):
        return _DAY.sub(_usual_day, tidied(text))
    if kind in ("text", "long"):
        return mended(text)
    return tidied(text) if kind in ("owners", "names") else text


def _usual_day(match: re.Match[str]) -> str:
    """1-9-2020 as 01/9/2020: days under 10 and months 1, 2 with a zero [Nghị định 30/2020/NĐ-CP]."""
    day, month = int(match[1]), int(match[3])
    if not times(match[0], None):
        return match[0]  # no day of any calendar: which one was meant, only the school knows
    return f"{day:02d}/{f'{month:02d}' if month < 3 else month}/{match[4]}"
