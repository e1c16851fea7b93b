"""The office's folder: what was collected on each day, what a run has done so far, what was taken and refused.

collections/2026-11-30/<unit>/summary.parquet …   one folder a unit and day, put in place as a whole
collections/2026-11-30/register.json              the units, and what is wrong in the register
collections/2026-11-30/complete.json              is there once every unit is
collections/2026-11-30/replacing.json             in its place while the day is put in place once more
keys.json                                         of each school the key of its bundles, once one was taken
running/2026-11-30.jsonl                          the done-list of a run that has not ended
receipts/2026-11-30 0712.jsonl                    what a run took, when, and what it refused and why
"""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from io import BufferedRandom
from pathlib import Path
from typing import get_args

from qipsheets import __version__
from qipsheets.console import Json, json_value
from qipsheets.errors import DoubtfulState, FileTrouble
from qipsheets.files import read_bytes, reason, recover_folder, replace_bytes, replace_folder
from qipsheets.language import _
from qipsheets.offices.collecting import Collected, Known, Taken, Task
from qipsheets.offices.facts import MALFORMED, Facts, FundingRow, SchoolFact, field_types, funding_of, record_of
from qipsheets.offices.parquet import parquet_bytes, read_rows
from qipsheets.offices.register import RegisteredSchool, SchoolRegister
from qipsheets.offices.summary import Sent, Summary
from qipsheets.vietnamese import without_marks

_TABLES: Mapping[str, type] = {  # the lists of the facts, each of one kind of records
    name: get_args(kind)[0] for name, kind in field_types(Facts).items() if get_args(kind)
}
SUMMARY, FUNDING = "summary", "funding"
_KEYS = "keys.json"
_COMPLETE, _REPLACING = "complete.json", "replacing.json"
_LONGEST = 40  # letters of a unit in its folder's name


@dataclass(frozen=True, slots=True)
class RegisterNotes:
    """The units of a register by name with their superiors, and what was wrong in it."""

    units: Mapping[str, str]
    findings: Sequence[Json]


