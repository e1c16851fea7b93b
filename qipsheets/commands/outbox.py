"""`outbox`: the mails on their way, sent, refused or unsure; tried again or called off by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import N_, _

_REMARKS = {
    "interrupted": N_("interrupted"),
    "out of date": N_("out of date"),
    "no text": N_("its text is gone"),
    "asked for once more": N_("asked for once more"),
}
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help=_("The first letters of the mail's key."))]


def show(
    store: options.Store = None,
    json: options.Json = False,
    every: Annotated[bool, typer.Option("--all", help=_("Also those that were sent."))] = False,
) -> None:
    """Lists the mails that are not done with."""
    mails = operations.mails.list_mails(store, every=every)
    if json:
        console.say_json({"schema_version": 1, "mails": mails})
        return
    if not mails:
        console.say(_("No mail waits."))
        return
    words = operations.mails.STATUS_WORDS
    rows = [
        [mail.key[:8], _(words[mail.lot]), mail.address, mail.subject, str(mail.attempts), _remark(mail.words)]
        for mail in mails
    ]
    console.table((_("Key"), _("State"), _("To"), _("Subject"), _("Tries"), _("The server's words")), rows)


def _remark(words: str) -> str:
    return _(_REMARKS[words]) if words in _REMARKS else words


def retry(key: KeyArgument, store: options.Store = None) -> None:
    """Lets a refused or unsure mail be sent once more."""
    mail = operations.mails.retry_mail(store, key)
    console.say(_("It will be sent once more: {subject}.").format(subject=mail.subject))


def cancel(key: KeyArgument, store: options.Store = None) -> None:
    """Calls a waiting mail off."""
    mail = operations.mails.cancel_mail(store, key)
    console.say(_("It will not be sent: {subject}.").format(subject=mail.subject))
