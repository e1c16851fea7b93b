"""What makes a read doubtful: tabs or columns that are gone, rows that were there at the last sync and are not now."""

from collections.abc import Iterator, Mapping, Sequence

from qipsheets.language import _
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.sheets.cell_rules import NO_HEADING, NO_TAB
from qipsheets.sheets.headings import shown
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.table import Table
from qipsheets.sheets.tool_tabs import PROGRESS

FEWEST = 4  # rows at the last sync below which a loss of half is an ordinary edit
_FLAGGED = ("actions", "steps")


def doubts(plan: Plan, findings: Sequence[Finding], tables: Mapping[str, Table]) -> Iterator[str]:
    """One sentence a doubt; none for a healthy read."""
    for finding in findings:
        place = finding.place
        if finding.code == NO_TAB.code and place.tab in _FLAGGED:
            yield finding.message
        elif finding.code == NO_HEADING.code and place.tab in _FLAGGED and _carries(place.tab, place.field):
            yield f"{tables[place.tab].title}: {finding.message}"
    held = {shown(row[0]) for row in tables[PROGRESS.key].rows if row} - {""} if PROGRESS.key in tables else set()
    gone = held - {action.key for action in plan.actions} - {step.key for step in plan.steps}
    if len(held) >= FEWEST and len(gone) * 2 > len(held):
        yield _("{gone} of the {held} actions and steps of the last sync are gone.").format(
            gone=len(gone), held=len(held)
        )


def _carries(tab: str, field: str) -> bool:
    """True for the columns without which a flag would be wrong: the ID and what every row must say."""
    return any(column.field == field and (column.required or field == "key") for column in BY_KEY[tab].inputs)
