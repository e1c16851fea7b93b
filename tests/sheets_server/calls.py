"""One call over the wire, what is answered, and the record of it that tests read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.book.draft import Written
from tests.sheets_server.replies import Json

SMALL = 200_000


@dataclass(slots=True)
class Call:
    """A request: its path as sent (still quoted), its query, its body as bytes."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    body: bytes = b""
    user: str = ""
    scopes: frozenset[str] = frozenset()
    written: list[Written] = field(default_factory=list)

    def option(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        values = self.query.get(name, ())
        return values[-1] if values else default

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean parameter; clients write `true` and `True`."""
        text = self.option(name)
        return text.lower() in ("true", "1") if text else default


@dataclass(slots=True)
class Answer:
    """A reply: JSON, or text where the service sends a page."""

    status: int
    json: Json | None = None
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """JSON unless it is a page."""
        return "text/html; charset=UTF-8" if self.json is None else "application/json; charset=UTF-8"

    def encoded(self, pretty: bool = True) -> bytes:
        """The body; long ones come without line breaks, whatever was asked for."""
        if self.json is None:
            return self.text.encode("utf-8")
        short = json.dumps(self.json, ensure_ascii=False, separators=(",", ":"))
        if pretty and len(short) < SMALL:
            return (json.dumps(self.json, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        return short.encode("utf-8")


@dataclass(frozen=True, slots=True)
class Record:
    """What the log keeps of a call: never a token, never an assertion. `applied`: it changed a book."""

    method: str
    path: str
    body: Any
    user: str
    status: int
    written: tuple[Written, ...] = ()
    applied: bool = False
    fault: str = ""


def is_write(method: str) -> bool:
    """Whether a call of the Sheets API counts as a write."""
    return method in ("POST", "PUT")
