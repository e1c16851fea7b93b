"""What is done with one school: its plan is read where the register says, checked, and made into facts and a row.

`collect_school` is all that a worker does. It needs nothing but its task, writes nothing, sends no mail, and gives the
same for the same source and day, on whatever engine and in whatever order.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from qipsheets import __version__, budget, language, settings
from qipsheets.errors import FileTrouble, QipError, RemoteTrouble
from qipsheets.files import keep_trace, read_bytes
from qipsheets.language import _
from qipsheets.loading import check_plan
from qipsheets.offices.bundles import Manifest, framework_text, read_bundle
from qipsheets.offices.facts import Facts, facts_of
from qipsheets.offices.register import BUNDLE_SUFFIX, WORKBOOKS, Entry
from qipsheets.offices.summary import Receipt, Sent, Summary, summary_of
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.stores.google.client import SheetsClient, base_url, timeout
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.reading import DAY_FIELDS, book_of
from qipsheets.stores.google.sign_in import KEY_VARIABLE, SignedIn, scopes, sign_in, sign_in_with
from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.xlsx.package import WorkbookPackage
from qipsheets.stores.xlsx.reading import tables_in
from qipsheets.stores.xlsx.store import ExcelStore

_ONE_TRY = Schedule(attempts=1)  # whoever hands out the work tries again: only there all calls are counted


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier collection knows of a school; `may_stand`: unchanged, its facts still serve."""

    digest: str
    mark: str
    framework_file: str
    may_stand: bool


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

    entry: Entry
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
        return self.entry.is_sheet and not self.is_as_it_was

    @property
    def is_as_it_was(self) -> bool:
        """True where the service says that a Sheet has not changed since it was last read."""
        return bool(self.known and self.known.may_stand and self.mark and self.mark == self.known.mark)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task. `unchanged`: the facts of the earlier collection stand, the summary says only what was
    looked at. `again`: the service had no answer now. `calls`: how many were made."""

    summary: Summary
    facts: Facts | None = None
    unchanged: bool = False
    again: bool = False
    calls: int = 0


@dataclass(frozen=True, slots=True)
class _Source:
    """What was read: the receipt, and the facts where they are new."""

    receipt: Receipt
    facts: Facts | None = None
    unchanged: bool = False
    calls: int = 0


def collect_school(task: Task) -> Outcome:
    """The row and the facts of a school; what stands in the way becomes the row's reason."""
    with _in_vietnamese():
        try:
            return _outcome(task, _read(task))
        except RemoteTrouble as error:
            return replace(_failed(task, Sent.UNREACHABLE, error), again=True, calls=1)
        except QipError as error:
            return _failed(task, Sent.REFUSED, error)
        except Exception as error:  # whatever one school's file does, the others are collected
            log = keep_trace(error, Path(task.home), settings.now())
            words = _("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__)
            where = _("The log {name} on the machine that read it says where.").format(name=log.name)
            return _failed(task, Sent.REFUSED, QipError(f"{words} {where}"))


def lost(task: Task, why: str) -> Outcome:
    """The row of a school on which a worker died again and again."""
    return _failed(task, Sent.REFUSED, QipError(why))


def _failed(task: Task, state: Sent, error: QipError) -> Outcome:
    receipt = Receipt(state, str(error), _source_name(task.entry))
    return Outcome(summary_of(task.entry, receipt, None, task.day), calls=int(task.needs_call))


def _outcome(task: Task, source: _Source) -> Outcome:
    summary = summary_of(task.entry, source.receipt, source.facts, task.day)
    return Outcome(summary, source.facts, source.unchanged, calls=source.calls)


@contextmanager
def _in_vietnamese() -> Iterator[None]:
    """Reasons are kept in files, so they are the same whatever language the terminal speaks."""
    spoken, menu = language.chosen(), language.in_menu()
    language.choose("vi")
    try:
        yield
    finally:
        language.choose(spoken, in_menu=menu)


def _source_name(entry: Entry) -> str:
    return entry.address.name if entry.source else ""


def _read(task: Task) -> _Source:
    entry = task.entry
    if not entry.source:
        return _Source(Receipt(Sent.MISSING, _("The register names no source.")))
    if task.is_as_it_was and task.known is not None:
        receipt = Receipt(Sent.SENT, "", _source_name(entry), task.known.digest, task.mark)
        return _Source(receipt, unchanged=True)
    if entry.is_sheet:
        return _sheet(task)
    path = entry.address.path
    if path.suffix.casefold() in WORKBOOKS:
        return _workbook(task, path)
    return _bundle(task)


def _digest(content: bytes, folder: Path, framework_file: str) -> str:
    """What the facts follow from: the plan, the rule pack, the school's own framework, this version of the tool."""
    made = sha256(f"{__version__}\n".encode() + sha256(content).digest())
    for path in (settings.rule_pack(folder), folder / framework_file if framework_file else None):
        made.update(path.read_bytes() if path is not None and path.is_file() else b"\0")
    return made.hexdigest()


def _is_unchanged(task: Task, content: bytes, folder: Path) -> bool:
    known = task.known
    return known is not None and known.may_stand and known.digest == _digest(content, folder, known.framework_file)


def _workbook(task: Task, path: Path) -> _Source:
    name = _source_name(task.entry)
    if not path.is_file():
        return _Source(Receipt(Sent.MISSING, _("There is no file {path}.").format(path=path.name), name))
    data = read_bytes(path)
    if _is_unchanged(task, data, path.parent) and task.known is not None:
        return _Source(Receipt(Sent.SENT, "", name, task.known.digest), unchanged=True)
    tables = tables_in(WorkbookPackage.open(path.name, data), data)
    checked = check_plan(ExcelStore(path, Path(task.home)), tables, task.day)
    digest = _digest(data, path.parent, checked.plan.school.framework_file)
    return _Source(Receipt(Sent.SENT, "", name, digest), facts_of(checked, framework_text(checked)))


def _sheet(task: Task) -> _Source:
    """One call reads it; that it fails goes back to whoever hands out the work."""
    identity, home, folder = task.entry.address.key, Path(task.home), Path(task.entry.folder)
    client = _client(task.robot or os.environ.get(KEY_VARIABLE, ""), task.robot, home, base_url())
    with budget.command():  # each school has the time of a command
        client.budget = budget.current()
        tables = book_of(client.get(identity, DAY_FIELDS)).tables
    name, content = _source_name(task.entry), fingerprint_of(tables).encode()
    if _is_unchanged(task, content, folder) and task.known is not None:
        return _Source(Receipt(Sent.SENT, "", name, task.known.digest, task.mark), unchanged=True, calls=1)
    store = GoogleStore(identity, home, readonly=True)
    store.folder = folder  # a school's own framework file lies beside the register
    checked = check_plan(store, tables, task.day)
    digest = _digest(content, folder, checked.plan.school.framework_file)
    receipt = Receipt(Sent.SENT, "", name, digest, task.mark)
    return _Source(receipt, facts_of(checked, framework_text(checked)), calls=1)


@lru_cache(maxsize=64)
def _client(_known_by: str, key: str, home: Path, base: str) -> SheetsClient:
    """The way to the service for a robot, kept so that it signs in once and its connection stays open."""
    return SheetsClient(robot(key, home), base, timeout(), schedule=_ONE_TRY)


def robot(key: str, home: Path, *, listing: bool = False) -> SignedIn:
    """The sign-in of a key file; this machine's own where none is named. Raises SignInTrouble."""
    if key:
        return sign_in_with(Path(key), scopes(readonly=True, listing=listing))
    return sign_in(home, readonly=True, listing=listing)


def _bundle(task: Task) -> _Source:
    """The newest bundle that is the school's own; those that are refused before it are named in the reason."""
    refused: list[str] = []
    for path in map(Path, task.bundles):
        try:
            found = _proved(task, path)
        except FileTrouble as error:
            refused.append(str(error))
            continue
        return replace(found, receipt=replace(found.receipt, reason=" ".join(refused)))
    name = _source_name(task.entry)
    if refused:
        return _Source(Receipt(Sent.REFUSED, " ".join(refused), name))
    return _Source(Receipt(Sent.MISSING, _("No bundle of the school is there."), name))


def _proved(task: Task, path: Path) -> _Source:
    """A bundle with the school's key and code, no older than the one taken before. Raises FileTrouble."""
    bundle = read_bundle(path)
    manifest, entry, taken = bundle.manifest, task.entry, task.taken
    expected = entry.public_key or (taken.public_key if taken else "")
    if expected and manifest.public_key != expected:
        raise _refused(path, _("it is not signed with the key that the office knows of this school"))
    if manifest.code and manifest.code.casefold() != entry.code.casefold():
        raise _refused(path, _("it is of the school with the code {code}").format(code=manifest.code))
    if manifest.made > task.latest:
        raise _refused(path, _("it says that it was made on {day}, which is yet to come").format(day=_day(manifest)))
    if taken and taken.public_key == manifest.public_key and manifest.made < taken.made:
        words = _("it was made on {day}, before the one of {newer} that was taken already")
        raise _refused(path, words.format(day=_day(manifest), newer=f"{taken.made:%d/%m/%Y}"))
    digest = sha256(f"{__version__}\n{manifest.sha256}".encode()).hexdigest()
    receipt = Receipt(Sent.SENT, "", path.name, digest, "", manifest.public_key, manifest.made)
    return _Source(receipt, bundle.facts)


def _day(manifest: Manifest) -> str:
    return f"{manifest.made:%d/%m/%Y}"


def _refused(path: Path, why: str) -> FileTrouble:
    return FileTrouble(_("The bundle {name} is refused: {reason}.").format(name=path.name, reason=why))


def is_bundle_source(entry: Entry) -> bool:
    """True where the source is a bundle, or a folder of bundles."""
    if not entry.source or entry.is_sheet:
        return False
    path = entry.address.path
    return path.suffix.casefold() == BUNDLE_SUFFIX or path.is_dir()


def bundles_in(folder: Path) -> Sequence[Path]:
    """The bundles of a folder, or the one file, by name."""
    return sorted(folder.glob(f"*{BUNDLE_SUFFIX}")) if folder.is_dir() else [folder] if folder.exists() else []
