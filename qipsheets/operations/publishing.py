"""The public page: made of what was issued and the results of the day, looked through before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from qipsheets import files, settings
from qipsheets.errors import FileTrouble, Refused
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, load
from qipsheets.operations.editing import journal_run, locked
from qipsheets.operations.opening import open_plan, open_store, tables_of_state
from qipsheets.operations.printing import error_lines, errors_in
from qipsheets.publishing import folder as page_folder
from qipsheets.publishing.audit import Audit, audit
from qipsheets.publishing.edition import Edition, EditionSource
from qipsheets.publishing.folder import page_problems as page_problems
from qipsheets.publishing.open_data import data_files
from qipsheets.publishing.pages import site_pages
from qipsheets.register import Condition, copy_condition, documents_folder, issued_document, sound_bytes
from qipsheets.sheets.cell_text import fingerprint_of
from qipsheets.sync.run import refuse_doubtful


@dataclass(frozen=True, slots=True)
class Published:
    """A page that was made: what was written, whether a plan was issued, and what is not on the page."""

    files: int
    written: int
    deleted: int
    plan: str
    unknown: str
    unsound: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """True where anything differs from what was there."""
        return bool(self.written or self.deleted)


def publish(name: str | None, today: str | None, out: Path) -> Published:
    """Makes the public page of a store in a folder, as a run of the journal.

    Raises Refused while error findings stand that the school has not accepted, DoubtfulState for a plan that looks
    damaged, UsageError for a folder that holds something else, FileTrouble where it cannot be written.
    """
    store = open_store(name, readonly=True)
    with locked(store):
        opened = open_plan(name, today)
        _refuse_errors(opened)
        with journal_run(store, "publish", (out.name,)) as run:
            return make_page(opened, out, run.record(opened.tables).number)


def make_page(opened: CheckedPlan, out: Path, state: int | None) -> Published:
    """Makes the page of a checked plan, whose state has a number in the journal; raises as `publish`."""
    _refuse_errors(opened)
    refuse_doubtful(opened)
    source, unsound, unknown = _source(opened, state)
    edition = Edition.of(source)
    number = edition.document.number if edition.document else ""
    with files.file_lock(out, settings.home()):
        try:
            made = page_files(edition, out, number)
            written, deleted = page_folder.switch(out, made)
        except OSError as error:
            raise FileTrouble(
                _("The folder {path} cannot be read: {reason}.").format(path=out, reason=files.reason(error))
            ) from error
    return Published(len(made), written, deleted, number, unknown, unsound)


def warnings(done: Published) -> tuple[str, ...]:
    """What a person should know of a page: what is not on it, and why."""
    lines = []
    if done.unknown:
        lines.append(
            _(
                "This machine's journal does not know the data of plan {number}: the page shows the results alone."
            ).format(number=done.unknown)
        )
    elif not done.plan:
        lines.append(_("No plan was issued for this year: the page shows the results alone, and says so."))
    lines += [_("The signed copy of {number} is missing or was changed: it is not on the page.").format(number=one)
              for one in done.unsound]  # fmt: skip
    return tuple(lines)


def audit_page(name: str | None, today: str | None) -> Audit:
    """All that would become public; nothing is written, and errors do not stand in the way."""
    source, _unsound, _unknown = _source(open_plan(name, today), None)
    return audit(source)


def _refuse_errors(opened: CheckedPlan) -> None:
    blocking = errors_in(opened)
    if blocking:
        raise Refused(
            _("The public page is not made: the plan has {count} errors.").format(count=len(blocking)),
            _("Mend them (qipsheets validate), or accept them as for the plan (plan --accept CODE --accept CODE …)."),
            error_lines(opened, blocking),
        )


def page_files(edition: Edition, out: Path, number: str) -> Mapping[str, bytes]:
    """Every file of the folder: pages, data, archive, and the manifest that lists them."""
    year = edition.now.year.name
    known = page_folder.refuse_other_folder(out, edition.name, year)
    archive = page_folder.archive_of(out, known, year, number)
    data = data_files(edition)
    made = site_pages(
        edition, page_folder.archive_lines(archive), {path: title for path, (title, _data) in data.items()}
    )
    made |= {path: content for path, (_title, content) in data.items()} | archive
    marks = {path: sha256(content).hexdigest() for path, content in made.items()}
    manifest = page_folder.PageManifest(edition.name, year, number, edition.day.isoformat(), edition.state, marks)
    return made | {page_folder.MANIFEST: manifest.data()}


def _source(opened: CheckedPlan, state: int | None) -> tuple[EditionSource, tuple[str, ...], str]:
    """The source of an edition, the numbers of signed copies that are not sound, the plan whose data is not known."""
    document, issued, unknown = issued_document(opened.plan.documents, "plan"), None, ""
    if document is not None:
        is_present = fingerprint_of(opened.tables) == document.state.strip()
        tables = opened.tables if is_present else tables_of_state(opened.store, document.state)
        issued = load(tables, opened.store.folder).plan if tables is not None else None
        unknown = "" if issued else document.number
    if issued is not None and issued.year.name != opened.plan.year.name:
        document, issued = None, None
    folder = documents_folder(opened.store.folder)
    signed: dict[str, bytes] = {}
    unsound = []
    for one in opened.plan.documents:
        how = copy_condition(folder, one.signed_copy, one.signed_sha256) if one.sha256.strip() else Condition.NONE
        if how is Condition.SOUND:
            signed[one.key] = sound_bytes(folder, one.signed_copy, one.signed_sha256)
        elif how is not Condition.NONE:
            unsound.append(one.number)
    return EditionSource(opened.plan, opened.today, issued, document, signed, state), tuple(unsound), unknown
