"""`doctor` on the mail server and the job: each refusal named, each line red or good for its reason, no mail sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qipsheets.operations.doctor.lines import GOOD, NOTE, RED, WARNING
from tests.commands.jobs import home, journal_of
from tests.delivery.mail_server import Handler, mail_server


def lines(result: Any, word: str) -> list[tuple[str, str]]:
    """The lines that speak of something: level, and all their words."""
    found = [(line["condition"], f"{line['what']} {line['why']} {line['hint']}") for line in result.json["lines"]]
    return [one for one in found if word in one[1]]


def set_server(monkeypatch: pytest.MonkeyPatch, port: int, **more: str) -> None:
    found = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "school@example.edu.vn", **more}
    for name, value in found.items():
        monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", value)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Handler]:
    with mail_server() as (handler, port):
        set_server(monkeypatch, port)
        yield handler


def test_a_server_that_takes_our_mails_gets_none(run: Any, server: Handler) -> None:
    found = run("doctor", "--json")
    [(level, words)] = lines(found, "mail server")
    assert (level, found.code, server.taken) == (GOOD, 0, []), words
    assert "none was sent" in words


def test_no_server_is_set(run: Any) -> None:
    assert lines(run("doctor", "--json"), "No mail server") != []


@pytest.mark.parametrize(("password", "level"), [("hx7-other", RED), ("hx7-right", GOOD)], ids=["another", "right"])
def test_the_sign_in_is_tried(run: Any, monkeypatch: pytest.MonkeyPatch, password: str, level: str) -> None:
    with mail_server("hx7-right") as (handler, port):
        set_server(monkeypatch, port, USER="school", PASSWORD=password)
        found = run("doctor", "--json")
        assert lines(found, "127.0.0.1")[0][0] == level
        assert (found.code, handler.taken) == (0 if level == GOOD else 1, [])
        assert "hx7" not in found.out


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        pytest.param("530 5.7.0 Authentication Required. gsmtp", "not signed in", id="nobody signed in"),
        pytest.param("550 5.7.1 Invalid credentials for relay [203.0.113.9]", "relay does not know", id="Workspace relay"),
        pytest.param("550 5.4.5 Daily user sending limit exceeded. gsmtp", "as many mails", id="the day's limit"),
        pytest.param("553 strange words", "strange words", id="a stranger's words are shown"),
    ],
)  # fmt: skip
def test_a_refused_sender_is_named(run: Any, server: Handler, answer: str, meaning: str) -> None:
    server.answers["MAIL"] = [answer]
    found = run("doctor", "--json")
    [(level, words)] = lines(found, "takes no mail")
    assert (level, found.code, meaning in words) == (RED, 1, True), words


def test_a_server_that_is_gone_and_one_that_speaks_no_tls(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    set_server(monkeypatch, 9)
    assert lines(run("doctor", "--json"), "127.0.0.1:9")[0][0] == RED
    with mail_server() as (_handler, port):
        set_server(monkeypatch, port, SECURITY="starttls")
        [(level, words)] = lines(run("doctor", "--json"), f":{port}")
        assert (level, "do not belong together" in words) == (RED, True), words
        set_server(monkeypatch, port, SECURITY="tls")
        [(level, words)] = lines(run("doctor", "--json"), f":{port}")
        assert (level, "do not belong together" in words) == (RED, True), words


def test_wrong_settings_are_red(run: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("QIPSHEETS_SMTP_SECURITY", "none")
    monkeypatch.setenv("QIPSHEETS_MAINTAINER", "x")
    monkeypatch.setenv("QIPSHEETS_HEARTBEAT", "http://hc.example.org/x")
    found = run("doctor", "--store", sample, "--json")
    assert found.code == 1
    for word in ("without encryption", "QIPSHEETS_MAINTAINER", "QIPSHEETS_HEARTBEAT"):
        assert lines(found, word)[0][0] == RED


def test_who_hears_of_it(run: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines(run("doctor", "--store", sample, "--json"), "Nobody hears when the job fails")[0][0] == NOTE
    monkeypatch.setenv("QIPSHEETS_MAINTAINER", "bao.tri@example.edu.vn")
    monkeypatch.setenv("QIPSHEETS_HEARTBEAT", "https://hc.example.org/0e9a")
    found = run("doctor", "--store", sample, "--json")
    assert [lines(found, word)[0][0] for word in ("ba…@example.edu.vn", "hc.example.org is called")] == [GOOD, GOOD]
    assert "0e9a" not in found.out and "bao.tri@" not in found.out


def test_the_last_good_run_and_its_age(run: Any, sample: Path, taken: Any, at: Any) -> None:
    look = ("doctor", "--store", sample, "--json")
    assert lines(run(*look), "never run well")[0][0] == NOTE
    red = run(*look, "--max-age", "26h")
    assert (lines(red, "never run well")[0][0], red.code) == (RED, 1)
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0
    at("2025-03-11 10:00")
    good = run(*look, "--max-age", "26h")
    assert (lines(good, "25 hours ago")[0][0], good.code) == (GOOD, 0)
    at("2025-03-11 12:00")
    old = run(*look, "--max-age", "26h")
    [(level, words)] = lines(old, "27 hours ago")
    assert (level, old.code, "job --store" in words) == (RED, 1, True)
    unasked = run(*look)
    assert (lines(unasked, "27 hours ago")[0][0], unasked.code) == (WARNING, 0)
    assert lines(unasked, "newest backup is of 10/03/2025")[0][0] == GOOD
    assert run(*look, "--max-age", "lâu").code == 2


def test_a_run_that_went_wrong_a_lost_backup_and_refused_mails(
    run: Any, sample: Path, taken: Any, at: Any, server: Handler
) -> None:
    at("2025-03-10 09:00")
    server.answers["RCPT"] = ["550 5.1.1 no such user"] * 2
    assert run("job", "--store", sample).code == 0
    next((home() / "backups").rglob("*.xlsx")).unlink()
    with journal_of(sample) as journal:
        journal.begin_run("job", journal.runs()[0].begun)  # killed before it could end
    found = run("doctor", "--store", sample, "--json")
    for word in ("did not end well", "refused or unsure: 2", "is gone"):
        assert lines(found, word)[0][0] == WARNING, word


def test_a_damaged_journal_is_red(run: Any, sample: Path, taken: Any, at: Any) -> None:
    at("2025-03-10 09:00")
    assert run("job", "--store", sample).code == 0
    with journal_of(sample) as journal:
        path = journal.path
    path.write_bytes(b"x" * 5000)
    found = run("doctor", "--store", sample, "--max-age", "26h", "--json")
    assert (found.code, lines(found, path.name)[0][0]) == (1, RED)


def test_an_age_without_a_workbook_is_red(run: Any) -> None:
    assert run("doctor", "--max-age", "26h").code == 1
