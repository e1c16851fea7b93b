"""One cell changed by a mask: what updateCells and repeatCell have in common."""

from collections.abc import Mapping
from typing import Any

from tests.sheets_server.book.cells import extended, settled
from tests.sheets_server.book.colours import twins
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Cell
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import Tree, merged
from tests.sheets_server.replies import Json, not_done

WRITABLE = ("userEnteredValue", "userEnteredFormat", "note", "textFormatRuns", "dataValidation")


def prepared(draft: Draft, told: Mapping[str, Any]) -> Json:
    """CellData of a request as it is kept."""
    found: Json = {}
    if "userEnteredValue" in told:
        value = extended(told["userEnteredValue"])
        found["userEnteredValue"] = value and settled(value, draft.book)
    if told.get("userEnteredFormat"):
        found["userEnteredFormat"] = twins(told["userEnteredFormat"])
    if told.get("note"):
        found["note"] = told["note"]
    if told.get("textFormatRuns"):
        found["textFormatRuns"] = [lean(twins(run), "TextFormatRun") for run in told["textFormatRuns"]]
    if "dataValidation" in told:
        found["dataValidation"] = lean(told["dataValidation"], "DataValidationRule")
    unknown = told.keys() - set(WRITABLE)
    if unknown:
        raise not_done(f"cells with {', '.join(sorted(unknown))}")
    return {name: item for name, item in found.items() if item is not None}


def changed(cell: Cell, told: Json, tree: Tree) -> Json:
    """The cell with the fields of the mask taken from `told`; what `told` lacks is cleared."""
    found = dict(cell)
    for name in WRITABLE:
        if tree and name not in tree:
            continue
        below = tree.get(name, {})
        if name == "userEnteredFormat" and below:
            value: Any = merged(found.get(name, {}), told.get(name, {}), below)
        else:
            value = told.get(name)
        if value:
            found[name] = value
        else:
            found.pop(name, None)
        if name == "userEnteredValue" and "textFormatRuns" not in told:
            found.pop("textFormatRuns", None)
    return _ordered(found)


def _ordered(cell: Json) -> Json:
    """Empty groups of a format are no format."""
    if "userEnteredFormat" in cell:
        kept = {name: item for name, item in cell["userEnteredFormat"].items() if item != {} or name.endswith("Color")}
        cell["userEnteredFormat"] = kept
        if not kept:
            del cell["userEnteredFormat"]
    return cell
