"""The heartbeat: an address that is called after a good run, so that somebody is told when it stays silent."""

from collections.abc import Sequence
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from qipsheets import __version__
from qipsheets.delivery.addresses import BadAddress, one_address
from qipsheets.delivery.letters import rendered
from qipsheets.delivery.message import Mail
from qipsheets.delivery.outbox import MailStatus, Outbox
from qipsheets.delivery.sending import Post, Posted, enqueue, send_out
from qipsheets.errors import ConfigurationError, RemoteTrouble
from qipsheets.job.context import FAILED, Outcome
from qipsheets.language import _
from qipsheets.operations.job_settings import heartbeat_host, is_loopback

SECONDS = 10.0
_MOST_BYTES = 10_000


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody elsewhere: the address was checked, another one was not."""

    def redirect_request(self, *_request: object) -> None:
        """No."""
        return


def beat(url: str, seconds: float = SECONDS) -> str:
    """Calls the address; returns its host. Raises RemoteTrouble where it does not answer well in time."""
    host = heartbeat_host(url)
    handlers: list[HTTPRedirectHandler | ProxyHandler] = [_NoRedirect()]
    if is_loopback(host):
        handlers.append(ProxyHandler({}))
    request = Request(url.strip(), headers={"User-Agent": f"qipsheets/{__version__}"})  # noqa: S310 - scheme checked
    try:
        with build_opener(*handlers).open(request, timeout=seconds) as answer:
            answer.read(_MOST_BYTES)
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


KIND = "trouble"
STEP_NAMES = {
    "sync": "đọc bảng tính",
    "validate": "kiểm tra kế hoạch",
    "flags": "ghi cờ báo vào bảng tính",
    "digest": "bản tin tuần",
    "remind": "thư nhắc việc",
    "reports": "dự thảo báo cáo",
    "send": "gửi thư",
    "backup": "sao lưu",
}


def tell(
    outbox: Outbox, post: Post, address: str, school: str, outcomes: Sequence[Outcome], moment: datetime
) -> Posted | None:
    """Lays the mail in and sends it, unless one of the day is there; None where there is nothing to send now.

    One that waits from an earlier day gives way: its words are of that day. It is not held back by days off or nights.
    """
    try:
        to = one_address(address)
    except BadAddress as error:
        raise ConfigurationError(
            f"QIPSHEETS_MAINTAINER: {error}", _("Write one mail address, or take the line out.")
        ) from error
    day = moment.date().isoformat()
    if outbox.holds(KIND, day, to.spec):
        return None
    for old in outbox.entries(MailStatus.WAITING):
        if old.kind == KIND:
            outbox.settle(old.key, MailStatus.CANCELLED, "out of date")
    posted = enqueue(outbox, [_mail(day, to, school, outcomes, moment)], post.sender, moment, official=True)
    if any(one.step == "send" and one.outcome == FAILED for one in outcomes):
        return None  # the server has just refused; the next run sends it
    return send_out(outbox, post, lambda: moment, posted, reminders=False)


def _mail(day: str, to: object, school: str, outcomes: Sequence[Outcome], moment: datetime) -> Mail:
    failed = [one for one in outcomes if one.outcome == FAILED]
    steps = tuple((STEP_NAMES.get(one.step, one.step), " ".join((one.words, *one.notes[:1]))) for one in failed)
    words = {"truong": school, "luc": f"{moment:%H:%M ngày %d/%m/%Y}", "buoc": steps}
    subject = f"[{school}] Công cụ theo dõi kế hoạch gặp lỗi ({moment:%d/%m/%Y})"
    return Mail(KIND, day, to, subject, rendered("trouble.txt", words))  # type: ignore[arg-type]
