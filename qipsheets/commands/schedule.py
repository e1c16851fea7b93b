"""`schedule`: how a machine runs the job by itself."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import say_made
from qipsheets.language import _

KindArgument = Annotated[str, typer.Argument(metavar="cron|systemd|windows|github", help=_("The scheduler."))]


def show(kind: KindArgument, store: options.Store = None) -> None:
    """Shows the recipe and writes nothing."""
    _show(operations.scheduling.recipe_here(kind, store))


def install(kind: KindArgument, store: options.Store = None, yes: options.Yes = False) -> None:
    """Shows the recipe, asks, and sets it up; no other program's file is overwritten."""
    recipe = operations.scheduling.recipe_here(kind, store)
    _show(recipe)
    operations.scheduling.refuse_other_files(recipe)
    if not console.confirmed(_("Set this up on this machine?"), yes):
        console.say(_("Nothing was written."))
        raise typer.Exit(1)
    for path in operations.scheduling.install(kind, recipe):
        say_made(path)
    console.say(_("The job runs by itself from now on. See: qipsheets doctor"))


def _show(recipe: operations.scheduling.Recipe) -> None:
    for path, text in recipe.files:
        console.say(_("File {path}:").format(path=path))
        console.say(text)
    for command in recipe.commands:
        console.say(operations.scheduling.command_words(command))
    for note in recipe.notes:
        console.say(f"→ {note}")
