"""Rules on cells: setDataValidation and the conditional formats."""

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.colours import twins
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.contract import lean
from tests.sheets_server.formulas.canonical import canonical
from tests.sheets_server.replies import Json, invalid, not_done


def set_data_validation(draft: Draft, told: Json) -> None:
    """setDataValidation: the rule on every cell of the range; no rule takes it away."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    rule = told.get("rule")
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


def add_conditional(draft: Draft, told: Json) -> None:
    """addConditionalFormatRule: at a place in the sheet's list, last if none is told."""
    rule = _checked(draft, told.get("rule", {}))
    sheet = draft.sheet(rule["ranges"][0].get("sheetId", 0))
    index = told.get("index", 0)
    if index > len(sheet.conditional_formats):
        raise invalid(f"Index {index} is out of bounds: there are {len(sheet.conditional_formats)} rules.")
    sheet.conditional_formats.insert(index, rule)


def _checked(draft: Draft, rule: Json) -> Json:
    """A rule fit to be kept: ranges on one sheet, a formula whose functions are known."""
    ranges = rule.get("ranges", [])
    if not ranges:
        raise invalid("Conditional format rules must have at least one range.")
    if len({told.get("sheetId", 0) for told in ranges}) > 1:
        raise invalid("All ranges of a conditional format rule must be on the same sheet.")
    sheet = draft.book.sheet_by_id(ranges[0].get("sheetId", 0))
    for told in ranges:
        draft.guard(sheet, sheet.within(Box.of(told)))
    condition = rule.get("booleanRule", {}).get("condition", {})
    if condition.get("type") != "CUSTOM_FORMULA":
        raise not_done("conditional formats but those by a formula")
    if len(condition.get("values", ())) != 1:
        raise invalid("ConditionType 'CUSTOM_FORMULA' requires 1 value(s).")
    canonical(condition["values"][0].get("userEnteredValue", ""), draft.book.locale.name, draft.book.spelling)
    found: Json = twins(rule)
    return found
