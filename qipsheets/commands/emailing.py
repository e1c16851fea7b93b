"""A document's mails from the outbox out, and what became of each: what `email` does once all is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qipsheets import settings
from qipsheets.commands.context import Opened
from qipsheets.delivery.documents import document_mails
from qipsheets.delivery.sending import Post, enqueue, send_out
from qipsheets.delivery.smtp import mail_server
from qipsheets.errors import DoubtfulState, PartlyDone, QipError, RemoteTrouble
from qipsheets.journal.journal import open_journal
from qipsheets.journal.outbox import OPEN, MailStatus, Outbox
from qipsheets.language import _

Fates = tuple[tuple[str, str], ...]  # a word of email.FATES, and what is said of it


@dataclass(frozen=True, slots=True)
class DeliveryOptions:
    """What became of each receiver's mail, in order; the folder of .eml files where no server is set."""

    fates: Fates
    error: QipError | None = None
    folder: Path | None = None


def fates_if_sent(opened: Opened, sending: Any, found: Sequence[Any], *, again: bool) -> DeliveryOptions:
    """What would become of the mails; nothing is written."""
    mails = document_mails(sending, found, opened.plan.school.name)
    try:
        with open_journal(settings.home(), opened.store.address, must_exist=True) as journal:
            held = _held(Outbox(journal.database))
    except DoubtfulState:  # nothing was ever recorded here
        held = {}
    return DeliveryOptions(tuple(_known(held[m.key]) if _stays(held, m.key, again) else ("planned", "") for m in mails))


def send_document(
    opened: Opened, sending: Any, found: Sequence[Any], *, again: bool, to_folder: Path | None
) -> DeliveryOptions:
    """Lays the mails in and sends them; what cannot leave now waits in the outbox for the job or the next call."""
    post = Post(None if to_folder else mail_server(), to_folder or settings.home() / "mail")
    with open_journal(settings.home(), opened.store.address) as journal:
        outbox = Outbox(journal.database)
        before, moment = _held(outbox), settings.now()
        mails = [
            replace(mail, again=moment.isoformat())
            if mail.key in before and not _stays(before, mail.key, again)
            else mail
            for mail in document_mails(sending, found, opened.plan.school.name)
        ]
        laid = enqueue(outbox, mails, post.sender, moment, official=True)
        posted = send_out(outbox, post, settings.now, laid, reminders=False)
        after = _held(outbox)
    new = {mail.key for mail in posted.laid} | {one.mail.key for one in posted.sent}
    fates = tuple(_fresh(after[mail.key]) if mail.key in new else _known(after[mail.key]) for mail in mails)
    return DeliveryOptions(
        fates, posted.trouble or _error(fates, [after[mail.key] for mail in mails]), _folder(post, new)
    )


def _held(outbox: Any) -> Mapping[str, Any]:
    return {mail.key: mail for mail in outbox.entries()}


def _stays(held: Mapping[str, Any], key: str, again: bool) -> bool:
    """True where this very mail lies in the outbox and no other is wanted; one on its way is never doubled."""
    return key in held and (not again or held[key].lot in OPEN)


def _fresh(mail: Any) -> tuple[str, str]:
    return mail.lot.value, "" if mail.lot.value == "sent" else mail.words


def _known(mail: Any) -> tuple[str, str]:

    if mail.lot is MailStatus.SENT:
        return "known", f"{mail.tried:%d/%m/%Y %H:%M}" if mail.tried else ""
    return mail.lot.value, mail.words


def _folder(post: Any, new: set[str]) -> Path | None:
    return post.folder if post.server is None and new else None


def _error(fates: Fates, mails: Sequence[Any]) -> QipError | None:
    """What the exit code stands for where the server was there: a mail it refused, or takes later."""
    words = [fate for fate, _said in fates]
    if "refused" in words:
        return PartlyDone(
            _("{count} of {all} mails were refused.").format(count=words.count("refused"), all=len(words)),
            _("See the server's words above; mend the address, or let it be tried again: qipsheets outbox retry KEY"),
        )
    if any(mail.lot.value == "waiting" and mail.attempts for mail in mails):
        return RemoteTrouble(
            _("The mail server did not take every mail now; {count} wait.").format(count=words.count("waiting")),
            _("They leave with the next run of the job; see «qipsheets outbox list»."),
        )
    return None
