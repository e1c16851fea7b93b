"""What hangs on ranges: validation, conditional formats, protection, charts, the filter."""

from collections.abc import Sequence

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.entering import entered
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.contract import lean
from tests.sheets_server.formulas.rewriting import canonical
from tests.sheets_server.reading import Reading, protected_json
from tests.sheets_server.replies import Json, invalid, not_done


def set_data_validation(draft: Draft, expected: Json) -> None:
    """setDataValidation: the rule on every cell of the range; no rule takes it away."""
    sheet, area = draft.ranged(expected.get("range"))
    draft.write(sheet, area)
    rule = expected.get("rule")
    if rule is None:
        for row, column, _ in list(sheet.filled(area)):
            sheet.change(row, column, dataValidation=None)
        return
    condition = rule.get("condition", {})
    if condition.get("type") not in ("ONE_OF_RANGE", "ONE_OF_LIST"):
        raise not_done(f"validation by {condition.get('type')}")
    if not condition.get("values"):
        raise invalid(f"ConditionType '{condition['type']}' requires at least 1 value(s), but 0 were given.")
    kept = lean(rule, "DataValidationRule")
    for row, column in area.cells():
        sheet.change(row, column, dataValidation=kept)


def add_conditional(draft: Draft, expected: Json) -> None:
    """addConditionalFormatRule: at a place in the sheet's list, last if none is told."""
    rule = _checked(draft, expected.get("rule", {}))
    sheet = draft.sheet(rule["ranges"][0].get("sheetId", 0))
    index = expected.get("index", 0)
    if index > len(sheet.conditional_formats):
        raise invalid(f"Index {index} is out of bounds: there are {len(sheet.conditional_formats)} rules.")
    sheet.conditional_formats.insert(index, rule)


def _checked(draft: Draft, rule: Json) -> Json:
    """A rule fit to be kept: ranges on one sheet, a formula whose functions are known."""
    ranges = rule.get("ranges", [])
    if not ranges:
        raise invalid("Conditional format rules must have at least one range.")
    if len({found.get("sheetId", 0) for found in ranges}) > 1:
        raise invalid("All ranges of a conditional format rule must be on the same sheet.")
    sheet = draft.book.sheet_by_id(ranges[0].get("sheetId", 0))
    for found in ranges:
        draft.guard(sheet, sheet.within(Box.of(found)))
    condition = rule.get("booleanRule", {}).get("condition", {})
    if condition.get("type") != "CUSTOM_FORMULA":
        raise not_done("conditional formats but those by a formula")
    if len(condition.get("values", ())) != 1:
        raise invalid("ConditionType 'CUSTOM_FORMULA' requires 1 value(s).")
    canonical(condition["values"][0].get("userEnteredValue", ""), draft.book.locale.name, draft.book.spelling)
    return rule


def add_protected(draft: Draft, expected: Json) -> Json:
    """addProtectedRange: the owner and who adds it are always among the editors."""
    new = dict(expected.get("protectedRange", {}))
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
    reply = protected_json(Reading.of_draft(draft.book), sheet.protected_ranges[-1], draft.user)
    if "editors" in reply and "editors" in new:
        reply["editors"] = lean(new["editors"], "Editors")
    return {"protectedRange": reply}


def _check_new(draft: Draft, sheet: Sheet, new: Json) -> None:
    """400 for a warning with editors, and for a sheet that is protected as a whole already."""
    if new.get("warningOnly") and any(new.get("editors", {}).values()):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if Box.of(new["range"]).whole and any(Box.of(found["range"]).whole for found in sheet.protected_ranges):
        raise invalid(f'Sheet "{sheet.title}" already has sheet protection.')


def _with_editors(draft: Draft, expected: Json) -> None:
    """A warning has no editors; any other protection has at least the owner and the user who sets it."""
    if expected.get("warningOnly"):
        expected.pop("editors", None)
        return
    editors = dict(expected.get("editors", {}))
    users = [*editors.get("users", ()), draft.book.sharing.owner, draft.user]
    editors["users"] = [user for user in dict.fromkeys(users) if user]
    expected["editors"] = editors


