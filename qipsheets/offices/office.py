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
from qipsheets.offices.bundles import Manifest, read_manifest
from qipsheets.offices.calls import UNCOUNTED, Calls
from qipsheets.offices.collecting import Outcome, Taken, Task, bundles_in, collect_school, is_bundle_source, robot
from qipsheets.offices.engines import LOCAL, engine
from qipsheets.offices.keeping import Collected, Done, DoneList, Office, Schools, taken_with, unit_slug
from qipsheets.offices.register import Entry, Register, read_register_file, register_of
from qipsheets.offices.summary import Receipt, Sent, Summary, summary_of
from qipsheets.offices.work import collected
from qipsheets.plan.findings import Finding
from qipsheets.store_address import StoreAddress
from qipsheets.stores.google.client import SERVICE, SheetsClient, base_url, moments_of_change, timeout
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.reading import FIELDS, book_of
from qipsheets.stores.google.sign_in import sign_in
from qipsheets.vietnamese import fold

LISTING = Schedule(cap=60.0, unreached=10.0)  # without Drive's list the work goes on


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
class Run:
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


Progress = Callable[[int, int], None]


def open_register(name: str) -> Register:
    """The register of a Sheet, a workbook or a CSV file. Raises QipError where it cannot be read or is none."""
    address = StoreAddress.parse(name)
    if not address.is_sheet:
        return read_register_file(settings.expanded(name))
    client = SheetsClient(sign_in(settings.home(), readonly=True), base_url(), timeout())
    book = book_of(client.get(address.key, FIELDS))
    tables = {one.title: [one.table.headings, *one.table.rows] for one in (*book.others, *book.tabs.values())}
    return register_of(book.title, tables, Path.cwd())


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

    def __init__(self, register: Register, folder: Path, day: date, force: Force) -> None:
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
            return self.office.schools(last)
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
        self._leave_out_unsigned()
        bundles, marks = self._bundles(), self._marks()
        home, latest = str(settings.home()), max(self.day, settings.now().date()) + timedelta(days=1)
        return [
            Task(
                entry,
                self.day,
                home,
                self.before.known(entry) if self.before else None,
                marks.get(entry.address.key, "") if entry.is_sheet else "",
                bundles=tuple(map(str, bundles.get(entry.code, ()))),
                latest=latest,
                taken=self.taken.get(entry.code),
            )
            for entry in sorted(self.register.entries, key=lambda entry: (unit_slug(entry.unit), entry.code))
        ]  # fmt: skip

    def _leave_out_unsigned(self) -> None:
        """Robots whose key cannot be used read nothing; there is a note. Raises SignInTrouble where none is left."""
        if not any(entry.is_sheet for entry in self.register.entries):
            return
        troubles: dict[str, SignInTrouble] = {}
        for key in self.force.robots:
            try:
                robot(key, settings.home())
            except SignInTrouble as error:
                troubles[key] = error
        left = tuple(key for key in self.force.robots if key not in troubles)
        if not left:
            raise next(iter(troubles.values()))
        self.force = replace(self.force, robots=left)
        self.notes += [Message("A robot reads nothing: {why}", why=str(error)) for error in troubles.values()]

    def _marks(self) -> dict[str, str]:
        """When each Sheet was last changed, as Google Drive tells it; where it does not, there is a note."""
        if not any(entry.is_sheet for entry in self.register.entries):
            return {}
        found: dict[str, str] = {}
        for key in self.force.robots:
            try:
                signed = robot(key, settings.home(), listing=True)
                found |= moments_of_change(SheetsClient(signed, base_url(), timeout(), schedule=LISTING))
            except (SignInTrouble, RemoteTrouble, DoubtfulState) as error:
                reason = str(error)
                self.notes.append(
                    Message("Google Drive does not say which Sheets have changed, so each is read: {why}", why=reason)
                )
        return found

    def _calls(self) -> Calls:
        """Google's quotas; a server on this machine has none."""
        if base_url() == SERVICE:
            return Calls(self.force.robots)
        return Calls(self.force.robots, UNCOUNTED, UNCOUNTED)

    def _bundles(self) -> dict[str, list[Path]]:
        """The bundles of each school, the newest first; for those of no school of the register there is a note."""
        folders: dict[Path, list[Entry]] = {}
        for entry in self.register.entries:
            if is_bundle_source(entry):
                folders.setdefault(entry.address.path, []).append(entry)
        found: dict[str, list[tuple[date, str, Path]]] = {}
        for folder, entries in folders.items():
            for path in bundles_in(folder):
                about = _about(path)
                whose = _whose(path, about, entries)
                if whose is None:
                    self.notes.append(Message("{file} belongs to no school of the register.", file=path.name))
                    continue
                found.setdefault(whose.code, []).append((about.made if about else date.min, path.name, path))
        return {code: [path for *_when, path in sorted(paths, reverse=True)] for code, paths in found.items()}

    def ahead(self, done: DoneList) -> Ahead:
        """What the run has before it."""
        left = [task for task in self.tasks if task not in done]
        kinds = Counter(_kind(task.entry) for task in left)
        calls = sum(task.needs_call for task in left)
        minutes = -(-calls // self._calls().a_minute)
        return Ahead(
            schools=len(self.tasks), **{kind: kinds[kind] for kind in KINDS}, done=len(self.tasks) - len(left),
            calls=calls, minutes=minutes,
        )  # fmt: skip

    def run(self, tell: Callable[[Ahead], None], progress: Progress) -> Run:
        """Does the work, or what is left of it. Raises Locked where another run collects into the same folder."""
        with folder_lock(self.office.folder), self.office.done_list(self.day) as done:
            ahead = self.ahead(done)
            tell(ahead)
            worked = self._work(done, progress, ahead.done)
            run = self._kept(done, worked, ahead.done)
            done.remove()
        return run

    def _kept(self, done: DoneList, worked: int, resumed: int) -> Run:
        """Puts the units in place, one after the other, and says what was taken."""
        outcomes: list[Outcome] = []
        rows: list[Summary] = []
        lines: list[Mapping[str, object]] = []
        self.office.begin_day(self.day)
        for unit, tasks in groupby(self.tasks, key=lambda task: task.entry.unit):
            schools: list[Collected] = []
            for task in tasks:
                line = self._whole(task, done.read(task))
                schools.append(Collected(line.outcome.summary, line.outcome.facts))
                outcomes.append(replace(line.outcome, facts=None))
                lines.append(_receipt(line))
            self.office.write_unit(self.day, unit, schools)
            rows += [one.summary for one in schools]
        self.office.keep_taken(taken_with(self.taken, rows))
        states = dict(sorted(Counter(row.state for row in rows).items()))
        self.office.end_day(self.day, self.register, states)
        return Run(
            self.day,
            self.office.day_folder(self.day),
            self.office.keep_receipts(self.day, settings.now(), lines),
            states,
            worked,
            resumed,
            sum(one.unchanged for one in outcomes),
            sum(one.calls for one in outcomes),
            tuple(row for row in rows if row.reason),
            self.register.findings,
            tuple(self.notes),
        )

    def _work(self, done: DoneList, progress: Progress, resumed: int) -> int:
        """Works on what is not done; returns how many schools that were."""
        left = {task.entry.code: task for task in self.tasks if task not in done}
        worked = 0
        if not left:
            return 0
        with engine(self.force.engine, self.force.workers, self.force.scheduler) as workers:
            for outcome in collected(left.values(), workers, self._calls()):
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
        facts = self.before.facts(task.entry.code, row.digest) if self.before else None
        if facts is None:
            anew = replace(task, known=None, robot=self.force.robots[0])
            return replace(line, outcome=collect_school(anew))
        receipt = Receipt(Sent(row.state), row.reason, row.source, row.digest, row.mark)
        summary = summary_of(task.entry, receipt, facts, task.day)
        return replace(line, outcome=replace(line.outcome, summary=summary, facts=facts))


WORKBOOKS_KIND, SHEETS_KIND, BUNDLES_KIND, NOWHERE_KIND = KINDS = ("workbooks", "sheets", "bundles", "without")


def _kind(entry: Entry) -> str:
    """Where a school's plan is: the name of the count in `Ahead`."""
    if not entry.source:
        return NOWHERE_KIND
    if entry.is_sheet:
        return SHEETS_KIND
    return BUNDLES_KIND if is_bundle_source(entry) else WORKBOOKS_KIND


def _about(path: Path) -> Manifest | None:
    """What a bundle says of itself, as long as nothing is proved; None where it says nothing that can be read."""
    try:
        return read_manifest(path)
    except FileTrouble:
        return None


def _whose(path: Path, about: Manifest | None, entries: Sequence[Entry]) -> Entry | None:
    """The school a bundle claims to be of: by code, by name, by the file's name, or the folder's only one."""
    if len(entries) == 1:
        return entries[0]
    code = about.code if about and about.code else path.stem
    found = [one for one in entries if one.code.casefold() == code.casefold()]
    if not found and about and not about.code:
        found = [one for one in entries if fold(one.name) == fold(about.school)]
    return found[0] if len(found) == 1 else None


def _receipt(line: Done) -> dict[str, object]:
    """What was taken of a school, when, or why nothing was."""
    row = line.outcome.summary
    taken = {"at": line.at, "code": row.code, "school": row.name, "source": row.source, "state": row.state}
    return taken | {"reason": row.reason, "digest": row.digest, "unchanged": line.outcome.unchanged}
