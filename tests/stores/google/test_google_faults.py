"""Each refusal of the service: its exit code, one clear sentence, the one thing to do."""

import json

import pytest

from qipsheets.errors import DoubtfulState, QipError, RemoteTrouble, SignInGone, SignInTrouble
from qipsheets.stores.google.faults import Caller, CallFault, answer_of, error_of

ROBOT = "so-theo-doi@truong.iam.gserviceaccount.com"
SHEET = "1aBcD_efGhIjKlMnOpQrStUvWxYz"


def reply(code: int, status: str, message: str, **more: object) -> bytes:
    return json.dumps({"error": {"code": code, "status": status, "message": message, **more}}).encode()


def info(reason: str, **metadata: str) -> list[dict[str, object]]:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return [{"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": metadata}]


DISABLED = "Google Sheets API has not been used in project 1 before or it is disabled."
PAGE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1"
PROTECTED = "Invalid requests[0].updateCells: You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."
CASES = {
    "not shared": (403, reply(403, "PERMISSION_DENIED", "The caller does not have permission"), False, SignInTrouble, "not shared", ROBOT),
    "viewer": (403, reply(403, "PERMISSION_DENIED", "The caller does not have permission"), True, SignInTrouble, "may read", "Editor"),
    "api off": (403, reply(403, "PERMISSION_DENIED", DISABLED, details=info("SERVICE_DISABLED", activationUrl=PAGE)), False, SignInTrouble, "not switched on", PAGE),
    "api off, bare": (403, reply(403, "PERMISSION_DENIED", DISABLED), True, SignInTrouble, "not switched on", "sheets.googleapis.com"),
    "scope": (403, reply(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", details=info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")), True, SignInTrouble, "does not cover", "sign-in"),
    "wrong ID": (404, reply(404, "NOT_FOUND", "Requested entity was not found."), False, SignInTrouble, SHEET, ROBOT),
    "xlsx": (400, reply(400, "FAILED_PRECONDITION", "This operation is not supported for this document"), False, SignInTrouble, "Excel file", "Save as Google Sheets"),
    "protected": (400, reply(400, "INVALID_ARGUMENT", PROTECTED), True, SignInTrouble, "protected", ROBOT),
    "tab gone": (400, reply(400, "INVALID_ARGUMENT", "Invalid requests[0].updateCells: No grid with id: 7"), True, DoubtfulState, "No grid with id: 7", "init"),
    "token": (401, reply(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."), False, SignInGone, "does not accept", "doctor"),
    "quota": (429, reply(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric"), False, RemoteTrouble, "too many calls", "minutes"),
    "quota, old": (403, reply(403, "", "Rate Limit Exceeded", errors=[{"reason": "rateLimitExceeded"}]), False, RemoteTrouble, "too many calls", "minutes"),
    "500": (500, reply(500, "INTERNAL", "Internal error encountered."), True, RemoteTrouble, "500", "minutes"),
    "503": (503, reply(503, "UNAVAILABLE", "The service is currently unavailable."), False, RemoteTrouble, "503", "minutes"),
    "html 502": (502, b"<!DOCTYPE html><title>502</title>", True, RemoteTrouble, "502", "minutes"),
    "captive portal": (200, b"<html>Wi-Fi</html>", False, RemoteTrouble, "not Google's answer", "browser"),
    "redirect": (302, b"", False, RemoteTrouble, "not Google's answer", "browser"),
    "cut": (200, b'{"sheets": [{"prop', False, RemoteTrouble, "not Google's answer", "browser"),
    "list": (200, b"[]", False, RemoteTrouble, "not Google's answer", "browser"),
    "html 403": (403, b"<html>blocked</html>", False, SignInTrouble, "not shared", ROBOT),
    "error of text": (400, b'{"error": "x"}', True, DoubtfulState, "refused", "init"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_refusal_is_reported(case: tuple[int, bytes, bool, type[QipError], str, str]) -> None:
    status, body, writing, kind, words, cure = case
    fault = answer_of(status, {}, body)
    assert isinstance(fault, CallFault)
    error = error_of(fault, Caller(ROBOT, SHEET, writing))
    assert type(error) is kind
    assert words in str(error)
    assert cure in error.hint
    assert str(error).count("\n") == 0


@pytest.mark.parametrize(
    ("name", "again", "unknown"),
    [("quota", True, False), ("500", True, True), ("503", True, True), ("html 502", True, True), ("cut", True, True),
     ("captive portal", True, True), ("viewer", False, False), ("tab gone", False, False), ("token", False, False)],
)  # fmt: skip
def test_what_may_be_tried_again_and_what_may_have_been_applied(name: str, again: bool, unknown: bool) -> None:
    status, body, *_rest = CASES[name]
    fault = answer_of(status, {}, body)
    assert isinstance(fault, CallFault)
    assert (fault.again, fault.unknown) == (again, unknown)


def test_an_answer_is_an_object() -> None:
    assert answer_of(200, {}, b'{"sheets": []}') == {"sheets": []}


def test_the_pause_asked_for_is_taken_from_the_reply() -> None:
    fault = answer_of(429, {"Retry-After": "12"}, CASES["quota"][1])
    assert isinstance(fault, CallFault)
    assert fault.after == 12.0


def test_nobody_s_address_is_invented() -> None:
    fault = answer_of(403, {}, CASES["not shared"][1])
    assert isinstance(fault, CallFault)
    assert "the account that is signed in" in str(error_of(fault, Caller("", SHEET)))
