"""`job`: what a scheduler runs: all that is due, and each step told."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import (
    DryRunOption,
    JsonOption,
    Opened,
    StoreOption,
    TodayOption,
    open_store,
    this_runner,
)
from qipsheets.commands.printed import shipped_template
from qipsheets.commands.reporting import report_words
from qipsheets.delivery.sending import Post
from qipsheets.delivery.smtp import mail_server
from qipsheets.documents.printing.word import print_document
from qipsheets.job.context import JobRequest
from qipsheets.job.run import run_job
from qipsheets.job.settings import job_settings
from qipsheets.language import N_, _
from qipsheets.sync.run_log import Runner

STEP_NAMES = {
    "sync": N_("Read"),
    "validate": N_("Check"),
    "flags": N_("Flags"),
    "digest": N_("Week's digest"),
    "remind": N_("Reminders"),
    "reports": N_("Draft reports"),
    "send": N_("Mails"),
    "backup": N_("Backup"),
    "heartbeat": N_("Heartbeat"),
    "maintainer": N_("Mail to the maintainer"),
    "log": N_("Log"),
}
_SIGNS = {"done": "✓", "nothing": "·", "failed": "✗", "skipped": "-"}


def job(
    store: StoreOption = None,
    today: TodayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    test_to: Annotated[str, typer.Option(metavar="ADDRESS", help=_("Send all of them to this address instead."))] = "",
    to_folder: Annotated[
        Path | None, typer.Option(metavar="DIR", help=_("Write .eml files here instead of sending."))
    ] = None,
) -> None:
    """Does what is due; a step that fails is told and does not stop those that can go on."""
    done = perform(store, today=today, dry_run=dry_run, test_to=test_to, to_folder=to_folder)
    if json:
        console.say_json(_json(done, dry_run))
    else:
        _show(done, dry_run)
    if done.error is not None:
        raise done.error


def perform(
    store: str | None = None,
    *,
    today: str | None = None,
    dry_run: bool = False,
    test_to: str = "",
    to_folder: Path | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Any:
    """One run of the job, by the settings and a clock; returns its `Done`. Raises what leaves nothing to be done."""
    target, home = open_store(store, readonly=dry_run), settings.home()
    told = job_settings(home, target.address, target.folder)
    asked = JobRequest(
        store=target,
        home=home,
        this=this_runner() if not dry_run else _nobody(),
        clock=clock or settings.now,
        draft=print_draft,
        post=lambda: Post(None if to_folder else mail_server(), to_folder or home / "mail"),
        reports=told.reports,
        backups=told.backups,
        day=settings.day(today) if today or os.environ.get("QIPSHEETS_TODAY") else None,
        dry_run=dry_run,
        test_to=test_to,
        maintainer=told.maintainer,
        heartbeat=told.heartbeat,
    )
    return run_job(asked)


def print_draft(opened: Opened, period: Any, out: Path) -> None:
    """Prints a draft as `report --draft` does: in Vietnamese, with what stands in the way of the official one."""
    print_document(report_words(opened, period, draft=True), shipped_template("report"), out)


def _nobody() -> Any:
    """The runner of a dry run, which writes no name: a machine's first call would make its identity."""
    return Runner("", "")


def _json(done: Any, dry_run: bool) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "dry_run": dry_run,
        "run": done.run,
        "exit_code": done.exit_code,
        "steps": done.outcomes,
    }


def _show(done: Any, dry_run: bool) -> None:
    for one in done.outcomes:
        name = _(STEP_NAMES.get(one.step, one.step))
        console.say(f"{_SIGNS[one.outcome]} {name}: {one.words}")
        for note in one.notes:
            console.warn(f"    {note}")
    if dry_run:
        console.say(_("Nothing was written or sent (--dry-run)."))
