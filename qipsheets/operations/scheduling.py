"""Recipes that let a machine run the job by itself: cron, systemd, Windows and GitHub."""

import hashlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from qipsheets import settings
from qipsheets.errors import DoubtfulState, FileTrouble, UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import _, chosen
from qipsheets.stores.address import StoreAddress

NAME = "qipsheets"
FIRST_HOUR, LAST_HOUR = 6, 18  # in Viet Nam; a run outside them mails nobody anyway
MARK = "# qipsheets job"


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
    zone: str = "Asia/Ho_Chi_Minh"

    @property
    def words(self) -> tuple[str, ...]:
        """The whole command."""
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
        """Its bytes."""
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
    if kind not in _RECIPES:
        raise UsageError(
            _("There is no scheduler «{text}».").format(text=kind),
            _("Use one of: {names}.").format(names=", ".join(_RECIPES)),
        )
    if any(letter in word for word in (*options.words, str(options.folder), str(options.log)) for letter in "\r\n\0"):
        raise UsageError(_("A path with a line break in it cannot stand in a recipe."))
    return _RECIPES[kind](options)


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
    service = f"""[Unit]
Description=qipsheets: the plan's scheduled job

[Service]
Type=oneshot
WorkingDirectory={_specifiers(str(options.folder))}
Environment={_quoted(f"QIPSHEETS_HOME={options.home}", "")}
ExecStart={" ".join(_quoted(word, "$") for word in options.words)}
StandardOutput=append:{_specifiers(str(options.log))}
StandardError=inherit
"""
    timer = f"""[Unit]
Description=qipsheets: hourly in working hours

[Timer]
OnCalendar=*-*-* {FIRST_HOUR:02d}..{LAST_HOUR:02d}:{options.minute:02d}:00 {options.zone}
RandomizedDelaySec=120
Persistent=true

[Install]
WantedBy=timers.target
"""
    commands = (
        ("mkdir", "-p", str(options.log.parent)),  # systemd begins no run whose log has no folder
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "--now", f"{NAME}.timer"),
    )
    note = _("On a server without a signed-in user, also run once: loginctl enable-linger")
    files = (RecipeFile(units / f"{NAME}.service", service), RecipeFile(units / f"{NAME}.timer", timer))
    return Recipe(files, commands, notes=(note,))


def _windows(options: ScheduleOptions) -> Recipe:
    """A task that runs a batch file: a task itself can set no variable and keeps nothing of what is printed."""
    batch = options.folder / "qipsheets-job.cmd"
    lines = (
        "@echo off",
        "chcp 65001 >nul",
        "set PYTHONUTF8=1",
        f'set "QIPSHEETS_HOME={_percent(str(options.home))}"',
        f'cd /d "{_percent(str(options.folder))}"',
        f'if not exist "{_percent(str(options.log.parent))}" mkdir "{_percent(str(options.log.parent))}"',
        f'{" ".join(_windows_word(word) for word in options.words)} >> "{_percent(str(options.log))}" 2>&1',
    )
    task = options.folder / "qipsheets-task.xml"
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>qipsheets job</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2025-01-01T{FIRST_HOUR:02d}:{options.minute:02d}:00</StartBoundary>
      <Repetition><Interval>PT1H</Interval><Duration>PT{LAST_HOUR - FIRST_HOUR}H</Duration></Repetition>
      <RandomDelay>PT2M</RandomDelay>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT30M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(str(batch))}</Command>
      <WorkingDirectory>{escape(str(options.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    files = (RecipeFile(batch, "\r\n".join((*lines, ""))), RecipeFile(task, text, "utf-16"))
    return Recipe(files, (("schtasks", "/Create", "/TN", NAME, "/XML", str(task), "/F"),))


def _github(options: ScheduleOptions) -> Recipe:
    """A workflow of the school's private repository: the program on its main branch, the journal on one of its own."""
    if not options.store.startswith("https://"):
        raise UsageError(
            _("GitHub's machines have no workbook of yours: this recipe is for a Google Sheet alone."),
            _("Name the Sheet's address with --store, or use cron, systemd or windows on the workbook's machine."),
        )
    utc = sorted({(hour - 7) % 24 for hour in range(FIRST_HOUR, LAST_HOUR + 1)})
    settings = ("HOST", "PORT", "SECURITY", "FROM", "USER", "PASSWORD")
    names = (*(f"QIPSHEETS_SMTP_{name}" for name in settings), "QIPSHEETS_MAINTAINER", "QIPSHEETS_HEARTBEAT")
    secrets = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in names)
    text = f"""name: {NAME}
on:
  schedule:
    - cron: "{options.minute} {",".join(map(str, utc))} * * *"  # UTC: {FIRST_HOUR}:00 to {LAST_HOUR}:00 in Viet Nam
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: {NAME}
jobs:
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
        with:
          path: program  # this repository's main branch holds qipsheets
      - uses: actions/checkout@v4
        with:
          ref: journal  # a branch made once: what this tool knows of the past
          path: home
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install ./program
      - name: The robot's key
        env:
          KEY: ${{{{ secrets.GOOGLE_KEY }}}}
        run: (umask 077 && printf '%s' "$KEY" > "$RUNNER_TEMP/key.json")
      - name: The job
        env:
          QIPSHEETS_STORE: {options.store}
          QIPSHEETS_LANG: {options.language}
          QIPSHEETS_HOME: ${{{{ github.workspace }}}}/home
          QIPSHEETS_REPORTS: ${{{{ github.workspace }}}}/home/bao-cao
          GOOGLE_APPLICATION_CREDENTIALS: ${{{{ runner.temp }}}}/key.json
{secrets}        run: qipsheets job
      - name: The journal
        if: always()
        working-directory: home
        run: |
          git config user.name {NAME}
          git config user.email {NAME}@users.noreply.github.com
          git add -A .
          git diff --cached --quiet || git commit -qm "journal"
          git push -q
"""
    notes = (
        _("Use a private repository: the journal holds people's names and addresses."),
        _("Before the first run: push qipsheets to its main branch, make a branch «journal», and set the secrets."),
    )
    return Recipe((RecipeFile(options.folder / ".github" / "workflows" / f"{NAME}.yml", text),), notes=notes)


_RECIPES: Mapping[str, Callable[[ScheduleOptions], Recipe]] = {
    "cron": _cron,
    "systemd": _systemd,
    "windows": _windows,
    "github": _github,
}
KINDS = tuple(_RECIPES)


def _specifiers(text: str) -> str:
    """A text in a systemd unit, where % begins a specifier."""
    return text.replace("%", "%%")


def _quoted(word: str, doubled: str) -> str:
    """A word in quotes for a systemd unit; `doubled` are more letters that have a meaning of their own there."""
    text = _specifiers(word).replace("\\", "\\\\").replace('"', '\\"')
    for letter in doubled:
        text = text.replace(letter, letter * 2)
    return f'"{text}"'


def _percent(text: str) -> str:
    """A text in a batch file, where % begins a variable."""
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
