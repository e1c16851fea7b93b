"""`job`: what a scheduler runs: all that is due, and what became of each step."""

from __future__ import annotations

from qipsheets import console
from qipsheets.commands import options
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
