"""Calls counted per minute: reads and writes, per user and for the whole project; off unless `on` is set."""

import time
from collections import deque
from dataclasses import dataclass, field

from tests.sheets_server.replies import Json, ServiceError

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
