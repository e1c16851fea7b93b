"""Whether a file names a person: mails with all their parts, Word and Excel files, plain text."""

import io
import re
import zipfile
from email import message_from_bytes, policy
from html import unescape

from qipsheets.privacy.person import Traces

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
    if data.startswith(b"PK"):
        return _is_in_package(traces, data)
    return traces.are_in(data.decode("utf-8", "replace"))


def _is_in_package(traces: Traces, data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [entry for entry in package.infolist() if entry.filename.lower().endswith(_TEXTS)]
            return any(_is_in_markup(traces, _read(package, entry)) for entry in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return False


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    with package.open(entry) as part:
        return part.read(_MOST).decode("utf-8", "replace")


def _is_in_markup(traces: Traces, text: str) -> bool:
    """A name may be cut by tags anywhere, and a tag may be all that parts two texts."""
    return any(traces.are_in(unescape(_TAGS.sub(between, text))) for between in ("", " "))
