"""`email`: documents, digests and a trial letter by mail; what waits, what was accepted and what was refused."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qipsheets.delivery.digest import Digest
    from qipsheets.delivery.documents import Receivers, Sending
    from qipsheets.operations.mails import Delivery, SentDigests

ToOption = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="ADDRESS", help=_("To whom; may be repeated. Else those on the tab «Nơi nhận».")),
]
MarkedDraft = Annotated[bool, typer.Option("--draft", help=_("Send it marked as a draft."))]
AgainOption = Annotated[bool, typer.Option("--again", help=_("Also to those who have had this very document."))]
PdfOption = Annotated[bool, typer.Option("--pdf", help=_("Also attach a PDF, made with LibreOffice."))]
AskOption = Annotated[bool, typer.Option("--ask", help=_("Show who would get one, and ask before sending."))]
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help=_("The first letters of the mail's key."))]
_AUDIENCES = {
    "owner": N_("owner"),
    "head": N_("head of a group"),
    "team": N_("monitoring team"),
    "principal": N_("principal"),
}
_FATES = {"preview": N_("written to a file"), "known": N_("was accepted before"), "planned": N_("would be sent")}


def send_plan(
    to: ToOption = None,
    store: options.StoreOption = None,
    today: options.Today = None,
    draft: MarkedDraft = False,
    again: AgainOption = False,
    pdf: PdfOption = False,
    ask: AskOption = False,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    to_folder: options.ToFolder = None,
) -> None:
    """Sends the plan."""
    _document(None, to, store, today, draft, again, pdf, ask, dry_run, json, to_folder)


def send_report(
    period: options.PeriodOption,
    to: ToOption = None,
    store: options.StoreOption = None,
    today: options.Today = None,
    draft: MarkedDraft = False,
    again: AgainOption = False,
    pdf: PdfOption = False,
    ask: AskOption = False,
    dry_run: options.DryRun = False,
    json: options.JsonOption = False,
    to_folder: options.ToFolder = None,
) -> None:
    """Sends the monitoring report on a period."""
    _document(period, to, store, today, draft, again, pdf, ask, dry_run, json, to_folder)


def test(
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help=_("Your own address."))],
    to_folder: options.ToFolder = None,
) -> None:
    """Sends a trial letter."""
    with console.spinner("…"):
        letter = operations.mails.send_trial_letter(to, to_folder)
    if letter.file is not None:
        console.say(_("Written to a file to look at; nothing was sent: {path}").format(path=letter.file))
        return
    console.say(_("The mail server accepted it: {reply}").format(reply=letter.reply))
    console.say(_("Look into the mailbox {address}, its spam folder too.").format(address=letter.address))


def digest(
    store: options.StoreOption = None,
    today: options.Today = None,
    text: Annotated[bool, typer.Option("--text", help=_("One short text, to paste into a chat of the staff."))] = False,
    person: Annotated[str, typer.Option(metavar="NAME", help=_("Only this person's."))] = "",
    send: Annotated[bool, typer.Option("--send", help=_("Send them now, to each person once a day."))] = False,
    ask: AskOption = False,
    test_to: options.TestTo = "",
    to_folder: options.ToFolder = None,
    json: options.JsonOption = False,
) -> None:
    """Shows or sends everyone's digest."""
    options.refuse_together({"--text": text, "--json": json})
    options.refuse_together({"--ask": ask, "--json": json})
    for name, value in (("--ask", ask), ("--send", send), ("--test-to", test_to), ("--to-folder", to_folder)):
        options.refuse_together({"--text": text, name: value})
    opened = operations.opening.open_plan(store, today)
    found = operations.mails.digests_of(opened, person)
    if ask:
        _show_digests(found)
        if not found or not _wanted(to_folder, anything=operations.mails.anyone_to_remind(opened, found)):
            return
    sent = (
        operations.mails.send_digests(opened, found, test_to=test_to, to_folder=to_folder)
        if send or ask or test_to or to_folder
        else None
    )
    if json:
        console.say_json(_digests_json(found, sent))
    elif sent is not None:
        _show_sent(sent)
    elif text:
        console.say(operations.mails.digests_text(found, opened) or _("Nobody has anything to hear today."))
    else:
        _show_digests(found)
    if sent is not None and sent.done.trouble:
        raise sent.done.trouble


