"""A person's data in a store's journal, in those put aside, and in all files beside them: found, and erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.journal.forgetting import Traced
from qipsheets.journal.journal import Journal, open_file
from qipsheets.privacy.copies import Copy, copies_of, erase_copies, put_aside
from qipsheets.privacy.places import Folders, Treatment


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What is stored of a person. `put_aside` counts cells by journal, `unread` are those that cannot be opened."""

    traced: Traced
    put_aside: Mapping[Path, int]
    unread: tuple[Path, ...]
    copies: tuple[Copy, ...]

    def __bool__(self) -> bool:
        return bool(self.count)

    @property
    def count(self) -> int:
        """How many cells and files can be erased."""
        erasable = sum(copy.treatment is not Treatment.KEPT for copy in self.copies)
        return self.traced.count + sum(self.put_aside.values()) + erasable

    @property
    def files(self) -> tuple[tuple[Path, Treatment], ...]:
        """The files that name the person, and what is done with each."""
        copies = ((copy.path, copy.treatment) for copy in self.copies if copy.treatment is not Treatment.KEPT)
        erased = ((path, Treatment.ERASED) for path in self.put_aside)
        return (*erased, *copies, *((path, Treatment.KEPT) for path in self.kept))

    @property
    def kept(self) -> tuple[Path, ...]:
        """The files that name the person, or may, and are not touched."""
        return (*self.unread, *(copy.path for copy in self.copies if copy.treatment is Treatment.KEPT))


def find_everywhere(journal: Journal, folders: Folders, person: str) -> Everywhere:
    """Where a person's data is. Raises UsageError where the name is no full name."""
    traced = journal.found(person)
    counts: dict[Path, int] = {}
    unread = []
    for path in put_aside(folders):
        try:
            with open_file(path, journal.home) as other:
                counts[path] = other.found(person, traced.traces).count
        except FileTrouble:
            unread.append(path)
    copies = copies_of(folders, traced.traces)
    return Everywhere(traced, {path: count for path, count in counts.items() if count}, tuple(unread), copies)


def forget_everywhere(journal: Journal, found: Everywhere, person: str, moment: datetime) -> None:
    """Erases what was found: the journal last, which says that it was done. Raises FileTrouble."""
    for path in found.put_aside:
        with open_file(path, journal.home) as other:
            other.forget(person, moment, found.traced.traces)
    files.clear_temporary(journal.path.parent)  # a whole journal may be in what a killed command left
    erase_copies(found.copies, found.traced.traces)
    journal.forget(person, moment)
