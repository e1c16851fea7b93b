"""Collecting: the same bytes whoever does it and however often it is stopped; what is wrong is a row with its reason."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from make_schools import school

from qipsheets import settings
from qipsheets.errors import DoubtfulState, FileTrouble, Locked
from qipsheets.files import folder_lock
from qipsheets.loading import check_plan
from qipsheets.offices import collecting, work
from qipsheets.offices.collecting import Collected, Task, collect_school
from qipsheets.offices.engines import DASK, LOCAL, Pool, engine
from qipsheets.offices.facts import facts_of
from qipsheets.offices.keeping import Office, unit_files, unit_slug
from qipsheets.offices.office import Collecting, Force
from qipsheets.offices.parquet import read_rows
from qipsheets.offices.register import open_register
from qipsheets.offices.signing import own_key, public_key_of
from qipsheets.offices.summary import Summary, category_on
from qipsheets.plan.deadlines import category, progress
from qipsheets.stores.xlsx.store import ExcelStore
from tests.offices import made
from tests.offices.made import DAY, collect, kept

FEW = range(6)


def summaries(data: Path) -> dict[str, Summary]:
    office = Office(data)
    return {row.code: row for path in office.files(DAY) for _code, row in read_rows(Summary, path)}


def code(number: int) -> str:
    return school(number).code


def test_a_school_is_a_row_with_its_facts_and_a_day_is_one_folder_a_unit(tmp_path: Path) -> None:
    run = collect(made.workbooks(tmp_path, FEW), tmp_path / "so")
    assert run.states == {"sent": 6} and run.worked == 6 and run.calls == 0
    row = summaries(tmp_path / "so")[code(2)]
    path = tmp_path / f"{code(2)}.xlsx"
    store = ExcelStore(path, tmp_path)
    plan = check_plan(store, store.read(), DAY).plan
    assert (row.name, row.unit, row.framework) == (school(2).name, school(2).unit, plan.framework.id)
    assert row.planned == len(plan.actions)
    assert row.overdue == sum(category(one) == "overdue" for one in progress(plan, DAY) if not one.is_step)
    assert len(Office(tmp_path / "so").files(DAY)) == len({school(number).unit for number in FEW})


def test_collected_again_nothing_is_read_anew_and_no_byte_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "so")
    before = kept(tmp_path / "so")
    monkeypatch.setattr(collecting, "check_plan", None)  # it would raise
    run = collect(path, tmp_path / "so")
    assert run.unchanged == 6 and kept(tmp_path / "so") == before


def test_on_a_later_day_an_unchanged_school_is_as_late_as_if_it_were_read_anew(tmp_path: Path) -> None:
    path, later = made.workbooks(tmp_path, FEW), DAY + timedelta(days=60)
    collect(path, tmp_path / "so")
    run = collect(path, tmp_path / "so", later)
    collect(path, tmp_path / "again", later)
    assert run.unchanged > 0
    rows = [Office(folder).files(later) for folder in (tmp_path / "so", tmp_path / "again")]
    first, second = ([row for path in files for _code, row in read_rows(Summary, path)] for files in rows)
    # What was not read anew was not checked anew either; the row says when it was.
    blind = dict.fromkeys(("checked_on",)) | dict.fromkeys(("errors", "warnings", "notes"), 0)
    assert [replace(row, **blind) for row in first] == [replace(row, **blind) for row in second]
    assert {row.checked_on for row in first} == {DAY}


def test_only_the_school_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "so")
    (tmp_path / f"{code(1)}.xlsx").write_bytes(made.workbook(tmp_path, 7).read_bytes())
    run = collect(path, tmp_path / "so")
    assert run.unchanged == 5 and run.states == {"sent": 6}
    assert summaries(tmp_path / "so")[code(1)].planned == len(school(7).content["actions"])


@pytest.mark.parametrize("number", FEW)
def test_what_is_counted_for_a_later_day_is_what_the_plan_says_then(number: int, tmp_path: Path) -> None:
    store = ExcelStore(made.workbook(tmp_path, number), tmp_path)
    checked = check_plan(store, store.read(), DAY)
    facts = facts_of(checked)
    for days in (0, 1, 30, 200):
        day = DAY + timedelta(days=days)
        items = [category(one) for one in progress(checked.plan, day) if not one.is_step]
        assert [category_on(one, day) for one in facts.actions] == items


def test_a_run_that_was_killed_is_taken_up_where_it_stopped(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "whole")

    def killed(done: int, _count: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Collecting(open_register(str(path)), tmp_path / "so", DAY, Force()).run(lambda _ahead: None, killed)
    assert Office(tmp_path / "so").days() == []
    running = Office(tmp_path / "so").done_path(DAY)
    running.write_bytes(running.read_bytes() + b'0123\t{"task":')  # a line that was being written
    run = collect(path, tmp_path / "so")
    assert (run.resumed, run.worked) == (4, 2)
    assert kept(tmp_path / "so") == kept(tmp_path / "whole")
    assert not running.exists()


def test_a_row_of_the_register_that_was_changed_meanwhile_is_done_anew(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, range(2))

    def killed(done: int, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Collecting(open_register(str(path)), tmp_path / "so", DAY, Force()).run(lambda _ahead: None, killed)
    made.register(tmp_path, {0: f"{code(1)}.xlsx", 1: f"{code(0)}.xlsx"})
    run = collect(path, tmp_path / "so")
    assert (run.resumed, run.worked) == (0, 2)
    assert summaries(tmp_path / "so")[code(0)].planned == len(school(1).content["actions"])


def test_a_run_that_is_killed_while_it_puts_units_in_place_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day was collected before; meanwhile a school has gone to another unit, which comes later in the order."""
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "so")
    units = sorted({school(number).unit for number in FEW}, key=unit_slug)
    moved = next(number for number in FEW if school(number).unit == units[0])
    text = path.read_text(encoding="utf-8-sig")
    line = next(line for line in text.splitlines() if line.startswith(code(moved)))
    path.write_text(text.replace(line, line.replace(units[0], units[-1])), encoding="utf-8")
    write = Office.write_unit

    def killed(self: Office, day: date, unit: str, schools: Sequence[Collected]) -> None:
        if unit == units[-1]:
            raise KeyboardInterrupt
        write(self, day, unit, schools)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Office, "write_unit", killed)
        collect(path, tmp_path / "so")
    run = collect(path, tmp_path / "so")
    assert run.resumed == len(FEW) and summaries(tmp_path / "so")[code(moved)].unit == units[-1]
    collect(path, tmp_path / "whole")
    assert kept(tmp_path / "so") == kept(tmp_path / "whole")


