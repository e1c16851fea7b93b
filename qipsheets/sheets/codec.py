"""Tables to records and back: what cannot be read becomes a finding with its cell, and reading goes on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date

from qipsheets.language import EMPTY, Message
from qipsheets.plan.findings import Finding, finding
from qipsheets.plan.organisation import SchoolYear
from qipsheets.plan.values import Place, TabRow, When
from qipsheets.sheets.columns import CellValue, DoubtfulCell, Unreadable
from qipsheets.sheets.schema import FORM, ROW_ID, SCHOOL, row_key
from qipsheets.sheets.tab import Column, Tab, heading_findings, positions, shown
from qipsheets.sheets.table import ERROR_VALUES, Cell, Plain, Table, cell_name, cell_value, text_of
from qipsheets.vietnamese import school_year_edges, school_years

UNREADABLE, REQUIRED, FORMULA, DOUBTFUL, MERGED = "CELL-01", "CELL-02", "CELL-03", "CELL-04", "CELL-05"
NO_ID, DOUBLED_ID, FEW_SPARE, STRANGE_ID = "ID-01", "ID-02", "ID-03", "ID-04"
ENOUGH_SPARE = 20
OnFinding = Callable[[Finding], None]


def read_form(table: Table, report: OnFinding) -> dict[str, CellValue]:
    """The form «Trường»: field to value; an empty line gives the kind's empty value."""
    place = positions(SCHOOL, table.headings)
    rows = enumerate(table.rows, table.first_row) if "key" in place else ()
    lines = {shown(row[place["key"]]): (number, row) for number, row in rows}
    values: dict[str, CellValue] = {}
    for line in FORM:
        number, row = lines.get(line.field, (None, ()))
        cell = cell_value(row[place["value"]]) if row and "value" in place else None
        values[line.field] = _read(line, cell, None, Place(SCHOOL.key, line.field, "value", number), report)
    return values


def read_records(tab: Tab, table: Table, year: SchoolYear | None, report: OnFinding) -> tuple[TabRow, ...]:
    """The rows of a tab as records; rows with nothing but an ID are left out."""
    for problem in heading_findings(tab, table.headings, table.first_row - 1):
        report(problem)
    place = positions(tab, table.headings)
    rows = _unmerged(tab, table, place, report)
    inputs = [place[column.field] for column in tab.inputs if column.field != "key" and column.field in place]
    used = [index for index, row in enumerate(rows) if _has_text(row, inputs)]
    keys = [shown(rows[index][place["key"]]) if "key" in place else "" for index in used]
    places = [Place(tab.key, key, "", table.first_row + index) for key, index in zip(keys, used, strict=True)]
    read = {
        column.field: _read_column(column, [rows[index][place[column.field]] for index in used], places, year, report)
        if column.field in place
        else [column.kind.empty] * len(used)
        for column in tab.inputs
    }
    _report_formulas(tab, table, place, report)
    _report_ids(tab, rows, places, report)
    ordered = [read[field.name] for field in fields(tab.record) if field.name != "place"]
    make: Callable[..., TabRow] = tab.record
    return tuple(make(*cells, place=place) for place, *cells in zip(places, *ordered, strict=True))


def rows_of(tab: Tab, records: Iterable[TabRow]) -> list[dict[str, Plain]]:
    """Records as rows: heading to cell, empty cells left out."""
    result: list[dict[str, Plain]] = []
    for record in records:
        cells = ((column.heading, column.kind.write(getattr(record, column.field))) for column in tab.inputs)
        result.append({heading: cell for heading, cell in cells if cell not in (None, "")})
    return result


def _is_empty(cell: Cell) -> bool:
    value = cell_value(cell)
    return value is None or (isinstance(value, str) and not value.strip())


def _has_text(row: Sequence[Cell], inputs: Sequence[int]) -> bool:
    return any((cell.strip() if type(cell) is str else not _is_empty(cell)) for cell in map(row.__getitem__, inputs))


def _read(column: Column, cell: Plain, year: SchoolYear | None, place: Place, report: OnFinding) -> CellValue:
    kind = column.kind
    if _is_empty(cell):
        if column.required:
            remedy = Message("How to fill it in: {note}", note=column.note) if column.note else EMPTY
            report(finding(REQUIRED, place, Message("«{heading}» is empty.", heading=column.heading), remedy))
        return kind.empty
    try:
        if isinstance(cell, str) and cell in ERROR_VALUES:
            raise Unreadable(Message("The cell shows the error {error}.", error=cell))
        value = kind.read(cell, year)
    except Unreadable as problem:
        report(finding(UNREADABLE, place, problem.message))
        # A time keeps its words, so that a draft shows what the school wrote.
        return When(text_of(cell)) if isinstance(kind.empty, When) else kind.empty
    if isinstance(value, DoubtfulCell):
        report(finding(DOUBTFUL, place, value.message))
        return value.value
    return value


