"""A Word file opened with care: which parts it holds, and clear words when it is not what it seems."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from qipsheets import files
from qipsheets.documents import libreoffice
from qipsheets.errors import FileTrouble
from qipsheets.files import reason
from qipsheets.language import _

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
LARGEST_FILE = 200 * 1024 * 1024
LARGEST_PART = 64 * 1024 * 1024
# Files saved as «Strict Open XML» differ in these names only.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"),
)  # fmt: skip


@dataclass(frozen=True)
class Package:
    """The XML parts of a Word file that hold words: the body and what stands around it, by part name."""

    main: str
    parts: Mapping[str, bytes] = field(default_factory=dict)

    def beside(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """The parsed parts next to the main one whose name begins so: «header» gives header1.xml …"""
        folder = posixpath.dirname(self.main)
        for name in sorted(self.parts):
            if posixpath.dirname(name) == folder and posixpath.basename(name).startswith(prefix):
                yield name, parse(self.parts[name])


def open_package(path: Path) -> Package:
    """The parts of a Word file; an older one goes through LibreOffice. Raises FileTrouble."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise _unreadable(path, error) from error
    if head.startswith(b"PK") and zipfile.is_zipfile(path) and not _is_open_document(path):
        return _from_zip(path)
    if head == OLD_OFFICE:
        _refuse_other_office_files(path)
    elif head[:5] != b"{\\rtf" and not (head.startswith(b"PK") and zipfile.is_zipfile(path)):
        raise _damaged(path) if head.startswith(b"PK") else _not_word(path)
    return _through_office(path)


def parse(content: bytes) -> Any:
    """The root of an XML part. No entity is resolved and no address is fetched; a part with a DTD is refused."""
    from lxml import etree

    for strict, usual in STRICT:
        content = content.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type declaration")
    return root


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turns what a damaged part raises into the words for it."""
    try:
        yield
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error


def _from_zip(path: Path) -> Package:
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {entry.filename: entry for entry in archive.infolist()}
            if any(entry.flag_bits & 1 for entry in sizes.values()):
                raise _protected(path)
            if sum(entry.file_size for entry in sizes.values()) > LARGEST_FILE:
                raise _too_large(path)
            main = _main_part(sizes, lambda name: _read(archive, sizes[name], path))
            if main is None:
                raise _not_word(path)
            names = [name for name in sizes if _holds_words(name, main)]
            return Package(main, {name: _read(archive, sizes[name], path) for name in names})
    except OSError as error:
        raise _unreadable(path, error) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise _damaged(path) from error


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    if entry.file_size > LARGEST_PART:
        raise _too_large(path)
    return archive.read(entry)


def _main_part(names: Mapping[str, object], read: Callable[[str], bytes]) -> str | None:
    """The part the package names as its document, where it is one of Word's."""
    if "[Content_Types].xml" not in names or b"wordprocessingml" not in read("[Content_Types].xml"):
        return None
    if "_rels/.rels" in names:
        for relation in parse(read("_rels/.rels")):
            target = str(relation.get("Target", "")).lstrip("/")
            if str(relation.get("Type", "")).endswith("/officeDocument") and target in names:
                return target
    return "word/document.xml" if "word/document.xml" in names else None


def _holds_words(name: str, main: str) -> bool:
    folder, base = posixpath.split(name)
    wanted = ("header", "footer", "footnotes", "endnotes", "comments.", "numbering", "styles.")
    return name == main or (folder == posixpath.dirname(main) and base.startswith(wanted) and base.endswith(".xml"))


def _is_open_document(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        try:
            return archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text")
        except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
            return False


@cache
def _stream_name(name: str) -> bytes:
    return name.encode("utf-16-le")


def _refuse_other_office_files(path: Path) -> None:
    content = path.read_bytes()
    if _stream_name("EncryptedPackage") in content:
        raise _protected(path)
    if _stream_name("WordDocument") not in content:
        raise _not_word(path)


def _through_office(path: Path) -> Package:
    if libreoffice.program() is None:
        raise FileTrouble(
            _("{name} is in an older format, and LibreOffice, which could convert it, was not found.").format(
                name=path.name
            ),
            _("Open it in Word and save it as .docx."),
        )
    with files.scratch_folder() as folder:
        return _from_zip(libreoffice.convert(path, ".docx", folder))


def _unreadable(path: Path, error: OSError) -> FileTrouble:
    if isinstance(error, FileNotFoundError):
        return FileTrouble(_("There is no file {path}.").format(path=path), _("Check the name and the folder."))
    if path.is_dir():
        return FileTrouble(_("{path} is a folder, not a Word file.").format(path=path), _("Name the file in it."))
    return FileTrouble(
        _("{path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
        _("Close the program that holds it, or check that you may open it."),
    )


def _not_word(path: Path) -> FileTrouble:
    return FileTrouble(
        _("{name} is not a Word file.").format(name=path.name), _("Open it in Word and save it as .docx.")
    )


def _protected(path: Path) -> FileTrouble:
    return FileTrouble(
        _("{name} is protected by a password.").format(name=path.name),
        _("Open it in Word, take the password off (File, Info, Protect Document) and save it."),
    )


def _damaged(path: Path) -> FileTrouble:
    return FileTrouble(
        _("{name} is damaged: it cannot be read as a Word file.").format(name=path.name),
        _("Open it in Word, let Word repair it, and save it as .docx."),
    )


def _too_large(path: Path) -> FileTrouble:
    return FileTrouble(
        _("{name} unpacks to more than a plan can hold.").format(name=path.name),
        _("Copy the text of the plan into a new Word file and import that."),
    )
