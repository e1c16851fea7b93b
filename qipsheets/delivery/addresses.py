"""Mail addresses as people write them into a cell: what can be sent to, and what is refused with its reason."""

import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError

from qipsheets.language import _

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PARTING = re.compile(r"[;\n]+")


class BadAddress(ValueError):
    """A text that is no mail address; the message says why."""


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An address that a server takes: ASCII, the domain in small letters; `name` may be empty."""

    name: str
    spec: str

    @property
    def domain(self) -> str:
        return self.spec.rpartition("@")[2]


def addresses(text: str) -> tuple[MailAddress, ...]:
    """The addresses of a cell, parted by commas, semicolons or lines; comments are left out. Raises BadAddress."""
    found: list[MailAddress] = []
    for part in _PARTING.split(text):
        if part.strip():
            found += _named(part.strip())
    return tuple(dict.fromkeys(found))


def sound_addresses(text: str) -> tuple[MailAddress, ...]:
    """The addresses of a cell; none where one of them is bad, which `validate` reports."""
    try:
        return addresses(text)
    except BadAddress:
        return ()


def one_address(text: str) -> MailAddress:
    """The single address of a text. Raises BadAddress where there is none or more than one."""
    found = addresses(text)
    if len(found) != 1:
        raise BadAddress(_("«{text}» is not one mail address.").format(text=_visible(text)))
    return found[0]


def _named(text: str) -> list[MailAddress]:
    """The addresses of a part; of many that are parted by commas, the first bad one is named alone."""
    try:
        return _parsed(text)
    except BadAddress:
        for piece in text.split(","):
            if piece.strip() and piece.strip() != text:
                _parsed(piece.strip())
        raise


def _parsed(text: str) -> list[MailAddress]:
    if any(ord(letter) < 32 and letter != "\t" for letter in text) or "\x7f" in text:
        raise BadAddress(_("«{text}» holds characters no address has.").format(text=_visible(text)))
    wrong = BadAddress(_("«{text}» is no mail address.").format(text=_visible(text)))
    try:
        header = policy.SMTP.header_factory("to", text)
    except (MessageError, LookupError, ValueError) as error:  # the standard parser stumbles over «an@» and «<»
        raise wrong from error
    found = [MailAddress(mailbox.display_name, _spec(mailbox.username, mailbox.domain)) for mailbox in header.addresses]
    if not found or text.count("<") != text.count(">") or not all(address.spec for address in found):
        raise wrong
    return found


def _spec(local: str, domain: str) -> str:
    """An address as servers take it; "" for one that none takes."""
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = ascii_domain.split(".")
    sound = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    fits = len(local) <= 64 and len(ascii_domain) <= 253
    return f"{local}@{ascii_domain}" if sound and fits and _LOCAL.fullmatch(local) else ""


def masked_address(spec: str) -> str:
    """An address for a log: enough to know it by, not enough to write to."""
    local, _at, domain = spec.partition("@")
    return f"{local[:2]}…@{domain}"


def _visible(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "·" for letter in text)
    return shown if len(shown) <= 80 else shown[:79] + "…"
