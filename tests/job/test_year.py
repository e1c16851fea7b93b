"""Seven weeks of a school year, from before the end of the semester to after Tết, with all that goes wrong in a year.

The whole year: python -m tests.job.simulated_year
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from qipsheets.delivery import letters
from qipsheets.delivery.outbox import Outbox
from qipsheets.delivery.sending import Limits
from qipsheets.job import due
from qipsheets.operations import backups
from qipsheets.plan.organisation import CalendarDay
from qipsheets.stores.google.store import GoogleStore
from qipsheets.workdays import day_off
from tests.job import simulated_year_policy as policy
from tests.job.simulated_year import simulation
from tests.job.simulated_year_troubles import SEVEN_WEEKS, Troubles

FIRST = date(2025, 1, 6)


def test_each_mail_draft_and_backup_is_as_promised() -> None:
    """Reminders, the maintainer's mails, documents, drafts, backups, calls and people's cells, run by run."""
    with simulation(FIRST, SEVEN_WEEKS) as made:
        for number in range(47):
            made.day(FIRST + timedelta(days=number))
    assert made.problems == []
    kinds = Counter(kind for _moment, kind, _to, _subject in made.sent)
    assert min(kinds[kind] for kind in ("weekly", "news", "draft", "document", "trouble")) > 0, kinds
    assert made.codes.keys() == {0, 6, 7, 8}
    reminded = Counter((moment.date(), to) for moment, kind, to, _subject in made.sent if kind in ("weekly", "news"))
    assert set(reminded.values()) == {1}  # nobody twice on a day
    working = {day for day, _to in reminded}
    assert not any(day.weekday() > 4 or date(2025, 1, 25) <= day <= date(2025, 2, 2) for day in working)
    assert not working & {date(2025, 2, 20), date(2025, 2, 21), *SEVEN_WEEKS.asleep, *SEVEN_WEEKS.no_mail_server}
    after_the_week = [to for moment, _kind, to, _subject in made.sent if moment.date() == date(2025, 1, 20)]
    assert len(after_the_week) == len(set(after_the_week)) > 5  # one mail each, not the pile of a week
    names = [subject for _moment, kind, _to, subject in made.sent if kind == "draft"]
    assert names == [
        "bao-cao-thang-2024-12-du-thao.docx", "bao-cao-hoc-ky-1-2024-2025-du-thao.docx", "bao-cao-thang-2025-01-du-thao.docx"
    ]  # fmt: skip


def _twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Outbox, "last_handed_over", lambda *_: None)
    patch.setattr(Outbox, "holds", lambda *_: False)


def _any_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Limits, "quiet", lambda *_: "")


def _never(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(letters, "reachable", lambda person: person.email and person.key not in ("NS-001", "NS-005"))


def _opted_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(letters, "reachable", lambda person: bool(person.email))


def _no_draft(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(due, "reports_due", lambda *_: ())


def _no_backup(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(backups, "write_backup", lambda *_: None)


def _reads_twice(patch: pytest.MonkeyPatch) -> None:
    real = GoogleStore.read
    patch.setattr(GoogleStore, "read", lambda self: real(self) and real(self))


@pytest.mark.parametrize("bad", [_twice, _any_time, _never, _opted_out, _no_draft, _no_backup, _reads_twice])
def test_a_job_that_breaks_a_promise_is_caught(bad: Callable[[pytest.MonkeyPatch], None]) -> None:
    """The simulation itself can fail: a Saturday, a Monday and a Tuesday of seven bad jobs."""
    with simulation(date(2025, 3, 1), Troubles(seldom=True)) as made, pytest.MonkeyPatch.context() as patch:
        made.world.staff.type("Nhân sự", "NS-005", "Không nhận thư nhắc", "Có")
        bad(patch)
        for day in ("2025-03-01", "2025-03-03", "2025-03-04"):
            made.day(date.fromisoformat(day))
    assert made.problems


def test_the_days_off_of_the_policy_are_those_of_the_tool() -> None:
    """Two tables made apart: the government's announcements, and the library's."""
    days = [date(2024, 9, 1) + timedelta(days=number) for number in range(370)]
    tabs = {"Lịch nghỉ": [{"Từ ngày": "15/11/2024", "Đến ngày": "", "Là ngày làm bù": ""},
                          {"Từ ngày": "23/11/2024", "Đến ngày": "24/11/2024", "Là ngày làm bù": "Có"}]}  # fmt: skip
    calendar = (
        CalendarDay("LN-001", date(2024, 11, 15), None, "Hội thao"),
        CalendarDay("LN-002", date(2024, 11, 23), date(2024, 11, 24), "Làm bù", working=True),
    )
    assert [day for day in days if policy.day_off(day, tabs) != (day_off(day, calendar) is not None)] == []
