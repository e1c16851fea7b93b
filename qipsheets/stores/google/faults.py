"""What went wrong with a call: seen from the reply alone, and turned into a sentence and the one thing to do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from qipsheets import settings
from qipsheets.errors import DoubtfulState, QipError, RemoteTrouble, SignInGone, SignInTrouble
from qipsheets.language import _
from qipsheets.store_address import StoreAddress, StoreKind
from qipsheets.stores.google.requests import JsonObject


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds: the first pause's bound, the longest pause's, all of a call's time, and all of it where there is no way
    to the service at all, for then a person should know soon; and how often at most.
    """

    first: float = 1.0
    longest: float = 32.0
    cap: float = 180.0
    unreached: float = 30.0
    attempts: int = 12


def seconds_to_wait(schedule: Schedule, attempt: int, asked: float | None, jitter: float) -> float:
    """Seconds to wait after the attempt (counted from 0): what the service asks for, else a random part of a growing
    span. `asked` is its Retry-After, `jitter` a random number from 0 to 1.
    """
    if asked is not None:
        return asked + jitter * schedule.first
    return jitter * min(schedule.longest, schedule.first * 2.0 ** min(attempt, 30))


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds a Retry-After header asks for: a number or a date [RFC 9110]; None where it says nothing readable."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return float(min(int(text), 10**6))
    try:
        day = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = day if day.tzinfo else day.replace(tzinfo=UTC)
    return max((moment - (now or settings.now())).total_seconds(), 0.0)


_QUOTA = ("RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded")
_AGAIN = (408, 409, 429, 500, 502, 503, 504)
API_PAGE = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"


@dataclass(frozen=True, slots=True)
class CallFault:
    """Why a call gave no answer. `status` 0: no reply; `again`: it may work when tried again; `unknown`: a write may
    have been applied all the same; `after`: the seconds the service asks to wait.
    """

    status: int
    message: str = ""
    reason: str = ""
    page: str = ""
    again: bool = False
    unknown: bool = False
    after: float | None = None

    @property
    def is_quota(self) -> bool:
        """True where the service counts too many calls."""
        return self.status == 429 or self.reason in _QUOTA


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for what, for the words of an error: the account's address («» where unknown), the Sheet."""

    account: str
    sheet: str
    writing: bool = False


def answer_of(status: int, headers: Mapping[str, str], body: bytes) -> JsonObject | CallFault:
    """The reply's object, or the fault it tells. A page in HTML or a cut text is a fault of the way, not an answer."""
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if 200 <= status < 300:
        if isinstance(value, dict):
            return value
        return CallFault(status, "no JSON", "cut", again=True, unknown=True)
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict):
        # Not the service speaks but something on the way to it, so nothing is known of what was applied.
        return CallFault(status, "", "html", again=status in _AGAIN or status < 400, unknown=status >= 500)
    reason, page = _details(error)
    again = status in _AGAIN or reason in _QUOTA
    after = retry_after(headers.get("Retry-After"))
    unknown = status >= 500 or status in (408, 409)
    return CallFault(status, str(error.get("message", "")), reason, page, again, unknown, after)


def _details(error: JsonObject) -> tuple[str, str]:
    """The machine's word for the error, and the page that mends it."""
    reason, page = "", ""
    for detail in error.get("details") or ():
        if isinstance(detail, dict):
            reason = str(detail.get("reason", "")) or reason
            page = str((detail.get("metadata") or {}).get("activationUrl", "")) or page
    for entry in error.get("errors") or ():
        if isinstance(entry, dict):
            reason = reason or str(entry.get("reason", ""))
    return reason or str(error.get("status", "")), page


def error_of(fault: CallFault, caller: Caller) -> QipError:
    """The error of a fault, in words a school's secretary can act on."""
    account = caller.account or _("the account that is signed in")
    sheet = StoreAddress(StoreKind.SHEET, caller.sheet)
    if fault.is_quota or fault.again or fault.status < 400 or fault.status >= 500:
        return _later(fault)
    if fault.status == 401:
        return SignInGone(
            _("Google does not accept the sign-in of {account} any more.").format(account=account),
            _("Run «qipsheets doctor --live»: it tells whether the key, the clock or the sign-in is at fault."),
        )
    if fault.status == 404:
        return SignInTrouble(
            _("There is no Google Sheet with the ID {sheet}.").format(sheet=caller.sheet),
            _("Copy the address anew from the browser; if it opens there, share the Sheet with {account}.").format(
                account=account
            ),
        )
    if fault.status != 403:
        return _refused(fault, account)
    if fault.reason == "SERVICE_DISABLED" or "has not been used in project" in fault.message:
        return SignInTrouble(
            _("The Google Sheets API is not switched on in the key's Cloud project."),
            _("Open {page}, press Enable, wait some minutes, and run the command again.").format(
                page=fault.page or API_PAGE
            ),
        )
    if fault.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT" or "insufficient authentication scopes" in fault.message:
        return SignInTrouble(
            _("The sign-in does not cover Google Sheets."), _("Run «qipsheets sign-in» and tick the box for Sheets.")
        )
    if caller.writing:
        return SignInTrouble(
            _("{account} may read the Sheet but not write to it.").format(account=account),
            _("Open the Sheet, press Share, and make {account} an Editor.").format(account=account),
        )
    return SignInTrouble(
        _("The Sheet is not shared with {account}.").format(account=account),
        _("Open {sheet}, press Share, and add {account} as Editor.").format(sheet=sheet, account=account),
    )


def _later(fault: CallFault) -> RemoteTrouble:
    hint = _("Try again in some minutes; nothing needs to be mended.")
    if fault.is_quota:
        return RemoteTrouble(_("Google counts too many calls in this minute."), hint)
    if fault.status == 0:
        return RemoteTrouble(
            _("Google Sheets cannot be reached: {reason}.").format(reason=fault.message),
            _("Check the internet connection, then run the command again."),
        )
    if fault.reason in ("cut", "html") and fault.status < 500:
        return RemoteTrouble(
            _("What came back is not Google's answer: it was cut off, or the network's own page stands between."),
            _("Check the internet connection in a browser, then run the command again."),
        )
    return RemoteTrouble(_("Google Sheets has a fault of its own ({code}).").format(code=fault.status), hint)


def _refused(fault: CallFault, account: str) -> QipError:
    if fault.reason in ("FAILED_PRECONDITION", "failedPrecondition"):
        return SignInTrouble(
            _("This file in Google Drive is an Excel file (.xlsx), not a Google Sheet."),
            _("Open it in the browser, choose File > Save as Google Sheets, and use the new address."),
        )
    if "protected" in fault.message:
        return SignInTrouble(
            _("A protected part of the Sheet may not be written by {account}.").format(account=account),
            _("In the Sheet: Data > Protect sheets and ranges; add {account} to its editors.").format(account=account),
        )
    return DoubtfulState(
        _("Google refused the change and wrote nothing: {message}").format(message=fault.message or fault.status),
        _("Somebody may have deleted a tab meanwhile: run «qipsheets init --store URL», then the command again."),
    )
