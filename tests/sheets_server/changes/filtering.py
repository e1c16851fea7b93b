"""Filters: the sheet's basic filter, and filter views."""

from collections.abc import Iterator

from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.conditions import Judge
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.changes.sorting import sort_area
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import merged
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, invalid


def set_basic(draft: Draft, told: Json) -> None:
    """setBasicFilter: hides rows that do not fit, sorts where asked."""
    new = draft.twins(dict(told.get("filter", {})))
    sheet = draft.sheet(new.setdefault("range", {}).get("sheetId", 0))
    area = sheet.within(Box.of(new["range"]))
    draft.guard(sheet, area)
    new["range"] = {"sheetId": sheet.id, **Box.around(area).json(sheet.id)}
    sheet.basic_filter = new
    if new.get("sortSpecs"):
        sort_area(draft, sheet, Area(area.top + 1, area.bottom, area.left, area.right), new["sortSpecs"])
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
    rules = dict(_criteria(sheet.basic_filter))
    reading = Reading(draft.book)
    for row in range(area.top + 1, area.bottom):
        if not all(_fits(reading, sheet, row, column, rule) for column, rule in rules.items()):
            sheet.row_properties[row] = {**sheet.row_properties.get(row, {}), "hiddenByFilter": True}


def _criteria(told: Json) -> Iterator[tuple[int, Json]]:
    """Column and what it must fulfil; told in the old form or the new one."""
    for column, rule in told.get("criteria", {}).items():
        yield int(column), rule
    for spec in told.get("filterSpecs", ()):
        yield spec.get("columnIndex", 0), spec.get("filterCriteria", {})


def _fits(reading: Reading, sheet: Sheet, row: int, column: int, rule: Json) -> bool:
    """Whether a row passes one column's rule."""
    text = reading.rendered(sheet, row, column, "FORMATTED_VALUE", "") or ""
    if text in rule.get("hiddenValues", ()):
        return False
    if "condition" not in rule:
        return True
    return Judge(reading.book, reading.calculation, sheet).holds(rule["condition"], row, column, text)


def add_view(draft: Draft, told: Json) -> Json:
    """addFilterView."""
    new = draft.twins(dict(told.get("filter", {})))
    sheet = draft.sheet(new.setdefault("range", {}).get("sheetId", 0))
    taken = {view["filterViewId"] for other in draft.book.sheets for view in other.filter_views}
    draft.numbered(new, "filterViewId", taken, "filter view")
    new["range"] = {"sheetId": sheet.id, **Box.around(sheet.within(Box.of(new["range"]))).json(sheet.id)}
    new.setdefault("title", f"Filter {len(sheet.filter_views) + 1}")
    sheet.filter_views.append(new)
    return {"filter": lean(new, "FilterView")}


def update_view(draft: Draft, told: Json) -> None:
    """updateFilterView."""
    new = draft.twins(told.get("filter", {}))
    tree = mask(told, "FilterView", "filter")
    sheet, old = _find(draft, new.get("filterViewId", 0))
    kept = merged(old, new, tree)
    sheet.filter_views[sheet.filter_views.index(old)] = {**kept, "filterViewId": old["filterViewId"]}


def delete_view(draft: Draft, told: Json) -> None:
    """deleteFilterView."""
    sheet, old = _find(draft, told.get("filterId", 0))
    sheet.filter_views.remove(old)


def duplicate_view(draft: Draft, told: Json) -> Json:
    """duplicateFilterView."""
    sheet, old = _find(draft, told.get("filterId", 0))
    taken = {view["filterViewId"] for other in draft.book.sheets for view in other.filter_views}
    new = {**old, "filterViewId": draft.book.new_id(taken), "title": f"Copy of {old['title']}"}
    sheet.filter_views.append(new)
    return {"filter": lean(new, "FilterView")}


def _find(draft: Draft, number: int) -> tuple[Sheet, Json]:
    for sheet in draft.book.sheets:
        if any(view["filterViewId"] == number for view in sheet.filter_views):
            own = draft.sheet(sheet.id)
            return own, next(view for view in own.filter_views if view["filterViewId"] == number)
    raise invalid(f"No filter view with id: {number}")
