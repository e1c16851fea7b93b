"""When the next call to Google may go, and by which robot: Google's quotas, kept over all workers in one place.

Only who hands out the work asks here, so no worker needs a clock or a lock of its own. Pure: the time is a parameter.
"""

from collections.abc import Sequence
from heapq import heapreplace

# Calls a minute, and how many of the project may go at once after a pause; a robot's go one by one. They stay below 300
# a minute of a project and 60 of a user in any minute, with room for replies that are under way a second longer.
PROJECT_A_MINUTE, AT_ONCE = 290, 2
USER_A_MINUTE = 58
UNCOUNTED = 10**9  # calls a minute to a server on this machine
_NOTHING = 1e-6  # seconds that are none: what is lost in adding up


class Calls:
    """The calls of one project by its robots; «» is this machine's own sign-in. Times are seconds of one clock."""

    def __init__(
        self, robots: Sequence[str] = ("",), project: int = PROJECT_A_MINUTE, user: int = USER_A_MINUTE
    ) -> None:
        self.a_minute = min(project, user * len(robots))  # calls that go in a minute at most
        self._pace, self._own_pace = 60.0 / project, 60.0 / user
        self._even = float("-inf")  # when the next call would go if all went evenly
        self._robots = [(float("-inf"), name) for name in sorted(robots)]  # a heap, by when each is free again

    def wait(self, now: float) -> float:
        """Seconds until a call may go."""
        seconds = max(self._even - (AT_ONCE - 1) * self._pace, self._robots[0][0]) - now
        return seconds if seconds > _NOTHING else 0.0

    def take(self, now: float) -> str:
        """The robot that makes a call now, the one that is free longest; only where `wait` says 0."""
        robot = self._robots[0][1]
        heapreplace(self._robots, (now + self._own_pace, robot))
        self._even = max(self._even, now) + self._pace
        return robot

    def rest(self, now: float, seconds: float) -> None:
        """No call goes for a while: the service itself said that there were too many, or gave no answer."""
        self._even = max(self._even, now + seconds + (AT_ONCE - 1) * self._pace)
