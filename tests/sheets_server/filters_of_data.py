"""Data filters: ranges picked by A1 text, by sheet ID and indexes, or by developer metadata."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.sheets_server.book.book import Book, bounded
from tests.sheets_server.book.boxes import SIDES, Area, Box
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.replies import Json, bad_fields, invalid

EXACT = "EXACT_LOCATION"


def areas(book: Book, told: Mapping[str, Any]) -> list[tuple[Sheet, Area]]:
    """The areas a data filter picks; several where metadata matches several times."""
    if "a1Range" in told:
        return [book.area_of(told["a1Range"])]
    if "gridRange" in told:
        sheet = book.sheet_by_id(told["gridRange"].get("sheetId", 0))
        return [(sheet, bounded(sheet, Box.of(told["gridRange"])))]
    if "developerMetadataLookup" in told:
        found = [place(book, item) for item in lookup(book, told["developerMetadataLookup"])]
        return [spot for spot in found if spot is not None]
    raise bad_fields(("", "Must specify a filter in the data filter."))


def echoed(told: Mapping[str, Any]) -> Json:
    """A data filter as replies name it: in a range, zeros go without saying."""
    if "gridRange" not in told:
        return dict(told)
    found = {name: told["gridRange"][name] for name in ("sheetId", *SIDES) if told["gridRange"].get(name)}
    return {"gridRange": found}


def matching(book: Book, filters: list[Json]) -> Iterator[Json]:
    """Developer metadata that any of the filters picks, each once."""
    for item in book.all_metadata():
        if any(_picks(book, told, item) for told in filters):
            yield item


def check_lookup(wanted: Mapping[str, Any]) -> None:
    """400 for a look-up that wants what meets the whole spreadsheet."""
    whole = wanted.get("metadataLocation", {}).get("spreadsheet")
    if whole and wanted.get("locationMatchingStrategy") == "INTERSECTING_LOCATION":
        words = "but locationMatchingStrategy was specified as INTERSECTING"
        raise invalid(f"DeveloperMetadataLookup.spreadsheet is true, {words}")


def lookup(book: Book, wanted: Mapping[str, Any]) -> list[Json]:
    """Developer metadata that fits a look-up: every told field must agree."""
    check_lookup(wanted)
    return [item for item in book.all_metadata() if _fits(book, wanted, item)]


def place(book: Book, item: Mapping[str, Any]) -> tuple[Sheet, Area] | None:
    """The sheet and area that metadata stands on; None for metadata of the whole book."""
    location = item["location"]
    if location["locationType"] == "SPREADSHEET":
        return None
    told = location.get("dimensionRange", {})
    sheet = book.sheet_by_id(location.get("sheetId", told.get("sheetId", 0)))
    if location["locationType"] == "SHEET":
        return sheet, sheet.area
    start, end = told.get("startIndex", 0), told["endIndex"]
    box = Box(start, end) if location["locationType"] == "ROW" else Box(None, None, start, end)
    return sheet, sheet.within(box)


def _picks(book: Book, told: Mapping[str, Any], item: Json) -> bool:
    if "developerMetadataLookup" in told:
        check_lookup(told["developerMetadataLookup"])
        return _fits(book, told["developerMetadataLookup"], item)
    where = place(book, item)
    return any(
        where is not None and where[0].id == sheet.id and area.holds(where[1]) for sheet, area in areas(book, told)
    )


def _fits(book: Book, wanted: Mapping[str, Any], item: Json) -> bool:
    """Whether metadata agrees with each field of a look-up."""
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in wanted and item.get(name, "") != wanted[name]:
            return False
    location = wanted.get("metadataLocation")
    if location is None:
        return "locationType" not in wanted or item["location"]["locationType"] == wanted["locationType"]
    return _located(book, wanted, location, item)


def _located(book: Book, wanted: Mapping[str, Any], location: Mapping[str, Any], item: Json) -> bool:
    """Whether metadata stands where a look-up says, exactly or within it."""
    kind = wanted.get("locationType")
    if kind and item["location"]["locationType"] != kind:
        return False
    if location.get("spreadsheet"):
        return bool(item["location"]["locationType"] == "SPREADSHEET")
    asked = {"location": {"locationType": location_type(location), **location}}
    there, here = place(book, asked), place(book, item)
    if there is None or here is None or there[0].id != here[0].id:
        return False
    exact = wanted.get("locationMatchingStrategy") == EXACT
    same_kind = item["location"]["locationType"] == asked["location"]["locationType"]
    return here[1] == there[1] and same_kind if exact else here[1].meets(there[1])


def location_type(location: Mapping[str, Any]) -> str:
    """ROW, COLUMN, SHEET or SPREADSHEET by what a location names; 400 if it names nothing."""
    if "dimensionRange" in location:
        kind = location["dimensionRange"].get("dimension", "DIMENSION_UNSPECIFIED")
        if kind not in ("ROWS", "COLUMNS"):
            raise invalid("Must specify a dimension in the dimensionRange.")
        return "ROW" if kind == "ROWS" else "COLUMN"
    if "sheetId" in location:
        return "SHEET"
    if location.get("spreadsheet"):
        return "SPREADSHEET"
    raise invalid("Must specify a location.")