SIZE = {"widthPixels": 600, "heightPixels": 371}
STRATEGY = {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS"}


def add_chart(draft: Draft, expected: Json) -> Json:
    """addChart: over cells of a sheet."""
    chart = dict(expected.get("chart", {}))
    if "spec" not in chart:
        raise invalid("Chart spec must be set.")
    _check_spec(chart["spec"])
    taken = {other["chartId"] for sheet in draft.book.sheets for other in sheet.charts}
    draft.numbered(chart, "chartId", taken, "chart")
    overlay = chart.get("position", {}).get("overlayPosition", {})
    if chart.keys() - {"chartId", "spec", "position"} or "anchorCell" not in overlay:
        raise not_done("charts but those over cells")
    sheet = draft.sheet(overlay["anchorCell"].get("sheetId", 0))
    kept = {
        "chartId": chart["chartId"],
        "spec": {**STRATEGY, **chart["spec"]},
        "position": {"overlayPosition": {**SIZE, **overlay}},
    }
    draft.guard_whole(sheet)
    sheet.charts.append(kept)
    return {"chart": lean(kept, "EmbeddedChart")}


def _check_spec(spec: Json) -> None:
    """400 for a spec that draws nothing; the service's words for it are these, slip of the pen and all."""
    if not any(name.endswith("Chart") for name in spec):
        words = "basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart"
        raise invalid(f"One of {words} must be set on chartSpec.")


def set_basic(draft: Draft, expected: Json) -> None:
    """setBasicFilter: hides rows that do not fit."""
    new = dict(expected.get("filter", {}))
    if new.keys() - {"range", "filterSpecs"} or any(_hidden(spec) is None for spec in new.get("filterSpecs", ())):
        raise not_done("filters but those that hide values")
    for text in (text for spec in new.get("filterSpecs", ()) for text in _hidden(spec) or ()):
        if entered(text, draft.book.locale)[0] not in (None, {"stringValue": text}):
            raise not_done(f"filters that hide numbers, such as «{text}»")
    sheet = draft.sheet(new.setdefault("range", {}).get("sheetId", 0))
    area = sheet.within(Box.of(new["range"]))
    draft.guard(sheet, area)
    sheet.basic_filter = {**new, "range": area.json(sheet.id)}
    show_fitting(draft, sheet)


def clear_basic(draft: Draft, expected: Json) -> None:
    """clearBasicFilter: all rows are shown again."""
    sheet = draft.sheet(expected.get("sheetId", 0))
    sheet.basic_filter = None
    show_fitting(draft, sheet)


def show_fitting(draft: Draft, sheet: Sheet) -> None:
    """Marks the rows the basic filter hides."""
    for at, found in list(sheet.row_properties.items()):
        rest = {name: value for name, value in found.items() if name != "hiddenByFilter"}
        sheet.row_properties[at] = rest
    if sheet.basic_filter is None:
        return
    area = sheet.within(Box.of(sheet.basic_filter["range"]))
    specs = {spec.get("columnIndex", 0): _hidden(spec) or () for spec in sheet.basic_filter.get("filterSpecs", ())}
    reading = Reading.of_draft(draft.book)
    for row in range(area.top + 1, area.bottom):
        if any((reading.value(sheet, row, column) or "") in hidden for column, hidden in specs.items()):
            sheet.row_properties[row] = {**sheet.row_properties.get(row, {}), "hiddenByFilter": True}


def _hidden(spec: Json) -> Sequence[str] | None:
    """The texts that a column's rule hides; None for rules of another kind."""
    rule = spec.get("filterCriteria", {})
    return rule.get("hiddenValues", ()) if rule.keys() <= {"hiddenValues"} else None
