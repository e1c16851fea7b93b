"""What the work is done on: this process, processes of this machine, or Dask; the same function on each."""

import logging
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue

from qipsheets import __version__
from qipsheets.errors import ConfigurationError, RemoteTrouble
from qipsheets.language import _
from qipsheets.offices.collecting import Collected, Task, collect_school
from qipsheets.offices.parquet import missing_extra
from qipsheets.offices.work import Workers

LOCAL, DASK = "local", "dask"
ENGINES = (LOCAL, DASK)
_SECONDS = 20  # to wait for a scheduler
_LOOK = 5.0  # seconds without an answer until somebody looks


class ThisProcess:
    """One task after the other, without any other process."""

    slots = 1

    def __init__(self) -> None:
        self._done: deque[tuple[Task, Collected | None]] = deque()

    def start(self, task: Task) -> None:
        """Does it at once."""
        self._done.append((task, collect_school(task)))

    def ended(self, patience: float | None) -> Sequence[tuple[Task, Collected | None]]:
        """What was done; sleeps where there is nothing."""
        if not self._done and patience:
            time.sleep(patience)
        found = list(self._done)
        self._done.clear()
        return found


class Pool:
    """The processes of an executor. `open_pool` makes a new one where a process has died.

    A task that is given to an executor in the moment it breaks may get no answer at all [CPython 3.11]: whatever was
    under way there counts as lost.
    """

    def __init__(self, slots: int, open_pool: Callable[[], Executor]) -> None:
        self.slots = slots
        self._open_pool = open_pool
        self._pool = open_pool()
        self._under_way: dict[Future[Collected], tuple[Task, Executor]] = {}
        self._ended: SimpleQueue[tuple[Task, Future[Collected] | None]] = SimpleQueue()

    def start(self, task: Task) -> None:
        """Gives a task to the executor."""
        with _hidden_from_interrupts():
            try:
                future = self._pool.submit(collect_school, task)
            except BrokenProcessPool:
                self._renew()
                future = self._pool.submit(collect_school, task)
        self._under_way[future] = task, self._pool
        future.add_done_callback(self._note)

    def _note(self, future: "Future[Collected]") -> None:
        task, _pool = self._under_way.pop(future, (None, None))
        if task is not None:
            self._ended.put((task, future))

    def _renew(self) -> None:
        """Another executor; what is still under way in the broken one is lost."""
        broken, self._pool = self._pool, self._open_pool()
        for future, (_task, pool) in list(self._under_way.items()):
            task, _pool = self._under_way.pop(future, (None, None)) if pool is broken else (None, None)
            if task is not None:
                self._ended.put((task, None))

    def ended(self, patience: float | None) -> Sequence[tuple[Task, Collected | None]]:
        """What has ended. Raises RemoteTrouble where the scheduler is gone."""
        found = []
        try:
            found.append(self._first(patience))
            while True:
                found.append(self._ended.get_nowait())
        except Empty:
            return [(task, _outcome(done) if done is not None else None) for task, done in found]

    def _first(self, patience: float | None) -> "tuple[Task, Future[Collected] | None]":
        """The first that ends; who waits without end looks now and then whether somebody works at all."""
        while True:
            try:
                return self._ended.get(timeout=_LOOK if patience is None else patience)
            except Empty:
                if patience is not None or not isinstance(self._pool, ProcessPoolExecutor):
                    raise
            try:
                self._pool.submit(_nothing)
            except BrokenProcessPool:
                self._renew()

    def close(self) -> None:
        """Ends the processes; what they still work on is lost."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _outcome(done: "Future[Collected]") -> Collected | None:
    """What a task gave; None where its worker died.

    Raises RemoteTrouble where nobody works any more, and what the task itself raised.
    """
    try:
        error = done.exception()
    except CancelledError as cancelled:
        raise _gone() from cancelled
    if error is None:
        return done.result()
    if isinstance(error, BrokenProcessPool) or type(error).__name__ == "KilledWorker":
        return None
    if type(error).__module__.startswith("distributed"):
        raise _gone() from error
    raise error


def _gone() -> RemoteTrouble:
    return RemoteTrouble(
        _("The workers or their scheduler are gone."),
        _("Run the command again: it goes on with the schools that are left."),
    )


@contextmanager
def engine(name: str, workers: int, scheduler: str = "") -> Iterator[Workers]:
    """The workers of an engine: so many processes, or those of a Dask scheduler. Raises ConfigurationError where Dask
    is not installed, RemoteTrouble where the scheduler cannot be reached."""
    if name == DASK:
        with _dask(workers, scheduler) as found:
            yield found
    elif workers == 1:
        yield ThisProcess()
    else:
        pool = Pool(workers, lambda: _processes(workers))
        try:
            yield pool
        finally:
            pool.close()


def _processes(workers: int) -> Executor:
    """All processes are started at once: an executor that starts one while another dies breaks in the middle of it."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin)
    with _hidden_from_interrupts():
        for _process in range(workers):
            pool.submit(_nothing)
    return pool


def _nothing() -> None:
    """What a process does to be there."""


def _begin() -> None:
    """A worker leaves Ctrl-C to the process that hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _hidden_from_interrupts() -> Iterator[None]:
    """Ctrl-C does not reach a process or thread that is started in this, nor what that starts: it stays blocked there.

    So a worker that is still starting, before `_begin`, is not torn down with a trace. Windows has no such thing.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # its start would unblock what is blocked here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _dask(workers: int, scheduler: str) -> Iterator[Workers]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise missing_extra("dask[distributed]") from error
    if not scheduler:
        with ExitStack() as stack:
            with _hidden_from_interrupts():  # also whatever a thread that is started here starts later
                cluster = LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
                )
                client = stack.enter_context(Client(stack.enter_context(cluster)))
            yield Pool(workers, client.get_executor)
        return
    try:
        client = Client(scheduler, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        raise RemoteTrouble(
            _("There is no Dask scheduler at {address}.").format(address=scheduler),
            _("Start it («dask scheduler») and its workers; docs/offices.md shows how."),
        ) from error
    with client:
        client.wait_for_workers(1, timeout=_SECONDS)
        found = set(client.run(version_here).values())
        if found != {__version__}:  # they would give other rows
            raise ConfigurationError(
                _("The workers have another version of qipsheets: {names}.").format(names=", ".join(sorted(found))),
                _("Install version {version} on each of them.").format(version=__version__),
            )
        yield Pool(sum(client.nthreads().values()), client.get_executor)


def version_here() -> str:
    """The version of qipsheets where this runs."""
    return __version__
