"""Who may do what: roles, unknown IDs, Excel files in Drive."""

from collections.abc import Callable

import pytest

from tests.sheets_server.book.book import EXCEL_TYPE
from tests.sheets_server.replies import Json
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import ROBOT, Api, Refusal, Sheet

UPDATE: Json = {"requests": [{"addSheet": {}}]}


def refusal(api: Api, method: str, path: str, body: object = None) -> tuple[int, str, str]:
    with pytest.raises(Refusal) as caught:
        api.call(method, path, body)
    error = caught.value.json["error"]
    return error["code"], error["status"], error["message"]


NO_PERMISSION = (403, "PERMISSION_DENIED", "The caller does not have permission")


def test_an_id_nobody_has(api: Api) -> None:
    assert refusal(api, "GET", "/nowhere") == (404, "NOT_FOUND", "Requested entity was not found.")


def test_a_sheet_that_is_not_shared(api: Api, server: SheetsServer) -> None:
    sid = server.new_spreadsheet()
    assert refusal(api, "GET", f"/{sid}") == NO_PERMISSION
    assert refusal(api, "POST", f"/{sid}:batchUpdate", UPDATE) == NO_PERMISSION


def test_a_reader_reads_only(api: Api, server: SheetsServer) -> None:
    sheet = Sheet(api, server.new_spreadsheet(readers=[ROBOT]))
    assert sheet.get()["properties"]["title"] == "Untitled spreadsheet"
    assert sheet.values("A1") == []
    assert refusal(api, "POST", f"/{sheet.id}:batchUpdate", UPDATE) == NO_PERMISSION
    assert server.written == []


def test_sharing_withdrawn(sheet: Sheet) -> None:
    sheet.get()
    sheet.book.sharing.writers.clear()
    assert refusal(sheet.api, "GET", f"/{sheet.id}") == NO_PERMISSION


def test_an_excel_file_in_drive(api: Api, make: Callable[..., Sheet]) -> None:
    sheet = make(mime_type=EXCEL_TYPE)
    found = (400, "FAILED_PRECONDITION", "This operation is not supported for this document")
    assert refusal(api, "GET", f"/{sheet.id}") == found
    assert refusal(api, "POST", f"/{sheet.id}:batchUpdate", UPDATE) == found
