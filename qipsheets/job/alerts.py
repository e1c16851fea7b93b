"""Who hears how a run went: after a good one the heartbeat, whose silence alerts somebody, else the maintainer."""

from collections.abc import Sequence
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from qipsheets import __version__, budget
from qipsheets.delivery.addresses import BadAddress, MailAddress, one_address
from qipsheets.delivery.letters import at, letter
from qipsheets.delivery.message import Mail
from qipsheets.delivery.outbox import MAINTAINER, MailStatus
from qipsheets.delivery.sending import OUT_OF_DATE, Dispatch, enqueue, send_out
from qipsheets.errors import ConfigurationError, RemoteTrouble, SignInTrouble
from qipsheets.job.context import FAILED, STEP_NAMES, JobContext, JobReport, Outcome
from qipsheets.language import Message, _
from qipsheets.machine import is_this_machine
from qipsheets.operations.job_settings import heartbeat_host

HEARTBEAT_SECONDS = 10.0
_MOST_BYTES = 10_000


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: this address was checked, another one was not."""

    def redirect_request(self, *_request: object) -> None:
        """Never another request."""
        return


def beat(url: str, seconds: float = HEARTBEAT_SECONDS) -> str:
    """Calls the address; returns its host. Raises RemoteTrouble where it does not answer well in time."""
    host = heartbeat_host(url)
    handlers: list[HTTPRedirectHandler | ProxyHandler] = [_NoRedirect()]
    if is_this_machine(host):
        handlers.append(ProxyHandler({}))
    request = Request(url.strip(), headers={"User-Agent": f"qipsheets/{__version__}"})  # noqa: S310 - scheme checked

    def call() -> None:
        with build_opener(*handlers).open(request, timeout=2 * seconds) as answer:  # the budget ends it before
            answer.read(_MOST_BYTES)

    try:
        budget.current().run(call, seconds)
    except HTTPError as error:
        error.close()
        raise _silent(host, str(error.code)) from error
    except (URLError, OSError, ValueError) as error:
        raise _silent(host, str(getattr(error, "reason", error))) from error
    return host


def _silent(host: str, reason: str) -> RemoteTrouble:
    return RemoteTrouble(
        _("The heartbeat at {host} was not taken: {reason}.").format(host=host, reason=reason),
        _("Check QIPSHEETS_HEARTBEAT; the job itself is not harmed."),
    )


def mail_maintainer(job: JobContext, outcomes: Sequence[Outcome]) -> JobReport:
    """Sends the maintainer's mail before all others, once a day. Days off and nights do not delay it.

    One that waits from an earlier day gives way: its words are of that day. Raises what keeps it from being sent.
    """
    outbox, moment = job.outbox, job.request.clock()
    try:
        to = one_address(job.request.settings.maintainer)
    except BadAddress as error:
        raise ConfigurationError(
            f"QIPSHEETS_MAINTAINER: {error}", _("Write one mail address, or take the line out.")
        ) from error
    day = moment.date().isoformat()
    waiting = [mail for mail in outbox.entries(MailStatus.WAITING) if mail.kind == MAINTAINER]
    for old in waiting:
        if old.period != day:
            outbox.settle(old.key, MailStatus.CANCELLED, OUT_OF_DATE)
    made = outbox.holds(MAINTAINER, day, to.spec)
    had = made and not any(mail.period == day for mail in waiting)
    if not made:
        school = job.opened.plan.school.name if job.opened else job.request.store.name
        enqueue(outbox, [_mail(day, to, school, outcomes, moment)], job.mailer.sender, moment, official=True)
    # Where the password was refused just now, it is not tried again at once: that locks accounts.
    refused = any(one.step == "send" and one.exit_code == SignInTrouble.exit_code for one in outcomes)
    if had or refused:
        return JobReport(words=_("Informed today already, or waiting in the outbox."))
    done = send_out(outbox, job.mailer, lambda: moment, Dispatch(), reminders=False)
    if done.trouble is not None:
        raise done.trouble
    if not any(sent.mail.kind == MAINTAINER and sent.status is MailStatus.ACCEPTED for sent in done.tried):
        return JobReport(words=_("The mail server did not accept the mail to the maintainer now."))
    return JobReport(1, _("The maintainer was informed."))


def _mail(day: str, to: MailAddress, school: str, outcomes: Sequence[Outcome], moment: datetime) -> Mail:
    failed = [one for one in outcomes if one.outcome == FAILED]
    steps = tuple((Message(STEP_NAMES[one.step]).text("vi"), " ".join((one.words, *one.notes[:1]))) for one in failed)
    subject = f"[{school}] Công cụ theo dõi kế hoạch gặp lỗi ({moment:%d/%m/%Y})"
    return letter("trouble", MAINTAINER, day, to, subject, {"truong": school, "luc": at(moment), "buoc": steps})
