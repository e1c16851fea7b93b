"""The mail server of a school, from the environment; a password comes by the environment or a file, never typed."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qipsheets.delivery.addresses import Address, BadAddress, one_address
from qipsheets.errors import ConfigurationError
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
