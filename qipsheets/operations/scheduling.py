"""The job's own settings, and recipes that let a machine run it by itself: cron, systemd, Windows and GitHub."""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from qipsheets import settings
from qipsheets.errors import ConfigurationError, DoubtfulState, FileTrouble, UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import _, chosen
from qipsheets.machine import is_this_machine
from qipsheets.privacy.places import folders_of
from qipsheets.store_address import StoreAddress
from qipsheets.stores.store import Store

JOB_RUN = "job"  # the kind of a run of the job in the journal
NAME = "qipsheets"
FIRST_HOUR, LAST_HOUR = 6, 18  # in Viet Nam; a run outside them mails nobody anyway
MARK = "# qipsheets job"


@dataclass(frozen=True, slots=True)
class JobSettings:
    """What the environment says of the job; empty texts where nothing is set."""

    reports: Path
    backups: Path
    maintainer: str
    heartbeat: str
    page: Path | None


def job_settings(store: Store) -> JobSettings:
    """The settings of a store's job."""
    folders = folders_of(settings.home(), store.address.slug, store.folder)
    page = os.environ.get("QIPSHEETS_PUBLISH", "").strip()
    return JobSettings(
        folders.reports,
        folders.backups,
        os.environ.get("QIPSHEETS_MAINTAINER", "").strip(),
        os.environ.get("QIPSHEETS_HEARTBEAT", "").strip(),
        settings.expanded(page).absolute() if page else None,
    )


def heartbeat_host(url: str) -> str:
    """The host of a heartbeat's address. Raises ConfigurationError where it is neither https nor this machine's."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    allowed = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))
    if not host or not allowed or any(letter.isspace() for letter in url.strip()):
        raise ConfigurationError(
            _("QIPSHEETS_HEARTBEAT is no address that can be called: it must begin with https://."),
            _("Copy the address from the service that watches the job, or take the line out."),
        )
    return host


@dataclass(frozen=True, slots=True)
class ScheduleOptions:
    """What a recipe is made of, all paths absolute: a scheduler knows neither our folder nor our environment.

    `program` is the program as words, `folder` where its .env lies, `home` this machine's folder of the tool, `log`
    what the runs print to. `store` is a workbook's path or a Sheet's address.
    """

    program: tuple[str, ...]
    store: str
    folder: Path
    home: Path
    log: Path
    language: str = "vi"

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.program, "--lang", self.language, "job", "--store", self.store)

    @property
    def minute(self) -> int:
        """A minute of the hour that differs from school to school, so that not all ask the service at once."""
        return int.from_bytes(hashlib.sha256(self.store.encode()).digest()[:4], "big") % 60


@dataclass(frozen=True, slots=True)
class RecipeFile:
    """A file to write: its text, in the encoding that whoever reads it expects."""

    path: Path
    text: str
    encoding: str = "utf-8"

    @property
    def data(self) -> bytes:
        return self.text.encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Files to write and the commands that start them, shown to the person first; `cron_line` goes into the crontab."""

    files: tuple[RecipeFile, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    cron_line: str = ""
    notes: tuple[str, ...] = ()


def recipe(kind: str, options: ScheduleOptions) -> Recipe:
    """The recipe for a kind of scheduler. Raises UsageError for an unknown one, and for what it cannot run."""
    if kind not in RECIPES:
        raise UsageError(
            _("There is no scheduler «{text}».").format(text=kind),
            _("Use one of: {names}.").format(names=", ".join(RECIPES)),
        )
    if any(letter in word for word in (*options.words, str(options.folder), str(options.log)) for letter in "\r\n\0"):
        raise UsageError(_("A path with a line break in it cannot be part of a recipe."))
    return RECIPES[kind](options)


def crontab_with(present: str, line: str) -> str:
    """A crontab with our line once, whatever was there of ours; the person's own lines stay."""
    kept = [one for one in present.splitlines() if MARK not in one]
    return "\n".join([*kept, line, ""])


def _cron(options: ScheduleOptions) -> Recipe:
    """cron's shell has nothing but HOME and a short PATH; it reads % as a line break, and knows no zone everywhere."""
    home = shlex.quote(f"QIPSHEETS_HOME={options.home}")
    command = f"cd {shlex.quote(str(options.folder))} && env {home} {shlex.join(options.words)}"
    log = f"mkdir -p {shlex.quote(str(options.log.parent))} && {command} >> {shlex.quote(str(options.log))} 2>&1"
    line = f"{options.minute} {FIRST_HOUR}-{LAST_HOUR} * * * {log} {MARK}".replace("%", r"\%")
    note = _("The hours are those of this machine's clock; a run missed while it was off is made up at the next one.")
    return Recipe(cron_line=line, notes=(note,))


def _systemd(options: ScheduleOptions) -> Recipe:
    units = Path.home() / ".config" / "systemd" / "user"
    words = {
        "folder": _percent(str(options.folder)),
        "home": _quoted(f"QIPSHEETS_HOME={options.home}", ""),
        "command": " ".join(_quoted(word, "$") for word in options.words),
        "log": _percent(str(options.log)),
    }
    files = tuple(_file(units, f"{NAME}.{kind}", options, words) for kind in ("service", "timer"))
    commands = (
        ("mkdir", "-p", str(options.log.parent)),  # systemd begins no run whose log has no folder
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "--now", f"{NAME}.timer"),
    )
    note = _("On a server without a signed-in user, also run once: loginctl enable-linger")
    return Recipe(files, commands, notes=(note,))


