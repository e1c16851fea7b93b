"""The folder of the page: its files, those of earlier editions, the switch to new ones, and what is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from qipsheets import files
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.language import Message, _
from qipsheets.publishing.edition import path_name
from qipsheets.publishing.open_data import PACKAGE_FILE
from qipsheets.publishing.pages import ARCHIVE, ARCHIVE_MARK, INDEX, ArchiveLine
from qipsheets.vietnamese import fold

MANIFEST = "trang.json"
ARCHIVE_FOLDER = "luu-tru"
_BACK = f"../../{ARCHIVE}"


@dataclass(frozen=True, slots=True)
class PageManifest:
    """What a folder of the page says of itself; `files` are its files with their SHA-256, this one left out."""

    school: str
    year: str
    number: str
    day: str
    state: int | None
    files: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> bytes:
        """The manifest's own file."""
        about = {
            "schema_version": 1, "school": self.school, "year": self.year, "plan": self.number, "day": self.day,
            "state": self.state, "files": dict(sorted(self.files.items())),
        }  # fmt: skip
        return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_page_manifest(folder: Path) -> PageManifest | None:
    """The manifest of a folder; None where there is none. Raises FileTrouble where it cannot be understood."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        about = json.loads(files.read_bytes(path))
        return PageManifest(
            str(about["school"]), str(about["year"]), str(about["plan"]), str(about["day"]), about["state"],
            {str(name): str(mark) for name, mark in about["files"].items()},
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileTrouble(
            _("The file {path} is damaged.").format(path=path), _("Delete the folder's content and publish anew.")
        ) from error


def refuse_other_folder(folder: Path, school: str, year: str) -> PageManifest | None:
    """The manifest of the page that is there. Raises UsageError for other files, another school or a later year."""
    files.recover_folder(folder)
    known = read_page_manifest(folder)
    if known is None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                _("{path} holds other files and no page of qipsheets.").format(path=folder),
                _("Name a new or empty folder."),
            )
        return None
    if fold(known.school) != fold(school):
        raise UsageError(
            _("{path} holds the page of another school: {school}.").format(path=folder, school=known.school),
            _("Name a folder of this school's own."),
        )
    if known.year > year:
        raise UsageError(
            _("{path} holds the page of a later school year: {year}.").format(path=folder, year=known.year),
            _("Name another folder, or use the plan of that year."),
        )
    return known


def archive_of(folder: Path, known: PageManifest | None, year: str, number: str) -> dict[str, bytes]:
    """The files of the archive; the page that is there joins them as an earlier year's, or that of an earlier plan."""
    if known is None:
        return {}
    there = {name: (folder / name).read_bytes() for name in known.files if (folder / name).is_file()}
    archive = {name: data for name, data in there.items() if name.startswith(f"{ARCHIVE_FOLDER}/")}
    if known.year == year and known.number in ("", number):
        return archive
    page = there.keys() - archive.keys() - {ARCHIVE}
    kept = {name: _as_archived(data, name, known) for name, data in there.items() if name in page}
    own = replace(known, files={name: sha256(data).hexdigest() for name, data in kept.items()})
    home = f"{ARCHIVE_FOLDER}/{path_name(f'{known.year} {known.number}')}"
    return archive | {f"{home}/{name}": data for name, data in (kept | {MANIFEST: own.data()}).items()}


def _as_archived(data: bytes, name: str, known: PageManifest) -> bytes:
    """A page of the archive says so, and its links to the archive lead out of it."""
    if not name.endswith(".html"):
        return data
    notice = (
        f'<p class="notice">Đây là bản lưu của năm học {escape(known.year)}, không còn được cập nhật. '
        f'<a href="../../{INDEX}">Xem trang hiện nay</a></p>'
    )
    text = data.decode("utf-8").replace(ARCHIVE_MARK, notice).replace(f'href="{ARCHIVE}"', f'href="{_BACK}"')
    return text.encode("utf-8")


def archive_lines(archive: Mapping[str, bytes]) -> list[ArchiveLine]:
    """What the archive holds, the newest first."""
    lines = []
    for name, data in archive.items():
        if name.endswith(f"/{MANIFEST}"):
            about = json.loads(data)
            day = "/".join(reversed(about["day"].split("-")))
            lines.append((about["day"], ArchiveLine(name.replace(MANIFEST, INDEX), about["year"], about["plan"], day)))
    return [line for _day, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]


def switch(folder: Path, wanted: Mapping[str, bytes]) -> tuple[int, int]:
    """Makes the folder hold these files in place of the page that is there; files that are no part of it stay.

    Returns how many files were written and deleted. Raises FileTrouble where it cannot be done.
    """
    known = read_page_manifest(folder)
    old = {*known.files, MANIFEST} if known else set()
    gone = {name for name in old - wanted.keys() if (folder / name).is_file()}
    last = sorted(wanted, key=lambda name: (name == MANIFEST, name == INDEX, name.endswith(".html"), name))
    written = files.replace_folder(folder, {name: wanted[name] for name in last}, gone)
    return written, len(gone)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file of the page."""

    file: str
    message: Message


class _Page(HTMLParser):
    """The links of a page (address, whether the browser asks for it by itself) and its anchors."""

    def __init__(self) -> None:
        HTMLParser.__init__(self)
        self.links: list[tuple[str, bool]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in ("href", "src", "action", "data", "srcset", "poster") and value:
                self.links.append((value, tag != "a"))


def page_problems(folder: Path) -> Iterator[Problem]:
    """All that is wrong with the page in a folder. Raises UsageError where there is none."""
    known = read_page_manifest(folder)
    if known is None:
        raise UsageError(
            _("{path} holds no page of qipsheets.").format(path=folder), _("Make it with: qipsheets publish --out DIR")
        )
    pages: dict[str, _Page] = {}
    for name, mark in sorted(known.files.items()):
        path = folder / name
        if not path.is_file():
            yield Problem(name, Message("The file is missing."))
            continue
        data = path.read_bytes()
        if sha256(data).hexdigest() != mark:
            yield Problem(name, Message("The file was changed after it was made."))
        if name.endswith(".html"):
            pages[name] = _Page()
            pages[name].feed(data.decode("utf-8", "replace"))
    there = {*known.files, MANIFEST}
    for name, page in pages.items():
        for link, by_itself in page.links:
            yield from _link_problems(name, link, by_itself, pages, there)
    if PACKAGE_FILE in known.files and (folder / PACKAGE_FILE).is_file():
        for one in json.loads((folder / PACKAGE_FILE).read_bytes())["resources"]:
            if join(dirname(PACKAGE_FILE), one["path"]) not in there:
                yield Problem(PACKAGE_FILE, Message("The link {link} leads nowhere.", link=one["path"]))


def _link_problems(
    name: str, link: str, by_itself: bool, pages: dict[str, _Page], there: set[str]
) -> Iterator[Problem]:
    parts = urlsplit(link)
    if parts.scheme == "data" and by_itself:
        return
    if parts.scheme or parts.netloc:
        if by_itself or parts.scheme not in ("http", "https"):
            yield Problem(name, Message("The page asks for another address: {link}.", link=link))
        return
    target = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
    if target not in there:
        yield Problem(name, Message("The link {link} leads nowhere.", link=link))
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        yield Problem(name, Message("The link {link} leads to no place of its page.", link=link))
