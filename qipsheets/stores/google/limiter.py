"""Two buckets of calls a minute, shared by every process of this machine, so that the service's quota is never met."""

import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from qipsheets import files
from qipsheets.errors import Locked

READS, WRITES = "reads", "writes"
MOST = 20  # calls at once
A_MINUTE = 35  # and then so many a minute: at most 55 in any minute of the 60 the service allows each user
_MISSED = 30.0  # seconds after which a lock that is never free is an error


class Limiter:
    """Takes calls out of the buckets in a file of `home`; waits where they are empty."""

    def __init__(
        self, home: Path, clock: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.home = home
        self.path = home / "google-calls.json"
        self.clock = clock
        self.sleep = sleep

    def take(self, kind: str, patience: float) -> bool:
        """One call of a kind; False where none is free within so many seconds. Raises FileTrouble, Locked."""
        waited = 0.0
        while True:
            wait = self._try(kind)
            if wait == 0.0:
                return True
            if waited + wait > patience:
                return False
            self.sleep(wait)
            waited += wait

    def drain(self, kind: str) -> None:
        """Empties a bucket: the service itself said that there were too many calls."""
        with self._held():
            levels = self._levels()
            levels[kind] = 0.0
            self._keep(levels)

    def left(self, kind: str) -> int:
        """How many calls could go at once now."""
        with self._held():
            return int(self._levels()[kind])

    def _try(self, kind: str) -> float:
        """Takes a call and returns 0, or returns the seconds until the next one is there."""
        with self._held():
            levels = self._levels()
            missing = max(1.0 - levels[kind], 0.0)
            levels[kind] -= 0.0 if missing else 1.0
            self._keep(levels)  # also where none is free: a clock that was set back must not stop the refill
            return missing * 60.0 / A_MINUTE + 0.001 if missing else 0.0

    def _levels(self) -> dict[str, float]:
        """The buckets now: what the file holds, refilled since; a file that cannot be read is a full one."""
        full = {READS: float(MOST), WRITES: float(MOST)}
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            past = max(self.clock() - float(held["at"]), 0.0)
            return {kind: min(float(held[kind]) + past * A_MINUTE / 60.0, MOST) for kind in full}
        except (OSError, ValueError, KeyError, TypeError):
            return full

    def _keep(self, levels: dict[str, float]) -> None:
        text = json.dumps({**levels, "at": self.clock()})
        files.replace_bytes(self.path, text.encode())

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The file for ourselves; other processes have it for a moment only, so waiting is short."""
        deadline = time.monotonic() + _MISSED
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(files.held(self.path, self.home))
                    break
                except Locked:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(random.uniform(0.005, 0.03))  # noqa: S311 - no secret
            yield
