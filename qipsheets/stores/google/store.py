"""The shared Google Sheet: one call reads all tabs, one call writes the tool's; people's cells only by shown edits."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from qipsheets import console, files
from qipsheets.errors import DoubtfulState, Locked, RemoteTrouble
from qipsheets.language import _
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import known_headings
from qipsheets.sheets.table import Edit, Plain, Table, text_of
from qipsheets.stores.address import StoreAddress, StoreKind
from qipsheets.stores.google.client import Limiter, SheetsClient
from qipsheets.stores.google.custom_date_columns import Mark
from qipsheets.stores.google.faults import Caller, Fault, Schedule, error_of
from qipsheets.stores.google.reading import DAY_FIELDS, FIELDS, WIDE_FIELDS, Book, book_of
from qipsheets.stores.google.requests import Request, packed, stored_value
from qipsheets.stores.google.settings import SERVICE, base_url, timeout
from qipsheets.stores.google.setup import holds_a_plan, plan_setup
from qipsheets.stores.google.sign_in import ROBOT, sign_in
from qipsheets.stores.google.verifying import Landing, landing
from qipsheets.stores.google.writing import edit_requests, placed_edits, tool_units
from qipsheets.stores.placing import Placed, by_tab
from qipsheets.stores.store import Content, ToolRows
from qipsheets.vietnamese import fold

SCHEDULE = Schedule()
_ATTEMPTS = 3  # at a write whose outcome was unknown; each begins with a new read


class GoogleStore:
    """A Google Sheet that a person made and shared. `home` is where this machine's sign-in, locks and counters lie.

    What a read learned of the tabs serves the write that follows, so a sync is one read and at most one write.
    """

    def __init__(self, identity: str, home: Path, *, readonly: bool = False) -> None:
        self.identity = identity
        self.home = home
        self.readonly = readonly
        self._client: SheetsClient | None = None
        self._book: Book | None = None
        self._surveyed = False

    @property
    def name(self) -> str:
        """The Sheet's title, once it was read."""
        return self._book.title if self._book else "Google Sheet"

    @property
    def address(self) -> StoreAddress:
        """The Sheet's address."""
        return StoreAddress(StoreKind.SHEET, self.identity)

    @property
    def folder(self) -> Path:
        """The folder where the command runs: a Sheet has none, the school's own files lie there."""
        return Path.cwd()

    def link(self, place: Place) -> str:
        """The address that opens a row of the Sheet as it was last read."""
        if self._book is None or place.tab not in self._book.tabs:
            return str(self.address)
        return f"{self.address}/edit#gid={self._book.tabs[place.tab].number}&range=A{place.row or 1}"

    @property
    def client(self) -> SheetsClient:
        """The way to the service; nobody is signed in before it is needed."""
        if self._client is None:
            base, seconds = base_url(), timeout()
            # The limiter keeps Google's quota; a server on this machine has none but its own.
            limiter = Limiter(self.home) if base == SERVICE else None
            self._client = SheetsClient(sign_in(self.home, self.readonly), base, seconds, limiter, SCHEDULE)
        return self._client

    def exists(self) -> bool:
        """True where the Sheet holds a plan. Raises SignInTrouble where it cannot be opened at all."""
        return holds_a_plan(self.survey())

    def seen(self) -> dict[str, Table]:
        """The tabs as the last call told them; no other call is made for it."""
        return self._book.tables if self._book is not None else self.read()

    def read(self) -> dict[str, Table]:
        """All tabs of the schema that are there, in one call; in two where people's own columns first hold days."""
        mark = Mark(self.home, self.identity)
        known = bool(mark)
        book = book_of(self.client.get(self.identity, DAY_FIELDS if known else FIELDS))
        if book.has_custom_dates != known and not self.readonly:
            mark.keep(book.has_custom_dates)
        if book.has_custom_dates and not known:
            book = book_of(self.client.get(self.identity, DAY_FIELDS))
        self._book, self._surveyed = book, False
        return book.tables

    def survey(self) -> Book:
        """The Sheet with what guards its tabs, for set-up and the doctor; one call."""
        self._book = book_of(self.client.get(self.identity, WIDE_FIELDS))
        self._surveyed = True
        return self._book

    def write(self, edits: Sequence[Edit] = (), tool_rows: ToolRows | None = None) -> None:
        """Tool tabs in one call; edits together with them in one, between a fresh read and one that verifies."""
        with self._writing():
            if edits:
                self._write_edits(edits, tool_rows or {})
            elif tool_rows:
                if self._book is None:
                    self.read()
                assert self._book is not None  # read just now
                for batch in _parts(tool_units(self._book, tool_rows, str(self.address))):
                    self.client.batch(self.identity, batch, idempotent=True)

    def prepare(self, content: Content, lists: Mapping[str, Sequence[str]]) -> list[str] | None:
        """Tabs, headings, IDs, drop-downs, guards and charts of the schema; what is there already stays.

        Returns None for a Sheet that held no plan, else what was added in the sheet's own words.
        """
        with self._writing():
            book = self._book if self._book is not None and self._surveyed else self.survey()
            work = plan_setup(book, content, lists, self._editors())
            new, added = work.new, work.added
            fault: Fault | None = None
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    fault = self._apply(_parts(work.units))
                except DoubtfulState:
                    if fault is None or attempt == _ATTEMPTS:  # else what was sent before has arrived only now
                        raise
                if fault is None:
                    break
                # Nobody knows whether it was applied: what is there now decides what is still to be done.
                work = plan_setup(self.survey(), content, lists, self._editors())
            if fault is not None and work.units:
                raise error_of(fault, self._caller())
            self._book, self._surveyed = None, False
            return None if new else added

    def _apply(self, batches: Sequence[Sequence[Request]]) -> Fault | None:
        for batch in batches:
            fault = self.client.batch(self.identity, batch, idempotent=False)
            if fault is not None:
                return fault
        return None

    def _editors(self) -> tuple[str, ...]:
        signed = self.client.signed
        return (signed.account,) if signed.kind == ROBOT and signed.account else ()

    def _caller(self) -> Caller:
        return Caller(self.client.signed.account, self.identity, writing=True)

    def _write_edits(self, edits: Sequence[Edit], tool_rows: ToolRows) -> None:
        fault: Fault | None = None
        for _attempt in range(_ATTEMPTS):
            self.read()
            before = self._book
            assert before is not None  # read just now
            meant = [replace(edit, new=_held(edit, before)) for edit in edits]
            if fault is not None and _all_there(before, meant):
                return
            places = placed_edits(before, by_tab(meant))
            requests = edit_requests(before, places)
            requests += [request for unit in tool_units(before, tool_rows, str(self.address)) for request in unit]
            fault = self.client.batch(self.identity, requests, idempotent=False)
            if fault is None:
                self._verify(before, places)
                return
        assert fault is not None  # else the loop had ended
        raise error_of(fault, self._caller())

    def _verify(self, before: Book, places: Mapping[str, Placed]) -> None:
        """Reads again. Where people moved rows meanwhile: puts back what was overwritten, says which rows are amiss."""
        tables = self.read()
        landings = {key: _landing(key, before, tables, placed) for key, placed in places.items()}
        missed = [key for told in landings.values() for key in told.missed]
        if not missed:
            return
        back = [edit for told in landings.values() for edit in told.back]
        restored = self._put_back(back) if back else True
        hint = _("Run the command again; it reads the Sheet anew.")
        if not restored or any(told.unsure for told in landings.values()):
            hint = _("Look at these rows in the Sheet's version history (File > Version history), then run it again.")
        raise DoubtfulState(
            _("Somebody moved rows while the tool was writing: {rows} did not get what was meant.").format(
                rows=", ".join(dict.fromkeys(missed))
            ),
            hint,
        )

    def _put_back(self, edits: Sequence[Edit]) -> bool:
        """One call with the cells that were overwritten in strangers' rows; True where a read shows them put back."""
        assert self._book is not None  # the verifying read
        before = self._book
        places = placed_edits(before, by_tab(edits))
        if self.client.batch(self.identity, edit_requests(before, places), idempotent=False) is not None:
            return False
        tables = self.read()
        return not any(_landing(key, before, tables, placed).missed for key, placed in places.items())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with files.file_lock(self.home / "sheets" / re.sub(r"\W", "_", self.identity), self.home):
                yield
        except Locked as error:
            raise Locked(
                _("Another run of qipsheets is working on {name}.").format(name=self.name), error.hint
            ) from error


