"""Google's own Python client, built from the discovery document, over HTTP."""

from pathlib import Path
from typing import Any

import pytest

from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests import discovery
from tests.sheets_server.tests.sheets_api import ROBOT, SHEETS

pytest.importorskip("googleapiclient")


@pytest.fixture
def service(server: SheetsServer, key: Path) -> Any:
    import google_auth_httplib2
    import httplib2
    from google.oauth2.service_account import Credentials
    from googleapiclient.discovery import build_from_document

    credentials = Credentials.from_service_account_file(str(key), scopes=[SHEETS])
    http = google_auth_httplib2.AuthorizedHttp(credentials, http=httplib2.Http())
    document = discovery.document() | {"rootUrl": f"{server.url}/", "baseUrl": f"{server.url}/"}
    document.pop("mtlsRootUrl", None)
    return build_from_document(document, http=http)


def test_spreadsheets_and_values(service: Any) -> None:
    made = service.spreadsheets().create(body={"properties": {"title": "Mới"}}).execute()
    sid = made["spreadsheetId"]
    values = service.spreadsheets().values()
    told = {"spreadsheetId": sid, "range": "Sheet1!A1:B2", "valueInputOption": "USER_ENTERED"}
    assert values.update(**told, body={"values": [["a", "50%"], [1]]}).execute()["updatedCells"] == 3
    assert values.get(spreadsheetId=sid, range="Sheet1!A1:B2").execute()["values"] == [["a", "50%"], ["1"]]
    appended = values.append(**(told | {"range": "Sheet1"}), body={"values": [["z"]]}).execute()
    assert appended["updates"]["updatedRange"] == "Sheet1!A3"
    assert len(values.batchGet(spreadsheetId=sid, ranges=["A1", "B1:B2"]).execute()["valueRanges"]) == 2
    requests = [{"addSheet": {"properties": {"title": "B"}}}]
    reply = service.spreadsheets().batchUpdate(spreadsheetId=sid, body={"requests": requests}).execute()
    assert reply["replies"][0]["addSheet"]["properties"]["index"] == 1
    assert service.spreadsheets().get(spreadsheetId=sid, fields="sheets.properties.title").execute() == {
        "sheets": [{"properties": {"title": "Sheet1"}}, {"properties": {"title": "B"}}]
    }


def test_an_address_too_long_is_sent_as_a_post(server: SheetsServer, service: Any) -> None:
    sid = server.new_spreadsheet(writers=[ROBOT])
    ranges = [f"Sheet1!A{row}:Z{row}" for row in range(1, 300)]
    reply = service.spreadsheets().values().batchGet(spreadsheetId=sid, ranges=ranges).execute()
    assert len(reply["valueRanges"]) == 299
    assert server.log[-1].method == "GET"


def test_an_error_in_its_words(server: SheetsServer, service: Any) -> None:
    from googleapiclient.errors import HttpError

    sid = server.new_spreadsheet(writers=[ROBOT])
    with pytest.raises(HttpError) as caught:
        service.spreadsheets().values().get(spreadsheetId=sid, range="Nope!A1").execute()
    assert caught.value.reason == "Unable to parse range: Nope!A1"
