"""Contents that go through Drive: a first sheet as CSV or TSV, and such a text in a spreadsheet's place."""

import csv
import io
from datetime import datetime

from tests.sheets_server.book.book import SPREADSHEET_TYPE, Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.book.cells import typed
from tests.sheets_server.book.draft import Draft
from tests.sheets_server.book.sheet import Sheet, new_sheet
from tests.sheets_server.calls import Answer, Call
from tests.sheets_server.reading import Reading
from tests.sheets_server.replies import Json, drive_refusal

COMMAS, TABS = "text/csv", "text/tab-separated-values"
EXPORTS = (
    "application/x-vnd.oasis.opendocument.spreadsheet",
    TABS,
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    COMMAS,
    "application/zip",
    "application/vnd.oasis.opendocument.spreadsheet",
)
"""What the service exports; this server only the two texts."""
LONGEST_TITLE = 100


def exported(call: Call, book: Book) -> Answer:
    """files.export: 400 for a form this server does not make, 403 for a file that is no spreadsheet."""
    kind = call.option("mimeType")
    if not kind:
        words = "Required parameter: mimeType"
        raise drive_refusal(400, words, "required", location="mimeType")
    if book.mime_type != SPREADSHEET_TYPE:
        raise drive_refusal(403, "Export only supports Docs Editors files.", "fileNotExportable")
    if kind not in (COMMAS, TABS):
        words = "The requested conversion is not supported."
        raise drive_refusal(400, words, "badRequest", location="convertTo")
    headers = {"Content-Disposition": "attachment", "Cache-Control": "private, max-age=0, must-revalidate"}
    return Answer(200, text=_text(_shown(book), kind), headers=headers, kind=kind)


def _shown(book: Book) -> list[list[str]]:
    """What the first sheet shows, as a rectangle down to its last row and column with a value."""
    with book.lock:
        sheet = book.sheets[0]
        rows = Reading(book).values(sheet, sheet.area)
    width = max((len(row) for row in rows), default=0)
    return [[*(str(value) for value in row), *[""] * (width - len(row))] for row in rows]


def _text(rows: list[list[str]], kind: str) -> str:
    """Lines without one at the end; TSV has no quotes, so a break or tab within a cell becomes a blank."""
    if kind == TABS:
        return "\r\n".join("\t".join(" ".join(value.splitlines()).replace("\t", " ") for value in row) for row in rows)
    kept = io.StringIO()
    csv.writer(kept, lineterminator="\r\n").writerows(rows)
    return kept.getvalue().removesuffix("\r\n")


def imported(call: Call, book: Book) -> None:
    """files.update with a CSV or TSV: one sheet that bears the file's name takes the place of all."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (COMMAS, TABS) or book.mime_type != SPREADSHEET_TYPE:
        raise drive_refusal(400, "Bad Request", "badRequest")
    text = call.body.decode("utf-8-sig", "replace")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if kind == TABS else ","))
    with book.lock:
        draft = Draft.of(book, call.user)
        draft.kind = "files.update"
        sheet = _filled(draft, rows)
        draft.book.sheets, draft.book.named_ranges = [sheet], []
        book.adopt(draft.book)
    call.written.extend(draft.written)


def _filled(draft: Draft, rows: list[list[str]]) -> Sheet:
    """A sheet of the usual size, or of the size of the rows, each cell as if it were typed."""
    book = draft.book
    width = max((len(row) for row in rows), default=0)
    number = book.new_id({sheet.id for sheet in book.sheets})
    sheet = new_sheet(number, book.title[:LONGEST_TITLE] or "Sheet1", max(1000, len(rows)), max(26, width))
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value:
                sheet.put(down, right, typed({}, value, book))
    if rows and width:
        draft.write(sheet, Area(0, len(rows), 0, width))
    return sheet


def old_file(book: Book, user: str) -> Json:
    """A File resource as version 2 of Drive tells it."""
    number, owner = book.spreadsheet_id, book.sharing.owner
    link = f"https://www.googleapis.com/drive/v2/files/{number}"
    export = f"https://docs.google.com/spreadsheets/export?id={number}&exportFormat="
    endings = ("ods", "tsv", "pdf", "xlsx", "csv", "zip", "ods")
    edits = book.sharing.role(user) in ("owner", "writer")
    return {
        "kind": "drive#file",
        "userPermission": {
            "id": "me",
            "type": "user",
            "role": book.sharing.role(user),
            "kind": "drive#permission",
            "selfLink": f"{link}/permissions/me",
            "pendingOwner": False,
        },
        "selfLink": link,
        "ownerNames": [owner],
        "lastModifyingUserName": user,
        "editable": edits,
        "writersCanShare": True,
        "mimeType": book.mime_type,
        "exportLinks": {kind: export + ending for kind, ending in zip(EXPORTS, endings, strict=True)},
        "appDataContents": False,
        "shared": bool(book.sharing.writers or book.sharing.readers),
        "lastModifyingUser": _person(user, user),
        "owners": [_person(owner, user)],
        "copyable": True,
        "alternateLink": f"{book.url}?usp=drivesdk",
        "copyRequiresWriterPermission": False,
        "spaces": ["drive"],
        "id": number,
        "title": book.title,
        "labels": dict.fromkeys(("restricted", "starred", "hidden", "trashed"), False) | {"viewed": True},
        "explicitlyTrashed": False,
        "createdDate": stamp(book.created),
        "modifiedDate": stamp(book.modified),
        "modifiedByMeDate": stamp(book.modified),
        "lastViewedByMeDate": stamp(book.modified),
        "markedViewedByMeDate": "1970-01-01T00:00:00.000Z",
        "capabilities": {"canEdit": edits, "canCopy": True},
    }


def _person(address: str, asking: str) -> Json:
    """A user as version 2 of Drive tells it."""
    mine = address == asking
    return {"displayName": address, "kind": "drive#user", "isAuthenticatedUser": mine, "emailAddress": address}


def stamp(moment: datetime) -> str:
    """A moment as Drive writes it, in thousandths of a second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
