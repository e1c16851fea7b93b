"""The Sheets service itself: who asks, what for, whether they may, and the method that does it."""

import itertools
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.sheets_server import methods
from tests.sheets_server.book.book import SPREADSHEET_TYPE, Book
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.calls import Answer, Call, Quotas, is_write
from tests.sheets_server.contract import parsed, read
from tests.sheets_server.masks import pick
from tests.sheets_server.replies import (
    Json,
    ServiceError,
    forbidden,
    not_a_sheet,
    not_done,
    not_enabled,
    not_found,
    not_signed_in,
    scope_too_small,
)
from tests.sheets_server.routes import Route, checked_options, reply_mask, route
from tests.sheets_server.signing_in import LISTING, Tokens

SERVICE = "google.apps.sheets.v4.SpreadsheetsService"
LISTED = {
    "q": "mimeType='application/vnd.google-apps.spreadsheet' and trashed=false",
    "fields": "nextPageToken,files(id,modifiedTime)",
}
"""The only list of Drive that is made here."""
BODIES = {"spreadsheets.batchUpdate": "BatchUpdateSpreadsheetRequest"}


@dataclass(slots=True)
class Service:
    """All books, tokens and limits. `enabled` False: the API is switched off in the robot's project."""

    tokens: Tokens = field(default_factory=Tokens)
    quotas: Quotas = field(default_factory=Quotas)
    books: dict[str, Book] = field(default_factory=dict)
    enabled: bool = True
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    states: dict[str, tuple[int, float]] = field(default_factory=dict)
    lock: "threading.Lock" = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> Answer:
        """The reply to a call of the Sheets API; a refusal is a reply as well."""
        try:
            found = route(call.method, call.path)
            if found is None:
                return Answer(404, text=no_page(call.path))
            self._sign_in(call, found.scopes, f"{SERVICE}.{found.name.rpartition('.')[2]}")
            self.quotas.count(call.user, is_write(call.method))
            return Answer(200, self._masked(call, found))
        except ServiceError as wrong:
            return Answer(wrong.code, wrong.json(), headers=dict(wrong.headers))

    def list_files(self, call: Call) -> Answer:
        """Drive's list of the spreadsheets that a user may open, with the moment each was last changed."""
        try:
            self._sign_in(call, LISTING, "google.apps.drive.v3.FilesService.List")
            if any(call.option(name) != wanted for name, wanted in LISTED.items()):
                raise not_done("another list of files than that of the spreadsheets' IDs and moments")
            seen = [book for book in self.books.values() if book.sharing.role(call.user)]
            first, size = int(call.option("pageToken", "0")), int(call.option("pageSize", "100"))
            page = sorted(seen, key=lambda book: book.spreadsheet_id)[first : first + size]
            reply: Json = {"files": [{"id": one.spreadsheet_id, "modifiedTime": self._changed(one)} for one in page]}
            if first + size < len(seen):
                reply["nextPageToken"] = str(first + size)
            return Answer(200, reply)
        except ServiceError as wrong:
            return Answer(wrong.code, wrong.json(), headers=dict(wrong.headers))

    def _changed(self, book: Book) -> str:
        """The moment at which the book was first seen as it is."""
        with book.lock:
            state = hash(repr([(sheet.title, sheet.rows) for sheet in book.sheets]))
        known = self.states.setdefault(book.spreadsheet_id, (state, self.tokens.now()))
        if known[0] != state:
            known = self.states[book.spreadsheet_id] = (state, self.tokens.now())
        return f"{datetime.fromtimestamp(known[1], UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    def _sign_in(self, call: Call, scopes: set[str], method: str) -> None:
        """Fills in who asks; 401 without a good token, 403 where its scopes are too small or the API is off."""
        if "key" in call.query or "access_token" in call.query:
            raise not_done("signing in by a query parameter")
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise not_signed_in()
        bearer = self.tokens.bearer(token.strip())
        if bearer is None:
            known = token.strip() in self.tokens.given
            raise not_signed_in("ACCESS_TOKEN_EXPIRED" if known else "ACCESS_TOKEN_TYPE_UNSUPPORTED")
        call.user, call.scopes = bearer.user, bearer.scopes
        if not self.enabled:
            raise not_enabled(self.quotas.project)
        if not bearer.scopes & scopes:
            raise scope_too_small(method)

    def _masked(self, call: Call, found: Route) -> Json:
        """The reply with only what `fields` wants."""
        checked_options(call, found.name)
        wanted = reply_mask(call, found.name)
        body = read(parsed(call.body), BODIES[found.name]) if found.name in BODIES else {}
        book = self._opened(found.book, call.user, found.reads)
        with book.lock:
            if found.reads:
                return methods.get(book, call.flag("includeGridData"), wanted, call.user)
            draft = Draft.of(book, call.user)
            reply = methods.batch_update(draft, body)
            book.adopt(draft.book)  # a failed write changes nothing
        call.written.extend(draft.written)
        picked: Json = pick(reply, wanted or {})
        return picked

    def _opened(self, book_id: str, user: str, reads: bool) -> Book:
        """A book this user may read or write: 404, 403, or 400 for an Excel file."""
        book = self.books.get(book_id)
        if book is None:
            raise not_found()
        role = book.sharing.role(user)
        if not role or (role == "reader" and not reads):
            raise forbidden()
        if book.mime_type != SPREADSHEET_TYPE:
            raise not_a_sheet()
        return book

    def add(self, book: Book) -> Book:
        """Puts a book where its ID finds it."""
        with self.lock:
            self.books[book.spreadsheet_id] = book
        return book

    def new_id(self) -> str:
        """An ID of 44 characters that looks like those of the service."""
        return "1" + secrets.token_urlsafe(48).replace("=", "")[:43]


def no_page(path: str) -> str:
    """The page for a path nobody answers."""
    return (
        "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<title>Error 404 (Not Found)!!1</title>\n"
        f"<p><b>404.</b> <ins>That’s an error.</ins>\n<p>The requested URL <code>{path}</code> was not found on this "
        "server.  <ins>That’s all we know.</ins>\n"
    )
