"""The service's words for what goes wrong in a formula, each once."""

from tests.sheets_server.formulas.values import FormulaError, Value


def parse_error() -> FormulaError:
    """The text is no formula in the Sheet's locale."""
    return FormulaError("#ERROR!", "Formula parse error.")


def too_deep(limit: int) -> FormulaError:
    """More brackets within brackets than this server follows."""
    return FormulaError("#ERROR!", f"Formula parse error. More than {limit} levels of brackets.")


def unknown_function(name: str) -> FormulaError:
    """No function of that name."""
    return FormulaError("#NAME?", f"Unknown function: '{name}'.")


def unknown_name(name: str) -> FormulaError:
    """No named range of that name."""
    return FormulaError("#NAME?", f"Unknown range name: '{name}'.")


def unknown_sheet(title: str) -> FormulaError:
    """No sheet of that title."""
    return FormulaError("#REF!", f"Unresolved sheet name '{title}'.")


def no_reference() -> FormulaError:
    """The cells were deleted or never lay on the grid."""
    return FormulaError("#REF!", "Reference does not exist.")


def wrong_count(name: str, least: int, most: int | None, count: int) -> FormulaError:
    """Too few or too many arguments; `most` None means there is no end."""
    expected = f"at least {least}" if most is None else str(least) if least == most else f"between {least} and {most}"
    message = f"Wrong number of arguments to {name}. Expected {expected} arguments, but got {count} arguments."
    return FormulaError("#N/A", message)


def wrong_kind(name: str, position: int, value: Value, wanted: str) -> FormulaError:
    """A text where a number or truth value is needed, or the other way round. `wanted`: number, text or boolean."""
    is_text = isinstance(value, str)
    shown = value if is_text else str(value).upper() if isinstance(value, bool) else f"{value:g}"
    found = "text" if is_text else "boolean" if isinstance(value, bool) else "number"
    return FormulaError(
        "#VALUE!",
        f"Function {name} parameter {position} expects {wanted} values. "
        f"But '{shown}' is a {found} and cannot be coerced to a {wanted}.",
    )


def divided_by_zero(name: str, position: int = 2) -> FormulaError:
    """A divisor of 0."""
    return FormulaError("#DIV/0!", f"Function {name} parameter {position} cannot be zero.")


def nothing_to_average(name: str) -> FormulaError:
    """An average of no numbers."""
    return FormulaError("#DIV/0!", f"Evaluation of function {name} caused a divide by zero error.")


def not_found(name: str, key: str) -> FormulaError:
    """A look-up without a hit."""
    return FormulaError("#N/A", f"Did not find value '{key}' in {name} evaluation.")


def out_of_bounds(name: str) -> FormulaError:
    """A row or column beyond the range."""
    return FormulaError("#REF!", f"{name} evaluates to an out of bounds range.")


def too_small(name: str, position: int, value: float, least: float, code: str = "#VALUE!") -> FormulaError:
    """A number below the least one allowed."""
    message = f"Function {name} parameter {position} value is {value:g}."
    return FormulaError(code, f"{message} It should be greater than or equal to {least:g}.")


def not_within(name: str, position: int, value: float, least: float, most: float) -> FormulaError:
    """A number outside the values allowed."""
    message = f"Function {name} parameter {position} value is {value:g}."
    return FormulaError("#NUM!", f"{message} Valid values are between {least:g} and {most:g} inclusive.")


def different_sizes(name: str) -> FormulaError:
    """Ranges that should have one size."""
    return FormulaError("#VALUE!", f"Array arguments to {name} are of different size.")


def needs_range() -> FormulaError:
    """A value where cells are needed."""
    return FormulaError("#N/A", "Argument must be a range.")


def no_single_value() -> FormulaError:
    """A range where one value is needed, and none of it in the formula's row or column."""
    return FormulaError("#VALUE!", "An array value could not be found.")


def not_numeric(name: str) -> FormulaError:
    """A result that is no number, or one too large to hold."""
    return FormulaError("#NUM!", f"Result of function {name} is not a number this service can hold.")


def no_valid_reference(name: str, text: str) -> FormulaError:
    """A text that names no cells."""
    message = f"Function {name} parameter 1 value is '{text}'. It is not a valid cell/range reference."
    return FormulaError("#REF!", message)
