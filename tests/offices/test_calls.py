"""Google's quotas over all workers: 40,000 Sheets in simulated time, by the real limiter and the real hand-out of work."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from heapq import heappop, heappush
from random import Random

import pytest

from qipsheets.errors import RemoteTrouble
from qipsheets.offices.collecting import Collected, Task
from qipsheets.offices.register import RegisteredSchool
from qipsheets.offices.summary import Receipt, Sent, summary_of
from qipsheets.offices.work import MOST_TRIES_OF_A_SHEET, PROJECT_A_MINUTE, Calls, WorkQueue
from tests.offices.made import DAY

WINDOW = 60.0
ROBOTS = tuple(f"robot-{number}.json" for number in range(6))


class Service:
    """Google's side: counts calls of a project and of each user in the minute before, and says 429 beyond."""

    def __init__(self) -> None:
        self.calls: dict[str, deque[float]] = {}
        self.refused = 0

    def answers(self, robot: str, now: float) -> bool:
        """Whether a call is answered; one that is refused is not counted."""
        for who, most in (("", 300), (robot, 60)):
            found = self.calls.setdefault(who, deque())
            while found and found[0] <= now - WINDOW:
                found.popleft()
            if len(found) >= most:
                self.refused += 1
                return False
        for who in ("", robot):
            self.calls[who].append(now)
        return True


class Simulated:
    """Workers in simulated time: a call reaches the service within half a second, a school takes up to three."""

    def __init__(self, slots: int, silent: frozenset[str] = frozenset(), faults: float = 0.0) -> None:
        self.slots = slots
        self.now = 0.0
        self.service = Service()
        self.silent, self.faults = silent, faults
        self.dice = Random(7)
        self.order = 0
        self.under_way: list[tuple[float, int, Task, Collected]] = []

    def start(self, task: Task) -> None:
        arrives = self.now + self.dice.uniform(0.05, 0.5)
        row = replace(TEMPLATE, code=task.school.code)
        answered = self.service.answers(task.robot, arrives) if task.needs_call else True
        silent = task.school.code in self.silent or self.dice.random() < self.faults
        self.order += 1
        ends = arrives + self.dice.uniform(0.2, 2.5)
        heappush(self.under_way, (ends, self.order, task, Collected(row, again=silent or not answered)))

    def ended(self, patience: float | None) -> Sequence[tuple[Task, Collected | None]]:
        until = float("inf") if patience is None else self.now + patience
        if not self.under_way or self.under_way[0][0] > until:
            assert until < float("inf"), "nothing would ever happen"
            self.now = until
            return ()
        self.now, _order, task, outcome = heappop(self.under_way)
        return ((task, outcome),)


def sheets(count: int) -> list[Task]:
    """So many schools, each in a Sheet of its own."""
    return [Task(RegisteredSchool(f"{number}", "Trường", source=f"{number:044d}"), DAY, "") for number in range(count)]


TEMPLATE = summary_of(RegisteredSchool("0", "Trường"), Receipt(Sent.SENT), None, DAY)


def run(tasks: Sequence[Task], workers: Simulated, robots: Sequence[str] = ROBOTS) -> list[Collected]:
    return list(WorkQueue(tasks, workers, Calls(robots), clock=lambda: workers.now).outcomes())


def test_forty_thousand_sheets_take_little_longer_than_the_quota_asks_and_none_is_refused_or_dropped() -> None:
    workers = Simulated(slots=32)
    outcomes = run(sheets(40_000), workers)
    assert {one.summary.code for one in outcomes} == {f"{number}" for number in range(40_000)}
    assert len(outcomes) == 40_000
    assert workers.service.refused == 0
    assert workers.now <= 1.05 * 40_000 / 300 * 60


def test_a_service_with_faults_is_asked_again_and_none_is_dropped() -> None:
    workers = Simulated(slots=16, faults=0.1)
    outcomes = run(sheets(600), workers)
    assert sum(one.summary.state == Sent.SENT and not one.again for one in outcomes) == 600
    assert sum(one.calls for one in outcomes) > 600
    assert workers.service.refused == 0


@pytest.mark.parametrize("robots", [1, 3])
def test_few_robots_are_held_to_their_own_quota(robots: int) -> None:
    workers = Simulated(slots=16)
    run(sheets(240), workers, ROBOTS[:robots])
    assert workers.service.refused == 0
    assert workers.now >= (240 / robots - 2) * 60 / 60


def test_a_sheet_without_an_answer_is_a_row_after_so_many_tries_and_the_others_are_taken() -> None:
    workers = Simulated(slots=4, silent=frozenset({"3"}))
    outcomes = {one.summary.code: one for one in run(sheets(60), workers)}
    assert len(outcomes) == 60
    assert outcomes["3"].calls == MOST_TRIES_OF_A_SHEET
    assert all(one.calls == 1 for code, one in outcomes.items() if code != "3")


def test_a_service_that_is_gone_ends_the_run_in_place_of_waiting_for_ever() -> None:
    with pytest.raises(RemoteTrouble):
        run(sheets(1_000), Simulated(slots=8, faults=1.0))


def test_workbooks_are_worked_on_while_sheets_wait_for_their_turn() -> None:
    books = [Task(RegisteredSchool(f"b{number}", "Trường", source=f"{number}.xlsx"), DAY, "") for number in range(100)]
    workers = Simulated(slots=2)
    outcomes = run([*sheets(20), *books], workers, ("",))
    first = [one.summary.code for one in outcomes[:60]]
    assert sum(code.startswith("b") for code in first) > 40
    assert len(outcomes) == 120


def test_another_program_that_uses_the_quota_slows_the_run_and_loses_nothing() -> None:
    workers = Simulated(slots=16)
    workers.service.calls[""] = deque([0.0] * 295)  # what it has called in this minute
    outcomes = run(sheets(300), workers)
    assert workers.service.refused > 0
    assert len(outcomes) == 300 and not any(one.again for one in outcomes)


def test_the_project_is_full_with_five_robots() -> None:
    assert Calls(ROBOTS[:5]).a_minute == PROJECT_A_MINUTE == Calls(ROBOTS).a_minute
    assert Calls(("",)).a_minute < 60
