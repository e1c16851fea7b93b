"""gspread and google-auth, as they are, over HTTP."""

from collections.abc import Iterator
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
def tab(book: Any) -> Iterator[Any]:
    return book.sheet1


def test_opened_by_title_key_and_address(client: Any, book: Any) -> None:
    assert client.open("Kế hoạch").id == book.id
    assert client.open_by_url(book.url).id == book.id
    assert [found.id for found in client.openall()] == [book.id]
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Không có")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("nowhere")


def test_created_shared_copied_and_deleted(client: Any, server: SheetsServer) -> None:
    made = client.create("Mới")
    made.share(PERSON, perm_type="user", role="writer", notify=False)
    assert server.book(made.id).sharing.role(PERSON) == "writer"
    assert {permission["emailAddress"] for permission in made.list_permissions()} == {ROBOT, PERSON}
    made.sheet1.update([["x"]], "A1")
    copy = client.copy(made.id, title="Bản sao")
    assert copy.sheet1.acell("A1").value == "x"
    made.remove_permissions(PERSON)
    assert server.book(made.id).sharing.role(PERSON) == ""
    client.del_spreadsheet(made.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(made.id)


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
    book.reorder_worksheets([book.worksheet("B"), book.worksheet("Sheet1"), book.worksheet("C")])
    assert [tab.title for tab in book.worksheets()] == ["B", "Sheet1", "C"]
    copy = book.worksheet("B").duplicate(new_sheet_name="D")
    assert (copy.row_count, copy.col_count) == (10, 5)
    book.del_worksheet(copy)
    book.worksheet("C").hide()
    assert [tab.title for tab in book.worksheets(exclude_hidden=True)] == ["B", "Sheet1"]
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
    assert tab.col_values(1) == ["a", "1"]
    tab.update_acell("A3", "=A2+B2")
    assert tab.acell("A3").value == "3,5"
    assert tab.acell("A3", value_render_option="FORMULA").value == "=A2+B2"
    tab.update_cell(4, 1, "nhiều\ndòng 😀")
    assert tab.cell(4, 1).value == "nhiều\ndòng 😀"
    cells = tab.range("A1:B2")
    for cell in cells:
        cell.value = f"{cell.row}{cell.col}"
    tab.update_cells(cells)
    assert tab.get("A1:B2") == [["11", "12"], ["21", "22"]]
    tab.batch_update([{"range": "A1", "values": [["x"]]}, {"range": "B2", "values": [["y"]]}])
    assert tab.batch_get(["A1", "B2"]) == [[["x"]], [["y"]]]
    tab.batch_clear(["A1", "B2:B9"])
    assert tab.get("A1:B2") == [["", "12"], ["21"]]
    tab.clear()
    assert tab.get_all_values() == [[]]


def test_records(tab: Any) -> None:
    tab.update([["Mã", "Tuổi"], ["HD-001", 5], ["HD-002", ""]], "A1")
    assert tab.get_all_records() == [{"Mã": "HD-001", "Tuổi": 5}, {"Mã": "HD-002", "Tuổi": ""}]


def test_rows_appended_inserted_and_deleted(tab: Any, server: SheetsServer) -> None:
    tab.append_row(["a", 1])
    tab.append_rows([["b", 2], ["c", 3]])
    assert tab.get_all_values() == [["a", "1"], ["b", "2"], ["c", "3"]]
    tab.insert_row(["x", 0], 2)
    tab.insert_rows([["y"], ["z"]], 1)
    tab.insert_cols([["p", "q"]], 1)
    assert [row[0] for row in tab.get_all_values()][:2] == ["p", "q"]
    tab.delete_columns(1)
    tab.delete_rows(1, 2)
    assert [row[0] for row in tab.get_all_values()] == ["a", "x", "b", "c"]
    tab.add_rows(5)
    tab.add_cols(2)
    kept = server.book(tab.spreadsheet_id).sheets[0]
    assert (tab.row_count, tab.col_count) == (kept.row_count, kept.column_count) == (kept.row_count, 28)
    tab.resize(10, 4)
    assert (tab.row_count, tab.col_count) == (10, 4)


def test_found_and_replaced(tab: Any) -> None:
    tab.update([["một", "Hai"], ["hai", "ba"]], "A1")
    assert tab.find("Hai").address == "B1"
    assert [cell.address for cell in tab.findall("hai", case_sensitive=False)] == ["B1", "A2"]
    assert tab.find("bốn") is None


def test_looks(tab: Any, book: Any) -> None:
    tab.format("A1:B1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 0.1}})
    tab.batch_format([{"range": "A2", "format": {"numberFormat": {"type": "PERCENT", "pattern": "0.0%"}}}])
    tab.update([[0.663]], "A2")
    assert tab.acell("A2").value == "66,3%"
    tab.freeze(rows=1, cols=1)
    assert (tab.frozen_row_count, tab.frozen_col_count) == (1, 1)
    tab.merge_cells("B5:C6")
    assert len(book.fetch_sheet_metadata()["sheets"][0]["merges"]) == 1
    tab.unmerge_cells("B5:C6")
    tab.hide_rows(1, 3)
    tab.unhide_rows(1, 3)
    tab.hide_columns(0, 1)
    tab.unhide_columns(0, 1)
    tab.hide_gridlines()
    assert tab.is_gridlines_hidden
    tab.columns_auto_resize(0, 2)
    tab.rows_auto_resize(0, 2)
    tab.add_dimension_group_rows(1, 3)
    assert len(tab.list_dimension_group_rows()) == 1
    tab.delete_dimension_group_rows(1, 3)
    tab.set_basic_filter("A1:B5")
    tab.clear_basic_filter()


def test_sorted(tab: Any) -> None:
    tab.update([["b", 1], ["a", 2], ["", 3], ["a", 1]], "A1")
    tab.sort((1, "asc"), (2, "des"), range="A1:B4")
    assert tab.get("A1:B4") == [["a", "2"], ["a", "1"], ["b", "1"], ["", "3"]]


def test_notes_validation_and_protection(tab: Any, book: Any) -> None:
    tab.update_note("A1", "ghi chú")
    tab.insert_notes({"B1": "hai"})
    assert tab.get_note("A1") == "ghi chú"
    assert tab.get_notes() == [["ghi chú", "hai"]]
    tab.clear_notes(["A1", "B1"])
    assert tab.get_notes() == [[]]
    tab.add_validation(
        "A1:A5", gspread.utils.ValidationConditionType.one_of_list, ["a", "b"], strict=True, showCustomUi=True
    )
    tab.add_protected_range("A1:B2", [PERSON], warning_only=False)
    told = book.list_protected_ranges(0)
    assert set(told[0]["editors"]["users"]) == {PERSON, ROBOT}
    tab.delete_protected_range(told[0]["protectedRangeId"])
    assert book.list_protected_ranges(0) == []


def test_named_ranges(tab: Any, book: Any) -> None:
    tab.define_named_range("A1:B2", "vung")
    (named,) = book.list_named_ranges()
    assert named["name"] == "vung"
    book.values_update("vung", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert tab.acell("A1").value == "x"
    tab.delete_named_range(named["namedRangeId"])
    assert book.list_named_ranges() == []


def test_copied_cut_and_moved(tab: Any, book: Any, client: Any) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")
    tab.copy_range("A1:B1", "D1")
    tab.cut_range("A2:B2", "D2")
    assert tab.get("A1:E2") == [["a", "b", "", "a", "b"], ["", "", "", "c", "d"]]
    other = client.create("Khác")
    told = tab.copy_to(other.id)
    assert told["title"] == "Copy of Sheet1"
    assert other.worksheet("Copy of Sheet1").acell("A1").value == "a"


def test_the_books_own_properties(book: Any) -> None:
    assert (book.locale, book.timezone) == ("vi_VN", "Etc/GMT")
    book.update_locale("en_US")
    book.update_timezone("Asia/Ho_Chi_Minh")
    book.update_title("Tên mới")
    assert (book.locale, book.timezone, book.title) == ("en_US", "Asia/Ho_Chi_Minh", "Tên mới")
    assert book.get_lastUpdateTime().endswith("Z")


def test_a_csv_goes_in_and_out(client: Any) -> None:
    made = client.create("Bảng")
    client.import_csv(made.id, "a,b\nc,d")
    made = client.open_by_key(made.id)
    assert [tab.title for tab in made.worksheets()] == ["Bảng"]
    assert made.sheet1.get_all_values() == [["a", "b"], ["c", "d"]]
    assert made.export(gspread.utils.ExportFormat.CSV) == b"a,b\r\nc,d"


def test_a_named_range_is_read_through_its_tab(tab: Any) -> None:
    tab.update([["a", "b"], ["c", "d"]], "A1")
    tab.define_named_range("B1:B2", "cot_hai")
    assert tab.get("cot_hai") == [["b"], ["d"]]


def test_a_tab_colour_is_set_and_cleared(tab: Any, book: Any) -> None:
    tab.update_tab_color("#ff007f")
    assert book.sheet1.tab_color == "#FF007F"
    tab.clear_tab_color()
    assert book.sheet1.tab_color is None


def test_a_big_read_and_write(book: Any) -> None:
    tab = book.add_worksheet("Lớn", 2000, 15)
    words = [[f"dòng {row} cột {column}" for column in range(15)] for row in range(2000)]
    tab.update(words, "A1")
    assert tab.get_all_values() == words
