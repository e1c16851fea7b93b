"""A real SMTP server on loopback (aiosmtpd) that can refuse, tarry or hang up at any reply."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    """Keeps what was taken; `answers` gives a reply for a verb ("MAIL", "RCPT", "DATA"), "drop" hangs up."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, list[str]] = {}

    def _next(self, verb: str) -> str:
        queue = self.answers.get(verb, [])
        return queue.pop(0) if queue else ""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self._next("MAIL")
        if not answer:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = self._next("RCPT")
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self._next("DATA")
        if answer and not answer.startswith("drop"):
            return answer
        if answer != "drop before":
            self.taken.append(
                (envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            )
        if answer:
            server.transport.abort()
            await asyncio.sleep(0)
        return "250 OK"


class _Server(SMTP):
    __ident__ = "test"


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(password: str = "") -> Iterator[tuple[Handler, int]]:
    """The handler and the port of a running server; with a password it asks for one."""

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password.decode() == password, handled=False)

    handler = Handler()
    found = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if password else {}
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), server_hostname="test.invalid", **found)
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()
