"""Settings: the environment, and a .env file beside where a command is run; and where shipped files lie."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qipsheets.errors import ConfigurationError, UsageError
from qipsheets.language import _, in_menu

if TYPE_CHECKING:
    from jinja2 import Environment

ZONE = "Asia/Ho_Chi_Minh"
PACKAGE = Path(__file__).parent
_SETTING = re.compile(r"QIPSHEETS_[A-Z0-9_]+|GOOGLE_APPLICATION_CREDENTIALS|NO_COLOR")
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_FOR_CHILDREN = frozenset(
    (
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP",
        "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE",
        "FONTCONFIG_FILE", "FONTCONFIG_PATH",
        "APPDATA", "LOCALAPPDATA", "PROGRAMFILES", "PROGRAMDATA", "SYSTEMDRIVE",
    )
)  # fmt: skip


def read_env_file(folder: Path) -> None:
    """Takes the settings in the .env file of a folder into the environment; what is set there already stays.

    Staff may write in that folder, so no other name is taken: a variable of the system could start any program.
    """
    path = folder / ".env"
    if path.is_file():
        from dotenv import dotenv_values

        try:
            found = dotenv_values(path, encoding="utf-8-sig", interpolate=False)
            for name, value in found.items():
                if _SETTING.fullmatch(name) and value is not None:
                    os.environ.setdefault(name, value)
        except ValueError as error:
            raise ConfigurationError(
                _("The file {path} is not text in UTF-8.").format(path=path),
                _("Open it in Notepad and save it anew with the encoding UTF-8."),
            ) from error


def child_environment() -> dict[str, str]:
    """The environment for a program that is started: where things lie and the language, none of our secrets, and
    nothing that loads other code into it.
    """
    return {name: value for name, value in os.environ.items() if name.upper() in _FOR_CHILDREN}


def home() -> Path:
    """The folder of this machine's journal, locks and logs: QIPSHEETS_HOME, else the user's data folder."""
    folder = os.environ.get("QIPSHEETS_HOME")
    if folder:
        return expanded(folder)
    from platformdirs import user_data_path

    return user_data_path("qipsheets", appauthor=False)


def store_name(name: str | Path | None) -> str:
    """The plan's store: what the command names, else QIPSHEETS_STORE. Raises ConfigurationError where neither does."""
    found = str(name or "") or os.environ.get("QIPSHEETS_STORE", "")
    if not found:
        raise ConfigurationError(
            _("No workbook is named."),
            _("Add --store FILE.xlsx, or write QIPSHEETS_STORE=FILE.xlsx into the file .env."),
        )
    return found


def rule_pack(folder: Path) -> Path:
    """Where a rule pack is looked for: the file QIPSHEETS_RULES names, else qipsheets.toml beside the workbook."""
    named = os.environ.get("QIPSHEETS_RULES", "")
    return Path(named).expanduser() if named else folder / "qipsheets.toml"


def expanded(name: str) -> Path:
    """A path with ~ for the person's own folder; a ~ that is none stays a letter of the name."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def now() -> datetime:
    """This moment in Viet Nam."""
    return datetime.now(ZoneInfo(ZONE))


def day(text: str | None) -> date:
    """The day a command works for: what it names, else QIPSHEETS_TODAY, else today in Viet Nam."""
    text = (text or os.environ.get("QIPSHEETS_TODAY", "")).strip()
    if not text:
        return now().date()
    try:
        if vietnamese := _DAY.fullmatch(text):
            return date(int(vietnamese[4]), int(vietnamese[3]), int(vietnamese[1]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            _("«{text}» is no day.").format(text=text), _("Write it as 30/11/2026 or 2026-11-30.")
        ) from error


def past_day(text: str | None) -> date:
    """The day as `day` has it. Raises UsageError for one that is yet to come."""
    found = day(text)
    if found > now().date():
        raise UsageError(
            _("The day {day} is yet to come.").format(day=f"{found:%d/%m/%Y}"),
            _("Name today or an earlier day, or leave --today out."),
        )
    return found


def shipped(name: str) -> Path:
    """A shipped file or folder: inside the installed package, or at the top of a checkout."""
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


def rendered(name: str, words: Mapping[str, object]) -> str:
    """A text of templates/ with words in it, escaped in HTML and XML. Raises ConfigurationError for a broken one."""
    from jinja2 import TemplateError

    try:
        return str(_templates().get_template(name).render(words))
    except (TemplateError, OSError) as error:
        raise ConfigurationError(
            _("The template {name} cannot be used: {reason}.").format(name=name, reason=error)
        ) from error


@cache
def _templates() -> "Environment":
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(shipped("templates"), encoding="utf-8"),
        autoescape=lambda name: bool(name and name.endswith((".html", ".xml"))),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


_LINE = re.compile(r"^\s*#?\s*(?:export\s+)?(QIPSHEETS_\w+|GOOGLE_APPLICATION_CREDENTIALS)\s*=")
_PLAIN = re.compile(r"[\w./:@+\\~-]+")


def with_settings(text: str, values: Mapping[str, str]) -> str:
    """The file's text with these settings; a line that sets one already, or shows it after a #, gives way."""
    left = dict(values)
    lines: list[str] = []
    for line in text.splitlines():
        named = _LINE.match(line)
        if named and named[1] in values:
            if named[1] in left:
                lines.append(f"{named[1]}={_env_value(left.pop(named[1]))}")
            elif line.lstrip().startswith("#"):
                lines.append(line)
            continue
        lines.append(line)
    lines += [f"{name}={_env_value(value)}" for name, value in left.items()]
    return "\n".join(lines) + "\n"


def _env_value(value: str) -> str:
    """A value as .env holds it; one with spaces or signs stands in single quotes, where nothing is expanded."""
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


_entries: dict[str, str] = {}  # in the menu: what stands there in place of a command


def name_commands(entries: Mapping[str, str]) -> None:
    """What the menu says in place of each command: its own entry that does the same."""
    _entries.clear()
    _entries.update(entries)


def command_line(*words: object) -> str:
    """A qipsheets command as the person can type it here: quoted, and with Python where no program is on the path.

    In the menu it is the entry that does the same.
    """
    typed = " ".join(map(str, words))
    for command in sorted(_entries if in_menu() else (), key=len, reverse=True):
        if f"{typed} ".startswith(f"{command} "):
            return _entries[command]
    program = ["qipsheets"] if shutil.which("qipsheets") else [sys.executable, "-m", "qipsheets"]
    return subprocess.list2cmdline([*program, *map(str, words)])  # double quotes serve every shell
