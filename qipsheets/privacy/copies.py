"""Files beside the journal that name a person: found, erased or deleted; what may not be touched is only named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.privacy.in_files import is_in_file, is_in_message
from qipsheets.privacy.person import Traces
from qipsheets.privacy.places import JOURNAL, PLACES, PUT_ASIDE, Folders, Treatment


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that names the person."""

    path: Path
    treatment: Treatment


def copies_of(folders: Folders, traces: Traces) -> tuple[Copy, ...]:
    """The files that name the person, those of the journal apart, which is no text."""
    found = (
        Copy(path, place.treatment)
        for place in PLACES
        if place not in (JOURNAL, PUT_ASIDE)
        for path in place.files(folders)
    )
    return tuple(copy for copy in found if _names(traces, copy.path))


def _names(traces: Traces, path: Path) -> bool:
    data = files.read_bytes(path)
    return is_in_message(traces, data) if path.suffix == ".eml" else is_in_file(traces, data)


def put_aside(folders: Folders) -> Iterator[Path]:
    """The journals that were put aside."""
    return PUT_ASIDE.files(folders)


def erase_copies(copies: Sequence[Copy], traces: Traces) -> None:
    """Erases the person from the files that are to stay, deletes those that are not. Raises FileTrouble."""
    files.clear_scratch()
    for copy in copies:
        if copy.treatment is Treatment.ERASED:
            text = files.read_bytes(copy.path).decode("utf-8", "replace")
            files.replace_bytes(copy.path, str(traces.erased(text)).encode())
        elif copy.treatment is Treatment.DELETED:
            _delete(copy.path)
        elif copy.treatment is Treatment.CLEARED:
            files.clear_temporary(copy.path.parent)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise FileTrouble(
            _("{path} cannot be deleted: {reason}.").format(path=path, reason=files.reason(error)),
            _("Close it in other programs and run the command again."),
        ) from error
