"""The token endpoint, driven by google-auth, and what a call is told without a good token."""

import json
from pathlib import Path

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.credentials import Credentials as Person
from google.oauth2.service_account import Credentials

from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, SHEETS, signed_in

READ_ONLY = "https://www.googleapis.com/auth/spreadsheets.readonly"


def robot(key: Path, *scopes: str) -> Credentials:
    found: Credentials = Credentials.from_service_account_file(str(key), scopes=list(scopes or [SHEETS]))
    return found


def test_a_robot_signs_in_and_is_known(server: SheetsServer, key: Path) -> None:
    sid = server.new_spreadsheet(writers=[ROBOT])
    reply = AuthorizedSession(robot(key)).get(f"{server.url}/v4/spreadsheets/{sid}")
    assert reply.status_code == 200
    assert [(record.path, record.user) for record in server.log] == [("/token", ""), (f"/v4/spreadsheets/{sid}", ROBOT)]


def test_the_key_file_is_for_its_owner_only(key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    found = json.loads(key.read_text(encoding="utf-8"))
    assert found["type"] == "service_account"
    assert found["private_key"].startswith("-----BEGIN PRIVATE KEY-----")


def refused(credentials: Credentials | Person) -> tuple[str, str]:
    with pytest.raises(RefreshError) as caught:
        credentials.refresh(Request())  # type: ignore[no-untyped-call]
    found = caught.value.args[1]
    return found["error"], found["error_description"]


def test_an_unknown_account(server: SheetsServer, key: Path) -> None:
    server.tokens.keys.pop(ROBOT)
    assert refused(robot(key)) == ("invalid_grant", "Invalid grant: account not found")


def test_another_key(server: SheetsServer, key: Path, tmp_path: Path) -> None:
    found = json.loads(key.read_text(encoding="utf-8"))
    other = json.loads(server.write_key(tmp_path / "other", "other@example.iam.gserviceaccount.com").read_text("utf-8"))
    key.write_text(json.dumps(found | {"private_key": other["private_key"]}), encoding="utf-8")
    assert refused(robot(key)) == ("invalid_grant", "Invalid JWT Signature.")


@pytest.mark.parametrize("skew", [7200, -7200], ids=["server ahead", "server behind"])
def test_a_wrong_clock(server: SheetsServer, key: Path, skew: float) -> None:
    server.tokens.clock_skew = skew
    error, words = refused(robot(key))
    assert error == "invalid_grant"
    assert words.startswith(
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    )


def test_an_unknown_scope(server: SheetsServer, key: Path) -> None:
    assert refused(robot(key, "https://www.googleapis.com/auth/sheets"))[0] == "invalid_scope"


def test_a_revoked_account_loses_its_tokens_too(server: SheetsServer, key: Path) -> None:
    session = AuthorizedSession(robot(key))
    sid = server.new_spreadsheet(writers=[ROBOT])
    assert session.get(f"{server.url}/v4/spreadsheets/{sid}").status_code == 200
    server.tokens.revoked.add(ROBOT)
    with pytest.raises(RefreshError):
        session.get(f"{server.url}/v4/spreadsheets/{sid}")


def test_a_person_signs_in_by_a_refresh_token(server: SheetsServer) -> None:
    token = server.tokens.refresh_token(PERSON, SHEETS)
    person = Person(None, token, token_uri=f"{server.url}/token", client_id="id", client_secret="secret")
    sid = server.new_spreadsheet(owner=PERSON)
    assert AuthorizedSession(person).get(f"{server.url}/v4/spreadsheets/{sid}").status_code == 200
    server.tokens.refresh.clear()
    assert refused(person) == ("invalid_grant", "Token has been expired or revoked.")


@pytest.mark.parametrize(
    "form",
    [{}, {"grant_type": "password"}, {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "a.b"}],
    ids=["nothing", "unknown grant", "no JWT"],
)
def test_forms_that_ask_for_nothing_sensible(server: SheetsServer, form: dict[str, str]) -> None:
    reply = requests.post(f"{server.url}/token", data=form)
    assert reply.status_code == 400
    assert set(reply.json()) == {"error", "error_description"}


def get(server: SheetsServer, token: str | None) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.get(f"{server.url}/v4/spreadsheets/{server.new_spreadsheet(writers=[ROBOT])}", headers=headers)


@pytest.mark.parametrize("token", [None, "ya29.never-given"], ids=["no token", "unknown token"])
def test_no_good_token_is_401(server: SheetsServer, token: str | None) -> None:
    reply = get(server, token)
    assert reply.status_code == 401
    error = reply.json()["error"]
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert "authentication credential" in error["message"]
    assert reply.headers["WWW-Authenticate"].startswith('Bearer realm="https://accounts.google.com/"')


def test_an_expired_token_is_401_and_google_auth_gets_another(server: SheetsServer, key: Path) -> None:
    session = AuthorizedSession(robot(key))
    sid = server.new_spreadsheet(writers=[ROBOT])
    address = f"{server.url}/v4/spreadsheets/{sid}"
    session.get(address)
    server.tokens.expire()
    assert session.get(address).status_code == 200
    assert [record.status for record in server.log] == [200, 200, 401, 200, 200]


def test_a_token_for_reading_does_not_write(server: SheetsServer) -> None:
    sid = server.new_spreadsheet(writers=[ROBOT])
    headers = {"Authorization": f"Bearer {signed_in(server, ROBOT, READ_ONLY)}"}
    assert requests.get(f"{server.url}/v4/spreadsheets/{sid}", headers=headers).status_code == 200
    reply = requests.post(f"{server.url}/v4/spreadsheets/{sid}:batchUpdate", json={}, headers=headers)
    assert reply.status_code == 403
    error = reply.json()["error"]
    assert error["message"] == "Request had insufficient authentication scopes."
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_the_api_switched_off(server: SheetsServer) -> None:
    server.service.enabled = False
    reply = get(server, signed_in(server))
    error = reply.json()["error"]
    assert (reply.status_code, error["status"]) == (403, "PERMISSION_DENIED")
    info = next(detail for detail in error["details"] if "reason" in detail)
    assert (info["reason"], info["metadata"]["service"]) == ("SERVICE_DISABLED", "sheets.googleapis.com")
    assert error["message"].startswith("Google Sheets API has not been used in project")


def test_no_secret_is_in_the_log(server: SheetsServer, key: Path) -> None:
    session = AuthorizedSession(robot(key))
    session.get(f"{server.url}/v4/spreadsheets/{server.new_spreadsheet(writers=[ROBOT])}")
    requests.get(f"{server.url}/v4/spreadsheets/x", params={"access_token": "ya29.secret"})
    found = repr(server.log)
    assert "ya29." not in found
    assert "eyJ" not in found
    assert "PRIVATE KEY" not in found
