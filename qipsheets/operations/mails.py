"""Mails: documents to their receivers, everyone's digest, the trial letter, and the outbox that they wait in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from qipsheets import files, settings
from qipsheets.delivery.addresses import BadAddress, MailAddress, one_address
from qipsheets.delivery.digest import Digest, digests, reachable
from qipsheets.delivery.documents import Receiver, Receivers, Sending, document_mails, listed_receivers, named_receivers
from qipsheets.delivery.letters import digest_letters, group_text, trial_letter
from qipsheets.delivery.message import Attachment, Mail
from qipsheets.delivery.outbox import MAIL_WORDS as MAIL_WORDS
from qipsheets.delivery.outbox import OPEN_STATUSES, MailStatus, Outbox, Queued
from qipsheets.delivery.sending import Dispatch, enqueue, mailer, send_out, send_trial, write_previews
from qipsheets.documents.pdf import print_pdf
from qipsheets.documents.wording import lower_first
from qipsheets.errors import DoubtfulState, PartlyDone, QipError, Refused, RemoteTrouble, UsageError
from qipsheets.journal.journal import Journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.opening import from_journal, journal_of, open_store
from qipsheets.operations.printing import prepare_plan, prepare_report, unended_words
from qipsheets.plan.periods import Period
from qipsheets.privacy.places import DRAFT_ENDING
from qipsheets.register import documents_folder, issued_document, sound_bytes
from qipsheets.sheets.rows import shown_place
from qipsheets.vietnamese import fold

RECENT = timedelta(days=30)
GONE = (MailStatus.ACCEPTED, MailStatus.UNKNOWN)
Fates = tuple[tuple[str, str], ...]
"""Of each mail a word and a remark: a MailStatus, `known` for one that was accepted before, `preview` for one that was
written to a file, `planned` in a dry run."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of each receiver's mail, in their order. `error` is what the exit code means."""

    fates: Fates
    error: QipError | None = None

    @property
    def anything_to_send(self) -> bool:
        """Whether there is a mail that would leave now."""
        return any(fate in ("planned", *OPEN_STATUSES) for fate, _remark in self.fates)


def receivers_of(opened: CheckedPlan, kind: str, to: Sequence[str]) -> Receivers:
    """Who gets a plan or report: the addresses of `to`, else those on the tab «Nơi nhận».

    Raises UsageError for a typed address that is none and where nobody gets it, Refused for cells that hold none.
    """
    try:
        found = named_receivers(opened.plan, to) if to else listed_receivers(opened.plan, kind)
    except BadAddress as error:
        raise _usage_error(error) from error
    if found.wrong:
        raise Refused(
            _("Nothing was sent; cells of the tab «Nơi nhận» that hold no mail address: {count}.").format(
                count=len(found.wrong)
            ),
            _("Mend the cells named above."),
            [f"{shown_place(one, opened.tables).text}: {one.message.text()}" for one in found.wrong],
        )
    if not found.found:
        raise UsageError(
            _("Nobody on the tab «Nơi nhận» gets this document."),
            _("Fill the columns «Thư điện tử» and «Nhận văn bản nào» there."),
            [f"{name}: {reason}" for name, reason in found.unreached],
        )
    return found


def document_to_send(opened: CheckedPlan, period: Period | None, *, draft: bool, pdf: bool) -> Sending:
    """The plan, or the report on a period: its signed copy, else the frozen one, else printed now.

    An issued document is sent as its copies hold it, whatever the data say now. Raises Refused where none was issued,
    something keeps it from being official and no draft is asked for.
    """
    kind, name = ("report", period.name) if period else ("plan", opened.plan.year.name)
    entry = None if draft else issued_document(opened.plan.documents, kind, period)
    if entry is None:
        document = prepare_report(opened, period, draft=draft) if period else prepare_plan(opened, draft=draft)
        word = Attachment(f"{document.stem}{DRAFT_ENDING if draft else ''}.docx", document.data())
        number = "" if draft or period else opened.plan.school.plan_number
        title = document.view.head.frame.title
        attached = _with_pdf(word, wanted=pdf)
        return Sending(kind, name, title, number, draft=draft, signed=False, files=attached)
    signed = bool(entry.signed_copy.strip())
    copy, mark = (entry.signed_copy, entry.signed_sha256) if signed else (entry.file, entry.sha256)
    frozen = Attachment(copy.strip(), sound_bytes(documents_folder(opened.store.folder), copy, mark))
    words = entry.kind.strip()
    title = entry.subject.strip()
    if not fold(entry.subject).startswith(fold(words)):
        title = f"{words} {lower_first(title)}"
    attached = _with_pdf(frozen, wanted=pdf and not signed)
    return Sending(kind, name, title, entry.number.strip(), draft=False, signed=signed, files=attached)


def sending_warnings(opened: CheckedPlan, sending: Sending, period: Period | None) -> Iterator[str]:
    """What a person should know before a document leaves: it has no number yet, or its period goes on."""
    if period is not None and (words := unended_words(period, opened.today)):
        yield words
    if period is None and not (sending.draft or sending.number.strip()):
        yield _("This plan has not been given a number yet.")


def _with_pdf(word: Attachment, *, wanted: bool) -> tuple[Attachment, ...]:
    """A Word file, and where wanted its PDF. Raises FileTrouble where that cannot be made."""
    if not wanted:
        return (word,)
    with files.scratch_folder() as folder:
        path = folder / word.name
        path.write_bytes(word.data)
        return word, Attachment(f"{path.stem}.pdf", print_pdf(path).read_bytes())


