"""Hands out the work: which school is next, when a call may go, what is tried again; on whatever does it."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

from qipsheets.errors import RemoteTrouble
from qipsheets.language import _
from qipsheets.offices.calls import Calls
from qipsheets.offices.collecting import Outcome, Task, lost

MOST_TRIES = 8  # of a Sheet that the service does not give
MOST_DEATHS = 3  # of workers at one school
_LONGEST_PAUSE, _LONGEST_REST = 60.0, 20.0  # seconds until a Sheet is asked for again, until any is
_SILENCE = 300.0  # seconds without any answer, after which the service counts as gone


class Workers(Protocol):
    """What does the work: local processes, Dask, or this process itself."""

    @property
    def slots(self) -> int:
        """How many tasks are worked on at once."""

    def start(self, task: Task) -> None:
        """Gives out a task."""

    def ended(self, patience: float | None) -> Sequence[tuple[Task, Outcome | None]]:
        """The tasks that have ended; waits for one, at most so many seconds. None: a worker died while it had it."""


def collected(
    tasks: Iterable[Task], workers: Workers, calls: Calls, clock: Callable[[], float] = time.monotonic
) -> Iterator[Outcome]:
    """The outcome of each task, as they end. Raises RemoteTrouble where the service gives no more answers."""
    yield from _Work(tasks, workers, calls, clock).outcomes()


class _Work:
    """What waits, what runs, and what is tried again."""

    def __init__(self, tasks: Iterable[Task], workers: Workers, calls: Calls, clock: Callable[[], float]) -> None:
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

    def outcomes(self) -> Iterator[Outcome]:
        """Starts what may start, waits, and yields what has ended."""
        while self.plain or self.calling or self.later or self.suspects or self.running:
            self._start(self.clock())
            for task, outcome in self.workers.ended(self._patience(self.clock())):
                self.running -= 1
                done = self._ended(task, outcome)
                if done is not None:
                    yield done

    def _start(self, now: float) -> None:
        while self.later and self.later[0][0] <= now:
            self.calling.append(heappop(self.later)[2])
        if self.suspects:
            if not self.running:
                self._give(self.suspects.popleft(), now)
            return
        slots = self.workers.slots
        while self.running < 2 * slots:  # as many again wait at the workers, so that none is idle
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
            self.made[task.entry.code] += 1
        self.running += 1
        self.workers.start(task)

    def _patience(self, now: float) -> float | None:
        """Seconds until something else may start; None where only an end can change anything."""
        moments = [self.later[0][0] - now] if self.later else []
        if self.calling and not self.suspects and self.running < self.workers.slots:
            moments.append(self.calls.wait(now))
        return max(min(moments), 0.0) if moments else None

    def _ended(self, task: Task, outcome: Outcome | None) -> Outcome | None:
        """The outcome that stands; None where it is tried again."""
        code = task.entry.code
        if outcome is None:
            self.deaths[code] += 1
            if self.deaths[code] < MOST_DEATHS:
                self.suspects.append(task)
                return None
            outcome = lost(task, _("The process that read it has died again and again."))
        elif outcome.again:
            self.tries[code] += 1
            self.unanswered += 1
            self._refuse_silence(outcome)
            if self.tries[code] < MOST_TRIES:
                self._postpone(task)
                return None
        elif task.needs_call:
            self.unanswered, self.answered_at = 0, self.clock()
        return replace(outcome, again=False, calls=self.made[code])

    def _postpone(self, task: Task) -> None:
        """Asks for a Sheet again later; where several in a row had no answer, for no Sheet at once."""
        now = self.clock()
        pause = min(2.0 ** self.tries[task.entry.code], _LONGEST_PAUSE)
        if self.unanswered > 1:
            self.calls.rest(now, min(2.0 ** min(self.unanswered - 2, 9), _LONGEST_REST))
        heappush(self.later, (now + pause, next(self.order), task))

    def _refuse_silence(self, outcome: Outcome) -> None:
        if self.unanswered > 1 and self.clock() - self.answered_at > _SILENCE:
            raise RemoteTrouble(
                _("Google gives no more answers: {reason}").format(reason=outcome.summary.reason),
                _("Run the command again later: it goes on with the schools that are left."),
            )
