"""LibreOffice as a converter of documents, in a profile of its own so that an open office does not disturb it."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from qipsheets import files
from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.settings import child_environment

CONVERSION_SECONDS = 120
PROGRAMS = ("soffice", "libreoffice")
USUAL_PLACES = (  # where its installers put it without a word on the path
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def program_path() -> str | None:
    """The LibreOffice program of this machine, or None."""
    on_path = (found for name in PROGRAMS if (found := shutil.which(name)))
    return next(on_path, next((place for place in USUAL_PLACES if Path(place).is_file()), None))


def convert(path: Path, to_suffix: str, out_dir: Path) -> Path:
    """The document in another format («.docx», «.pdf»), written to `out_dir`. Raises FileTrouble."""
    office = program_path()
    if office is None:
        raise FileTrouble(
            _("LibreOffice was not found, and it is needed to convert {name}.").format(name=path.name),
            _("Install LibreOffice, or open the file in Word and save it in the format wanted."),
        )
    suffix = to_suffix.lstrip(".")
    result = out_dir / f"{path.stem}.{suffix}"
    with files.scratch_folder() as profile:
        command = [office, "--headless", "--norestore", "--nolockcheck"]
        command += [f"-env:UserInstallation={profile.as_uri()}", "--convert-to", suffix]
        _run([*command, "--outdir", str(out_dir), str(path.resolve())], path)
    if not result.is_file():
        raise _failed(path)
    return result


def _run(command: list[str], path: Path) -> None:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=child_environment(), start_new_session=True
    )
    try:
        if process.wait(CONVERSION_SECONDS):
            raise _failed(path)
    except subprocess.TimeoutExpired as error:
        raise _failed(path) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and what it started: its launcher leaves a child behind."""
    if process.poll() is not None:
        return
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _failed(path: Path) -> FileTrouble:
    return FileTrouble(
        _("LibreOffice could not convert {name}.").format(name=path.name),
        _("Open the file in Word and save it in the format wanted."),
    )
