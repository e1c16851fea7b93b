"""The table of batchUpdate's kinds, and the batch itself: all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence

from tests.sheets_server.book.draft import Draft
from tests.sheets_server.changes import (
    banding,
    cells,
    filling,
    filtering,
    finding,
    groups,
    lines,
    merging,
    naming,
    objects,
    pasting,
    protecting,
    rules,
    sorting,
    tabs,
)
from tests.sheets_server.replies import Json, ServiceError, invalid

Handler = Callable[[Draft, Json], Json | None]


HANDLERS: Mapping[str, Handler] = {
    "addSheet": tabs.add_sheet,
    "deleteSheet": tabs.delete_sheet,
    "duplicateSheet": tabs.duplicate_sheet,
    "updateSheetProperties": tabs.update_sheet_properties,
    "updateSpreadsheetProperties": tabs.update_spreadsheet_properties,
    "updateCells": cells.update_cells,
    "repeatCell": cells.repeat_cell,
    "appendCells": cells.append_cells,
    "updateBorders": cells.update_borders,
    "insertDimension": lines.insert_dimension,
    "deleteDimension": lines.delete_dimension,
    "moveDimension": lines.move_dimension,
    "appendDimension": lines.append_dimension,
    "updateDimensionProperties": lines.update_dimension_properties,
    "autoResizeDimensions": lines.auto_resize,
    "insertRange": lines.insert_range,
    "deleteRange": lines.delete_range,
    "addDimensionGroup": groups.add_group,
    "deleteDimensionGroup": groups.delete_group,
    "updateDimensionGroup": groups.update_group,
    "mergeCells": merging.merge_cells,
    "unmergeCells": merging.unmerge_cells,
    "setDataValidation": rules.set_data_validation,
    "addConditionalFormatRule": rules.add_conditional,
    "updateConditionalFormatRule": rules.update_conditional,
    "deleteConditionalFormatRule": rules.delete_conditional,
    "addProtectedRange": protecting.add_protected,
    "updateProtectedRange": protecting.update_protected,
    "deleteProtectedRange": protecting.delete_protected,
    "addChart": objects.add_chart,
    "updateChartSpec": objects.update_chart_spec,
    "deleteEmbeddedObject": objects.delete_object,
    "updateEmbeddedObjectPosition": objects.update_position,
    "updateEmbeddedObjectBorder": objects.update_border,
    "addSlicer": objects.add_slicer,
    "updateSlicerSpec": objects.update_slicer_spec,
    "addNamedRange": naming.add_named,
    "updateNamedRange": naming.update_named,
    "deleteNamedRange": naming.delete_named,
    "createDeveloperMetadata": naming.create_metadata,
    "updateDeveloperMetadata": naming.update_metadata,
    "deleteDeveloperMetadata": naming.delete_metadata,
    "addBanding": banding.add_banding,
    "updateBanding": banding.update_banding,
    "deleteBanding": banding.delete_banding,
    "sortRange": sorting.sort_range,
    "randomizeRange": sorting.randomize_range,
    "copyPaste": pasting.copy_paste,
    "cutPaste": pasting.cut_paste,
    "pasteData": pasting.paste_data,
    "autoFill": filling.auto_fill,
    "findReplace": finding.find_replace,
    "textToColumns": finding.text_to_columns,
    "trimWhitespace": finding.trim_whitespace,
    "deleteDuplicates": finding.delete_duplicates,
    "setBasicFilter": filtering.set_basic,
    "clearBasicFilter": filtering.clear_basic,
    "addFilterView": filtering.add_view,
    "updateFilterView": filtering.update_view,
    "deleteFilterView": filtering.delete_view,
    "duplicateFilterView": filtering.duplicate_view,
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
        kind, told = next(iter(request.items()))
        handler = HANDLERS.get(kind)
        if handler is None:
            raise invalid(f"Invalid requests[{at}].{kind}: This request is not supported.")
        draft.kind = kind
        try:
            reply = handler(draft, told)
        except ServiceError as wrong:
            wrong.message = f"Invalid requests[{at}].{kind}: {wrong.message}"
            raise
        replies.append({} if reply is None else {kind: reply})
    return replies