def deliver(
    opened: CheckedPlan,
    sending: Sending,
    found: Sequence[Receiver],
    *,
    again: bool,
    dry_run: bool = False,
    folder: Path | None = None,
) -> Delivery:
    """Sends a document to its receivers; what cannot leave now waits for the job or the next call.

    With `again` those who have had this very document get it once more. A dry run writes and sends nothing. With a
    folder the mails are written there, to look at, and nobody counts as informed. Raises ConfigurationError where no
    mail server is set.
    """
    mails = document_mails(sending, found, opened.plan.school.name)
    if dry_run:
        before = from_journal(opened.store, _mails_known) or {}
        fates = (
            _known_fate(before[mail.key]) if _is_settled(before, mail.key, again) else ("planned", "") for mail in mails
        )
        return Delivery(tuple(fates))
    if folder is not None:
        paths = write_previews(mails, mailer(), folder, settings.now())
        return Delivery(tuple(("preview", str(path)) for path in paths))
    return _send(opened, mails, again=again)


def _send(opened: CheckedPlan, mails: Sequence[Mail], *, again: bool) -> Delivery:
    way, moment = mailer(), settings.now()
    sender = way.sender  # a wrong setting leaves no trace in the journal
    with journal_of(opened.store) as journal:
        outbox = Outbox(journal.database)
        before = _mails_known(journal)
        mails = [
            replace(mail, again=moment.isoformat())
            if mail.key in before and not _is_settled(before, mail.key, again)
            else mail
            for mail in mails
        ]
        queued = enqueue(outbox, mails, sender, moment, official=True)
        done = send_out(outbox, way, settings.now, queued, reminders=False)
        after = _mails_known(journal)
    new = {mail.key for mail in done.queued} | {one.mail.key for one in done.tried}
    fates = tuple(_new_fate(after[mail.key]) if mail.key in new else _known_fate(after[mail.key]) for mail in mails)
    return Delivery(fates, done.trouble or _error(fates, [after[mail.key] for mail in mails]))


def _mails_known(journal: Journal) -> Mapping[str, Queued]:
    return {mail.key: mail for mail in Outbox(journal.database).entries()}


def _is_settled(before: Mapping[str, Queued], key: str, again: bool) -> bool:
    """True where this very mail is in the outbox and no other is wanted; one on its way is never doubled."""
    return key in before and (not again or before[key].status in OPEN_STATUSES)


def _new_fate(mail: Queued) -> tuple[str, str]:
    return mail.status.value, mail.server if mail.status is MailStatus.ACCEPTED else mail.words


def _known_fate(mail: Queued) -> tuple[str, str]:
    if mail.status is MailStatus.ACCEPTED:
        return "known", f"{mail.tried:%d/%m/%Y %H:%M}" if mail.tried else ""
    return mail.status.value, mail.words


def _error(fates: Fates, mails: Sequence[Queued]) -> QipError | None:
    """What the exit code means where the server was there: a mail it refused, or takes later."""
    words = [fate for fate, _remark in fates]
    if MailStatus.REFUSED.value in words:
        return PartlyDone(
            _("{count} of {all} mails were refused.").format(
                count=words.count(MailStatus.REFUSED.value), all=len(words)
            ),
            _("See the server's words above; mend the address, or let it be tried again: qipsheets email retry KEY"),
        )
    if any(mail.status is MailStatus.WAITING and mail.attempts for mail in mails):
        return RemoteTrouble(
            _("The mail server did not take every mail now; {count} wait.").format(
                count=words.count(MailStatus.WAITING.value)
            ),
            _("They leave with the next run of the job; see «qipsheets email list»."),
        )
    return None


def digests_of(opened: CheckedPlan, person: str) -> list[Digest]:
    """Each person's digest; with `person` only those whose name holds these letters."""
    found = digests(opened.plan, opened.findings, opened.today)
    return [one for one in found if fold(person) in fold(one.person.name)]


def address_of(digest: Digest) -> str:
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
    to = mail_address(test_to) if test_to else None
    letters = digest_letters(found, opened.plan, settings.now(), opened.today, opened.store.link, test_to=to)
    way, moment = mailer(), settings.now()
    if to_folder is not None:
        return SentDigests(Dispatch(), letters.unreached, write_previews(letters.mails, way, to_folder, moment))
    sender = way.sender
    with journal_of(opened.store) as journal:
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
    address = mail_address(to)
    moment = settings.now()
    way = mailer()
    if to_folder is not None:
        [file] = write_previews([trial_letter(address, moment)], way, to_folder, moment)
        return TrialLetter(address.spec, file=file)
    return TrialLetter(address.spec, send_trial(way, address, moment))


def mail_address(text: str) -> MailAddress:
    """The address that a person types. Raises UsageError for a text that is none."""
    try:
        return one_address(text)
    except BadAddress as error:
        raise _usage_error(error) from error


def _usage_error(error: BadAddress) -> UsageError:
    return UsageError(str(error), _("Nothing was sent. Write it for example van-thu@example.edu.vn."))


def list_mails(name: str | None, *, every: bool) -> tuple[Queued, ...]:
    """The mails of a store's outbox, the newest first: those of the last 30 days and those not done with, or all."""
    with journal_of(open_store(name, readonly=True)) as journal:
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
    with journal_of(open_store(name, readonly=True)) as journal:
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
