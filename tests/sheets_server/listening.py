"""HTTP on loopback: reads a request whole or refuses it, writes the reply, plays the ordered faults."""

import gzip
import socket
import sys
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.sheets_server.calls import Answer, Call
from tests.sheets_server.faults import Fault

Handle = Callable[[Call], tuple[Answer, Fault | None]]
COMMON = {
    "Vary": "Origin, X-Origin, Referer",
    "Server": "ESF",
    "Cache-Control": "private",
    "X-XSS-Protection": "0",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
}
CUT_OFF = {"error": {"code": 400, "message": "Request body is cut off.", "status": "INVALID_ARGUMENT"}}


class Loopback(ThreadingHTTPServer):
    """A server on 127.0.0.1 that gives each call to `handle`; `clock` is what its Date header says."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handle: Handle, clock: Callable[[], float], port: int = 0) -> None:
        self.handle = handle
        self.clock = clock
        super().__init__(("127.0.0.1", port), Conversation)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Conversation(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Loopback

    def do_GET(self) -> None:
        """Any method goes the same way."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length) if length else b""
        if len(body) < length or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._send(Answer(400, CUT_OFF))
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, parse_qs(parts.query, keep_blank_values=True), headers, body)
        answer, fault = self.server.handle(call)
        kind = fault.kind if fault else ""
        if kind == "slow" and fault:
            time.sleep(fault.seconds)
        if kind in ("drop", "drop_before"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(answer, pretty=call.flag("prettyPrint", True), cut=kind == "cut")

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815 (names of the base class)

    def _send(self, answer: Answer, pretty: bool = True, cut: bool = False) -> None:
        """Status, headers and body; `cut` promises the whole and stops half way."""
        body = answer.encoded(pretty)
        zipped = "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1000
        if zipped:
            body = gzip.compress(body, compresslevel=1)
        self.send_response_only(answer.status, HTTPStatus(answer.status).phrase)
        headers = {"Date": formatdate(self.server.clock(), usegmt=True), "Content-Type": answer.content_type}
        headers |= COMMON | answer.headers | ({"Content-Encoding": "gzip"} if zipped else {})
        if self.close_connection or cut:
            self.close_connection = True
            headers["Connection"] = "close"
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal; the log is in memory."""
