"""Which Sheets have changed: one call to Google Drive tells it of a thousand, so that the others need not be read."""

from qipsheets.errors import RemoteTrouble
from qipsheets.language import _
from qipsheets.stores.google.client import SheetsClient
from qipsheets.stores.google.faults import Caller
from qipsheets.stores.google.settings import SERVICE

DRIVE = "https://www.googleapis.com"
_ASKED = {
    "q": "mimeType='application/vnd.google-apps.spreadsheet' and trashed=false",
    "fields": "nextPageToken,files(id,modifiedTime)",
    "pageSize": "1000",
    "supportsAllDrives": "true",
    "includeItemsFromAllDrives": "true",
    "prettyPrint": "false",
}
_MOST_PAGES = 200


def moments_of_change(client: SheetsClient) -> dict[str, str]:
    """When each Sheet that the account may open was last changed, by its ID, as Drive writes a moment.

    Raises SignInTrouble where the sign-in does not cover Drive or its API is off, RemoteTrouble.
    """
    base = DRIVE if client.base == SERVICE else client.base  # a server on this machine serves both
    found: dict[str, str] = {}
    page = ""
    for _number in range(_MOST_PAGES):
        asked = _ASKED | ({"pageToken": page} if page else {})
        answer = client.read(f"{base}/drive/v3/files", asked, Caller(client.signed.account, ""))
        try:
            found |= {str(one["id"]): str(one["modifiedTime"]) for one in answer.get("files", ())}
        except (TypeError, KeyError, AttributeError) as error:
            raise RemoteTrouble(_("Google Drive gave an answer of another form than it documents.")) from error
        page = str(answer.get("nextPageToken", ""))
        if not page:
            break
    return found
