"""The wire: paths, bodies, headers. Traps 1, 8, 11 and 15 of a local Sheets server."""

import gzip
import http.client
import json
import socket
from email.utils import parsedate_to_datetime
from time import time
from urllib.parse import urlsplit

import pytest
import requests

from tests.sheets_server.listening import Conversation
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import Sheet, signed_in


def raw(server: SheetsServer, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=5)
    found = {"Authorization": f"Bearer {signed_in(server)}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    connection.request(method, path, body, found)
    return connection.getresponse()


def test_trap_1_replies_are_buffered_and_not_kept_back() -> None:
    assert Conversation.wbufsize != 0
    assert Conversation.disable_nagle_algorithm


@pytest.mark.parametrize("word", ["True", "true", "1"])
def test_trap_8_booleans_as_python_writes_them(sheet: Sheet, word: str) -> None:
    assert "data" in sheet.get(includeGridData=word)["sheets"][0]
    assert "data" not in sheet.get(includeGridData="False")["sheets"][0]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v4/spreadsheets"),
        ("GET", "/v4/spreadsheets/ID/values:batchGet"),
        ("PUT", "/v4/spreadsheets/ID/values/A1%3AB2"),
        ("POST", "/v4/spreadsheets/ID/values/A1:append"),
        ("POST", "/v4/spreadsheets/ID/sheets/0:copyTo"),
        ("POST", "/v4/spreadsheets/ID:getByDataFilter"),
        ("GET", "/v4/spreadsheets/ID?key=abc"),
    ],
)
def test_what_the_service_does_and_this_server_does_not_is_said(server: SheetsServer, method: str, path: str) -> None:
    reply = raw(server, method, path)
    error = json.loads(reply.read())["error"]
    assert (reply.status, error["status"]) == (501, "UNIMPLEMENTED")
    assert "tests/sheets_server/README.md" in error["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v4/other"),
        ("POST", "/v4/spreadsheets/x"),
        ("GET", "/v4/spreadsheets/x:batchUpdate"),
        ("GET", "/v4/spreadsheets/"),
    ],
)
def test_paths_nobody_answers(server: SheetsServer, method: str, path: str) -> None:
    reply = raw(server, method, path)
    assert reply.status == 404
    assert reply.getheader("Content-Type", "").startswith("text/html")


def test_trap_15_a_cut_off_body_is_refused(server: SheetsServer, sheet: Sheet) -> None:
    port = urlsplit(server.url).port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        body = b'{"requests": [{"addSheet": {}}]}'
        head = (
            f"POST /v4/spreadsheets/{sheet.id}:batchUpdate HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {signed_in(server)}\r\nContent-Length: {len(body) + 10}\r\n\r\n"
        )
        line.sendall(head.encode() + body)
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert len(sheet.book.sheets) == 1


@pytest.mark.parametrize("body", [b"{", b"[1", b"\xff", b"nothing", b"{" * 3000])
def test_what_is_no_json_is_400(server: SheetsServer, sheet: Sheet, body: bytes) -> None:
    reply = raw(server, "POST", f"/v4/spreadsheets/{sheet.id}:batchUpdate", body)
    error = json.loads(reply.read())["error"]
    assert (reply.status, error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"].startswith("Invalid JSON payload received.")


def test_pretty_unless_asked_otherwise(server: SheetsServer, sheet: Sheet) -> None:
    pretty = raw(server, "GET", f"/v4/spreadsheets/{sheet.id}").read()
    short = raw(server, "GET", f"/v4/spreadsheets/{sheet.id}?prettyPrint=false&alt=json").read()
    assert pretty.startswith(b'{\n  "spreadsheetId": "')
    assert pretty.endswith(b"}\n")
    assert b"\n" not in short
    assert json.loads(pretty) == json.loads(short)


def test_gzip_where_it_is_asked_for(server: SheetsServer, sheet: Sheet) -> None:
    sheet.batch(*[{"addSheet": {}}] * 10)
    reply = raw(server, "GET", f"/v4/spreadsheets/{sheet.id}", Accept_Encoding="gzip, deflate")
    assert reply.getheader("Content-Encoding") == "gzip"
    assert json.loads(gzip.decompress(reply.read()))["spreadsheetId"] == sheet.id
    assert raw(server, "GET", f"/v4/spreadsheets/{sheet.id}").getheader("Content-Encoding") is None


@pytest.mark.parametrize("path", ["/v4/spreadsheets/nowhere", "/token", "/"], ids=["404", "token", "page"])
@pytest.mark.parametrize("skew", [0, 90_000])
def test_every_reply_has_a_date_that_can_be_wrong(server: SheetsServer, path: str, skew: int) -> None:
    server.tokens.clock_skew = skew
    found = requests.get(server.url + path).headers["Date"]
    assert abs(parsedate_to_datetime(found).timestamp() - time() - skew) < 5


def test_headers_of_the_service(server: SheetsServer, sheet: Sheet) -> None:
    headers = raw(server, "GET", f"/v4/spreadsheets/{sheet.id}").headers
    assert headers["Content-Type"] == "application/json; charset=UTF-8"
    assert headers["Vary"] == "Origin, X-Origin, Referer"
    assert headers["Server"] == "ESF"


def test_it_listens_on_loopback_only(server: SheetsServer) -> None:
    assert server._http.server_address[0] == "127.0.0.1"
