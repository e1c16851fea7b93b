"""`email`: sends a document to those who wait for it, to each address once; and a trial letter to oneself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import N_, _

if TYPE_CHECKING:
    from qipsheets.delivery.documents import Receivers, Sending
    from qipsheets.loading import CheckedPlan

ToOption = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="ADDRESS", help=_("To whom; may be repeated. Else those on the tab «Nơi nhận».")),
]
DraftOption = Annotated[bool, typer.Option("--draft", help=_("Send it marked as a draft."))]
AgainOption = Annotated[bool, typer.Option("--again", help=_("Also to those who have had this very document."))]
PdfOption = Annotated[bool, typer.Option("--pdf", help=_("Also attach a PDF, made with LibreOffice."))]
_FATES = {
    "sent": N_("sent"),
    "waiting": N_("waits in the outbox"),
    "sending": N_("interrupted"),
    "refused": N_("refused"),
    "unknown": N_("unknown"),
    "cancelled": N_("called off"),
    "known": N_("has had it"),
    "planned": N_("would be sent"),
}


def plan(
    to: ToOption = None,
    store: options.Store = None,
    today: options.Today = None,
    draft: DraftOption = False,
    again: AgainOption = False,
    pdf: PdfOption = False,
    dry_run: options.DryRun = False,
    json: options.Json = False,
    to_folder: options.ToFolder = None,
) -> None:
    """Sends the plan."""
    opened = operations.opening.open_plan(store, today)
    found = _receivers(opened, "plan", to)
    with console.progress("…"):
        sending = operations.sending.plan_to_send(opened, draft=draft, pdf=pdf)
    _send(opened, sending, found, again=again, dry_run=dry_run, json=json, to_folder=to_folder)


def report(
    period: options.Period,
    to: ToOption = None,
    store: options.Store = None,
    today: options.Today = None,
    draft: DraftOption = False,
    again: AgainOption = False,
    pdf: PdfOption = False,
    dry_run: options.DryRun = False,
    json: options.Json = False,
    to_folder: options.ToFolder = None,
) -> None:
    """Sends the monitoring report on a period."""
    opened = operations.opening.open_plan(store, today)
    wanted = operations.reporting.period_named(period, opened)
    found = _receivers(opened, "report", to)
    with console.progress("…"):
        sending = operations.sending.report_to_send(opened, wanted, draft=draft, pdf=pdf)
    _send(opened, sending, found, again=again, dry_run=dry_run, json=json, to_folder=to_folder)


def test(
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help=_("Your own address."))],
    to_folder: options.ToFolder = None,
) -> None:
    """Sends a trial letter."""
    with console.progress("…"):
        letter = operations.mails.send_trial_letter(to, to_folder)
    if letter.file is not None:
        console.say(_("No mail server is set: the letter lies as a file: {path}").format(path=letter.file))
    else:
        console.say(_("Sent to {address}. Look into that mailbox, its spam folder too.").format(address=letter.address))


def _receivers(opened: CheckedPlan, kind: str, to: list[str] | None) -> Receivers:
    found = operations.sending.receivers_of(opened, kind, to or ())
    for name, reason in found.unreached:
        console.warn(f"  {name}: {reason}")
    return found


def _send(
    opened: CheckedPlan,
    sending: Sending,
    found: Receivers,
    *,
    again: bool,
    dry_run: bool,
    json: bool,
    to_folder: Path | None,
) -> None:
    if dry_run:
        delivery = operations.sending.delivery_if_sent(opened, sending, found.found, again=again)
    else:
        delivery = operations.sending.send_document(opened, sending, found.found, again=again, to_folder=to_folder)
    if json:
        console.say_json(_json(sending, found, delivery, dry_run=dry_run))
    else:
        _show(sending, found, delivery, dry_run=dry_run)
    if delivery.error is not None:
        raise delivery.error


def _json(
    sending: Sending, found: Receivers, delivery: operations.sending.Delivery, *, dry_run: bool
) -> dict[str, object]:
    document = console.picked(sending, "kind", "period", "title", "number", "draft", "signed")
    return {
        "schema_version": 1,
        "dry_run": dry_run,
        "document": document | {"files": [file.name for file in sending.files]},
        "mails": [
            {"name": one.name, "address": one.to.spec, "purpose": one.purpose, "row": one.key}
            | {"fate": fate, "words": remark}
            for one, (fate, remark) in zip(found.found, delivery.fates, strict=True)
        ],
        "unreached": [{"name": name, "why": reason} for name, reason in found.unreached],
    }


def _show(sending: Sending, found: Receivers, delivery: operations.sending.Delivery, *, dry_run: bool) -> None:
    state = _("draft") if sending.draft else _("signed copy") if sending.signed else _("without a signature")
    console.say(f"{sending.title} ({state}): {', '.join(file.name for file in sending.files)}")
    rows = [
        [one.name, one.to.spec, " ".join(filter(None, (one.purpose, one.key))) or "--to", _fate(fate, remark)]
        for one, (fate, remark) in zip(found.found, delivery.fates, strict=True)
    ]
    console.table((_("Recipient"), _("Address"), _("Why"), _("What became of it")), rows)
    if dry_run:
        console.say(_("Nothing was written or sent (--dry-run)."))
    elif delivery.folder is not None:
        console.say(_("No mail server is set: the mails lie as files in {path}.").format(path=delivery.folder))


def _fate(fate: str, remark: str) -> str:
    return f"{_(_FATES[fate])} ({remark})" if remark else _(_FATES[fate])
