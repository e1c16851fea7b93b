"""Files that name a person: found in mails, Word and Excel files and plain text; erased, deleted or only named."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.privacy.person import Traces
from qipsheets.privacy.places import JOURNAL, PLACES, PUT_ASIDE, Folders, Treatment
from qipsheets.zip_errors import ZIP_ERRORS


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that names the person."""

    path: Path
    treatment: Treatment


def copies_of(folders: Folders, traces: Traces) -> tuple[Copy, ...]:
    """The files that name the person, those of the journal apart, which is no text."""
    copies = []
    for place in PLACES:
        if place in (JOURNAL, PUT_ASIDE):
            continue
        for path in place.files(folders):
            is_in = is_in_message if path.suffix == ".eml" else is_in_file
            if is_in(traces, files.read_bytes(path)):
                copies.append(Copy(path, place.treatment))
    return tuple(copies)


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
            try:
                copy.path.unlink(missing_ok=True)
            except OSError as error:
                raise FileTrouble(
                    _("{path} cannot be deleted: {reason}.").format(path=copy.path, reason=files.reason(error)),
                    _("Close it in other programs and run the command again."),
                ) from error
        elif copy.treatment is Treatment.CLEARED:
            files.clear_temporary(copy.path.parent)


_TAGS = re.compile(r"(?:<[^>]*>)+")
_TEXTS = (".xml", ".rels", ".vml", ".txt")
_MOST = 50_000_000  # bytes of one part that are looked at


def is_in_message(traces: Traces, message: bytes | None) -> bool:
    """True where a mail names the person: in its head, in its texts however they are encoded, in what is attached."""
    if message is None:
        return False
    parsed = message_from_bytes(message, policy=policy.default)
    if any(traces.are_in(str(value)) for value in parsed.values()):
        return True
    for part in parsed.walk():
        data = part.get_payload(decode=True)
        if traces.are_in(part.get_filename() or "") or (isinstance(data, bytes) and is_in_file(traces, data)):
            return True
    return False


def is_in_file(traces: Traces, data: bytes) -> bool:
    """True where a file names the person, as far as it can be read: a PDF cannot."""
    if not data.startswith(b"PK"):
        return traces.are_in(data.decode("utf-8", "replace"))
    # A name may be cut by tags anywhere, and a tag may be all that parts two texts.
    texts = (_TAGS.sub(between, text) for text in _texts_in(data) for between in ("", " "))
    try:
        return any(traces.are_in(unescape(text)) for text in texts)
    except ZIP_ERRORS:
        return False


def _texts_in(data: bytes) -> Iterator[str]:
    """The parts of a package that hold words, with their tags."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            if entry.filename.lower().endswith(_TEXTS):
                with package.open(entry) as part:
                    yield part.read(_MOST).decode("utf-8", "replace")
