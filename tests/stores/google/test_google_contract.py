"""The contract of stores on a Google Sheet, through gspread and google-auth to the local server."""

from pathlib import Path

import pytest

from qipsheets.stores.google.store import GoogleStore
from qipsheets.stores.store import InitialRows
from tests.google_sheet import Google, google  # noqa: F401 - a fixture
from tests.sheets_server.book.book import Book
from tests.stores.contract import Make, StoreContract
from tests.stores.test_excel import LISTS

_empty: list[Book] = []  # a Sheet that set-up made with nothing in it, to be copied


class TestGoogle(StoreContract):
    """The contract on a Sheet; a new store reads what another wrote."""

    @pytest.fixture
    def make(self, google: Google, tmp_path: Path) -> Make:  # noqa: F811
        def build(content: InitialRows) -> GoogleStore:
            store = GoogleStore(google.new_sheet(), tmp_path / "home")
            book = google.server.book(store.identity)
            if content or not _empty:
                assert store.prepare(content, LISTS) is None
            else:
                book.adopt(_empty[0].shell())
            if not content and not _empty:
                _empty.append(book.shell())
            return GoogleStore(store.identity, store.home)

        return build