def _read_column(
    column: Column, cells: Sequence[Cell], places: Sequence[Place], year: SchoolYear | None, report: OnFinding
) -> list[CellValue]:
    """One column's values. A cell without a finding gives the same value wherever it is, so it is read once."""
    known: dict[tuple[type, Cell], CellValue] = {}
    values: list[CellValue] = []
    for cell, place in zip(cells, places, strict=True):
        same = (type(cell), cell)
        if same in known:
            values.append(known[same])
            continue
        problems: list[Finding] = []
        values.append(_read(column, cell_value(cell), year, place.at(column.field), problems.append))
        for problem in problems:
            report(problem)
        if not problems:
            known[same] = values[-1]
    return values


def _unmerged(tab: Tab, table: Table, place: Mapping[str, int], report: OnFinding) -> Sequence[Sequence[Cell]]:
    """The rows with each merged range's text in all its rows; a range over several columns is reported as it is."""
    if not table.merges:
        return table.rows
    rows = [list(row) for row in table.rows]
    fields_at = {index: field for field, index in place.items()}
    for merge in table.merges:
        if merge.first_row < 0 or merge.first_row >= len(rows) or merge.first_column not in fields_at:
            continue
        field = fields_at[merge.first_column]
        value = rows[merge.first_row][merge.first_column]
        last = min(merge.last_row, len(rows) - 1)
        if merge.first_column == merge.last_column and field != "key":
            for index in range(merge.first_row, last + 1):
                rows[index][merge.first_column] = value
        first = cell_name(table.first_row + merge.first_row, merge.first_column)
        end = cell_name(table.first_row + last, merge.last_column)
        where = Place(tab.key, "", field, table.first_row + merge.first_row)
        report(finding(MERGED, where, Message("The cells {first}:{last} are merged.", first=first, last=end)))
    return rows


def _report_formulas(tab: Tab, table: Table, place: Mapping[str, int], report: OnFinding) -> None:
    fields_at = {index: field for field, index in place.items()}
    for (row, column), formula in table.formulas.items():
        if column in fields_at and 0 <= row < len(table.rows):
            key = shown(table.rows[row][place["key"]]) if "key" in place else ""
            where = Place(tab.key, key, fields_at[column], table.first_row + row)
            report(finding(FORMULA, where, Message("The cell holds the formula {formula}.", formula=f"={formula}")))


def _report_ids(tab: Tab, rows: Sequence[Sequence[Cell]], places: Sequence[Place], report: OnFinding) -> None:
    seen: dict[str, Place] = {}
    for place in places:
        if not place.key:
            report(finding(NO_ID, place.at("key"), Message("The row has no ID.")))
        elif place.key.casefold() in seen:
            first = seen[place.key.casefold()].row  # a look-up of the sheet ignores case
            message = Message("The ID {key} stands in row {first} already.", key=place.key, first=first)
            report(finding(DOUBLED_ID, place.at("key"), message))
        elif not ROW_ID.fullmatch(place.key):
            message = Message("«{key}» is no ID like {example}.", key=place.key, example=row_key(tab, 1))
            report(finding(STRANGE_ID, place.at("key"), message))
        seen.setdefault(place.key.casefold(), place)
    spare = len(rows) - len(places)
    if tab.spare >= 3 * ENOUGH_SPARE and spare < ENOUGH_SPARE:
        message = Message("Only {count} empty rows with an ID are left.", count=max(spare, 0))
        report(finding(FEW_SPARE, Place(tab.key), message))


_EARLIEST, _LATEST = 1990, 2200  # a plan date of the year 9999 is a slip, not a school year
_SUMMER = 6  # the month from which a plan's date belongs to the year that begins then


def year_named(form: Mapping[str, CellValue]) -> SchoolYear | None:
    """The form's school year with its semester dates, by its name; None where the name is no school year."""
    names = school_years(str(form["year"]))
    return _year(int(names[0][:4]), form) if names else None


def year_of(form: Mapping[str, CellValue]) -> SchoolYear:
    """The same; without a readable name the year in which the plan's date falls."""
    issued = _day(form["plan_date"]) or date(2000, 1, 1)
    first = issued.year if issued.month >= _SUMMER else issued.year - 1
    return year_named(form) or _year(min(max(first, _EARLIEST), _LATEST), form)


def _day(value: CellValue) -> date | None:
    return value.day if isinstance(value, When) else value if isinstance(value, date) else None


def _year(first: int, form: Mapping[str, CellValue]) -> SchoolYear:
    """The usual dates where the form has none: 1 September, the semesters parted in mid January, 31 May."""
    start, end = school_year_edges(first)
    return SchoolYear(
        f"{first}-{first + 1}",
        _day(form["start"]) or start,
        _day(form["semester_1_end"]) or date(first + 1, 1, 15),
        _day(form["semester_2_start"]) or date(first + 1, 1, 16),
        _day(form["end"]) or end,
    )
