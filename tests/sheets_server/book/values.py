"""Numbers and errors as the service's JSON writes them."""

from tests.sheets_server.replies import Json

ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}
KINDS = {text: kind for kind, text in ERRORS.items()}


def tidy(number: float) -> float:
    """A number as the service's JSON writes it: 42, not 42.0."""
    return int(number) if abs(number) < 1e17 and number == int(number) else number


def error(kind: str, message: str) -> Json:
    """The effective value of a formula that failed; `kind` is the text people see, such as #N/A."""
    return {"errorValue": {"type": KINDS.get(kind, "ERROR"), "message": message}}
