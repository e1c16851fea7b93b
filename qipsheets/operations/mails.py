"""Digests, the trial letter, and the outbox: what each person should hear, and the mails on their way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from qipsheets import settings
from qipsheets.delivery.addresses import BadAddress, MailAddress, one_address
from qipsheets.delivery.digest import Digest, digests, reachable
from qipsheets.delivery.letters import digest_letters, group_text, trial_letter
from qipsheets.delivery.outbox import MAIL_WORDS as MAIL_WORDS
from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.delivery.sending import Dispatch, enqueue, mailer, send_out, send_trial, write_previews
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.opening import from_journal, open_store
from qipsheets.vietnamese import fold

RECENT = timedelta(days=30)
GONE = (MailStatus.ACCEPTED, MailStatus.UNKNOWN)


def digests_of(opened: CheckedPlan, person: str) -> list[Digest]:
    """Each person's digest; with `person` only those whose name holds these letters."""
    found = digests(opened.plan, opened.findings, opened.today)
    return [one for one in found if fold(person) in fold(one.person.name)]


def mail_address(digest: Digest) -> str:
    """Where a digest goes; empty where its person has no address or asked for no mail."""
    return digest.person.email if reachable(digest.person) else ""


def digests_text(found: Sequence[Digest], opened: CheckedPlan) -> str:
    """The digests as one text for a group; empty where there is nothing to say in it."""
    return group_text(found, opened.plan.school.name, opened.today)


@dataclass(frozen=True, slots=True)
class SentDigests:
    """What became of digests, and who was not reached and why; `files` are the previews that were written instead."""

    done: Dispatch
    unreached: Sequence[tuple[str, str]]
    files: Sequence[Path] = ()


def send_digests(opened: CheckedPlan, found: Sequence[Digest], *, test_to: str, to_folder: Path | None) -> SentDigests:
    """Sends digests, to each person once a day; with `test_to` all of them to that one address.

    With a folder they are written there, to look at, and nobody counts as informed. Raises UsageError for a bad
    address, ConfigurationError where no mail server is set.
    """
    to = _address(test_to) if test_to else None
    letters = digest_letters(found, opened.plan, settings.now(), opened.today, opened.store.link, test_to=to)
    way, moment = mailer(), settings.now()
    if to_folder is not None:
        return SentDigests(Dispatch(), letters.unreached, write_previews(letters.mails, way, to_folder, moment))
    sender = way.sender
    with open_journal(settings.home(), opened.store.address) as journal:
        outbox = Outbox(journal.database)
        queued = enqueue(outbox, letters.mails, sender, moment, official=False)
        done = send_out(outbox, way, settings.now, queued, reminders=True)
    return SentDigests(done, letters.unreached)


def anyone_to_remind(opened: CheckedPlan, found: Sequence[Digest]) -> bool:
    """Whether a digest would leave now: somebody who can be reached has not had today's, or it still waits."""
    letters = digest_letters(found, opened.plan, settings.now(), opened.today, opened.store.link)
    gone = from_journal(opened.store, lambda journal: Outbox(journal.database).entries(*GONE))
    had = {(one.kind, one.period, one.address) for one in gone or ()}
    return any((mail.kind, mail.period, mail.to.spec) not in had for mail in letters.mails)


@dataclass(frozen=True, slots=True)
class TrialLetter:
    """A trial letter: to which address, and the server's reply; or the file it was written to instead."""

    address: str
    reply: str = ""
    file: Path | None = None


def send_trial_letter(to: str, to_folder: Path | None) -> TrialLetter:
    """Sends one letter at once, or writes it into a folder.

    Raises UsageError for a bad address, ConfigurationError where no mail server is set, SignInTrouble or RemoteTrouble
    where the server does not accept it.
    """
    address, moment, way = _address(to), settings.now(), mailer()
    if to_folder is not None:
        [file] = write_previews([trial_letter(address, moment)], way, to_folder, moment)
        return TrialLetter(address.spec, file=file)
    return TrialLetter(address.spec, send_trial(way, address, moment))


def _address(text: str) -> MailAddress:
    try:
        return one_address(text)
    except BadAddress as error:
        raise UsageError(str(error), _("Nothing was sent. Write it for example van-thu@example.edu.vn.")) from error


def refuse_bad_address(text: str) -> None:
    """Raises UsageError for a text that is neither empty nor a mail address."""
    if text:
        _address(text)


def list_mails(name: str | None, *, every: bool) -> tuple[Queued, ...]:
    """The mails of a store's outbox, the newest first: those of the last 30 days and those not done with, or all."""
    with open_journal(settings.home(), open_store(name, readonly=True).address) as journal:
        mails = Outbox(journal.database).entries()
    since = settings.now() - RECENT
    done = (MailStatus.ACCEPTED, MailStatus.CANCELLED)
    return tuple(mail for mail in reversed(mails) if every or mail.status not in done or (mail.made or since) >= since)


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
                _("«{key}» names {count} mails.").format(key=key, count=len(found)), _("See: qipsheets email list")
            )
        mail = found[0]
        if mail.status in (MailStatus.ACCEPTED, MailStatus.CANCELLED) or outbox.message(mail.key) is None:
            raise DoubtfulState(_("This mail is done with: {status}.").format(status=_(MAIL_WORDS[mail.status])))
        change(outbox, mail)
    return mail
