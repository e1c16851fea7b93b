"""Issued documents: a number and a frozen copy, the signed pages, and whether copies are as they were."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from qipsheets import register, settings
from qipsheets.errors import DoubtfulState, Refused, UsageError
from qipsheets.files import replace_bytes
from qipsheets.language import _
from qipsheets.legal.citations import number_key
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.operations.editing import Confirm, Reviewed, locked, refuse_broken_rows, reviewed, write_edits
from qipsheets.operations.opening import open_plan, open_store, tables_of_state
from qipsheets.operations.printing import period_named, prepare_official, unended_words
from qipsheets.plan.organisation import Document
from qipsheets.register import Condition, Wanted, is_of_kind, lines_numbered
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sheets.table import Edit, Table
from qipsheets.stores.store import Store
from qipsheets.sync.undoing import applied

SAME, OTHER, UNKNOWN = "same", "other", "unknown"


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """A document to issue: plan or report, number and day of the school's book, of a report the period's name."""

    kind: str
    number: str
    day: datetime.date
    period: str = ""
    signed: Path | None = None
    template: Path | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A document about to be issued: its row's ID, its copy, the signed copy, the edits.

    `printed` are the tables it was printed from, with number and day in them; `earlier` is the report that was issued
    on the same period already, `unended` says that the period goes on.
    """

    key: str
    name: str
    folder: Path
    data: bytes
    signed: bytes | None
    edits: tuple[Edit, ...]
    printed: Mapping[str, Table]
    earlier: Document | None = None
    unended: str = ""

    @property
    def path(self) -> Path:
        return self.folder / self.name

    @property
    def sha256(self) -> str:
        return register.copy_sha256(self.data)

    @property
    def signed_path(self) -> Path | None:
        """Where the signed copy is kept; None without one."""
        return None if self.signed is None else self.folder / register.signed_name(self.name)


def issue_warnings(issue: Issue) -> Iterator[str]:
    """What a person should know before the document gets its number."""
    before = issue.earlier
    if before is not None:
        words = _("A report on this period was issued already: number {number} of {day}.")
        yield words.format(number=before.number, day=f"{before.day:%d/%m/%Y}" if before.day else "–")
    if issue.unended:
        yield issue.unended


def issue_request(
    kind: str, number: str, day: str, period: str, signed: Path | None, template: Path | None
) -> IssueRequest:
    """What a person asks to issue. Raises UsageError for a kind that cannot be issued, a missing period, a bad day."""
    if kind not in ("plan", "report"):
        raise UsageError(_("«{kind}» cannot be issued.").format(kind=kind), _("Issue a plan or a report."))
    if (kind == "report") != bool(period):
        raise UsageError(
            _("A report needs --period, a plan has none."),
            _("For example: qipsheets documents issue report --period 2026-11 --number 51/BC-THMT --date 2026-12-01"),
        )
    on_paper = settings.day(day)
    today = settings.day(None)
    if on_paper > today:  # nothing can be issued tomorrow
        raise UsageError(
            _("{day} lies ahead: today is {today}.").format(day=f"{on_paper:%d/%m/%Y}", today=f"{today:%d/%m/%Y}"),
            _("Type the day that the paper bears."),
        )
    return IssueRequest(kind, number.strip(), on_paper, period, signed, template)


def issue_document(
    name: str | None, request: IssueRequest, review: Confirm[Issue], *, dry_run: bool
) -> Reviewed[Issue]:
    """Prints the official document, keeps its copy for good, and enters it in the register, once reviewed.

    Raises Refused where there are errors or the number is taken,
    UsageError for a malformed number, DoubtfulState where the document would bear another number.
    """
    store = open_store(name, readonly=dry_run)
    with locked(store, dry_run=dry_run):
        tables = store.read()
        issue = _prepared(store, tables, request)

        def keep() -> None:  # the copies first: a register never names a file that is not there
            register.keep_copy(issue.folder, issue.name, issue.data)
            if issue.signed is not None:
                register.keep_copy(issue.folder, register.signed_name(issue.name), issue.signed)
            words = (request.kind, request.number)
            write_edits(store, tables, issue.edits, "documents issue", words, printed=issue.printed)

        return reviewed(store, issue, review, keep, dry_run=dry_run)


