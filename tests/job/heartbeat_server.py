"""A web server on loopback that counts calls and can refuse, redirect or tarry: what watches a job, for tests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Watcher:
    """The server's state: what was called, the status it answers, and whether it holds its answers back."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.status = 200
        self.location = ""
        self.called = threading.Event()
        self._free = threading.Event()
        self._free.set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ping/0e9a-secret"

    def hold(self) -> None:
        """Answers no more until `release`."""
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.paths.append(request.path)
        self.called.set()
        self._free.wait(60)
        request.send_response(self.status)
        if self.location:
            request.send_header("Location", self.location)
        request.send_header("Content-Length", "2")
        request.end_headers()
        request.wfile.write(b"OK")


@contextmanager
def heartbeat_server() -> Iterator[Watcher]:
    """A running server."""
    watcher = Watcher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):  # who called may have gone
                watcher.answer(self)

        def log_message(self, *_told: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        watcher.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield watcher
        finally:
            watcher.release()
            server.shutdown()
            thread.join()
