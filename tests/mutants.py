"""Bad engines: each breaks one promise in the running program, and the test named beside it must find it out.

As a plugin it runs any test on a bad engine: QIPSHEETS_MUTANT=no_lock python -m pytest -p tests.mutants TEST
With «each» for a name, every test that is named here runs on its own bad engine, up to the first case that fails.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import Phase

from qipsheets import files
from qipsheets.delivery import smtp
from qipsheets.delivery.outbox import Outbox
from qipsheets.documents.printing import word
from qipsheets.errors import FileTrouble
from qipsheets.journal import states
from qipsheets.journal.journal import Journal
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Table
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.xlsx.store import ExcelStore
from qipsheets.sync import offline
from qipsheets.sync import run as sync_run

VARIABLE, EACH = "QIPSHEETS_MUTANT", "each"


@dataclass(frozen=True, slots=True)
class Mutant:
    """The promise that is broken, how, and the test that must fail."""

    promise: str
    test: str
    break_it: Callable[[pytest.MonkeyPatch], None]


def texts_only(patch: pytest.MonkeyPatch) -> None:
    """The journal gives every cell back as the text it showed."""
    real = Journal.tables

    def tables(self: Journal, number: int) -> dict[str, Table]:
        found = real(self, number)
        return {
            key: replace(table, rows=[[shown(c) for c in row] for row in table.rows]) for key, table in found.items()
        }

    patch.setattr(Journal, "tables", tables)


def last_row_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The journal keeps every tab but for its last row."""
    real = Journal.record

    def record(self: Journal, tables: Mapping[str, Table], moment: datetime, run: int | None = None) -> Any:
        cut = {key: replace(table, rows=table.rows[:-1]) for key, table in tables.items()}
        return real(self, cut, moment, run)

    patch.setattr(Journal, "record", record)


def stopped_runs_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A merge knows nothing of a killed one before it."""
    patch.setattr(offline, "with_rows_of_stopped_runs", lambda base, *_rest: base)


def every_run_writes(patch: pytest.MonkeyPatch) -> None:
    """A sync writes all of the tool's tabs each time."""
    patch.setattr(sync_run, "changed", lambda _tables, rows: tuple(rows))


def nothing_is_doubtful(patch: pytest.MonkeyPatch) -> None:
    """A sync takes any read for good."""
    patch.setattr(sync_run, "lost_since_sync", lambda *_words: ())


def cut_is_empty(patch: pytest.MonkeyPatch) -> None:
    """An answer that cannot be read is taken for a Sheet without rows."""
    real = GoogleStore.read

    def read(self: GoogleStore) -> dict[str, Table]:
        try:
            return real(self)
        except Exception:
            return {}

    patch.setattr(GoogleStore, "read", read)


