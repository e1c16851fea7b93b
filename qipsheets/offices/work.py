"""Hands out the work: which school is next, when a call may go, what is tried again; on whatever does it.

Google's quotas are kept here over all workers, so no worker needs a clock or a lock of its own.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush, heapreplace
from itertools import count
from typing import Protocol

from qipsheets.errors import RemoteTrouble
from qipsheets.language import _
from qipsheets.offices.collecting import Collected, Task
from qipsheets.offices.summary import Sent

MOST_TRIES_OF_A_SHEET = 8  # where the service does not give it
MOST_DEATHS = 3  # of workers at one school
_LONGEST_PAUSE, _LONGEST_REST = 60.0, 20.0  # seconds until a Sheet is asked for again, until any is
_SILENCE = 300.0  # seconds without any answer, after which the service counts as gone


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


class Workers(Protocol):
    """What does the work: local processes, Dask, or this process itself."""

    @property
    def slots(self) -> int:
        """How many tasks are worked on at once."""

    def start(self, task: Task) -> None:
        """Gives out a task."""

    def ended(self, patience: float | None) -> Sequence[tuple[Task, Collected | None]]:
        """The tasks that have ended; waits for one, at most so many seconds. None: a worker died while it had it."""


class WorkQueue:
    """What waits, what runs, and what is tried again."""

    def __init__(
        self, tasks: Iterable[Task], workers: Workers, calls: Calls, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.workers, self.calls, self.clock = workers, calls, clock
        self.plain: deque[Task] = deque()
        self.calling: deque[Task] = deque()
        self.later: list[tuple[float, int, Task]] = []
        self.suspects: deque[Task] = deque()  # a worker died at one of them: each is tried alone
        self.running = 0
        self.tries: Counter[str] = Counter()
        self.deaths: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.unanswered = 0  # calls in a row
        self.answered_at = clock()
        self.order = count()
        for task in tasks:
            (self.calling if task.needs_call else self.plain).append(task)

    def outcomes(self) -> Iterator[Collected]:
        """Starts what may start, waits, and yields what came of each task, as they end.

        Raises RemoteTrouble where the service gives no more answers, SignInGone where it accepts a robot no more.
        """
        while self.plain or self.calling or self.later or self.suspects or self.running:
            self._start(self.clock())
            for task, outcome in self.workers.ended(self._patience(self.clock())):
                self.running -= 1
                stands = self._ended(task, outcome)
                if stands is not None:
                    yield stands

    def _start(self, now: float) -> None:
        while self.later and self.later[0][0] <= now:
            self.calling.append(heappop(self.later)[2])
        if self.suspects:
            if not self.running:
                self._give(self.suspects.popleft(), now)
            return
        while self.running < 2 * self.workers.slots:  # as many again wait at the workers, so that none is idle
            if self._may_call(now):
                self._give(self.calling.popleft(), now)
            elif self.plain:
                self._give(self.plain.popleft(), now)
            else:
                return

    def _may_call(self, now: float) -> bool:
        """A call waits at no worker: it goes when it is counted."""
        return bool(self.calling) and self.running < self.workers.slots and self.calls.wait(now) <= 0.0

    def _give(self, task: Task, now: float) -> None:
        if task.needs_call:
            task = replace(task, robot=self.calls.take(now))
            self.made[task.school.code] += 1
        self.running += 1
        self.workers.start(task)

    def _patience(self, now: float) -> float | None:
        """Seconds until something else may start; None where only an end can change anything."""
        moments = [self.later[0][0] - now] if self.later else []
        if self.calling and not self.suspects and self.running < self.workers.slots:
            moments.append(self.calls.wait(now))
        return max(min(moments), 0.0) if moments else None

    def _ended(self, task: Task, outcome: Collected | None) -> Collected | None:
        """The outcome that stands; None where it is tried again."""
        code = task.school.code
        if outcome is None:
            self.deaths[code] += 1
            if self.deaths[code] < MOST_DEATHS:
                self.suspects.append(task)
                return None
            outcome = task.collected(Sent.REFUSED, _("The process that read it has died again and again."))
        elif outcome.again:
            self.tries[code] += 1
            self.unanswered += 1
            if self.unanswered > 1 and self.clock() - self.answered_at > _SILENCE:
                raise RemoteTrouble(
                    _("Google gives no more answers: {reason}").format(reason=outcome.summary.reason),
                    _("Run the command again later: it goes on with the schools that are left."),
                )
            if self.tries[code] < MOST_TRIES_OF_A_SHEET:
                self._postpone(task)
                return None
        elif task.needs_call:
            self.unanswered, self.answered_at = 0, self.clock()
        return replace(outcome, again=False, calls=self.made[code])

    def _postpone(self, task: Task) -> None:
        """Asks for a Sheet again later; where several in a row had no answer, for no Sheet at once."""
        now = self.clock()
        pause = min(2.0 ** self.tries[task.school.code], _LONGEST_PAUSE)
        if self.unanswered > 1:
            self.calls.rest(now, min(2.0 ** min(self.unanswered - 2, 9), _LONGEST_REST))
        heappush(self.later, (now + pause, next(self.order), task))
