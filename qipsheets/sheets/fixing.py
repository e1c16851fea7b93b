"""The edits that mend what is mechanical in people's cells: letters, blanks, quotes, doubled small words, dates."""

import re
from collections.abc import Mapping

from qipsheets.sheets.columns import CellKind
from qipsheets.sheets.raw_text import text_cells
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL
from qipsheets.sheets.tab import Tab
from qipsheets.sheets.table import Edit, Table
from qipsheets.vietnamese_text.slips import mended, tidied

# What these fields hold is a code, an address or a print of bytes, or has an order of its own: left as it is.
_LEFT = frozenset(
    {
        "code",
        "link",
        "email",
        "phone",
        "sha256",
        "file",
        "signed_copy",
        "framework",
        "framework_file",
        "website",
        "label",
    }
)
_NUMBERS = frozenset({"number", "plan_number"})
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})(?![\d/.-])")
_FORM_KINDS = {line.field: line.kind for line in FORM}


def fixes(tables: Mapping[str, Table]) -> list[Edit]:
    """One edit for each cell that can be mended without a doubt; nothing else is touched."""
    edits = []
    for key, table in tables.items():
        tab = BY_KEY.get(key)
        if tab is None:
            continue
        kinds = _kinds(tab)
        for place, heading, text in text_cells(tab, table):
            field = place.key if tab is SCHOOL else place.field
            new = mended_cell(field, kinds.get(field), text)
            if new != text and new:
                edits.append(Edit(key, place.key, heading, text, new))
    return edits


def _kinds(tab: Tab) -> Mapping[str, CellKind]:
    return _FORM_KINDS if tab is SCHOOL else {column.field: column.kind for column in tab.inputs}


def mended_cell(field: str, kind: CellKind | None, text: str) -> str:
    """A cell's text mended as its column allows: sentences wholly, names and times in their blanks and letters."""
    if kind is None or field in _LEFT or text.startswith("="):
        return text
    if field in _NUMBERS:
        return re.sub(r"\s*([/-])\s*", r"\1", tidied(text))
    if kind.name in ("start", "end", "day"):
        return _DAY.sub(_usual_day, tidied(text))
    if kind.name in ("text", "long"):
        return mended(text)
    return tidied(text) if kind.name in ("owners", "names") else text


def _usual_day(match: re.Match[str]) -> str:
    """1-9-2020 as 01/9/2020: days under 10 and months 1, 2 with a zero [Nghị định 30/2020/NĐ-CP]."""
    day, month = int(match[1]), int(match[3])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return f"{day:02d}/{f'{month:02d}' if month < 3 else month}/{match[4]}"
