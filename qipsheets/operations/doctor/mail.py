"""What the doctor asks the mail server: the way to it, its encryption, the sign-in, the sender; no mail is sent."""

import os
from collections.abc import Iterator, Mapping

from qipsheets.delivery.addresses import BadAddress, masked_address, one_address
from qipsheets.delivery.outbox import MailStatus
from qipsheets.delivery.smtp import Connection, MailServer, explained, mail_server, server_words
from qipsheets.errors import ConfigurationError, QipError
from qipsheets.language import _
from qipsheets.operations.doctor.lines import GOOD, NOTE, RED, WARNING, DoctorLine
from qipsheets.operations.scheduling import heartbeat_host

SECONDS = 20.0  # a server that takes longer to greet is as good as gone


def mail_lines(environment: Mapping[str, str] = os.environ) -> Iterator[DoctorLine]:
    """The mail server of the settings, asked now."""
    try:
        server = mail_server(environment)
    except QipError as error:
        yield DoctorLine(RED, str(error), _("No mail can be sent."), error.hint)
        return
    if server is None:
        cure = _("Set QIPSHEETS_SMTP_HOST and what belongs to it; see docs/mail.md.")
        yield DoctorLine(
            NOTE, _("No mail server is set: nobody is reminded, and no document leaves by mail."), "", cure
        )
        return
    yield _asked(server)
    if server.user and not server.password:
        cure = _("Set QIPSHEETS_SMTP_PASSWORD_FILE.")
        yield DoctorLine(WARNING, _("QIPSHEETS_SMTP_USER is set without a password."), "", cure)


def maintainer_lines(address: str, heartbeat: str) -> Iterator[DoctorLine]:
    """Who hears of a failed job, and what is called after a good one."""
    if address:
        try:
            yield DoctorLine(
                GOOD,
                _("A failed job is reported to {address}.").format(address=masked_address(one_address(address).spec)),
            )
        except BadAddress as error:
            yield DoctorLine(RED, f"QIPSHEETS_MAINTAINER: {error}", _("Nobody hears of a failed job."), "")
    else:
        cure = _("Set QIPSHEETS_MAINTAINER to a mail address.")
        yield DoctorLine(NOTE, _("Nobody hears when the job fails."), "", cure)
    if heartbeat:
        try:
            yield DoctorLine(GOOD, _("After a good run {host} is called.").format(host=heartbeat_host(heartbeat)))
        except ConfigurationError as error:
            yield DoctorLine(RED, str(error), "", error.hint)


def _asked(server: MailServer) -> DoctorLine:
    place = f"{server.host}:{server.port}"
    try:
        with Connection(server, SECONDS) as line:
            answer = line.ask()
    except QipError as error:
        meaning, cure = explained(server_words(error))
        return DoctorLine(RED, str(error), meaning or _("No mail can be sent."), cure or error.hint)
    if answer.status is MailStatus.ACCEPTED:
        how = _("without encryption, on this machine") if server.security == "none" else server.security.upper()
        words = _("The mail server {place} takes our mails ({how}); none was sent now.")
        return DoctorLine(GOOD, words.format(place=place, how=how))
    meaning, cure = explained(answer.words)
    what = _("The mail server {place} takes no mail from {sender}: {words}").format(
        place=place, sender=masked_address(server.sender.spec), words=answer.words
    )
    return DoctorLine(RED, what, meaning or _("No mail can be sent."), cure or _("See docs/mail.md."))
