"""`job`: what a scheduler runs: sync, then reminders to those who should hear today."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, StoreOption, TodayOption, checked, open_store
from qipsheets.language import _


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
    """Does what is due; a step that fails is told and does not stop the other."""
    from qipsheets.commands.sync import sync
    from qipsheets.errors import Locked, PartlyDone, QipError

    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("sync", lambda: sync(store=store, today=today, dry_run=dry_run)),
        ("remind", lambda: _remind(store, today, dry_run=dry_run, test_to=test_to, to_folder=to_folder)),
    )
    told: list[dict[str, Any]] = []
    errors: list[QipError] = []
    for name, step in steps:
        try:
            step()
            told.append({"step": name, "exit_code": 0, "words": ""})
        except Locked:
            raise  # another run, or another machine, does all of it
        except QipError as error:
            errors.append(error)
            told.append({"step": name, "exit_code": error.exit_code, "words": str(error)})
    if json:
        console.say_json({"schema_version": 1, "steps": told})
    if errors and len(errors) == len(steps):
        raise errors[0]
    if errors:
        failed = ", ".join(entry["step"] for entry in told if entry["exit_code"])
        raise PartlyDone(
            _("Not all was done: {steps}. {reason}").format(steps=failed, reason=errors[0]), errors[0].hint
        )


def _remind(store: str | None, today: str | None, *, dry_run: bool, test_to: str, to_folder: Path | None) -> None:
    """Sends the digests that are due, unless it is a day off or night; then what waits of documents alone."""
    from qipsheets.delivery.mail_settings import mail_server
    from qipsheets.delivery.posting import Post, Posted, send_out
    from qipsheets.delivery.reminding import quiet, remind
    from qipsheets.job.reminders import due_digests
    from qipsheets.journal.journal import open_journal
    from qipsheets.journal.outbox import Lot, Outbox

    target = open_store(store, readonly=True)
    opened = checked(target, target.read(), settings.day(today))
    post = Post(None if to_folder else mail_server(), to_folder or settings.home() / "mail")
    with open_journal(settings.home(), target.address) as journal:
        outbox = Outbox(journal.database)
        why = quiet(datetime.combine(opened.today, settings.now().timetz()), opened.plan.calendar, post.limits)
        found = [] if why else due_digests(opened.plan, opened.findings, opened.today, outbox.last_period)
        if dry_run:
            console.say(_("Reminders due: {count}. Nothing was sent (--dry-run).").format(count=len(found)))
            return
        if why:
            posted = send_out(outbox, post, settings.now, Posted(), reminders=False)
        else:
            posted, unreached = remind(outbox, found, opened, post, settings.now, test_to=test_to)
            for name, reason in unreached:
                console.warn(f"  {name}: {reason}")
    if posted.trouble:
        raise posted.trouble
    if why:
        console.say(_("Nobody is reminded now: {reason}.").format(reason=why))
    else:
        console.say(_("Reminders sent: {count}.").format(count=posted.counted(Lot.SENT)))
