"""The frozen copies of issued documents: their folder, their names, and whether they are still what they were."""

import os
import re
from collections.abc import Mapping
from enum import Enum
from hashlib import sha256
from pathlib import Path

from qipsheets import files
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.language import _
from qipsheets.plan.organisation import Document
from qipsheets.privacy.places import folders_of
from qipsheets.vietnamese import without_marks

_PDF_HEAD, _PDF_END = b"%PDF-", b"%%EOF"


class Condition(Enum):
    """The condition of a copy that the register names."""

    NONE = "none"  # the register names no copy
    SOUND = "sound"
    CHANGED = "changed"
    MISSING = "missing"


def documents_folder(folder: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Where copies are kept: QIPSHEETS_DOCUMENTS, else «van-ban» beside the school's own files."""
    return folders_of(folder, "", folder, environment).documents


def copy_name(stem: str, number: str) -> str:
    """«ke-hoach-2024-2025-45-KH-THMT.docx»: plain letters that every program and mail shows right."""
    plain = re.sub(r"[^0-9A-Za-z]+", "-", without_marks(number).replace("đ", "d").replace("Đ", "D")).strip("-")
    return f"{stem}-{plain}.docx"


def signed_name(copy: str) -> str:
    """The name of the signed copy beside the frozen one."""
    return f"{Path(copy).stem}-da-ky.pdf"


def free_for(folder: Path, name: str, data: bytes) -> str:
    """The name under which bytes can be kept: what is in the folder is never overwritten by other bytes."""
    path = folder / name
    return files.free_name(path) if path.exists() and files.read_bytes(path) != data else name


def keep_copy(folder: Path, name: str, data: bytes) -> None:
    """Puts a copy into the folder under a name that `free_for` gave."""
    if not (folder / name).exists():
        files.replace_bytes(folder / name, data)


def signed_bytes(path: Path) -> bytes:
    """The bytes of a signed copy. Raises UsageError for a file that is no whole PDF, FileTrouble for an unreadable."""
    data = files.read_bytes(path)
    if _PDF_HEAD not in data[:1024] or _PDF_END not in data[-2048:]:
        raise UsageError(
            _("{name} is no whole PDF file.").format(name=path.name),
            _("Scan the signed pages into one PDF and name that file."),
        )
    return data


def copy_sha256(data: bytes) -> str:
    """The SHA-256 by which a copy is known."""
    return sha256(data).hexdigest()


def copy_condition(folder: Path, name: str, mark: str) -> Condition:
    """The condition of a copy; `name` and `mark` are what the register says of it."""
    if not name.strip():
        return Condition.NONE
    path = _place(folder, name)
    if path is None or not path.is_file():
        return Condition.MISSING
    return Condition.SOUND if copy_sha256(files.read_bytes(path)) == mark.strip() else Condition.CHANGED


def sound_bytes(folder: Path, name: str, mark: str) -> bytes:
    """A copy's bytes. Raises FileTrouble where it is missing or no longer what was frozen."""
    path, how = _place(folder, name), copy_condition(folder, name, mark)
    if path is not None and how is Condition.SOUND:
        return files.read_bytes(path)
    if how is Condition.CHANGED:
        raise FileTrouble(
            _("{name} is no longer the copy that was frozen: its fingerprint differs.").format(name=name),
            _("Take the file back from a backup; «qipsheets documents list --verify» shows all copies."),
        )
    raise FileTrouble(
        _("The copy «{name}» is not in the folder {folder}.").format(name=name, folder=folder),
        _("Bring the file there, or name its folder in QIPSHEETS_DOCUMENTS."),
    )


def conditions(folder: Path, entry: Document) -> tuple[Condition, Condition]:
    """The conditions of the frozen copy and the signed one."""
    return (
        copy_condition(folder, entry.file, entry.sha256),
        copy_condition(folder, entry.signed_copy, entry.signed_sha256),
    )


def _place(folder: Path, name: str) -> Path | None:
    """The file a cell names; None for words that lead out of the folder: anybody can type into a Sheet."""
    name = name.strip()
    if name in ("", ".", "..") or name != re.split(r"[\\/:]", name)[-1]:
        return None
    return folder / name
