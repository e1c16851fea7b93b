"""Calls to Google Sheets: one at a time, with an end, tried again only where that can do no harm."""

import json
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from qipsheets import files
from qipsheets.budget import Budget, TimeUp, TooMuch, bounded, current, seconds_setting
from qipsheets.errors import ConfigurationError, RemoteTrouble
from qipsheets.language import _
from qipsheets.stores.google.faults import Caller, CallFault, Schedule, answer_of, error_of, seconds_to_wait
from qipsheets.stores.google.requests import JsonObject, Request, wire
from qipsheets.stores.google.sign_in import SignedIn, is_loopback, refused

if TYPE_CHECKING:
    from gspread.http_client import HTTPClient
    from requests import Session
    from tenacity import RetryCallState

SERVICE = "https://sheets.googleapis.com"
URL_VARIABLE = "QIPSHEETS_SHEETS_URL"
MOST_OF_A_REPLY = 120_000_000  # bytes; a plan with 20,000 observations takes about 25 million
_BLOCK = 1 << 16
READS, WRITES = "reads", "writes"
MOST = 20  # calls at once
A_MINUTE = 35  # and then so many a minute: at most 55 in any minute of the 60 the service allows each user
_PATIENCE = 30.0  # seconds after which a lock that is never free is an error


def base_url() -> str:
    """Where the service is: Google's, or a server on this very machine.

    Raises ConfigurationError for any other address: the sign-in would be handed to a stranger.
    """
    chosen = os.environ.get(URL_VARIABLE, "").strip()
    if not chosen:
        return SERVICE
    if not is_loopback(chosen):
        url = chosen.rpartition("@")[2][:80]  # without what might be a password
        raise ConfigurationError(
            _("{variable} may only name a server on this machine, not «{url}».").format(variable=URL_VARIABLE, url=url),
            _("Take {variable} out of the environment and of the file .env, or name 127.0.0.1.").format(
                variable=URL_VARIABLE
            ),
        )
    return chosen.rstrip("/")


def timeout() -> float:
    """Seconds to wait for a connection or an answer: QIPSHEETS_HTTP_TIMEOUT, else 60."""
    return seconds_setting("QIPSHEETS_HTTP_TIMEOUT", 60.0, 180.0)  # the service itself ends a request then


@dataclass(slots=True)
class Limiter:
    """Takes calls out of the buckets in a file of `home`; waits where they are empty."""

    home: Path
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def take(self, kind: str, patience: float) -> bool:
        """One call of a kind; False where none is free within so many seconds. Raises FileTrouble, Locked."""
        while True:
            # Kept also where none is free: a clock that was set back must not stop the refill.
            with self._buckets() as levels:
                missing = max(1.0 - levels[kind], 0.0)
                levels[kind] -= 0.0 if missing else 1.0
            wait = missing * 60.0 / A_MINUTE + 0.001
            if not missing or wait > patience:
                return not missing
            self.sleep(wait)
            patience -= wait

    def drain(self, kind: str) -> None:
        """Empties a bucket: the service itself said that there were too many calls."""
        with self._buckets() as levels:
            levels[kind] = 0.0

    def left(self, kind: str) -> int:
        """How many calls could go at once now."""
        with self._buckets(is_kept=False) as levels:
            return int(levels[kind])

    @contextmanager
    def _buckets(self, is_kept: bool = True) -> Iterator[dict[str, float]]:
        """The buckets, while no other process has them: what the file holds, refilled since, and put back at the end; a
        file that cannot be read is a full one.
        """
        path = self.home / "google-calls.json"
        with files.file_lock(path, self.home, _PATIENCE):
            levels = {READS: float(MOST), WRITES: float(MOST)}
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                past = max(self.clock() - float(kept["at"]), 0.0)
                levels = {kind: min(float(kept[kind]) + past * A_MINUTE / 60.0, MOST) for kind in levels}
            except (OSError, ValueError, KeyError, TypeError):
                pass
            yield levels
            if is_kept:
                files.replace_bytes(path, json.dumps({**levels, "at": self.clock()}).encode())


Send: TypeAlias = Callable[[float], "tuple[int, Mapping[str, str], bytes]"]


