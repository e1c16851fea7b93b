"""The steps of the job as a table: what each does, and which steps must have succeeded before it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from qipsheets.delivery.addresses import masked
from qipsheets.delivery.digest import Digest
from qipsheets.delivery.outbox import MailStatus
from qipsheets.delivery.reminding import digest_mails, quiet
from qipsheets.delivery.sending import Posted, enqueue, send_out
from qipsheets.errors import DoubtfulState
from qipsheets.job import drafts
from qipsheets.job.context import JobContext, JobReport
from qipsheets.job.drafts import Why
from qipsheets.job.reminders import Past, due_digests
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.operations import backups
from qipsheets.sync.syncing import refuse_doubtful, would_sync, write_tool_tabs


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, what it does, and the steps it needs."""

    name: str
    run: Callable[[JobContext], JobReport]
    needs: tuple[str, ...] = ()


def sync(one: JobContext) -> JobReport:
    """Keeps what was read in the journal, so that every state can be restored."""
    if one.unread is not None or one.tables is None:
        raise one.unread or DoubtfulState(_("The store was not read."))
    state = one.running.record(one.tables)
    if not state.is_new:
        return JobReport(words=_("Nobody has changed the plan since state {number}.").format(number=state.number))
    words = _("State {number} is new: {count} rows changed.")
    return JobReport(max(state.rows, 1), words.format(number=state.number, count=state.rows))


def validate(one: JobContext) -> JobReport:
    """Checks the plan; a damaged one stops all that would rest on it."""
    assert one.tables is not None  # it was synced
    opened = check_plan(one.asked.store, one.tables, one.asked.today)
    refuse_doubtful(opened)
    one.opened = opened
    errors = sum(finding.severity.word == "error" for finding in opened.findings)
    words = _("{errors} errors, {count} findings in all.").format(errors=errors, count=len(opened.findings))
    return JobReport(len(opened.findings), words)


def flags(one: JobContext) -> JobReport:
    """Writes status and findings into the tool's tabs where they differ."""
    asked = one.asked
    if asked.dry_run:
        done = would_sync(one.plan)
    else:
        assert one.running.state is not None  # it was synced
        done = write_tool_tabs(one.plan, one.running.state, asked.this, asked.clock)
    if not done.needed:
        return JobReport(words=_("The flags stand as they are."))
    count = len(done.different)
    return JobReport(max(count, 1), _("Tabs of the tool that differ: {count}.").format(count=count))


def digest(one: JobContext) -> JobReport:
    """Lays in the week's digest of each person who has not had it."""
    return _lay_in(one, Why.WEEK)


def remind(one: JobContext) -> JobReport:
    """Lays in what has become late, or has come up, since a person was told last."""
    return _lay_in(one, Why.NEWS)


def _lay_in(one: JobContext, wanted: Why) -> JobReport:
    asked, opened = one.asked, one.plan
    why = is_quiet(one)
    if why:
        return JobReport(words=_("Nobody is reminded now: {reason}.").format(reason=why))
    past = Past(one.journal, asked.store.folder, one.running.state)
    due = due_digests(opened.plan, opened.findings, opened.today, past)
    found: list[Digest] = [told for told, reason in due if reason is wanted]
    mails, unreached = digest_mails(one.outbox, found, opened, test_to=asked.test_to)
    posted = enqueue(one.outbox, mails, one.post().sender, asked.clock(), official=False)
    notes = tuple(f"{name}: {reason}" for name, reason in unreached)
    return JobReport(len(posted.laid), _("Laid into the outbox: {count}.").format(count=len(posted.laid)), notes)


def is_quiet(one: JobContext) -> str:
    """Why nobody may be reminded now; without a plan nobody knows its days off."""
    if one.opened is None:
        return _("the plan's days off are not known")
    moment = datetime.combine(one.asked.today, one.asked.clock().timetz())
    return quiet(moment, one.opened.plan.calendar, one.post().limits)


def reports(one: JobContext) -> JobReport:
    """Prints drafts of the reports on periods that have ended."""
    return drafts.make_due(one)


def send(one: JobContext) -> JobReport:
    """Sends what waits: reminders in working hours alone, what people asked to be sent at any."""
    waiting = one.outbox.entries(MailStatus.WAITING, MailStatus.SENDING)
    if not waiting:
        return JobReport(words=_("No mail waits."))
    if one.asked.dry_run:
        return JobReport(len(waiting), _("Mails that wait: {count}.").format(count=len(waiting)))
    posted = send_out(one.outbox, one.post(), one.asked.clock, Posted(), reminders=not is_quiet(one))
    if posted.trouble is not None:
        raise posted.trouble
    told = _sent(posted)
    if one.post().server is not None or not posted.sent:
        return told
    note = _("No mail server is set: the mails lie as files in {path}.").format(path=one.post().folder)
    return replace(told, notes=(*told.notes, note))


def _sent(posted: Posted) -> JobReport:
    """What became of the mails; what was refused or nobody can know is told one by one."""
    bad = {MailStatus.REFUSED: _("refused"), MailStatus.UNKNOWN: _("unknown")}
    notes = [f"{masked(sent.mail.address)}: {bad[sent.lot]} ({sent.words})" for sent in posted.sent if sent.lot in bad]
    notes += [
        _("{address}: a stopped run left it open; see «qipsheets outbox list».").format(address=masked(mail.address))
        for mail in posted.interrupted
    ]
    sent = posted.counted(MailStatus.SENT)
    later = posted.counted(MailStatus.WAITING)
    words = _("Sent: {count}.").format(count=sent)
    if later:
        words += " " + _("Later again: {count}.").format(count=later)
    return JobReport(len(posted.sent) + len(posted.interrupted), words, tuple(notes))


def backup(one: JobContext) -> JobReport:
    """Makes today's backup where it is not there or the plan has changed since, and lets old ones go."""
    asked = one.asked
    if one.running.state is None:
        return JobReport(words=_("There is no state to keep."))
    if asked.dry_run:
        path = asked.backups / backups.file_name(one.journal, asked.today)
        return JobReport(1, _("A backup would be made: {path}.").format(path=path))
    made = backups.make(one.journal, asked.store, asked.backups, asked.today, asked.clock)
    gone = backups.prune(one.journal, asked.backups, asked.today)
    if made is None and not gone:
        return JobReport(words=_("Today's backup holds the plan as it is."))
    words = _("Backup {name}; old ones let go: {count}.")
    name = made.path.name if made else asked.today.isoformat()
    return JobReport(1, words.format(name=name, count=len(gone)))


STEPS: tuple[Step, ...] = (
    Step("sync", sync),
    Step("validate", validate, ("sync",)),
    Step("flags", flags, ("validate",)),
    Step("digest", digest, ("validate",)),
    Step("remind", remind, ("validate",)),
    Step("reports", reports, ("validate",)),
    Step("send", send),
    Step("backup", backup, ("validate",)),
)
