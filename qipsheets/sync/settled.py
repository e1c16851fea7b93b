"""A sync that would see just what the last idle one saw has nothing to do either, and need not work it out again."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from qipsheets import __version__, files, settings
from qipsheets.errors import FileTrouble
from qipsheets.journal.recording import quick_look
from qipsheets.language import chosen
from qipsheets.sheets.codec import read_form
from qipsheets.sheets.schema import SCHOOL
from qipsheets.sheets.table import Table
from qipsheets.stores.address import StoreAddress
from qipsheets.sync.run_log import Runner


def seen(tables: Mapping[str, Table], today: date, this: Runner, folder: Path, pack: Path) -> str:
    """A hash over all that a sync goes by: every cell that was read, the tool's own too, the day, the machine, the
    language, the school's own framework and rule pack, the program.
    """
    own = [(str(path), _content(path)) for path in _own_files(tables, folder, pack)]
    told = (today.isoformat(), this, chosen(), __version__, own, sorted(_program(settings.PACKAGE)))
    return sha256(quick_look(tables) + repr(told).encode()).hexdigest()


def is_settled(home: Path, address: StoreAddress, look: Callable[[], str]) -> bool:
    """True where the last idle sync of the store on this machine saw the same; `look` gives what is seen now."""
    held = _content(_memory(home, address))
    return held is not None and held == look().encode()


def settle(home: Path, address: StoreAddress, mark: str) -> None:
    """Notes what an idle sync saw. Where that cannot be noted, the next one works it out again."""
    with suppress(FileTrouble):
        files.replace_bytes(_memory(home, address), mark.encode())


def _memory(home: Path, address: StoreAddress) -> Path:
    return home / "settled" / address.slug


def _own_files(tables: Mapping[str, Table], folder: Path, pack: Path) -> Iterator[Path]:
    yield pack
    if SCHOOL.key in tables:
        yield folder / read_form(tables[SCHOOL.key], lambda _problem: None)["framework_file"]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (OSError, ValueError):  # none there, a folder, or a name that no file can have
        return None


def _program(folder: Path) -> Iterator[tuple[str, int, int]]:
    """The program's files as they lie there: in a checkout it changes without its version."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            about = os.stat(f"{place}/{name}")  # noqa: PTH116 - hundreds of files, and a Path for each takes longer
            yield f"{place}/{name}", about.st_size, about.st_mtime_ns
