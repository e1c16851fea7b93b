"""The outbox: sent at most once or at least once as the kind of mail asks, whatever the server and the power do.

| kind     | killed while sending | line broke after the text | 4yz         | 5yz     |
| reminder | unknown, not again   | unknown, not again        | again later | refused |
| official | again                | again, same Message-ID    | again later | refused |
"""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qipsheets.delivery.message import KEY_HEADER, message
from qipsheets.delivery.outbox import MAINTAINER, MailStatus, Outbox, Queued
from qipsheets.delivery.sending import (
    FIRST_WAIT,
    MOST_TRIES_OF_A_DOCUMENT,
    Limits,
    Mailer,
    due,
    send_waiting,
    settle_interrupted,
    write_previews,
)
from qipsheets.delivery.smtp import Reply
from qipsheets.errors import RemoteTrouble
from tests.delivery.test_message import AN, MOMENT, SCHOOL, mail


class Killed(BaseException):
    """The power goes."""


class Scripted:
    """A server that answers as told: a MailStatus, or an exception; `taken` is what reached people, by the mails' keys."""

    host = "scripted.example"

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.taken: list[str] = []

    def connect(self) -> None:
        if self.answers and self.answers[0] is RemoteTrouble:
            self.answers.pop(0)
            raise RemoteTrouble("scripted")

    def send(self, data: bytes, to: str) -> Reply:
        name = str(message_from_bytes(data)[KEY_HEADER])
        answer = self.answers.pop(0) if self.answers else MailStatus.ACCEPTED
        if isinstance(answer, tuple):  # taken, then the exception
            self.taken.append(name)
            answer = answer[0]
        if isinstance(answer, type) and issubclass(answer, BaseException):
            raise answer("scripted")
        if answer is MailStatus.ACCEPTED:
            self.taken.append(name)
        return Reply(answer, "scripted")


def put(outbox: Outbox, *, official: bool, period: str = "2025-03") -> str:
    one = mail(period=period)
    queued = Queued(one.key, one.kind, one.period, one.to.spec, one.subject, official)
    assert outbox.put(queued, message(one, SCHOOL, MOMENT).as_bytes(), MOMENT)
    return one.key


def send(outbox: Outbox, server: Scripted, moment: datetime = MOMENT, **limits: int) -> list[MailStatus]:
    return [sent.status for sent in send_waiting(outbox, server, lambda: moment, Limits(**limits))]


def test_a_mail_is_laid_in_once_and_sent_once(outbox: Outbox) -> None:
    key = put(outbox, official=False)
    one = mail()
    assert not outbox.put(Queued(one.key, "", "", "", "", False), b"", MOMENT)
    server = Scripted()
    assert send(outbox, server) == [MailStatus.ACCEPTED]
    assert send(outbox, server, MOMENT + timedelta(days=9)) == []
    assert server.taken == [key]
    assert outbox.message(key) is None  # what concerned one person is kept no longer
    last = outbox.last_handed_over("report", AN.spec, "2025-03")
    assert last is not None and last.period == "2025-03"
    assert outbox.last_handed_over("report", AN.spec, "2025-02") is None


@pytest.mark.parametrize("official", [True, False], ids=["official", "reminder"])
@pytest.mark.parametrize(
    ("answer", "status"),
    [(MailStatus.WAITING, MailStatus.WAITING), (MailStatus.REFUSED, MailStatus.REFUSED)],
    ids=["passing", "lasting"],
)
def test_refusals(outbox: Outbox, official: bool, answer: MailStatus, status: MailStatus) -> None:
    put(outbox, official=official)
    assert send(outbox, Scripted(answer)) == [status]
    [entry] = outbox.entries()
    assert (entry.status, entry.words, entry.attempts) == (status, "scripted", 1)


def test_an_unknown_fate_is_again_for_documents_and_reported_for_reminders(outbox: Outbox) -> None:
    put(outbox, official=True, period="a")
    put(outbox, official=False, period="b")
    assert send(outbox, Scripted(MailStatus.UNKNOWN, MailStatus.UNKNOWN)) == [MailStatus.WAITING, MailStatus.UNKNOWN]
    assert send(outbox, Scripted(), MOMENT + FIRST_WAIT) == [MailStatus.ACCEPTED]


def test_a_server_that_is_gone_leaves_all_waiting(outbox: Outbox) -> None:
    put(outbox, official=False)
    with pytest.raises(RemoteTrouble):
        send(outbox, Scripted(RemoteTrouble))
    assert [entry.status for entry in outbox.entries()] == [MailStatus.WAITING]


def test_a_passing_refusal_is_not_for_ever(outbox: Outbox) -> None:
    put(outbox, official=True)
    moment, lots = MOMENT, []
    while outbox.entries(MailStatus.WAITING):
        moment += timedelta(days=30)
        lots += send(outbox, Scripted(MailStatus.WAITING), moment)
    assert len(lots) == MOST_TRIES_OF_A_DOCUMENT and lots[-1] is MailStatus.REFUSED


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


