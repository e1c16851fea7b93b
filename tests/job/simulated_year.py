"""A school year day by day: real jobs on the local Sheets server and a real mail server, under a clock of our own.

python -m tests.job.simulated_year --from 2024-09-03 --days 365    prints what was sent, and what was not as promised.

Each day has its runs, its staff and its troubles; what leaves in each run is held against `simulated_year_policy`.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import enqueue
from qipsheets.journal.journal import open_journal
from qipsheets.store_address import StoreAddress
from tests.delivery.test_message import SCHOOL, mail
from tests.job.simulated_year_policy import Policy
from tests.job.simulated_year_staff import tabs_of, written_by_people
from tests.job.simulated_year_troubles import BROKEN, LATER, REFUSED, YEAR, Troubles
from tests.job.simulated_year_world import MAINTAINER, ZONE, Ran, World, sections
from tests.sheets_server.server import SheetsServer

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass
class Simulation:
    """Goes through the days. `problems` is what was not as promised; `sent` the table."""

    world: World
    troubles: Troubles
    policy: Policy = field(default_factory=Policy)
    problems: list[str] = field(default_factory=list)
    sent: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    ids: set[str] = field(default_factory=set)
    quiet_runs: int = 0

    def day(self, day: date) -> None:
        """The runs of a day, then its staff."""
        world, troubles = self.world, self.troubles
        if day in troubles.documents:
            self._document(day, troubles.documents[day])
        for number, hour in enumerate(self._hours(day)):
            if day in troubles.asleep:
                break
            shift = troubles.clock.get(day, ())
            ahead = shift[number] if number < len(shift) else 0
            moment = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(hours=hour + ahead)
            late = number == 0 and day in troubles.mail_server_late
            world.box.switch(day not in troubles.no_mail_server and not late)
            world.ill(troubles.no_sheets.get(day, 0))
            self._run(moment, day, number)
        if day in troubles.school_closed:
            world.staff.take_off(*troubles.school_closed[day])
        world.staff.work(day)

    def _hours(self, day: date) -> tuple[float, ...]:
        """When the job runs: in the morning, after noon, and now and then at night."""
        found = self.troubles
        eventful = (
            found.mail_server_late,
            found.no_sheets,
            found.other_machine,
            found.clock,
            found.mishaps,
            found.no_mail_server,
        )
        if found.seldom and day.weekday() and not any(day in days for days in eventful):
            return (7.2,)
        return (7.2, 13.2, 20.5) if day.day % 5 == 0 else (7.2, 13.2)

    def _document(self, day: date, to: str) -> None:
        """Somebody has the plan sent, and it waits for the next run."""
        one = mail(kind="plan", period=day.isoformat(), to=MailAddress("", to))
        with open_journal(self.world.home, StoreAddress.parse(self.world.url)) as journal:
            enqueue(
                Outbox(journal.database),
                [one],
                SCHOOL,
                datetime(day.year, day.month, day.day, 6, tzinfo=ZONE),
                official=True,
            )
        self.policy.documents.append(to)

    def _run(self, moment: datetime, day: date, number: int) -> None:
        world, policy = self.world, self.policy
        if day in self.troubles.other_machine and number:
            world.machine("máy khác")
            self._codes(world.run(moment), moment, {8})
            world.machine("trường")
            return
        tabs, before = tabs_of(world.book), written_by_people(world.book, world.tool)
        drafts = world.drafts()
        mishap = self.troubles.mishaps.get(day, "") if number == 0 else ""
        world.box.handler.answers.clear()
        if mishap:
            world.box.handler.answers["DATA" if mishap == BROKEN else "RCPT"] = [mishap]
        ran = world.run(moment)
        written = {area.sheet_id for record in world.server.log for area in record.written}
        self._say(bool(written - world.tool), moment, "wrote into people's tabs")
        self._say(before != written_by_people(world.book, world.tool), moment, "people's cells differ after the run")
        sheet = day not in self.troubles.no_sheets
        due = policy.due(tabs, world.wrong(), moment) if sheet else {}
        open_before = bool(due or policy.trouble or policy.documents)
        failed = not sheet or (open_before and not world.box.on)
        self._codes(ran, moment, {6, 7} if failed else {0})
        self._mails(ran, moment, due, mishap if open_before else "", failed=failed)
        if sheet:
            self._made(moment, drafts)
            self._calls(ran, moment, same=number > 0 and day not in self.troubles.clock)

    def _codes(self, ran: Ran, moment: datetime, codes: set[int]) -> None:
        self.codes[ran.code] += 1
        self._say(ran.code not in codes, moment, f"exit {ran.code}, not {codes}: {ran.out[-400:]}")
        self._say(bool(8 in codes and (ran.mails or ran.writes)), moment, "another machine sent or wrote")

    def _mails(self, ran: Ran, moment: datetime, due: Mapping[str, object], mishap: str, *, failed: bool) -> None:
        """What left, against what is due: each once, and with the words of that person."""
        policy, up = self.policy, self.world.box.on
        documents, found = Counter(policy.documents), {}
        if failed:
            policy.failed(moment.date())
        for to, message in ran.mails:
            official = to == MAINTAINER or documents[to] > 0
            kind = "trouble" if to == MAINTAINER else "document" if official else policy.why.get(to, "?")
            self.sent.append((moment, kind, to, str(message["Subject"])))
            self._say(message["Message-ID"] in self.ids, moment, f"a Message-ID for the second time, to {to}")
            self.ids.add(str(message["Message-ID"]))
            if official:
                documents[to] -= 1
                continue
            self._say(to in found, moment, f"two mails to {to} in one run")
            found[to] = sections(message)
        expected = dict(due) if up else {}
        missing = expected.keys() - found.keys()
        if mishap == REFUSED:
            self._say(len(missing) != 1, moment, f"one refused, {len(missing)} missing")
            for to in missing:
                policy.counts_as_told(to)
        elif mishap:
            one = {LATER: len(missing) == 1, BROKEN: not missing}[mishap]
            self._say(not one, moment, f"{mishap}: {len(found)} left, {len(missing)} wait")
        for to in sorted(found.keys() | (set() if mishap else missing)):
            self._say(
                found.get(to) != expected.get(to), moment, f"{to}: {found.get(to)} left, {expected.get(to)} is due"
            )
            if to in found and to in expected:
                policy.counts_as_told(to)
        self._official(moment, ran, up=up, mishap=mishap)

    def _official(self, moment: datetime, ran: Ran, *, up: bool, mishap: str) -> None:
        """Documents and the mail to the maintainer leave as soon as there is a server."""
        policy, went = self.policy, Counter(to for to, _mail in ran.mails)
        if not up:
            return
        wanted = Counter(policy.documents) + Counter([MAINTAINER] if policy.trouble else [])
        gone = Counter({to: went[to] for to in {*wanted, MAINTAINER} if went[to]})
        self._say(gone != wanted, moment, f"official mails: {dict(gone)} left, {dict(wanted)} are due")
        policy.documents, policy.trouble = [], None

    def _made(self, moment: datetime, before: set[str]) -> None:
        """Drafts of reports and the backup of the day."""
        world, policy = self.world, self.policy
        due = {draft_name(name): name for name in policy.reports_due(moment.date())}
        new = world.drafts() - before
        self._say(new != due.keys(), moment, f"drafts: {new} were made, {set(due)} are due")
        policy.reported |= set(due.values())
        self.sent += [(moment, "draft", "-", name) for name in sorted(new)]
        kept = [day.isoformat() for day in sorted(policy.keep_backup(moment.date()))]
        self._say(world.backups() != kept, moment, f"backups: {world.backups()} are there, {kept} should be")

    def _calls(self, ran: Ran, moment: datetime, *, same: bool) -> None:
        self.quiet_runs += ran.writes == 0
        ids = {area.sheet_id for record in self.world.server.log for area in record.written}
        tabs = ", ".join(sheet.title for sheet in self.world.book.sheets if sheet.id in ids)
        too_many = ran.reads > 1 or ran.writes > (0 if same else 1)
        self._say(too_many, moment, f"{ran.reads} reads, {ran.writes} writes ({tabs})")

    def _say(self, wrong: bool, moment: datetime, words: str) -> None:
        if wrong:
            self.problems.append(f"{moment:%a %d/%m/%Y %H:%M} {words}")


def draft_name(period: str) -> str:
    """The file of a period's draft, as docs/scheduling.md tells it."""
    year, _, half = period.partition("-HK")
    if half:
        return f"bao-cao-hoc-ky-{half}-{year}-du-thao.docx"
    return f"bao-cao-{'thang' if len(period) == 7 else 'nam-hoc'}-{period}-du-thao.docx"


