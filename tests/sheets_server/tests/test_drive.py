"""The little of Drive that clients ask for."""

import pytest
import requests

from tests.sheets_server.book.book import EXCEL_TYPE
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, SHEETS, signed_in

SHEET_TYPE = "application/vnd.google-apps.spreadsheet"


def call(server: SheetsServer, method: str, path: str = "", user: str = ROBOT, **options: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {signed_in(server, user)}"}
    return requests.request(method, f"{server.url}/drive/v3/files{path}", headers=headers, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["An", "Bình and 'Cường'", "Sổ.xlsx"]),
        (f"mimeType='{SHEET_TYPE}'", ["An", "Bình and 'Cường'"]),
        (f'mimeType="{EXCEL_TYPE}"', ["Sổ.xlsx"]),
        (f'mimeType="{SHEET_TYPE}" and name = "An"', ["An"]),
        ("name = 'Bình and \\'Cường\\''", ["Bình and 'Cường'"]),
        ("name contains 'bình' and trashed = false", ["Bình and 'Cường'"]),
        ("name != 'An' and trashed=false", ["Bình and 'Cường'", "Sổ.xlsx"]),
        ("trashed = true", []),
        ("'folder' in parents", []),
    ],
)
def test_files_found_by_what_is_asked(server: SheetsServer, query: str, found: list[str]) -> None:
    server.new_spreadsheet("An", readers=[ROBOT])
    server.new_spreadsheet("Bình and 'Cường'", writers=[ROBOT])
    server.new_spreadsheet("Sổ.xlsx", writers=[ROBOT], mime_type=EXCEL_TYPE)
    server.new_spreadsheet("Của người khác")
    reply = call(server, "GET", params={"q": query, "fields": "kind,files(name)"}).json()
    assert sorted(part["name"] for part in reply["files"]) == found


@pytest.mark.parametrize("query", ["name ~ 'a'", "colour = 'red'", "name = 'open"])
def test_a_question_nobody_understands(server: SheetsServer, query: str) -> None:
    server.new_spreadsheet("An", readers=[ROBOT])
    error = call(server, "GET", params={"q": query}).json()["error"]
    assert (error["code"], error["errors"][0]["location"]) == (400, "q")


def test_what_a_reader_and_a_stranger_may_not(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("An", readers=[ROBOT])
    assert call(server, "GET", f"/{sid}").json()["name"] == "An"
    for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", "/permissions")):
        reply = call(server, method, f"/{sid}{path}", json={"name": "x"})
        assert (reply.status_code, reply.json()["error"]["errors"][0]["reason"]) == (403, "insufficientFilePermissions")
    assert call(server, "GET", f"/{sid}", "stranger@example.com").status_code == 404
    assert call(server, "GET", "/nowhere").json()["error"]["message"] == "File not found: nowhere."
    assert call(server, "GET", f"/{sid}/revisions").status_code == 404


def test_renamed_shared_with_all_and_deleted(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("An", owner=PERSON)
    assert call(server, "PATCH", f"/{sid}", PERSON, json={"name": "Bình"}).json()["name"] == "Bình"
    call(server, "POST", f"/{sid}/permissions", PERSON, json={"type": "anyone", "role": "reader"})
    assert call(server, "GET", f"/{sid}", "stranger@example.com").status_code == 200
    call(server, "DELETE", f"/{sid}/permissions/anyoneWithLink", PERSON)
    assert call(server, "GET", f"/{sid}", "stranger@example.com").status_code == 404
    assert call(server, "DELETE", f"/{sid}", PERSON).status_code == 204
    assert call(server, "GET", f"/{sid}", PERSON).status_code == 404


def test_a_slash_at_the_end_says_nothing(server: SheetsServer) -> None:
    sid = server.new_spreadsheet("An", owner=PERSON)
    assert call(server, "GET", f"/{sid}/", PERSON).json()["name"] == "An"
    assert call(server, "DELETE", f"/{sid}/", PERSON).status_code == 204


def test_a_scope_for_sheets_does_not_open_drive(server: SheetsServer) -> None:
    headers = {"Authorization": f"Bearer {signed_in(server, ROBOT, SHEETS)}"}
    assert requests.get(f"{server.url}/drive/v3/files", headers=headers).status_code == 403