def _windows(options: ScheduleOptions) -> Recipe:
    """A task that runs a batch file: a task itself can set no variable and keeps nothing of what is printed."""
    paths = {"home": options.home, "folder": options.folder, "logs": options.log.parent, "log": options.log}
    words = {name: _percent(str(path)) for name, path in paths.items()}
    words["command"] = " ".join(map(_windows_word, options.words))
    batch = _file(options.folder, f"{NAME}-job.cmd", options, words)
    named = {"batch": str(batch.path), "folder": str(options.folder)}
    task = _file(options.folder, f"{NAME}-task.xml", options, named, "utf-16")
    batch = replace(batch, text=batch.text.replace("\n", "\r\n"))
    return Recipe((batch, task), (("schtasks", "/Create", "/TN", NAME, "/XML", str(task.path), "/F"),))


def _github(options: ScheduleOptions) -> Recipe:
    """A workflow of the school's private repository: the program on its main branch, the journal on one of its own."""
    if not options.store.startswith("https://"):
        raise UsageError(
            _("GitHub's machines have no workbook of yours: this recipe is for a Google Sheet alone."),
            _("Name the Sheet's address with --store, or use cron, systemd or windows on the workbook's machine."),
        )
    names = ("HOST", "PORT", "SECURITY", "FROM", "USER", "PASSWORD")
    words = {
        "hours": ",".join(map(str, sorted({(hour - 7) % 24 for hour in range(FIRST_HOUR, LAST_HOUR + 1)}))),
        "store": options.store,
        "language": options.language,
        "secrets": (*(f"QIPSHEETS_SMTP_{name}" for name in names), "QIPSHEETS_MAINTAINER", "QIPSHEETS_HEARTBEAT"),
        "github": "${{{{ {} }}}}".format,
    }
    notes = (
        _("Use a private repository: the journal holds people's names and addresses."),
        _("Before the first run: push qipsheets to its main branch, make a branch «journal», and set the secrets."),
    )
    return Recipe((_file(options.folder / ".github" / "workflows", f"{NAME}.yml", options, words),), notes=notes)


def _file(
    folder: Path, name: str, options: ScheduleOptions, words: Mapping[str, object], encoding: str = "utf-8"
) -> RecipeFile:
    """A file of a recipe, from its template in templates/schedule."""
    hours = {"first": FIRST_HOUR, "last": LAST_HOUR, "minute": options.minute, "zone": settings.ZONE}
    return RecipeFile(folder / name, settings.rendered(f"schedule/{name}", hours | dict(words)), encoding)


RECIPES: Mapping[str, Callable[[ScheduleOptions], Recipe]] = {
    "cron": _cron,
    "systemd": _systemd,
    "windows": _windows,
    "github": _github,
}


def _quoted(word: str, doubled: str) -> str:
    """A word in quotes for a systemd unit; `doubled` are more letters that have a meaning of their own there."""
    text = _percent(word).replace("\\", "\\\\").replace('"', '\\"')
    for letter in doubled:
        text = text.replace(letter, letter * 2)
    return f'"{text}"'


def _percent(text: str) -> str:
    """A text in a systemd unit, where % begins a specifier, or in a batch file, where it begins a variable."""
    return text.replace("%", "%%")


def _windows_word(word: str) -> str:
    """A word of a command in a batch file; paths there hold no quotes, and a backslash before one would escape it."""
    return f'"{_percent(word)}"' if any(letter in word for letter in " &()^=;,%!'+`~[]{}") else word


def recipe_here(kind: str, store: str | None) -> Recipe:
    """The recipe for this machine, this folder and a store. Raises UsageError for an unknown kind of scheduler."""
    program = (str(Path(sys.executable).absolute()), "-m", "qipsheets")
    home = settings.home().absolute()
    address = str(StoreAddress.parse(settings.store_name(store)))
    options = ScheduleOptions(program, address, Path.cwd(), home, home / "logs" / "job.log", chosen())
    return recipe(kind, options)


def refuse_other_files(found: Recipe) -> None:
    """Raises DoubtfulState where a file of another's making is in the way; our own, made again, is replaced."""
    for file in found.files:
        if file.path.exists() and NAME.encode() not in file.path.read_bytes().replace(b"\0", b""):
            raise DoubtfulState(_("There is another file {path} already.").format(path=file.path))


def install(found: Recipe) -> Iterator[Path]:
    """Writes the files of a recipe, yielding each, and runs its commands.

    Raises FileTrouble where a command of the system is missing or fails, with its own words.
    """
    for file in found.files:
        replace_bytes(file.path, file.data)
        yield file.path
    for command in found.commands:
        _run(*command)
    if found.cron_line:
        crontab = _program("crontab")
        present = subprocess.run([crontab, "-l"], capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
        _run("crontab", "-", given=crontab_with(present.stdout, found.cron_line))


def _run(name: str, *words: str, given: str | None = None) -> None:
    command = [_program(name), *words]
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise FileTrouble(
            _("«{command}» failed: {reason}").format(
                command=subprocess.list2cmdline([name, *words])[:80], reason=(done.stderr or "").strip()[:200]
            )
        )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileTrouble(_("This machine has no program «{name}».").format(name=name))
    return found
