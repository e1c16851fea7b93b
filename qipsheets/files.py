"""Reads and replaces a file or a folder as a whole: locked, atomic, refused while another program has it open."""

import errno
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from qipsheets.errors import FileTrouble, Locked
from qipsheets.language import _

try:
    import fcntl
except ImportError:  # Windows, where nobody can delete a file that is open
    fcntl = None  # type: ignore[assignment]

TEMPORARY, SCRATCH = ".qipsheets-", "qipsheets-"  # begin the names of temporary files and folders
_MARK = ".in-use"
_HOUR = 3600.0  # seconds
_PROGRAMS = {".docx": "Word", ".xlsx": "Excel"}


def reason(error: OSError) -> str:
    """Why the system refused, in the person's language where it is one of the usual reasons."""
    known = {
        errno.EACCES: _("no permission"),
        errno.EPERM: _("no permission"),
        errno.ENOSPC: _("the disk is full"),
        errno.EROFS: _("the disk is read-only"),
        errno.ENAMETOOLONG: _("the name is too long"),
        errno.ENOTDIR: _("a part of the path is a file, not a folder"),
        errno.EEXIST: _("a file of this name is in the folder's place"),
    }
    return known.get(error.errno or 0) or error.strerror or str(error)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises FileTrouble with the reason and the remedy."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileTrouble(
            _("There is no file {path}.").format(path=path),
            _("Check the name, or make a new workbook with «qipsheets init --store {path} …».").format(path=path),
        ) from error
    except OSError as error:
        if path.is_dir():  # whatever the system calls it
            words = _("{path} is a folder, not a file.")
            raise FileTrouble(words.format(path=path), _("Name the file in it.")) from error
        raise FileTrouble(
            _("The file {path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
            _("Close it in other programs, or ask for the right to read it."),
        ) from error


def refuse_if_open(path: Path) -> None:
    """Raises Locked where a lock file beside it tells that Word, Excel or LibreOffice has the file open."""
    # Office writes «~$» before a name, and Word over the first letters of a long one.
    names = [f"~${path.name}"]
    if path.suffix.lower() == ".docx":
        names += [f"~${path.name[1:]}", f"~${path.name[2:]}"]
    locks = dict.fromkeys(names, _PROGRAMS.get(path.suffix.lower(), "Office"))
    for lock, program in (locks | {f".~lock.{path.name}#": "LibreOffice"}).items():
        if _exists(path.with_name(lock)):
            raise _open_in(path, program, lock)


@contextmanager
def file_lock(path: Path, home: Path, patience: float = 0) -> Iterator[None]:
    """Only one qipsheets at a time works on a file. Raises Locked where another does for longer than `patience` s."""
    folder = home / "locks"
    name = sha256(os.path.normcase(path.resolve()).encode()).hexdigest()[:16]
    remedy = _("Set QIPSHEETS_HOME to a folder of your own.")
    with _locked(folder / f"{name}.lock", path.name, patience, remedy, private=True):
        yield


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Only one qipsheets at a time works in a folder, whatever machine it runs on: the lock is in the folder itself.

    Raises Locked where another does.
    """
    with _locked(folder / ".lock", folder.name, 0, _("Free some disk space or choose another folder."), private=False):
        yield


@contextmanager
def _locked(path: Path, name: str, patience: float, remedy: str, *, private: bool) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        if private:
            private_folder(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=patience, mode=0o600 if private else 0o666)
        lock.acquire()
    except Timeout as error:
        raise Locked(
            _("Another run of qipsheets is working on {name}.").format(name=name),
            _("Wait until it has ended and run the command again."),
        ) from error
    except OSError as error:
        raise FileTrouble(
            _("The folder {path} cannot be written: {reason}.").format(path=path.parent, reason=reason(error)), remedy
        ) from error
    try:
        yield
    finally:
        lock.release()


def private_folder(path: Path, *, existing: bool = False) -> None:
    """Makes a folder, and those above it, closed to other users; one that is there is closed where it is the program's
    own (`existing`), else it stays as it is."""
    for folder in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(exist_ok=True)  # raises where a file is in its place
    if existing and os.name == "posix" and path.stat().st_mode & 0o077 and path.stat().st_uid == os.geteuid():
        path.chmod(0o700)


def private_file(path: Path) -> None:
    """Makes an empty file that only its owner reads, in a folder of the program's own, where it is not there."""
    private_folder(path.parent, existing=True)
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))


