"""The parts of a Word file a look at its layout needs: body, headers by their relation, styles, theme, settings."""

import posixpath
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qipsheets.documents import libreoffice
from qipsheets.documents.reading.word_package import LARGEST_PART, Package, open_package, parse, readable
from qipsheets.errors import FileTrouble
from qipsheets.language import _

_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class WordParts:
    """The parsed parts of a Word file; None where it has no such part."""

    document: Any
    styles: Any | None = None
    numbering: Any | None = None
    settings: Any | None = None
    theme: Any | None = None
    related: Mapping[str, Any] = field(default_factory=dict)  # headers and footers by relation id
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    def part_of(self, reference: Any) -> Any | None:
        """The header or footer that a reference names."""
        return self.related.get(str(reference.get(f"{_RELATION}id") or ""))


@contextmanager
def word_parts(path: Path) -> Iterator[WordParts]:
    """The parts of a Word file; what is damaged in them while they are looked at raises FileTrouble too."""
    package = open_package(path)
    with readable(path), tempfile.TemporaryDirectory(prefix="check-") as folder:
        if not _has(path, package.main):  # an older format, which was converted to be read
            path = libreoffice.convert(path, ".docx", Path(folder))
            package = open_package(path)
        yield _parts(package, path)


def _has(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _parts(package: Package, path: Path) -> WordParts:
    folder = posixpath.dirname(package.main)
    names = {
        "relations": f"{folder}/_rels/{posixpath.basename(package.main)}.rels",
        "settings": f"{folder}/settings.xml",
        "core": _CORE,
        "custom": _CUSTOM,
    }
    extra = _extra(path, list(names.values()))
    related, theme = _related(extra.get(names["relations"]), package, folder)
    themes = _extra(path, [theme]) if theme else {}
    core = extra.get(_CORE)
    return WordParts(
        document=parse(package.parts[package.main]),
        styles=_beside(package, "styles."),
        numbering=_beside(package, "numbering"),
        settings=extra.get(names["settings"]),
        theme=themes.get(theme),
        related=related,
        title="" if core is None else str(core.findtext(f"{_DC}title") or "").strip(),
        properties=_custom(extra.get(_CUSTOM)),
    )


def _beside(package: Package, prefix: str) -> Any | None:
    return next((root for _name, root in package.beside(prefix)), None)


def _extra(path: Path, names: list[str]) -> dict[str, Any]:
    """The parts of these names that the file has, parsed; what is no XML counts as not there."""
    found: dict[str, Any] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            held = {entry.filename: entry for entry in archive.infolist()}
            for name in names:
                if name in held and held[name].file_size <= LARGEST_PART:
                    content = archive.read(held[name])
                    try:
                        found[name] = parse(content)
                    except ValueError:
                        continue
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileTrouble(
            _("{name} is damaged: it cannot be read as a Word file.").format(name=path.name),
            _("Open it in Word, let Word repair it, and save it as .docx."),
        ) from error
    return found


def _related(relations: Any | None, package: Package, folder: str) -> tuple[dict[str, Any], str]:
    """Headers and footers by relation, and the name of the theme's part."""
    related: dict[str, Any] = {}
    theme = ""
    for relation in relations if relations is not None else ():
        kind = str(relation.get("Type") or "").rpartition("/")[2]
        told = str(relation.get("Target") or "")
        name = told.lstrip("/") if told.startswith("/") else posixpath.normpath(f"{folder}/{told}")
        if kind in ("header", "footer") and name in package.parts:
            related[str(relation.get("Id") or "")] = parse(package.parts[name])
        elif kind == "theme":
            theme = name
    return related, theme


def _custom(root: Any | None) -> dict[str, str]:
    """The file's own properties by name, as text."""
    return {
        str(entry.get("name")): "".join(entry.itertext()).strip()
        for entry in (root if root is not None else ())
        if isinstance(entry.tag, str) and entry.get("name")
    }