def list_mails(
    store: options.StoreOption = None,
    json: options.JsonOption = False,
    every: Annotated[bool, typer.Option("--all", help=_("Also those of more than 30 days ago."))] = False,
) -> None:
    """Lists the mails: what waits, what was accepted when, what was refused and why."""
    mails = operations.mails.list_mails(store, every=every)
    if json:
        found = [
            console.picked(mail, "key", "kind", "period", "address", "subject", "official", "status")
            | {"queued": mail.made}
            | console.picked(mail, "tried", "attempts", "words", "server")
            for mail in mails
        ]
        console.say_json({"mails": found})
        return
    if not mails:
        console.say(_("There is no mail."))
        return
    rows = []
    for mail in mails:
        when = f"{mail.tried:%d/%m/%Y %H:%M}" if mail.tried else ""
        words = _(mail.words) if mail.words else ""  # the server's words, or ours in place of them
        reply = f"{mail.server}: {words}" if mail.server and words else words
        about = [mail.key[:8], _words(mail.status), when, mail.address, mail.subject]
        rows.append([*about, str(mail.attempts or ""), reply])
    heads = (_("Key"), _("State"), _("When"), _("To"), _("Subject"), _("Tries"), _("The server's reply"))
    console.print_table(heads, rows)


def retry(key: KeyArgument, store: options.StoreOption = None) -> None:
    """Lets a refused or unsure mail be sent once more."""
    mail = operations.mails.retry_mail(store, key)
    console.say(_("It will be sent once more: {subject}.").format(subject=mail.subject))


def cancel(key: KeyArgument, store: options.StoreOption = None) -> None:
    """Calls a waiting mail off."""
    mail = operations.mails.cancel_mail(store, key)
    console.say(_("It will not be sent: {subject}.").format(subject=mail.subject))


def _document(
    period: str | None,
    to: list[str] | None,
    store: str | None,
    today: str | None,
    draft: bool,
    again: bool,
    pdf: bool,
    ask: bool,
    dry_run: bool,
    json: bool,
    folder: Path | None,
) -> None:
    """Sends the report on a period, without one the plan."""
    # Files to look at are made for all receivers and send nothing, so that other ways of sending mean nothing.
    options.refuse_together({"--dry-run": dry_run, "--to-folder": folder})
    options.refuse_together({"--again": again, "--to-folder": folder})
    options.refuse_together({"--ask": ask, "--json": json})
    opened = operations.opening.open_plan(store, today)
    wanted = None if period is None else operations.printing.period_named(period, opened)
    found = operations.mails.receivers_of(opened, "report" if wanted else "plan", to or ())
    for name, reason in found.unreached:
        console.warn(f"  {name}: {reason}")
    with console.spinner("…"):
        sending = operations.mails.document_to_send(opened, wanted, draft=draft, pdf=pdf)
    for warning in () if json else operations.mails.sending_warnings(opened, sending, wanted):
        console.warn(warning)
    deliver = partial(operations.mails.deliver, opened, sending, found.found, again=again, folder=folder)
    if ask and not dry_run:
        would_be = deliver(dry_run=True)
        _show(sending, found, would_be, dry_run=False)
        if not _wanted(folder, anything=would_be.anything_to_send):
            return
    delivery = deliver(dry_run=dry_run)
    if json:
        console.say_json(_json(sending, found, delivery, dry_run=dry_run))
    else:
        _show(sending, found, delivery, dry_run=dry_run)
    if delivery.error is not None:
        raise delivery.error


def _wanted(folder: Path | None, *, anything: bool) -> bool:
    """Asks whether to go on, where there is anything to send; a preview changes nothing and is always to be had."""
    if folder is not None:
        return console.confirmed(_("Write the letters to files, to look at?"), yes=False)
    if not anything:
        console.say(_("All of them have had it: there is nothing to send."))
        return False
    return console.confirmed(_("Send it now?"), yes=False)


