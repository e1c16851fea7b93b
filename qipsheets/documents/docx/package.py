"""A Word file opened with care: its parts by relation, and clear words when it is not what it seems."""

import posixpath
import zipfile
from pathlib import Path
from typing import NamedTuple

from qipsheets import files
from qipsheets.documents import libreoffice
from qipsheets.documents.docx.markup import Element, children, parse_xml, texts
from qipsheets.errors import FileTrouble
from qipsheets.files import reason
from qipsheets.language import N_, _
from qipsheets.zip_errors import ZIP_ERRORS

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
LARGEST_FILE = 200 * 1024 * 1024  # of the parts that are read: pictures may be as large as they like
LARGEST_PART = 64 * 1024 * 1024
_MOST_PARTS = 2_000
_READ = frozenset(
    ("header", "footer", "footnotes", "endnotes", "comments", "numbering", "styles", "settings", "theme", "chart")
) | {"diagramData", "aFChunk"}
_SAVE_ANEW = N_("Open it in Word and save it as .docx.")
_NOT_WORD = (N_("{name} is not a Word file."), _SAVE_ANEW)
_TOO_OLD = (N_("{name} is in an older format, and LibreOffice, which could convert it, was not found."), _SAVE_ANEW)
_PROTECTED = (
    N_("{name} is protected by a password."),
    N_("Open it in Word, take the password off (File, Info, Protect Document) and save it."),
)
DAMAGED = (
    N_("{name} is damaged: it cannot be read as a Word file."),
    N_("Open it in Word, let Word repair it, and save it as .docx."),
)
_TOO_LARGE = (
    N_("{name} unpacks to more than a plan can hold."),
    N_("Copy the text of the plan into a new Word file and import that."),
)


class Relation(NamedTuple):
    """What a part names under an ID: the kind of the other part (the last word of its type), and its name."""

    kind: str
    target: str


class WordPackage:
    """The parts of a Word file that hold words or say how they look, each read once, from the main one on."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        self.entries = {entry.filename: entry for entry in archive.infolist()}
        self.parts: dict[str, bytes] = {}
        self.relations: dict[str, dict[str, Relation]] = {}
        self.size = 0
        self.main = self._main()
        if not self.main:
            raise trouble(path, _NOT_WORD)
        for name in ("docProps/core.xml", "docProps/custom.xml"):
            if name in self.entries:
                self.parts[name] = self._read(name)
        waiting = [self.main]
        while waiting and len(self.parts) < _MOST_PARTS:
            name = waiting.pop()
            if name in self.parts:
                continue
            self.parts[name] = self._read(name)
            self.relations[name] = self._relations_of(name)
            named = (one.target for one in self.relations[name].values() if one.kind in _READ)
            waiting.extend(target for target in named if target in self.entries)

    def _main(self) -> str:
        """The part the package names as its document, where it is one of Word's; "" for other packages."""
        if "[Content_Types].xml" not in self.entries or b"wordprocessingml" not in self._read("[Content_Types].xml"):
            return ""
        for relation in self._relations_of("").values():
            if relation.kind == "officeDocument" and relation.target in self.entries:
                return relation.target
        return "word/document.xml" if "word/document.xml" in self.entries else ""

    def _relations_of(self, name: str) -> dict[str, Relation]:
        folder, base = posixpath.split(name)
        file = posixpath.join(folder, "_rels", f"{base}.rels")
        if file not in self.entries:
            return {}
        try:
            root = parse_xml(self._read(file))
        except ValueError:
            if name:
                return {}  # the words of the part are there all the same
            raise
        found: dict[str, Relation] = {}
        for _tag, one in children(root):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, str(one.get("Target") or ""))).lstrip("/")
                found[str(one.get("Id") or "")] = Relation(str(one.get("Type") or "").rpartition("/")[2], target)
        return found

    def _read(self, name: str) -> bytes:
        entry = self.entries[name]
        self.size += entry.file_size
        if entry.file_size > LARGEST_PART or self.size > LARGEST_FILE:
            raise trouble(self.path, _TOO_LARGE)
        return self.archive.read(entry)

    def of_kind(self, kind: str) -> list[str]:
        """The parts of a kind that the main one names, in the order of their names."""
        named = {one.target for one in self.relations[self.main].values() if one.kind == kind}
        return sorted(named & self.parts.keys())

    def first(self, kind: str) -> Element | None:
        """The root of the only part of a kind; None where it is missing or no XML."""
        return self.root(next(iter(self.of_kind(kind)), ""))

    def root(self, name: str) -> Element | None:
        """The root of a part; None where it is missing or no XML: a document is read without its styles."""
        try:
            return parse_xml(self.parts[name]) if name in self.parts else None
        except ValueError:
            return None

    def target(self, part: str, identity: str) -> str:
        """The name of the part that a part names under an ID, "" where it names none that is read."""
        relation = self.relations.get(part, {}).get(identity)
        return relation.target if relation is not None and relation.target in self.parts else ""

    def title(self) -> str:
        """The file's title property."""
        core = self.root("docProps/core.xml")
        return "" if core is None else (core.findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip()

    def properties(self) -> dict[str, str]:
        """The file's own properties by name, as text."""
        entries = children(self.root("docProps/custom.xml"))
        return {str(entry.get("name")): texts(entry).strip() for _tag, entry in entries if entry.get("name")}


def open_package(path: Path) -> WordPackage:
    """The parts of a Word file; an older one goes through LibreOffice. Raises FileTrouble."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise _unreadable(path, error) from error
    is_zip = head.startswith(b"PK")
    if is_zip and not _is_open_document(path):
        return _from_zip(path)
    if head == OLD_OFFICE:
        content = path.read_bytes()
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise trouble(path, _PROTECTED)
        if "WordDocument".encode("utf-16-le") not in content:
            raise trouble(path, _NOT_WORD)
    elif not is_zip and head[:5] != b"{\\rtf":
        raise trouble(path, _NOT_WORD)
    if libreoffice.program_path() is None:
        raise trouble(path, _TOO_OLD)
    with files.scratch_folder() as folder:
        return _from_zip(libreoffice.convert(path, ".docx", folder))


def _from_zip(path: Path) -> WordPackage:
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise trouble(path, _PROTECTED)
            return WordPackage(path, archive)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ZIP_ERRORS as error:
        raise trouble(path, DAMAGED) from error


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text")
    except (KeyError, *ZIP_ERRORS):
        return False


def trouble(path: Path, words: tuple[str, str]) -> FileTrouble:
    """What is wrong with a file, and the remedy, with the file's name in the words."""
    return FileTrouble(_(words[0]).format(name=path.name), _(words[1]))


def _unreadable(path: Path, error: OSError) -> FileTrouble:
    if isinstance(error, FileNotFoundError):
        return FileTrouble(_("There is no file {path}.").format(path=path), _("Check the name and the folder."))
    if path.is_dir():
        return FileTrouble(_("{path} is a folder, not a Word file.").format(path=path), _("Name the file in it."))
    return FileTrouble(
        _("{path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
        _("Close the program that holds it, or check that you may open it."),
    )
