"""The steps of the job as a table: what each does, and which steps must have succeeded before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from qipsheets import settings
from qipsheets.delivery.addresses import masked_address
from qipsheets.delivery.letters import digest_letters
from qipsheets.delivery.outbox import MAIL_WORDS, MailStatus, mail_rows
from qipsheets.delivery.sending import Dispatch, enqueue, send_out, write_previews
from qipsheets.errors import QipError
from qipsheets.job.context import JobContext, JobReport, JobRequest
from qipsheets.job.due import Why, due_digests, make_drafts
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.operations import backups, publishing
from qipsheets.sync.run import refuse_doubtful, would_sync, write_tool_tabs


@dataclass(frozen=True, slots=True)
class JobStep:
    """A step: its name, what it does, and the steps it needs."""

    name: str
    run: Callable[[JobContext], JobReport]
    needs: tuple[str, ...] = ()


def sync(job: JobContext) -> JobReport:
    """Keeps what was read in the journal, so that every state can be restored."""
    if isinstance(job.tables, QipError):
        raise job.tables
    state = job.running.record(job.tables)
    if not state.is_new:
        return JobReport(words=_("Nobody has changed the plan since state {number}.").format(number=state.number))
    words = _("State {number} is new: {count} rows changed.")
    return JobReport(max(state.rows, 1), words.format(number=state.number, count=state.rows))


def validate(job: JobContext) -> JobReport:
    """Checks the plan; a damaged one stops all that would rest on it."""
    assert not isinstance(job.tables, QipError)  # it was synced
    opened = check_plan(job.request.store, job.tables, job.request.today)
    refuse_doubtful(opened, run=job.running)
    job.opened = opened
    errors = sum(finding.severity.word == "error" for finding in opened.findings)
    words = _("{errors} errors, {count} findings in all.").format(errors=errors, count=len(opened.findings))
    return JobReport(len(opened.findings), words)


def flags(job: JobContext) -> JobReport:
    """Writes status and findings into the tool's tabs where they differ."""
    if job.request.dry_run:
        done = would_sync(job.plan)
    else:
        assert job.running.state is not None  # it was synced
        mails = mail_rows(job.outbox, job.plan.plan)
        done = write_tool_tabs(job.plan, job.running.state, job.request.this, settings.now, mails)
    if not done.needed:
        return JobReport(words=_("The flags are as they were."))
    count = len(done.different)
    return JobReport(max(count, 1), _("Tabs of the tool that differ: {count}.").format(count=count))


def queue_digests(job: JobContext, wanted: Why) -> JobReport:
    """Puts digests into the outbox: the week's of each person who has not had it, or what is news since the last."""
    request, opened = job.request, job.plan
    why = is_quiet(job)
    if why:
        return JobReport(words=_("Nobody is reminded now: {reason}.").format(reason=why))
    if job.mailer.server is None and request.previews is None:
        return JobReport(words=_("No mail server is set: nobody is reminded by mail."))
    found = [digest for digest, reason in due_digests(job) if reason is wanted]
    moment, link = settings.now(), request.store.link
    letters = digest_letters(found, opened.plan, moment, opened.today, link, test_to=request.test_to)
    notes = tuple(f"{name}: {reason}" for name, reason in letters.unreached)
    if request.previews is not None:
        paths = write_previews(letters.mails, job.mailer, request.previews, settings.now())
        return JobReport(len(paths), _("Written as files to look at: {count}.").format(count=len(paths)), notes)
    queued = enqueue(job.outbox, letters.mails, job.mailer.sender, settings.now(), official=False).queued
    return JobReport(len(queued), _("Put into the outbox: {count}.").format(count=len(queued)), notes)


def is_quiet(job: JobContext) -> str:
    """Why nobody may be reminded now; without a plan nobody knows its days off."""
    if job.opened is None:
        return _("the plan's days off are not known")
    moment = datetime.combine(job.request.today, settings.now().timetz())
    return job.mailer.limits.quiet(moment, job.opened.plan.calendar)