def test_a_day_of_which_a_second_run_put_only_some_units_in_place_does_not_count_as_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "so", DAY - timedelta(days=1))
    collect(path, tmp_path / "so")
    other = tmp_path / "other"
    other.mkdir()
    for number in FEW:
        (tmp_path / f"{code(number)}.xlsx").write_bytes(made.workbook(other, number + 6).read_bytes())
    write = Office.write_unit

    def killed(self: Office, *unit: object) -> None:
        write(self, *unit)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Office, "write_unit", killed)
        collect(path, tmp_path / "so")
    office = Office(tmp_path / "so")
    assert office.days() == [DAY - timedelta(days=1)] and office.newest() == DAY - timedelta(days=1)
    with pytest.raises(DoubtfulState, match="not"):
        office.newest(DAY)
    collect(path, tmp_path / "so")
    collect(path, tmp_path / "whole")
    assert office.newest() == DAY and kept(tmp_path / "so") == kept(tmp_path / "whole")


@pytest.mark.parametrize("table", ["summary", "assessments"])
def test_a_day_that_is_damaged_is_collected_anew(table: str, tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "so")
    whole = kept(tmp_path / "so")
    for damaged in Office(tmp_path / "so").files(DAY, table):
        damaged.write_bytes(b"PAR1 cut off")
    run = collect(path, tmp_path / "so")
    assert run.states == {"sent": 6} and kept(tmp_path / "so") == whole
    assert [one.text("en")[:45] for one in run.notes] == ["What was collected before cannot be used, so "] * (
        table == "summary"
    )


def test_other_files_and_damaged_ones_among_those_of_the_office_stop_no_run(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, range(2))
    office = Office(tmp_path / "so")
    for name in ("2026-99-99", "20260315", "ghi chú"):
        (office.folder / "collections" / name).mkdir(parents=True)
        (office.folder / "collections" / name / "complete.json").write_text("{}", encoding="utf-8")
    running = office.done_path(DAY)
    running.parent.mkdir()
    running.write_bytes(b"junk\n0123\t{}\n\xff\t[]\n")
    assert collect(path, tmp_path / "so").states == {"sent": 2}
    assert office.days() == [DAY]
    (office.day_folder(DAY) / "register.json").write_text("[]", encoding="utf-8")
    with pytest.raises(FileTrouble, match=r"register\.json"):
        office.register_notes(DAY)
    assert collect(path, tmp_path / "so").states == {"sent": 2}
    assert office.register_notes(DAY).units


