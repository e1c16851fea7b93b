"""`outbox`: the mails on their way, sent, refused or unsure; tried again or called off by hand."""

from typing import Annotated

import typer

from qipsheets import console, settings
from qipsheets.commands.context import JsonOption, StoreOption, open_store
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.journal.outbox import MailStatus, Outbox
from qipsheets.language import N_, _

LOTS = {
    "waiting": N_("waiting"),
    "sending": N_("interrupted"),
    "sent": N_("sent"),
    "refused": N_("refused"),
    "unknown": N_("unknown"),
    "cancelled": N_("cancelled"),
}
WORDS = {
    "interrupted": N_("interrupted"),
    "out of date": N_("out of date"),
    "no text": N_("its text is gone"),
    "asked for once more": N_("asked for once more"),
}
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help=_("The first letters of the mail's key."))]


def show(
    store: StoreOption = None,
    json: JsonOption = False,
    every: Annotated[bool, typer.Option("--all", help=_("Also those that were sent."))] = False,
) -> None:
    """Lists the mails that are not done with."""
    with open_journal(settings.home(), open_store(store, readonly=True).address) as journal:
        mails = Outbox(journal.database).entries(
            *(() if every else (set(MailStatus) - {MailStatus.SENT, MailStatus.CANCELLED}))
        )
    if json:
        console.say_json({"schema_version": 1, "mails": mails})
        return
    if not mails:
        console.say(_("No mail waits."))
        return
    rows = [
        [mail.key[:8], _(LOTS[mail.lot]), mail.address, mail.subject, str(mail.attempts), _words(mail.words)]
        for mail in mails
    ]
    console.table((_("Key"), _("State"), _("To"), _("Subject"), _("Tries"), _("The server's words")), rows)


def _words(told: str) -> str:
    return _(WORDS[told]) if told in WORDS else told


def retry(key: KeyArgument, store: StoreOption = None) -> None:
    """Lets a refused or unsure mail be sent once more."""
    _settle(key, store, MailStatus.WAITING, _("It will be sent once more: {subject}."))


def cancel(key: KeyArgument, store: StoreOption = None) -> None:
    """Calls a waiting mail off."""
    _settle(key, store, MailStatus.CANCELLED, _("It will not be sent: {subject}."))


def _settle(key: str, store: str | None, lot: str, told: str) -> None:

    with open_journal(settings.home(), open_store(store, readonly=True).address) as journal:
        outbox = Outbox(journal.database)
        found = [mail for mail in outbox.entries() if mail.key.startswith(key) and key]
        if len(found) != 1:
            raise UsageError(
                _("«{key}» names {count} mails.").format(key=key, count=len(found)), _("See: qipsheets outbox list")
            )
        mail = found[0]
        if mail.lot in (MailStatus.SENT, MailStatus.CANCELLED) or outbox.message(mail.key) is None:
            raise DoubtfulState(_("This mail is done with: {lot}.").format(lot=_(LOTS[mail.lot])))
        if lot == MailStatus.WAITING:
            outbox.again(mail.key)
        else:
            outbox.settle(mail.key, MailStatus(lot), mail.words)
    console.say(told.format(subject=mail.subject))
