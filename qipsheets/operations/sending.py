"""Documents by mail: who gets one, what is sent, and what became of each mail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qipsheets import files, settings
from qipsheets.delivery.addresses import BadAddress
from qipsheets.delivery.documents import Receiver, Receivers, Sending, document_mails, listed_receivers, named_receivers
from qipsheets.delivery.message import Attachment, Mail
from qipsheets.delivery.outbox import OPEN_STATUSES, MailStatus, Outbox, Queued
from qipsheets.delivery.sending import enqueue, mailer, send_out, write_previews
from qipsheets.documents.pdf import print_pdf
from qipsheets.documents.wording import lower_first
from qipsheets.errors import PartlyDone, QipError, Refused, RemoteTrouble, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.opening import from_journal, issued_version
from qipsheets.operations.printing import prepare_plan
from qipsheets.operations.reporting import prepare_report, unended_words
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period
from qipsheets.privacy.places import DRAFT_ENDING
from qipsheets.register import documents_folder, sound_bytes
from qipsheets.sheets.rows import shown_place
from qipsheets.vietnamese import fold

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
        raise UsageError(str(error), _("Nothing was sent. Write it for example van-thu@example.edu.vn.")) from error
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

    Raises Refused where none was issued, something keeps it from being official and no draft is asked for.
    """
    kind, name = ("report", period.name) if period else ("plan", opened.plan.year.name)
    entry = None if draft else issued_version(opened, kind, period)
    if entry is not None:
        return _issued(opened, entry, kind, name, pdf=pdf)
    document = prepare_report(opened, period, draft=draft) if period else prepare_plan(opened, draft=draft)
    files = _with_pdf(Attachment(f"{document.stem}{DRAFT_ENDING if draft else ''}.docx", document.data()), wanted=pdf)
    number = "" if draft or period else opened.plan.school.plan_number
    return Sending(kind, name, document.view.head.frame.title, number, draft=draft, signed=False, files=files)


def warnings_of(opened: CheckedPlan, sending: Sending, period: Period | None) -> Iterator[str]:
    """What a person should know before a document leaves: it has no number yet, or its period goes on."""
    if period is not None and (words := unended_words(period, opened.today)):
        yield words
    if period is None and not (sending.draft or sending.number.strip()):
        yield _("This plan has not been given a number yet.")


def _issued(opened: CheckedPlan, entry: Document, kind: str, period: str, *, pdf: bool) -> Sending:
    """An issued document as its copies hold it, whatever the data say now."""
    folder = documents_folder(opened.store.folder)
    signed = bool(entry.signed_copy.strip())
    name, mark = (entry.signed_copy, entry.signed_sha256) if signed else (entry.file, entry.sha256)
    files = _with_pdf(Attachment(name.strip(), sound_bytes(folder, name, mark)), wanted=pdf and not signed)
    words = entry.kind.strip()
    title = entry.subject.strip()
    if not fold(entry.subject).startswith(fold(words)):
        title = f"{words} {lower_first(title)}"
    return Sending(kind, period, title, entry.number.strip(), draft=False, signed=signed, files=files)


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
        return _delivery_if_sent(opened, mails, again=again)
    if folder is not None:
        paths = write_previews(mails, mailer(), folder, settings.now())
        return Delivery(tuple(("preview", str(path)) for path in paths))
    return _send(opened, mails, again=again)


def _delivery_if_sent(opened: CheckedPlan, mails: Sequence[Mail], *, again: bool) -> Delivery:
    before = from_journal(opened.store, lambda journal: _mails_in(Outbox(journal.database))) or {}
    fates = (
        _known_fate(before[mail.key]) if _is_settled(before, mail.key, again) else ("planned", "") for mail in mails
    )
    return Delivery(tuple(fates))


def _send(opened: CheckedPlan, mails: Sequence[Mail], *, again: bool) -> Delivery:
    way = mailer()
    sender = way.sender
    with open_journal(settings.home(), opened.store.address) as journal:
        outbox = Outbox(journal.database)
        before, moment = _mails_in(outbox), settings.now()
        mails = [
            replace(mail, again=moment.isoformat())
            if mail.key in before and not _is_settled(before, mail.key, again)
            else mail
            for mail in mails
        ]
        queued = enqueue(outbox, mails, sender, moment, official=True)
        done = send_out(outbox, way, settings.now, queued, reminders=False)
        after = _mails_in(outbox)
    new = {mail.key for mail in done.queued} | {one.mail.key for one in done.tried}
    fates = tuple(_new_fate(after[mail.key]) if mail.key in new else _known_fate(after[mail.key]) for mail in mails)
    return Delivery(fates, done.trouble or _error(fates, [after[mail.key] for mail in mails]))


def _mails_in(outbox: Outbox) -> Mapping[str, Queued]:
    return {mail.key: mail for mail in outbox.entries()}


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
