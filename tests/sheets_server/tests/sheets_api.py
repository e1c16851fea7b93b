"""Calls on the local server, each request and reply held against Google's discovery document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.sheets_server import staff
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.values import ERRORS
from tests.sheets_server.formulas.references import read
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
        result = reply.json()
        if reply.status_code != 200:
            raise Refusal(reply.status_code, result, reply.headers)
        if found:
            assert not list(faults(result, REPLIES[found.name])), list(faults(result, REPLIES[found.name]))
        return dict(result)


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

    def put(self, text: str, values: Sequence[Sequence[Any]]) -> None:
        """Plain values from a cell on; "" empties a cell."""
        title, (top, _), (left, _) = place(text)
        start = {"sheetId": self.book.sheet(title).id, "rowIndex": top, "columnIndex": left}
        lines = [
            {"values": [{"userEnteredValue": typed(value)} if value != "" else {} for value in row]} for row in values
        ]
        self.batch({"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}})

    def type(self, text: str, *values: Any) -> None:
        """A row as a person types it from a cell on."""
        title, (top, _), (left, _) = place(text)
        staff.type_row(self.book, title, top, values, left)

    def cells(self, text: str, fields: str) -> list[list[Json]]:
        """CellData of a range, row by row, as far as the service tells it."""
        title, (top, bottom), (left, right) = place(text)
        sheets = self.get(fields=f"sheets(properties/title,data/rowData/values({fields}))")["sheets"]
        data = next(sheet["data"][0] for sheet in sheets if sheet["properties"]["title"] == title)
        return [row.get("values", [])[left:right] for row in data.get("rowData", [])[top:bottom]]

    def values(self, text: str) -> list[list[Any]]:
        """Plain values of a range, errors by their code, empty ends left out."""
        rows = [[plain(cell) for cell in row] for row in self.cells(text, "effectiveValue")]
        while rows and not any(value != "" for value in rows[-1]):
            rows.pop()
        return rows

    def formula(self, text: str) -> Any:
        """The formula in a cell."""
        return self.cells(text, "userEnteredValue/formulaValue")[0][0]["userEnteredValue"]["formulaValue"]

    def cell(self, text: str) -> Json:
        """CellData of one cell, all of it."""
        rows = self.cells(text, "*")
        return dict(rows[0][0]) if rows and rows[0] else {}

    def sheet(self, index: int = 0, **params: Any) -> Json:
        return dict(self.get(**params)["sheets"][index])


def place(text: str) -> tuple[str, tuple[int, int | None], tuple[int, int | None]]:
    """Title, rows and columns of `Title!A1:B2`; without a title, of Sheet1."""
    found = read(text)
    assert found is not None
    return found.title or "Sheet1", found.rows, found.columns


def typed(value: Any) -> Json:
    """A plain value as an ExtendedValue."""
    kind = "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    return {kind: value}


def plain(cell: Json) -> Any:
    """What a cell comes to; "" for nothing."""
    kind, value = next(iter(cell.get("effectiveValue", {"": ""}).items()))
    return ERRORS[value["type"]] if kind == "errorValue" else value


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
