"""`schedule`: how a machine runs the job by itself."""

from __future__ import annotations

import subprocess
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import say_made
from qipsheets.language import _


def schedule(
    kind: Annotated[str, typer.Argument(metavar="cron|systemd|windows|github", help=_("The scheduler."))],
    store: options.StoreOption = None,
    install: Annotated[bool, typer.Option("--install", help=_("Set it up on this machine, once confirmed."))] = False,
    yes: options.Yes = False,
) -> None:
    """Shows the recipe; with --install asks, and sets it up. No other program's file is overwritten."""
    options.refuse_without("--install", install, {"--yes": yes})
    recipe = operations.scheduling.recipe_here(kind, store)
    _show(recipe)
    if not install:
        return
    operations.scheduling.refuse_other_files(recipe)
    if not console.confirmed(_("Set this up on this machine?"), yes):
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
    for path in operations.scheduling.install(recipe):
        say_made(path)
    console.say(_("The job runs by itself from now on. See: qipsheets doctor"))


def _show(recipe: operations.scheduling.Recipe) -> None:
    for file in recipe.files:
        console.say(_("File {path}:").format(path=file.path))
        console.say(file.text)
    if recipe.cron_line:
        console.say(f"crontab: {recipe.cron_line}")
    for command in recipe.commands:
        console.say(subprocess.list2cmdline(command))
    for note in recipe.notes:
        console.say(f"→ {note}")
