"""Faults on order: the next call, or the nth that fits, is refused, lost, cut, slow, or fails after it was applied."""

from dataclasses import dataclass, field
from typing import Literal

from tests.sheets_server.calls import Call

Kind = Literal["quota", "error", "error_applied", "html", "cut", "drop", "drop_before", "slow", "lost_token"]
APPLIED = ("error_applied", "cut", "drop", "slow")
"""Faults after which the call has done its work all the same."""


@dataclass(slots=True)
class Fault:
    """One order: which calls (part of the path, method), how many fitting ones pass first, how often it strikes."""

    kind: Kind
    path: str = ""
    method: str = ""
    skip: int = 0
    times: int = 1
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0

    def fits(self, call: Call) -> bool:
        """Whether a call is one of those ordered."""
        return self.path in call.path and (not self.method or self.method == call.method)


@dataclass(slots=True)
class Faults:
    """The orders still open. `path` is any part of a call's path (`batchUpdate`, `/token`); `nth` counts fitting calls
    from 1; `times` is how many in a row are struck."""

    orders: list[Fault] = field(default_factory=list)

    def quota(
        self, retry_after: int | None = None, path: str = "/v4/", method: str = "", nth: int = 1, times: int = 1
    ) -> None:
        """429, with Retry-After where seconds are told."""
        self.orders.append(Fault("quota", path, method, nth - 1, times, 429, retry_after))

    def error(
        self,
        status: int = 500,
        applied: bool = False,
        path: str = "/v4/",
        method: str = "",
        nth: int = 1,
        times: int = 1,
    ) -> None:
        """A 5xx in JSON; `applied` does the work first."""
        kind: Kind = "error_applied" if applied else "error"
        self.orders.append(Fault(kind, path, method, nth - 1, times, status))

    def html(self, path: str = "/v4/", method: str = "", nth: int = 1, times: int = 1) -> None:
        """502 as a page, as a front door without a house behind it sends; nothing applied."""
        self.orders.append(Fault("html", path, method, nth - 1, times, 502))

    def cut(self, path: str = "/v4/", method: str = "", nth: int = 1, times: int = 1) -> None:
        """The work is done, the reply stops half way: Content-Length promises more than comes."""
        self.orders.append(Fault("cut", path, method, nth - 1, times))

    def drop(self, applied: bool = True, path: str = "/v4/", method: str = "", nth: int = 1, times: int = 1) -> None:
        """The connection is closed without a reply, after the work was done or before."""
        self.orders.append(Fault("drop" if applied else "drop_before", path, method, nth - 1, times))

    def slow(self, seconds: float, path: str = "/v4/", method: str = "", nth: int = 1, times: int = 1) -> None:
        """The reply comes so many seconds after the work was done."""
        self.orders.append(Fault("slow", path, method, nth - 1, times, seconds=seconds))

    def lost_token(self, path: str = "/v4/", method: str = "", nth: int = 1, times: int = 1) -> None:
        """401: the token is not taken, and never again."""
        self.orders.append(Fault("lost_token", path, method, nth - 1, times, 401))

    def clear(self) -> None:
        """Takes back all orders."""
        self.orders.clear()

    def strike(self, call: Call) -> Fault | None:
        """The fault for this call, if one was ordered; counts it down."""
        struck: Fault | None = None
        for order in list(self.orders):
            if not order.fits(call):
                continue
            if order.skip > 0:
                order.skip -= 1
            elif struck is None:
                struck = order
                order.times -= 1
                if order.times <= 0:
                    self.orders.remove(order)
        return struck