def keep_trace(error: Exception, home: Path, moment: datetime) -> Path:
    """Adds an error's trace to the day's log, which is private; prints it where that cannot be written. Returns the
    log's path.
    """
    log = home / "logs" / f"error-{moment:%Y%m%d}.log"
    try:
        private_file(log)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        traceback.print_exception(error)
    return log


class FileChanged(Exception):
    """The file is not the one that was read: somebody saved it meanwhile."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file as it was read: its bytes, and what tells whether it is still the same. The identity is 0 where the system
    gives none, as some network drives do; then time and bytes decide.
    """

    data: bytes
    identity: tuple[int, int]
    modified: int

    @classmethod
    def read(cls, path: Path) -> "FileVersion":
        """Reads a file. Raises FileTrouble with the reason and the remedy."""
        data = read_bytes(path)
        about = path.stat()
        return cls(data, (about.st_dev, about.st_ino), about.st_mtime_ns)

    def is_still(self, path: Path) -> bool:
        """True where the file was not touched since."""
        try:
            now = FileVersion.read(path)
        except (FileTrouble, OSError):
            return False
        same_file = 0 in (self.identity[1], now.identity[1]) or self.identity == now.identity
        return same_file and self.modified == now.modified and self.data == now.data


def replace_bytes(path: Path, data: bytes, read: FileVersion | None = None, *, private: bool = False) -> None:
    """Puts the bytes in place of the file, wholly or not at all: a temporary file beside it, then one rename.

    With `read`, only where the file is still that version just before the rename; else raises FileChanged. A `private`
    file is closed to other users of the machine, and so are the folders made for it. Temporary files that killed
    commands left in the folder are deleted. Raises Locked where another program has the file open, FileTrouble where
    it cannot be written; then the old file is as it was.
    """
    path = Path(os.path.realpath(path))  # a link stays a link: what it points to is replaced
    refuse_if_open(path)
    _refuse_unwritable(path)
    temporary = ""
    try:
        if private:
            private_folder(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_temporary(path.parent)
        descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY, suffix=path.suffix, dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            _mark_in_use(file.fileno())
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if not private:
                _keep_mode(path, Path(temporary))
            if os.name == "posix":  # while it is marked; Windows renames no open file
                _put_in_place(Path(temporary), path, read)
        if os.name != "posix":
            _put_in_place(Path(temporary), path, read)
        temporary = ""
    except OSError as error:
        raise FileTrouble(
            _("The file {path} cannot be written: {reason}.").format(path=path, reason=reason(error)),
            _("Free some disk space or choose another folder; the old file is as it was."),
        ) from error
    finally:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108


def _refuse_unwritable(path: Path) -> None:
    """A rename would replace what the person protected, or what is no file at all."""
    if _exists(path) and not (path.is_file() and os.access(path, os.W_OK)):
        raise FileTrouble(
            _("{path} is write-protected or no ordinary file.").format(path=path), _("Choose another name or folder.")
        )


def _keep_mode(path: Path, temporary: Path) -> None:
    """A new file is readable as usual, a replaced one as it was: mkstemp makes private files."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)


def _put_in_place(temporary: Path, path: Path, read: FileVersion | None) -> None:
    if read is not None and not read.is_still(path):
        raise FileChanged
    _rename(temporary, path)


def _rename(temporary: Path, path: Path) -> None:
    try:
        os.replace(temporary, path)  # noqa: PTH105 - the one call that is atomic on every system
    except PermissionError as error:  # Windows, while a program has the file open
        raise _open_in(path, _PROGRAMS.get(path.suffix.lower(), "Office")) from error


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of a command's own, closed to others and gone at the end; those of killed commands go first."""
    clear_scratch()
    with (
        tempfile.TemporaryDirectory(prefix=SCRATCH, ignore_cleanup_errors=True) as folder,
        (Path(folder) / f"{_MARK}.new").open("wb") as mark,
    ):
        _mark_in_use(mark.fileno())
        if fcntl is not None:  # under its name only once it is locked: another command takes what is unlocked for left
            Path(mark.name).rename(Path(folder) / _MARK)
        inside = Path(folder) / "files"
        inside.mkdir()
        yield inside


def clear_scratch() -> None:
    """Deletes the folders that killed commands left in `scratch_folder`."""
    for left in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        if left.is_dir() and not _is_in_use(left / _MARK):
            shutil.rmtree(left, ignore_errors=True)


def clear_temporary(folder: Path) -> None:
    """Deletes what commands that were killed in `replace_bytes` left in a folder."""
    for left in folder.glob(f"{TEMPORARY}*"):
        if not _is_in_use(left):
            with suppress(OSError):  # Windows, while another command writes it
                left.unlink()


def _mark_in_use(descriptor: int) -> None:
    """A lock that ends with the process, however that ends."""
    if fcntl is not None:
        with suppress(OSError):  # a network drive without locks: then only its age tells
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_in_use(path: Path) -> bool:
    """Whether the command that made a temporary file still runs, or may."""
    is_new = False
    try:
        is_new = time.time() - (path if path.exists() else path.parent).stat().st_mtime < _HOUR
        with path.open("rb+") as file:
            if fcntl is None:
                return is_new
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except OSError:  # not made yet, another user's, or on a drive without locks
        return is_new


def _exists(path: Path) -> bool:
    """Whether a file is there; a name too long for one is not."""
    try:
        return path.exists()
    except OSError:
        return False


def _open_in(path: Path, program: str, lock: str = "") -> Locked:
    if path.suffix.lower() == ".docx":
        hint = _("Close it there and run the command again, or write to another name, for example «{free}».")
        hint = hint.format(free=free_name(path))
    else:
        hint = _("Close it there and run the command again.")
    if lock:
        hint += " " + _("If it is not open, delete the left-over file «{lock}».").format(lock=lock)
    return Locked(_("The file {name} is open in {program}.").format(name=path.name, program=program), hint)


def free_name(path: Path) -> str:
    """«ke-hoach (2).docx», or the next number that no file bears."""
    number = 2
    while (found := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return found.name


def replace_folder(folder: Path, wanted: Mapping[str, bytes], gone: Collection[str]) -> int:
    """Makes a folder hold these files, by their paths within it, and no longer those that are `gone`; others stay.

    The new folder is made beside the old one and takes its place by renaming; where the system does not allow that,
    file by file, each whole, in the order given. Everybody may read the files; one that is the same is not written
    again. Returns how many were written. Raises FileTrouble where it cannot be done; then the old folder is as it was,
    but for a system that cannot rename it.
    """
    real = Path(os.path.realpath(folder))
    changed = [name for name, data in wanted.items() if not _holds(real / name, data)]
    if not changed and not gone:
        return 0
    new = _beside(real, "new")
    try:
        shutil.rmtree(new, ignore_errors=True)
        _build_beside(new, real, {name: wanted[name] for name in changed}, gone)
        _rename_folder(real, new)
    except PermissionError:  # the folder above is closed, a drive is mounted here, or Windows has a file of it open
        for name in changed:
            replace_bytes(real / name, wanted[name])
            (real / name).chmod(0o644)
        for name in gone:
            (real / name).unlink(missing_ok=True)
    except OSError as error:
        raise FileTrouble(
            _("The folder {path} cannot be written: {reason}.").format(path=folder, reason=reason(error)),
            _("Free some disk space or choose another folder; the old page is as it was."),
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return len(changed)


def recover_folder(folder: Path) -> None:
    """Puts the old folder back where a run was killed between the two renames of `replace_folder`."""
    real = Path(os.path.realpath(folder))
    if not real.exists() and _beside(real, "old").is_dir():
        _beside(real, "old").rename(real)


def _build_beside(new: Path, real: Path, changed: Mapping[str, bytes], gone: Collection[str]) -> None:
    """The new folder; what stays the same is the very file, with its time."""
    there = {path.relative_to(real).as_posix() for path in real.rglob("*") if path.is_file()}
    new.mkdir(parents=True)
    for name in sorted((there | changed.keys()) - set(gone)):
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name in changed:
            path.write_bytes(changed[name])
            path.chmod(0o644)
            continue
        try:
            os.link(real / name, path)
        except OSError:  # a drive without links
            shutil.copy2(real / name, path)
    for made in (new, *(path for path in new.rglob("*") if path.is_dir())):
        made.chmod(0o755)


def _rename_folder(real: Path, new: Path) -> None:
    old = _beside(real, "old")
    shutil.rmtree(old, ignore_errors=True)
    if real.exists():
        try:
            real.rename(old)
        except OSError as error:
            raise PermissionError(*error.args) from error
    try:
        new.rename(real)
    except OSError:
        recover_folder(real)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _beside(real: Path, word: str) -> Path:
    return real.with_name(f"{TEMPORARY}{real.name}.{word}")


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
