"""One call over the wire, its answer, the record of it that tests read, and the quotas that count it."""

import json
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sheets_server.book.draft import Written
from tests.sheets_server.replies import Json, ServiceError

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


WINDOW = 60.0


@dataclass(slots=True)
class Quotas:
    """Limits of calls a minute. `retry_after` (seconds) goes into the header of a refusal; None leaves it out."""

    on: bool = False
    per_user: int = 60
    per_project: int = 300
    retry_after: int | None = None
    project: str = "123456789012"
    seen: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def count(self, user: str, write: bool) -> None:
        """Counts a call; 429 where a limit is reached. A refused call is not counted."""
        if not self.on:
            return
        kind, now = ("Write" if write else "Read"), time.monotonic()
        for who, limit in ((user, self.per_user), ("", self.per_project)):
            calls = self.seen.setdefault((who, kind), deque())
            while calls and calls[0] <= now - WINDOW:
                calls.popleft()
            if len(calls) >= limit:
                raise exceeded(kind, self.project, limit, bool(who), self.retry_after)
        for who in (user, ""):
            self.seen[who, kind].append(now)


def exceeded(kind: str, project: str, limit: int, of_user: bool = True, retry_after: int | None = None) -> ServiceError:
    """429 in the words of the service."""
    per, unit = (" per user", "/{user}") if of_user else ("", "")
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute{per}' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{project}'."
    )
    metadata = {
        "quota_limit": f"{kind}RequestsPerMinutePer{'User' if of_user else 'Project'}",
        "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "quota_unit": f"1/min/{{project}}{unit}",
        "consumer": f"projects/{project}",
        "service": "sheets.googleapis.com",
    }
    info: Json = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    links = [
        {
            "description": "Request a higher quota limit.",
            "url": "https://cloud.google.com/docs/quotas/help/request_increase",
        }
    ]
    help_info: Json = {"@type": "type.googleapis.com/google.rpc.Help", "links": links}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return ServiceError(429, message, details=[info, help_info], headers=headers)
