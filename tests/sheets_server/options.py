"""Query parameters: known names, known words, and the field mask of the reply."""

from collections.abc import Mapping

from tests.sheets_server.calls import Call
from tests.sheets_server.contract import PACKAGE, messages, snake
from tests.sheets_server.masks import Tree, parse
from tests.sheets_server.replies import bad_fields

EVERYWHERE = {"fields", "alt", "prettyPrint", "key", "access_token", "oauth_token", "quotaUser", "$.xgafv", "$alt"}
EVERYWHERE |= {"callback", "uploadType", "upload_protocol", "$fields", "$prettyPrint"}
RENDER = "FORMATTED_VALUE UNFORMATTED_VALUE FORMULA"
DAYS = "SERIAL_NUMBER FORMATTED_STRING"
ENUMS: Mapping[str, tuple[str, str]] = {
    "valueRenderOption": ("ValueRenderOption", RENDER),
    "responseValueRenderOption": ("ValueRenderOption", RENDER),
    "dateTimeRenderOption": ("DateTimeRenderOption", DAYS),
    "responseDateTimeRenderOption": ("DateTimeRenderOption", DAYS),
    "majorDimension": ("Dimension", "DIMENSION_UNSPECIFIED ROWS COLUMNS"),
    "valueInputOption": ("ValueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED RAW USER_ENTERED"),
    "insertDataOption": ("InsertDataOption", "OVERWRITE INSERT_ROWS"),
    "commentsViewMode": (
        "CommentsViewMode",
        "COMMENTS_VIEW_MODE_UNSPECIFIED COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS COMMENTS_VIEW_MODE_OMITTED "
        "COMMENTS_VIEW_MODE_INCLUDED",
    ),
}
VALUES = {"valueRenderOption", "dateTimeRenderOption", "majorDimension"}
WRITES = {
    "valueInputOption",
    "includeValuesInResponse",
    "responseValueRenderOption",
    "responseDateTimeRenderOption",
}
OWN: Mapping[str, set[str]] = {
    "spreadsheets.get": {
        "ranges",
        "includeGridData",
        "excludeTablesInBandedRanges",
        "excludeTablesInBannedRanges",
        "commentsViewMode",
    },
    "values.get": VALUES,
    "values.batchGet": {"ranges", *VALUES},
    "values.update": WRITES,
    "values.append": {"insertDataOption", *WRITES},
}
REPLIES = {
    "spreadsheets.create": "Spreadsheet",
    "spreadsheets.get": "Spreadsheet",
    "spreadsheets.getByDataFilter": "Spreadsheet",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetResponse",
    "sheets.copyTo": "SheetProperties",
    "developerMetadata.get": "DeveloperMetadata",
    "developerMetadata.search": "SearchDeveloperMetadataResponse",
    "values.get": "ValueRange",
    "values.batchGet": "BatchGetValuesResponse",
    "values.batchGetByDataFilter": "BatchGetValuesByDataFilterResponse",
    "values.batchUpdate": "BatchUpdateValuesResponse",
    "values.batchUpdateByDataFilter": "BatchUpdateValuesByDataFilterResponse",
    "values.batchClear": "BatchClearValuesResponse",
    "values.batchClearByDataFilter": "BatchClearValuesByDataFilterResponse",
    "values.append": "AppendValuesResponse",
    "values.update": "UpdateValuesResponse",
    "values.clear": "ClearValuesResponse",
}


def checked_options(call: Call, method: str) -> None:
    """400 for an unknown parameter, or a word an enum does not have."""
    known = OWN.get(method, set()) | EVERYWHERE
    for name, values in call.query.items():
        if name not in known:
            words = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
            raise bad_fields(("", f'Invalid JSON payload received. Unknown name "{name}": {words}'))
        if name in ENUMS:
            kind, words = ENUMS[name]
            for value in values:
                if value not in words.split() and not value.isdigit():
                    place = snake(name)
                    raise bad_fields((place, f"Invalid value at '{place}' ({PACKAGE}{kind}), \"{value}\""))


def reply_mask(call: Call, method: str) -> Tree | None:
    """The mask of `fields`; None where none is told, 400 where it names what the reply does not have."""
    text = call.option("fields") or call.option("$fields")
    if not text:
        return None
    try:
        tree = parse(text)
    except ValueError as wrong:
        raise bad_fields((text, "Invalid field mask."), message="Request contains an invalid argument.") from wrong
    unknown = next(_unknown(tree, REPLIES[method], ""), None)
    if unknown:
        words = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{unknown}'."
        raise bad_fields((unknown, words), message="Request contains an invalid argument.")
    return {} if tree == {"*": {}} else tree


def _unknown(tree: Tree, message: str, above: str):  # type: ignore[no-untyped-def]
    """Paths that lead nowhere."""
    fields = messages()[message]
    for name, below in tree.items():
        if name == "*":
            continue
        if name not in fields:
            yield f"{above}{name}"
            continue
        kind = fields[name]
        kind = kind[0] if isinstance(kind, list) else kind
        if below and isinstance(kind, str) and kind in messages():
            yield from _unknown(below, kind, f"{above}{name}.")
