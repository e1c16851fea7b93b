"""What makes a read doubtful: tabs or columns that are gone, rows that were there at the last sync and are not now."""

from collections.abc import Iterator, Mapping, Sequence

from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.plan.findings import Finding
from qipsheets.plan.model import Plan
from qipsheets.sheets.schema import BY_KEY, PROGRESS, SCHOOL
from qipsheets.sheets.tab import ID_HEADING, NO_HEADING, NO_TAB, positions, shown
from qipsheets.sheets.table import Edit, Formula, Table, cell_name
from qipsheets.sync.grid import NO_GRID, TabGrid, grids_of, merged_columns
from qipsheets.vietnamese import fold

FEWEST_ROWS = 4  # below so many, a loss of more than half is an ordinary edit
_MOST_SHOWN = 5  # places named in one message
_FLAGGED = ("actions", "steps")


def is_great_loss(gone: int, rows: int) -> bool:
    """True where more than half of the rows are gone, and there were enough of them for that to be no edit."""
    return rows >= FEWEST_ROWS and gone * 2 > rows


def lost_since_sync(plan: Plan, findings: Sequence[Finding], tables: Mapping[str, Table]) -> Iterator[str]:
    """One sentence for each thing that the last sync had and the workbook has not; none for a healthy read."""
    for finding in findings:
        place = finding.place
        if finding.code == NO_TAB and place.tab in _FLAGGED:
            yield finding.message.text()
        elif finding.code == NO_HEADING and place.tab in _FLAGGED and _carries(place.tab, place.field):
            yield f"{tables[place.tab].title}: {finding.message.text()}"
    known = {shown(row[0]) for row in tables[PROGRESS.key].rows if row} - {""} if PROGRESS.key in tables else set()
    gone = known - {action.key for action in plan.actions} - {step.key for step in plan.steps}
    if is_great_loss(len(gone), len(known)):
        yield _("{gone} of the {known} actions and steps of the last sync are gone.").format(
            gone=len(gone), known=len(known)
        )


def rows_lost_since(before: Mapping[str, Table], tables: Mapping[str, Table]) -> Iterator[str]:
    """One sentence for each tab of people's that is gone with its rows, or has lost most of them, since a state."""
    new = grids_of(tables)
    for key, grid in grids_of(before).items():
        gone, used = _gone(grid, new.get(key, NO_GRID))
        if used and key not in tables:
            yield _("The tab «{tab}», which had {used} rows, is gone.").format(tab=BY_KEY[key].title, used=used)
        elif is_great_loss(gone, used):
            title = tables[key].title
            yield _("{gone} of the {used} rows of «{tab}» are gone.").format(gone=gone, used=used, tab=title)


def _gone(before: TabGrid, now: TabGrid) -> tuple[int, int]:
    """How many rows of a tab are gone, and how many were in use."""
    used = [key for key, row in before.rows.items() if row.texts]
    return sum(not now.row(key).texts for key in used), len(used)


def _carries(tab: str, field: str) -> bool:
    """True for the columns without which a flag would be wrong: the ID and what every row must say."""
    return any(column.field == field and (column.required or field == "key") for column in BY_KEY[tab].inputs)


def lost_since_agreement(base: Mapping[str, Table], side: Mapping[str, Table], name: str) -> Iterator[str]:
    """One sentence for each tab, heading or great part of the rows that the agreed state had and a side has not."""
    old, new = grids_of(base), grids_of(side)
    for key, tab in BY_KEY.items():
        if key not in base:
            continue
        if key not in side:
            yield _("{name} has no tab «{tab}» any more.").format(name=name, tab=tab.title)
            continue
        title = side[key].title
        before, there = ([fold(heading) for heading in tables[key].headings] for tables in (base, side))
        wanted = [column.heading for column in tab.inputs if fold(column.heading) in before]
        lost = "», «".join(heading for heading in wanted if there.count(fold(heading)) != 1)
        if lost:
            sentence = _("{name}: the tab «{tab}» lacks «{headings}», or has it twice.")
            yield sentence.format(name=name, tab=title, headings=lost)
        gone, used = _gone(old.get(key, NO_GRID), new.get(key, NO_GRID))
        if gone == used > 1 or is_great_loss(gone, used):
            sentence = _("{name}: {gone} of the {used} rows of «{tab}» are gone.")
            yield sentence.format(name=name, gone=gone, used=used, tab=title)


def broken_rows(side: Mapping[str, Table], name: str) -> Iterator[str]:
    """One sentence for each row in use that has no ID or that of a row above: it is not known which row is meant."""
    for key, tab in BY_KEY.items():
        table = side.get(key)
        if table is None:
            continue
        place = positions(tab, table.headings).get("key")
        if place is None:
            yield _("{name}: the tab «{tab}» has no column «Mã».").format(name=name, tab=table.title)
            continue
        columns = merged_columns(tab, table).values()
        seen: dict[str, int] = {}
        for index, row in enumerate(table.rows):
            number, text = table.first_row + index, shown(row[place]) if place < len(row) else ""
            is_used = any(shown(row[at]) for at in columns if at < len(row))
            if is_used and not text:
                yield _("{name}: row {row} of «{tab}» has no ID.").format(name=name, row=number, tab=table.title)
            elif is_used and text.casefold() in seen and tab is not SCHOOL:
                yield _("{name}: rows {first} and {row} of «{tab}» both have the ID {key}.").format(
                    name=name, first=seen[text.casefold()], row=number, tab=table.title, key=text
                )
            seen.setdefault(text.casefold(), number)


def unwritable(side: Mapping[str, Table], edits: Sequence[Edit], name: str, most: int) -> Iterator[str]:
    """One sentence for each cell to be written that has a formula, is merged with others, or is too small: a cell
    takes `most` characters."""
    grids = grids_of(side)
    for edit in edits:
        table, row = side[edit.tab], grids[edit.tab].row(edit.key.casefold())
        tab = BY_KEY[edit.tab]
        columns = {ID_HEADING: positions(tab, table.headings).get("key", 0), **merged_columns(tab, table)}
        column, number = columns[fold(edit.heading)], edit.row or row.number
        index = number - table.first_row
        if number and (_is_formula(table, index, column) or _is_covered(table, index, column)):
            yield _("{name}: the cell {cell} of «{tab}» holds a formula or is merged with others.").format(
                name=name, tab=table.title, cell=cell_name(number, column)
            )
        if isinstance(edit.new, str) and len(edit.new) > most:
            yield _("{name}: the text for «{heading}» of {key} is longer than a cell can be.").format(
                name=name, heading=edit.heading, key=edit.key
            )


def refuse(sentences: Sequence[str], hint: str) -> None:
    """Raises DoubtfulState with the first of the sentences, where there is one."""
    if sentences:
        rest = len(sentences) - _MOST_SHOWN
        more = [_("And {count} more.").format(count=rest)] if rest > 0 else []
        raise DoubtfulState(" ".join([_("Nothing was written."), *sentences[:_MOST_SHOWN], *more]), hint)


def _is_formula(table: Table, index: int, column: int) -> bool:
    row = table.rows[index]
    return (index, column) in table.formulas or (column < len(row) and isinstance(row[column], Formula))


def _is_covered(table: Table, index: int, column: int) -> bool:
    return any(
        merge.first_row <= index <= merge.last_row
        and merge.first_column <= column <= merge.last_column
        and (index, column) != (merge.first_row, merge.first_column)
        for merge in table.merges
    )
