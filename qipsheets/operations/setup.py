"""What set-up writes: the file .env, a launcher to double-click, new workbooks."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from qipsheets import settings
from qipsheets.errors import UsageError
from qipsheets.files import replace_bytes
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.frameworks.load import framework_ids
from qipsheets.language import _
from qipsheets.new_workbook import empty_content, framework_named, lists, sample_content
from qipsheets.operations.doctor.job import mail_lines
from qipsheets.operations.doctor.lines import RED, DoctorLine
from qipsheets.operations.opening import open_store
from qipsheets.plan.framework import Framework
from qipsheets.settings import with_settings
from qipsheets.stores.store import InitialRows, Store

LAUNCHER = "Qipsheets.cmd"


def write_settings(folder: Path, values: Mapping[str, str]) -> None:
    """Writes settings into the folder's .env, whose other lines stay, and into this process's environment."""
    path = folder / ".env"
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    replace_bytes(path, with_settings(before, values).encode("utf-8"))
    os.environ.update(values)


def mail_fault(values: Mapping[str, str]) -> DoctorLine | None:
    """Asks the mail server of these settings; what keeps it from taking our mails, None where it takes them."""
    return next((line for line in mail_lines({**os.environ, **values}) if line.level == RED), None)


def begin_empty_plan(store: Store, framework_id: str, year: str) -> None:
    """Makes an empty plan of a framework for a school year such as 2026-2027."""
    chosen = framework_by_id(framework_id)
    content = empty_content(chosen, year)
    store.prepare(content, lists(chosen, content))


def write_launcher(folder: Path) -> None:
    """Puts the launcher of this very Python into a folder; scripts/begin.py does so again after a move."""
    replace_bytes(folder / LAUNCHER, launcher(sys.executable).encode("utf-8"))


def launcher(python: str) -> str:
    """A file that a double-click runs on Windows: the menu, in its own folder; `qipsheets …` typed there runs it too.

    No labels and no blocks in it: cmd loses its place in a UTF-8 file when it jumps, and a bracket in a path ends a
    block. It speaks Vietnamese, whatever the language of the messages.
    """
    words = {"program": python.replace("%", "%%")}
    return settings.rendered(f"schedule/{LAUNCHER}", words).replace("\n", "\r\n")


_SAMPLE_FRAMEWORK = "tt17-2018-primary"


def make_workbook(name: str | None, framework: str, year: str, *, sample: bool) -> Sequence[str] | None:
    """Makes a workbook, or adds to an existing one what it lacks.

    Returns None for a new one, else what was added. Raises UsageError where a new one lacks framework or school year.
    """
    store = open_store(name)
    if store.exists():
        known = framework_named(store.seen())  # so that a list of a drop-down that was deleted comes back
        return store.prepare({}, lists(framework_by_id(known), {}) if known else {})
    chosen, content = _new_content(framework, year, sample=sample)
    return store.prepare(content, lists(chosen, content))


def _new_content(framework: str, year: str, *, sample: bool) -> tuple[Framework, InitialRows]:
    if sample:
        return framework_by_id(_SAMPLE_FRAMEWORK), sample_content()
    match = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", year.strip())
    if not match or int(match[2]) != int(match[1]) + 1:
        words = _("«{text}» is no school year.").format(text=year) if year else _("No school year is named.")
        raise UsageError(words, _("Add --year, for example --year 2026-2027."))
    if not framework:
        names = ", ".join(framework_ids())
        raise UsageError(_("No framework is chosen."), _("Add --framework with one of: {names}.").format(names=names))
    chosen = framework_by_id(framework)
    return chosen, empty_content(chosen, f"{match[1]}-{match[2]}")
