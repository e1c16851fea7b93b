"""How a message leaves: to a mail server, or as an .eml file into a folder; what became of it is told exactly."""

import ipaddress
import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from qipsheets.delivery.addresses import Address, BadAddress, one_address
from qipsheets.delivery.message import plain_name
from qipsheets.errors import ConfigurationError, RemoteTrouble, SignInTrouble
from qipsheets.files import replace_bytes
from qipsheets.language import _

PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over, and as whom. The password is never part of a text of this object."""

    host: str
    port: int
    security: str
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(environment: Mapping[str, str] = os.environ) -> MailServer | None:
    """The server that the settings name; None where no host is set. Raises ConfigurationError."""
    host = environment.get("QIPSHEETS_SMTP_HOST", "").strip()
    if not host:
        return None
    security = environment.get("QIPSHEETS_SMTP_SECURITY", "starttls").strip().lower()
    if security not in PORTS:
        names = ", ".join(PORTS)
        raise ConfigurationError(
            _("QIPSHEETS_SMTP_SECURITY is «{text}».").format(text=security),
            _("Use one of: {names}.").format(names=names),
        )
    if security == "none" and not _loopback(host):
        raise ConfigurationError(
            _("Mail without encryption is allowed to this machine alone, not to {host}.").format(host=host),
            _("Set QIPSHEETS_SMTP_SECURITY to starttls or tls."),
        )
    user = environment.get("QIPSHEETS_SMTP_USER", "").strip()
    return MailServer(
        host, _port(environment, security), security, _sender(environment, user), user, _password(environment)
    )


def _port(environment: Mapping[str, str], security: str) -> int:
    text = environment.get("QIPSHEETS_SMTP_PORT", "").strip()
    if not text:
        return PORTS[security]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ConfigurationError(
            _("QIPSHEETS_SMTP_PORT is «{text}».").format(text=text), _("Write the port's number, for example 587.")
        )
    return int(text)


def _sender(environment: Mapping[str, str], user: str) -> Address:
    text = environment.get("QIPSHEETS_SMTP_FROM", "").strip() or user
    try:
        return one_address(text)
    except BadAddress as error:
        raise ConfigurationError(
            _("QIPSHEETS_SMTP_FROM: {reason}").format(reason=error),
            _("Write the school's address, for example QIPSHEETS_SMTP_FROM=school@example.edu.vn."),
        ) from error


def _password(environment: Mapping[str, str]) -> str:
    file = environment.get("QIPSHEETS_SMTP_PASSWORD_FILE", "").strip()
    if not file:
        return environment.get("QIPSHEETS_SMTP_PASSWORD", "")
    try:
        return Path(file).expanduser().read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeError, RuntimeError) as error:
        raise ConfigurationError(
            _("The password file {path} cannot be read.").format(path=file),
            _("Set QIPSHEETS_SMTP_PASSWORD_FILE to a text file that holds the password alone."),
        ) from error


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


SECONDS = 60.0
FINAL_SECONDS = 600.0  # until a server must have taken a text [RFC 5321 4.5.3.2.6]: it may look for viruses first
_MOST_WORDS = 200
_OF_THE_DAY = "5.4.5"  # Google's «daily user sending limit exceeded» comes as a lasting refusal, and passes
_DOT = re.compile(rb"(?m)^\.")


class Fate(Enum):
    """What became of a message that was handed over."""

    SENT = "sent"
    LATER = "later"  # a passing refusal [RFC 5321 4yz]: not taken, may be tried again
    REFUSED = "refused"  # a lasting refusal [RFC 5321 5yz]
    UNKNOWN = "unknown"  # the line broke after the text had gone: taken or not, nobody can say


@dataclass(frozen=True, slots=True)
class Answer:
    """The fate of one message and the server's own words."""

    fate: Fate
    words: str = ""


