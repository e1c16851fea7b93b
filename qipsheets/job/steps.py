"""The steps of the job as a table: what each does, and which steps must have succeeded before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qipsheets.delivery.addresses import masked, one_address
from qipsheets.delivery.digest import Digest
from qipsheets.delivery.mail_log import mail_rows
from qipsheets.delivery.outbox import MailStatus
from qipsheets.delivery.reminding import digest_letters, not_yet_sent, quiet
from qipsheets.delivery.sending import Dispatch, enqueue, send_out, write_previews
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
        done = write_tool_tabs(
            one.plan, one.running.state, asked.this, asked.clock, mail_rows(one.outbox, one.plan.plan)
        )
    if not done.needed:
        return JobReport(words=_("The flags stand as they are."))
    count = len(done.different)
    return JobReport(max(count, 1), _("Tabs of the tool that differ: {count}.").format(count=count))


def digest(one: JobContext) -> JobReport:
    """Puts the week's digest of each person who has not had it into the outbox."""
    return _queue_digests(one, Why.WEEK)


def remind(one: JobContext) -> JobReport:
    """Puts into the outbox what has become late, or has come up, since a person had the last digest."""
    return _queue_digests(one, Why.NEWS)


def _queue_digests(one: JobContext, wanted: Why) -> JobReport:
    asked, opened = one.asked, one.plan
    why = is_quiet(one)
    if why:
        return JobReport(words=_("Nobody is reminded now: {reason}.").format(reason=why))
    if one.mailer.server is None and asked.previews is None:
        return JobReport(words=_("No mail server is set: nobody is reminded by mail."))
    past = Past(one.journal, asked.store.folder, one.running.state)
    due = due_digests(opened.plan, opened.findings, opened.today, past)
    found: list[Digest] = [digest for digest, reason in due if reason is wanted]
    to = one_address(asked.test_to) if asked.test_to else None
    letters = digest_letters(found, opened.plan, asked.clock(), opened.today, asked.store.link, test_to=to)
    mails = not_yet_sent(one.outbox, letters.mails)
    notes = tuple(f"{name}: {reason}" for name, reason in letters.unreached)
    if asked.previews is not None:
        sender = one.mailer.server.sender if one.mailer.server else None
        paths = write_previews(mails, sender, asked.previews, asked.clock())
        return JobReport(len(paths), _("Written as files to look at: {count}.").format(count=len(paths)), notes)
    queued = enqueue(one.outbox, mails, one.mailer.sender, asked.clock(), official=False).queued
    return JobReport(len(queued), _("Put into the outbox: {count}.").format(count=len(queued)), notes)


def is_quiet(one: JobContext) -> str:
    """Why nobody may be reminded now; without a plan nobody knows its days off."""
    if one.opened is None:
        return _("the plan's days off are not known")
    moment = datetime.combine(one.asked.today, one.asked.clock().timetz())
    return quiet(moment, one.opened.plan.calendar, one.mailer.limits)


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
    if one.mailer.server is None:
        return JobReport(words=_("Mails that wait for a mail server to be set: {count}.").format(count=len(waiting)))
    done = send_out(one.outbox, one.mailer, one.asked.clock, Dispatch(), reminders=not is_quiet(one))
    if done.trouble is not None:
        raise done.trouble
    return _sent(done)


def _sent(done: Dispatch) -> JobReport:
    """What became of the mails; what was refused or nobody can know is listed one by one."""
    bad = {MailStatus.REFUSED: _("refused"), MailStatus.UNKNOWN: _("unknown")}
    notes = [f"{masked(one.mail.address)}: {bad[one.status]} ({one.words})" for one in done.tried if one.status in bad]
    notes += [
        _("{address}: a stopped run left it open; see «qipsheets email list».").format(address=masked(mail.address))
        for mail in done.interrupted
    ]
    words = _("Accepted by the mail server: {count}.").format(count=done.counted(MailStatus.ACCEPTED))
    later = done.counted(MailStatus.WAITING)
    if later:
        words += " " + _("Tried again later: {count}.").format(count=later)
    return JobReport(len(done.tried) + len(done.interrupted), words, tuple(notes))


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