@dataclass
class SheetsClient:
    """The two calls the store needs, for one account. `timeout` in seconds for each try; `schedule` bounds all tries.

    Clock, sleep and jitter may be put in by a test.
    """

    signed: SignedIn
    base: str = SERVICE
    timeout: float = 60.0
    limiter: Limiter | None = None
    schedule: Schedule = Schedule()
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    budget: Budget = field(default_factory=current)
    _http: "HTTPClient | None" = field(default=None, init=False)

    def get(self, sheet: str, fields: str) -> JsonObject:
        """The named fields of a Sheet in one call. Raises SignInTrouble, RemoteTrouble, DoubtfulState."""
        url = f"{self.base}/v4/spreadsheets/{quote(sheet, safe='')}"
        caller = Caller(self.signed.account, sheet)
        answer = self.read(url, {"fields": fields, "prettyPrint": "false"}, caller)
        if answer.get("spreadsheetId") != sheet:
            raise error_of(CallFault(200, "", "cut", again=True), caller)
        return answer

    def read(self, url: str, asked: Mapping[str, str], caller: Caller) -> JsonObject:
        """The object that a call gives which changes nothing. Raises SignInTrouble, RemoteTrouble, DoubtfulState."""
        answer = self._call(READS, True, lambda seconds: self._send("get", url, seconds, asked))
        if isinstance(answer, CallFault):
            raise error_of(answer, caller)
        return answer

    def batch(self, sheet: str, requests: Sequence[Request], *, idempotent: bool) -> CallFault | None:
        """Applies requests all or none. None: they are; a CallFault: nobody knows (never where they are idempotent).

        Raises SignInTrouble, RemoteTrouble or DoubtfulState where it is sure that none was applied or trying has ended.
        """
        url = f"{self.base}/v4/spreadsheets/{quote(sheet, safe='')}:batchUpdate"
        asked, data = {"fields": "spreadsheetId", "prettyPrint": "false"}, wire({"requests": list(requests)})
        answer = self._call(WRITES, idempotent, lambda seconds: self._send("post", url, seconds, asked, data))
        if not isinstance(answer, CallFault):
            return None
        if answer.unknown and not idempotent:
            return answer
        raise error_of(answer, Caller(self.signed.account, sheet, writing=True))

    def ask_moment(self) -> datetime | None:
        """The service's clock, asked without a sign-in: any reply tells it. Raises RemoteTrouble where none comes."""
        import requests

        try:
            with requests.Session() as session:
                session.trust_env = not is_loopback(self.base)
                reply = session.get(f"{self.base}/v4/spreadsheets/-", timeout=min(self.timeout, 20.0))
        except OSError as error:
            raise error_of(CallFault(0, _reason(error), "transport", again=True), Caller("", "")) from error
        try:
            return parsedate_to_datetime(reply.headers.get("Date", ""))
        except ValueError:
            return None

    def _call(self, kind: str, idempotent: bool, send: Send) -> JsonObject | CallFault:
        """Tries until there is an answer, the fault is one that stays, or the time is up."""
        from tenacity import Retrying, retry_if_result

        start = self.clock()

        def left(fault: CallFault | None = None) -> float:
            """Seconds of this call's time, or of the shorter time where there is no way to the service at all."""
            nowhere = fault is not None and fault.status == 0 and not fault.unknown
            cap = min(self.schedule.cap, self.schedule.unreached) if nowhere else self.schedule.cap
            return min(cap - (self.clock() - start), self.budget.left)

        def stop(state: "RetryCallState") -> bool:
            fault = _fault_of(state)
            return state.attempt_number >= self.schedule.attempts or state.upcoming_sleep >= left(fault)

        def may_work(answer: JsonObject | CallFault) -> bool:
            """True where it may work another time, and doing it twice does no harm."""
            return isinstance(answer, CallFault) and answer.again and (idempotent or not answer.unknown)

        def attempt() -> JsonObject | CallFault:
            if self.limiter is not None and not self.limiter.take(kind, left()):
                return CallFault(429, "", "RATE_LIMIT_EXCEEDED", again=False)
            answer = self._once(send, min(self.timeout, max(left(), 0.05)))
            if isinstance(answer, CallFault) and answer.is_quota and self.limiter is not None:
                self.limiter.drain(kind)
            return answer

        retrying = Retrying(
            retry=retry_if_result(may_work),
            wait=lambda state: seconds_to_wait(
                self.schedule, state.attempt_number - 1, _fault_of(state).after, self.jitter()
            ),
            stop=stop,
            sleep=self.sleep,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        with self.budget.spending():
            found: JsonObject | CallFault = retrying(attempt)
        return found

    def _once(self, send: Send, seconds: float) -> JsonObject | CallFault:
        from google.auth.exceptions import GoogleAuthError

        try:
            status, headers, body = self.budget.run(lambda: send(seconds), seconds)
        except GoogleAuthError as error:
            trouble = refused(error, self.signed)
            if isinstance(trouble, RemoteTrouble):
                return CallFault(0, _("Google's sign-in service gives no answer"), "sign-in", again=True)
            raise trouble from error
        except TooMuch as error:
            return CallFault(200, str(error), "cut", again=False, unknown=True)
        except OSError as error:  # all of the transport's own errors are; what was sent may have arrived or not
            if isinstance(error, TimeUp):
                self._http = None  # what still goes on there must not be mixed up with the next call
            was_sent = not _kinds(error) & _NO_CONNECTION
            return CallFault(0, _reason(error), "transport", again=True, unknown=was_sent)
        return answer_of(status, headers, body)

    def _send(
        self, verb: str, url: str, seconds: float, asked: Mapping[str, str], data: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Content-Type": "application/json; charset=utf-8"} if data else {}
        patience = min(seconds, 20.0), seconds
        reply = self._session().request(
            verb, url, params=asked, data=data, headers=headers, timeout=patience, allow_redirects=False, stream=True
        )
        with closing(reply):
            return reply.status_code, reply.headers, bounded(reply.iter_content(_BLOCK), MOST_OF_A_REPLY)

    def _session(self) -> "Session":
        """The session of gspread's client, google-auth's: signs every call, and a 401 renews the token once."""
        if self._http is None:
            import requests
            from google.auth.transport.requests import AuthorizedSession, Request
            from gspread.http_client import HTTPClient

            local = is_loopback(self.base)
            for_tokens = requests.Session()
            # A proxy of the network would see the token, and could not reach this machine.
            for_tokens.trust_env = not local
            credentials = self.signed.credentials
            session = AuthorizedSession(credentials, max_refresh_attempts=1, auth_request=Request(for_tokens))
            session.trust_env = not local
            self._http = HTTPClient(credentials, session=session)
        return self._http.session


def _fault_of(state: "RetryCallState") -> CallFault:
    fault = state.outcome.result() if state.outcome is not None else None
    assert isinstance(fault, CallFault)  # nothing else is tried again
    return fault


# No connection came about, so nothing can have been applied.
_NO_CONNECTION = {"ConnectTimeout", "NewConnectionError", "ConnectTimeoutError", "SSLError", "ProxyError"}


def _kinds(error: BaseException) -> set[str]:
    """The names of an exception's class and of those inside it: the transport wraps the one that tells."""
    found: list[BaseException] = []
    ahead: list[object] = [error]
    while ahead and len(found) < 20:
        part = ahead.pop()
        if isinstance(part, BaseException) and part not in found:
            found.append(part)
            ahead += [part.__cause__, part.__context__, getattr(part, "reason", None), *part.args]
    return {type(part).__name__ for part in found}


def _reason(error: OSError) -> str:
    """In a few words; the transport's own text names addresses and objects nobody understands."""
    names = _kinds(error)
    if "SSLError" in names:
        return _("the connection is not secure; a wrong clock or a filter of the network may be why")
    if names & {"NameResolutionError", "gaierror"}:
        return _("the name cannot be looked up")
    if names & {"Timeout", "ConnectTimeout", "ReadTimeout", "ReadTimeoutError", "TimeUp"}:
        return _("no answer in time")
    if names & {"NewConnectionError", "ConnectionRefusedError"}:
        return _("no connection")
    return _("the connection was cut off")


# Which Sheets have changed: one call to Google Drive tells it of a thousand, so that the others need not be read

DRIVE = "https://www.googleapis.com"
_ASKED = {
    "q": "mimeType='application/vnd.google-apps.spreadsheet' and trashed=false",
    "fields": "nextPageToken,files(id,modifiedTime)",
    "pageSize": "1000",
    "supportsAllDrives": "true",
    "includeItemsFromAllDrives": "true",
    "prettyPrint": "false",
}
_MOST_PAGES = 200


def moments_of_change(client: SheetsClient) -> dict[str, str]:
    """When each Sheet that the account may open was last changed, by its ID, as Drive writes a moment.

    Raises SignInTrouble where the sign-in does not cover Drive or its API is off, RemoteTrouble.
    """
    base = DRIVE if client.base == SERVICE else client.base  # a server on this machine serves both
    found: dict[str, str] = {}
    page = ""
    for _number in range(_MOST_PAGES):
        asked = _ASKED | ({"pageToken": page} if page else {})
        answer = client.read(f"{base}/drive/v3/files", asked, Caller(client.signed.account, ""))
        try:
            found |= {str(one["id"]): str(one["modifiedTime"]) for one in answer.get("files", ())}
        except (TypeError, KeyError, AttributeError) as error:
            raise RemoteTrouble(_("Google Drive gave an answer of another form than it documents.")) from error
        page = str(answer.get("nextPageToken", ""))
        if not page:
            break
    return found
