"""What the environment says about the way to Google Sheets: the address, how long to wait."""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from qipsheets.budget import seconds_setting
from qipsheets.errors import ConfigurationError
from qipsheets.language import _

SERVICE = "https://sheets.googleapis.com"
URL_VARIABLE = "QIPSHEETS_SHEETS_URL"
TIMEOUT_VARIABLE = "QIPSHEETS_HTTP_TIMEOUT"
DEFAULT_TIMEOUT = 60.0
LONGEST_TIMEOUT = 180.0  # the service itself ends a request then


def base_url() -> str:
    """Where the service is: Google's, or a server on this very machine.

    Raises ConfigurationError for any other address: the sign-in would be handed to a stranger.
    """
    chosen = os.environ.get(URL_VARIABLE, "").strip()
    if not chosen:
        return SERVICE
    if not is_loopback(chosen):
        raise ConfigurationError(
            _("{variable} may only name a server on this machine, not «{url}».").format(
                variable=URL_VARIABLE, url=_shown(chosen)
            ),
            _("Take {variable} out of the environment and of the file .env, or name 127.0.0.1.").format(
                variable=URL_VARIABLE
            ),
        )
    return chosen.rstrip("/")


def is_loopback(url: str) -> bool:
    """True for a plain address on this machine: 127.0.0.0/8, ::1 or localhost, without a name before an @."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = host == "localhost" or ip_address(host).is_loopback
        port = parts.port
    except ValueError:
        return False
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc and not parts.query and not parts.fragment
    return known and plain and port != 0 and "\\" not in url


def timeout() -> float:
    """Seconds to wait for a connection or an answer: QIPSHEETS_HTTP_TIMEOUT, else 60."""
    return seconds_setting(TIMEOUT_VARIABLE, DEFAULT_TIMEOUT, LONGEST_TIMEOUT)


def _shown(url: str) -> str:
    """An address without what might be a password in it."""
    return url.rpartition("@")[2][:80]
