"""A command's time on the network and the size of a reply: kept while bytes arrive, however they come."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from qipsheets import budget
from qipsheets.budget import Budget, TimeUp, TooMuch, bounded
from qipsheets.errors import ConfigurationError, RemoteTrouble
from qipsheets.stores.google import client as google_client
from qipsheets.stores.google.client import SheetsClient
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.sign_in import ROBOT, SignedIn

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def server(reply: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on this machine that answers each call in its own way."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection: socket.socket) -> None:
            with closing(connection):
                try:
                    connection.recv(65536)
                    reply(connection)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def drip_head(connection: socket.socket) -> None:
    for letter in HEAD * 50:
        connection.sendall(bytes([letter]))
        time.sleep(0.02)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.02)


def endless(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b" " * 65536)


def silent(connection: socket.socket) -> None:
    connection.recv(1)


class Token:
    """Credentials that need nobody."""

    token, valid, expired, quota_project_id = "x", True, False, None

    def before_request(self, _request: object, _method: str, _url: str, headers: dict[str, str]) -> None:
        headers["authorization"] = "Bearer x"


def ask(base: str, seconds: float) -> None:
    signed = SignedIn(Token(), "robot@school", ROBOT)
    SheetsClient(signed, base, timeout=30.0, schedule=Schedule(cap=60.0), budget=Budget(seconds)).get("S" * 44, "f")


@pytest.mark.parametrize("reply", [drip_head, drip_body, silent], ids=lambda reply: reply.__name__)
def test_a_reply_that_never_ends_ends_with_the_budget(reply: Callable[[socket.socket], None]) -> None:
    spent = Budget(1000.0)
    with server(reply) as base, spent.spending(), pytest.raises(RemoteTrouble):
        ask(base, 0.5)
    assert spent.left > 1000.0 - 20.0  # a loaded machine may take its time; the reply itself would take for ever


def test_a_reply_without_end_is_cut_off_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google_client, "MOST_OF_A_REPLY", 1_000_000)
    with server(endless) as base, pytest.raises(RemoteTrouble):
        ask(base, 30.0)


def test_blocks_are_bounded_as_they_come() -> None:
    taken: list[int] = []

    def blocks() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 100

    with pytest.raises(TooMuch):
        bounded(blocks(), 1000)
    assert len(taken) == 11
    assert bounded([b"a", b"b"], 2) == b"ab"


def test_only_time_on_the_network_counts_and_what_is_nested_counts_once() -> None:
    now = [0.0]
    one = Budget(100.0, lambda: now[0])
    now[0] = 50.0  # a person thinks about a question
    assert one.left == 100.0
    with one.spending():
        now[0] += 10.0
        with one.spending():
            now[0] += 20.0
        assert one.left == 70.0
    now[0] += 1000.0
    assert one.left == 70.0


def test_work_gives_what_it_gives_and_raises_what_it_raises() -> None:
    one = Budget(100.0)
    assert one.run(lambda: 5) == 5
    with pytest.raises(KeyError):
        one.run(lambda: {}["x"])
    with pytest.raises(TimeUp):
        one.run(lambda: time.sleep(5), 0.01)


def test_nothing_is_begun_once_the_budget_is_spent() -> None:
    with pytest.raises(TimeUp):
        Budget(0.0).run(lambda: time.sleep(5))


@pytest.mark.parametrize(("text", "seconds"), [("", 180.0), ("5", 5.0), ("900.5", 900.5)])
def test_the_setting_is_a_number_of_seconds(text: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(budget.VARIABLE, text)
    assert budget.current().seconds == seconds


@pytest.mark.parametrize("text", ["0", "-1", "lâu", "inf", "nan", "1e9"])
def test_a_setting_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(budget.VARIABLE, text)
    with pytest.raises(ConfigurationError, match=budget.VARIABLE), budget.command():
        pass


def test_a_job_has_more_time_than_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(budget.VARIABLE, raising=False)
    with budget.command():
        assert budget.current().left == 180.0
        with budget.command(budget.JOB):
            assert budget.current() is budget.current()
            assert budget.current().left == 900.0
    assert budget.current() is not budget.current()