class Office:
    """The folder in which an office keeps what it collects."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def day_folder(self, day: date) -> Path:
        """Where the units of a day are."""
        return self.folder / "collections" / day.isoformat()

    def days(self, mark: str = _COMPLETE) -> list[date]:
        """The days that were collected to the end, the oldest first."""
        found = (_day_named(one.parent.name) for one in (self.folder / "collections").glob(f"*/{mark}"))
        return sorted(day for day in found if day is not None)

    def last(self, day: date) -> date | None:
        """The newest day not after another that has all units, be they of two runs; None where there is none."""
        return max((one for one in (*self.days(), *self.days(_REPLACING)) if one <= day), default=None)

    def newest(self, day: date | None = None) -> date:
        """The newest complete day, or the day asked for. Raises DoubtfulState where there is none."""
        known = self.days()
        if not known or (day is not None and day not in known):
            raise DoubtfulState(
                _("Nothing was collected in {folder}.").format(folder=self.folder)
                if day is None
                else _("On {day} nothing was collected to the end.").format(day=f"{day:%d/%m/%Y}"),
                _("Run «qipsheets office collect» first."),
            )
        return known[-1] if day is None else day

    def files(self, day: date, table: str = SUMMARY) -> list[Path]:
        """The files of one table of a day, unit by unit."""
        return sorted(self.day_folder(day).glob(f"*/{table}.parquet"))

    def begin_day(self, day: date) -> None:
        """Says that a day is not whole: from now on its units may be of two runs."""
        complete = self.day_folder(day) / _COMPLETE
        if complete.exists():
            complete.replace(complete.with_name(_REPLACING))

    def write_unit(self, day: date, unit: str, schools: Sequence[Collected]) -> None:
        """Puts a unit's folder of a day in place, wholly or not at all; what is the same is not written again."""
        folder = self.day_folder(day) / unit_slug(unit)
        recover_folder(folder)
        replace_folder(folder, unit_files(schools), ())

    def end_day(self, day: date, register: SchoolRegister, counts: Mapping[str, int]) -> None:
        """Says that a day is whole; folders of units that are no longer in the register go."""
        folder = self.day_folder(day)
        wanted = {unit_slug(school.unit) for school in register.entries}
        for path in folder.iterdir():
            if path.is_dir() and path.name not in wanted:
                shutil.rmtree(path)
        findings = [
            {"rule": one.code, "row": one.place.row, "code": one.place.key, "field": one.place.field,
             "message": one.message.text("vi")}
            for one in register.findings
        ]  # fmt: skip
        _keep_json(folder / "register.json", {"units": register.units, "findings": findings})
        _keep_json(folder / _COMPLETE, {"version": __version__, "schools": len(register.entries), **counts})
        (folder / _REPLACING).unlink(missing_ok=True)

    def register_notes(self, day: date) -> RegisterNotes:
        """What was kept of a day's register. Raises FileTrouble where it is damaged."""
        path = self.day_folder(day) / "register.json"
        try:
            value = json.loads(read_bytes(path))
            return RegisterNotes(dict(value["units"]), list(value["findings"]))
        except MALFORMED as error:
            raise FileTrouble(
                _("The file {path} is damaged.").format(path=path),
                _("Collect that day again with «qipsheets office collect»."),
            ) from error

    def done_path(self, day: date) -> Path:
        """The file of what a run for a day has done so far."""
        return self.folder / "running" / f"{day.isoformat()}.jsonl"

    @contextmanager
    def done_list(self, day: date) -> Iterator["DoneList"]:
        """What a run for a day has done so far. Raises FileTrouble where it cannot be written."""
        path = self.done_path(day)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+b")
        except OSError as error:
            raise FileTrouble(
                _("The folder {path} cannot be written: {reason}.").format(path=path.parent, reason=reason(error))
            ) from error
        with file:
            yield DoneList(path, file)

    def taken(self) -> dict[str, Taken]:
        """The keys of the bundles taken so far, by the codes of the schools: where they are not kept yet, as the
        summaries of all days have them, as far as those can be read. Raises FileTrouble."""
        path = self.folder / _KEYS
        if path.exists():
            try:
                return {code: record_of(Taken, value) for code, value in json.loads(read_bytes(path)).items()}
            except MALFORMED as error:
                raise FileTrouble(
                    _("The file {path}, which holds the keys of the schools' bundles, is damaged.").format(path=path),
                    _("Take it from a backup; or delete it: the keys are then taken from the days collected."),
                ) from error
        found: dict[str, Taken] = {}
        for file in (file for day in self.days() for file in self.files(day)):
            with suppress(FileTrouble):
                found = taken_with(found, (row for _code, row in read_rows(Summary, file)))
        return found

    def keep_taken(self, taken: Mapping[str, Taken]) -> None:
        """Keeps the keys of the bundles taken so far."""
        _keep_json(self.folder / _KEYS, dict(sorted(taken.items())))

    def keep_receipts(self, day: date, moment: datetime, lines: Iterable[Mapping[str, object]]) -> Path:
        """Writes what a run took and refused; returns the file."""
        path = self.folder / "receipts" / f"{day.isoformat()} {moment:%H%M%S}.jsonl"
        text = "".join(json.dumps(json_value(line), ensure_ascii=False) + "\n" for line in lines)
        replace_bytes(path, text.encode())
        return path


def taken_with(taken: Mapping[str, Taken], rows: Iterable[Summary]) -> dict[str, Taken]:
    """The keys with those of the bundles in these rows; a key stays until a bundle with another was taken."""
    found = dict(taken)
    for row in rows:
        if row.made is None:
            continue
        before = found.get(row.code)
        if before is None or before.public_key != row.public_key:
            before = Taken(row.public_key, row.day, row.made)
        found[row.code] = replace(before, made=max(before.made, row.made))
    return found


def _day_named(name: str) -> date | None:
    """The day of a folder; None for a folder that is named after none."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None


def _keep_json(path: Path, value: object) -> None:
    replace_bytes(path, json.dumps(json_value(value), ensure_ascii=False, indent=1).encode())


def unit_slug(unit: str) -> str:
    """A folder's name for a unit: readable, and no other unit has the same."""
    readable = re.sub("[^a-z0-9]+", "-", without_marks(unit).casefold()).strip("-")[:_LONGEST]
    return f"{readable or 'don-vi'}-{sha256(unit.encode()).hexdigest()[:8]}"


def unit_files(schools: Sequence[Collected]) -> dict[str, bytes]:
    """The Parquet files of a unit by name; schools by their codes, the rows of each as the school has them."""
    ordered = sorted(schools, key=lambda one: one.summary.code)
    files = {
        f"{table}.parquet": parquet_bytes(
            kind, ((one.summary.code, row) for one in ordered if one.facts for row in getattr(one.facts, table))
        )
        for table, kind in _TABLES.items()
    }
    funding = ((one.summary.code, row) for one in ordered if one.facts for row in funding_of(one.facts))
    files[f"{FUNDING}.parquet"] = parquet_bytes(FundingRow, funding)
    return files | {f"{SUMMARY}.parquet": parquet_bytes(Summary, ((one.summary.code, one.summary) for one in ordered))}


