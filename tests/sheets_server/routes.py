"""Paths and methods: a call is routed as it was sent, before unquoting, because ranges hold colons and slashes."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sheets_server.replies import not_done
from tests.sheets_server.signing_in.tokens import READING, WRITING

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