def _prepared(store: Store, tables: Mapping[str, Table], request: IssueRequest) -> Issue:
    """The document printed from the data with its number and day in them; nothing is written yet."""
    refuse_broken_rows(store, tables)
    register.refuse_malformed(request.number, request.kind)
    before = check_plan(store, tables, request.day)
    period = period_named(request.period, before) if request.kind == "report" else None
    wanted = Wanted(request.kind, request.number, request.day, period)
    key = register.key_for(tables, register.line_for(before.plan.documents, wanted))
    first = register.entry_edits(tables, before.plan, wanted, key)
    after = applied(tables, first)
    opened = check_plan(store, after, request.day)
    document = prepare_official(opened, request.kind, period, request.template)
    if number_key(document.number.removeprefix("Số: ")) != number_key(request.number):
        # another line of the register about the same report is newer
        raise DoubtfulState(
            _("The document would bear «{printed}» instead of {number}.").format(
                printed=document.number, number=request.number
            ),
            _("Correct the day, or the newer line of the same document on the tab «Văn bản đã ban hành»."),
        )
    data, signed = document.data(), register.signed_bytes(request.signed) if request.signed else None
    folder = register.documents_folder(store.folder)
    name = register.free_for(folder, register.copy_name(document.stem, request.number), data)
    second = register.copy_edits(after, key, name, data, signed, fingerprint_of(opened.tables))
    earlier = register.issued_before(before.plan, period, request.day, key) if period else None
    unended = unended_words(period, request.day) if period else ""
    return Issue(key, name, folder, data, signed, (*first, *second), after, earlier, unended)


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A signed copy about to be kept: of which document, where, and the name of the one it takes the place of.

    `is_known` says that the document has this very copy already, so that nothing is left to do.
    """

    number: str
    path: Path
    before: str = ""
    is_known: bool = False

    def __bool__(self) -> bool:
        return not self.is_known


def sign_document(
    name: str | None, number: str, file: Path, review: Confirm[SignedCopy], *, dry_run: bool = False
) -> Reviewed[SignedCopy]:
    """Keeps the signed pages of an issued document, once reviewed; from then on they are what is sent.

    Raises UsageError for a file that is no whole PDF, or where no
    document was issued under the number.
    """
    store, data = open_store(name, readonly=dry_run), register.signed_bytes(file)
    with locked(store, dry_run=dry_run):
        tables = store.read()
        opened = check_plan(store, tables, settings.day(None))
        entry, folder = issued_by_number(opened, number), register.documents_folder(store.folder)
        is_known = entry.signed_sha256.strip() == register.copy_sha256(data)
        edits: list[Edit] = []
        if is_known:
            copy = SignedCopy(entry.number, folder / entry.signed_copy, is_known=True)
        else:
            target = folder / register.free_for(folder, register.signed_name(entry.file), data)
            edits = register.signed_edits(tables, entry.key, target.name, data)
            copy = SignedCopy(entry.number, target, entry.signed_copy.strip() and entry.signed_copy)

        def keep() -> None:
            register.keep_copy(folder, copy.path.name, data)
            write_edits(store, tables, edits, "documents sign", (entry.number,))

        return reviewed(store, copy, review, keep, dry_run=dry_run)


def issued_by_number(opened: CheckedPlan, number: str) -> Document:
    """The newest issued document of a number. Raises UsageError where none was issued under it."""
    found = [one for one in lines_numbered(opened.plan.documents, number) if one.sha256.strip()]
    if not found:
        raise UsageError(
            _("No document was issued under the number «{number}».").format(number=number),
            _("See them with: qipsheets documents list"),
        )
    return max(found, key=lambda one: one.day or datetime.date.min)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of the register with the condition of its frozen and its signed copy.

    `reprint`, where it was looked at, is SAME, OTHER (program or template changed) or UNKNOWN (its data are).
    """

    entry: Document
    copy: Condition
    signed: Condition
    reprint: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRegister:
    """The lines of the register of documents, and the folder of their register."""

    folder: Path
    lines: Sequence[RegisterLine]

    @property
    def is_sound(self) -> bool:
        """True where no copy was changed or is missing."""
        bad = {Condition.CHANGED, Condition.MISSING}
        return not any(bad & {line.copy, line.signed} for line in self.lines)


def list_documents(name: str | None, today: str | None, *, verify: bool = False) -> DocumentRegister:
    """The register of documents, and the condition of each copy by its fingerprint.

    To verify, lines without a copy are left out, and the others compared with what is printed again from their data.
    """
    opened = open_plan(name, today)
    folder = register.documents_folder(opened.store.folder)
    condition = partial(register.copy_condition, folder)
    lines = [
        RegisterLine(one, condition(one.file, one.sha256), condition(one.signed_copy, one.signed_sha256))
        for one in opened.plan.documents
    ]
    if not verify:
        return DocumentRegister(folder, lines)
    verified = []
    for line in lines:
        if line.entry.file.strip() or line.entry.signed_copy.strip():
            data = _printed_again(opened, line.entry, None)
            is_same = data is not None and register.copy_sha256(data) == line.entry.sha256.strip()
            verified.append(replace(line, reprint=UNKNOWN if data is None else SAME if is_same else OTHER))
    return DocumentRegister(folder, verified)


def reprint_document(name: str | None, today: str | None, number: str, out: Path, template: Path | None) -> bool:
    """Writes an issued document again: from the data it was issued with where that gives its copy, else the copy.

    Returns True where it was printed again. Raises FileTrouble where the copy is missing or was changed.
    """
    opened = open_plan(name, today)
    entry = issued_by_number(opened, number)
    data = _printed_again(opened, entry, template)
    if data is not None and register.copy_sha256(data) == entry.sha256.strip():
        replace_bytes(out, data)
        return True
    folder = register.documents_folder(opened.store.folder)
    replace_bytes(out, register.sound_bytes(folder, entry.file, entry.sha256))
    return False


def _printed_again(opened: CheckedPlan, entry: Document, template: Path | None) -> bytes | None:
    """The document as today's program prints it from the data it was issued with; None where these are not known."""
    tables = tables_of_state(opened.store, entry.state)
    if tables is None or entry.day is None:
        return None
    then = check_plan(opened.store, tables, entry.day)
    kind = "plan" if is_of_kind(entry, "plan") else "report"
    try:
        period = period_named(entry.period, then) if kind == "report" else None
        return prepare_official(then, kind, period, template).data()
    except (Refused, UsageError):  # a rule that is new since, or a period cell that somebody changed
        return None