def test_two_runs_into_one_folder_are_one(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, range(1))
    with folder_lock(tmp_path / "so"), pytest.raises(Locked):
        collect(path, tmp_path / "so")


def test_a_run_of_another_machine_into_the_same_folder_waits_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made.workbooks(tmp_path, range(2))
    tried = []

    def on_another_machine(_done: int, _count: int) -> None:
        with monkeypatch.context() as patch, pytest.raises(Locked):
            patch.setenv("QIPSHEETS_HOME", str(tmp_path / "another machine"))
            collect(path, tmp_path / "so")
        tried.append(True)

    Collecting(open_register(str(path)), tmp_path / "so", DAY, Force()).run(lambda _ahead: None, on_another_machine)
    assert len(tried) == 2 and set(summaries(tmp_path / "so")) == {code(0), code(1)}


def test_a_line_that_is_not_of_the_school_asked_for_is_not_read_as_its_own(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, range(2))
    running = Office(tmp_path / "so").done_path(DAY)

    def exchanged(done: int, _count: int) -> None:
        if done == 2:
            running.write_bytes(b"".join(running.read_bytes().splitlines(keepends=True)[::-1]))

    with pytest.raises(DoubtfulState, match="jsonl"):
        Collecting(open_register(str(path)), tmp_path / "so", DAY, Force()).run(lambda _ahead: None, exchanged)


