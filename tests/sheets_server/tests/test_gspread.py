"""gspread and google-auth, as they are, over HTTP."""

from pathlib import Path
from typing import Any

import gspread
import pytest
from google.oauth2.service_account import Credentials

from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import DRIVE, PERSON, ROBOT, SHEETS


@pytest.fixture
def client(server: SheetsServer, key: Path) -> gspread.Client:
    """gspread with its own credentials and HTTP client, sent to this server."""

    class Client(gspread.HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> Any:
            return super().request(
                method, endpoint.replace("https://sheets.googleapis.com", server.url), *args, **options
            )

    credentials = Credentials.from_service_account_file(str(key), scopes=[SHEETS, DRIVE])
    return gspread.Client(auth=credentials, http_client=Client)


@pytest.fixture
def book(server: SheetsServer, client: gspread.Client) -> gspread.Spreadsheet:
    return client.open_by_key(server.new_spreadsheet("Kế hoạch", "vi_VN", owner=PERSON, writers=[ROBOT]))


def test_opened_by_key_and_address(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    assert client.open_by_url(book.url).id == book.id
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nowhere")


def test_refused_with_its_words(client: gspread.Client, server: SheetsServer) -> None:
    with pytest.raises(PermissionError):
        client.open_by_key(server.new_spreadsheet())
    readable = client.open_by_key(server.new_spreadsheet(readers=[ROBOT]))
    with pytest.raises(gspread.exceptions.APIError) as caught:
        readable.add_worksheet("B", 10, 5)
    assert caught.value.error["status"] == "PERMISSION_DENIED"


def test_worksheets_come_go_and_get_another_title(book: gspread.Spreadsheet) -> None:
    book.add_worksheet("B", 10, 5)
    book.add_worksheet("C", 10, 5, index=0)
    assert [tab.title for tab in book.worksheets()] == ["C", "Sheet1", "B"]
    copy = book.worksheet("B").duplicate(new_sheet_name="D")
    assert (copy.row_count, copy.col_count) == (10, 5)
    book.del_worksheet(copy)
    book.worksheet("C").hide()
    assert [tab.title for tab in book.worksheets(exclude_hidden=True)] == ["Sheet1", "B"]
    tab = book.worksheet("C")
    tab.update_title("Đổi tên")
    assert book.worksheet("Đổi tên").id == tab.id
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("C")
