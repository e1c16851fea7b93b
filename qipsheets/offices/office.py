"""What an office does: collects the schools of its register for a day. Each step is safe to repeat."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from pathlib import Path

from qipsheets import settings
from qipsheets.errors import ConfigurationError, DoubtfulState, FileTrouble, RemoteTrouble, SignInTrouble, UsageError
from qipsheets.files import folder_lock
from qipsheets.language import Message, _
from qipsheets.offices.bundles import BundleManifest, bundles_in, claims_of
from qipsheets.offices.collecting import Taken, Task, collect_school, robot
from qipsheets.offices.engines import LOCAL, engine
from qipsheets.offices.keeping import Done, DoneList, Office, Schools, taken_with, unit_slug
from qipsheets.offices.register import PlanPlace, RegisteredSchool, SchoolRegister
from qipsheets.offices.summary import Receipt, Sent, Summary, summary_of
from qipsheets.offices.work import UNCOUNTED, Calls, WorkQueue
from qipsheets.plan.findings import Finding
from qipsheets.stores.google.client import SERVICE, SheetsClient, base_url, moments_of_change, timeout
from qipsheets.stores.google.faults import Schedule
from qipsheets.vietnamese import fold

DRIVE_SCHEDULE = Schedule(cap=60.0, unreached=10.0)  # without Drive's list the work goes on


@dataclass(frozen=True, slots=True)
class Force:
    """What the work is done with: the engine, how many processes, a Dask scheduler's address, the robots' key files."""

    engine: str = LOCAL
    workers: int = 1
    scheduler: str = ""
    robots: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a run has before it, said beforehand. `minutes` is the least time that the calls to Google take."""

    schools: int
    workbooks: int
    sheets: int
    bundles: int
    without: int
    done: int
    calls: int
    minutes: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did: how many schools it worked on itself, how many were done by a run that was stopped before it, how
    many had not changed; calls to Google; the rows that say why something was not taken; what is wrong in the register;
    what else is to be known: bundles of nobody, a service that did not answer."""

    day: date
    folder: Path
    receipts: Path
    states: Mapping[str, int]
    worked: int
    resumed: int
    unchanged: int
    calls: int
    reasons: tuple[Summary, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Message, ...]


def robots_in(folder: Path | None) -> tuple[str, ...]:
    """The robots' key files of a folder; «» for this machine's own sign-in where no folder is named."""
    if folder is None:
        return ("",)
    found = tuple(str(path.resolve()) for path in sorted(folder.glob("*.json")))
    if not found:
        raise ConfigurationError(
            _("The folder {folder} holds no key files (.json).").format(folder=folder),
            _("Put the robots' key files there, or leave the option out."),
        )
    return found


class Collecting:
    """A run over a register for a day: what is before it, then the work. Raises UsageError for an empty register.

    What the folder holds is looked at when it is first asked for: by `run` under the lock.
    """

    def __init__(self, register: SchoolRegister, folder: Path, day: date, force: Force) -> None:
        if not register.entries:
            raise UsageError(_("The register names no school."), _("Write a school into each row, below the headings."))
        self.register, self.day, self.force = register, day, force
        self.office = Office(folder)
        self.notes: list[Message] = []

    @cached_property
    def before(self) -> Schools | None:
        """The schools as they were collected last, for this day or an earlier one."""
        last = self.office.last(self.day)
        if last is None:
            return None
        try:
            return Schools(self.office.files(last))
        except FileTrouble as error:
            why = str(error)
            self.notes.append(
                Message("What was collected before cannot be used, so each school is read: {why}", why=why)
            )
            return None

    @cached_property
    def taken(self) -> Mapping[str, Taken]:
        """What is known of the bundles taken before."""
        return self.office.taken()

    @cached_property
    def tasks(self) -> Sequence[Task]:
        """A task a school, unit by unit."""
        marks, bundles = self._marks(), self._bundles()
        home, latest = str(settings.home()), max(self.day, settings.now().date()) + timedelta(days=1)
        return [
            Task(
                school,
                self.day,
                home,
                self.before.known(school) if self.before else None,
                marks.get(school.address.key, "") if school.is_sheet else "",
                bundles=tuple(map(str, bundles.get(school.code, ()))),
                latest=latest,
                taken=self.taken.get(school.code),
            )
            for school in sorted(self.register.entries, key=lambda school: (unit_slug(school.unit), school.code))
        ]

    def _marks(self) -> dict[str, str]:
        """When each Sheet was last changed, as Google Drive tells it; where it does not, there is a note.

        Robots whose key cannot be used read nothing; there is a note. Raises SignInTrouble where none is left.
        """
        if not any(school.is_sheet for school in self.register.entries):
            return {}
        marks: dict[str, str] = {}
        unusable: dict[str, SignInTrouble] = {}
        for key in self.force.robots:
            try:
                signed = robot(key, settings.home(), listing=True)
            except SignInTrouble as error:
                unusable[key] = error
                self.notes.append(Message("A robot reads nothing: {why}", why=str(error)))
                continue
            try:
                marks |= moments_of_change(SheetsClient(signed, base_url(), timeout(), schedule=DRIVE_SCHEDULE))
            except (SignInTrouble, RemoteTrouble, DoubtfulState) as error:
                note = Message(
                    "Google Drive does not say which Sheets have changed, so each is read: {why}", why=str(error)
                )
                self.notes.append(note)
        left = tuple(key for key in self.force.robots if key not in unusable)
        if not left:
            raise next(iter(unusable.values()))
        self.force = replace(self.force, robots=left)
        return marks

    def _calls(self) -> Calls:
        """Google's quotas; a server on this machine has none."""
        if base_url() == SERVICE:
            return Calls(self.force.robots)
        return Calls(self.force.robots, UNCOUNTED, UNCOUNTED)

    def _bundles(self) -> dict[str, list[Path]]:
        """The bundles of each school, the newest first; for those of no school of the register there is a note."""
        folders: dict[Path, list[RegisteredSchool]] = {}
        for school in self.register.entries:
            if school.place is PlanPlace.BUNDLE:
                folders.setdefault(school.address.path, []).append(school)
        found: dict[str, list[tuple[date, str, Path]]] = {}
        for folder, schools in folders.items():
            for path in bundles_in(folder):
                about = claims_of(path)
                whose = _whose(path, about, schools)
                if whose is None:
                    self.notes.append(Message("{file} belongs to no school of the register.", file=path.name))
                    continue
                found.setdefault(whose.code, []).append((about.made if about else date.min, path.name, path))
        return {code: [path for *_when, path in sorted(paths, reverse=True)] for code, paths in found.items()}

    def ahead(self, done: DoneList) -> Ahead:
        """What the run has before it."""
        left = [task for task in self.tasks if task not in done]
        places = Counter(task.school.place for task in left)
        calls = sum(task.needs_call for task in left)
        return Ahead(
            schools=len(self.tasks),
            **{place.value: places[place] for place in PlanPlace},
            done=len(self.tasks) - len(left),
            calls=calls,
            minutes=-(-calls // self._calls().a_minute),
        )

    def run(self, tell: Callable[[Ahead], None], progress: Callable[[int, int], None]) -> RunResult:
        """Does the work, or what is left of it. Raises Locked where another run collects into the same folder."""
        with folder_lock(self.office.folder), self.office.done_list(self.day) as done:
            ahead = self.ahead(done)
            tell(ahead)
            worked = self._work(done, progress, ahead.done)
            run = self._kept(done, worked, ahead.done)
            done.remove()
        return run

    def _kept(self, done: DoneList, worked: int, resumed: int) -> RunResult:
        """Puts the units in place, one after the other, and says what was taken."""
        lines: list[Done] = []
        self.office.begin_day(self.day)
        for unit, tasks in groupby(self.tasks, key=lambda task: task.school.unit):
            schools = [self._whole(task, done.read(task)) for task in tasks]
            self.office.write_unit(self.day, unit, [line.outcome for line in schools])
            lines += [replace(line, outcome=replace(line.outcome, facts=None)) for line in schools]
        rows = [line.outcome.summary for line in lines]
        self.office.keep_taken(taken_with(self.taken, rows))
        states = dict(sorted(Counter(row.state for row in rows).items()))
        self.office.end_day(self.day, self.register, states)
        return RunResult(
            self.day,
            self.office.day_folder(self.day),
            self.office.keep_receipts(self.day, settings.now(), map(_receipt, lines)),
            states,
            worked,
            resumed,
            sum(line.outcome.unchanged for line in lines),
            sum(line.outcome.calls for line in lines),
            tuple(row for row in rows if row.reason),
            self.register.findings,
            tuple(self.notes),
        )

    def _work(self, done: DoneList, progress: Callable[[int, int], None], resumed: int) -> int:
        """Works on what is not done; returns how many schools that were."""
        left = {task.school.code: task for task in self.tasks if task not in done}
        worked = 0
        if not left:
            return 0
        with engine(self.force.engine, self.force.workers, self.force.scheduler) as workers:
            for outcome in WorkQueue(left.values(), workers, self._calls()).outcomes():
                done.add(left[outcome.summary.code], settings.now(), outcome)
                worked += 1
                progress(resumed + worked, len(self.tasks))
        return worked

    def _whole(self, task: Task, line: Done) -> Done:
        """A school as it is kept; one that has not changed with the facts of the earlier collection.

        Where those are lost or damaged, it is read anew.
        """
        if not line.outcome.unchanged:
            return line
        row = line.outcome.summary
        facts = self.before.facts(task.school.code, row.digest) if self.before else None
        if facts is None:
            anew = replace(task, known=None, robot=self.force.robots[0])
            return replace(line, outcome=collect_school(anew))
        receipt = Receipt(Sent(row.state), row.reason, row.source, row.digest, row.mark)
        summary = summary_of(task.school, receipt, facts, task.day)
        return replace(line, outcome=replace(line.outcome, summary=summary, facts=facts))


def _whose(path: Path, about: BundleManifest | None, schools: Sequence[RegisteredSchool]) -> RegisteredSchool | None:
    """The school a bundle claims to be of: by code, by name, by the file's name, or the folder's only one."""
    if len(schools) == 1:
        return schools[0]
    code = about.code if about and about.code else path.stem
    found = [one for one in schools if one.code.casefold() == code.casefold()]
    if not found and about and not about.code:
        found = [one for one in schools if fold(one.name) == fold(about.school)]
    return found[0] if len(found) == 1 else None


def _receipt(line: Done) -> dict[str, object]:
    """What was taken of a school, when, or why nothing was."""
    row = line.outcome.summary
    taken = {"at": line.at, "code": row.code, "school": row.name, "source": row.source, "state": row.state}
    return taken | {"reason": row.reason, "digest": row.digest, "unchanged": line.outcome.unchanged}
