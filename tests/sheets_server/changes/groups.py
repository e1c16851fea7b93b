"""Groups of rows or columns that fold: addDimensionGroup, updateDimensionGroup, deleteDimensionGroup."""

from tests.sheets_server.book.dimensions import Dimension
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.changes.lines import checked_span
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import merged
from tests.sheets_server.replies import Json, invalid

DEEPEST = 8


def _groups(sheet: Sheet, dimension: Dimension) -> list[Json]:
    return sheet.row_groups if dimension == "ROWS" else sheet.column_groups


def _keep(sheet: Sheet, dimension: Dimension, spans: list[tuple[int, int, bool]]) -> list[Json]:
    """Stores groups as (start, end, collapsed); how deep each lies follows from those round it."""
    spans.sort(key=lambda span: (span[0], -span[1]))
    kept: list[Json] = []
    for at, (start, end, collapsed) in enumerate(spans):
        depth = 1 + sum(other[0] <= start and end <= other[1] for other in spans[:at])
        place = {"sheetId": sheet.id, "dimension": dimension, "startIndex": start, "endIndex": end}
        kept.append({"range": place, "depth": depth, **({"collapsed": True} if collapsed else {})})
    kept.sort(key=lambda group: (group["depth"], group["range"]["startIndex"]))
    if any(group["depth"] > DEEPEST for group in kept):
        raise invalid(f"Cannot add more than {DEEPEST} levels of groups.")
    setattr(sheet, "row_groups" if dimension == "ROWS" else "column_groups", kept)
    return [lean(group, "DimensionGroup") for group in kept]


def _spans(groups: list[Json]) -> list[tuple[int, int, bool]]:
    return [
        (group["range"]["startIndex"], group["range"]["endIndex"], bool(group.get("collapsed"))) for group in groups
    ]


def add_group(draft: Draft, told: Json) -> Json:
    """addDimensionGroup: the reply lists all groups of that dimension."""
    sheet, dimension, start, end = checked_span(draft, told.get("range", {}))
    after = "rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"
    sheet.properties["gridProperties"].setdefault(after, True)
    return {"dimensionGroups": _keep(sheet, dimension, [*_spans(_groups(sheet, dimension)), (start, end, False)])}


def delete_group(draft: Draft, told: Json) -> Json:
    """deleteDimensionGroup: the deepest level of the rows or columns told is ungrouped."""
    sheet, dimension, start, end = checked_span(draft, told.get("range", {}))
    spans = _spans(_groups(sheet, dimension))
    touched = [span for span in spans if span[0] < end and start < span[1]]
    if not touched:
        raise invalid("Cannot delete a group that does not exist.")
    inner = min(touched, key=lambda span: span[1] - span[0])
    spans.remove(inner)
    left, right = (inner[0], min(inner[1], start), inner[2]), (max(inner[0], end), inner[1], inner[2])
    spans += [span for span in (left, right) if span[0] < span[1]]
    kept = _keep(sheet, dimension, spans)
    return {"dimensionGroups": kept} if kept else {}


def update_group(draft: Draft, told: Json) -> None:
    """updateDimensionGroup: folds (its rows or columns are hidden) or unfolds."""
    new = told.get("dimensionGroup", {})
    sheet, dimension, start, end = checked_span(draft, new.get("range", {}))
    tree = mask(told, "DimensionGroup", "dimensionGroup")
    for group in _groups(sheet, dimension):
        place = group["range"]
        same = (place["startIndex"], place["endIndex"]) == (start, end)
        if same and group["depth"] == new.get("depth", group["depth"]):
            collapsed = merged(group, new, tree or {"collapsed": {}}).get("collapsed")
            group.pop("collapsed", None)
            if collapsed:
                group["collapsed"] = True
            _hide(sheet, dimension, start, end, bool(collapsed))
            return
    raise invalid("No dimension group matches the given range and depth.")


def _hide(sheet: Sheet, dimension: Dimension, start: int, end: int, hidden: bool) -> None:
    """Hides or shows rows or columns."""
    stored = sheet.row_properties if dimension == "ROWS" else sheet.column_properties
    for at in range(start, end):
        rest = {name: value for name, value in stored.get(at, {}).items() if name != "hiddenByUser"}
        stored[at] = {**rest, "hiddenByUser": True} if hidden else rest
