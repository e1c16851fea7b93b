"""Two real SMTP servers, one in Python (aiosmtpd) and one not (nodemailer's), in moods that are chosen while they run."""

import asyncio
import json
import os
import shutil
import ssl
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.delivery.mail_server import free_port

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("moody_server.cjs")
MOST_BYTES = 50_000  # of a mail; the node server says the same


class MoodyServer(Protocol):
    """A server; `taken` are the recipients of what it accepted."""

    port: int

    def be(self, mood: str) -> None: ...

    def taken(self) -> list[str]: ...

    def stop(self) -> None: ...


class PythonServer:
    """aiosmtpd. `victim` is the address that the moods about one mail are about."""

    def __init__(self, key: Path, certificate: Path, victim: str) -> None:
        self.mood, self.victim, self.mails, self._taken = "well", victim, 0, list[str]()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self._controller = _Controller(self)
        self._controller.start()
        self.port = int(self._controller.port)

    def be(self, mood: str) -> None:
        self.mood, self.mails = mood, 0

    def taken(self) -> list[str]:
        return list(self._taken)

    def stop(self) -> None:
        self._controller.stop()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self.mails += 1
        if self.mood == "full queue":
            return "452 4.3.1 full"
        if self.mood == "close after MAIL" and self.mails == 4:
            server.transport.abort()
        await self._tarry()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        replies = {"450": "450 4.2.1 later", "550": "550 5.1.1 no such user", "421 at RCPT": "421 4.7.0 too many"}
        if address == self.victim and self.mood == "drip":
            while not server.transport.is_closing():
                server.transport.write(b"2")
                await asyncio.sleep(0.1)
        if address == self.victim and self.mood in replies:
            if self.mood == "421 at RCPT":
                asyncio.get_running_loop().call_soon(server.transport.close)
            return replies[self.mood]
        await self._tarry()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        mood = self.mood if address == self.victim else ""
        if mood == "drop in DATA":
            server.transport.abort()
            return "250 OK"
        if mood == "5xx at DATA end":
            return "554 5.6.0 no"
        self._taken.append(address)
        if mood == "taken, then drop":
            server.transport.abort()
        await self._tarry()
        return "250 OK"

    async def _tarry(self) -> None:
        await asyncio.sleep(0.05 if self.mood == "slow" else 0)

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=self.mood != "auth refused", handled=False)


class _Controller(Controller):
    def __init__(self, server: PythonServer) -> None:
        self._moody = server
        super().__init__(server, hostname="127.0.0.1", port=free_port(), server_hostname="test.invalid")

    def factory(self) -> SMTP:
        moody = self._moody
        return _Session(
            moody,
            data_size_limit=MOST_BYTES,
            tls_context=None if moody.mood == "STARTTLS stripped" else moody.context,
            authenticator=moody.authenticate,
            auth_require_tls=False,
        )


class _Session(SMTP):
    __ident__ = "test"

    async def _handle_client(self) -> None:
        mood = self.event_handler.mood  # type: ignore[attr-defined]
        with suppress(ConnectionError):
            if mood == "421 at connect":
                await self.push("421 4.3.2 busy")
                self.transport.close()  # type: ignore[union-attr]
                return
            while mood == "endless greeting":
                await self.push("220-welcome")
        if mood != "endless greeting":
            await super()._handle_client()


class NodeServer:
    """nodemailer's smtp-server, where node and the package are at hand (`.ci/run` installs it)."""

    def __init__(self, key: Path, certificate: Path, victim: str) -> None:
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not here")
        env = os.environ | {"NODE_PATH": os.environ.get("NODE_PATH", str(ROOT / ".node" / "node_modules"))}
        if subprocess.run([node, "-e", "require('smtp-server')"], env=env, capture_output=True, check=False).returncode:
            pytest.skip("the npm package smtp-server is not here")
        words = [node, str(SCRIPT), str(key), str(certificate), victim]
        self._process = subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._answer())

    def be(self, mood: str) -> None:
        self._ask(mood)

    def taken(self) -> list[str]:
        found: list[str] = json.loads(self._ask("taken"))
        return found

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()