def written_in_place(patch: pytest.MonkeyPatch) -> None:
    """A file is opened and written over, with no temporary one beside it."""

    def replace_bytes(path: Path, data: bytes) -> None:
        try:
            with Path(path).open("wb") as file:
                file.write(data[: len(data) // 2])
                file.flush()
                os.fsync(file.fileno())
                file.write(data[len(data) // 2 :])
        except OSError as error:
            raise FileTrouble(str(error), "") from error

    patch.setattr(files, "replace_bytes", replace_bytes)


def reading_leaves_a_trace(patch: pytest.MonkeyPatch) -> None:
    """Every read notes its time in the home, a dry run's too."""
    real = ExcelStore.read

    def read(self: ExcelStore) -> dict[str, Table]:
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "last-read").write_text(self.address, encoding="utf-8")
        return real(self)

    patch.setattr(ExcelStore, "read", read)


def sent_before_it_is_noted(patch: pytest.MonkeyPatch) -> None:
    """A mail goes out while the outbox still says that it waits."""
    patch.setattr(Outbox, "begin", lambda *_words: True)


def refusals_pass_for_accepted(patch: pytest.MonkeyPatch) -> None:
    """Whatever the mail server answers, it is taken for a yes."""
    patch.setattr(smtp.Connection, "send", lambda *_words: smtp.Reply(smtp.MailStatus.ACCEPTED, "250 OK"))


def every_clock_is_believed(patch: pytest.MonkeyPatch) -> None:
    """States are put in order by their moments alone."""
    patch.setattr(states, "believable", sorted)


def no_lock(patch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody."""

    @contextmanager
    def held(*_words: object) -> Iterator[None]:
        yield

    patch.setattr(files, "file_lock", held)


class _Ticking(tuple[int, ...]):
    """A day whose seconds go on each time they are looked at."""

    seconds = count()

    def __getitem__(self, at: Any) -> Any:
        return next(self.seconds) % 60 if at == 5 else super().__getitem__(at)


def time_of_day_in_the_zip(patch: pytest.MonkeyPatch) -> None:
    """A document bears the second in which it was packed."""
    patch.setattr(word, "_FIRST_DAY", _Ticking((1980, 1, 1, 0, 0, 0)))


_JOURNAL, _RUNNER = "tests/journal/test_states.py::", "tests/commands/test_runner.py::"
MUTANTS: Mapping[str, Mutant] = {
    made.break_it.__name__: made
    for made in (
        Mutant("P3", _JOURNAL + "test_every_state_is_restored_exactly_and_the_chain_is_sound", texts_only),
        Mutant("P3", _RUNNER + "test_p3_every_state_read_and_every_run_is_kept", last_row_forgotten),
        Mutant(
            "P4",
            "tests/sync/test_bringing_back.py::test_p4_staff_go_on_between_a_killed_run_and_the_next",
            stopped_runs_forgotten,
        ),
        Mutant("P5", _RUNNER + "test_p5_a_second_run_of_the_day_makes_no_write", every_run_writes),
        Mutant(
            "P6",
            "tests/commands/test_main_job.py::test_p6_a_doubtful_read_changes_nothing_and_says_so",
            nothing_is_doubtful,
        ),
        Mutant(
            "P6",
            "tests/stores/google/test_google_store.py::test_a_cut_answer_is_never_taken_for_an_empty_sheet",
            cut_is_empty,
        ),
        Mutant(
            "P7",
            "tests/stores/test_excel.py::test_p7_disk_full_or_read_only_leaves_the_old_file[fsync-trouble0]",
            written_in_place,
        ),
        Mutant("P8", _RUNNER + "test_p8_a_dry_run_leaves_no_trace", reading_leaves_a_trace),
        Mutant(
            "P9",
            "tests/delivery/test_sending.py::test_duplicates_and_losses_are_as_promised",
            sent_before_it_is_noted,
        ),
        Mutant(
            "P10",
            "tests/journal/test_times.py::test_clocks_that_jump_do_not_hide_states",
            every_clock_is_believed,
        ),
        Mutant("P11", _RUNNER + "test_p11_two_jobs_at_once_are_one_job", no_lock),
        Mutant(
            "P14",
            "tests/commands/test_email_digest.py::test_refusals_are_listed_and_handled",
            refusals_pass_for_accepted,
        ),
        Mutant(
            "P12",
            "tests/commands/test_plan.py::test_p12_the_same_state_prints_the_same_bytes",
            time_of_day_in_the_zip,
        ),
    )
}


def pytest_configure(config: pytest.Config) -> None:
    """Breaks the program for this whole run of pytest; the first case that fails is enough."""
    hypothesis.settings.register_profile(
        "mutant", hypothesis.settings.get_profile("quick"), phases=(Phase.explicit, Phase.generate), database=None
    )
    hypothesis.settings.load_profile("mutant")
    if os.environ[VARIABLE] == EACH:
        config.pluginmanager.register(_Each())
        return
    patch = pytest.MonkeyPatch()
    MUTANTS[os.environ[VARIABLE]].break_it(patch)
    config.add_cleanup(patch.undo)


class _Each:
    """Breaks the program anew for each test, after what it shares with others has been made."""

    def __init__(self) -> None:
        self.caught: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        [name] = [name for name, mutant in MUTANTS.items() if item.nodeid.startswith(mutant.test)]
        if name in self.caught:
            pytest.skip("it is caught")
        with pytest.MonkeyPatch.context() as patch:
            MUTANTS[name].break_it(patch)
            try:
                return (yield)
            except BaseException:
                self.caught.add(name)
                raise
