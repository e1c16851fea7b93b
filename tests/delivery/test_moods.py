"""Sixteen moods of a mail server, twelve mails each: nobody starved, none twice but where promised, all listed.

In most moods the server treats the fourth recipient badly, in some everybody. After the first run it is well again, and
an hour later the job runs once more.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.message import Attachment
from qipsheets.delivery.outbox import MailStatus, Outbox
from qipsheets.delivery.sending import Limits, enqueue, send_waiting, settle_interrupted
from qipsheets.delivery.smtp import Connection, MailServer
from qipsheets.errors import RemoteTrouble, SignInTrouble
from tests.delivery.moody_servers import MoodyServer, NodeServer, PythonServer
from tests.delivery.test_message import MOMENT, SCHOOL, mail

PEOPLE = [MailAddress("", f"nguoi.{number}@example.edu.vn") for number in range(12)]
VICTIM = PEOPLE[3].spec
W, R, U, S = MailStatus.WAITING, MailStatus.REFUSED, MailStatus.UNKNOWN, MailStatus.ACCEPTED
Course = tuple[MailStatus, MailStatus, int]  # after the bad run, after the good one, and the copies that arrived
LATER: tuple[Course, Course] = (W, S, 1), (W, S, 1)  # of a reminder, of a document
NEVER: tuple[Course, Course] = (R, R, 0), (R, R, 0)
FINE: tuple[Course, Course] = (S, S, 1), (S, S, 1)
# mood, how many of the twelve it hits, what becomes of those as reminders and as documents
MOODS = [
    ("421 at RCPT", 1, LATER),
    ("450", 1, LATER),
    ("550", 1, NEVER),
    ("drip", 1, LATER),
    ("close after MAIL", 1, LATER),
    ("size refused", 1, NEVER),
    ("5xx at DATA end", 1, NEVER),
    ("drop in DATA", 1, ((U, U, 0), (W, S, 1))),
    ("taken, then drop", 1, ((U, U, 1), (W, S, 2))),  # twice is better than never, and the Message-ID shows it
    ("full queue", 12, LATER),
    ("421 at connect", 12, LATER),
    ("endless greeting", 12, LATER),
    ("STARTTLS stripped", 12, LATER),
    ("bad certificate", 12, LATER),
    ("auth refused", 12, LATER),
    ("slow", 12, FINE),
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key and a certificate for this machine that nobody trusts yet."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    key, made = (tmp_path_factory.mktemp("tls") / name for name in ("key.pem", "certificate.pem"))
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    words += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(words, check=True, capture_output=True)
    return key, made


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> Iterator[MoodyServer]:
    made = request.param(*certificate, VICTIM)
    yield made
    made.stop()


def run(outbox: Outbox, port: int, mood: str, hour: int) -> None:
    """A run as the job makes it."""
    security = "starttls" if mood in ("STARTTLS stripped", "bad certificate") else "none"
    user, password = ("school", "mat-khau") if mood == "auth refused" else ("", "")
    settle_interrupted(outbox)
    with (
        Connection(MailServer("127.0.0.1", port, security, SCHOOL, user, password), seconds=3, text_seconds=9) as line,
        suppress(RemoteTrouble, SignInTrouble),
    ):
        list(send_waiting(outbox, line, lambda: MOMENT + timedelta(hours=hour), Limits()))


@pytest.mark.parametrize(
    ("server", "official"),
    [
        pytest.param(PythonServer, False, id="aiosmtpd, reminders"),
        pytest.param(PythonServer, True, id="aiosmtpd, documents"),
        pytest.param(NodeServer, True, id="smtp-server, documents"),
    ],
    indirect=["server"],
)
@pytest.mark.parametrize(("mood", "hit", "courses"), [pytest.param(*row, id=row[0]) for row in MOODS])
def test_what_becomes_of_twelve_mails(
    outbox: Outbox,
    server: MoodyServer,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    mood: str,
    hit: int,
    courses: tuple[Course, Course],
    official: bool,
) -> None:
    bad, good, copies = courses[official]
    large = (Attachment("anh.bin", bytes(90_000)),)
    mails = [mail(to=to, attachments=large if mood == "size refused" and to.spec == VICTIM else ()) for to in PEOPLE]
    enqueue(outbox, mails, SCHOOL, MOMENT, official=official)
    if mood != "bad certificate":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    before = len(server.taken())
    server.be(mood)
    run(outbox, server.port, mood, 1)
    hurt = [to.spec for to in PEOPLE if hit == 12 or to.spec == VICTIM]
    assert statuses(outbox) == {to.spec: bad if to.spec in hurt else S for to in PEOPLE}
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    server.be("well")
    run(outbox, server.port, mood, 2)
    assert statuses(outbox) == {to.spec: good if to.spec in hurt else S for to in PEOPLE}
    taken = server.taken()[before:]
    assert {to.spec: taken.count(to.spec) for to in PEOPLE} == {
        to.spec: copies if to.spec in hurt else 1 for to in PEOPLE
    }
    assert all(entry.words for entry in outbox.entries() if entry.status is not S)  # the list says why


def statuses(outbox: Outbox) -> dict[str, MailStatus]:
    return {entry.address: entry.status for entry in outbox.entries()}