class Schools:
    """The schools of a collected day: what a new run must know of each, and the facts where nothing has changed."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._summaries = {code: (row, path.parent) for path in files for code, row in read_rows(Summary, path)}
        self._facts = lru_cache(maxsize=2)(_facts_of_unit)

    def known(self, school: RegisteredSchool) -> Known | None:
        """What an earlier collection knows of a school whose facts may still serve; None where it is read anew.

        One that has gone to another unit is: its old unit's folder may be replaced before its new one.
        """
        row, _folder = self._summaries.get(school.code, (None, None))
        if row is None or row.state != Sent.SENT or row.has_later_entries or row.made or row.unit != school.unit:
            return None
        return Known(row.digest, row.mark, row.framework_file)

    def facts(self, code: str, digest: str) -> Facts | None:
        """The facts of a school that was sent; None where they are not those of this digest, or can not be read."""
        row, folder = self._summaries.get(code, (None, Path()))
        if row is None or row.state != Sent.SENT or row.digest != digest:
            return None
        try:
            tables = self._facts(folder)
        except FileTrouble:
            return None
        assert row.checked_on is not None  # of one that was sent
        head = SchoolFact(**{field.name: getattr(row, field.name) for field in fields(SchoolFact)})
        make: Callable[..., Facts] = Facts
        return make(row.checked_on, head, **{name: tuple(tables[name].get(code, ())) for name in _TABLES})


def _facts_of_unit(folder: Path) -> Mapping[str, Mapping[str, list[object]]]:
    found: dict[str, dict[str, list[object]]] = {}
    for table, kind in _TABLES.items():
        by_code = found.setdefault(table, {})
        rows: list[tuple[str, object]] = read_rows(kind, folder / f"{table}.parquet")
        for code, row in rows:
            by_code.setdefault(code, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Done:
    """A line of the done-list: of which task, when, and what came of it."""

    task: str
    at: str
    outcome: Collected


class DoneList:
    """What a run has done, a line a school, so that one that was killed is taken up where it stopped.

    Outcomes lie in the file alone; only where each begins is remembered.
    """

    def __init__(self, path: Path, file: BufferedRandom) -> None:
        """Finds where each whole line begins; one that was cut off when the run was killed is taken out.

        A line that cannot be read counts as none, so its school is done anew.
        """
        self.path, self.file = path, file
        self._places: dict[str, int] = {}
        file.seek(0)
        whole = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            if (done := _done(line)) is not None:
                self._places[done.task] = whole
            whole += len(line)
        file.truncate(whole)

    def __contains__(self, task: Task) -> bool:
        return task_digest(task) in self._places

    def add(self, task: Task, moment: datetime, outcome: Collected) -> None:
        """Notes what came of a task."""
        key = task_digest(task)
        self._places[key] = self.file.seek(0, 2)
        done = json_value(Done(key, moment.isoformat(timespec="seconds"), outcome))
        self.file.write(f"{json.dumps(done, ensure_ascii=False, separators=(',', ':'))}\n".encode())
        self.file.flush()

    def read(self, task: Task) -> Done:
        """What came of a task. Raises DoubtfulState where the file has been changed by somebody else meanwhile."""
        key = task_digest(task)
        self.file.seek(self._places[key])
        found = _done(self.file.readline())
        if found is None or found.task != key or found.outcome.summary.code != task.school.code:
            raise DoubtfulState(
                _("The file {path} was changed while it was being worked with.").format(path=self.path),
                _("Delete it and run the command again."),
            )
        return found

    def remove(self) -> None:
        """The run has ended."""
        self.file.close()
        self.path.unlink()


def _done(line: bytes) -> Done | None:
    """A line of the done-list; None where it is none."""
    try:
        return record_of(Done, json.loads(line))
    except MALFORMED:
        return None


def task_digest(task: Task) -> str:
    """What tells a task from others of the day: a row of the register that was changed meanwhile is another task."""
    school = replace(task.school, row=0)
    return sha256(f"{__version__}\n{school!r}\n{task.day}".encode()).hexdigest()[:32]
