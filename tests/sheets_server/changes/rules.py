"""Rules on cells: setDataValidation and the conditional formats."""

from tests.sheets_server.book.boxes import Box
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet
from tests.sheets_server.changes.gradients import kept_gradient
from tests.sheets_server.contract import lean
from tests.sheets_server.replies import Json, invalid

COUNTS = {
    "ONE_OF_RANGE": (1, 1),
    "ONE_OF_LIST": (1, None),
    "CUSTOM_FORMULA": (1, 1),
    "BOOLEAN": (0, 2),
    "NUMBER_BETWEEN": (2, 2),
    "NUMBER_NOT_BETWEEN": (2, 2),
    "DATE_BETWEEN": (2, 2),
    "DATE_NOT_BETWEEN": (2, 2),
    "BLANK": (0, 0),
    "NOT_BLANK": (0, 0),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
    "DATE_IS_VALID": (0, 0),
}
ONLY_VALIDATION = {
    "ONE_OF_RANGE",
    "ONE_OF_LIST",
    "BOOLEAN",
    "TEXT_IS_EMAIL",
    "TEXT_IS_URL",
    "DATE_IS_VALID",
    "DATE_BETWEEN",
    "DATE_NOT_BETWEEN",
    "DATE_ON_OR_BEFORE",
    "DATE_ON_OR_AFTER",
    "NUMBER_NOT_BETWEEN",
}


def check_condition(condition: Json, validation: bool) -> None:
    """400 for a condition without a type, of a kind that does not go here, or with too few or many values."""
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    if kind == "CONDITION_TYPE_UNSPECIFIED":
        raise invalid("Must specify a condition type.")
    if kind in ONLY_VALIDATION - {"NUMBER_NOT_BETWEEN"} and not validation:
        raise invalid(f"ConditionType '{kind}' is not supported for conditional formats.")
    least, most = COUNTS.get(kind, (1, 1))
    count = len(condition.get("values", ()))
    if count < least or (most is not None and count > most):
        wanted = str(least) if least == most else f"at least {least}"
        raise invalid(f"ConditionType '{kind}' requires {wanted} value(s), but {count} were given.")


def set_data_validation(draft: Draft, told: Json) -> None:
    """setDataValidation: the rule on every cell of the range; no rule takes it away."""
    sheet, area = draft.ranged(told.get("range"))
    draft.write(sheet, area)
    rule = told.get("rule")
    if rule is None:
        for row, column, _ in list(sheet.filled(area)):
            sheet.change(row, column, dataValidation=None)
        return
    check_condition(rule.get("condition", {}), validation=True)
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


def update_conditional(draft: Draft, told: Json) -> Json:
    """updateConditionalFormatRule: another rule at the index, or the same rule at another."""
    index = told.get("index", 0)
    if "rule" in told:
        rule = _checked(draft, told["rule"])
        sheet = draft.sheet(told.get("sheetId", rule["ranges"][0].get("sheetId", 0)))
        old = _rule(sheet, index)
        sheet.conditional_formats[index] = rule
        reply = {"newRule": rule, "newIndex": index, "oldRule": old, "oldIndex": index}
    else:
        sheet = draft.sheet(told.get("sheetId", 0))
        old = _rule(sheet, index)
        new = told.get("newIndex", 0)
        if new >= len(sheet.conditional_formats):
            raise invalid(f"No conditional format on sheet: {sheet.id} at index: {new}")
        sheet.conditional_formats.insert(new, sheet.conditional_formats.pop(index))
        reply = {"newRule": old, "newIndex": new, "oldIndex": index}
    found: Json = lean(reply, "UpdateConditionalFormatRuleResponse")
    return found


def delete_conditional(draft: Draft, told: Json) -> Json:
    """deleteConditionalFormatRule: those behind it move up."""
    sheet = draft.sheet(told.get("sheetId", 0))
    index = told.get("index", 0)
    rule = _rule(sheet, index)
    del sheet.conditional_formats[index]
    return {"rule": lean(rule, "ConditionalFormatRule")}


def _rule(sheet: Sheet, index: int) -> Json:
    """The rule at an index."""
    if not 0 <= index < len(sheet.conditional_formats):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return sheet.conditional_formats[index]


def _checked(draft: Draft, rule: Json) -> Json:
    """A rule fit to be kept: ranges on one sheet, a boolean or a gradient rule."""
    ranges = rule.get("ranges", [])
    if not ranges:
        raise invalid("Conditional format rules must have at least one range.")
    if len({told.get("sheetId", 0) for told in ranges}) > 1:
        raise invalid("All ranges of a conditional format rule must be on the same sheet.")
    sheet = draft.book.sheet_by_id(ranges[0].get("sheetId", 0))
    for told in ranges:
        draft.guard(sheet, sheet.within(Box.of(told)))
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise invalid("Conditional format rules must have exactly one of booleanRule or gradientRule.")
    if "booleanRule" in rule:
        check_condition(rule["booleanRule"].get("condition", {}), validation=False)
    else:
        rule = {**rule, "gradientRule": kept_gradient(rule["gradientRule"], draft.book.locale)}
    found: Json = draft.twins(rule)
    return found
