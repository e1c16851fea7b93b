"""The little of Drive that Sheets clients need: find, make, copy, rename, delete, share, export, fill spreadsheets."""

import copy
import re
from collections.abc import Callable
from urllib.parse import unquote

from tests.sheets_server.book.book import SPREADSHEET_TYPE, Book, Sharing, new_book
from tests.sheets_server.calls import Answer, Call
from tests.sheets_server.contract import parsed
from tests.sheets_server.drive_content import exported, imported, old_file, stamp
from tests.sheets_server.masks import parse, pick
from tests.sheets_server.replies import Json, ServiceError, drive_refusal
from tests.sheets_server.routes import plain_path
from tests.sheets_server.service import Service, no_page
from tests.sheets_server.tokens import DRIVE, DRIVE_FILE, DRIVE_READ

FILES = re.compile(r"/drive/v3/files(?:/(?P<id>[^/:]+))?(?P<rest>/copy|/export|/comments|/permissions(?:/[^/]+)?)?")
UPLOADS = re.compile(r"/upload/drive/(?P<rest>v[23])/files/(?P<id>[^/:]+)")
HEADERS = {
    "Vary": "Origin, X-Origin",
    "Cache-Control": "no-cache, no-store, max-age=0, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "Mon, 01 Jan 1990 00:00:00 GMT",
}
CLAUSE = re.compile(
    r"""\s*(?:and\s+)?(?:(?P<field>\w+)\s*(?P<sign>=|!=|contains)\s*|(?=['"][^'"]*['"]\s+in\s+parents))"""
    r"""(?:'(?P<one>(?:[^'\\]|\\.)*)'|"(?P<two>(?:[^"\\]|\\.)*)"|(?P<bare>true|false))(?P<parents>\s+in\s+parents)?""",
    re.IGNORECASE,
)
ROLES = {"writer": "writers", "reader": "readers", "commenter": "readers"}
Action = Callable[[Service, Call, Book], Json | Answer | None]


def answer(service: Service, call: Call) -> Answer:
    """The reply to a call of the Drive API."""
    path = plain_path(call.path)
    found = FILES.fullmatch(path) or UPLOADS.fullmatch(path)
    if not found:
        return Answer(404, text=no_page(call.path))
    try:
        service.sign_in(call, "drive", {DRIVE, DRIVE_FILE, *({DRIVE_READ} if call.method == "GET" else ())})
        reply = _done(service, call, unquote(found["id"] or ""), found["rest"] or "")
    except ServiceError as wrong:
        return Answer(wrong.code, wrong.json(), headers=HEADERS | dict(wrong.headers))
    if reply is None:
        return Answer(204, headers=dict(HEADERS), kind="text/html")
    if isinstance(reply, Answer):
        return reply
    text = call.option("fields")
    return Answer(200, pick(reply, parse(text)) if text and text != "*" else reply, headers=dict(HEADERS))


def _done(service: Service, call: Call, file_id: str, rest: str) -> Json | Answer | None:
    """The call's own work."""
    if not file_id:
        return _listed(service, call) if call.method == "GET" else _made(service, call)
    book = service.books.get(file_id)
    if book is None or not book.sharing.role(call.user):
        words = f"File not found: {file_id}."
        raise drive_refusal(404, words, "notFound", location="fileId")
    actions: dict[tuple[str, str], Action] = {
        ("GET", ""): lambda _, call, book: about(book, full=bool(call.option("fields"))),
        ("PATCH", ""): _renamed,
        ("DELETE", ""): _deleted,
        ("POST", "/copy"): _copied,
        ("GET", "/export"): lambda _, call, book: exported(call, book),
        ("PUT", "v2"): _filled,
        ("PATCH", "v3"): _filled,
        ("GET", "/permissions"): lambda _, __, book: {
            "kind": "drive#permissionList",
            "permissions": permissions(book),
        },
        ("GET", "/comments"): lambda _, __, ___: {"kind": "drive#commentList", "comments": []},
        ("POST", "/permissions"): _shared,
        ("DELETE", "/permissions/"): _unshared,
    }
    one = "/permissions/" if rest.startswith("/permissions/") else rest
    action = actions.get((call.method, one))
    if action is None:
        raise drive_refusal(404, "Not Found", "notFound")
    return action(service, call, book)


def about(book: Book, full: bool = True) -> Json:
    """A File resource."""
    found: Json = {
        "kind": "drive#file",
        "id": book.spreadsheet_id,
        "name": book.title,
        "mimeType": book.mime_type,
    }
    moments = {"createdTime": book.created, "modifiedTime": book.modified}
    stamps = {name: stamp(moment) for name, moment in moments.items()}
    return found | stamps if full else found


