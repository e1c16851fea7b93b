"""`email plan`, `email report`: sends a document to those who wait for it, to each address once."""

from pathlib import Path
from typing import Annotated, Any

import typer

from qipsheets import console
from qipsheets.commands.context import DryRunOption, JsonOption, Opened, StoreOption, TodayOption, open_plan
from qipsheets.commands.emailing import fates_if_sent, send_document
from qipsheets.commands.reporting import period_of
from qipsheets.commands.sendable import plan_to_send, report_to_send
from qipsheets.delivery.documents import named_receivers, receivers
from qipsheets.errors import Refused, UsageError
from qipsheets.language import N_, _
from qipsheets.sheets.rows import shown_place

ToOption = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="ADDRESS", help=_("To whom; may be repeated. Else those on the tab «Nơi nhận».")),
]
DraftOption = Annotated[bool, typer.Option("--draft", help=_("Send it marked as a draft."))]
AgainOption = Annotated[bool, typer.Option("--again", help=_("Also to those who have had this very document."))]
PdfOption = Annotated[bool, typer.Option("--pdf", help=_("Also attach a PDF, made with LibreOffice."))]
FolderOption = Annotated[
    Path | None, typer.Option("--to-folder", metavar="DIR", help=_("Write .eml files here instead of sending."))
]
FATES = {
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
    store: StoreOption = None,
    today: TodayOption = None,
    draft: DraftOption = False,
    again: AgainOption = False,
    pdf: PdfOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    to_folder: FolderOption = None,
) -> None:
    """Sends the plan."""
    opened = open_plan(store, today)
    found = _receivers(opened, "plan", to)
    with console.progress("…"):
        sending = plan_to_send(opened, draft=draft, pdf=pdf)
    _send(opened, sending, found, again=again, dry_run=dry_run, json=json, to_folder=to_folder)


def report(
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help=_("2026-W48, 2026-11, 2026-2027-HK1 or 2026-2027."))
    ],
    to: ToOption = None,
    store: StoreOption = None,
    today: TodayOption = None,
    draft: DraftOption = False,
    again: AgainOption = False,
    pdf: PdfOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    to_folder: FolderOption = None,
) -> None:
    """Sends the monitoring report on a period."""
    opened = open_plan(store, today)
    wanted = period_of(period, opened)
    found = _receivers(opened, "report", to)
    with console.progress("…"):
        sending = report_to_send(opened, wanted, draft=draft, pdf=pdf)
    _send(opened, sending, found, again=again, dry_run=dry_run, json=json, to_folder=to_folder)


def _receivers(opened: Opened, kind: str, to: list[str] | None) -> Any:
    """Who gets it. Raises UsageError for a typed address that is none, Refused for a cell that holds none."""
    found = named_receivers(opened.plan, to) if to else receivers(opened.plan, kind)
    if found.wrong and to:
        raise UsageError(
            found.wrong[0].message.text(), _("Nothing was sent. Write it for example van-thu@example.edu.vn.")
        )
    for finding in found.wrong:
        console.warn(f"  {shown_place(finding, opened.tables).text}: {finding.message.text()}")
    if found.wrong:
        told = _("Nothing was sent; cells of the tab «Nơi nhận» that hold no mail address: {count}.")
        raise Refused(
            told.format(count=len(found.wrong)), _("Mend the cells named above, or name the addresses with --to.")
        )
    for name, why in found.unreached:
        console.warn(f"  {name}: {why}")
    if not found.found:
        raise UsageError(
            _("Nobody on the tab «Nơi nhận» gets this document."),
            _("Fill the columns «Thư điện tử» and «Nhận văn bản nào», or name the addresses with --to."),
        )
    return found


def _send(
    opened: Opened, sending: Any, found: Any, *, again: bool, dry_run: bool, json: bool, to_folder: Path | None
) -> None:

    if dry_run:
        told = fates_if_sent(opened, sending, found.found, again=again)
    else:
        told = send_document(opened, sending, found.found, again=again, to_folder=to_folder)
    if json:
        console.say_json(_json(sending, found, told, dry_run))
    else:
        _show(sending, found, told, dry_run)
    if told.error is not None:
        raise told.error


def _json(sending: Any, found: Any, told: Any, dry_run: bool) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "dry_run": dry_run,
        "document": {
            "kind": sending.kind, "period": sending.period, "title": sending.title, "number": sending.number,
            "draft": sending.draft, "signed": sending.signed, "files": [file.name for file in sending.files],
        },
        "mails": [
            {"name": one.name, "address": one.to.spec, "purpose": one.purpose, "row": one.key, "fate": fate,
             "words": said}
            for one, (fate, said) in zip(found.found, told.fates, strict=True)
        ],
        "unreached": [{"name": name, "why": why} for name, why in found.unreached],
    }  # fmt: skip


def _show(sending: Any, found: Any, told: Any, dry_run: bool) -> None:
    state = _("draft") if sending.draft else _("signed copy") if sending.signed else _("without a signature")
    console.say(f"{sending.title} ({state}): {', '.join(file.name for file in sending.files)}")
    rows = [
        [one.name, one.to.spec, " ".join(filter(None, (one.purpose, one.key))) or "--to", _fate(fate, said)]
        for one, (fate, said) in zip(found.found, told.fates, strict=True)
    ]
    console.table((_("Recipient"), _("Address"), _("Why"), _("What became of it")), rows)
    if dry_run:
        console.say(_("Nothing was written or sent (--dry-run)."))
    elif told.folder is not None:
        console.say(_("No mail server is set: the mails lie as files in {path}.").format(path=told.folder))


def _fate(fate: str, said: str) -> str:
    return f"{_(FATES[fate])} ({said})" if said else _(FATES[fate])