@contextlib.contextmanager
def simulation(first: date, troubles: Troubles = YEAR, seed: int = 1) -> Iterator[Simulation]:
    """A world of its own that stands at a first day: what was logged before is there."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, SheetsServer() as server:
        world = World(Path(folder), patch, server, first, seed)
        try:
            yield Simulation(world, troubles)
        finally:
            world.box.switch(False)


def main() -> None:
    """Prints the table of a span of days and its totals; exit 1 where something was not as promised."""
    found = argparse.ArgumentParser(description=__doc__)
    found.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2024, 9, 3))
    found.add_argument("--days", type=int, default=365)
    found.add_argument("--seed", type=int, default=1)
    options = found.parse_args()
    begun = time.perf_counter()
    with simulation(options.first, seed=options.seed) as made:
        for number in range(options.days):
            made.day(options.first + timedelta(days=number))
        for moment, kind, to, subject in made.sent:
            print(f"{moment:%Y-%m-%d %H:%M} {WEEKDAYS[moment.weekday()]}  {kind:8}  {to:32} {subject}")
        kinds = Counter(kind for _moment, kind, _to, _subject in made.sent)
        print(f"\n{options.days} days, {sum(made.codes.values())} runs, exit codes {dict(made.codes)}; {dict(kinds)};")
        print(
            f"{made.quiet_runs} runs without a write, {len(made.world.staff.done)} edits, {time.perf_counter() - begun:.0f} s"
        )
        print("\n".join(["", *made.problems]) if made.problems else "all as promised")
        sys.exit(bool(made.problems))


if __name__ == "__main__":
    main()
