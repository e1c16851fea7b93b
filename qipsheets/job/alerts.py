"""The heartbeat: an address that is called after a good run, so that somebody is alerted when it stays silent."""

from collections.abc import Sequence
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from qipsheets import __version__, budget
from qipsheets.delivery.addresses import BadAddress, MailAddress, one_address
from qipsheets.delivery.letters import rendered
from qipsheets.delivery.message import Mail
from qipsheets.delivery.outbox import MAINTAINER, MailStatus, Outbox
from qipsheets.delivery.sending import OUT_OF_DATE, Dispatch, Mailer, enqueue, send_out
from qipsheets.errors import ConfigurationError, RemoteTrouble, SignInTrouble
from qipsheets.job.context import FAILED, Outcome
from qipsheets.language import _
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
        with build_opener(*handlers).open(request, timeout=seconds) as answer:
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


STEP_WORDS = {
    "sync": "đọc bảng tính",
    "validate": "kiểm tra kế hoạch",
    "flags": "ghi cờ báo vào bảng tính",
    "digest": "bản tin tuần",
    "remind": "thư nhắc việc",
    "reports": "dự thảo báo cáo",
    "send": "gửi thư",
    "backup": "sao lưu",
}


def mail_maintainer(
    outbox: Outbox, mailer: Mailer, address: str, school: str, outcomes: Sequence[Outcome], moment: datetime
) -> Dispatch | None:
    """Puts the mail into the outbox and sends it before all others; None where the day's was accepted or cannot leave.

    One that waits from an earlier day gives way: its words are of that day. Days off and nights do not delay it.
    """
    try:
        to = one_address(address)
    except BadAddress as error:
        raise ConfigurationError(
            f"QIPSHEETS_MAINTAINER: {error}", _("Write one mail address, or take the line out.")
        ) from error
    day = moment.date().isoformat()
    waiting = [mail for mail in outbox.entries(MailStatus.WAITING) if mail.kind == MAINTAINER]
    for old in waiting:
        if old.period != day:
            outbox.settle(old.key, MailStatus.CANCELLED, OUT_OF_DATE)
    if outbox.holds(MAINTAINER, day, to.spec):
        if not any(mail.period == day for mail in waiting):
            return None
        done = Dispatch()
    else:
        done = enqueue(outbox, [_mail(day, to, school, outcomes, moment)], mailer.sender, moment, official=True)
    if any(one.step == "send" and one.exit_code == SignInTrouble.exit_code for one in outcomes):
        return None  # the password is refused: asking again at once locks accounts
    return send_out(outbox, mailer, lambda: moment, done, reminders=False)


def _mail(day: str, to: MailAddress, school: str, outcomes: Sequence[Outcome], moment: datetime) -> Mail:
    failed = [one for one in outcomes if one.outcome == FAILED]
    steps = tuple((STEP_WORDS.get(one.step, one.step), " ".join((one.words, *one.notes[:1]))) for one in failed)
    words = {"truong": school, "luc": f"{moment:%H:%M ngày %d/%m/%Y}", "buoc": steps}
    subject = f"[{school}] Công cụ theo dõi kế hoạch gặp lỗi ({moment:%d/%m/%Y})"
    return Mail(MAINTAINER, day, to, subject, rendered("trouble.txt", words))
