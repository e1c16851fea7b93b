"""Calls on the local server, each request and reply held against Google's discovery document."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sheets_server import staff
from tests.sheets_server.book.book import Book
from tests.sheets_server.replies import Json
from tests.sheets_server.routes import REPLIES, route
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.service import BODIES
from tests.sheets_server.tests.discovery import faults

ROBOT = "robot@example.iam.gserviceaccount.com"
PERSON = "co.van.thu@example.edu.vn"
SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"


def signed_in(server: SheetsServer, user: str = ROBOT, *scopes: str) -> str:
    """A bearer token, given without the round trip that test_sign_in is about."""
    return str(server.tokens._give(user, frozenset(scopes or {SHEETS, DRIVE}))["access_token"])


@dataclass
class Refusal(Exception):
    """An error reply."""

    status: int
    json: Json
    headers: Any

    @property
    def message(self) -> str:
        return str(self.json["error"]["message"])


class Api:
    """Calls of one user; requests and replies are held against the discovery document."""

    def __init__(self, server: SheetsServer, user: str = ROBOT, *scopes: str) -> None:
        import requests

        self.server = server
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {signed_in(server, user, *scopes)}"

    def call(self, method: str, path: str, json: Any = None, checked: bool = True, **params: Any) -> Json:
        found = route(method, f"/v4/spreadsheets{path}")
        if checked and json is not None and found:
            assert not list(faults(json, BODIES[found.name])), list(faults(json, BODIES[found.name]))
        reply = self.session.request(method, f"{self.server.url}/v4/spreadsheets{path}", json=json, params=params)
        told = reply.json()
        if reply.status_code != 200:
            raise Refusal(reply.status_code, told, reply.headers)
        if found:
            assert not list(faults(told, REPLIES[found.name])), list(faults(told, REPLIES[found.name]))
        return dict(told)


@dataclass
class Sheet:
    """One spreadsheet and the user's calls on it."""

    api: Api
    id: str

    @property
    def book(self) -> Book:
        return self.api.server.book(self.id)

    def get(self, **params: Any) -> Json:
        return self.api.call("GET", f"/{self.id}", **params)

    def batch(self, *requests: Json, **options: Any) -> list[Json]:
        return list(
            self.api.call("POST", f"/{self.id}:batchUpdate", {"requests": list(requests), **options})["replies"]
        )

    def refused(self, *requests: Json, checked: bool = True) -> str:
        with pytest.raises(Refusal) as caught:
            self.api.call("POST", f"/{self.id}:batchUpdate", {"requests": list(requests)}, checked=checked)
        assert caught.value.status == 400
        return caught.value.message

    def put(self, text: str, values: Any, how: str = "RAW", **params: Any) -> Json:
        body = {"values": values}
        return self.api.call("PUT", f"/{self.id}/values/{quoted(text)}", body, valueInputOption=how, **params)

    def values(self, text: str, **params: Any) -> Any:
        return self.api.call("GET", f"/{self.id}/values/{quoted(text)}", **params).get("values")

    def cell(self, text: str, **params: Any) -> Json:
        """CellData of one cell."""
        data = self.get(ranges=text, includeGridData=True, **params)["sheets"][0]["data"][0]
        return dict(data.get("rowData", [{}])[0].get("values", [{}])[0])

    def sheet(self, index: int = 0, **params: Any) -> Json:
        return dict(self.get(**params)["sheets"][index])

    def type(self, row: int, column: int, value: Any, title: str = "Sheet1") -> None:
        staff.type_cell(self.book, title, row, column, value)


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def grid(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> Json:
    """A GridRange."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def rows(start: int, end: int, sheet_id: int = 0, dimension: str = "ROWS") -> Json:
    """A DimensionRange."""
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def gspread_client(server: SheetsServer, key: Path, *scopes: str) -> Any:
    """gspread with its own credentials and HTTP client, sent to this server."""
    import gspread
    from google.oauth2.service_account import Credentials
    from gspread.http_client import HTTPClient

    class Client(HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> Any:
            for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
                endpoint = endpoint.replace(host, server.url)
            return super().request(method, endpoint, *args, **options)

    credentials = Credentials.from_service_account_file(str(key), scopes=list(scopes or (SHEETS, DRIVE)))
    return gspread.Client(auth=credentials, http_client=Client)
