"""Runs, their way back, offline copies, the machine, and transactions that others join."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from qipsheets.errors import FileTrouble, UsageError
from qipsheets.journal.origins import changes_with_origins
from qipsheets.machine import this_machine
from qipsheets.sheets.table import Edit
from tests.journal.histories import action, day, opened, plan_of


def test_a_run_is_kept_with_its_words_its_end_and_its_state(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        first = journal.begin_run("sync", day(0), ("--accept-loss",))
        state = journal.record(plan_of([action("HD-001")]), day(0), first)
        journal.end_run(first, day(0), 0)
        second = journal.begin_run("merge", day(1))
    with opened(tmp_path) as journal:
        runs = journal.runs()
        assert [(run.kind, run.words, run.exit_code, run.state) for run in runs] == [
            ("sync", ("--accept-loss",), 0, state.number),
            ("merge", (), None, None),
        ]
        assert {run.machine for run in runs} == {this_machine(tmp_path).id}
        assert (runs[0].begun, runs[0].ended, runs[1].ended) == (day(0), day(0), None)
        journal.end_run(second, day(1), 5, state)
        assert (journal.runs()[1].exit_code, journal.runs()[1].state) == (5, 1)
        assert journal.order() == (("run", 1), ("state", 1), ("run", 2))
        assert journal.verify() == ()


def test_the_way_back_of_a_run_keeps_every_type(tmp_path: Path) -> None:
    edits = (
        Edit("actions", "HD-001", "Ghi chú", "mới", None),
        Edit("targets", "CT-001", "Cần đạt", 35.5, 35),
        Edit("targets", "CT-001", "Ngày đo", date(2024, 9, 5), datetime(2024, 9, 5, 10)),
        Edit("people", "", "Mã", True, "NS-001", 7),
    )
    with opened(tmp_path) as journal:
        run = journal.begin_run("merge", day(0))
        assert journal.inverse(run) == ()
        journal.keep_inverse(run, edits)
        assert repr(journal.inverse(run)) == repr(edits)
        assert journal.verify() == ()


@pytest.mark.parametrize("ask", ["end", "inverse", "keep"])
def test_an_unknown_run_is_refused(ask: str, tmp_path: Path) -> None:
    with opened(tmp_path) as journal, pytest.raises(UsageError, match="no run 7"):
        if ask == "end":
            journal.end_run(7, day(0), 0)
        elif ask == "keep":
            journal.keep_inverse(7, ())
        else:
            journal.inverse(7)


def test_a_copy_s_agreement_is_the_last_one(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        for number in range(3):
            journal.record(plan_of([action(f"HD-{number:03d}")]), day(number))
        assert journal.agreed("bản-1") is None
        journal.agree("bản-1", 1)
        journal.agree("bản-2", 2)
        journal.agree("bản-1", 3)
        assert (journal.agreed("bản-1"), journal.agreed("bản-2")) == (3, 2)
        with pytest.raises(UsageError, match="no state 9"):
            journal.agree("bản-1", 9)


def test_all_in_a_transaction_or_nothing_and_an_inner_one_is_undone_alone(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    with opened(tmp_path) as journal:
        with pytest.raises(Stopped), journal.transaction() as inside:
            run = journal.begin_run("sync", day(0))
            journal.record(plan_of([action("HD-001")]), day(0), run)
            inside.execute("INSERT INTO facts VALUES ('x', 'y')")
            raise Stopped
        assert (journal.states(), journal.runs(), journal.database.fact("x")) == ((), (), "")
        with journal.transaction():
            run = journal.begin_run("sync", day(0))
            with pytest.raises(Stopped), journal.transaction():
                journal.record(plan_of([action("HD-001")]), day(0), run)
                raise Stopped
            journal.record(plan_of([action("HD-002")]), day(0), run)
        assert [state.number for state in journal.states()] == [1]
        assert journal.tables(1)["actions"].rows[0][0] == "HD-002"
        assert journal.verify() == ()


def test_a_change_is_a_run_s_where_it_wrote_it_else_the_sheet_s(tmp_path: Path) -> None:
    """
    | ngày | HD-001                 | HD-002               |
    | 0    | sync đọc               |                      |
    | 1    | sync đọc, không đổi    |                      |
    | 2    | merge ghi «6/2025»     |                      |
    | 3    |                        | ai đó gõ «Mức 2»     |
    """
    rows = [action("HD-001"), action("HD-002")]
    written = [action("HD-001", end="6/2025"), action("HD-002")]
    typed = [written[0], [*written[1][:3], "Mức 2", *written[1][4:]]]
    with opened(tmp_path) as journal:
        for number in (0, 1):
            run = journal.begin_run("sync", day(number))
            journal.record(plan_of(rows), day(number), run)
            journal.end_run(run, day(number), 0)
        run = journal.begin_run("merge", day(2))
        journal.keep_inverse(run, [Edit("actions", "HD-001", "Hoàn thành", "6/2025", "5/2025")])
        journal.record(plan_of(written), day(2), run)
        journal.end_run(run, day(2), 0)
        journal.record(plan_of(typed), day(3), journal.begin_run("sync", day(3)))
        found = {change.key: origin for change, origin in changes_with_origins(journal, 1, 3)}
        assert found["HD-001"].run == journal.runs()[2]
        assert (found["HD-002"].run, found["HD-002"].after, found["HD-002"].before) == (None, day(2), day(3))
        assert journal.last_seen(1) == day(1)


def test_the_machine_keeps_its_identity(tmp_path: Path) -> None:
    first = this_machine(tmp_path)
    assert first == this_machine(tmp_path)
    assert first.id != this_machine(tmp_path / "other").id
    found = json.loads((tmp_path / "machine.json").read_text(encoding="utf-8"))
    assert found["id"] == first.id


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"id": 5}', '{"id": "../x"}', "\xff"])
def test_a_damaged_identity_is_reported_and_not_made_anew(text: str, tmp_path: Path) -> None:
    path = tmp_path / "machine.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FileTrouble, match="damaged"):
        this_machine(tmp_path)
    assert path.read_bytes() == text.encode("latin-1")
