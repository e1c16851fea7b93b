"""P4: a copy is brought back whatever stops the way; and a schedule of staff edits on both sides loses none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qipsheets import files
from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import framework
from qipsheets.journal.journal import Journal, open_journal
from qipsheets.new_workbook import lists
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync import offline
from qipsheets.sync.merge import Merged, merge
from qipsheets.sync.offline import (
    OFFLINE_RUN,
    BroughtBack,
    agreed_tables,
    bring_back,
    make_copy,
    new_mark,
)
from qipsheets.sync.run import running
from qipsheets.sync.tool_tabs import mark_of
from tests.sync.sides import cell_texts

W, K = "Biện pháp cải tiến", "Kinh phí"
CONTENT = {
    "actions": [{"Tiêu chí": "1.5", W: f"việc {n}", K: f"tiền {n}"} for n in range(1, 5)],
    "observations": [{"Hành động hoặc bước": "HD-001", "Đã làm gì": "đã họp"}],
}
Cells = dict[tuple[str, str, str], str]


def clock() -> datetime:
    return datetime(2025, 3, 15, 8, 0)


@dataclass
class Place:
    """A Sheet (a workbook in its place), its copy and the machine's home, all in one folder."""

    folder: Path
    sheet: ExcelStore = field(init=False)
    copy: ExcelStore = field(init=False)

    def __post_init__(self) -> None:
        home = self.folder / "home"
        self.sheet, self.copy = (
            ExcelStore(self.folder / "sheet.xlsx", home),
            ExcelStore(self.folder / "copy.xlsx", home),
        )

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        with open_journal(self.folder / "home", self.sheet.address) as journal:
            yield journal

    def make(self) -> None:
        primary = framework("tt17-2018-primary")
        self.sheet.prepare(CONTENT, lists(primary, CONTENT))
        tables = self.sheet.read()
        with self.journal() as journal, running(journal, OFFLINE_RUN, (), clock) as run:
            mark = new_mark(run.record(tables))
            journal.agree(mark.copy_id, mark.state)
            make_copy(self.copy.path, tables, primary, mark, self.folder / "home")

    def bring(self) -> tuple[Merged, BroughtBack]:
        """What `sync --offline --yes` does."""
        sheet, mine = self.sheet.read(), self.copy.read()
        mark = mark_of(mine)
        assert mark is not None
        with self.journal() as journal:
            base = offline.with_rows_of_stopped_runs(agreed_tables(journal, mark, "copy"), journal, mark.copy_id, sheet)
            merged = merge(base, sheet, mine)
            with running(journal, OFFLINE_RUN, (mark.copy_id,), clock) as run:
                return merged, bring_back(self.sheet, self.copy, (sheet, mine), merged, run)

    def cells(self) -> tuple[Cells, Cells]:
        return cell_texts(self.sheet.read()), cell_texts(self.copy.read())


def typed(store: ExcelStore, key: str, heading: str, text: str | None) -> None:
    """Somebody types into a cell."""
    tables = store.read()
    tab = {"HD": "actions", "GS": "observations"}[key[:2]]
    table: Table = tables[tab]
    row = next((row for row in table.rows if shown(row[0]) == key), None)
    old = row[table.headings.index(heading)] if row else None
    store.write([Edit(tab, key, heading, old, text)])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder to work in, and what lay in it after the copy was made: the journal knows the Sheet by its path."""
    folder = tmp_path_factory.mktemp("work") / "here"
    folder.mkdir()
    Place(folder).make()
    return folder, Path(shutil.copytree(folder, tmp_path_factory.mktemp("kept") / "all"))


def fresh(as_it_was: tuple[Path, Path]) -> Place:
    folder, kept = as_it_was
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    return Place(folder)


@pytest.fixture(scope="module")
def both_changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Both sides changed: cells, a conflict, a new row under one ID, a deleted row."""
    folder = tmp_path_factory.mktemp("changed") / "here"
    folder.mkdir()
    place = Place(folder)
    place.make()
    for key, heading, text in [
        ("HD-001", K, "sheet"), ("HD-002", K, "sheet"), ("HD-005", W, "việc của Sheet"), ("GS-001", "Đã làm gì", None),
        ("GS-001", "Hành động hoặc bước", None),
    ]:  # fmt: skip
        typed(place.sheet, key, heading, text)
    for key, heading, text in [
        ("HD-002", K, "copy"), ("HD-003", K, "copy"), ("HD-005", W, "việc của bản sao"), ("HD-005", K, "tiền mới"),
        ("HD-006", W, "thêm một việc"), ("HD-006", K, "0"), ("HD-006", "Tiêu chí", "1.2"),
        ("GS-002", "Hành động hoặc bước", "HD-005"),
    ]:  # fmt: skip
        typed(place.copy, key, heading, text)
    return folder, Path(shutil.copytree(folder, tmp_path_factory.mktemp("kept") / "all"))


@pytest.fixture
def place(both_changed: tuple[Path, Path]) -> Place:
    """A Sheet and its copy before they meet."""
    return fresh(both_changed)


AFTER = {
    ("HD-001", K): "sheet", ("HD-002", K): "sheet", ("HD-003", K): "copy", ("HD-004", K): "tiền 4",
    ("HD-005", W): "việc của Sheet", ("HD-007", W): "việc của bản sao", ("HD-007", K): "tiền mới",
    ("HD-006", W): "thêm một việc", ("HD-006", K): "0", ("HD-006", "Tiêu chí"): "1.2",
    ("GS-002", "Hành động hoặc bước"): "HD-007",
    **{(f"HD-00{n}", W): f"việc {n}" for n in range(1, 5)}, **{(f"HD-00{n}", "Tiêu chí"): "1.5" for n in range(1, 5)},
}  # fmt: skip