def _listed(service: Service, call: Call) -> Json:
    """files.list: what the user may see and the query asks for, newest first."""
    books = [book for book in service.books.values() if book.sharing.role(call.user)]
    query, at = call.option("q"), 0
    while query[at:].strip():
        found = CLAUSE.match(query, at)
        if not found:
            raise drive_refusal(400, "Invalid Value", "invalid", location="q")
        books = [book for book in books if _asked(found, book)]
        at = found.end()
    books.sort(key=lambda book: book.modified, reverse=True)
    return {"kind": "drive#fileList", "incompleteSearch": False, "files": [about(book) for book in books]}


def _asked(found: re.Match[str], book: Book) -> bool:
    """Whether a file passes one clause of a query; nothing here lies in a folder or in the bin."""
    if found["parents"]:
        return False
    text = next((found[name] for name in ("one", "two", "bare") if found[name] is not None), "")
    text = re.sub(r"\\(.)", r"\1", text)
    field, sign = found["field"].lower(), found["sign"].lower()
    value = {"name": book.title, "mimetype": book.mime_type, "trashed": "false"}.get(field)
    if value is None:
        raise drive_refusal(400, "Invalid Value", "invalid", location="q")
    if sign == "contains":
        return text.lower() in value.lower()
    return (value.lower() == text.lower()) == (sign == "=")


def _made(service: Service, call: Call) -> Json:
    """files.create: an empty spreadsheet."""
    body = parsed(call.body)
    book = new_book(service.new_id(), body.get("name", "Untitled"), "en_US", "Etc/GMT", seed=next(service.numbers))
    book.mime_type = body.get("mimeType", SPREADSHEET_TYPE)
    book.sharing.owner = call.user
    return about(service.add(book), full=False)


def _renamed(_: Service, call: Call, book: Book) -> Json:
    """files.update: the name."""
    _may_write(book, call.user)
    with book.lock:
        book.properties["title"] = parsed(call.body).get("name", book.title)
    return about(book, full=False)


def _filled(_: Service, call: Call, book: Book) -> Json:
    """files.update with a content."""
    _may_write(book, call.user)
    imported(call, book)
    return old_file(book, call.user) if call.path.startswith("/upload/drive/v2/") else about(book, full=False)


def _deleted(service: Service, call: Call, book: Book) -> None:
    """files.delete: only the owner."""
    if book.sharing.role(call.user) != "owner":
        words = "The user does not have sufficient permissions for this file."
        raise drive_refusal(403, words, "insufficientFilePermissions")
    with service.lock:
        del service.books[book.spreadsheet_id]


def _copied(service: Service, call: Call, book: Book) -> Json:
    """files.copy: cells, sheets and names; the copy is the caller's."""
    body = parsed(call.body)
    with book.lock:
        twin = book.shell()
        twin.sheets = [sheet.copy() for sheet in book.sheets]
    fresh = new_book(service.new_id(), "", "en_US", "Etc/GMT", seed=next(service.numbers))
    fresh.properties = copy.deepcopy(twin.properties) | {"title": body.get("name") or f"Copy of {book.title}"}
    fresh.sheets, fresh.named_ranges, fresh.metadata = twin.sheets, twin.named_ranges, twin.metadata
    fresh.sharing = Sharing(owner=call.user)
    return about(service.add(fresh), full=False)


def permissions(book: Book) -> list[Json]:
    """Permission resources of a file."""
    found = [_permission("reader", user) for user in sorted(book.sharing.readers)]
    found += [_permission("writer", user) for user in sorted(book.sharing.writers)]
    return [*found, _permission("owner", book.sharing.owner)]


def _permission(role: str, user: str) -> Json:
    anyone = user == "anyone"
    found: Json = {"kind": "drive#permission", "id": "anyoneWithLink" if anyone else user, "role": role}
    return found | ({"type": "anyone"} if anyone else {"type": "user", "emailAddress": user})


def _shared(_: Service, call: Call, book: Book) -> Json:
    """permissions.create."""
    _may_write(book, call.user)
    body = parsed(call.body)
    user = "anyone" if body.get("type") == "anyone" else body.get("emailAddress", "")
    role = body.get("role", "reader")
    if role == "owner":
        book.sharing.writers |= {book.sharing.owner}
        book.sharing.owner = user
    else:
        getattr(book.sharing, ROLES.get(role, "readers")).add(user)
    return _permission(role, user)


def _unshared(_: Service, call: Call, book: Book) -> None:
    """permissions.delete."""
    _may_write(book, call.user)
    user = unquote(call.path.rsplit("/", 1)[1])
    user = "anyone" if user == "anyoneWithLink" else user
    if user == book.sharing.owner:
        raise drive_refusal(403, "The owner of a file cannot be removed.", "cannotRemoveOwner")
    book.sharing.writers.discard(user)
    book.sharing.readers.discard(user)


def _may_write(book: Book, user: str) -> None:
    if book.sharing.role(user) not in ("owner", "writer"):
        words = "The user does not have sufficient permissions for this file."
        raise drive_refusal(403, words, "insufficientFilePermissions")
