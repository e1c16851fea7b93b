"""P4 and P9 for the whole job: ended at each thing it does to the world, then run again an hour later.

A child process does the run and ends itself (`os._exit`, nothing is tidied up) before its n-th effect: a commit of the
journal, a file put in place, a call that writes the Sheet, a step of a mail's way. Then, of the mail that was on its way:

| killed                              | reminder                    | official document              |
| before it is noted as «sending»     | once                        | once                           |
| noted, but not taken by the server  | never, told as «unknown»    | once                           |
| taken, but that was not noted       | once, told as «unknown»     | twice, with the same Message-ID |

All others arrive once; nobody's cell is touched; a third run does nothing more.
"""

import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qipsheets import files
from qipsheets.delivery import smtp
from qipsheets.delivery.message import message
from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.journal.database import Database
from qipsheets.journal.journal import open_journal
from qipsheets.store_address import StoreAddress
from qipsheets.stores.google.client import SheetsClient
from tests.delivery.test_message import SCHOOL, mail
from tests.job.simulated_year import simulation
from tests.job.simulated_year_staff import tabs_of, written_by_people
from tests.job.simulated_year_world import ZONE, World

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

FRIDAY = datetime(2025, 2, 28, 7, 12, tzinfo=ZONE)
MONDAY = FRIDAY + timedelta(days=3)
HEARERS = ("NS-001", "NS-005", "NS-013")  # the principal, the accountant, the monitoring team


class Points:
    """Counts the effects of a run and ends the process before the one whose turn it is; 0: before none."""

    def __init__(self, last: int, wanted: Path) -> None:
        self.left, self.wanted = last, wanted
        self.reached: list[str] = []

    def reach(self, label: str) -> None:
        """An effect is about to be."""
        self.reached.append(label)
        self.left -= 1
        if self.left == 0:
            self.wanted.write_text(label, encoding="utf-8")
            os._exit(9)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Before each commit, each rename, each writing call, each step of a mail and the note of what became of it."""
        self._before(patch, Database, "execute", lambda _self, sql, *_: "commit" if sql == "COMMIT" else "")
        self._before(patch, files, "_rename", lambda _from, to: f"file {to.suffix}")
        self._before(patch, SheetsClient, "batch", lambda *_: "Sheet")
        self._before(patch, smtp.Connection, "send", lambda *_: "mail")
        self._before(patch, smtp.Connection, "_reply_to_text", lambda *_: "", after="mail taken")

    def _before(
        self, patch: pytest.MonkeyPatch, owner: object, name: str, label: Callable[..., str], after: str = ""
    ) -> None:
        real = getattr(owner, name)

        def call(*words: object, **named: object) -> object:
            if found := label(*words):
                self.reach(found)
            result = real(*words, **named)
            if after:
                self.reach(after)
            return result

        patch.setattr(owner, name, call)


class School:
    """A world on a Monday morning, to be put back as it was: three people to be reminded, one document to be sent."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.box.switch(True)
        for row in tabs_of(world.book)["Nhân sự"]:
            if row["Mã"] and row["Mã"] not in HEARERS:
                world.staff.type("Nhân sự", row["Mã"], "Không nhận thư nhắc", "Có")
        assert world.run(FRIDAY).code == 0
        world.staff.type("Hành động", "HD-009", "Hoàn thành", "14/02/2025")
        with self.outbox() as outbox:
            self.earlier = {entry.key for entry in outbox.entries()}
            one = mail(period="2024-2025", kind="plan")
            queued = Queued(one.key, one.kind, one.period, one.to.spec, one.subject, True)
            outbox.put(queued, message(one, SCHOOL, FRIDAY).as_bytes(), FRIDAY)
        self.document = one.key
        self.state = [world.home, world.folder / "báo cáo", world.folder / "sao lưu"]
        for folder in self.state:
            folder.mkdir(exist_ok=True)
            shutil.copytree(folder, world.folder / "kept" / folder.name)
        self.sheets = list(world.book.sheets)

    def outbox(self) -> "Opened":
        return Opened(self.world)

    def put_back(self) -> None:
        """Monday morning again."""
        for folder in self.state:
            shutil.rmtree(folder)
            shutil.copytree(self.world.folder / "kept" / folder.name, folder)
        self.world.book.sheets = list(self.sheets)
        self.world.box.handler.taken.clear()

    def killed(self, point: int) -> str | None:
        """A run that ends before its effect number `point`; what that was, None where the run has fewer."""
        found = self.world.folder / "point.txt"
        child = os.fork()
        if child == 0:
            try:
                with pytest.MonkeyPatch.context() as patch:
                    Points(point, found).install(patch)
                    ran = self.world.run(MONDAY)
                found.write_text(ran.out, encoding="utf-8")
                os._exit(0 if ran.code == 0 else 8)
            finally:
                os._exit(70)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, 9), found.read_text(encoding="utf-8")
        return found.read_text(encoding="utf-8") if code == 9 else None

    def effects(self) -> list[str]:
        """What a run does that nobody ends."""
        self.put_back()
        points = Points(0, self.world.folder / "point.txt")
        with pytest.MonkeyPatch.context() as patch:
            points.install(patch)
            assert self.world.run(MONDAY).code == 0
        return points.reached

    def copies(self) -> Counter[str]:
        """How often each mail has arrived, by its Message-ID."""
        return Counter(
            str(mail["Message-ID"]).strip("<>").partition("@")[0] for _to, mail in self.world.box.handler.taken
        )


