"""An API key in place of a token: it tells a project, no user, and opens for reading what is shared with everyone."""

from typing import Any

import pytest
import requests

from tests.sheets_server.server import SheetsServer


def call(server: SheetsServer, method: str, path: str, key: str = "AIza-any") -> tuple[int, Any]:
    address = f"{server.url}/v4/spreadsheets/{path}"
    reply = requests.request(method, address, params={"key": key})
    return reply.status_code, reply.json()


@pytest.mark.parametrize("role", ["readers", "writers"])
def test_what_everyone_may_see_is_read(server: SheetsServer, role: str) -> None:
    sid = server.new_spreadsheet("An", **{role: ["anyone"]})  # type: ignore[arg-type]
    assert call(server, "GET", sid)[1]["properties"]["title"] == "An"
    assert call(server, "GET", f"{sid}/values/A1")[0] == 200
    assert server.log[0].user == "whoever holds an API key"


def test_what_is_not_shared_stays_shut(server: SheetsServer) -> None:
    status, told = call(server, "GET", server.new_spreadsheet())
    assert (status, told["error"]["message"]) == (403, "The caller does not have permission")
    assert call(server, "GET", "nowhere")[0] == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/values/A1:append", {"values": [["x"]]}),
        (":batchUpdate", {"requests": []}),
        (":getByDataFilter", {"dataFilters": []}),
    ],
)
def test_what_wants_a_user(server: SheetsServer, path: str, body: Any) -> None:
    sid = server.new_spreadsheet(writers=["anyone"])
    reply = requests.post(f"{server.url}/v4/spreadsheets/{sid}{path}", params={"key": "AIza-any"}, json=body)
    error = reply.json()["error"]
    assert (reply.status_code, error["status"]) == (401, "UNAUTHENTICATED")
    assert error["message"].startswith("API keys are not supported by this API.")
    assert error["details"][0]["reason"] == "CREDENTIALS_MISSING"
    assert server.written == []


def test_a_key_nobody_made(server: SheetsServer) -> None:
    server.tokens.api_keys = {"AIza-good"}
    sid = server.new_spreadsheet(readers=["anyone"])
    assert call(server, "GET", sid, "AIza-good")[0] == 200
    status, told = call(server, "GET", sid, "AIza-bad")
    assert (status, told["error"]["message"]) == (400, "API key not valid. Please pass a valid API key.")
    assert told["error"]["details"][0]["reason"] == "API_KEY_INVALID"


def test_the_api_switched_off(server: SheetsServer) -> None:
    server.enabled = False
    status, told = call(server, "GET", server.new_spreadsheet(readers=["anyone"]))
    assert (status, told["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_no_key_is_in_the_log(server: SheetsServer) -> None:
    call(server, "GET", server.new_spreadsheet(), "AIza-secret")
    assert "AIza" not in repr(server.log)
