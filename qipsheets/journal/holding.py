"""Waits for what another process holds only for a moment."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qipsheets.errors import Locked
from qipsheets.files import held

_PAUSE = 0.05  # seconds


@contextmanager
def held_patiently(path: Path, home: Path, patience: float) -> Iterator[None]:
    """Only one process at a time is inside. Raises Locked where another is for longer than `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        holding = held(path, home)
        try:
            holding.__enter__()
            break
        except Locked:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
    try:
        yield
    finally:
        holding.__exit__(None, None, None)
