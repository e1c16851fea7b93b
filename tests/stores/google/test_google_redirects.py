"""A reply that sends the call elsewhere is not followed: the token is for the service alone."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from qipsheets.errors import QipError
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures


@pytest.fixture
def elsewhere(school: Google, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:  # noqa: F811
    """The service's address answers every call with a redirect, to a server that would answer it."""
    target = school.server.url

    class Redirect(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(307)
            self.send_header("Location", target + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Redirect) as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        monkeypatch.setenv("QIPSHEETS_SHEETS_URL", f"http://127.0.0.1:{front.server_port}")
        yield school
        front.shutdown()


def test_a_redirect_is_a_fault(elsewhere: Google) -> None:
    start = len(elsewhere.server.log)
    with pytest.raises(QipError):
        elsewhere.store.read()
    assert elsewhere.calls(start) == (0, 0)