def _json(sending: Sending, found: Receivers, delivery: Delivery, *, dry_run: bool) -> dict[str, object]:
    document = console.picked(sending, "kind", "period", "title", "number", "draft", "signed")
    return {
        "dry_run": dry_run,
        "document": document | {"files": [file.name for file in sending.files]},
        "mails": [
            {"name": one.name, "address": one.to.spec, "purpose": one.purpose, "key": one.key}
            | {"status": fate, "words": remark}
            for one, (fate, remark) in zip(found.found, delivery.fates, strict=True)
        ],
        "unreached": [{"name": name, "reason": reason} for name, reason in found.unreached],
    }


def _show(sending: Sending, found: Receivers, delivery: Delivery, *, dry_run: bool) -> None:
    state = _("draft") if sending.draft else _("signed copy") if sending.signed else _("without a signature")
    console.say(f"{sending.title} ({state}): {', '.join(file.name for file in sending.files)}")
    rows = []
    for one, (fate, remark) in zip(found.found, delivery.fates, strict=True):
        why = " ".join(filter(None, (one.purpose, one.key))) or "--to"
        rows.append([one.name, one.to.spec, why, f"{_words(fate)} ({_(remark)})" if remark else _words(fate)])
    console.print_table((_("Recipient"), _("Address"), _("Why"), _("What became of it")), rows)
    if dry_run:
        console.say(_("Nothing was written or sent (--dry-run)."))
    elif any(fate == "preview" for fate, _remark in delivery.fates):
        console.say(_("These are files to look at: nothing was sent, and nobody counts as informed."))


def _words(fate: str) -> str:
    return _(operations.mails.MAIL_WORDS.get(fate) or _FATES[fate])


def _show_digests(found: Sequence[Digest]) -> None:
    if not found:
        console.say(_("Nobody has anything to hear today."))
        return
    rows = []
    for one in found:
        parts = (one.late, one.soon, one.stale, one.escalated, one.findings)
        counts = [str(len(part) or "") for part in parts]
        address = operations.mails.address_of(one) or _("no mail")
        rows.append([one.person.name, _(_AUDIENCES[one.audience.value]), *counts, address])
    headings = (
        _("Person"), _("As"), _("Late"), _("Soon"), _("To update"), _("Of others"), _("To mend"), _("Mail"),
    )  # fmt: skip
    console.print_table(headings, rows)


def _show_sent(sent: SentDigests) -> None:
    for name, reason in sent.unreached:
        console.warn(f"  {name}: {reason}")
    if sent.files:
        words = _("Written to files in {folder}: {count}. Nothing was sent, and nobody counts as informed.")
        console.say(words.format(folder=sent.files[0].parent, count=len(sent.files)))
        return
    words = _("Accepted by the mail server: {accepted}. Informed today already: {known}. Waiting: {waiting}.")
    counts = {"accepted": sent.done.counted("accepted"), "waiting": sent.done.counted("waiting")}
    console.say(words.format(known=len(sent.done.known), **counts))


def _digests_json(found: Sequence[Digest], sent: SentDigests | None) -> dict[str, object]:
    return {
        "digests": [
            {
                "person": one.person.name, "key": one.person.key, "audience": one.audience.value,
                "address": one.person.email, "late": [item.key for item in one.late],
                "soon": [item.key for item in one.soon], "to_update": [item.key for item in one.stale],
                "of_others": [item.key for item in one.escalated],
                "to_mend": [finding.place.key for finding in one.findings],
            }
            for one in found
        ],
        "mails": [
            {"key": one.mail.key, "address": one.mail.address, "status": one.status, "words": one.words}
            for one in (sent.done.tried if sent else ())
        ],
        "files": [str(path) for path in (sent.files if sent else ())],
        "unreached": [{"name": name, "reason": reason} for name, reason in (sent.unreached if sent else ())],
    }  # fmt: skip
