"""Signing in: whose key it is, and what is said where there is none, it is damaged, or Google refuses it."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.exceptions import RefreshError, TransportError

from qipsheets.errors import QipError, RemoteTrouble, SignInGone, SignInTrouble
from qipsheets.stores.google.sign_in import (
    KEY_VARIABLE,
    MACHINE,
    PERSON,
    ROBOT,
    SCOPE,
    SignedIn,
    refused,
    sign_in,
    token_path,
)

ADDRESS = "so-theo-doi@truong.iam.gserviceaccount.com"
SECRET = "GOCSPX-rat-bi-mat"


@pytest.fixture(scope="module")
def key_text() -> str:
    """A robot's key, made fresh."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    info = {
        "type": "service_account", "project_id": "truong", "private_key_id": "1", "private_key": pem.decode(),
        "client_email": ADDRESS, "client_id": "2", "token_uri": "https://oauth2.googleapis.com/token",
    }  # fmt: skip
    return json.dumps(info)


PERSON_TOKEN = json.dumps(
    {"type": "authorized_user", "client_id": "c", "client_secret": SECRET, "refresh_token": "1//r", "account": "thu-ky@truong.edu.vn"}
)  # fmt: skip


@pytest.fixture
def key(tmp_path: Path, key_text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "khóa.json"
    path.write_text(key_text, encoding="utf-8")
    monkeypatch.setenv(KEY_VARIABLE, str(path))
    return path


def test_a_key_file_is_the_robot_s_and_asks_for_sheets_alone(key: Path, tmp_path: Path) -> None:
    signed = sign_in(tmp_path)
    assert (signed.kind, signed.account) == (ROBOT, ADDRESS)
    assert list(signed.credentials.scopes) == [SCOPE]
    assert list(sign_in(tmp_path, readonly=True).credentials.scopes) == [SCOPE + ".readonly"]


def test_a_byte_order_mark_is_no_fault(key: Path, tmp_path: Path) -> None:
    key.write_text(key.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert sign_in(tmp_path).account == ADDRESS


def test_a_person_s_token_lies_in_the_machine_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    token_path(tmp_path).write_text(PERSON_TOKEN, encoding="utf-8")
    signed = sign_in(tmp_path)
    assert (signed.kind, signed.account) == (PERSON, "thu-ky@truong.edu.vn")


@pytest.mark.parametrize(
    ("expected", "sent_to"),
    [("http://127.0.0.1:9/token", "http://127.0.0.1:9/token"), ("https://example.org/token", "https://oauth2.googleapis.com/token")],
    ids=["this machine", "a stranger"],
)  # fmt: skip
def test_a_token_is_never_sent_to_a_stranger(
    expected: str, sent_to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    token_path(tmp_path).write_text(json.dumps(json.loads(PERSON_TOKEN) | {"token_uri": expected}), encoding="utf-8")
    assert sign_in(tmp_path).credentials.token_uri == sent_to


BAD = {
    "no file": (None, "no key file"),
    "empty": ("", "not a key file"),
    "no JSON": ("-----BEGIN PRIVATE KEY-----", "not a key file"),
    "list": ("[]", "not a key file"),
    "no type": ("{}", "not a key file"),
    "unknown type": ('{"type": "x"}', "not a key file"),
    "half a key": ('{"type": "service_account", "client_email": "a@b"}', "not a key file"),
    "private key cut": ('{"type": "service_account", "client_email": "a@b", "token_uri": "https://t", "private_key": "-----BEGIN PRIVATE KEY-----\\nMII"}', "not a key file"),
    "half a token": ('{"type": "authorized_user", "refresh_token": "x"}', "not a key file"),
    "client file": (json.dumps({"installed": {"client_id": "c", "client_secret": SECRET}}), "OAuth client"),
    "not UTF-8": ("\udcff", "not a key file"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_key_file_is_said_so(
    text: str | None, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    monkeypatch.setenv(KEY_VARIABLE, str(path))
    with pytest.raises(SignInTrouble, match=words) as found:
        sign_in(tmp_path)
    assert found.value.hint
    assert SECRET not in f"{found.value} {found.value.hint}"


def test_a_folder_is_no_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, str(tmp_path))
    with pytest.raises(SignInTrouble, match="cannot be read"):
        sign_in(tmp_path)


def test_nobody_signed_in_is_said_with_both_ways_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    with pytest.raises(SignInTrouble, match="Nobody is signed in") as found:
        sign_in(tmp_path)
    assert KEY_VARIABLE in found.value.hint
    assert "sign-in" in found.value.hint


SKEW = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim."
REFUSALS = {
    "clock wrong": ("invalid_grant", SKEW, ROBOT, SignInGone, "clock"),
    "key deleted": ("invalid_grant", "Invalid JWT Signature.", ROBOT, SignInGone, "expired, was deleted"),
    "account gone": ("invalid_grant", "Invalid grant: account not found", ROBOT, SignInGone, "expired, was deleted"),
    "account off": ("disabled_client", "The OAuth client was disabled.", ROBOT, SignInGone, "switched off"),
    "sign-in withdrawn": ("invalid_grant", "Token has been expired or revoked.", PERSON, SignInGone, "has ended"),
    "sign-in, clock wrong": ("invalid_grant", SKEW, PERSON, SignInGone, "clock"),
    "policy": ("access_denied", "Blocked by the organisation", ROBOT, SignInGone, "access_denied"),
}


@pytest.mark.parametrize(("code", "words", "kind", "trouble", "expected"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refused_token_is_reported(code: str, words: str, kind: str, trouble: type[QipError], expected: str) -> None:
    body = {"error": code, "error_description": words}
    for error in (RefreshError(f"{code}: {words}", body), RefreshError(f"{code}: {words}", json.dumps(body))):
        answer = refused(error, SignedIn(None, ADDRESS, kind))
        assert type(answer) is trouble
        assert expected in str(answer)
        assert answer.hint


@pytest.mark.parametrize(
    "error",
    [TransportError("HTTPSConnectionPool(host='oauth2.googleapis.com')"), RefreshError("<html>502</html>", retryable=True),
     RefreshError("<html>login</html>"), RefreshError("server_error: x", {"error": "server_error"}, retryable=True), RefreshError()],
    ids=["no way", "html", "captive portal", "ill", "nothing"],
)  # fmt: skip
def test_a_way_that_is_blocked_is_no_wrong_key(error: Exception) -> None:
    assert isinstance(refused(error, SignedIn(None, ADDRESS, MACHINE)), RemoteTrouble)
