"""The table of batchUpdate's kinds, and the batch itself: all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence

from tests.sheets_server.book.draft import Draft
from tests.sheets_server.changes import cells, lines, on_ranges, tabs
from tests.sheets_server.replies import Json, ServiceError, invalid, not_done

Handler = Callable[[Draft, Json], Json | None]
HANDLERS: Mapping[str, Handler] = {
    "addSheet": tabs.add_sheet,
    "deleteSheet": tabs.delete_sheet,
    "duplicateSheet": tabs.duplicate_sheet,
    "updateSheetProperties": tabs.update_sheet_properties,
    "updateCells": cells.update_cells,
    "appendCells": cells.append_cells,
    "repeatCell": cells.repeat_cell,
    "insertDimension": lines.insert_dimension,
    "deleteDimension": lines.delete_dimension,
    "moveDimension": lines.move_dimension,
    "appendDimension": lines.append_dimension,
    "updateDimensionProperties": lines.update_dimension_properties,
    "setDataValidation": on_ranges.set_data_validation,
    "addConditionalFormatRule": on_ranges.add_conditional,
    "addProtectedRange": on_ranges.add_protected,
    "addChart": on_ranges.add_chart,
    "sortRange": lines.sort_range,
    "setBasicFilter": on_ranges.set_basic,
    "clearBasicFilter": on_ranges.clear_basic,
}
"""Kind -> what it does; the answer, if any, stands in `replies` under the same name."""


def run(draft: Draft, requests: Sequence[Json]) -> list[Json]:
    """Carries out the requests one by one; the first that fails is named and nothing counts."""
    if not requests:
        raise invalid("Must specify at least one request.")
    replies: list[Json] = []
    for at, request in enumerate(requests):
        if not request:
            raise invalid(f"Invalid requests[{at}]: No request set.")
        kind, found = next(iter(request.items()))
        handler = HANDLERS.get(kind)
        if handler is None:
            raise not_done(f"the request {kind}")
        draft.kind = kind
        try:
            reply = handler(draft, found)
        except ServiceError as wrong:
            wrong.message = f"Invalid requests[{at}].{kind}: {wrong.message}"
            raise
        replies.append({} if reply is None else {kind: reply})
    return replies