def test_what_is_wrong_is_a_row_with_its_reason_and_the_rest_is_done(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other home"
    bundles = tmp_path / "goi"
    bundles.mkdir()
    good = made.bundle(bundles, 10, home)
    forged = made.bundle(bundles, 11, home)
    data = bytearray(forged.read_bytes())
    data[-200] ^= 1
    forged.write_bytes(bytes(data))
    stranger = made.bundle(bundles, 12, other)
    (tmp_path / "hỏng.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    made.workbook(tmp_path, 0)

    def row(number: int, source: str, key: str = "") -> list[str]:
        one = school(number)
        return [one.code, one.name, one.unit, "UBND tỉnh", one.kind, source, "", key]

    rows = [
        row(0, f"{code(0)}.xlsx"),
        row(1, "hỏng.xlsx"),
        row(2, "không có.xlsx"),
        row(3, ""),
        row(0, "lần hai.xlsx"),
        row(10, "goi"),
        row(11, "goi"),
        row(12, "goi", public_key_of(own_key(home))),
    ]
    (bundles / "lạc.qip").write_bytes(b"x")
    run = collect(made.register(tmp_path, {}, rows), tmp_path / "so")
    found = summaries(tmp_path / "so")
    assert {one: found[one].state for one in found} == {
        code(0): "sent", code(1): "refused", code(2): "missing", code(3): "missing",
        code(10): "sent", code(11): "refused", code(12): "refused",
    }  # fmt: skip
    assert all(found[code(number)].reason for number in (1, 2, 3, 11, 12))
    assert "khóa" in found[code(12)].reason
    assert [one.code for one in run.findings] == ["REG-05", "REG-03"]
    assert [one.text("en") for one in run.notes] == ["lạc.qip belongs to no school of the register."]
    receipts = [json.loads(line) for line in run.receipts.read_text(encoding="utf-8").splitlines()]
    assert {one["code"]: one["state"] for one in receipts} == {one: found[one].state for one in found}
    assert found[code(10)].source == good.name and stranger.exists()


def test_a_new_key_for_a_known_school_is_refused_though_the_register_names_none(tmp_path: Path) -> None:
    bundles = tmp_path / "goi"
    bundles.mkdir()
    path = made.register(tmp_path, {10: "goi"})
    made.bundle(bundles, 10, tmp_path / "home")
    assert collect(path, tmp_path / "so").states == {"sent": 1}
    made.bundle(bundles, 10, tmp_path / "attacker", name="z.qip")
    run = collect(path, tmp_path / "so")
    (row,) = summaries(tmp_path / "so").values()
    assert row.state == "sent" and row.source == f"{code(10)}.qip"  # the one with the known key
    assert "z.qip" in row.reason and run.reasons == (row,)


@pytest.mark.parametrize("meanwhile", ["missing", "refused", "a day set back"])
def test_a_key_once_taken_stays_whatever_came_in_between(meanwhile: str, tmp_path: Path) -> None:
    bundles = tmp_path / "goi"
    bundles.mkdir()
    path = made.register(tmp_path, {10: "goi"})
    made.bundle(bundles, 10, tmp_path / "home", name="a.qip")
    day = DAY
    assert collect(path, tmp_path / "so", day).states == {"sent": 1}
    (bundles / "a.qip").unlink()
    if meanwhile == "a day set back":
        day = DAY - timedelta(days=3)
    else:
        day = DAY + timedelta(days=1)
        if meanwhile == "refused":
            (bundles / f"{code(10)}.qip").write_bytes(b"x")
        assert collect(path, tmp_path / "so", day).states == {meanwhile: 1}
        day += timedelta(days=1)
    made.bundle(bundles, 10, tmp_path / "attacker")
    run = collect(path, tmp_path / "so", day)
    assert run.states == {"refused": 1} and "khóa" in run.reasons[0].reason
    one = school(10)
    row = [one.code, one.name, one.unit, "", one.kind, "goi", "", public_key_of(own_key(tmp_path / "attacker"))]
    assert collect(made.register(tmp_path, {}, [row]), tmp_path / "so", day).states == {"sent": 1}
    assert collect(made.register(tmp_path, {10: "goi"}), tmp_path / "so", day).states == {"sent": 1}  # it is known now


def test_an_office_that_has_no_list_of_keys_yet_takes_them_from_its_days(tmp_path: Path) -> None:
    made.bundle(tmp_path, 10, tmp_path / "home", name="a.qip")
    path = made.register(tmp_path, {10: "a.qip"})
    collect(path, tmp_path / "so")
    (tmp_path / "so" / "keys.json").unlink()
    made.bundle(tmp_path, 10, tmp_path / "attacker", name="a.qip")
    assert collect(path, tmp_path / "so", DAY + timedelta(days=1)).states == {"refused": 1}


def test_a_damaged_list_of_keys_stops_the_run_in_words(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, range(1))
    collect(path, tmp_path / "so")
    (tmp_path / "so" / "keys.json").write_text('{"1": 5}', encoding="utf-8")
    with pytest.raises(FileTrouble, match=r"keys\.json"):
        collect(path, tmp_path / "so")


def test_a_bundle_older_than_the_one_taken_or_of_days_to_come_is_not_taken(tmp_path: Path) -> None:
    path = made.register(tmp_path, {10: "a.qip"})
    old, new = DAY - timedelta(days=5), DAY
    made.bundle(tmp_path, 10, tmp_path / "home", name="a.qip", day=new)
    assert collect(path, tmp_path / "so").states == {"sent": 1}
    made.bundle(tmp_path, 10, tmp_path / "home", name="a.qip", day=old)
    run = collect(path, tmp_path / "so", DAY + timedelta(days=1))
    assert run.states == {"refused": 1} and f"{old:%d/%m/%Y}" in run.reasons[0].reason
    made.bundle(tmp_path, 10, tmp_path / "home", name="a.qip", day=date(2199, 1, 1))
    run = collect(path, tmp_path / "so", DAY + timedelta(days=1))
    assert run.states == {"refused": 1} and "01/01/2199" in run.reasons[0].reason
    made.bundle(tmp_path, 10, tmp_path / "home", name="a.qip", day=new)
    assert collect(path, tmp_path / "so", DAY + timedelta(days=1)).states == {"sent": 1}


def test_of_several_bundles_the_newest_is_taken(tmp_path: Path) -> None:
    bundles = tmp_path / "goi"
    bundles.mkdir()
    made.bundle(bundles, 10, tmp_path / "home", name="cũ.qip", code="")
    path = made.register(tmp_path, {10: "goi"})
    made.bundle(bundles, 10, tmp_path / "home", name="a mới.qip", code="", day=DAY + timedelta(days=1))
    collect(path, tmp_path / "so")
    (row,) = summaries(tmp_path / "so").values()
    assert (row.source, row.made) == ("a mới.qip", DAY + timedelta(days=1))


def test_a_fault_of_the_tool_itself_at_one_school_is_that_school_s_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made.workbooks(tmp_path, range(3))
    check = collecting.check_plan

    def failing(store: ExcelStore, *others: object) -> object:
        if store.path.stem == code(1):
            raise ZeroDivisionError
        return check(store, *others)

    monkeypatch.setattr(collecting, "check_plan", failing)
    run = collect(path, tmp_path / "so")
    assert run.states == {"refused": 1, "sent": 2}
    assert "ZeroDivisionError" in summaries(tmp_path / "so")[code(1)].reason
    (log,) = (settings.home() / "logs").iterdir()
    assert log.name in summaries(tmp_path / "so")[code(1)].reason
    assert "in failing" in log.read_text(encoding="utf-8")


def test_files_of_a_unit_do_not_depend_on_the_order_in_which_schools_came(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, FEW)
    tasks = Collecting(open_register(str(path)), tmp_path / "so", DAY, Force()).tasks
    schools = list(map(collect_school, tasks))
    assert unit_files(schools) == unit_files(schools[::-1])


# Engines


def test_processes_give_the_same_bytes_though_one_of_them_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "one")
    killed: list[int] = []
    start = Pool.start

    def start_and_kill(self: Pool, task: Task) -> None:
        start(self, task)
        processes = list(getattr(self._pool, "_processes", None) or ())
        if not killed and processes:
            killed.append(processes[0])
            os.kill(processes[0], signal.SIGKILL)

    monkeypatch.setattr(Pool, "start", start_and_kill)
    run = collect(path, tmp_path / "two", force=Force(LOCAL, 2))
    assert killed and run.worked == 6
    assert kept(tmp_path / "two") == kept(tmp_path / "one")


def test_dask_gives_the_same_bytes_though_a_worker_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made.workbooks(tmp_path, FEW)
    collect(path, tmp_path / "one")
    killed: list[int] = []
    start = Pool.start

    def start_and_kill(self: Pool, task: Task) -> None:
        start(self, task)
        if not killed:
            client = self._pool._client
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    monkeypatch.setattr(Pool, "start", start_and_kill)
    run = collect(path, tmp_path / "two", force=Force(DASK, 2))
    assert killed and run.worked == 6
    assert kept(tmp_path / "two") == kept(tmp_path / "one")


@pytest.mark.skipif(os.name != "posix", reason="Windows sends Ctrl-C to whom it likes")
def test_ctrl_c_does_not_reach_a_worker_that_is_starting(tmp_path: Path) -> None:
    asked = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"
    found: list[str] = []

    class Starting(ThreadPoolExecutor):
        """Starts a process where `ProcessPoolExecutor` does."""

        def submit(self, *work: Any, **_named: Any) -> "Future[Any]":
            found.append(subprocess.check_output([sys.executable, "-c", asked], text=True).strip())
            return super().submit(*work)

    task = Collecting(open_register(str(made.workbooks(tmp_path, range(1)))), tmp_path / "so", DAY, Force()).tasks[0]
    pool = Pool(1, lambda: Starting(1))
    pool.start(task)
    pool.close()
    assert found == ["True"]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.skipif(os.name != "posix", reason="Windows sends Ctrl-C to whom it likes")
def test_ctrl_c_while_dask_starts_its_workers_ends_in_one_sentence(tmp_path: Path) -> None:
    words = ["--register", str(made.workbooks(tmp_path, FEW)), "--data", str(tmp_path / "so"), "--today", f"{DAY}"]
    command = [sys.executable, "-m", "qipsheets", "--lang", "en", "office", "collect", *words, "--engine", "dask"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("6 schools")
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: each process of the group gets it
        assert process.stdout.read() == "Stopped.\n→ Run it again when you want to go on.\n"
    assert process.returncode == 130


class Deadly:
    """Workers of which one dies whenever it has a certain school."""

    slots = 2

    def __init__(self, deadly: str) -> None:
        self.deadly = deadly
        self.given: list[Task] = []
        self.together: list[tuple[str, ...]] = []

    def start(self, task: Task) -> None:
        self.given.append(task)
        self.together.append(tuple(one.school.code for one in self.given))

    def ended(self, patience: float | None) -> Sequence[tuple[Task, Collected | None]]:
        """All that run end with the one that kills."""
        dies = any(task.school.code == self.deadly for task in self.given)
        found = [(task, None if dies else collect_school(task)) for task in self.given]
        self.given = []
        return found


def test_a_school_that_kills_whoever_reads_it_is_a_row_and_no_other_is_blamed(tmp_path: Path) -> None:
    path = made.workbooks(tmp_path, range(4))
    tasks = Collecting(open_register(str(path)), tmp_path / "so", DAY, Force()).tasks
    workers = Deadly(code(1))
    outcomes = {one.summary.code: one.summary.state for one in work.WorkQueue(tasks, workers, work.Calls()).outcomes()}
    assert outcomes == {code(0): "sent", code(1): "refused", code(2): "sent", code(3): "sent"}
    assert len([one for one in workers.together if code(1) in one]) <= work.MOST_DEATHS + 4


def test_an_unknown_scheduler_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from qipsheets.errors import RemoteTrouble
    from qipsheets.offices import engines

    monkeypatch.setattr(engines, "_SECONDS", 0.2)
    with pytest.raises(RemoteTrouble), engine(DASK, 1, "tcp://127.0.0.1:9"):
        pass
