"""When a call is tried again: full jitter that grows, the pause the service asks for, and a cap on the whole time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds: the first pause's bound, the longest pause's, all of a call's time, and all of it where there is no way
    to the service at all, for then a person is better told soon; and how often at most.
    """

    first: float = 1.0
    longest: float = 32.0
    cap: float = 180.0
    unreached: float = 30.0
    attempts: int = 12


def pause(schedule: Schedule, attempt: int, elapsed: float, asked: float | None, jitter: float) -> float | None:
    """Seconds to wait after the attempt (counted from 0), None where it is time to give up.

    `elapsed` is since the call began, `asked` is the service's Retry-After, `jitter` a random number from 0 to 1.
    """
    if attempt + 1 >= schedule.attempts:
        return None
    bound = min(schedule.longest, schedule.first * 2.0 ** min(attempt, 30))
    wait = jitter * bound if asked is None else asked + jitter * schedule.first
    return wait if elapsed + wait < schedule.cap else None


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds a Retry-After header asks for: a number or a date [RFC 9110]; None where it says nothing readable."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return float(min(int(text), 10**6))
    try:
        day = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = day if day.tzinfo else day.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)
