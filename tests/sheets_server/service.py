"""The Sheets service itself: who asks, what for, whether they may, and the method that does it."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.sheets_server import spreadsheets_methods as spreadsheets
from tests.sheets_server import values_methods, values_writing
from tests.sheets_server.book.book import SPREADSHEET_TYPE, Book
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.calls import Answer, Call, is_write
from tests.sheets_server.contract import parsed, read
from tests.sheets_server.masks import pick
from tests.sheets_server.options import checked_options, reply_mask
from tests.sheets_server.quotas import Quotas
from tests.sheets_server.replies import (
    Json,
    ServiceError,
    forbidden,
    key_not_enough,
    key_not_valid,
    not_a_sheet,
    not_enabled,
    not_found,
    not_signed_in,
    scope_too_small,
)
from tests.sheets_server.routes import Route, route
from tests.sheets_server.tokens import DRIVE_READ, SHEETS_READ, Tokens

SERVICE = "google.apps.sheets.v4.SpreadsheetsService"
KEY_HOLDER = "whoever holds an API key"

BODIES = {
    "spreadsheets.create": "Spreadsheet",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetRequest",
    "spreadsheets.getByDataFilter": "GetSpreadsheetByDataFilterRequest",
    "sheets.copyTo": "CopySheetToAnotherSpreadsheetRequest",
    "developerMetadata.search": "SearchDeveloperMetadataRequest",
    "values.batchGetByDataFilter": "BatchGetValuesByDataFilterRequest",
    "values.batchUpdate": "BatchUpdateValuesRequest",
    "values.batchUpdateByDataFilter": "BatchUpdateValuesByDataFilterRequest",
    "values.batchClear": "BatchClearValuesRequest",
    "values.batchClearByDataFilter": "BatchClearValuesByDataFilterRequest",
    "values.append": "ValueRange",
    "values.update": "ValueRange",
    "values.clear": "ClearValuesRequest",
}
ROOTS = {"spreadsheets.create": "spreadsheet", "values.append": "data", "values.update": "data"}


@dataclass(slots=True)
class Service:
    """All books, tokens and limits. `enabled` False: the API is switched off in the robot's project."""

    tokens: Tokens = field(default_factory=Tokens)
    quotas: Quotas = field(default_factory=Quotas)
    books: dict[str, Book] = field(default_factory=dict)
    enabled: bool = True
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    lock: Any = field(default_factory=threading.RLock)

    def answer(self, call: Call) -> Answer:
        """The reply to a call of the Sheets API; a refusal is a reply as well."""
        found = route(call.method, call.path)
        if found is None:
            return Answer(404, text=no_page(call.path))
        try:
            self.sign_in(call, found.name, found.scopes)
            self.quotas.count(call.user, is_write(call.method, call.path))
            return Answer(200, self._masked(call, found))
        except ServiceError as wrong:
            return Answer(wrong.code, wrong.json(), headers=dict(wrong.headers))

    def sign_in(self, call: Call, method: str, scopes: set[str]) -> None:
        """Fills in who asks; 401 without a good token, 403 where its scopes are too small or the API is off."""
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else call.option("access_token")
        if not token and call.option("key"):
            self._known_by_key(call, method, bool(scopes & {SHEETS_READ, DRIVE_READ}))
            return
        if not token:
            raise not_signed_in()
        bearer = self.tokens.bearer(token)
        if bearer is None:
            raise not_signed_in(
                "ACCESS_TOKEN_EXPIRED" if token in self.tokens.given else "ACCESS_TOKEN_TYPE_UNSUPPORTED"
            )
        call.user, call.scopes = bearer.user, bearer.scopes
        if not self.enabled:
            raise not_enabled(self.quotas.project)
        if not bearer.scopes & scopes:
            raise scope_too_small(f"{SERVICE}.{method.rpartition('.')[2]}")

    def _known_by_key(self, call: Call, method: str, reads: bool) -> None:
        """An API key tells the project and no user: it opens what is shared with everyone, for reading."""
        if not self.tokens.takes_key(call.option("key")):
            raise key_not_valid()
        if not self.enabled:
            raise not_enabled(self.quotas.project)
        if not reads:
            raise key_not_enough(f"{SERVICE}.{method.rpartition('.')[2]}")
        call.user = KEY_HOLDER

    def _masked(self, call: Call, found: Route) -> Json:
        """The reply with only what `fields` wants."""
        checked_options(call, found.name)
        wanted = reply_mask(call, found.name)
        root = ROOTS.get(found.name, "")
        body = read(parsed(call.body), BODIES[found.name], root) if found.name in BODIES else {}
        reply = self._done(call, found, body, wanted)
        if wanted and found.name not in ("spreadsheets.get", "spreadsheets.getByDataFilter"):
            picked: Json = pick(reply, wanted)
            return picked
        return reply

    def _done(self, call: Call, found: Route, body: Json, wanted: Json | None) -> Json:
        """Finds the book, checks the role, does the work; a failed write changes nothing."""
        if found.name == "spreadsheets.create":
            book = self.add(spreadsheets.create(self.new_id(), body, call.user, next(self.numbers)))
            return spreadsheets.spreadsheet(book, None, False, None, call.user)
        book = self.opened(found.parts["book"], call.user, found.reads)
        with book.lock:
            if found.reads:
                return self._read(call, found, book, body, wanted)
            return self._write(call, found, book, body, wanted)

    def _read(self, call: Call, found: Route, book: Book, body: Json, wanted: Json | None) -> Json:
        """The methods that only look."""
        ranges = call.query.get("ranges", ())
        options = {name: values[-1] for name, values in call.query.items()}
        if found.name == "spreadsheets.get":
            return spreadsheets.get(book, ranges, call.flag("includeGridData"), wanted, call.user)
        if found.name == "spreadsheets.getByDataFilter":
            return spreadsheets.get_by_filter(book, body, wanted, call.user)
        if found.name == "values.get":
            return values_methods.get(book, found.parts["range"], options)
        if found.name == "values.batchGet":
            return values_methods.batch_get(book, ranges, options)
        if found.name == "values.batchGetByDataFilter":
            return values_methods.batch_get_by_filter(book, body.get("dataFilters", []), body)
        if found.name == "developerMetadata.search":
            return spreadsheets.search_metadata(book, body)
        number = found.parts["metadata"]
        return spreadsheets.get_metadata(book, int(number) if number.isdecimal() else -1)

    def _write(self, call: Call, found: Route, book: Book, body: Json, wanted: Json | None) -> Json:
        """The methods that change a book, on a draft of it."""
        if found.name == "sheets.copyTo":
            return self._copied(call, found, book, body)
        draft = Draft.of(book, call.user)
        draft.kind = found.name
        options: Json = {name: values[-1] for name, values in call.query.items()}
        options["includeValuesInResponse"] = call.flag("includeValuesInResponse")
        text = found.parts.get("range", "")
        works: dict[str, Callable[[], Json]] = {
            "spreadsheets.batchUpdate": lambda: spreadsheets.batch_update(draft, body, wanted),
            "values.update": lambda: values_writing.update(draft, text, body, options),
            "values.append": lambda: values_writing.append(draft, text, body, options),
            "values.clear": lambda: values_methods.clear(draft, text),
            "values.batchUpdate": lambda: values_writing.batch_update(draft, body),
            "values.batchUpdateByDataFilter": lambda: values_writing.batch_update_by_filter(draft, body),
            "values.batchClear": lambda: values_methods.batch_clear(draft, body.get("ranges", [])),
            "values.batchClearByDataFilter": lambda: values_methods.batch_clear_by_filter(
                draft, body.get("dataFilters", [])
            ),
        }
        reply = works[found.name]()
        book.adopt(draft.book)
        call.written.extend(draft.written)
        return reply

    def _copied(self, call: Call, found: Route, book: Book, body: Json) -> Json:
        """sheets.copyTo, which needs rights in two books."""
        target = self.opened(body.get("destinationSpreadsheetId", ""), call.user, reads=False)
        number = found.parts["sheet"]
        source = book.sheet_by_id(int(number) if number.isdecimal() else -1)
        with target.lock:
            draft = Draft.of(target, call.user)
            reply = spreadsheets.copy_to(source, draft)
            target.adopt(draft.book)
        return reply

    def opened(self, book_id: str, user: str, reads: bool) -> Book:
        """A book this user may read or write: 404, 403, or 400 for an Excel file."""
        book = self.books.get(unquote(book_id))
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
        import secrets

        return "1" + secrets.token_urlsafe(48).replace("=", "")[:43]


def no_page(path: str) -> str:
    """The page for a path nobody answers."""
    return (
        "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n<title>Error 404 (Not Found)!!1</title>\n"
        f"<p><b>404.</b> <ins>That’s an error.</ins>\n<p>The requested URL <code>{path}</code> was not found on this "
        "server.  <ins>That’s all we know.</ins>\n"
    )
