"""Text as it lies in the cells, before reading composes it: letters that are put together from several characters."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from qipsheets.language import _, later
from qipsheets.plan.findings import Finding, Rule, Severity
from qipsheets.plan.values import Place
from qipsheets.sheets.headings import positions, shown
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Table

DECOMPOSED = Rule(
    "TEXT-01",
    later("Letters are put together from several characters"),
    Severity.INFO,
    later("Such text looks right, but a search does not find it and some fonts tear the marks off."),
    later("Run «qipsheets fix --write»: it composes the letters."),
    source="30/2020/NĐ-CP",
    example="e + ^ + ́ → ế",
)
_WORD = re.compile(r"[\w\u0300-\u036f]*[\u0300-\u036f][\w\u0300-\u036f]*")


def text_cells(tab: Tab, table: Table) -> Iterator[tuple[Place, str, str]]:
    """The input cells of a tab that hold text: place, heading, text as it lies there; formulas are left out."""
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
            if key and isinstance(cell, str) and cell:
                yield Place(tab.key, key, field, table.first_row + index), heading, cell


def raw_findings(tables: Mapping[str, Table]) -> Iterator[Finding]:
    """A finding for each cell whose letters are not composed."""
    for key, table in tables.items():
        tab = BY_KEY.get(key)
        for place, _heading, text in text_cells(tab, table) if tab is not None else ():
            if not text.isascii() and not unicodedata.is_normalized("NFC", text):
                words = [match[0] for match in _WORD.finditer(text)]
                composed = unicodedata.normalize("NFC", words[0]) if words else ""
                message = (
                    _("«{word}» and {count} more words of the cell are not composed.")
                    if len(words) > 1
                    else _("«{word}» is not composed.")
                )
                shown_message = message.format(word=composed, count=len(words) - 1)
                yield Finding(
                    DECOMPOSED.code, shown_message, place, DECOMPOSED.severity, _(DECOMPOSED.remedy), composed
                )


RAW_RULES = (DECOMPOSED,)