def people(cells: Cells) -> dict[tuple[str, str], str]:
    return {(key, heading): text for (tab, key, heading), text in cells.items() if tab in ("actions", "observations")}


class Killed(BaseException):
    """As if the process had been killed."""


class Faults:
    """Counts what is written to files and journal, and kills at one of them, before or after it is done."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.at: tuple[int, str] | None = None
        names = ("begin_run", "record", "keep_inverse", "agree", "end_run")
        for owner, name in ((files, "replace_bytes"), *((Journal, name) for name in names)):
            patch.setattr(owner, name, self._wrapped(getattr(owner, name)))

    def _wrapped(self, real: object) -> object:
        def call(*args: object, **kwargs: object) -> object:
            self.count += 1
            if self.at == (self.count, "before"):
                raise Killed
            result = real(*args, **kwargs)  # type: ignore[operator]
            if self.at == (self.count, "after"):
                raise Killed
            return result

        return call


POINTS = 10


def test_the_points_at_which_a_run_can_be_killed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = Faults(monkeypatch)
    merged, brought = place.bring()
    assert faults.count == POINTS  # begin, state, conflicts, inverse, move, Sheet, state, copy, agree, end
    assert [people(cells) for cells in place.cells()] == [AFTER, AFTER]
    assert [(c.key, c.copy) for c in merged.conflicts] == [("HD-002", "copy")]
    assert brought.changed_again == 0
    assert place.bring()[0].is_empty


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("point", range(1, POINTS + 1))
def test_p4_killed_anywhere_nothing_is_lost_and_the_next_run_converges(
    place: Place, monkeypatch: pytest.MonkeyPatch, point: int, when: str
) -> None:
    with monkeypatch.context() as patch:
        Faults(patch).at = (point, when)
        with pytest.raises(Killed):
            place.bring()
    place.bring()
    assert [people(cells) for cells in place.cells()] == [AFTER, AFTER]
    assert place.bring()[0].is_empty
    listed = (place.folder / "copy-xung-dot.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[2:4] + line.split(",")[-1:] for line in listed[1:]] == [["HD-002", K, "copy"]]


@pytest.mark.parametrize("point", range(1, POINTS + 1))
def test_p4_staff_go_on_between_a_killed_run_and_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    """Staff change the row that the killed run may have added, and another cell: their words win, no row doubles."""
    with monkeypatch.context() as patch:
        Faults(patch).at = (point, "after")
        with pytest.raises(Killed):
            place.bring()
    was_written = ("actions", "HD-006", W) in cell_texts(place.sheet.read())
    typed(place.sheet, "HD-003", K, "lại sửa")
    if was_written:
        typed(place.sheet, "HD-006", W, "sửa việc đã thêm")
    place.bring()
    sheet, copy = place.cells()
    assert sheet == copy
    texts = people(sheet)
    assert texts["HD-003", K] == "lại sửa"
    measures = [text for (key, heading), text in texts.items() if heading == W]
    assert len(measures) == 7
    assert ("sửa việc đã thêm" if was_written else "thêm một việc") in measures
    assert "việc của bản sao" in measures


def test_a_sheet_that_changes_under_the_merge_is_not_overwritten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ExcelStore.write

    def write(store: ExcelStore, *args: object, **kwargs: object) -> None:
        if store.path.name == "sheet.xlsx":
            monkeypatch.undo()
            typed(store, "HD-003", K, "gõ ngay lúc ấy")
        real(store, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(ExcelStore, "write", write)
    with pytest.raises(DoubtfulState, match="gõ ngay lúc ấy"):
        place.bring()
    with place.journal() as journal:
        assert journal.runs()[-1].exit_code == 5
    place.bring()
    sheet, copy = place.cells()
    assert sheet == copy
    assert people(sheet) == {**AFTER, ("HD-003", K): "gõ ngay lúc ấy"}


class Schedule(RuleBasedStateMachine):
    """Staff type on both sides, delete rows, sort, merges come when they come, some of them killed."""

    origin: tuple[Path, Path]
    patch: pytest.MonkeyPatch

    @initialize()
    def begin(self) -> None:
        self.place = fresh(self.origin)
        self.words: set[str] = set()  # every text typed and not typed over on its own side
        self.number = 0

    @rule(
        on_sheet=st.booleans(),
        key=st.integers(1, 7).map(lambda n: f"HD-{n:03d}"),
        heading=st.sampled_from([W, K]),
    )
    def type_into(self, on_sheet: bool, key: str, heading: str) -> None:
        self.number += 1
        store = self.place.sheet if on_sheet else self.place.copy
        self.words.discard(cell_texts(store.read()).get(("actions", key, heading), ""))
        typed(store, key, heading, f"chữ {self.number}")
        self.words.add(f"chữ {self.number}")

    @rule(point=st.integers(1, POINTS), when=st.sampled_from(["before", "after"]))
    def killed(self, point: int, when: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            Faults(patch).at = (point, when)
            try:
                self.place.bring()
            except Killed:
                return
        assert self.place.bring()[0].is_empty

    @rule()
    def merge(self) -> None:
        self.place.bring()
        sheet, copy = self.place.cells()
        assert sheet == copy
        assert self.place.bring()[0].is_empty

    @invariant()
    def no_word_is_lost(self) -> None:
        if not hasattr(self, "place"):
            return
        report = self.place.folder / "copy-xung-dot.csv"
        listed = report.read_text(encoding="utf-8-sig") if report.exists() else ""
        there = set().union(*(cells.values() for cells in self.place.cells()))
        assert {word for word in self.words if word not in there and word not in listed} == set()


def test_any_schedule_of_edits_and_merges_loses_no_word(as_it_was: tuple[Path, Path]) -> None:
    Schedule.origin = as_it_was
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Schedule,
        settings=settings(
            max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
