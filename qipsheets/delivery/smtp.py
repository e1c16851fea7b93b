"""The school's mail server: its settings, messages handed over, what became of each, and what refusals mean."""

import base64
import os
import re
import smtplib
import socket
import ssl
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

from qipsheets.budget import Budget, bounded, current
from qipsheets.delivery.addresses import BadAddress, MailAddress, one_address
from qipsheets.delivery.outbox import MailStatus
from qipsheets.errors import ConfigurationError, RemoteTrouble, SignInTrouble
from qipsheets.language import _
from qipsheets.machine import is_this_machine

PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over, and as whom. The password is never part of a text of this object."""

    host: str
    port: int
    security: str
    sender: MailAddress
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(environment: Mapping[str, str] = os.environ) -> MailServer | None:
    """The server that the settings name; None where no host is set. Raises ConfigurationError."""
    host = environment.get("QIPSHEETS_SMTP_HOST", "").strip()
    if not host:
        return None
    security = environment.get("QIPSHEETS_SMTP_SECURITY", "starttls").strip().lower()
    if security not in PORTS:
        raise ConfigurationError(
            _("QIPSHEETS_SMTP_SECURITY is «{text}».").format(text=security),
            _("Use one of: {names}.").format(names=", ".join(PORTS)),
        )
    if security == "none" and not is_this_machine(host):
        raise ConfigurationError(
            _("Mail without encryption is allowed to this machine alone, not to {host}.").format(host=host),
            _("Set QIPSHEETS_SMTP_SECURITY to starttls or tls."),
        )
    port = _port(environment, security)
    user = environment.get("QIPSHEETS_SMTP_USER", "").strip()
    return MailServer(host, port, security, _sender(environment, user), user, _password(environment))


def _port(environment: Mapping[str, str], security: str) -> int:
    text = environment.get("QIPSHEETS_SMTP_PORT", "").strip()
    if not text:
        return PORTS[security]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ConfigurationError(
            _("QIPSHEETS_SMTP_PORT is «{text}».").format(text=text), _("Write the port's number, for example 587.")
        )
    return int(text)


def _sender(environment: Mapping[str, str], user: str) -> MailAddress:
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


REPLY_SECONDS = 60.0  # for one step of the talk
TEXT_SECONDS = 600.0  # until a server must have taken a text [RFC 5321 4.5.3.2.6]: it may look for viruses first
LARGEST_REPLY = 65_536  # bytes; RFC 5321 4.5.3.1.5 allows lines of 512, a greeting has a few of them
_LONGEST_WORDS = 200
_DAY_LIMIT = "5.4.5"  # Google's «daily user sending limit exceeded» comes as a lasting refusal, and passes
_BY_FIRST_DIGIT = {2: MailStatus.ACCEPTED, 4: MailStatus.WAITING, 5: MailStatus.REFUSED}
_LEADING_DOT = re.compile(rb"(?m)^\.")
_BROKEN = (OSError, smtplib.SMTPException)  # what ends a connection


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one message, in the server's own words; `lost` where the connection went with it.

    ACCEPTED; REFUSED for good [RFC 5321 5yz]; WAITING after a passing refusal [4yz] or where the connection was lost
    before the text had gone; UNKNOWN where it was lost after that: accepted or not, nobody can say.
    """

    status: MailStatus
    words: str = ""
    lost: bool = False


