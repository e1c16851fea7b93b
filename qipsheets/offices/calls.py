"""When the next call to Google may go, and by which robot: Google's quotas, kept over all workers in one place.

Only who hands out the work asks here, so no worker needs a clock or a lock of its own. Pure: the time is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Calls a minute, and how many at once after a pause. Together they stay below 300 a minute of a project and 60 of a
# user in any minute, with room for replies that are under way for a second longer than others.
PROJECT_A_MINUTE, PROJECT_AT_ONCE = 290, 2
USER_A_MINUTE, USER_AT_ONCE = 58, 1
_ALMOST = 1e-9  # of a call: what is lost in adding up seconds


@dataclass(slots=True)
class Bucket:
    """Calls that may go: so many a minute, at most so many at once. Times in seconds."""

    a_minute: float
    at_once: float
    level: float
    moment: float = 0.0

    @classmethod
    def full(cls, a_minute: float, at_once: float) -> "Bucket":
        """A bucket from which nothing was taken yet."""
        return cls(a_minute, at_once, at_once)

    def wait(self, now: float) -> float:
        """Seconds until a call may go."""
        self.level = min(self.level + max(now - self.moment, 0.0) * self.a_minute / 60.0, self.at_once)
        self.moment = max(self.moment, now)
        return (self.moment - now) + max(1.0 - self.level - _ALMOST, 0.0) * 60.0 / self.a_minute

    def take(self) -> None:
        """One call goes."""
        self.level -= 1.0

    def rest(self, until: float) -> None:
        """No call goes before a moment."""
        self.level, self.moment = 1.0, max(self.moment, until)


class Calls:
    """The calls of one project by its robots; «» is this machine's own sign-in."""

    def __init__(self, robots: Sequence[str] = ("",)) -> None:
        self.project = Bucket.full(PROJECT_A_MINUTE, PROJECT_AT_ONCE)
        self.robots = {robot: Bucket.full(USER_A_MINUTE, USER_AT_ONCE) for robot in robots}

    @property
    def a_minute(self) -> int:
        """How many calls go in a minute at most."""
        return min(PROJECT_A_MINUTE, USER_A_MINUTE * len(self.robots))

    def wait(self, now: float) -> float:
        """Seconds until a call may go."""
        return max(self.project.wait(now), min(bucket.wait(now) for bucket in self.robots.values()))

    def take(self, now: float) -> str:
        """The robot that makes a call now, the one that has waited longest; only where `wait` says 0."""
        robot = max(self.robots, key=lambda name: (-self.robots[name].wait(now), self.robots[name].level))
        self.project.take()
        self.robots[robot].take()
        return robot

    def rest(self, now: float, seconds: float) -> None:
        """No call goes for a while: the service itself said that there were too many, or gave no answer."""
        self.project.rest(now + seconds)
