"""`schedule`: how a machine runs the job by itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import StoreOption, YesOption, confirmed
from qipsheets.errors import DoubtfulState, FileTrouble
from qipsheets.files import replace_bytes
from qipsheets.job.schedules import ScheduleOptions, crontab_with, minute_of, recipe
from qipsheets.language import _

KindArgument = Annotated[str, typer.Argument(metavar="cron|systemd|windows|github", help=_("The scheduler."))]


def show(kind: KindArgument, store: StoreOption = None) -> None:
    """Shows the recipe and writes nothing."""
    _say(_recipe(kind, store))


def install(kind: KindArgument, store: StoreOption = None, yes: YesOption = False) -> None:
    """Shows the recipe, asks, and sets it up; nothing that stands there already is overwritten."""
    recipe = _recipe(kind, store)
    _say(recipe)
    _refuse_other_files(recipe)
    if not confirmed(_("Set this up on this machine?"), yes):
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
    for path, text in recipe.files:
        replace_bytes(path, text.encode("utf-16" if kind == "windows" else "utf-8"))
        console.say(_("Made {path}.").format(path=path))
    for command in recipe.commands:
        _run(command)
    console.say(_("The job runs by itself from now on. See: qipsheets doctor"))


def _recipe(kind: str, store: str | None) -> Any:

    name = settings.store_name(store)
    log = settings.home() / "logs" / "job.log"
    program = (str(Path(sys.executable).absolute()), "-m", "qipsheets")
    setting = ScheduleOptions(program, Path.cwd(), log, minute_of(name))
    return recipe(kind, setting, {**os.environ, "QIPSHEETS_STORE": name})


def _say(recipe: Any) -> None:
    for path, text in recipe.files:
        console.say(_("File {path}:").format(path=path))
        console.say(text)
    for command in recipe.commands:
        console.say(_line(command))
    for note in recipe.notes:
        console.say(f"→ {note}")


def _line(command: tuple[str, ...]) -> str:
    if command[0] == "crontab":
        return f"crontab: {command[1]}"

    return subprocess.list2cmdline(command)


def _refuse_other_files(recipe: Any) -> None:
    """A file of another's making stays; our own, made again, is replaced."""
    for path, _text in recipe.files:
        if path.exists() and b"qipsheets" not in path.read_bytes().replace(b"\0", b""):
            raise DoubtfulState(_("There is another file {path} already.").format(path=path))


def _run(command: tuple[str, ...]) -> None:
    """Runs a command of the system. Raises FileTrouble where it fails, with its own words."""
    program = shutil.which(command[0])
    if program is None:
        raise FileTrouble(_("This machine has no program «{name}».").format(name=command[0]))
    words, given = [program, *command[1:]], None
    if command[0] == "crontab":
        held = subprocess.run([program, "-l"], capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
        words, given = [program, "-"], crontab_with(held.stdout, command[1])
    done = subprocess.run(words, input=given, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise FileTrouble(
            _("«{command}» failed: {reason}").format(
                command=_line(command)[:80], reason=(done.stderr or "").strip()[:200]
            )
        )
