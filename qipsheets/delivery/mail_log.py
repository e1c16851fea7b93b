"""The tool's tab «Thư đã gửi»: who was written to, of what and when, so that nobody needs a terminal to see it."""

from collections.abc import Iterator, Mapping

from qipsheets.delivery.addresses import BadAddress, addresses
from qipsheets.delivery.outbox import MAINTAINER, MailStatus, Outbox
from qipsheets.plan.model import Plan
from qipsheets.sheets.table import Plain

MOST_MAILS = 300  # the newest; a school sends some ten a day
_STATUSES: Mapping[MailStatus, str] = {
    MailStatus.WAITING: "Đang chờ gửi",
    MailStatus.SENDING: "Gửi dở dang",
    MailStatus.ACCEPTED: "Máy chủ đã nhận",
    MailStatus.REFUSED: "Bị từ chối",
    MailStatus.UNKNOWN: "Chưa rõ đã nhận",
    MailStatus.CANCELLED: "Không gửi nữa",
}


def mail_rows(outbox: Outbox, plan: Plan) -> list[list[Plain]]:
    """A row a mail, the newest first: moment, name (never an address), subject, what became of it."""
    names = dict(_names(plan))
    rows: list[list[Plain]] = []
    for mail in reversed(outbox.entries()[-MOST_MAILS:]):
        moment = mail.tried or mail.made
        who = "Người phụ trách công cụ" if mail.kind == MAINTAINER else names.get(mail.address.casefold())
        rows.append(
            [
                f"{moment:%d/%m/%Y %H:%M}" if moment else None,
                who or "Người nhận khác",
                mail.subject,
                _STATUSES[mail.status],
            ]
        )
    return rows


def _names(plan: Plan) -> Iterator[tuple[str, str]]:
    """The addresses of a plan, and whose they are."""
    named = [(entry.name, entry.email) for entry in plan.recipients] + [(one.name, one.email) for one in plan.people]
    for name, email in named:
        try:
            yield from ((address.spec.casefold(), name) for address in addresses(email))
        except BadAddress:  # `validate` names the cell
            continue
