"""Protected ranges: addProtectedRange, updateProtectedRange, deleteProtectedRange."""

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.sheet_json import protected_json
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import merged
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import PROTECTED, Json, invalid


def add_protected(draft: Draft, told: Json) -> Json:
    """addProtectedRange: the owner and who adds it are always among the editors."""
    new = dict(told.get("protectedRange", {}))
    taken = {item["protectedRangeId"] for sheet in draft.book.sheets for item in sheet.protected_ranges}
    draft.numbered(new, "protectedRangeId", taken, "protected range")
    sheet = draft.sheet(_sheet_id(draft, new))
    new.pop("requestingUserCanEdit", None)
    _check_new(draft, sheet, new)
    sheet.protected_ranges.append(dict(new))
    _with_editors(draft, sheet.protected_ranges[-1])
    reply = protected_json(Reading(draft.book), sheet.protected_ranges[-1], draft.user)
    if "editors" in reply and "editors" in new:
        reply["editors"] = lean(new["editors"], "Editors")
    return {"protectedRange": reply}


def update_protected(draft: Draft, told: Json) -> None:
    """updateProtectedRange: range, editors, warning, description."""
    new = told.get("protectedRange", {})
    tree = mask(told, "ProtectedRange", "protectedRange")
    sheet, old = _find(draft, new.get("protectedRangeId", 0))
    if not draft.may_edit(old):
        raise invalid(PROTECTED)
    plain = {name: below for name, below in tree.items() if name not in ("protectedRangeId", "requestingUserCanEdit")}
    kept = merged(old, new, plain)
    kept["protectedRangeId"] = old["protectedRangeId"]
    _with_editors(draft, kept)
    target = draft.sheet(_sheet_id(draft, kept))
    sheet.protected_ranges.remove(old)
    target.protected_ranges.append(kept)


def delete_protected(draft: Draft, told: Json) -> None:
    """deleteProtectedRange: only who may edit it."""
    sheet, old = _find(draft, told.get("protectedRangeId", 0))
    if not draft.may_edit(old):
        raise invalid(PROTECTED)
    sheet.protected_ranges.remove(old)


def _check_new(draft: Draft, sheet: Sheet, new: Json) -> None:
    """400 for a warning with editors, and for a sheet that is protected as a whole already."""
    if new.get("warningOnly") and any(new.get("editors", {}).values()):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if draft.protected_box(new).whole and any(draft.protected_box(told).whole for told in sheet.protected_ranges):
        raise invalid(f'Sheet "{sheet.title}" already has sheet protection.')


def _find(draft: Draft, number: int) -> tuple[Sheet, Json]:
    """The sheet and protection of an ID."""
    for sheet in draft.book.sheets:
        if any(told["protectedRangeId"] == number for told in sheet.protected_ranges):
            own = draft.sheet(sheet.id)
            return own, next(told for told in own.protected_ranges if told["protectedRangeId"] == number)
    raise invalid(f"No protected range with id: {number}")


def _sheet_id(draft: Draft, told: Json) -> int:
    """The sheet a protection lies on: that of its range or of its named range."""
    if "namedRangeId" in told and "range" in told:
        raise invalid("Only one of range or namedRangeId may be set.")
    if "namedRangeId" in told:
        named = next((item for item in draft.book.named_ranges if item["namedRangeId"] == told["namedRangeId"]), None)
        if named is None:
            raise invalid(f"No named range with id: {told['namedRangeId']}")
        return int(named["range"].get("sheetId", 0))
    if "range" not in told:
        raise invalid("Must specify a range.")
    Box.of(told["range"])
    return int(told["range"].get("sheetId", 0))


def _with_editors(draft: Draft, told: Json) -> None:
    """A warning has no editors; any other protection has at least the owner and the user who sets it."""
    if told.get("warningOnly"):
        told.pop("editors", None)
        return
    editors = dict(told.get("editors", {}))
    users = [*editors.get("users", ()), draft.book.sharing.owner, draft.user]
    editors["users"] = [user for user in dict.fromkeys(users) if user]
    told["editors"] = editors
