"""Alternating colours: addBanding, updateBanding, deleteBanding."""

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import merged
from tests.sheets_server.replies import Json, invalid


def add_banding(draft: Draft, told: Json) -> Json:
    """addBanding: two bands must not overlap."""
    new = draft.twins(dict(told.get("bandedRange", {})))
    sheet = draft.sheet(new.setdefault("range", {}).get("sheetId", 0))
    new["range"] = {"sheetId": sheet.id, **Box.around(sheet.within(Box.of(new["range"]))).json(sheet.id)}
    taken = {item["bandedRangeId"] for other in draft.book.sheets for item in other.banded_ranges}
    draft.numbered(new, "bandedRangeId", taken, "banded range")
    _check(sheet, new)
    sheet.banded_ranges.append(new)
    return {"bandedRange": lean(new, "BandedRange")}


def update_banding(draft: Draft, told: Json) -> None:
    """updateBanding."""
    new = draft.twins(told.get("bandedRange", {}))
    tree = mask(told, "BandedRange", "bandedRange")
    sheet, old = _find(draft, new.get("bandedRangeId", 0))
    kept = merged(old, new, tree)
    sheet.banded_ranges.remove(old)
    _check(sheet, kept)
    sheet.banded_ranges.append(kept)


def delete_banding(draft: Draft, told: Json) -> None:
    """deleteBanding."""
    sheet, old = _find(draft, told.get("bandedRangeId", 0))
    sheet.banded_ranges.remove(old)


def _check(sheet: Sheet, told: Json) -> None:
    """400 where alternating colours are there already."""
    area = sheet.within(Box.of(told["range"]))
    if any(sheet.within(Box.of(other["range"])).meets(area) for other in sheet.banded_ranges):
        raise invalid(
            "You cannot add alternating background colors to a range that already has alternating background colors."
        )


def _find(draft: Draft, number: int) -> tuple[Sheet, Json]:
    for sheet in draft.book.sheets:
        if any(told["bandedRangeId"] == number for told in sheet.banded_ranges):
            own = draft.sheet(sheet.id)
            return own, next(told for told in own.banded_ranges if told["bandedRangeId"] == number)
    raise invalid(f"No banding with id: {number}")