class Transport(Protocol):
    """Something that takes messages, one recipient each."""

    def send(self, data: bytes, to: str, name: str) -> Answer:
        """Hands over one message, its bytes as they are; `name` tells it from others.

        Raises RemoteTrouble where the server is gone before the text was sent.
        """


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of .eml files: what would have been sent, to look at or to send by hand."""

    path: Path

    def send(self, data: bytes, to: str, name: str) -> Answer:
        """Writes the message; the same message is the same file."""
        del to
        replace_bytes(self.path / f"{plain_name(name)}.eml", data, private=True)
        return Answer(Fate.SENT, name)


@contextmanager
def connected(server: MailServer, seconds: float = SECONDS, final_seconds: float = FINAL_SECONDS) -> Iterator["Smtp"]:
    """A session with the server. Raises SignInTrouble where it refuses the password, RemoteTrouble where it is gone.

    `seconds` is how long to wait for each reply, `final_seconds` for the one that says that a text was taken.
    """
    try:
        line = _line(server, seconds)
    except (OSError, smtplib.SMTPException) as error:
        raise _gone(server, error) from error
    try:
        _sign_in(line, server)
        yield Smtp(line, server, seconds, final_seconds)
    finally:
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()


class Smtp:
    """An open session; one message at a time."""

    def __init__(self, line: smtplib.SMTP, server: MailServer, seconds: float, final_seconds: float) -> None:
        self._line = line
        self._server = server
        self._seconds = seconds
        self._final_seconds = final_seconds

    def send(self, data: bytes, to: str, name: str) -> Answer:
        """One message to one recipient."""
        del name
        try:
            for (code, words), asked in self._envelope(to):
                if code // 100 != asked:
                    return self._refused(code, words)
            self._line.send(_DOT.sub(b"..", data) + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"))
        except (OSError, smtplib.SMTPException) as error:  # its last line has not gone out: the server cannot have it
            raise _gone(self._server, error) from error
        return self._taken()

    def ask(self) -> Answer:
        """Whether the server takes mails from the sender; none is sent. Raises RemoteTrouble where it is gone."""
        try:
            code, words = self._line.mail(self._server.sender.spec)
            return _answer(code, words) if code // 100 == 2 and self._line.rset() else self._refused(code, words)
        except (OSError, smtplib.SMTPException) as error:
            raise _gone(self._server, error) from error

    def _envelope(self, to: str) -> Iterator[tuple[tuple[int, bytes], int]]:
        yield self._line.mail(self._server.sender.spec), 2
        yield self._line.rcpt(to), 2
        yield self._line.docmd("DATA"), 3

    def _refused(self, code: int, words: bytes) -> Answer:
        try:
            self._line.rset()
        except (OSError, smtplib.SMTPException):  # 421: the server hangs up; the next message finds the line dead
            self._line.close()
        answer = _answer(code, words)
        return answer if answer.fate is not Fate.UNKNOWN else Answer(Fate.LATER, answer.words)  # it has not the text

    def _taken(self) -> Answer:
        if self._line.sock is not None:
            self._line.sock.settimeout(self._final_seconds)
        try:
            answer = _answer(*self._line.getreply())
        except (OSError, smtplib.SMTPException) as error:
            self._line.close()
            return Answer(Fate.UNKNOWN, str(error)[:_MOST_WORDS])
        if self._line.sock is not None:
            self._line.sock.settimeout(self._seconds)
        return answer


def _line(server: MailServer, seconds: float) -> smtplib.SMTP:
    if server.security == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=seconds)
    try:
        if server.security == "starttls":
            line.starttls(context=ssl.create_default_context())
        line.ehlo_or_helo_if_needed()
    except BaseException:
        line.close()
        raise
    return line


def _sign_in(line: smtplib.SMTP, server: MailServer) -> None:
    if not server.user:
        return
    try:
        line.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        raise SignInTrouble(
            _("The mail server {host} refuses the name or password ({code}).").format(
                host=server.host, code=error.smtp_code
            ),
            _password_hint(text),
        ) from error
    except UnicodeEncodeError as error:
        raise ConfigurationError(
            _("The mail server's name or password holds letters that no mail server takes."),
            _("Check QIPSHEETS_SMTP_USER and the password; see docs/mail.md."),
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _gone(server, error) from error


def _password_hint(words: str) -> str:
    """Google says «5.7.9» where it wants an app password, «5.7.8» where the password is wrong."""
    if "5.7.9" in words or "5.7.8" in words:
        return _("Gmail takes no ordinary password here: make an app password, see docs/mail.md.")
    return _("Check QIPSHEETS_SMTP_USER and the password; see docs/mail.md.")


def _gone(server: MailServer, error: Exception) -> RemoteTrouble:
    words = " ".join(str(error).split())[:_MOST_WORDS] or type(error).__name__
    return RemoteTrouble(
        _("The mail server {host}:{port} cannot be used now: {reason}.").format(
            host=server.host, port=server.port, reason=words
        ),
        _("What waits stays in the outbox; check QIPSHEETS_SMTP_HOST, _PORT and _SECURITY if it stays so."),
    )


def _answer(code: int, words: bytes) -> Answer:
    """A reply as a fate; what is no reply of SMTP says nothing of the text."""
    text = f"{code} {words.decode('utf-8', 'replace')}"[:_MOST_WORDS]
    if _OF_THE_DAY in text:
        return Answer(Fate.LATER, text)
    return Answer({2: Fate.SENT, 4: Fate.LATER, 5: Fate.REFUSED}.get(code // 100, Fate.UNKNOWN), text)
