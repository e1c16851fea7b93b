"""Every reply a mail server can give, and none, at every stage; what the outbox makes of it, then of a second run.

The server is a strict one: a command out of its order is refused (503), so a session that was not put right after a
refusal would show. "taken" acts put the text into a letter box before the line breaks; the others lose it.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes, policy
from typing import BinaryIO

import pytest

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.message import Attachment, message
from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.delivery.sending import (
    FIRST_WAIT,
    MOST_LOST,
    Limits,
    cancel_stale,
    due,
    send_waiting,
    settle_interrupted,
)
from qipsheets.delivery.smtp import Connection, MailServer, Reply
from qipsheets.errors import RemoteTrouble
from tests.delivery.test_message import AN, MOMENT, SCHOOL, mail

GREETINGS = {"CONNECT": "220 test", "EHLO": "250 test", "MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 go on",
             "END": "250 taken", "RSET": "250 OK", "QUIT": "221 bye"}  # fmt: skip
BINH = MailAddress("Vũ Bình", "binh@example.edu.vn")


class Dropped(Exception):
    """The server hangs up."""


class Strict:
    """A server for one line at a time. `acts` gives, by stage, a reply or "drop", "taken drop", "mute", "taken mute"."""

    def __init__(self) -> None:
        self.acts: dict[str, str] = {}
        self.always: dict[str, str] = {}
        self.poison = ""  # an address at which the server hangs up
        self.box: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                with line, suppress(Dropped, OSError), line.makefile("rb") as lines:
                    self._talk(line, lines)

    def _talk(self, line: socket.socket, lines: BinaryIO) -> None:
        self._reply(line, "CONNECT")
        stage = ""
        while words := lines.readline().decode("ascii").upper():
            verb = words[:4].strip()
            after = {"MAIL": ("", "MAIL"), "RCPT": ("MAIL", "RCPT"), "DATA": ("RCPT", "DATA")}.get(verb)
            if after and stage != after[0]:
                line.sendall(b"503 out of order\r\n")
                continue
            if verb == "RCPT" and self.poison and self.poison.upper() in words:
                self.acts["RCPT"] = "421 4.3.2 closing, drop"
            taken = self._reply(line, "EHLO" if verb in ("EHLO", "HELO") else verb)
            stage = after[1] if after and taken else "" if verb == "RSET" else stage
            if stage == "DATA":
                self._text(line, lines)
                stage = ""
            if verb == "QUIT":
                raise Dropped

    def _text(self, line: socket.socket, lines: BinaryIO) -> None:
        text = []
        if "TEXT" in self.acts:
            lines.readline()
            del self.acts["TEXT"]
            raise Dropped
        while (part := lines.readline()) != b".\r\n":
            if not part:
                raise Dropped
            text.append(part[1:] if part.startswith(b".") else part)
        if self.acts.get("END", "taken").startswith(("taken", "slow")):
            self.box.append(b"".join(text))
        self._reply(line, "END")

    def _reply(self, line: socket.socket, stage: str) -> bool:
        act = self.acts.pop(stage, self.always.get(stage, GREETINGS[stage]))
        if act.endswith("mute"):
            with suppress(OSError):
                line.recv(1)  # until the other side hangs up
        if act.endswith(("drop", "mute")):
            if act[:3].isdigit():
                line.sendall(f"{act.removesuffix(', drop')}\r\n".encode())
            raise Dropped
        if act == "slow":
            threading.Event().wait(0.45)
            act = GREETINGS[stage]
        line.sendall(f"{act}\r\n".encode())
        return act[0] in "23"


@pytest.fixture
def server() -> Iterator[Strict]:
    made = Strict()
    yield made
    made.stop()


@contextmanager
def line_to(server: Strict) -> Iterator[Connection]:
    with Connection(MailServer("127.0.0.1", server.port, "none", SCHOOL), seconds=0.3, text_seconds=0.7) as line:
        yield line


def put(outbox: Outbox, to: MailAddress = AN, *, official: bool, size: int = 0) -> str:
    one = mail(to=to, attachments=(Attachment("a.bin", bytes(size)),) if size else ())
    queued = Queued(one.key, one.kind, one.period, to.spec, one.subject, official)
    assert outbox.put(queued, message(one, SCHOOL, MOMENT).as_bytes(), MOMENT)
    return one.key


def run(outbox: Outbox, server: Strict, number: int = 0) -> bool:
    """A run as the job makes it, each an hour after the last; False where the server is gone."""
    moment = MOMENT + timedelta(hours=number)
    settle_interrupted(outbox)
    try:
        with line_to(server) as line:
            list(send_waiting(outbox, line, lambda: moment, Limits()))
    except RemoteTrouble:
        return False
    return True


def ids(server: Strict) -> list[str]:
    return [str(message_from_bytes(text, policy=policy.default)["Message-ID"]) for text in server.box]


W, R, U, S = MailStatus.WAITING, MailStatus.REFUSED, MailStatus.UNKNOWN, MailStatus.ACCEPTED
ENVELOPE = ("MAIL", "RCPT", "DATA")
Expected = tuple[MailStatus, int]  # of a mail, and the copies that arrive in the end
# stage, act, what becomes of a reminder, the same of an official document
TABLE = [
    *((stage, act, (W, 1), (W, 1)) for stage in ("CONNECT", "EHLO") for act in ("drop", "mute")),
    ("CONNECT", "421 busy, drop", (W, 1), (W, 1)),
    ("CONNECT", "554 no service", (W, 1), (W, 1)),
    *((stage, "451 later", (W, 1), (W, 1)) for stage in ENVELOPE),
    *((stage, "421 bye, drop", (W, 1), (W, 1)) for stage in ENVELOPE),
    *((stage, "550 5.4.5 daily limit", (W, 1), (W, 1)) for stage in (*ENVELOPE, "END")),
    *((stage, "550 no", (R, 0), (R, 0)) for stage in (*ENVELOPE, "END")),
    *((stage, act, (W, 1), (W, 1)) for stage in ENVELOPE for act in ("drop", "mute", "what?")),
    ("TEXT", "drop", (W, 1), (W, 1)),
    ("END", "451 later", (W, 1), (W, 1)),
    *(("END", act, (U, 0), (W, 1)) for act in ("drop", "mute", "what?", "333 more")),
    *(("END", act, (U, 1), (W, 2)) for act in ("taken drop", "taken mute")),
    ("END", "slow", (S, 1), (S, 1)),
    ("QUIT", "drop", (S, 1), (S, 1)),
]


@pytest.mark.parametrize("official", [False, True], ids=["reminder", "official"])
@pytest.mark.parametrize(
    ("stage", "act", "reminder", "document"), [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in TABLE]
)
def test_every_reply(
    outbox: Outbox, server: Strict, stage: str, act: str, reminder: Expected, document: Expected, official: bool
) -> None:
    """P9: after the run with the fault, then after three good ones."""
    status, copies = document if official else reminder
    key = put(outbox, official=official, size=16_000_000 if stage == "TEXT" else 0)
    server.acts[stage] = act
    run(outbox, server)
    [entry] = outbox.entries()
    assert entry.status is status
    assert bool(entry.words) or status is S or stage in ("CONNECT", "EHLO")  # the list says why
    for number in (1, 2, 3):
        assert run(outbox, server, number)
    assert ids(server) == [f"<{key}@example.edu.vn>"] * copies
    [entry] = outbox.entries()
    assert entry.status is (S if copies and status is not U else status)
    assert (outbox.message(key) is None) == (entry.status is S)  # what is not settled can still be sent by hand


@pytest.mark.parametrize("act", ["451 later", "550 no", "what?"])
@pytest.mark.parametrize("stage", [*ENVELOPE, "END"])
def test_a_refusal_holds_up_no_other_mail_of_the_run(outbox: Outbox, server: Strict, stage: str, act: str) -> None:
    put(outbox, official=True)
    put(outbox, BINH, official=True)
    server.acts[stage] = act
    assert run(outbox, server)
    assert [entry.status for entry in outbox.entries() if entry.address == BINH.spec] == [S]


@pytest.mark.parametrize("stage", ENVELOPE)
@pytest.mark.parametrize("act", ["421 4.7.0 too many, drop", "drop"])
def test_one_mail_on_which_the_server_hangs_up_holds_up_no_other(
    outbox: Outbox, server: Strict, stage: str, act: str
) -> None:
    put(outbox, official=False)
    put(outbox, BINH, official=False)
    server.acts[stage] = act
    assert run(outbox, server)
    first, second = outbox.entries()
    assert (first.status, second.status) == (W, S)
    assert not act.startswith("421") or first.words[:9] == "421 4.7.0"
    assert run(outbox, server, 1)
    assert len(server.box) == 2


def test_a_server_that_hangs_up_on_every_mail_is_left_alone(outbox: Outbox, server: Strict) -> None:
    addresses = [MailAddress("", f"nguoi.{number}@example.edu.vn") for number in range(MOST_LOST + 1)]
    for to in addresses:
        put(outbox, to, official=True)
    server.always["RCPT"] = "421 4.3.2 closing, drop"
    assert not run(outbox, server)
    assert [entry.attempts for entry in outbox.entries()] == [1] * MOST_LOST + [0]


def test_the_day_of_one_address_that_poisons_the_connection(outbox: Outbox, server: Strict) -> None:
    """Twelve people, and the server hangs up on one of them, hour after hour, for five days: eleven hear on day one."""
    people = [MailAddress("", f"nguoi.{number}@example.edu.vn") for number in range(12)]
    server.poison = people[3].spec
    heard = []
    for day in range(5):
        for to in people:
            if day == 0 or to is people[3]:
                one = mail(to=to, kind="digest", period=f"day {day}")
                queued = Queued(one.key, one.kind, one.period, to.spec, one.subject, False)
                outbox.put(queued, message(one, SCHOOL, MOMENT).as_bytes(), MOMENT + timedelta(days=day))
        for hour in range(12):
            moment = MOMENT + timedelta(days=day, hours=hour)
            cancel_stale(outbox, moment.date())
            with line_to(server) as line:
                list(send_waiting(outbox, line, lambda moment=moment: moment, Limits()))
        heard.append(len(server.box))
    assert heard == [11] * 5
    last = [entry for entry in outbox.entries() if entry.address == people[3].spec and entry.attempts]
    assert MailStatus.REFUSED in [entry.status for entry in last]  # given up, and told


def test_a_text_arrives_byte_for_byte_with_its_dots(server: Strict) -> None:
    data = b"Subject: x\r\n\r\n.\r\n..\r\n.an\r\nan.\r\n\r\nlast"
    with line_to(server) as line:
        assert line.send(data, AN.spec).status is MailStatus.ACCEPTED
        assert line.send(data + b"\r\n", AN.spec).status is MailStatus.ACCEPTED
    assert server.box == [data + b"\r\n"] * 2


def test_a_week_of_passing_refusals_is_outlived_and_the_mail_leaves_within_hours(outbox: Outbox) -> None:
    """A server that says «later» for seven days of hourly runs; then it is well."""
    put(outbox, official=True)
    tries = []

    class Ill:
        host = "ill.example"

        def connect(self) -> None:
            pass

        def send(self, data: bytes, to: str) -> Reply:
            tries.append(moment)
            return Reply(MailStatus.WAITING if moment - MOMENT < timedelta(days=7) else MailStatus.ACCEPTED, "words")

    for hour in range(24 * 8):
        moment = MOMENT + timedelta(hours=hour)
        list(send_waiting(outbox, Ill(), lambda now=moment: now, Limits()))
    [entry] = outbox.entries()
    assert entry.status is S and tries[-1] - MOMENT <= timedelta(days=7, hours=4)
    assert tries[1] - tries[0] == timedelta(hours=1) and tries[-1] - tries[-2] == timedelta(hours=4)


def test_a_try_noted_by_a_clock_that_was_a_year_ahead_holds_nothing_up() -> None:
    ahead = Queued("k", "", "", "", "", True, tried=MOMENT + timedelta(days=365), attempts=3)
    assert due(ahead, MOMENT)
    assert not due(Queued("k", "", "", "", "", True, tried=MOMENT, attempts=1), MOMENT + FIRST_WAIT / 2)
