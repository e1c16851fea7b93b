"""Finds a tab's columns by their headings: exact, folded, or missing with the nearest one named."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from qipsheets.language import EMPTY, Message, joined
from qipsheets.plan.findings import Finding, Rule
from qipsheets.plan.values import Place
from qipsheets.sheets import cell_rules
from qipsheets.sheets.tab import Tab, known_headings
from qipsheets.sheets.table import Cell, Formula, text_of
from qipsheets.vietnamese import fold

SEARCHED_ROWS = 10


def positions(tab: Tab, headings: Sequence[str]) -> Mapping[str, int]:
    """The 0-based position of each input column that is there, by field; of doubled headings the first."""
    places: dict[str, int] = {}
    for index, heading in enumerate(headings):
        places.setdefault(fold(heading), index)
    return {column.field: places[fold(column.heading)] for column in tab.inputs if fold(column.heading) in places}


def heading_row(tab: Tab, rows: Sequence[Sequence[Cell]]) -> int:
    """The 0-based row that holds the headings: people put titles above them."""
    wanted = {fold(column.heading) for column in tab.inputs}
    scores: list[int] = []
    for row in rows[:SEARCHED_ROWS]:
        scores.append(len(wanted & {fold(shown(cell)) for cell in row}))
        if scores[-1] == len(wanted):
            break
    return scores.index(max(scores)) if scores else 0


def shown(cell: Cell) -> str:
    """A cell's text, of a formula the one it shows."""
    return text_of(cell.shown if isinstance(cell, Formula) else cell)


def heading_findings(tab: Tab, headings: Sequence[str], row: int) -> Iterator[Finding]:
    """Headings that are missing or doubled; `row` is their row in the sheet."""
    folded = [fold(heading) for heading in headings]
    known = known_headings(tab)
    strangers = {fold(heading): heading for heading in headings if heading and fold(heading) not in known}
    for column in tab.inputs:
        wanted = fold(column.heading)
        place = Place(tab.key, "", column.field, row)
        if wanted not in folded:
            near = get_close_matches(wanted, strangers, n=1, cutoff=0.6)
            message = Message("The tab has no heading «{heading}».", heading=column.heading)
            if near:
                message = joined(" ", (message, Message("Is «{near}» meant?", near=strangers[near[0]])))
            yield finding(cell_rules.NO_HEADING, place, message)
        elif folded.count(wanted) > 1:
            message = Message(
                "The heading «{heading}» stands {count} times.", heading=column.heading, count=folded.count(wanted)
            )
            yield finding(cell_rules.DOUBLED_HEADING, place, message)


def finding(rule: Rule, place: Place, message: Message, hint: Message = EMPTY) -> Finding:
    """A finding of a rule, with the rule's own weight and remedy."""
    return Finding(rule.code, message, place, rule.severity, hint or Message(rule.remedy))
