"""Looks through a folder of the page: missing and changed files, broken links, requests to other hosts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from qipsheets.errors import UsageError
from qipsheets.language import Message, _
from qipsheets.publishing.folder import MANIFEST, read_manifest
from qipsheets.publishing.open_data import PACKAGE


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


def problems(folder: Path) -> Iterator[Problem]:
    """All that is wrong with the page in a folder. Raises UsageError where there is none."""
    known = read_manifest(folder)
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
    if PACKAGE in known.files and (folder / PACKAGE).is_file():
        yield from _package_problems(folder, there)


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


def _package_problems(folder: Path, there: set[str]) -> Iterator[Problem]:
    for one in json.loads((folder / PACKAGE).read_bytes())["resources"]:
        if join(dirname(PACKAGE), one["path"]) not in there:
            yield Problem(PACKAGE, Message("The link {link} leads nowhere.", link=one["path"]))
