"""Recipes that let a machine run the job by itself: cron, systemd, Windows and GitHub."""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import list2cmdline
from xml.sax.saxutils import escape

from qipsheets import settings
from qipsheets.errors import DoubtfulState, FileTrouble, UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import _

NAME = "qipsheets"
FIRST_HOUR, LAST_HOUR = 6, 18  # in Viet Nam; a run outside them mails nobody anyway
MARK = "# qipsheets job"


@dataclass(frozen=True, slots=True)
class ScheduleOptions:
    """What a recipe is made of: the program as absolute words, the folder with .env, where the log goes, the minute."""

    program: tuple[str, ...]
    folder: Path
    log: Path
    minute: int
    zone: str = "Asia/Ho_Chi_Minh"

    @property
    def words(self) -> tuple[str, ...]:
        """The whole command."""
        return (*self.program, "job")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Files to write (path and text) and the commands that start them, shown to the person first."""

    files: tuple[tuple[Path, str], ...]
    commands: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def minute_of(store: str) -> int:
    """A minute of the hour that differs from school to school, so that not all ask the service at once."""
    return int.from_bytes(hashlib.sha256(store.encode()).digest()[:4], "big") % 60


def recipe(kind: str, setting: ScheduleOptions, environment: Mapping[str, str]) -> Recipe:
    """The recipe for a kind of scheduler. Raises UsageError for an unknown one."""
    makers = {"cron": _cron, "systemd": _systemd, "windows": _windows, "github": _github}
    if kind not in makers:
        raise UsageError(
            _("There is no scheduler «{text}».").format(text=kind),
            _("Use one of: {names}.").format(names=", ".join(makers)),
        )
    return makers[kind](setting, environment)


def crontab_with(before: str, line: str) -> str:
    """A crontab with our line once, in place of what was there of ours; the person's own lines stay."""
    kept = [one for one in before.splitlines() if MARK not in one]
    return "\n".join([*kept, line, ""])


def _cron(setting: ScheduleOptions, environment: Mapping[str, str]) -> Recipe:
    del environment  # cron runs in the folder, whose .env holds the settings
    command = f"cd {shlex.quote(str(setting.folder))} && {shlex.join(setting.words)}"
    log = shlex.quote(str(setting.log))
    # cron knows no zone of its own everywhere; the hours are the machine's, as the note says.
    line = f"{setting.minute} {FIRST_HOUR}-{LAST_HOUR} * * * {command} >> {log} 2>&1 {MARK}".replace("%", r"\%")
    note = _("The hours are those of this machine's clock; a run missed while it was off is made up at the next one.")
    return Recipe((), (_log_folder(setting), ("crontab", line)), (note,))


def _systemd(setting: ScheduleOptions, environment: Mapping[str, str]) -> Recipe:
    del environment
    units = Path.home() / ".config" / "systemd" / "user"
    service = f"""[Unit]
Description=qipsheets: the plan's scheduled job

[Service]
Type=oneshot
WorkingDirectory={_unit(str(setting.folder))}
ExecStart={" ".join(f'"{_unit(word)}"' for word in setting.words)}
StandardOutput=append:{_unit(str(setting.log))}
StandardError=inherit
"""
    timer = f"""[Unit]
Description=qipsheets: hourly in working hours

[Timer]
OnCalendar=*-*-* {FIRST_HOUR:02d}..{LAST_HOUR:02d}:{setting.minute:02d}:00 {setting.zone}
RandomizedDelaySec=120
Persistent=true

[Install]
WantedBy=timers.target
"""
    reload, start = (
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "--now", f"{NAME}.timer"),
    )
    note = _("On a server without a signed-in user, also run once: loginctl enable-linger")
    files = ((units / f"{NAME}.service", service), (units / f"{NAME}.timer", timer))
    return Recipe(files, (_log_folder(setting), reload, start), (note,))


