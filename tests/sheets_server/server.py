"""A Sheets service on this machine: start it, give it keys and spreadsheets, order faults, read its log.

    with SheetsServer() as server:
        key = server.write_key(folder, email="robot@example.iam.gserviceaccount.com")
        sid = server.new_spreadsheet(title="Plan", locale="vi_VN", writers=["robot@example.iam.gserviceaccount.com"])

`server.url` stands for https://sheets.googleapis.com, `server.url + "/token"` for the token endpoint.
How to make it refuse: see `tokens.Tokens`, `quotas.Quotas`, `faults.Faults`; `server.service.enabled = False` switches the
API off; `server.new_spreadsheet(mime_type=EXCEL_TYPE)` is an Excel file in Drive; `server.tokens.clock_skew` moves its clock."""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.sheets_server.book.book import SPREADSHEET_TYPE, Book, Sharing, new_book
from tests.sheets_server.book.draft import Written
from tests.sheets_server.calls import Answer, Call, Quotas, Record, exceeded, is_write
from tests.sheets_server.faults import APPLIED, Fault, Faults
from tests.sheets_server.listening import Loopback
from tests.sheets_server.replies import ServiceError, not_signed_in
from tests.sheets_server.service import Service, no_page
from tests.sheets_server.signing_in import GrantRefused, Tokens, write_key

OWNER = "owner@example.edu.vn"
Hook = Callable[[str, Call, Book | None], None]


class SheetsServer:
    """The server. `between_calls(moment, call, book)` runs before ("before") and after ("after") every Sheets call."""

    def __init__(self, port: int = 0) -> None:
        self.service = Service()
        self.faults = Faults()
        self.log: list[Record] = []
        self.between_calls: Hook | None = None
        self._http = Loopback(self._handle, self.service.tokens.now, port)
        self._thread: threading.Thread | None = None
        self._log_lock = threading.Lock()
        self.service.tokens.token_uri = f"{self.url}/token"

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def tokens(self) -> Tokens:
        """The token endpoint's keys and tokens."""
        return self.service.tokens

    @property
    def quotas(self) -> Quotas:
        """Limits of calls a minute."""
        return self.service.quotas

    @property
    def written(self) -> list[Written]:
        """Every area written by calls, in order; what staff did through `staff` is not among them."""
        return [area for record in list(self.log) for area in record.written]

    def start(self) -> "SheetsServer":
        """Listens, in a thread of its own."""
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends listening; books and log stay readable."""
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
            self._thread = None
        self._http.server_close()

    def __enter__(self) -> "SheetsServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def write_key(self, folder: Path, email: str = "robot@example.iam.gserviceaccount.com") -> Path:
        """A service-account JSON with a key this server takes; its path."""
        path, key_id, public = write_key(folder, email, self.tokens.token_uri)
        self.tokens.keys.setdefault(email, {})[key_id] = public
        return path

    def new_spreadsheet(
        self,
        title: str = "Untitled spreadsheet",
        locale: str = "en_US",
        time_zone: str = "Etc/GMT",
        owner: str = OWNER,
        writers: Sequence[str] = (),
        readers: Sequence[str] = (),
        mime_type: str = SPREADSHEET_TYPE,
    ) -> str:
        """A spreadsheet as a person makes and shares it; its ID."""
        book = new_book(self.service.new_id(), title, locale, time_zone, seed=next(self.service.numbers))
        book.sharing = Sharing(owner, set(writers), set(readers))
        book.mime_type = mime_type
        return self.service.add(book).spreadsheet_id

    def book(self, spreadsheet_id: str) -> Book:
        """The book of an ID. Raises KeyError."""
        return self.service.books[spreadsheet_id]

    def _handle(self, call: Call) -> tuple[Answer, Fault | None]:
        """Answers a call, with its faults and hooks, and records it."""
        fault = self.faults.strike(call)
        book = self._book_of(call)
        if self.between_calls is not None and call.path.startswith("/v4/"):
            self.between_calls("before", call, book)
        answer, applied = self._answered(call, fault)
        if self.between_calls is not None and call.path.startswith("/v4/"):
            self.between_calls("after", call, book)
        body = None if call.path == "/token" else _payload(call.body)
        kind = fault.kind if fault else ""
        record = Record(call.method, call.path, body, call.user, answer.status, tuple(call.written), applied, kind)
        with self._log_lock:
            self.log.append(record)
        return answer, fault

    def _answered(self, call: Call, fault: Fault | None) -> tuple[Answer, bool]:
        """The reply, and whether the call changed a book."""
        if fault is None or fault.kind in APPLIED:
            answer = self._served(call)
            applied = answer.status == 200 and is_write(call.method) and call.path.startswith("/v4/")
            return (answer if fault is None or fault.kind != "error_applied" else _failed(fault.status)), applied
        if fault.kind == "html":
            page = f"<html><title>Error {fault.status} (Server Error)!!1</title></html>\n"
            return Answer(fault.status, text=page), False
        if fault.kind == "quota":
            kind = "Write" if is_write(call.method) else "Read"
            wrong = exceeded(kind, self.quotas.project, 60, True, fault.retry_after)
            return Answer(429, wrong.json(), headers=dict(wrong.headers)), False
        if fault.kind == "lost_token":
            self.tokens.given.pop(call.headers.get("authorization", "").removeprefix("Bearer "), None)
            wrong = not_signed_in("ACCESS_TOKEN_EXPIRED")
            return Answer(401, wrong.json(), headers=dict(wrong.headers)), False
        return _failed(fault.status), False

    def _served(self, call: Call) -> Answer:
        """The reply of the part of the service that a path belongs to."""
        if call.path == "/token" and call.method == "POST":
            return self._token(call)
        if call.path.startswith("/v4/"):
            return self.service.answer(call)
        if call.path == "/drive/v3/files" and call.method == "GET":
            return self.service.list_files(call)
        return Answer(404, text=no_page(call.path))

    def _token(self, call: Call) -> Answer:
        """The token endpoint; it takes forms and JSON."""
        form = dict(parse_qsl(call.body.decode("utf-8", "replace")))
        try:
            return Answer(200, self.tokens.grant(form))
        except GrantRefused as wrong:
            return Answer(400, wrong.json())

    def _book_of(self, call: Call) -> Book | None:
        """The book a path names, if any."""
        found = call.path.removeprefix("/v4/spreadsheets/").split("/")[0].split(":")[0]
        return self.service.books.get(found)


def _failed(status: int) -> Answer:
    """A 5xx in the service's form."""
    words = "The service is currently unavailable." if status == 503 else "Internal error encountered."
    return Answer(status, ServiceError(status, words).json())


def _payload(body: bytes) -> Any:
    """A body as the log keeps it."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode("utf-8", "replace")