def send(job: JobContext) -> JobReport:
    """Sends what waits: reminders in working hours alone, official mails at any."""
    waiting = job.outbox.entries(MailStatus.WAITING, MailStatus.SENDING)
    if not waiting:
        return JobReport(words=_("No mail waits."))
    if job.request.dry_run:
        return JobReport(len(waiting), _("Mails that wait: {count}.").format(count=len(waiting)))
    if job.mailer.server is None:
        return JobReport(words=_("Mails that wait for a mail server to be set: {count}.").format(count=len(waiting)))
    done = send_out(job.outbox, job.mailer, settings.now, Dispatch(), reminders=not is_quiet(job))
    if done.trouble is not None:
        raise done.trouble
    return _sent(done)


def _sent(done: Dispatch) -> JobReport:
    """What became of the mails; what was refused or nobody can know is listed one by one."""
    notes = [
        f"{masked_address(one.mail.address)}: {_(MAIL_WORDS[one.status])} ({one.words})"
        for one in done.tried
        if one.status in (MailStatus.REFUSED, MailStatus.UNKNOWN)
    ]
    notes += [
        _("{address}: a stopped run left it open; see «qipsheets email list».").format(
            address=masked_address(mail.address)
        )
        for mail in done.interrupted
    ]
    words = _("Accepted by the mail server: {count}.").format(count=done.counted(MailStatus.ACCEPTED))
    later = done.counted(MailStatus.WAITING)
    if later:
        words += " " + _("Tried again later: {count}.").format(count=later)
    return JobReport(len(done.tried) + len(done.interrupted), words, tuple(notes))


def backup(job: JobContext) -> JobReport:
    """Makes today's backup where it is not there or the plan has changed since, and lets old ones go."""
    request = job.request
    if job.running.state is None:
        return JobReport(words=_("There is no state to keep."))
    if request.dry_run:
        path = request.settings.backups / backups.file_name(job.journal, request.today)
        return JobReport(1, _("A backup would be made: {path}.").format(path=path))
    made = backups.write_backup(job.journal, request.store, request.settings.backups, request.today)
    gone = backups.prune(job.journal, request.settings.backups, request.today)
    if made is None and not gone:
        return JobReport(words=_("Today's backup holds the plan as it is."))
    words = _("Backup {name}; old ones let go: {count}.")
    name = made.name if made else request.today.isoformat()
    return JobReport(1, words.format(name=name, count=len(gone)))


def publish(job: JobContext) -> JobReport:
    """Makes the public page anew; errors that stand leave the old page as it is."""
    request = job.request
    assert request.settings.page is not None  # else it is no step of the run
    if request.dry_run:
        return JobReport(1, _("The public page would be made: {path}.").format(path=request.settings.page))
    assert job.running.state is not None  # it was synced
    done = publishing.make_page(job.plan, request.settings.page, job.running.state.number)
    words = _("Public page {path}: {written} files new or changed, {deleted} deleted.")
    text = words.format(path=request.settings.page, written=done.written, deleted=done.deleted)
    return JobReport(done.written + done.deleted, text, publishing.warnings(done))


STEPS: tuple[JobStep, ...] = (
    JobStep("sync", sync),
    JobStep("validate", validate, ("sync",)),
    JobStep("flags", flags, ("validate",)),
    JobStep("digest", partial(queue_digests, wanted=Why.WEEK), ("validate",)),
    JobStep("remind", partial(queue_digests, wanted=Why.NEWS), ("validate",)),
    JobStep("reports", make_drafts, ("validate",)),
    JobStep("publish", publish, ("validate",)),
    JobStep("send", send),
    JobStep("backup", backup, ("validate",)),
)


def steps_of(request: JobRequest) -> tuple[JobStep, ...]:
    """The steps of a run; the public page is made only where a folder is set for it."""
    return tuple(step for step in STEPS if step.run is not publish or request.settings.page is not None)
