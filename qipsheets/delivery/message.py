"""A mail as data and as the message that is sent: the same mail gives the same bytes and the same Message-ID."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from urllib.parse import quote

from qipsheets.delivery.addresses import MailAddress
from qipsheets.vietnamese import nfc, without_marks

KEY_HEADER = "X-Qipsheets-Key"
UNSUBSCRIBE = "Xin không nhận thư nhắc việc"
_KINDS = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pdf": ("application", "pdf"),
    ".ics": ("text", "calendar"),
}
_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|\r\n\t', "-"))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person. `kind` and `period` are what it is about: («report», «2025-03»).

    `again` makes the same words another mail, where a person asks for them once more. `document` is the SHA-256 of the
    document it carries: then that alone is its content, whatever the greeting and whether a PDF goes with it.
    `can_unsubscribe` is for mails that come again and again: who wants no more of them writes to the sender.
    """

    kind: str
    period: str
    to: MailAddress
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    again: str = ""
    document: str = ""
    can_unsubscribe: bool = False

    @property
    def content(self) -> str:
        """The SHA-256 of the mail's content, the same for every recipient."""
        if self.document:
            return self.document
        digest = hashlib.sha256()
        for part in (self.subject, self.text, self.html, *(one.name for one in self.attachments)):
            digest.update(part.encode() + b"\0")
        for one in self.attachments:
            digest.update(hashlib.sha256(one.data).digest())
        return digest.hexdigest()

    @property
    def key(self) -> str:
        """What makes a mail the same mail: kind, period, recipient and content."""
        parts = (self.kind, self.period, self.to.spec.casefold(), self.content, self.again)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def message(mail: Mail, sender: MailAddress, moment: datetime) -> EmailMessage:
    """The message as it is sent. `moment` carries its time zone."""
    built = EmailMessage(policy=policy.SMTP)
    built["From"] = _header(sender)
    built["To"] = _header(mail.to)
    built["Subject"] = _line(mail.subject)
    built["Date"] = moment
    built["Message-ID"] = f"<{mail.key}@{sender.domain}>"
    built["Auto-Submitted"] = "auto-generated"  # an answering machine stays silent [RFC 3834]
    if mail.can_unsubscribe:  # mail programs show it as a button [RFC 2369]
        built["List-Unsubscribe"] = f"<mailto:{sender.spec}?subject={quote(UNSUBSCRIBE)}>"
    built[KEY_HEADER] = mail.key
    built.set_content(nfc(mail.text), cte="base64")
    if mail.html:
        built.add_alternative(nfc(mail.html), subtype="html", cte="base64")
    for one in mail.attachments:
        maintype, subtype = _KINDS.get(one.name[one.name.rfind(".") :].lower(), ("application", "octet-stream"))
        built.add_attachment(one.data, maintype=maintype, subtype=subtype, filename=plain_name(one.name))
    for number, part in enumerate(part for part in built.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mail.key}_{number}")
    return built


def plain_name(name: str) -> str:
    """A file name that every mail program shows right: plain letters, no path."""
    plain = without_marks(nfc(name)).translate(_UNSAFE)
    ascii_name = "".join(letter if letter.isascii() and letter.isprintable() else "-" for letter in plain)
    return ascii_name.strip(" .") or "tep"


def _header(address: MailAddress) -> HeaderAddress:
    return HeaderAddress(_line(address.name), addr_spec=address.spec)


def _line(text: str) -> str:
    """A header's text on one line, so that nobody's cell can begin another header or pass for an encoded word."""
    line = nfc(" ".join("".join(letter if letter.isprintable() else " " for letter in text).split()))
    return line.replace("=?", "= ?")
