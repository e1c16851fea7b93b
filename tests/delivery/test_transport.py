"""What became of a message: every reply of a real server, and none."""

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from qipsheets.budget import Budget
from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.message import message
from qipsheets.delivery.outbox import MailStatus
from qipsheets.delivery.smtp import Connection, MailServer, mail_server, without_password
from qipsheets.errors import ConfigurationError, RemoteTrouble, SignInTrouble
from tests.delivery import mail_server as local
from tests.delivery.test_message import AN, MOMENT, SCHOOL, mail

MESSAGE = message(mail(), SCHOOL, MOMENT).as_bytes()


def server(port: int, user: str = "", password: str = "") -> MailServer:
    return MailServer("127.0.0.1", port, "none", SCHOOL, user, password)


def test_a_message_is_taken_once() -> None:
    with local.mail_server() as (handler, port):
        with Connection(server(port)) as line:
            assert line.send(MESSAGE, AN.spec).status is MailStatus.ACCEPTED
        assert [(to, read["Subject"]) for to, read in handler.taken] == [(AN.spec, "Báo cáo tháng 3")]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("451 try later", MailStatus.WAITING),
        ("421 too many", MailStatus.WAITING),
        ("550 no such user", MailStatus.REFUSED),
        ("554 spam", MailStatus.REFUSED),
    ],
)
def test_a_refusal_is_reported_and_the_next_message_still_goes(verb: str, answer: str, fate: MailStatus) -> None:
    with local.mail_server() as (handler, port), Connection(server(port)) as line:
        handler.answers[verb] = [answer]
        found = line.send(MESSAGE, AN.spec)
        assert (found.status, found.words) == (fate, answer)
        assert line.send(MESSAGE, "binh@example.edu.vn").status is MailStatus.ACCEPTED
        assert len(handler.taken) == 1


@pytest.mark.parametrize("when", ["drop before", "drop after"])
def test_a_line_that_breaks_after_the_text_leaves_the_fate_unknown(when: str) -> None:
    with local.mail_server() as (handler, port), Connection(server(port)) as line:
        handler.answers["DATA"] = [when]
        assert line.send(MESSAGE, AN.spec).status is MailStatus.UNKNOWN


def test_a_server_that_is_not_there_is_remote_trouble() -> None:
    with local.mail_server() as (_handler, port):
        pass
    with pytest.raises(RemoteTrouble, match=r"127\.0\.0\.1"), Connection(server(port), seconds=2) as line:
        line.connect()


def test_a_password_is_taken_or_refused_and_never_reported() -> None:
    with local.mail_server("mot mat khau") as (handler, port):
        with Connection(server(port, "school", "mot mat khau")) as line:
            assert line.send(MESSAGE, AN.spec).status is MailStatus.ACCEPTED
        with pytest.raises(SignInTrouble) as caught, Connection(server(port, "school", "sai-hoan-toan")) as line:
            line.connect()
        with pytest.raises(ConfigurationError), Connection(server(port, "school", "mật khẩu")) as line:
            line.connect()
        assert "sai-hoan-toan" not in f"{caught.value} {caught.value.hint} {server(port, 'school', 'sai-hoan-toan')!r}"
        assert len(handler.taken) == 1


def test_a_password_that_a_server_echoes_is_never_repeated() -> None:
    """In the reply to a mail and in the refusal of the sign-in, as it is and in base64."""
    asked = server(25, "school", "s3cret-word")
    for form in ("s3cret-word", b64encode(b"s3cret-word").decode(), b64encode(b"\0school\0s3cret-word").decode()):
        assert without_password(f"535 bad credentials {form}", asked) == "535 bad credentials ***"


@contextmanager
def talking(*parts: bytes, pause: float = 0.0) -> Iterator[int]:
    """The port of a server that sends the parts, the last one without end, with a pause after each."""
    listening = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            line, _address = listening.accept()
            with line, suppress(OSError):
                for part in parts[:-1]:
                    line.sendall(part)
                while not done.wait(pause):
                    line.sendall(parts[-1])

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        done.set()
        listening.close()
        thread.join()


@pytest.mark.parametrize(
    ("parts", "pause", "words"),
    [
        pytest.param((b"2",), 0.05, "no answer in time", id="a byte now and then"),
        pytest.param((b"220-welcome\r\n",), 0.05, "no answer in time", id="a line now and then"),
        pytest.param((b"220-welcome\r\n" * 100,), 0.0, "larger than any", id="a greeting without end"),
        pytest.param((b"220 " + b"x" * 10_000,), 0.0, "larger than any", id="a line without end"),
        pytest.param((b"220 test\r\n", b"2"), 0.05, "no answer in time", id="the reply to EHLO"),
    ],
)
def test_a_server_that_talks_without_end_is_left(parts: tuple[bytes, ...], pause: float, words: str) -> None:
    with talking(*parts, pause=pause) as port, pytest.raises(RemoteTrouble, match=words):
        Connection(server(port), seconds=0.5).connect()


def test_all_talk_together_ends_in_time() -> None:
    with (
        talking(b"220 test\r\n", b"250-x\r\n", pause=0.05) as port,
        pytest.raises(RemoteTrouble, match="no answer in time"),
    ):
        Connection(server(port), seconds=600, budget=Budget(0.5)).connect()


def test_a_lost_connection_costs_the_next_mail_nothing() -> None:
    with local.mail_server() as (handler, port), Connection(server(port)) as line:
        handler.answers["RCPT"] = ["421 4.3.2 go away"]
        lost = line.send(MESSAGE, AN.spec)
        assert (lost.status, lost.lost) == (MailStatus.WAITING, True)
        assert line.send(MESSAGE, "binh@example.edu.vn").status is MailStatus.ACCEPTED


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({"QIPSHEETS_SMTP_SECURITY": "ssl3"}, "SECURITY", id="unknown security"),
        pytest.param({"QIPSHEETS_SMTP_SECURITY": "none"}, "without encryption", id="open line to elsewhere"),
        pytest.param({"QIPSHEETS_SMTP_PORT": "66000"}, "PORT", id="port out of range"),
        pytest.param({"QIPSHEETS_SMTP_PORT": "mail"}, "PORT", id="port in words"),
        pytest.param({"QIPSHEETS_SMTP_FROM": "trường"}, "FROM", id="sender is no address"),
        pytest.param({"QIPSHEETS_SMTP_PASSWORD_FILE": "/no/such/file"}, "password file", id="no password file"),
    ],
)
def test_settings_that_cannot_be_are_refused(environment: dict[str, str], expected: str) -> None:
    base = {"QIPSHEETS_SMTP_HOST": "smtp.example.vn", "QIPSHEETS_SMTP_FROM": "school@example.vn"}
    with pytest.raises(ConfigurationError, match=expected):
        mail_server({**base, **environment})


def test_settings_are_read(tmp_path: Path) -> None:
    assert mail_server({}) is None
    file = tmp_path / "password.txt"
    file.write_text("bí mật\n", encoding="utf-8")
    result = {"QIPSHEETS_SMTP_HOST": "localhost", "QIPSHEETS_SMTP_SECURITY": "none", "QIPSHEETS_SMTP_PORT": "2525",
            "QIPSHEETS_SMTP_FROM": "school@example.vn", "QIPSHEETS_SMTP_PASSWORD_FILE": str(file)}  # fmt: skip
    found = mail_server(result)
    assert found == MailServer("localhost", 2525, "none", MailAddress("", "school@example.vn"), "", "bí mật")
    assert "bí mật" not in repr(found)