class Opened:
    """The outbox of the school's journal, in `with`."""

    def __init__(self, world: World) -> None:
        self.journal = open_journal(world.home, StoreAddress.parse(world.url))

    def __enter__(self) -> Outbox:
        return Outbox(self.journal.database)

    def __exit__(self, *_: object) -> None:
        assert self.journal.verify() == ()
        self.journal.close()


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with simulation(FRIDAY.date()) as made:
        yield School(made.world)


def test_killed_before_each_effect_the_next_run_makes_it_good(school: School) -> None:
    """Before each that is no commit or stands beside a mail's, before every third of the other commits, and never."""
    effects = school.effects()
    on_their_way: set[tuple[bool, int]] = set()
    world = school.world
    points = [
        point
        for point, effect in enumerate(effects, 1)
        if effect != "commit" or point % 3 == 0 or {"mail", "mail taken"} & set(effects[max(point - 2, 0) : point + 1])
    ]
    for point in (*points, len(effects) + 1):
        school.put_back()
        people = written_by_people(world.book, world.tool)
        label = school.killed(point)
        assert label == ((*effects, None)[point - 1])
        with school.outbox() as outbox:
            way = {entry.key: entry for entry in outbox.entries(MailStatus.SENDING)}
        before = school.copies()
        on_their_way |= {(entry.official, before[key]) for key, entry in way.items()}
        again = world.run(MONDAY + timedelta(hours=1))
        assert again.code == 0, (point, label, again.out)
        with school.outbox() as outbox:
            found = {entry.key: entry for entry in outbox.entries() if entry.key not in school.earlier}
        expected = {key: before[key] + entry.official if (entry := way.get(key)) else 1 for key in found}
        assert dict(school.copies()) == {key: count for key, count in expected.items() if count}, (point, label)
        for key, entry in found.items():
            lost = key in way and not entry.official
            assert entry.status is (MailStatus.UNKNOWN if lost else MailStatus.ACCEPTED), (point, label)
        assert {entry.address.partition("@")[0] for entry in found.values() if not entry.official} == {
            "hoaithuong", "bichlan", "vantoan"
        }  # fmt: skip
        assert written_by_people(world.book, world.tool) == people
        assert world.drafts() == {f"bao-cao-thang-2025-0{month}-du-thao.docx" for month in (1, 2)}, (point, label)
        assert [zipfile.ZipFile(path).testzip() for path in made_files(world)] == [None] * 4, (point, label)
        assert left_over(world) == [], (point, label)
        if point % 4 == 0 or label is None:
            third = world.run(MONDAY + timedelta(hours=2))
            assert (third.code, third.mails, third.writes) == (0, (), 0), (point, label)
    reached = Counter(effects)
    assert on_their_way == {(True, 0), (True, 1), (False, 0), (False, 1)}  # every line of the table was met
    assert reached["file .docx"] == 1 and reached["file .xlsx"] > 0 and reached["Sheet"] == 1
    assert reached["mail"] == reached["mail taken"] == 4 and reached["commit"] > 12, reached


def test_what_nobody_can_know_is_listed(school: School, run: Callable[..., object]) -> None:
    """Killed after the server has taken a reminder: `email list` tells, and a person decides."""
    taken = [point for point, effect in enumerate(school.effects(), 1) if effect == "mail taken"]
    assert any(_label(school, point) == "mail taken" and _reminder_on_its_way(school) for point in taken)
    world = school.world
    assert world.run(MONDAY + timedelta(hours=1)).code == 0
    [entry] = [one for one in _mails(run, world.url) if one["status"] != "accepted"]
    assert (entry["status"], entry["official"], entry["words"]) == ("unknown", False, "interrupted")
    assert run("email", "retry", str(entry["key"])[:8], "--store", world.url).code == 0  # type: ignore[attr-defined]
    before = school.copies()[str(entry["key"])]
    assert world.run(MONDAY + timedelta(days=1)).code == 0  # a person's word is not out of date
    assert school.copies()[str(entry["key"])] == before + 1
    assert {one["status"] for one in _mails(run, world.url)} == {"accepted"}


def _mails(run: Callable[..., object], store: str) -> list[dict[str, object]]:
    return list(run("email", "list", "--store", store, "--json").json["mails"])  # type: ignore[attr-defined]


def made_files(world: World) -> list[Path]:
    """The drafts and the backups of both days: whole files, whatever was killed."""
    return [*(world.folder / "báo cáo").glob("*.docx"), *(world.folder / "sao lưu").rglob("*.xlsx")]


def left_over(world: World) -> list[Path]:
    """What a killed command was writing, and the next did not clear."""
    return [
        path
        for folder in (world.folder, world.home)
        for name in (".qipsheets-*", ".new-*")
        for path in folder.rglob(name)
    ]


def _label(school: School, point: int) -> str | None:
    school.put_back()
    return school.killed(point)


def _reminder_on_its_way(school: School) -> bool:
    with school.outbox() as outbox:
        return any(not entry.official for entry in outbox.entries(MailStatus.SENDING))


def test_two_jobs_at_once_are_one(school: School) -> None:
    """The second comes while the first is sending: it is refused with 8 and sends nothing; the first ends its work."""
    school.put_back()
    codes: list[int] = []
    real = smtp.Connection.send

    def send(self: smtp.Connection, data: bytes, to: str) -> smtp.Reply:
        if not codes:
            codes.append(-1)
            child = os.fork()
            if child == 0:
                os._exit(school.world.run(MONDAY).code)
            codes[0] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return real(self, data, to)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtp.Connection, "send", send)
        first = school.world.run(MONDAY)
    assert (first.code, codes) == (0, [8])
    assert set(school.copies().values()) == {1} and len(school.copies()) == 4
