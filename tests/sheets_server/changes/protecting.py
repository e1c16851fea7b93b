"""Protected ranges: addProtectedRange."""

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.sheet_json import protected_json
from tests.sheets_server.contract import lean
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, invalid, not_done


def add_protected(draft: Draft, told: Json) -> Json:
    """addProtectedRange: the owner and who adds it are always among the editors."""
    new = dict(told.get("protectedRange", {}))
    taken = {item["protectedRangeId"] for sheet in draft.book.sheets for item in sheet.protected_ranges}
    draft.numbered(new, "protectedRangeId", taken, "protected range")
    unknown = new.keys() - {"protectedRangeId", "range", "description", "warningOnly", "editors"}
    if unknown or new.get("editors", {}).keys() - {"users"}:
        raise not_done("protection but of a range, by users")
    if "range" not in new:
        raise invalid("Must specify a range.")
    sheet = draft.sheet(new["range"].get("sheetId", 0))
    _check_new(draft, sheet, new)
    sheet.protected_ranges.append(dict(new))
    _with_editors(draft, sheet.protected_ranges[-1])
    reply = protected_json(Reading(draft.book), sheet.protected_ranges[-1], draft.user)
    if "editors" in reply and "editors" in new:
        reply["editors"] = lean(new["editors"], "Editors")
    return {"protectedRange": reply}


def _check_new(draft: Draft, sheet: Sheet, new: Json) -> None:
    """400 for a warning with editors, and for a sheet that is protected as a whole already."""
    if new.get("warningOnly") and any(new.get("editors", {}).values()):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if Box.of(new["range"]).whole and any(Box.of(told["range"]).whole for told in sheet.protected_ranges):
        raise invalid(f'Sheet "{sheet.title}" already has sheet protection.')


def _with_editors(draft: Draft, told: Json) -> None:
    """A warning has no editors; any other protection has at least the owner and the user who sets it."""
    if told.get("warningOnly"):
        told.pop("editors", None)
        return
    editors = dict(told.get("editors", {}))
    users = [*editors.get("users", ()), draft.book.sharing.owner, draft.user]
    editors["users"] = [user for user in dict.fromkeys(users) if user]
    told["editors"] = editors
