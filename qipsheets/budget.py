"""How long a command may work on the network and how much one reply may hold, both kept while bytes arrive."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from qipsheets.errors import ConfigurationError
from qipsheets.language import _

Result = TypeVar("Result")
VARIABLE = "QIPSHEETS_NETWORK_BUDGET"
COMMAND, JOB = 180.0, 900.0  # seconds
_LONGEST = 86_400.0


class TimeUp(TimeoutError):
    """Network work that has not ended in its time."""


class TooMuch(OSError):
    """A reply that is larger than any that is meant."""


class Budget:
    """Seconds of network work that are left: what a person takes to answer a question does not count."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._used = 0.0
        self._since: float | None = None

    @property
    def left(self) -> float:
        """Seconds that are left; 0 where none are."""
        running = 0.0 if self._since is None else self._clock() - self._since
        return max(self.seconds - self._used - running, 0.0)

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Counts the time inside; may be nested."""
        if self._since is not None:
            yield
            return
        self._since = self._clock()
        try:
            yield
        finally:
            self._used += self._clock() - self._since
            self._since = None

    def run(self, work: Callable[[], Result], seconds: float | None = None) -> Result:
        """Does network work and returns what it does, or raises what it raises.

        Raises TimeUp where it takes longer than so many seconds or than is left, however slowly bytes still come: the
        work then goes on by itself until the command ends, and nothing of it may be used.
        """
        patience = self.left if seconds is None else min(seconds, self.left)
        outcome: list[Result] = []
        failure: list[BaseException] = []

        def done() -> None:
            try:
                outcome.append(work())
            except BaseException as error:
                failure.append(error)

        worker = threading.Thread(target=done, daemon=True, name="network")
        with self.spending():
            worker.start()
            worker.join(patience)
        if failure:
            raise failure[0]
        if not outcome:
            raise TimeUp(_("no answer in time"))
        return outcome[0]


def bounded(blocks: Iterable[bytes], most: int) -> bytes:
    """The blocks of a reply put together. Raises TooMuch as soon as they hold more than so many bytes."""
    reply = bytearray()
    for block in blocks:
        reply += block
        if len(reply) > most:
            raise TooMuch(_("the answer is larger than any that is meant"))
    return bytes(reply)


def seconds_setting(variable: str, usual: float, most: float) -> float:
    """The seconds that a variable names, else the usual. Raises ConfigurationError where it is no number of seconds."""
    text = os.environ.get(variable, "").strip()
    if not text:
        return usual
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds <= most:
        raise ConfigurationError(
            _("{variable} is «{text}»; it needs a number of seconds from 1 to {most}.").format(
                variable=variable, text=text[:20], most=int(most)
            ),
            _("Take it out of the environment and of the file .env: {usual} seconds are usual.").format(
                usual=int(usual)
            ),
        )
    return seconds


def _new(usual: float = COMMAND) -> Budget:
    return Budget(seconds_setting(VARIABLE, usual, _LONGEST))


_commands: list[Budget] = []


@contextmanager
def command(usual: float = COMMAND) -> Iterator[None]:
    """A command with a budget of its own; a job takes JOB. Raises ConfigurationError where the setting is no number."""
    _commands.append(_new(usual))
    try:
        yield
    finally:
        _commands.pop()


def current() -> Budget:
    """The budget of the command that runs; a new one where none does."""
    return _commands[-1] if _commands else _new()
