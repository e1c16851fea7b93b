"""The basic filter of a sheet."""

from collections.abc import Sequence

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, not_done


def set_basic(draft: Draft, told: Json) -> None:
    """setBasicFilter: hides rows that do not fit."""
    new = dict(told.get("filter", {}))
    if new.keys() - {"range", "filterSpecs"} or any(_hidden(spec) is None for spec in new.get("filterSpecs", ())):
        raise not_done("filters but those that hide values")
    sheet = draft.sheet(new.setdefault("range", {}).get("sheetId", 0))
    area = sheet.within(Box.of(new["range"]))
    draft.guard(sheet, area)
    sheet.basic_filter = {**new, "range": area.json(sheet.id)}
    show_fitting(draft, sheet)


def clear_basic(draft: Draft, told: Json) -> None:
    """clearBasicFilter: all rows are shown again."""
    sheet = draft.sheet(told.get("sheetId", 0))
    sheet.basic_filter = None
    show_fitting(draft, sheet)


def show_fitting(draft: Draft, sheet: Sheet) -> None:
    """Marks the rows the basic filter hides."""
    for at, told in list(sheet.row_properties.items()):
        rest = {name: value for name, value in told.items() if name != "hiddenByFilter"}
        sheet.row_properties[at] = rest
    if sheet.basic_filter is None:
        return
    area = sheet.within(Box.of(sheet.basic_filter["range"]))
    specs = {spec.get("columnIndex", 0): _hidden(spec) or () for spec in sheet.basic_filter.get("filterSpecs", ())}
    reading = Reading(draft.book)
    for row in range(area.top + 1, area.bottom):
        texts = {column: reading.rendered(sheet, row, column, "FORMATTED_VALUE") or "" for column in specs}
        if any(text in specs[column] for column, text in texts.items()):
            sheet.row_properties[row] = {**sheet.row_properties.get(row, {}), "hiddenByFilter": True}


def _hidden(spec: Json) -> Sequence[str] | None:
    """The texts that a column's rule hides; None for rules of another kind."""
    rule = spec.get("filterCriteria", {})
    return rule.get("hiddenValues", ()) if rule.keys() <= {"hiddenValues"} else None
