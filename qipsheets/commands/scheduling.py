"""`job`, `schedule`: what a scheduler runs, and how a machine runs it by itself."""

from __future__ import annotations

import subprocess
from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.commands.showing import say_made
from qipsheets.language import _

_SIGNS = {"done": "✓", "nothing": "·", "failed": "✗", "skipped": "-"}


def job(
    store: options.StoreOption = None,
    today: options.Today = None,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    test_to: options.TestTo = "",
    to_folder: options.ToFolder = None,
) -> None:
    """Does what is due; a step that fails does not stop those that can go on."""
    from qipsheets.job.run import run_job  # all that any command needs: --help does without

    done = run_job(store, today=today, dry_run=dry_run, test_to=test_to, to_folder=to_folder)
    if json:
        result = {"run": done.run or None, "exit_code": done.exit_code, "steps": done.outcomes}
        console.say_json({"dry_run": dry_run, **result})
    else:
        for one in done.outcomes:
            console.say(f"{_SIGNS[one.outcome]} {one.title}: {one.words}")
            for note in one.notes:
                console.warn(f"    {note}")
        if dry_run:
            console.say(_("Nothing was written or sent (--dry-run)."))
    if done.error is not None:
        raise done.error


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