def test_what_may_have_arrived_counts_in_the_limit_of_a_day(outbox: Outbox) -> None:
    for number in range(3):
        put(outbox, official=False, period=str(number))
    assert send(outbox, Scripted(MailStatus.UNKNOWN), per_run=1, per_day=2) == [MailStatus.UNKNOWN]
    assert send(outbox, Scripted(), per_run=9, per_day=2) == [MailStatus.ACCEPTED]


STEPS = st.sampled_from(
    [
        MailStatus.ACCEPTED,
        MailStatus.WAITING,
        MailStatus.UNKNOWN,
        RemoteTrouble,
        Killed,
        (Killed,),
        (MailStatus.UNKNOWN,),
    ]
)


@example(steps=[(Killed,)], official=False, data=0)  # the server has it, the outbox does not know
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
        assert server.taken or entry.status is MailStatus.REFUSED
    else:
        taken = [step for step in server.taken if step == key]
        assert len(taken) <= 1
        assert taken or entry.status in (MailStatus.UNKNOWN, MailStatus.REFUSED)


def test_who_is_accepted_is_known_by_server_moment_and_reply(outbox: Outbox) -> None:
    put(outbox, official=True)
    send(outbox, Scripted())
    [entry] = outbox.entries()
    assert (entry.server, entry.tried, entry.words) == ("scripted.example", MOMENT, "scripted")


def test_a_mail_that_fails_goes_behind_the_others(outbox: Outbox) -> None:
    keys = [put(outbox, official=True, period=period) for period in "abc"]
    send(outbox, Scripted(MailStatus.WAITING), per_run=1)
    server = Scripted()
    send(outbox, server, MOMENT + timedelta(days=1))
    assert server.taken == [keys[1], keys[2], keys[0]]


def test_the_maintainers_mail_is_sent_before_all_others(outbox: Outbox) -> None:
    put(outbox, official=True, period="a")
    one = mail(kind=MAINTAINER)
    outbox.put(
        Queued(one.key, one.kind, one.period, one.to.spec, one.subject, True),
        message(one, SCHOOL, MOMENT).as_bytes(),
        MOMENT,
    )
    server = Scripted()
    send(outbox, server, per_run=1)
    assert server.taken == [one.key]


@pytest.mark.parametrize(("tries", "status"), [(11, MailStatus.WAITING), (12, MailStatus.REFUSED)])
def test_an_address_that_takes_no_reminder_is_given_up(outbox: Outbox, tries: int, status: MailStatus) -> None:
    """Each day's reminder is another mail; what counts is how often the address was tried since one was accepted."""
    moment = MOMENT
    for number in range(tries):
        put(outbox, official=False, period=f"day {number}")
        moment += timedelta(days=1)
        send(outbox, Scripted(*[MailStatus.WAITING] * 9), moment, per_run=1)
    assert outbox.tries_since_accepted(AN.spec) == tries
    tried = [one for one in outbox.entries() if one.attempts]
    assert tried[-1].status is status


def test_a_reminder_that_was_interrupted_counts_for_the_limit_of_the_day(outbox: Outbox) -> None:
    """Its fate is unknown: the server may have counted it."""
    put(outbox, official=False, period="a")
    put(outbox, official=False, period="b")
    assert send(outbox, Scripted(MailStatus.UNKNOWN), per_day=1) == [MailStatus.UNKNOWN]
    assert send(outbox, Scripted(), per_day=1) == []
    assert send(outbox, Scripted(), per_day=2) == [MailStatus.ACCEPTED]


def test_an_interrupted_document_is_due_at_once(outbox: Outbox) -> None:
    """A killed `email plan`, run again, sends; it does not say that the server asks for patience."""
    put(outbox, official=True)
    with pytest.raises(Killed):
        send(outbox, Scripted(Killed))
    settle_interrupted(outbox)
    assert send(outbox, Scripted()) == [MailStatus.ACCEPTED]


def test_a_preview_bears_its_kind_and_the_person_and_another_one_a_number(tmp_path: Path) -> None:
    to = replace(AN, name="Lê Văn Bình")
    mails = [replace(mail(kind="digest"), to=to, text=text) for text in ("Một.", "Hai.", "Một.")]
    paths = write_previews(mails, Mailer(None), tmp_path, MOMENT)
    assert [path.name for path in paths] == [
        "nhac-viec-Le-Van-Binh.eml", "nhac-viec-Le-Van-Binh-2.eml", "nhac-viec-Le-Van-Binh.eml",
    ]  # fmt: skip


def test_previews_are_files_and_nothing_else(tmp_path: Path) -> None:
    for _again in range(2):
        [path] = write_previews([mail()], Mailer(None), tmp_path / "xem trước", MOMENT)
    assert [path] == list((tmp_path / "xem trước").iterdir())
    assert path.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["To"].addresses[0].addr_spec == AN.spec
