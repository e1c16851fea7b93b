"""Charts: addChart."""

from tests.sheets_server.book.colours import twins
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.contract import lean
from tests.sheets_server.replies import Json, invalid, not_done

SIZE = {"widthPixels": 600, "heightPixels": 371}


def add_chart(draft: Draft, told: Json) -> Json:
    """addChart: over cells of a sheet."""
    chart = twins(dict(told.get("chart", {})))
    if "spec" not in chart:
        raise invalid("Chart spec must be set.")
    _check_spec(chart["spec"])
    chart["spec"].setdefault("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    taken = {other["chartId"] for sheet in draft.book.sheets for other in sheet.charts}
    draft.numbered(chart, "chartId", taken, "chart")
    overlay = chart.get("position", {}).get("overlayPosition", {})
    if chart.keys() - {"chartId", "spec", "position"} or "anchorCell" not in overlay:
        raise not_done("charts but those over cells")
    sheet = draft.sheet(overlay["anchorCell"].get("sheetId", 0))
    kept = {"chartId": chart["chartId"], "spec": chart["spec"], "position": {"overlayPosition": {**SIZE, **overlay}}}
    draft.guard_whole(sheet)
    sheet.charts.append(kept)
    return {"chart": lean(kept, "EmbeddedChart")}


def _check_spec(spec: Json) -> None:
    """400 for a spec that draws nothing; the service's words for it are these, slip of the pen and all."""
    if not any(name.endswith("Chart") for name in spec):
        words = "basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart"
        raise invalid(f"One of {words} must be set on chartSpec.")
