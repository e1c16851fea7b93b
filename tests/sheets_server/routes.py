"""Paths, methods and parameters: a call is routed as it was sent, before unquoting."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sheets_server.calls import Call
from tests.sheets_server.contract import unknown
from tests.sheets_server.masks import Tree, parse
from tests.sheets_server.replies import bad_fields, not_done
from tests.sheets_server.signing_in import READING, WRITING

BOOK = r"/v4/spreadsheets/(?P<book>[^/:?]+)"
PATHS = (
    ("GET", re.compile(BOOK), "spreadsheets.get"),
    ("POST", re.compile(BOOK + ":batchUpdate"), "spreadsheets.batchUpdate"),
)
OTHERS = re.compile(
    r"/v4/spreadsheets|" + BOOK + r"(:getByDataFilter|/values[:/].+|/sheets/[^/]+:copyTo|/developerMetadata[:/].+)"
)
"""Methods of the service that are not done here."""


@dataclass(frozen=True, slots=True)
class Route:
    """The method meant, and the spreadsheet's ID."""

    name: str
    book: str

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
            return Route(name, unquote(found["book"]))
    if OTHERS.fullmatch(path):
        raise not_done(f"{method} {path}")
    return None


EVERYWHERE = {"fields", "prettyPrint", "alt"}
OWN: Mapping[str, set[str]] = {"spreadsheets.get": {"includeGridData"}, "spreadsheets.batchUpdate": set()}
REPLIES = {"spreadsheets.get": "Spreadsheet", "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetResponse"}


def checked_options(call: Call, method: str) -> None:
    """400 for a parameter the method does not have; 501 for `ranges`, which is not read here."""
    for name in call.query:
        if name == "ranges" and method == "spreadsheets.get":
            raise not_done("reading of single ranges")
        if name not in OWN[method] | EVERYWHERE:
            words = f"Cannot bind query parameter. Field '{name}' could not be found in request message."
            raise bad_fields(("", f'Invalid JSON payload received. Unknown name "{name}": {words}'))


def reply_mask(call: Call, method: str) -> Tree | None:
    """The mask of `fields`; None where none is given, 400 where it names what the reply does not have."""
    text = call.option("fields")
    if not text:
        return None
    try:
        tree = parse(text)
    except ValueError as error:
        raise bad_fields((text, "Invalid field mask."), message="Request contains an invalid argument.") from error
    wrong = next(unknown(tree, REPLIES[method]), None)
    if wrong:
        words = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{wrong}'."
        raise bad_fields((wrong, words), message="Request contains an invalid argument.")
    return {} if tree == {"*": {}} else tree
