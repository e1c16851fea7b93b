"""What is done with one school: its plan is read where the register says, checked, and made into facts and a row.

`collect_school` is all that a worker does. It needs nothing but its task, writes nothing, sends no mail, and gives the
same for the same source and day, on whatever engine and in whatever order.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from qipsheets import __version__, budget, language, settings
from qipsheets.errors import FileTrouble, QipError, RemoteTrouble, SignInGone
from qipsheets.files import keep_trace, read_bytes
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.offices.bundles import BundleManifest, read_bundle
from qipsheets.offices.facts import Facts, facts_of
from qipsheets.offices.register import WORKBOOKS, RegisteredSchool
from qipsheets.offices.summary import Receipt, Sent, Summary, summary_of
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.table import Table
from qipsheets.stores.google.client import SheetsClient, base_url, timeout
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.reading import DAY_FIELDS, book_of
from qipsheets.stores.google.sign_in import KEY_VARIABLE, SignedIn, scopes, sign_in, sign_in_with
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.store import Store
from qipsheets.stores.xlsx.package import WorkbookPackage
from qipsheets.stores.xlsx.reading import tables_in
from qipsheets.stores.xlsx.store import ExcelStore

_ONE_TRY = Schedule(attempts=1)  # whoever hands out the work tries again: only there all calls are counted


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier collection knows of a school whose facts still serve, if it is unchanged."""

    digest: str
    mark: str
    framework_file: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The key of the first bundle taken of a school, since when, and the day of the newest bundle taken with it."""

    public_key: str
    since: date
    made: date


@dataclass(frozen=True, slots=True)
class Task:
    """One school to collect for a day. `mark` is what the service says of its Sheet now, `robot` the key file that
    reads it (this machine's own sign-in where it is empty), `bundles` are the files to look at, the newest first;
    one that says it was made after `latest` is refused. `taken` is what is known of those taken before."""

    school: RegisteredSchool
    day: date
    home: str
    known: Known | None = None
    mark: str = ""
    robot: str = ""
    bundles: tuple[str, ...] = ()
    latest: date = date.max
    taken: Taken | None = None

    @property
    def needs_call(self) -> bool:
        """True where the service must be asked: a Sheet that is not known to be as it was."""
        return self.school.is_sheet and not self.is_as_it_was

    @property
    def is_as_it_was(self) -> bool:
        """True where the service says that a Sheet has not changed since it was last read."""
        return bool(self.known and self.mark and self.mark == self.known.mark)

    @property
    def source(self) -> str:
        """What the source is called where nobody need know the folders above it."""
        return self.school.address.name if self.school.source else ""

    def collected(
        self, state: Sent, reason: str = "", facts: Facts | None = None, *, digest: str = "", unchanged: bool = False
    ) -> "Collected":
        """What came of it, where that is not a bundle."""
        mark = self.mark if state is Sent.SENT else ""
        summary = summary_of(self.school, Receipt(state, reason, self.source, digest, mark), facts, self.day)
        return Collected(summary, facts, unchanged, calls=int(self.needs_call))


@dataclass(frozen=True, slots=True)
class Collected:
    """A school as it was collected. `unchanged`: the facts of the earlier collection stand, the summary says only what
    was looked at. `again`: the service had no answer now. `calls`: how many were made."""

    summary: Summary
    facts: Facts | None = None
    unchanged: bool = False
    again: bool = False
    calls: int = 0


def collect_school(task: Task) -> Collected:
    """The row and the facts of a school; what stands in the way becomes the row's reason.

    Raises SignInGone where Google accepts the robot no more: that is no fault of the school.
    """
    with _in_vietnamese():
        try:
            return _read(task)
        except SignInGone:
            raise
        except RemoteTrouble as error:
            return replace(task.collected(Sent.UNREACHABLE, str(error)), again=True)
        except QipError as error:
            return task.collected(Sent.REFUSED, str(error))
        except Exception as error:  # whatever one school's file does, the others are collected
            log = keep_trace(error, Path(task.home), settings.now())
            words = _("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__)
            where = _("The log {name} on the machine that read it says where.").format(name=log.name)
            return task.collected(Sent.REFUSED, f"{words} {where}")


@contextmanager
def _in_vietnamese() -> Iterator[None]:
    """Reasons are kept in files, so they are the same whatever language the terminal speaks."""
    spoken, menu = language.chosen(), language.in_menu()
    language.choose("vi")
    try:
        yield
    finally:
        language.choose(spoken, in_menu=menu)


def _read(task: Task) -> Collected:
    school = task.school
    if not school.source:
        return task.collected(Sent.MISSING, _("The register names no source."))
    if task.is_as_it_was and task.known is not None:
        return task.collected(Sent.SENT, digest=task.known.digest, unchanged=True)
    if school.is_sheet:
        return _sheet(task)
    path = school.address.path
    if path.suffix.casefold() not in WORKBOOKS:
        return _bundle(task)
    if not path.is_file():
        return task.collected(Sent.MISSING, _("There is no file {path}.").format(path=path.name))
    data = read_bytes(path)
    store = ExcelStore(path, Path(task.home))
    return _checked(task, store, data, lambda: tables_in(WorkbookPackage.open(path.name, data), data))


def _sheet(task: Task) -> Collected:
    """One call reads it; that it fails goes back to whoever hands out the work."""
    identity = task.school.address.key
    home = Path(task.home)
    client = _client(task.robot or os.environ.get(KEY_VARIABLE, ""), task.robot, home, base_url())
    with budget.command():  # each school has the time of a command
        client.budget = budget.current()
        tables = book_of(client.get(identity, DAY_FIELDS)).tables
    store = GoogleStore(identity, home, readonly=True)
    store.folder = Path(task.school.folder)  # a school's own framework file lies beside the register
    return _checked(task, store, fingerprint_of(tables).encode(), lambda: tables)


def _checked(task: Task, store: Store, content: bytes, tables: Callable[[], Mapping[str, Table]]) -> Collected:
    """The facts of a plan; none where its content is that of the earlier collection."""
    known = task.known
    if known is not None and known.digest == _digest(content, store.folder, known.framework_file):
        return task.collected(Sent.SENT, digest=known.digest, unchanged=True)
    checked = check_plan(store, tables(), task.day)
    digest = _digest(content, store.folder, checked.plan.school.framework_file)
    return task.collected(Sent.SENT, "", facts_of(checked), digest=digest)


def _digest(content: bytes, folder: Path, framework_file: str) -> str:
    """What the facts follow from: the plan, the rule pack, the school's own framework, this version of the tool."""
    made = sha256(f"{__version__}\n".encode() + sha256(content).digest())
    for path in (settings.rule_pack(folder), folder / framework_file if framework_file else None):
        made.update(path.read_bytes() if path is not None and path.is_file() else b"\0")
    return made.hexdigest()


@lru_cache(maxsize=64)
def _client(_known_by: str, key: str, home: Path, base: str) -> SheetsClient:
    """The way to the service for a robot, kept so that it signs in once and its connection stays open."""
    return SheetsClient(robot(key, home), base, timeout(), schedule=_ONE_TRY)


def robot(key: str, home: Path, *, listing: bool = False) -> SignedIn:
    """The sign-in of a key file; this machine's own where none is named. Raises SignInTrouble."""
    if key:
        return sign_in_with(Path(key), scopes(readonly=True, listing=listing))
    return sign_in(home, readonly=True, listing=listing)


def _bundle(task: Task) -> Collected:
    """The newest bundle that is the school's own; those that are refused before it are named in the reason."""
    refused: list[str] = []
    for path in map(Path, task.bundles):
        try:
            bundle = read_bundle(path)
            _refuse_strange(task, path, bundle.manifest)
        except FileTrouble as error:
            refused.append(str(error))
            continue
        manifest = bundle.manifest
        digest = sha256(f"{__version__}\n{manifest.sha256}".encode()).hexdigest()
        receipt = Receipt(
            Sent.SENT, " ".join(refused), path.name, digest, public_key=manifest.public_key, made=manifest.made
        )
        return Collected(summary_of(task.school, receipt, bundle.facts, task.day), bundle.facts)
    if refused:
        return task.collected(Sent.REFUSED, " ".join(refused))
    return task.collected(Sent.MISSING, _("No bundle of the school is there."))


def _refuse_strange(task: Task, path: Path, manifest: BundleManifest) -> None:
    """Raises FileTrouble for a bundle without the school's key and code, or older than the one taken before."""
    school = task.school
    taken = task.taken
    day = f"{manifest.made:%d/%m/%Y}"
    expected = school.public_key or (taken.public_key if taken else "")
    if expected and manifest.public_key != expected:
        why = _("it is not signed with the key that the office knows of this school")
    elif manifest.code and manifest.code.casefold() != school.code.casefold():
        why = _("it is of the school with the code {code}").format(code=manifest.code)
    elif manifest.made > task.latest:
        why = _("it says that it was made on {day}, which is yet to come").format(day=day)
    elif taken and taken.public_key == manifest.public_key and manifest.made < taken.made:
        words = _("it was made on {day}, before the one of {newer} that was taken already")
        why = words.format(day=day, newer=f"{taken.made:%d/%m/%Y}")
    else:
        return
    raise FileTrouble(_("The bundle {name} is refused: {reason}.").format(name=path.name, reason=why))