def _windows(setting: ScheduleOptions, environment: Mapping[str, str]) -> Recipe:
    del environment
    program, arguments = setting.words[0], list2cmdline(setting.words[1:])
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>qipsheets job</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2025-01-01T{FIRST_HOUR:02d}:{setting.minute:02d}:00</StartBoundary>
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
      <Command>{escape(program)}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(str(setting.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    path = setting.folder / "qipsheets-task.xml"
    return Recipe(((path, text),), (("schtasks", "/Create", "/TN", NAME, "/XML", str(path), "/F"),))


def _github(setting: ScheduleOptions, environment: Mapping[str, str]) -> Recipe:
    store = environment.get("QIPSHEETS_STORE", "")
    utc = sorted({(hour - 7) % 24 for hour in range(FIRST_HOUR, LAST_HOUR + 1)})
    text = f"""name: qipsheets
on:
  schedule:
    - cron: "{setting.minute} {",".join(map(str, utc))} * * *"  # UTC: {FIRST_HOUR}:00 to {LAST_HOUR}:00 in Viet Nam
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: qipsheets
jobs:
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    env:
      QIPSHEETS_HOME: ${{{{ github.workspace }}}}/home
      QIPSHEETS_REPORTS: ${{{{ github.workspace }}}}/home/bao-cao
      QIPSHEETS_STORE: {store or "https://docs.google.com/spreadsheets/d/..."}
      GOOGLE_APPLICATION_CREDENTIALS: ${{{{ runner.temp }}}}/key.json
    steps:
      - uses: actions/checkout@v4
        with: {{ ref: journal, path: home }}  # a branch of a PRIVATE repository, made once: it holds the journal
      - uses: actions/setup-python@v5
        with: {{ python-version: "3.12" }}
      - run: pip install qipsheets
      - run: printf '%s' "$KEY" > "$GOOGLE_APPLICATION_CREDENTIALS"
        env: {{ KEY: "${{{{ secrets.GOOGLE_KEY }}}}" }}
      - run: qipsheets job
        env: {{ QIPSHEETS_SMTP_PASSWORD: "${{{{ secrets.SMTP_PASSWORD }}}}" }}
      - if: always()
        working-directory: home
        run: |
          git config user.name qipsheets && git config user.email qipsheets@users.noreply.github.com
          git add -A . && (git diff --cached --quiet || git commit -qm "journal") && git push -q
"""
    note = _("Use a private repository: the journal holds people's names and addresses.")
    return Recipe(((setting.folder / ".github" / "workflows" / "qipsheets.yml", text),), (), (note,))


def _log_folder(setting: ScheduleOptions) -> tuple[str, ...]:
    """What makes the log's folder: without it neither cron's shell nor systemd would begin the first run."""
    return ("mkdir", "-p", str(setting.log.parent))


def _unit(text: str) -> str:
    """A text in a systemd unit, where % and \\ have a meaning of their own."""
    return text.replace("\\", "\\\\").replace("%", "%%").replace('"', '\\"')


def recipe_here(kind: str, store: str | None) -> Recipe:
    """The recipe for this machine, this folder and a store. Raises UsageError for an unknown kind of scheduler."""
    name = settings.store_name(store)
    log = settings.home() / "logs" / "job.log"
    program = (str(Path(sys.executable).absolute()), "-m", "qipsheets")
    options = ScheduleOptions(program, Path.cwd(), log, minute_of(name))
    return recipe(kind, options, {**os.environ, "QIPSHEETS_STORE": name})


def refuse_other_files(found: Recipe) -> None:
    """Raises DoubtfulState where a file of another's making is in the way; our own, made again, is replaced."""
    for path, _text in found.files:
        if path.exists() and b"qipsheets" not in path.read_bytes().replace(b"\0", b""):
            raise DoubtfulState(_("There is another file {path} already.").format(path=path))


def install(kind: str, found: Recipe) -> Iterator[Path]:
    """Writes the files of a recipe, yielding each, and runs its commands.

    Raises FileTrouble where a command of the system is missing or fails, with its own words.
    """
    for path, text in found.files:
        replace_bytes(path, text.encode("utf-16" if kind == "windows" else "utf-8"))
        yield path
    for command in found.commands:
        _run(command)


def command_words(command: tuple[str, ...]) -> str:
    """A command of a recipe as a person reads it."""
    return f"crontab: {command[1]}" if command[0] == "crontab" else list2cmdline(command)


def _run(command: tuple[str, ...]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise FileTrouble(_("This machine has no program «{name}».").format(name=command[0]))
    words, given = [program, *command[1:]], None
    if command[0] == "crontab":
        before = subprocess.run([program, "-l"], capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
        words, given = [program, "-"], crontab_with(before.stdout, command[1])
    done = subprocess.run(words, input=given, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise FileTrouble(
            _("«{command}» failed: {reason}").format(
                command=command_words(command)[:80], reason=(done.stderr or "").strip()[:200]
            )
        )
