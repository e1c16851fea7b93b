"""Named ranges and developer metadata."""

import re

from tests.sheets_server.book.a1 import box_of
from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.contract import lean
from tests.sheets_server.filters_of_data import location_type, matching
from tests.sheets_server.masks import merged
from tests.sheets_server.replies import Json, invalid

NAME = re.compile(r"[A-Za-z_À-ỹ][\wÀ-ỹ]{0,249}\Z")


def add_named(draft: Draft, told: Json) -> Json:
    """addNamedRange."""
    new = dict(told.get("namedRange", {}))
    taken = {named["namedRangeId"] for named in draft.book.named_ranges}
    new["namedRangeId"] = new.get("namedRangeId") or str(draft.book.new_id(()))
    if new["namedRangeId"] in taken:
        raise invalid(f"A named range with id {new['namedRangeId']} already exists.")
    _check(draft, new)
    kept = {name: new[name] for name in ("namedRangeId", "name", "range")}
    draft.book.named_ranges.append(kept)
    return {"namedRange": lean(kept, "NamedRange")}


def update_named(draft: Draft, told: Json) -> None:
    """updateNamedRange: name, range or both."""
    new = told.get("namedRange", {})
    tree = mask(told, "NamedRange", "namedRange")
    at = _index(draft, new.get("namedRangeId", ""))
    kept = merged(draft.book.named_ranges[at], new, tree)
    draft.book.named_ranges.pop(at)
    _check(draft, kept)
    draft.book.named_ranges.insert(at, kept)


def delete_named(draft: Draft, told: Json) -> None:
    """deleteNamedRange."""
    draft.book.named_ranges.pop(_index(draft, told.get("namedRangeId", "")))


def _index(draft: Draft, number: str) -> int:
    """The place of a named range."""
    for at, named in enumerate(draft.book.named_ranges):
        if named["namedRangeId"] == number:
            return at
    raise invalid(f"No named range with id: {number}")


def _check(draft: Draft, told: Json) -> None:
    """400 for a bad or doubled name, or a range on no sheet."""
    name = told.get("name", "")
    if not NAME.match(name) or box_of(name) is not None or name.lower() in ("true", "false"):
        raise invalid("The name given to this range is invalid.")
    if draft.book.named(name) is not None:
        raise invalid(f"Cannot add named range with name {name}, a named range with that name already exists.")
    draft.book.sheet_by_id(told.setdefault("range", {}).get("sheetId", 0))
    Box.of(told["range"])


def create_metadata(draft: Draft, told: Json) -> Json:
    """createDeveloperMetadata: on the book, a sheet, one row or one column."""
    new = dict(told.get("developerMetadata", {}))
    if not new.get("metadataKey"):
        raise invalid("Developer metadata must specify a metadataKey.")
    if new.get("visibility", "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED").endswith("UNSPECIFIED"):
        raise invalid("Developer metadata must specify a visibility.")
    taken = {item["metadataId"] for item in draft.book.all_metadata()}
    if new.get("metadataId") in taken:
        words = "because developer metadata with that ID already exists."
        raise invalid(f"Cannot add developer metadata with ID [{new['metadataId']}] {words}")
    draft.numbered(new, "metadataId", taken, "developer metadata")
    _keep(draft, new)
    return {"developerMetadata": new}


def _keep(draft: Draft, new: Json) -> None:
    """Puts metadata on what its location names."""
    location = new.get("location", {})
    kind = location_type(location)
    order = ("metadataId", "metadataKey", "metadataValue", "location", "visibility")
    place = {name: value for name, value in location.items() if name != "locationType"}
    if "dimensionRange" in place:
        place["dimensionRange"] = lean(place["dimensionRange"], "DimensionRange")
    new["location"] = {"locationType": kind, **place}
    ordered = {name: new[name] for name in order if new.get(name)}
    new.clear()
    new.update(ordered)
    if kind == "SPREADSHEET":
        draft.book.metadata.append(new)
        return
    told = new["location"].get("dimensionRange", {})
    sheet = draft.sheet(told.get("sheetId", 0) if kind != "SHEET" else location["sheetId"])
    if kind != "SHEET":
        if "startIndex" not in told or "endIndex" not in told:
            raise invalid("DimensionRange must specify both a startIndex and an endIndex")
        if told["endIndex"] - told["startIndex"] != 1:
            raise invalid("DimensionRange must represent a single row or column")
    sheet.metadata.append(new)


def update_metadata(draft: Draft, told: Json) -> Json:
    """updateDeveloperMetadata: all that the filters pick get the fields of the mask."""
    tree = mask(told, "DeveloperMetadata", "developerMetadata")
    changed = []
    for item in _taken_out(draft, told.get("dataFilters", [])):
        kept = merged(item, told.get("developerMetadata", {}), tree)
        kept["metadataId"] = item["metadataId"]
        _keep(draft, kept)
        changed.append(kept)
    return {"developerMetadata": changed} if changed else {}


def delete_metadata(draft: Draft, told: Json) -> Json:
    """deleteDeveloperMetadata: all that the filter picks."""
    gone = _taken_out(draft, [told.get("dataFilter", {})])
    return {"deletedDeveloperMetadata": gone} if gone else {}


def _taken_out(draft: Draft, filters: list[Json]) -> list[Json]:
    """What the filters pick, taken off its places."""
    found = list(matching(draft.book, filters))
    numbers = {item["metadataId"] for item in found}
    draft.book.metadata = [item for item in draft.book.metadata if item["metadataId"] not in numbers]
    for sheet in list(draft.book.sheets):
        if any(item["metadataId"] in numbers for item in sheet.metadata):
            own = draft.sheet(sheet.id)
            own.metadata = [item for item in own.metadata if item["metadataId"] not in numbers]
    return found
