"""A Google Sheet for tests: the local server, a robot's key made for it, and a fresh Sheet that is shared with the robot.

Import the fixture `google` into a test module; it sets the environment that commands read. `school` is the same with
the sample school in the Sheet; it needs `google` imported beside it.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.auth import _exponential_backoff

from qipsheets import settings
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import lists, sample_content
from qipsheets.store_address import StoreAddress, StoreKind
from qipsheets.stores.google import store as google_store
from qipsheets.stores.google.faults import Schedule
from qipsheets.stores.google.store import GoogleStore
from tests.conftest import few_spare_rows
from tests.sheets_server.book.book import Book
from tests.sheets_server.server import SheetsServer

OWNER = "hieu-truong@truong.edu.vn"
ROBOT = "so-theo-doi@truong.iam.gserviceaccount.com"
QUICK = Schedule(first=0.01, longest=0.05, cap=20.0, attempts=4)


@dataclass
class Google:
    """The server, the key's file, and the ID of a Sheet the robot may write to."""

    server: SheetsServer
    key: Path
    sheet: str

    @property
    def url(self) -> str:
        """What --store takes."""
        return str(StoreAddress(StoreKind.SHEET, self.sheet))

    @property
    def store(self) -> GoogleStore:
        """A new store on the Sheet, as a command opens it."""
        return GoogleStore(self.sheet, settings.home())

    def new_sheet(self, locale: str = "vi_VN") -> str:
        """Another Sheet, made by a person and shared with the robot."""
        return str(self.server.new_spreadsheet(title="Kế hoạch", locale=locale, owner=OWNER, writers=[ROBOT]))

    def calls(self, start: int = 0) -> tuple[int, int]:
        """How many reads and writes the server saw since entry `start` of its log, the token endpoint left out."""
        verbs = [entry.method for entry in self.server.log[start:] if "/v4/spreadsheets" in entry.path]
        return verbs.count("GET"), verbs.count("POST")


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    """A running server, the environment set for it, pauses made short."""
    with SheetsServer() as server:
        key = server.write_key(tmp_path, email=ROBOT)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
        monkeypatch.setenv("QIPSHEETS_SHEETS_URL", server.url)
        monkeypatch.delenv("QIPSHEETS_HTTP_TIMEOUT", raising=False)
        monkeypatch.setattr(google_store, "SCHEDULE", QUICK)
        monkeypatch.setattr(_exponential_backoff, "time", SimpleNamespace(sleep=lambda _seconds: None))
        made = Google(server, Path(key), "")
        made.sheet = made.new_sheet()
        yield made


@pytest.fixture
def school(google: Google) -> Google:
    """The sample school in the Sheet."""
    google.server.book(google.sheet).adopt(prepared().shell())
    return google


@cache
def prepared() -> Book:
    """The sample school as set-up makes it, once for all tests: what changes a book copies the sheets it touches."""
    content = sample_content()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, SheetsServer() as server:
        key = server.write_key(Path(folder), email=ROBOT)
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
        patch.setenv("QIPSHEETS_SHEETS_URL", server.url)
        sheet = server.new_spreadsheet(title="Kế hoạch", locale="vi_VN", owner=OWNER, writers=[ROBOT])
        store = GoogleStore(sheet, Path(folder))
        with few_spare_rows():
            assert store.prepare(content, lists(framework("tt17-2018-primary"), content)) is None
        return server.book(sheet)


def written_ranges(google: Google, start: int = 0) -> list[dict[str, Any]]:
    """The requests of every batch since entry `start` of the log."""
    found: list[dict[str, Any]] = []
    for entry in google.server.log[start:]:
        if entry.method == "POST" and ":batchUpdate" in entry.path:
            found += entry.body["requests"]
    return found
