"""How findings are shown: on the terminal by tab, as JSON, as a workbook; each with its cell's text marked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qipsheets import console
from qipsheets.commands.context import SEVERITY_WORDS, Opened
from qipsheets.files import replace_bytes
from qipsheets.language import _
from qipsheets.sheets.rows import cell_text, marked, shown_place
from qipsheets.stores.xlsx.findings_book import findings_book

_COLOURS = {"error": "red", "warning": "yellow", "info": ""}


def finding_json(opened: Opened, finding: Any) -> dict[str, Any]:
    """A finding for programs; `text` is what stands in the cell, `part` what of it is wrong."""
    place = shown_place(finding, opened.tables)
    told = {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message.text(),
        "hint": finding.hint.text(),
    }
    told |= {"tab": place.tab, "key": place.key, "heading": place.heading, "cell": place.cell}
    return told | {"text": cell_text(finding, opened.tables), "part": finding.part}


def show_findings(opened: Opened, findings: Sequence[Any]) -> None:
    """The findings tab by tab, the worst of each first; percentages before all else."""
    by_tab: dict[str, list[tuple[Any, Any]]] = {}
    for finding in sorted(findings, key=lambda finding: finding.place.tab != "tallies"):
        place = shown_place(finding, opened.tables)
        by_tab.setdefault(place.tab, []).append((finding, place))
    headings = (_("Weight"), _("Rule"), _("Cell"), _("Column"), _("What is wrong → what mends it"))
    for tab, entries in by_tab.items():
        console.say(f"\n{tab}")
        entries.sort(key=lambda entry: (-entry[0].severity, entry[0].code))
        rows = [
            (
                _(SEVERITY_WORDS[finding.severity.word]),
                finding.code,
                place.cell if finding.place.tab == "school" else f"{place.cell} {place.key}".strip(),
                place.heading,
                _words(opened, finding),
            )
            for finding, place in entries
        ]
        console.table(headings, rows, [_COLOURS[finding.severity.word] for finding, _place in entries])


def _words(opened: Opened, finding: Any) -> str:
    """What is wrong, the cell with that part between brackets, what mends it."""
    text = cell_text(finding, opened.tables)
    message = finding.message.text()
    told = [message]
    if text and text != finding.part and text not in message and (finding.part or len(text) <= 60):
        told.append(f"   {marked(text, finding.part)}")
    return "\n".join([*told, f"→ {finding.hint.text()}"])


def write_book(opened: Opened, findings: Sequence[Any], path: Path) -> None:
    """The findings as a workbook. Raises FileTrouble or Locked where it cannot be written."""
    headings = [_("Weight"), _("Rule"), _("Tab"), _("Cell"), _("Row"), _("Column"), _("Cell's text")]
    rows = []
    for finding in findings:
        place = shown_place(finding, opened.tables)
        text = marked(cell_text(finding, opened.tables), finding.part)
        weight = _(SEVERITY_WORDS[finding.severity.word])
        cells = [weight, finding.code, place.tab, place.cell, place.key, place.heading, text]
        rows.append((finding.severity.word, [*cells, finding.message.text(), finding.hint.text()]))
    book = findings_book(_("Findings"), [*headings, _("What is wrong"), _("What mends it")], rows)
    replace_bytes(path, book)
