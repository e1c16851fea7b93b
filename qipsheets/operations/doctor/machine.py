"""What the doctor looks at on this machine: Python, packages, the console, the folder of locks, the workbook."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from qipsheets import __version__, files, settings
from qipsheets.errors import QipError
from qipsheets.language import _
from qipsheets.operations.doctor.lines import (
    GOOD,
    RED,
    WARNING,
    DoctorLine,
    error_line,
    id_lines,
    stamp_line,
    tab_lines,
)
from qipsheets.stores.xlsx.store import ExcelStore

PACKAGES = ("typer", "openpyxl", "python-calamine", "lxml", "jinja2", "filelock")
GOOGLE_PACKAGES = ("gspread", "google-auth", "requests")
OLDEST = (3, 11)


def machine_lines(home: Path, encoding: str, *, google: bool) -> Iterator[DoctorLine]:
    """This machine, whatever the store; `encoding` is that of the console."""
    yield python_line(sys.version_info[:3])
    yield from package_lines((*PACKAGES, *(GOOGLE_PACKAGES if google else ())))
    yield console_line(encoding)
    yield home_line(home)
    yield zone_line()


def python_line(found: Sequence[int]) -> DoctorLine:
    """Python's version."""
    name = ".".join(map(str, found))
    if tuple(found[:2]) < OLDEST:
        cure = _("Install Python {version} or newer from python.org.").format(version=".".join(map(str, OLDEST)))
        return DoctorLine(RED, f"Python {name}", _("qipsheets needs a newer Python."), cure)
    return DoctorLine(GOOD, f"qipsheets {__version__}, Python {name}")


def package_lines(names: Sequence[str]) -> Iterator[DoctorLine]:
    """The packages and their versions in one line; one red line for each that is missing."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            what = _("The package {name} is missing.").format(name=name)
            yield DoctorLine(RED, what, _("Commands that need it fail."), "pip install --upgrade qipsheets")
    yield DoctorLine(GOOD, ", ".join(found))


def console_line(encoding: str) -> DoctorLine:
    """Whether Vietnamese letters can be shown."""
    if encoding.lower().replace("-", "") in ("utf8", "utf8sig"):
        return DoctorLine(GOOD, _("The console shows Vietnamese (UTF-8)."))
    what = _("The console's encoding is {encoding}.").format(encoding=encoding or "?")
    return DoctorLine(
        WARNING, what, _("Some Vietnamese letters show as «?»."), _("Set PYTHONUTF8=1, then open a new window.")
    )


def home_line(home: Path) -> DoctorLine:
    """Whether locks, journal and logs can be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return DoctorLine(GOOD, _("The folder for locks and logs can be written: {path}.").format(path=home))
    except OSError as error:
        what = _("The folder {path} cannot be written: {reason}.").format(path=home, reason=files.reason(error))
        return DoctorLine(RED, what, _("No command can write."), _("Set QIPSHEETS_HOME to a folder of your own."))


def zone_line() -> DoctorLine:
    """Whether the time of Viet Nam is known here."""
    try:
        return DoctorLine(GOOD, _("It is {moment} in Viet Nam.").format(moment=f"{settings.now():%d/%m/%Y %H:%M}"))
    except KeyError:  # what zoneinfo raises for a zone it has no data of
        what = _("The time zone {zone} is not known here.").format(zone=settings.ZONE)
        return DoctorLine(RED, what, _("Days would be wrong."), "pip install tzdata")


def workbook_lines(path: Path, today: date) -> Iterator[DoctorLine]:
    """A workbook on this machine."""
    try:
        files.refuse_if_open(path)
        tables = ExcelStore(path, settings.home()).read()
    except QipError as error:
        yield error_line(error)
        return
    if not os.access(path, os.W_OK):
        what = _("{path} is write-protected.").format(path=path)
        yield DoctorLine(
            RED, what, _("A sync cannot write its flags."), _("Take the protection away in the file's properties.")
        )
    yield DoctorLine(GOOD, _("{name} can be read.").format(name=path.name))
    yield from tab_lines(tables, str(path))
    yield from id_lines(tables, str(path))
    yield stamp_line(tables, today, str(path))
