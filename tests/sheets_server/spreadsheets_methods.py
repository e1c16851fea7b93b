"""The methods of spreadsheets: get, getByDataFilter, create, batchUpdate, sheets.copyTo, developerMetadata."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.sheets_server.book.book import Book, bounded, new_book
from tests.sheets_server.book.boxes import Area, Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.locales import known
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.sheet_json import sheet_json
from tests.sheets_server.book.tabs_copying import copied, free_title
from tests.sheets_server.changes import kinds
from tests.sheets_server.changes.cell_fields import changed, prepared
from tests.sheets_server.changes.tabs import add_sheet, sheet_properties
from tests.sheets_server.contract import lean
from tests.sheets_server.filters_of_data import areas, echoed, matching
from tests.sheets_server.masks import Tree, below, pick
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, ServiceError, invalid, not_found

Spots = Sequence[tuple[Sheet, Area]]


def get(book: Book, texts: Sequence[str], with_grid: bool, wanted: Tree | None, user: str) -> Json:
    """spreadsheets.get: grid data where it is asked for, by the flag or by the field mask."""
    spots = [_spot(book, text) for text in texts]
    return spreadsheet(book, spots if texts else None, with_grid, wanted, user)


def _spot(book: Book, text: str) -> tuple[Sheet, Area]:
    sheet, box, _ = book.resolve(text)
    return sheet, bounded(sheet, box)


def get_by_filter(book: Book, body: Json, wanted: Tree | None, user: str) -> Json:
    """spreadsheets.getByDataFilter."""
    spots = [spot for told in body.get("dataFilters", ()) for spot in areas(book, told)]
    chosen = spots if body.get("dataFilters") else None
    return spreadsheet(book, chosen, body.get("includeGridData", False), wanted, user)


def spreadsheet(book: Book, spots: Spots | None, with_grid: bool, wanted: Tree | None, user: str) -> Json:
    """The Spreadsheet resource, only what the mask wants; `spots` limits the sheets and their grid data."""
    tree = wanted or {}
    found: Json = {}
    parts: dict[str, Callable[[Tree], Any]] = {
        "spreadsheetId": lambda _: book.spreadsheet_id,
        "properties": lambda _: book.properties,
        "sheets": lambda deeper: _sheets(book, spots, with_grid, deeper, wanted is not None, user),
        "namedRanges": lambda _: [lean(named, "NamedRange") for named in book.named_ranges],
        "spreadsheetUrl": lambda _: book.url,
        "developerMetadata": lambda _: book.metadata,
    }
    for name, make in parts.items():
        deeper = below(tree, name)
        if deeper is not None and (value := make(deeper)):
            found[name] = value if name == "sheets" else pick(value, deeper)
    return found


def _sheets(book: Book, spots: Spots | None, with_grid: bool, wanted: Tree, masked: bool, user: str) -> list[Json]:
    """The sheets, those of the ranges only where ranges were told."""
    reading = Reading(book)
    grid = (masked or with_grid) and below(wanted, "data") is not None
    chosen = book.sheets if spots is None else [s for s in book.sheets if any(s.id == spot.id for spot, _ in spots)]
    found = []
    for sheet in chosen:
        own = [sheet.area] if spots is None else [area for spot, area in spots if spot.id == sheet.id]
        found.append(sheet_json(reading, sheet, own if grid else [], wanted, user))
    return found


def create(book_id: str, body: Json, owner: str, seed: int) -> Book:
    """spreadsheets.create: an empty sheet unless sheets are told."""
    properties = body.get("properties", {})
    locale = properties.get("locale") or "en_US"
    if not known(locale):
        raise invalid(f"Unsupported locale: {locale}")
    title = properties.get("title") or "Untitled spreadsheet"
    book = new_book(book_id, title, locale, properties.get("timeZone") or "Etc/GMT", seed=seed)
    book.sharing.owner = owner
    draft = Draft.of(book, owner)
    if "autoRecalc" in properties:
        draft.book.properties["autoRecalc"] = properties["autoRecalc"]
    if body.get("sheets"):
        draft.book.sheets = []
        for at, told in enumerate(body["sheets"]):
            _create_sheet(draft, told, at)
    draft.book.named_ranges = [{"namedRangeId": str(book.new_id(())), **named} for named in body.get("namedRanges", ())]
    book.adopt(draft.book)
    return book


def _create_sheet(draft: Draft, told: Json, at: int) -> None:
    """One sheet of a new book, with the cells told for it."""
    properties = dict(told.get("properties", {}))
    properties.setdefault("title", f"Sheet{at + 1}")
    properties["index"] = at
    try:
        add_sheet(draft, {"properties": properties})
    except ServiceError as wrong:
        raise invalid(f"Invalid sheets[{at}]: {wrong.message}") from wrong
    sheet = draft.book.sheets[at]
    for data in told.get("data", ()):
        for down, row in enumerate(data.get("rowData", ())):
            for right, cell in enumerate(row.get("values", ())):
                place = (data.get("startRow", 0) + down, data.get("startColumn", 0) + right)
                sheet.put(*place, changed(sheet.cell(*place), prepared(draft, cell), {}))
    sheet.merges = [sheet.within(Box.of(merge)) for merge in told.get("merges", ())]
    sheet.conditional_formats = [draft.twins(rule) for rule in told.get("conditionalFormats", ())]


def batch_update(draft: Draft, body: Json, wanted: Tree | None) -> Json:
    """spreadsheets.batchUpdate."""
    replies = kinds.run(draft, body.get("requests", []))
    found: Json = {"spreadsheetId": draft.book.spreadsheet_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        deeper = below(wanted or {}, "updatedSpreadsheet") if wanted else None
        spots = [_spot(draft.book, text) for text in body.get("responseRanges", ())] or None
        with_grid = bool(body.get("responseIncludeGridData"))
        found["updatedSpreadsheet"] = spreadsheet(draft.book, spots, with_grid, deeper, draft.user)
    return found


def copy_to(source: Sheet, target: Draft) -> Json:
    """sheets.copyTo: the copy stands last in the other book."""
    title = free_title(target.book, f"Copy of {source.title}", 1)
    sheet = copied(target.book, source, target.book.new_id({sheet.id for sheet in target.book.sheets}), title)
    target.book.sheets.append(sheet)
    return sheet_properties(target.book, sheet)


def get_metadata(book: Book, metadata_id: int) -> Json:
    """developerMetadata.get."""
    found = next((item for item in book.all_metadata() if item["metadataId"] == metadata_id), None)
    if found is None:
        raise not_found()
    return found


def search_metadata(book: Book, body: Json) -> Json:
    """developerMetadata.search: each match with the filters that picked it."""
    filters = body.get("dataFilters", [])
    found = [
        {
            "developerMetadata": item,
            "dataFilters": [echoed(told) for told in filters if any(hit is item for hit in matching(book, [told]))],
        }
        for item in matching(book, filters)
    ]
    return {"matchedDeveloperMetadata": found} if found else {}
