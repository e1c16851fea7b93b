"""Paths and methods: a call is routed as it was sent, before unquoting, because ranges hold colons and slashes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sheets_server.tokens import READING, WRITING

BOOK = r"/v4/spreadsheets/(?P<book>[^/:?]+)"
RANGE = r"(?P<range>[^/]+?)"
PATHS: tuple[tuple[str, str, str], ...] = (
    ("POST", r"/v4/spreadsheets", "spreadsheets.create"),
    ("GET", BOOK, "spreadsheets.get"),
    ("POST", BOOK + ":batchUpdate", "spreadsheets.batchUpdate"),
    ("POST", BOOK + ":getByDataFilter", "spreadsheets.getByDataFilter"),
    ("POST", BOOK + r"/sheets/(?P<sheet>[^/:]+):copyTo", "sheets.copyTo"),
    ("GET", BOOK + r"/developerMetadata/(?P<metadata>[^/:]+)", "developerMetadata.get"),
    ("POST", BOOK + "/developerMetadata:search", "developerMetadata.search"),
    ("GET", BOOK + "/values:batchGet", "values.batchGet"),
    ("POST", BOOK + "/values:batchGetByDataFilter", "values.batchGetByDataFilter"),
    ("POST", BOOK + "/values:batchUpdate", "values.batchUpdate"),
    ("POST", BOOK + "/values:batchUpdateByDataFilter", "values.batchUpdateByDataFilter"),
    ("POST", BOOK + "/values:batchClear", "values.batchClear"),
    ("POST", BOOK + "/values:batchClearByDataFilter", "values.batchClearByDataFilter"),
    ("POST", BOOK + f"/values/{RANGE}:append", "values.append"),
    ("POST", BOOK + f"/values/{RANGE}:clear", "values.clear"),
    ("GET", BOOK + f"/values/{RANGE}", "values.get"),
    ("PUT", BOOK + f"/values/{RANGE}", "values.update"),
)
COMPILED: tuple[tuple[str, Callable[[str], re.Match[str] | None], str], ...] = tuple(
    (method, re.compile(pattern).fullmatch, name) for method, pattern, name in PATHS
)
IDLE_SLASH = re.compile(r"/(?=:\w+$|$)")
FOR_READERS = {"spreadsheets.get", "values.get", "values.batchGet"}
"""Methods for which a scope for reading, or an API key, is enough; even the others that only read want more."""
READ_ONLY = {
    "spreadsheets.get",
    "spreadsheets.getByDataFilter",
    "developerMetadata.get",
    "developerMetadata.search",
    "values.get",
    "values.batchGet",
    "values.batchGetByDataFilter",
}


@dataclass(frozen=True, slots=True)
class Route:
    """The method meant, and the parts of the path, unquoted."""

    name: str
    parts: dict[str, str]

    @property
    def reads(self) -> bool:
        """Whether reading rights are enough."""
        return self.name in READ_ONLY

    @property
    def scopes(self) -> set[str]:
        """The scopes of which one is needed."""
        return READING if self.name in FOR_READERS else WRITING


def route(method: str, path: str) -> Route | None:
    """The method for a path as sent; None where there is none.

    A `%3A` before the verb is taken for the colon; a slash before the verb or at the end says nothing."""
    path = plain_path(path)
    for wanted, match, name in COMPILED:
        if wanted == method and (
            found := match(path) or match(path.replace("%3A", ":", 1) if ":" not in path else path)
        ):
            return Route(name, {key: unquote(value) for key, value in found.groupdict().items() if value is not None})
    return None


def plain_path(path: str) -> str:
    """A path without the slash that clients put between an address and an empty rest, or before a verb."""
    return IDLE_SLASH.sub("", path)
