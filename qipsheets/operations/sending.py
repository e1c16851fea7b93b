"""Documents by mail: who gets one, what is sent, and what became of each mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qipsheets import files, settings
from qipsheets.delivery.documents import Receiver, Receivers, Sending, document_mails, listed_receivers, named_receivers
from qipsheets.delivery.message import Attachment
from qipsheets.delivery.outbox import OPEN, MailStatus, Outbox, Queued
from qipsheets.delivery.sending import Mailer, enqueue, send_out, write_previews
from qipsheets.delivery.smtp import mail_server
from qipsheets.documents.pdf import print_pdf
from qipsheets.documents.printing.text import lower_first
from qipsheets.errors import DoubtfulState, PartlyDone, QipError, Refused, RemoteTrouble, UsageError
from qipsheets.journal.journal import open_journal
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.operations.issued import issued_version
from qipsheets.operations.printing import Printable, prepare_plan
from qipsheets.operations.reporting import prepare_report
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import Period
from qipsheets.register.copies import documents_folder, sound_bytes
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


def mailer() -> Mailer:
    """The way out of mails, by the settings. Raises ConfigurationError for wrong ones."""
    return Mailer(mail_server())


def receivers_of(opened: CheckedPlan, kind: str, to: Sequence[str]) -> Receivers:
    """Who gets a plan or report: the addresses of `to`, else those on the tab «Nơi nhận».

    Raises UsageError for a typed address that is none and where nobody gets it, Refused for cells that hold none.
    """
    found = named_receivers(opened.plan, to) if to else listed_receivers(opened.plan, kind)
    if found.wrong and to:
        raise UsageError(
            found.wrong[0].message.text(), _("Nothing was sent. Write it for example van-thu@example.edu.vn.")
        )
    if found.wrong:
        raise Refused(
            _("Nothing was sent; cells of the tab «Nơi nhận» that hold no mail address: {count}.").format(
                count=len(found.wrong)
            ),
            _("Mend the cells named above, or name the addresses with --to."),
            [f"{shown_place(one, opened.tables).text}: {one.message.text()}" for one in found.wrong],
        )
    if not found.found:
        raise UsageError(
            _("Nobody on the tab «Nơi nhận» gets this document."),
            _("Fill the columns «Thư điện tử» and «Nhận văn bản nào», or name the addresses with --to."),
            [f"{name}: {reason}" for name, reason in found.unreached],
        )
    return found


def plan_to_send(opened: CheckedPlan, *, draft: bool, pdf: bool) -> Sending:
    """The plan: its signed copy, else the frozen one, else printed now.

    Raises Refused where none was issued, there are errors and no draft is asked for.
    """
    entry = None if draft else issued_version(opened, "plan")
    if entry is not None:
        return _issued(opened, entry, "plan", opened.plan.year.name, pdf=pdf)
    number = "" if draft else opened.plan.school.plan_number
    document = prepare_plan(opened, draft=draft)
    return _printed_now(document, "plan", opened.plan.year.name, number=number, draft=draft, pdf=pdf)


def report_to_send(opened: CheckedPlan, period: Period, *, draft: bool, pdf: bool) -> Sending:
    """The report on a period: its signed copy, else the frozen one, else printed now.

    Raises Refused where none was issued, something keeps it from being official and no draft is asked for.
    """
    entry = None if draft else issued_version(opened, "report", period)
    if entry is not None:
        return _issued(opened, entry, "report", period.name, pdf=pdf)
    document = prepare_report(opened, period, draft=draft)
    return _printed_now(document, "report", period.name, number="", draft=draft, pdf=pdf)


def _issued(opened: CheckedPlan, entry: Document, kind: str, period: str, *, pdf: bool) -> Sending:
    """An issued document as its copies hold it, whatever the data say now."""
    folder = documents_folder(opened.store.folder)
    signed = bool(entry.signed_copy.strip())
    name, mark = (entry.signed_copy, entry.signed_sha256) if signed else (entry.file, entry.sha256)
    files = [Attachment(name.strip(), sound_bytes(folder, name, mark))]
    if pdf and not signed:
        files.append(_pdf_of(files[0]))
    words = entry.kind.strip()
    title = entry.subject.strip()
    if not fold(entry.subject).startswith(fold(words)):
        title = f"{words} {lower_first(title)}"
    return Sending(kind, period, title, entry.number.strip(), draft=False, signed=signed, files=tuple(files))


def _printed_now(document: Printable, kind: str, period: str, *, number: str, draft: bool, pdf: bool) -> Sending:
    name = f"{document.stem}-du-thao.docx" if draft else f"{document.stem}.docx"
    files = [Attachment(name, document.data())]
    if pdf:
        files.append(_pdf_of(files[0]))
    title = document.view.frame.title
    return Sending(kind, period, title, number, draft=draft, signed=False, files=tuple(files))


def _pdf_of(word: Attachment) -> Attachment:
    """The PDF of a Word file. Raises FileTrouble where it cannot be made."""
    with files.scratch_folder() as folder:
        path = folder / word.name
        path.write_bytes(word.data)
        return Attachment(f"{path.stem}.pdf", print_pdf(path).read_bytes())


def delivery_if_sent(opened: CheckedPlan, sending: Sending, found: Sequence[Receiver], *, again: bool) -> Delivery:
    """What would become of the mails; nothing is written."""
    mails = document_mails(sending, found, opened.plan.school.name)
    try:
        with open_journal(settings.home(), opened.store.address, must_exist=True) as journal:
            before = _mails_in(Outbox(journal.database))
    except DoubtfulState:  # nothing was ever recorded here
        before = {}
    fates = (
        _known_fate(before[mail.key]) if _is_settled(before, mail.key, again) else ("planned", "") for mail in mails
    )
    return Delivery(tuple(fates))


def preview_document(opened: CheckedPlan, sending: Sending, found: Sequence[Receiver], folder: Path) -> Delivery:
    """Writes the mails into a folder, to look at; nobody counts as told."""
    mails = document_mails(sending, found, opened.plan.school.name)
    server = mail_server()
    paths = write_previews(mails, server.sender if server else None, folder, settings.now())
    return Delivery(tuple(("preview", str(path)) for path in paths))


def send_document(opened: CheckedPlan, sending: Sending, found: Sequence[Receiver], *, again: bool) -> Delivery:
    """Puts the mails into the outbox and sends them; what cannot leave now waits for the job or the next call.

    With `again` those who have had this very document get it once more. Raises ConfigurationError without a server.
    """
    way = mailer()
    sender = way.sender
    with open_journal(settings.home(), opened.store.address) as journal:
        outbox = Outbox(journal.database)
        before, moment = _mails_in(outbox), settings.now()
        mails = [
            replace(mail, again=moment.isoformat())
            if mail.key in before and not _is_settled(before, mail.key, again)
            else mail
            for mail in document_mails(sending, found, opened.plan.school.name)
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
    return key in before and (not again or before[key].status in OPEN)


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
