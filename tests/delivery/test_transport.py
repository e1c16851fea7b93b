"""What became of a message: every reply of a real server, and none."""

from pathlib import Path

import pytest

from qipsheets.delivery.addresses import Address
from qipsheets.delivery.message import message
from qipsheets.delivery.smtp import Fate, Folder, MailServer, connected, mail_server
from qipsheets.errors import ConfigurationError, RemoteTrouble, SignInTrouble
from tests.delivery import mail_server as local
from tests.delivery.test_message import AN, MOMENT, SCHOOL, mail

MESSAGE = message(mail(), SCHOOL, MOMENT).as_bytes()


def server(port: int, user: str = "", password: str = "") -> MailServer:
    return MailServer("127.0.0.1", port, "none", SCHOOL, user, password)


def test_a_message_is_taken_once() -> None:
    with local.mail_server() as (handler, port):
        with connected(server(port)) as line:
            assert line.send(MESSAGE, AN.spec, "thu-1").fate is Fate.SENT
        assert [(to, read["Subject"]) for to, read in handler.taken] == [(AN.spec, "Báo cáo tháng 3")]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("451 try later", Fate.LATER),
        ("421 too many", Fate.LATER),
        ("550 no such user", Fate.REFUSED),
        ("554 spam", Fate.REFUSED),
    ],
)
def test_a_refusal_is_told_and_the_next_message_still_goes(verb: str, answer: str, fate: Fate) -> None:
    with local.mail_server() as (handler, port), connected(server(port)) as line:
        handler.answers[verb] = [answer]
        told = line.send(MESSAGE, AN.spec, "thu-1")
        assert (told.fate, told.words) == (fate, answer)
        assert line.send(MESSAGE, "binh@example.edu.vn", "thu-2").fate is Fate.SENT
        assert len(handler.taken) == 1


@pytest.mark.parametrize("when", ["drop before", "drop after"])
def test_a_line_that_breaks_after_the_text_leaves_the_fate_unknown(when: str) -> None:
    with local.mail_server() as (handler, port), connected(server(port)) as line:
        handler.answers["DATA"] = [when]
        assert line.send(MESSAGE, AN.spec, "thu-1").fate is Fate.UNKNOWN


def test_a_server_that_is_not_there_is_remote_trouble() -> None:
    with local.mail_server() as (_handler, port):
        pass
    with pytest.raises(RemoteTrouble, match=r"127\.0\.0\.1"), connected(server(port), seconds=2):
        pass


def test_a_password_is_taken_or_refused_and_never_told() -> None:
    with local.mail_server("mot mat khau") as (handler, port):
        with connected(server(port, "school", "mot mat khau")) as line:
            assert line.send(MESSAGE, AN.spec, "thu-1").fate is Fate.SENT
        with pytest.raises(SignInTrouble) as caught, connected(server(port, "school", "sai-hoan-toan")):
            pass
        with pytest.raises(ConfigurationError), connected(server(port, "school", "mật khẩu")):
            pass
        assert "sai-hoan-toan" not in f"{caught.value} {caught.value.hint} {server(port, 'school', 'sai-hoan-toan')!r}"
        assert len(handler.taken) == 1


def test_a_folder_keeps_the_message_once(tmp_path: Path) -> None:
    for _again in range(2):
        assert Folder(tmp_path).send(MESSAGE, AN.spec, "thu-1").fate is Fate.SENT
    [file] = tmp_path.glob("*.eml")
    assert file.read_bytes() == MESSAGE


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        pytest.param({"QIPSHEETS_SMTP_SECURITY": "ssl3"}, "SECURITY", id="unknown security"),
        pytest.param({"QIPSHEETS_SMTP_SECURITY": "none"}, "without encryption", id="open line to elsewhere"),
        pytest.param({"QIPSHEETS_SMTP_PORT": "66000"}, "PORT", id="port out of range"),
        pytest.param({"QIPSHEETS_SMTP_PORT": "mail"}, "PORT", id="port in words"),
        pytest.param({"QIPSHEETS_SMTP_FROM": "trường"}, "FROM", id="sender is no address"),
        pytest.param({"QIPSHEETS_SMTP_PASSWORD_FILE": "/no/such/file"}, "password file", id="no password file"),
    ],
)
def test_settings_that_cannot_be_are_refused(environment: dict[str, str], told: str) -> None:
    base = {"QIPSHEETS_SMTP_HOST": "smtp.example.vn", "QIPSHEETS_SMTP_FROM": "school@example.vn"}
    with pytest.raises(ConfigurationError, match=told):
        mail_server({**base, **environment})


def test_settings_are_read(tmp_path: Path) -> None:
    assert mail_server({}) is None
    file = tmp_path / "password.txt"
    file.write_text("bí mật\n", encoding="utf-8")
    told = {"QIPSHEETS_SMTP_HOST": "localhost", "QIPSHEETS_SMTP_SECURITY": "none", "QIPSHEETS_SMTP_PORT": "2525",
            "QIPSHEETS_SMTP_FROM": "school@example.vn", "QIPSHEETS_SMTP_PASSWORD_FILE": str(file)}  # fmt: skip
    found = mail_server(told)
    assert found == MailServer("localhost", 2525, "none", Address("", "school@example.vn"), "", "bí mật")
    assert "bí mật" not in repr(found)
