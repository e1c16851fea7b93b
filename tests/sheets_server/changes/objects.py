"""Charts and slicers: addChart, updateChartSpec, addSlicer, updateSlicerSpec, and where such objects stand."""

from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.book.tabs_copying import free_title
from tests.sheets_server.changes.fields import mask
from tests.sheets_server.changes.tabs import add_sheet
from tests.sheets_server.contract import lean
from tests.sheets_server.masks import merged
from tests.sheets_server.replies import Json, invalid

SIZE = {"widthPixels": 600, "heightPixels": 371}


def _numbers(draft: Draft) -> set[int]:
    """IDs of all charts and slicers."""
    charts = {chart["chartId"] for sheet in draft.book.sheets for chart in sheet.charts}
    return charts | {slicer["slicerId"] for sheet in draft.book.sheets for slicer in sheet.slicers}


def add_chart(draft: Draft, told: Json) -> Json:
    """addChart: over cells of a sheet, or on a sheet of its own."""
    chart = draft.twins(dict(told.get("chart", {})))
    if "spec" not in chart:
        raise invalid("Chart spec must be set.")
    _check_spec(chart["spec"])
    chart["spec"].setdefault("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    taken = _numbers(draft)
    draft.numbered(chart, "chartId", taken, "chart")
    position, sheet = _placed(draft, chart.get("position", {}))
    kept = {"chartId": chart["chartId"], "spec": chart["spec"], "position": position}
    kept |= {"border": chart["border"]} if "border" in chart else {}
    draft.guard_whole(sheet)
    sheet.charts.append(kept)
    return {"chart": lean(kept, "EmbeddedChart")}


def _check_spec(spec: Json) -> None:
    """400 for a spec that draws nothing; the service's words for it are these, slip of the pen and all."""
    if not any(name.endswith("Chart") for name in spec):
        words = "basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart"
        raise invalid(f"One of {words} must be set on chartSpec.")


def _placed(draft: Draft, told: Json) -> tuple[Json, Sheet]:
    """Where an object stands, and on which sheet."""
    if told.get("newSheet"):
        title = free_title(draft.book, "Chart{}", 1)
        made = add_sheet(draft, {"properties": {"title": title, "sheetType": "OBJECT"}})["properties"]
        sheet = draft.sheet(made["sheetId"])
        sheet.properties.pop("gridProperties", None)
        return {"sheetId": sheet.id}, sheet
    if "sheetId" in told and "overlayPosition" not in told:
        return {"sheetId": told["sheetId"]}, draft.sheet(told["sheetId"])
    overlay = dict(told.get("overlayPosition", {}))
    anchor = overlay.get("anchorCell", {})
    sheet = draft.sheet(anchor.get("sheetId", 0))
    return {"overlayPosition": {"anchorCell": anchor, **SIZE, **overlay}}, sheet


def update_chart_spec(draft: Draft, told: Json) -> None:
    """updateChartSpec: the whole spec is replaced."""
    sheet, chart = _find(draft, told.get("chartId", 0), "chart")
    spec = draft.twins(told.get("spec", {}))
    _check_spec(spec)
    spec.setdefault("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    sheet.charts[sheet.charts.index(chart)] = {**chart, "spec": spec}


def delete_object(draft: Draft, told: Json) -> None:
    """deleteEmbeddedObject: a chart or slicer."""
    number = told.get("objectId", 0)
    sheet, found = _find(draft, number, "embedded object")
    if found in sheet.charts:
        sheet.charts.remove(found)
    else:
        sheet.slicers.remove(found)


def update_position(draft: Draft, told: Json) -> Json:
    """updateEmbeddedObjectPosition: moved or resized, also to another sheet; `*` needs the whole position."""
    sheet, found = _find(draft, told.get("objectId", 0), "embedded object")
    new = told.get("newPosition", {})
    if new.get("newSheet") or "sheetId" in new:
        position, target = _placed(draft, new)
    else:
        tree = mask({"fields": told.get("fields") or "*"}, "OverlayPosition", "newPosition.overlayPosition")
        overlay = merged(found["position"].get("overlayPosition", {}), new.get("overlayPosition", {}), tree)
        position, target = _placed(draft, {"overlayPosition": overlay})
    home = sheet.charts if found in sheet.charts else sheet.slicers
    home.remove(found)
    (target.charts if home is sheet.charts else target.slicers).append({**found, "position": position})
    return {"position": lean(position, "EmbeddedObjectPosition")}


def update_border(draft: Draft, told: Json) -> None:
    """updateEmbeddedObjectBorder."""
    sheet, found = _find(draft, told.get("objectId", 0), "chart")
    tree = mask(told, "EmbeddedObjectBorder", "border")
    border = merged(found.get("border", {}), draft.twins(told.get("border", {})), tree)
    sheet.charts[sheet.charts.index(found)] = {**found, "border": border}


def add_slicer(draft: Draft, told: Json) -> Json:
    """addSlicer."""
    slicer = draft.twins(dict(told.get("slicer", {})))
    draft.numbered(slicer, "slicerId", _numbers(draft), "slicer")
    position, sheet = _placed(draft, slicer.get("position", {}))
    slicer["position"] = position
    sheet.slicers.append(slicer)
    return {"slicer": lean(slicer, "Slicer")}


def update_slicer_spec(draft: Draft, told: Json) -> None:
    """updateSlicerSpec."""
    sheet, slicer = _find(draft, told.get("slicerId", 0), "slicer")
    spec = merged(slicer.get("spec", {}), draft.twins(told.get("spec", {})), mask(told, "SlicerSpec", "spec"))
    sheet.slicers[sheet.slicers.index(slicer)] = {**slicer, "spec": spec}


def _find(draft: Draft, number: int, kind: str) -> tuple[Sheet, Json]:
    """The sheet and the chart, slicer or either («embedded object») of an ID."""
    keys = {"chart": ("chartId",), "slicer": ("slicerId",)}.get(kind, ("chartId", "slicerId"))
    for sheet in draft.book.sheets:
        for item in (*sheet.charts, *sheet.slicers):
            if any(item.get(key) == number for key in keys):
                own = draft.sheet(sheet.id)
                return own, next(other for other in (*own.charts, *own.slicers) if other == item)
    raise invalid(f"No {kind} with id: {number}")