def _landing(key: str, before: Book, tables: Mapping[str, Table], placed: Placed) -> Landing:
    if key not in tables:
        raise RemoteTrouble(
            _("The tab «{title}» was deleted while the tool was writing.").format(title=before.tabs[key].title),
            _("Bring it back in the Sheet's version history (File > Version history), then run the command again."),
        )
    return landing(key, before.tabs[key].table, tables[key], placed)


def _held(edit: Edit, book: Book) -> Plain:
    """The new value as a read will give it. In a column that people added a day goes as its text: nothing tells
    whether the cell would show a number as a day.
    """
    own = fold(edit.heading) not in known_headings(BY_KEY[edit.tab])
    return stored_value(text_of(edit.new) if own and isinstance(edit.new, date) else edit.new, book.days_as_text)


def _all_there(book: Book, edits: Sequence[Edit]) -> bool:
    """True where a write of unknown outcome did arrive: every edit's new value stands."""
    try:
        placed_edits(book, by_tab([replace(edit, old=edit.new) for edit in edits]))
    except DoubtfulState:
        return False
    return True


def _parts(units: Sequence[Sequence[Request]]) -> list[list[Request]]:
    """The calls of a write; more than one where Google advises against so large a call, which is then told."""
    batches = list(packed(units))
    if len(batches) > 1:
        message = _("There is more to write than fits in one call (2 MB): it goes in {count}, one after another.")
        console.warn(message.format(count=len(batches)))
        console.warn(_("Should it be cut off between them, run the command again: it writes what is missing."))
    return batches
