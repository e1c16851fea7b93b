"""gspread and google-auth, as they are, over HTTP."""

from pathlib import Path
from typing import Any

import pytest

from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, gspread_client

gspread = pytest.importorskip("gspread")


@pytest.fixture
def client(server: SheetsServer, key: Path) -> Any:
    return gspread_client(server, key)


@pytest.fixture
def book(server: SheetsServer, client: Any) -> Any:
    return client.open_by_key(server.new_spreadsheet("Kế hoạch", "vi_VN", owner=PERSON, writers=[ROBOT]))


@pytest.fixture
def tab(book: Any) -> Any:
    return book.sheet1


def test_opened_by_key_and_address(client: Any, book: Any) -> None:
    assert client.open_by_url(book.url).id == book.id
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nowhere")


def test_refused_with_its_words(client: Any, server: SheetsServer) -> None:
    with pytest.raises(PermissionError):
        client.open_by_key(server.new_spreadsheet())
    readable = client.open_by_key(server.new_spreadsheet(readers=[ROBOT]))
    with pytest.raises(gspread.exceptions.APIError) as caught:
        readable.sheet1.update([["x"]], "A1")
    assert caught.value.error["status"] == "PERMISSION_DENIED"


def test_worksheets_come_go_and_change_places(book: Any) -> None:
    book.add_worksheet("B", 10, 5)
    book.add_worksheet("C", 10, 5, index=0)
    assert [tab.title for tab in book.worksheets()] == ["C", "Sheet1", "B"]
    copy = book.worksheet("B").duplicate(new_sheet_name="D")
    assert (copy.row_count, copy.col_count) == (10, 5)
    book.del_worksheet(copy)
    book.worksheet("C").hide()
    assert [tab.title for tab in book.worksheets(exclude_hidden=True)] == ["Sheet1", "B"]
    book.worksheet("C").show()
    tab = book.worksheet("C")
    tab.update_title("Đổi tên")
    tab.update_tab_color("#ff8000")
    assert book.worksheet("Đổi tên").tab_color == "#FF8000"
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("C")


def test_values_written_and_read(tab: Any) -> None:
    tab.update([["a", "b"], [1, 2.5]], "A1")
    assert tab.get_all_values() == [["a", "b"], ["1", "2,5"]]
    assert tab.get("A1:B2", value_render_option="UNFORMATTED_VALUE") == [["a", "b"], [1, 2.5]]
    assert tab.acell("B2").value == "2,5"
    assert tab.row_values(2) == ["1", "2,5"]
    tab.update_acell("A3", "=A2+B2")
    assert tab.acell("A3").value == "3,5"
    assert tab.acell("A3", value_render_option="FORMULA").value == "=A2+B2"
    tab.update_cell(4, 1, "nhiều\ndòng 😀")
    assert tab.cell(4, 1).value == "nhiều\ndòng 😀"


def test_records(tab: Any) -> None:
    tab.update([["Mã", "Tuổi"], ["HD-001", 5], ["HD-002", ""]], "A1")
    assert tab.get_all_records() == [{"Mã": "HD-001", "Tuổi": 5}, {"Mã": "HD-002", "Tuổi": ""}]
