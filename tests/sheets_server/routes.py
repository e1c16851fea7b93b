"""Paths, methods and parameters: a call is routed as it was sent, before unquoting, because ranges hold colons."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sheets_server.calls import Call
from tests.sheets_server.contract import PACKAGE, messages, snake
from tests.sheets_server.masks import Tree, parse
from tests.sheets_server.replies import bad_fields, not_done
from tests.sheets_server.signing_in import READING, WRITING

BOOK = r"/v4/spreadsheets/(?P<book>[^/:?]+)"
PATHS = tuple(
    (method, re.compile(pattern), name)
    for method, pattern, name in (
        ("GET", BOOK, "spreadsheets.get"),
        ("POST", BOOK + ":batchUpdate", "spreadsheets.batchUpdate"),
        ("GET", BOOK + r"/values/(?P<range>(?!.*:(?:append|clear)$)[^/]+)", "values.get"),
        ("PUT", BOOK + r"/values/(?P<range>[^/]+)", "values.update"),
    )
)
OTHERS = re.compile(
    r"/v4/spreadsheets|" + BOOK + r"(:getByDataFilter|/values[:/].+|/sheets/[^/]+:copyTo|/developerMetadata[:/].+)"
)
"""Methods of the service that are not done here."""


@dataclass(frozen=True, slots=True)
class Route:
    """The method meant, and the parts of the path, unquoted."""

    name: str
    parts: dict[str, str]

    @property
    def reads(self) -> bool:
        """Whether reading rights are enough."""
        return self.name.endswith(".get")

    @property
    def scopes(self) -> set[str]:
        """The scopes of which one is needed."""
        return READING if self.reads else WRITING


def route(method: str, path: str) -> Route | None:
    """The method for a path as sent; None where the service has none, 501 where this server lacks it."""
    for wanted, pattern, name in PATHS:
        if wanted == method and (found := pattern.fullmatch(path)):
            return Route(name, {key: unquote(value) for key, value in found.groupdict().items()})
    if OTHERS.fullmatch(path):
        raise not_done(f"{method} {path}")
    return None


EVERYWHERE = {"fields", "prettyPrint", "alt"}
ENUMS: Mapping[str, tuple[str, str]] = {
    "valueRenderOption": ("ValueRenderOption", "FORMATTED_VALUE UNFORMATTED_VALUE FORMULA"),
    "valueInputOption": ("ValueInputOption", "RAW USER_ENTERED"),
}
OWN: Mapping[str, set[str]] = {
    "spreadsheets.get": {"ranges", "includeGridData"},
    "values.get": {"valueRenderOption"},
    "values.update": {"valueInputOption"},
}
REPLIES = {
    "spreadsheets.get": "Spreadsheet",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetResponse",
    "values.get": "ValueRange",
    "values.update": "UpdateValuesResponse",
}


def checked_options(call: Call, method: str) -> None:
    """400 for a parameter that is unknown or not read here, or a word an enum does not have."""
    for name, values in call.query.items():
        if name not in OWN.get(method, set()) | EVERYWHERE:
            words = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
            raise bad_fields(("", f'Invalid JSON payload received. Unknown name "{name}": {words}'))
        kind, known = ENUMS.get(name, ("", ""))
        for value in values if known else ():
            if value not in known.split():
                place = snake(name)
                raise bad_fields((place, f"Invalid value at '{place}' ({PACKAGE}{kind}), \"{value}\""))


def reply_mask(call: Call, method: str) -> Tree | None:
    """The mask of `fields`; None where none is given, 400 where it names what the reply does not have."""
    text = call.option("fields")
    if not text:
        return None
    try:
        tree = parse(text)
    except ValueError as wrong:
        raise bad_fields((text, "Invalid field mask."), message="Request contains an invalid argument.") from wrong
    unknown = next(_unknown(tree, REPLIES[method], ""), None)
    if unknown:
        words = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{unknown}'."
        raise bad_fields((unknown, words), message="Request contains an invalid argument.")
    return {} if tree == {"*": {}} else tree


def _unknown(tree: Tree, message: str, above: str) -> Iterator[str]:
    """Paths that lead nowhere."""
    fields = messages()[message]
    for name, below in tree.items():
        kind = fields.get(name)
        if kind is None and name != "*":
            yield f"{above}{name}"
        kind = kind[0] if isinstance(kind, list) else kind
        if below and isinstance(kind, str) and kind in messages():
            yield from _unknown(below, kind, f"{above}{name}.")
