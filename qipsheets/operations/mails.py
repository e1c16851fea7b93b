"""Digests, the trial letter, and the outbox: what each person should hear, and the mails on their way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets import settings
from qipsheets.delivery.addresses import BadAddress, one_address
from qipsheets.delivery.digest import Digest, digests
from qipsheets.delivery.letters import digest_words, rendered
from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.delivery.reminding import remind
from qipsheets.delivery.sending import Posted, send_trial
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import N_, _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.opening import open_store
from qipsheets.operations.sending import mail_way
from qipsheets.vietnamese import fold

STATUS_WORDS = {
    "waiting": N_("waiting"),
    "sending": N_("interrupted"),
    "sent": N_("sent"),
    "refused": N_("refused"),
    "unknown": N_("unknown"),
    "cancelled": N_("cancelled"),
}


def digests_of(opened: CheckedPlan, person: str) -> list[Digest]:
    """Each person's digest; with `person` only those whose name holds these letters."""
    found = digests(opened.plan, opened.findings, opened.today)
    return [one for one in found if fold(person) in fold(one.person.name)]


def digest_text(digest: Digest, opened: CheckedPlan) -> str:
    """A digest's words, as its mail has them."""
    words = digest_words(digest, opened.plan.school.name, opened.today, opened.store.link)
    return rendered("digest.txt", words).strip()


@dataclass(frozen=True, slots=True)
class SentDigests:
    """What became of digests; who was not reached and why; the folder of .eml files where no server is set."""

    posted: Posted
    unreached: Sequence[tuple[str, str]]
    folder: Path | None


def send_digests(opened: CheckedPlan, found: Sequence[Digest], *, test_to: str, to_folder: Path | None) -> SentDigests:
    """Sends digests, to each person once a day; with `test_to` all of them to that one address."""
    post = mail_way(to_folder)
    with open_journal(settings.home(), opened.store.address) as journal:
        posted, unreached = remind(Outbox(journal.database), found, opened, post, settings.now, test_to=test_to)
    return SentDigests(posted, unreached, post.folder if post.server is None else None)


@dataclass(frozen=True, slots=True)
class TrialLetter:
    """A trial letter that was sent: to which address; the file it became where no server is set."""

    address: str
    file: Path | None


def send_trial_letter(to: str, to_folder: Path | None) -> TrialLetter:
    """Sends one letter at once. Raises UsageError for a bad address, SignInTrouble or RemoteTrouble where the server
    does not take it."""
    try:
        address = one_address(to)
    except BadAddress as error:
        raise UsageError(str(error), _("Nothing was sent. Write it for example van-thu@example.edu.vn.")) from error
    post = mail_way(to_folder)
    answer = send_trial(post, address, settings.now())
    return TrialLetter(address.spec, post.folder / f"{answer.words}.eml" if post.server is None else None)


def list_mails(name: str | None, *, every: bool) -> tuple[Queued, ...]:
    """The mails of a store's outbox that are not done with; with `every` also those sent and cancelled."""
    open_ones = set(MailStatus) - {MailStatus.SENT, MailStatus.CANCELLED}
    with open_journal(settings.home(), open_store(name, readonly=True).address) as journal:
        return tuple(Outbox(journal.database).entries(*(() if every else open_ones)))


def retry_mail(name: str | None, key: str) -> Queued:
    """Lets a refused or unsure mail, named by the first letters of its key, be sent once more."""
    return _settle(name, key, lambda outbox, mail: outbox.again(mail.key))


def cancel_mail(name: str | None, key: str) -> Queued:
    """Calls off a waiting mail, named by the first letters of its key."""
    return _settle(name, key, lambda outbox, mail: outbox.settle(mail.key, MailStatus.CANCELLED, mail.words))


def _settle(name: str | None, key: str, change: Callable[[Outbox, Queued], None]) -> Queued:
    """Raises UsageError where the key names no mail or several, DoubtfulState for one that is done with."""
    with open_journal(settings.home(), open_store(name, readonly=True).address) as journal:
        outbox = Outbox(journal.database)
        found = [mail for mail in outbox.entries() if mail.key.startswith(key) and key]
        if len(found) != 1:
            raise UsageError(
                _("«{key}» names {count} mails.").format(key=key, count=len(found)), _("See: qipsheets outbox list")
            )
        mail = found[0]
        if mail.lot in (MailStatus.SENT, MailStatus.CANCELLED) or outbox.message(mail.key) is None:
            raise DoubtfulState(_("This mail is done with: {lot}.").format(lot=_(STATUS_WORDS[mail.lot])))
        change(outbox, mail)
    return mail