class Connection:
    """A connection to the mail server: made when the first message asks for it, and anew after it was lost.

    `seconds` bounds each step of the talk, `text_seconds` handing over a text and the reply to it, the command's budget
    all together. Bounds hold while bytes arrive: a server that sends one now and then gains nothing by it.
    """

    def __init__(
        self,
        server: MailServer,
        seconds: float = REPLY_SECONDS,
        text_seconds: float = TEXT_SECONDS,
        budget: Budget | None = None,
    ) -> None:
        self._server, self._seconds, self._text_seconds = server, seconds, text_seconds
        self._budget = budget or current()
        self._smtp: _BoundedSMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def host(self) -> str:
        return self._server.host

    def connect(self) -> "_BoundedSMTP":
        """Connects where there is no connection. Raises SignInTrouble where the server refuses the password,
        RemoteTrouble where it cannot be reached."""
        if self._smtp is None or self._smtp.sock is None:
            smtp = self._smtp = _session(self._server, self._text_seconds)
            try:
                self._budget.run(lambda: _greet(smtp, self._server), self._seconds)
                self._budget.run(lambda: _sign_in(smtp, self._server), self._seconds)
            except _BROKEN as error:
                self._drop()
                raise self._unreachable(error) from error
            except BaseException:
                self._drop()
                raise
        assert self._smtp is not None
        return self._smtp

    def send(self, data: bytes, to: str) -> Reply:
        """Hands over one message to one recipient, over a new connection where there is none; raises as `connect`."""
        smtp = self.connect()
        text = _LEADING_DOT.sub(b"..", data) + (b"" if data.endswith(b"\r\n") else b"\r\n")
        status = MailStatus.WAITING  # until the line that ends the text has gone out, the server cannot have it
        try:
            for (code, words), wanted in self._envelope(smtp, to):
                if code // 100 != wanted:
                    return self._not_taken(code, words)
            self._budget.run(lambda: smtp.send(text), self._text_seconds)
            smtp.send(b".\r\n")
            status = MailStatus.UNKNOWN
            return self._reply_to_text(smtp)
        except _BROKEN as error:
            self._drop()
            return Reply(status, self._words(str(error) or type(error).__name__), lost=True)

    def _reply_to_text(self, smtp: "_BoundedSMTP") -> Reply:
        return self._answer(*self._budget.run(smtp.getreply, self._text_seconds))

    def _envelope(self, smtp: "_BoundedSMTP", to: str) -> Iterator[tuple[tuple[int, bytes], int]]:
        """The replies before the text, each with the first digit that lets the next step be taken."""
        yield self._budget.run(lambda: smtp.mail(self._server.sender.spec), self._seconds), 2
        yield self._budget.run(lambda: smtp.rcpt(to), self._seconds), 2
        yield self._budget.run(lambda: smtp.docmd("DATA"), self._seconds), 3

    def ask(self) -> Reply:
        """Whether the server takes mails from the sender; none is sent. Raises as `connect` does."""
        smtp = self.connect()
        try:
            code, words = self._budget.run(lambda: smtp.mail(self._server.sender.spec), self._seconds)
        except _BROKEN as error:
            self._drop()
            raise self._unreachable(error) from error
        return self._answer(code, words) if code // 100 == 2 else self._not_taken(code, words)

    def close(self) -> None:
        """Says good-bye where the server still listens."""
        if self._smtp is not None:
            with suppress(*_BROKEN):
                self._budget.run(self._smtp.quit, self._seconds)
            self._drop()

    def _drop(self) -> None:
        """Ends the connection, and with it a step that goes on after its time."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError):
                if smtp.sock is not None:
                    smtp.sock.shutdown(socket.SHUT_RDWR)
            smtp.close()

    def _not_taken(self, code: int, words: bytes) -> Reply:
        """The answer to a refused envelope; the connection is made ready for the next message, or given up."""
        answer = self._answer(code, words)
        if answer.status in (MailStatus.UNKNOWN, MailStatus.ACCEPTED):
            answer = Reply(MailStatus.WAITING, answer.words)  # the server has not got the text, whatever it says
        smtp = self._smtp
        try:
            if code == 421 or smtp is None or self._budget.run(smtp.rset, self._seconds)[0] // 100 != 2:
                raise smtplib.SMTPServerDisconnected(answer.words)
        except _BROKEN:  # 421: the server hangs up
            self._drop()
            return Reply(answer.status, answer.words, lost=True)
        return answer

    def _answer(self, code: int, words: bytes) -> Reply:
        """A reply as a fate; what is no reply of SMTP says nothing of the text."""
        text = self._words(f"{code} {words.decode('utf-8', 'replace')}")
        if _DAY_LIMIT in text:
            return Reply(MailStatus.WAITING, text)
        return Reply(_BY_FIRST_DIGIT.get(code // 100, MailStatus.UNKNOWN), text)

    def _words(self, text: str) -> str:
        return " ".join(without_password(text, self._server).split())[:_LONGEST_WORDS]

    def _unreachable(self, error: Exception) -> RemoteTrouble:
        server = self._server
        return RemoteTrouble(
            _("The mail server {host}:{port} cannot be used now: {reason}.").format(
                host=server.host, port=server.port, reason=self._words(str(error)) or type(error).__name__
            ),
            _("What waits leaves by itself later. If it stays so, check the mail server's settings; see docs/mail.md."),
        )


def without_password(text: str, server: MailServer) -> str:
    """A server's words without the password, as it is or in base64: some echo what they refuse."""
    if not server.password:
        return text
    for secret in (server.password.encode(), f"\0{server.user}\0{server.password}".encode()):
        for form in (secret.decode(), base64.b64encode(secret).decode()):
            text = text.replace(form, "***")
    return text


