"""The outbox: sent at most once or at least once as the kind of mail asks, whatever the server and the power do.

| kind     | killed while sending | line broke after the text | 4yz         | 5yz     |
| reminder | unknown, not again   | unknown, not again        | again later | refused |
| official | again                | again, same Message-ID    | again later | refused |
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.delivery.message import message
from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.delivery.sending import FIRST_WAIT, MOST_ATTEMPTS, Limits, due, send_waiting, settle_interrupted
from qipsheets.delivery.smtp import Answer, Fate, Folder
from qipsheets.errors import RemoteTrouble
from qipsheets.journal.opening import connect, make
from tests.delivery.test_message import AN, MOMENT, SCHOOL, mail


class Killed(BaseException):
    """The power goes."""


class Scripted:
    """A server that answers as told: a Fate, or an exception; `taken` is what reached people."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.taken: list[str] = []

    def send(self, data: bytes, to: str, name: str) -> Answer:
        answer = self.answers.pop(0) if self.answers else Fate.SENT
        if isinstance(answer, tuple):  # taken, then the exception
            self.taken.append(name)
            answer = answer[0]
        if isinstance(answer, type) and issubclass(answer, BaseException):
            raise answer("scripted")
        if answer is Fate.SENT:
            self.taken.append(name)
        return Answer(answer, "scripted")


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    path = tmp_path / "journals" / "a.sqlite"
    make(path, tmp_path, "a.xlsx", 1)
    database = connect(path, 1)
    yield Outbox(database)
    database.close()


def put(outbox: Outbox, *, official: bool, period: str = "2025-03") -> str:
    one = mail(period=period)
    queued = Queued(one.key, one.kind, one.period, one.to.spec, one.subject, official)
    assert outbox.put(queued, message(one, SCHOOL, MOMENT).as_bytes(), MOMENT)
    return one.key


def send(outbox: Outbox, server: Scripted, moment: datetime = MOMENT, **limits: int) -> list[MailStatus]:
    return [sent.lot for sent in send_waiting(outbox, server, lambda: moment, Limits(**limits))]


def test_a_mail_is_laid_in_once_and_sent_once(outbox: Outbox) -> None:
    key = put(outbox, official=False)
    one = mail()
    assert not outbox.put(Queued(one.key, "", "", "", "", False), b"", MOMENT)
    server = Scripted()
    assert send(outbox, server) == [MailStatus.SENT]
    assert send(outbox, server, MOMENT + timedelta(days=9)) == []
    assert server.taken == [key]
    assert outbox.message(key) is None  # what concerned one person is kept no longer
    assert outbox.last_period("report", AN.spec) == "2025-03"


@pytest.mark.parametrize("official", [True, False], ids=["official", "reminder"])
@pytest.mark.parametrize(
    ("answer", "lot"),
    [(Fate.LATER, MailStatus.WAITING), (Fate.REFUSED, MailStatus.REFUSED)],
    ids=["passing", "lasting"],
)
def test_refusals(outbox: Outbox, official: bool, answer: Fate, lot: MailStatus) -> None:
    put(outbox, official=official)
    assert send(outbox, Scripted(answer)) == [lot]
    [entry] = outbox.entries()
    assert (entry.lot, entry.words, entry.attempts) == (lot, "scripted", 1)


def test_an_unknown_fate_is_again_for_documents_and_told_for_reminders(outbox: Outbox) -> None:
    put(outbox, official=True, period="a")
    put(outbox, official=False, period="b")
    assert send(outbox, Scripted(Fate.UNKNOWN, Fate.UNKNOWN)) == [MailStatus.WAITING, MailStatus.UNKNOWN]
    assert send(outbox, Scripted(), MOMENT + FIRST_WAIT) == [MailStatus.SENT]


def test_a_server_that_is_gone_leaves_all_waiting(outbox: Outbox) -> None:
    put(outbox, official=False)
    with pytest.raises(RemoteTrouble):
        send(outbox, Scripted(RemoteTrouble))
    assert [entry.lot for entry in outbox.entries()] == [MailStatus.WAITING]


def test_a_passing_refusal_is_not_for_ever(outbox: Outbox) -> None:
    put(outbox, official=True)
    moment, lots = MOMENT, []
    while outbox.entries(MailStatus.WAITING):
        moment += timedelta(days=30)
        lots += send(outbox, Scripted(Fate.LATER), moment)
    assert len(lots) == MOST_ATTEMPTS and lots[-1] is MailStatus.REFUSED


def test_waits_double(outbox: Outbox) -> None:
    waits = [Queued("k", "", "", "", "", True, tried=MOMENT, attempts=number) for number in (1, 2, 3)]
    assert [due(one, MOMENT + FIRST_WAIT * 2) for one in waits] == [True, True, False]


def test_limits_of_a_run_and_a_day(outbox: Outbox) -> None:
    for number in range(7):
        put(outbox, official=False, period=str(number))
    server = Scripted()
    assert len(send(outbox, server, per_run=3, per_day=5)) == 3
    assert len(send(outbox, server, per_run=3, per_day=5)) == 2
    assert send(outbox, server, per_run=3, per_day=5) == []
    assert len(send(outbox, server, MOMENT + timedelta(days=1), per_run=3, per_day=5)) == 2


STEPS = st.sampled_from([Fate.SENT, Fate.LATER, Fate.UNKNOWN, RemoteTrouble, Killed, (Killed,), (Fate.UNKNOWN,)])


@given(steps=st.lists(STEPS, max_size=10), official=st.booleans(), data=st.integers())
def test_duplicates_and_losses_are_as_promised(outbox: Outbox, steps: list[object], official: bool, data: int) -> None:
    """P9. A reminder reaches a person at most once; a document at least once, unless the server refuses for good."""
    for old in outbox.entries(*MailStatus):
        outbox.settle(old.key, MailStatus.CANCELLED)
    key = put(outbox, official=official, period=f"{data}-{len(outbox.entries())}")
    server, moment = Scripted(*steps), MOMENT
    while server.answers or outbox.entries(MailStatus.WAITING, MailStatus.SENDING):
        moment += timedelta(days=30)
        settle_interrupted(outbox)
        try:
            send(outbox, server, moment)
        except (RemoteTrouble, Killed):
            continue
        if not outbox.entries(MailStatus.WAITING):
            server.answers.clear()
    [entry] = [one for one in outbox.entries() if one.key == key]
    if official:
        assert server.taken or entry.lot is MailStatus.REFUSED
    else:
        taken = [step for step in server.taken if step == key]
        assert len(taken) <= 1
        assert taken or entry.lot in (MailStatus.UNKNOWN, MailStatus.REFUSED)


def test_a_folder_takes_what_a_server_would(outbox: Outbox, tmp_path: Path) -> None:
    key = put(outbox, official=False)
    lots = [sent.lot for sent in send_waiting(outbox, Folder(tmp_path / "thư"), lambda: MOMENT, Limits())]
    assert lots == [MailStatus.SENT]
    assert (tmp_path / "thư" / f"{key}.eml").exists()
