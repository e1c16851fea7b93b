"""What the service answers when it refuses: its error object, and the few texts that many places share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
"""A JSON object as the service sends and takes it."""

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
SIGN_IN_HELP = "https://developers.google.com/identity/sign-in/web/devconsole-project."
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


@dataclass(slots=True)
class ServiceError(Exception):
    """A refusal of the service; it becomes the reply `{"error": {...}}` with the same code."""

    code: int
    message: str
    status: str = ""
    details: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """The error object as it goes over the wire."""
        error: Json = {"code": self.code, "message": self.message}
        error["status"] = self.status or STATUS.get(self.code, "UNKNOWN")
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


def invalid(message: str) -> ServiceError:
    """400: the request is understood and cannot be done."""
    return ServiceError(400, message)


def not_done(what: str) -> ServiceError:
    """501, from this server alone: the service does this, the double of it does not."""
    return ServiceError(501, f"The Sheets server of the tests does not do {what}: see tests/sheets_server/README.md.")


def bad_fields(*violations: tuple[str, str], message: str | None = None) -> ServiceError:
    """400 with the fields at fault (path, description) spelled out as google.rpc.BadRequest."""
    found = [{"field": path, "description": words} if path else {"description": words} for path, words in violations]
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": found}
    text = message if message is not None else "\n".join(words for _, words in violations)
    return ServiceError(400, text, details=[detail])


def not_found() -> ServiceError:
    """404: no such spreadsheet, or one nobody told this user about."""
    return ServiceError(404, "Requested entity was not found.")


def forbidden() -> ServiceError:
    """403: the spreadsheet is not shared with this user, or not for writing."""
    return ServiceError(403, "The caller does not have permission")


def not_signed_in(reason: str = "CREDENTIALS_MISSING") -> ServiceError:
    """401: no token, or one that has expired or been revoked."""
    words = "Request had invalid authentication credentials."
    if reason == "CREDENTIALS_MISSING":
        words = "Request is missing required authentication credential."
    message = (
        f"{words} Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        f"See {SIGN_IN_HELP}"
    )
    info = _reason(reason, {"service": "sheets.googleapis.com"})
    challenge = 'Bearer realm="https://accounts.google.com/"'
    if reason != "CREDENTIALS_MISSING":
        challenge += ', error="invalid_token"'
    return ServiceError(401, message, details=[info], headers={"WWW-Authenticate": challenge})


def _reason(reason: str, metadata: Mapping[str, str]) -> Json:
    """A google.rpc.ErrorInfo."""
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": dict(metadata)}


def scope_too_small(method: str) -> ServiceError:
    """403: the token is good, but not for this."""
    info = _reason("ACCESS_TOKEN_SCOPE_INSUFFICIENT", {"method": method, "service": "sheets.googleapis.com"})
    challenge = 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'
    return ServiceError(
        403, "Request had insufficient authentication scopes.", details=[info], headers={"WWW-Authenticate": challenge}
    )


def not_enabled(project: str) -> ServiceError:
    """403: nobody has switched the Sheets API on in the project of this robot."""
    page = f"https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project={project}"
    message = (
        f"Google Sheets API has not been used in project {project} before or it is disabled. Enable it by visiting "
        f"{page} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
        "systems and retry."
    )
    help_links = [{"description": "Google developers console API activation", "url": page}]
    details: list[Json] = [
        {"@type": "type.googleapis.com/google.rpc.Help", "links": help_links},
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED",
            "domain": "googleapis.com",
            "metadata": {"consumer": f"projects/{project}", "service": "sheets.googleapis.com"},
        },
    ]
    return ServiceError(403, message, details=details)


def not_a_sheet() -> ServiceError:
    """400: the file in Drive is an Excel workbook, which these methods do not take."""
    return ServiceError(400, "This operation is not supported for this document", status="FAILED_PRECONDITION")
