"""The mail to who looks after the job when it has failed: once a day at most, whatever fails."""

from collections.abc import Sequence
from datetime import datetime

from qipsheets.delivery.addresses import BadAddress, one_address
from qipsheets.delivery.letters import rendered
from qipsheets.delivery.message import Mail
from qipsheets.delivery.posting import Post, Posted, lay_in, send_out
from qipsheets.errors import ConfigurationError
from qipsheets.job.round import FAILED, Outcome
from qipsheets.journal.outbox import Lot, Outbox
from qipsheets.language import _

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
    for old in outbox.entries(Lot.WAITING):
        if old.kind == KIND:
            outbox.settle(old.key, Lot.CANCELLED, "out of date")
    posted = lay_in(outbox, [_mail(day, to, school, outcomes, moment)], post.sender, moment, official=True)
    if any(one.step == "send" and one.outcome == FAILED for one in outcomes):
        return None  # the server has just refused; the next run sends it
    return send_out(outbox, post, lambda: moment, posted, reminders=False)


def _mail(day: str, to: object, school: str, outcomes: Sequence[Outcome], moment: datetime) -> Mail:
    failed = [one for one in outcomes if one.outcome == FAILED]
    steps = tuple((STEP_NAMES.get(one.step, one.step), " ".join((one.words, *one.notes[:1]))) for one in failed)
    words = {"truong": school, "luc": f"{moment:%H:%M ngày %d/%m/%Y}", "buoc": steps}
    subject = f"[{school}] Công cụ theo dõi kế hoạch gặp lỗi ({moment:%d/%m/%Y})"
    return Mail(KIND, day, to, subject, rendered("trouble.txt", words))  # type: ignore[arg-type]