class _BoundedSMTP(smtplib.SMTP):
    """smtplib reads a reply of any number of lines; this one does not."""

    _host: str

    def getreply(self) -> tuple[int, bytes]:
        """A reply: its code (-1 for what is none) and its lines. Raises TooMuch for one that does not end."""
        if self.file is None and self.sock is not None:
            self.file = self.sock.makefile("rb")
        lines = bounded(self._lines(), LARGEST_REPLY).rstrip(b"\r\n").split(b"\n")
        code = int(lines[-1][:3]) if lines[-1][:3].isdigit() else -1
        return code, b"\n".join(line[4:].strip() for line in lines)

    def _lines(self) -> Iterator[bytes]:
        line = b"   -"
        while line[3:4] == b"-":
            line = self.file.readline(LARGEST_REPLY + 1) if self.file is not None else b""
            if not line:
                self.close()
                raise smtplib.SMTPServerDisconnected("connection unexpectedly closed")
            yield line


class _BoundedSMTPS(_BoundedSMTP, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def _session(server: MailServer, seconds: float) -> _BoundedSMTP:
    """A session that is not connected; no single call of its socket will take longer than so many seconds."""
    smtp = _BoundedSMTP(timeout=seconds)
    if server.security == "tls":
        smtp = _BoundedSMTPS(timeout=seconds, context=ssl.create_default_context())
    smtp._host = server.host  # the name that the certificate must bear; smtplib takes it where it connects at once
    return smtp


def _greet(smtp: _BoundedSMTP, server: MailServer) -> None:
    """Connects, and encrypts where that is wanted."""
    code, words = smtp.connect(server.host, server.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    assert smtp.sock is not None
    # The line that ends a text goes out by itself, else it waits until the text is acknowledged: 40 to 200 ms a mail.
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo_or_helo_if_needed()


def _sign_in(smtp: smtplib.SMTP, server: MailServer) -> None:
    if not server.user:
        return
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        said = error.smtp_error
        words = without_password(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said), server)
        error.smtp_error = words.encode()  # the cause is looked at for the server's words
        refused = _("The mail server {host} refuses the name or password ({code}).")
        hint = _("Check the account's name and its password; see docs/mail.md.")
        if "5.7.9" in words or "5.7.8" in words:  # Google wants an app password, or the password is wrong
            hint = _("Gmail takes no ordinary password here: make an app password, see docs/mail.md.")
        raise SignInTrouble(refused.format(host=server.host, code=error.smtp_code), hint) from error
    except UnicodeEncodeError as error:
        raise ConfigurationError(
            _("The mail server's name or password holds letters that no mail server takes."),
            _("Check the account's name and its password; see docs/mail.md."),
        ) from error


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's words as a pattern, what they mean and what mends it; the latter two are source text."""

    pattern: str
    meaning: str
    cure: str


@cache
def refusals() -> tuple[Refusal, ...]:
    """What refusals.toml knows, in its order."""
    known = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))
    return tuple(Refusal(**one) for one in known.values())


def explained(words: str) -> tuple[str, str]:
    """What a server's words mean and what mends it; two empty texts for words that are not known."""
    text = " ".join(words.split())
    found = next((one for one in refusals() if re.search(one.pattern, text, re.IGNORECASE)), None)
    return (_(found.meaning), _(found.cure)) if found else ("", "")


def server_words(error: BaseException) -> str:
    """The server's own words, as far as an error has them: «534 5.7.9 …», else the error's words."""
    cause = error.__cause__ or error
    said = getattr(cause, "smtp_error", None)
    if said is None:
        return str(cause)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{getattr(cause, 'smtp_code', '')} {text}".strip()
