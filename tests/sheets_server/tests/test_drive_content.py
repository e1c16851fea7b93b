"""A sheet as text through Drive, and a text as a sheet."""

import pytest
import requests

from tests.sheets_server import staff
from tests.sheets_server.book.book import EXCEL_TYPE
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, signed_in

CSV, TSV = "text/csv", "text/tab-separated-values"


def call(server: SheetsServer, method: str, path: str, user: str = ROBOT, **options: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {signed_in(server, user)}", **options.pop("headers", {})}  # type: ignore[dict-item]
    return requests.request(method, server.url + path, headers=headers, **options)  # type: ignore[arg-type]


def export(server: SheetsServer, sid: str, kind: str) -> requests.Response:
    return call(server, "GET", f"/drive/v3/files/{sid}/export", params={"mimeType": kind})


def fill(server: SheetsServer, path: str, text: str, kind: str = CSV, user: str = ROBOT) -> requests.Response:
    method = "PUT" if "/v2/" in path else "PATCH"
    options = {"params": {"uploadType": "media", "convert": "True"}, "headers": {"Content-Type": kind}}
    return call(server, method, path, user, data=text.encode(), **options)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (CSV, 'Tên,"66,30%",\r\n,,\r\n"a ""b""","c\nd",e\tf'),
        (TSV, 'Tên\t66,30%\t\r\n\t\t\r\na "b"\tc d\te f'),
    ],
    ids=["csv", "tsv"],
)
def test_the_first_sheet_exported_as_it_shows(server: SheetsServer, kind: str, text: str) -> None:
    """
    | Tên   | 66,30% |        |
    |       |        |        |
    | a "b" | c d    | e f    |   with a break and a tab within
    """
    sid = server.new_spreadsheet("Kế hoạch", "vi_VN", readers=[ROBOT])
    staff.type_row(server.book(sid), "Sheet1", 0, ["Tên", "66,3%"])
    staff.type_row(server.book(sid), "Sheet1", 2, ['a "b"', "c\nd", "e\tf"])
    reply = export(server, sid, kind)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, kind)
    assert reply.headers["Content-Disposition"] == "attachment"
    assert reply.content.decode() == text


def test_an_empty_sheet_is_an_empty_text(server: SheetsServer) -> None:
    assert export(server, server.new_spreadsheet("An", readers=[ROBOT]), CSV).content == b""


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [("application/pdf", 400, "badRequest"), ("", 400, "required"), (CSV, 403, "fileNotExportable")],
    ids=["a form not made here", "no form", "an Excel file"],
)
def test_what_is_not_exported(server: SheetsServer, kind: str, code: int, reason: str) -> None:
    options = {"mime_type": EXCEL_TYPE} if code == 403 else {}
    error = export(server, server.new_spreadsheet("An", readers=[ROBOT], **options), kind).json()["error"]  # type: ignore[arg-type]
    assert (error["code"], error["errors"][0]["reason"]) == (code, reason)


def test_a_csv_takes_the_place_of_all_sheets(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("Kế hoạch", "vi_VN", owner=PERSON, writers=[ROBOT])
    old = server.book(sid).sheets[0].id
    staff.change(server.book(sid), {"addSheet": {"properties": {"title": "B"}}})
    told = fill(server, f"/upload/drive/v2/files/{sid}", 'a,"b,c"\n12,5%\n').json()
    assert (told["kind"], told["id"], told["title"]) == ("drive#file", sid, "Kế hoạch")
    assert told["userPermission"]["role"] == "writer"
    (sheet,) = server.book(sid).sheets
    assert (sheet.title, sheet.row_count, sheet.column_count) == ("Kế hoạch", 1000, 26)
    assert sheet.id != old
    assert staff.values(server.book(sid), "Kế hoạch") == [["a", "b,c"], [12, 0.05]]


def test_the_newer_address_takes_it_as_well_and_the_grid_grows(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("An", owner=PERSON, writers=[ROBOT])
    told = fill(server, f"/upload/drive/v3/files/{sid}", "\t".join("x" * 30), TSV).json()
    assert told["name"] == "An"
    assert server.book(sid).sheets[0].column_count == 30


def test_who_may_not_and_what_is_no_table(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("An", owner=PERSON, readers=[ROBOT])
    assert fill(server, f"/upload/drive/v2/files/{sid}", "a").status_code == 403
    assert fill(server, f"/upload/drive/v2/files/{sid}", "a", "image/png", PERSON).status_code == 400
    assert fill(server, f"/upload/drive/v2/files/{sid}/copy", "a").status_code == 404
    assert server.book(sid).sheets[0].title == "Sheet1"


def test_drive_says_nothing_is_to_be_kept(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("An", owner=ROBOT)
    assert call(server, "GET", f"/drive/v3/files/{sid}").headers["Vary"] == "Origin, X-Origin"
    gone = call(server, "DELETE", f"/drive/v3/files/{sid}")
    assert (gone.status_code, gone.content, gone.headers["Content-Length"]) == (204, b"", "0")
    assert gone.headers["Content-Type"] == "text/html"
    assert gone.headers["Cache-Control"] == "no-cache, no-store, max-age=0, must-revalidate"
