"""The heartbeat: an address that is called after a good run, so that somebody is told when it stays silent."""

import ipaddress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from qipsheets import __version__
from qipsheets.errors import ConfigurationError, RemoteTrouble
from qipsheets.language import _

SECONDS = 10.0
_MOST_BYTES = 10_000


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody elsewhere: the address was checked, another one was not."""

    def redirect_request(self, *_told: Any) -> None:
        """No."""
        return


def heartbeat_host(url: str) -> str:
    """The host of a heartbeat's address. Raises ConfigurationError where it is neither https nor this machine's."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _loopback(host))
    if not host or not allowed or any(letter.isspace() for letter in url.strip()):
        raise ConfigurationError(
            _("QIPSHEETS_HEARTBEAT is no address that can be called: it must begin with https://."),
            _("Copy the address from the service that watches the job, or take the line out."),
        )
    return host


def beat(url: str, seconds: float = SECONDS) -> str:
    """Calls the address; returns its host. Raises RemoteTrouble where it does not answer well in time."""
    host = heartbeat_host(url)
    handlers: list[Any] = [_NoRedirect()]
    if _loopback(host):
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


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
