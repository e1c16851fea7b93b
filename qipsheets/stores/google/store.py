"""The shared Google Sheet: one call reads all tabs, one call writes the tool's; people's cells only by shown edits."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from qipsheets import files
from qipsheets.errors import DoubtfulState, FileTrouble, Locked, RemoteTrouble
from qipsheets.language import _
from qipsheets.plan.values import Place
from qipsheets.sheets.schema import BY_KEY, TITLES
from qipsheets.sheets.table import Edit, Table
from qipsheets.store_address import StoreAddress, StoreKind
from qipsheets.stores.google.client import SERVICE, Limiter, SheetsClient, base_url, timeout
from qipsheets.stores.google.faults import Caller, CallFault, Schedule, error_of
from qipsheets.stores.google.reading import DAY_FIELDS, FIELDS, WIDE_FIELDS, Book, book_of
from qipsheets.stores.google.requests import GOOGLE_CHARACTERS, Request, calls_of, stored_value
from qipsheets.stores.google.setup import holds_a_plan, plan_setup
from qipsheets.stores.google.sign_in import ROBOT, sign_in
from qipsheets.stores.google.writing import tool_units, write_requests
from qipsheets.stores.store import InitialRows, ToolRows
from qipsheets.stores.writing import Landing, Located, NotWritten, landing, places_of, retried
from qipsheets.vietnamese import fold

_LOG = logging.getLogger(__name__)
SCHEDULE = Schedule()
_ATTEMPTS = 3  # at a write whose outcome was unknown; each begins with a new read
_PUTTING_BACK = 5  # attempts; people may be at work meanwhile, too


class GoogleStore:
    """A Google Sheet that a person made and shared. `home` is where this machine's sign-in, locks and counters lie.
    What a person should know while the work goes on is logged as a warning.

    What a read learned of the tabs serves the write that follows, so a sync is one read and at most one write.
    """

    def __init__(self, identity: str, home: Path, *, readonly: bool = False) -> None:
        self.identity = identity
        self._file_name = re.sub(r"\W", "_", identity)
        self.home = home
        self.readonly = readonly
        self.address = StoreAddress(StoreKind.SHEET, identity)
        self.folder = Path.cwd()  # a Sheet has none: the school's own files are where the command runs
        self.most_characters = GOOGLE_CHARACTERS
        self._client: SheetsClient | None = None
        self._book: Book | None = None
        self._surveyed = False

    @property
    def name(self) -> str:
        """The Sheet's title, once it was read."""
        return self._book.title if self._book else "Google Sheet"

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
        """The tabs as the last call saw them; no other call is made for it."""
        return self._book.tables if self._book is not None else self.read()

    def read(self) -> dict[str, Table]:
        """All tabs of the schema that are there, in one call; in two where people's own columns first hold days."""
        return self._read_book().tables

    def _read_book(self) -> Book:
        """Reads the tabs, with the formats of cells where people's own columns hold days: that takes twice the reply.

        A file on this machine remembers that they do; else a second read asks, each time where it cannot be kept.
        """
        memory = self.home / "own-days" / self._file_name
        known = memory.is_file()
        book = book_of(self.client.get(self.identity, DAY_FIELDS if known else FIELDS))
        if book.has_custom_dates != known and not self.readonly:
            with suppress(FileTrouble, OSError):
                if book.has_custom_dates:
                    files.replace_bytes(memory, b"")
                else:
                    memory.unlink(missing_ok=True)
        if book.has_custom_dates and not known:
            book = book_of(self.client.get(self.identity, DAY_FIELDS))
        self._book, self._surveyed = book, False
        return book

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
                for batch in self._parts(tool_units(self._book or self._read_book(), tool_rows, str(self.address))):
                    self.client.batch(self.identity, batch, idempotent=True)

    def prepare(self, content: InitialRows, lists: Mapping[str, Sequence[str]]) -> list[str] | None:
        """Tabs, headings, IDs, drop-downs, guards and charts of the schema; what is there already stays.

        Returns None for a Sheet that held no plan, else what was added in the sheet's own words.
        """
        with self._writing():
            book = self._book if self._book is not None and self._surveyed else self.survey()
            signed = self.client.signed
            editors = (signed.account,) if signed.kind == ROBOT and signed.account else ()
            work = plan_setup(book, content, lists, editors)
            new, added = work.context.new, work.added
            fault: CallFault | None = None
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    fault = self._apply(self._parts(work.units))
                except DoubtfulState:
                    if fault is None or attempt == _ATTEMPTS:  # else what was sent before has arrived only now
                        raise
                if fault is None:
                    break
                # Nobody knows whether it was applied: what is there now decides what is still to be done.
                work = plan_setup(self.survey(), content, lists, editors)
            if fault is not None and work.units:
                raise error_of(fault, Caller(signed.account, self.identity, writing=True))
            self._book, self._surveyed = None, False
            return None if new else added

    def _apply(self, batches: Sequence[Sequence[Request]]) -> CallFault | None:
        """Makes the calls up to the first of which nobody knows whether it was applied; returns its fault."""
        for batch in batches:
            fault = self.client.batch(self.identity, batch, idempotent=False)
            if fault is not None:
                return fault
        return None

    def _parts(self, units: Sequence[Sequence[Request]]) -> list[list[Request]]:
        """The calls of a write; more than one where Google advises against so large a call, which is then said."""
        batches = list(calls_of(units))
        if len(batches) > 1:
            message = _("There is more to write than fits in one call (2 MB): it goes in {count}, one after another.")
            _LOG.warning(message.format(count=len(batches)))
            _LOG.warning(_("Should it be cut off between them, run the command again: it writes what is missing."))
        return batches

    def _write_edits(self, edits: Sequence[Edit], tool_rows: ToolRows) -> None:
        seen = self._book.cells if self._book is not None else {}
        fault: CallFault | None = None
        for _attempt in range(_ATTEMPTS):
            before = self._read_book()
            places = places_of(_stored(edits, before), before.cells, seen, GOOGLE_CHARACTERS)
            requests = write_requests(before, places)
            requests += [request for unit in tool_units(before, tool_rows, str(self.address)) for request in unit]
            fault = self.client.batch(self.identity, requests, idempotent=False)
            landings = dict(_landings(before, self._read_book(), places))
            if not any(one.missed for one in landings.values()):
                return
            if fault is None or not all(one.nothing_arrived for one in landings.values()):
                self._take_back(places, landings)
        assert fault is not None  # else the loop had ended
        raise error_of(fault, Caller(self.client.signed.account, self.identity, writing=True))

    def _take_back(self, places: Mapping[str, Located], landings: Mapping[str, Landing]) -> NoReturn:
        """Puts all of a write back that is not proved, and proves that. Raises NotWritten in any case."""
        every = list(landings.items())
        left = {key: (*one.strays, *one.taken_back) for key, one in landings.items()}
        for _attempt in range(_PUTTING_BACK):
            left = {key: writes for key, writes in left.items() if writes}
            if not left:
                break
            before = self._book
            assert before is not None  # the verifying read
            back = {key: Located(writes) for key, writes in left.items()}
            with suppress(DoubtfulState):  # the service refused it whole: a column or row is gone meanwhile
                self.client.batch(self.identity, write_requests(before, back), idempotent=False)
            after = self._read_book()
            again = dict(_landings(before, after, back))
            every += again.items()
            old, new = before.cells, after.cells
            left = {key: tuple(retried(old[key], new[key], one)) for key, one in again.items()}
        names = [f"{TITLES[key]} {name}" for key, located in places.items() for name in located.names]
        still = [f"{TITLES[key]} {write.key} · {write.heading}" for key, writes in left.items() for write in writes]
        suspects = [f"{TITLES[key]} {name}" for key, one in every for name in one.suspects]
        raise NotWritten(names, [*still, *suspects], any(one.unsure for _key, one in every))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with files.file_lock(self.home / "sheets" / self._file_name, self.home):
                yield
        except Locked as error:
            raise Locked(
                _("Another run of qipsheets is working on {name}.").format(name=self.name), error.hint
            ) from error


def _landings(before: Book, after: Book, places: Mapping[str, Located]) -> Iterator[tuple[str, Landing]]:
    """What a read after a write shows of each tab that was written. Raises RemoteTrouble where one was deleted."""
    for key, located in places.items():
        if key not in after.tabs:
            raise RemoteTrouble(
                _("The tab «{title}» was deleted while the tool was writing.").format(title=before.tabs[key].title),
                _("Bring it back in the version history (File > Version history), then run the command again."),
            )
        yield key, landing(before.tabs[key].cells(key), after.tabs[key].cells(key), located)


def _stored(edits: Sequence[Edit], book: Book) -> list[Edit]:
    """The edits with their new values as a read will give them. A day is a number only in a column of days: nothing
    tells whether another cell would show a number as a day.
    """
    days = {key: {fold(c.heading) for c in tab.columns if c.kind.name == "day"} for key, tab in BY_KEY.items()}
    stored = []
    for edit in edits:
        is_text = isinstance(edit.new, date) and fold(edit.heading) not in days[edit.tab]
        stored.append(replace(edit, new=stored_value(edit.new, book.days_as_text or is_text)))
    return stored
