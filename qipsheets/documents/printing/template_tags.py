"""The instructions of a template in order, each with the part and the paragraph it stands in."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import _

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_MARK = re.compile(r"^(?:p|tr|tc|r)\s+")
LARGEST = 64 * 1024 * 1024
MOST_TAGS = 20_000


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an instruction stands: the part and the words of its paragraph."""

    part: str
    words: str

    @property
    def text(self) -> str:
        """«text: {{ ten_truong }}», in words."""
        name = _("header") if "header" in self.part else _("footer") if "footer" in self.part else _("text")
        return f"{name}: «{self.words[:80]}»"


@dataclass(frozen=True, slots=True)
class Tag:
    """An instruction: its braces, the way it is placed (p, tr, tc, r or none), what stands in it, and where."""

    opening: str  # {{ or {%
    mark: str
    inner: str
    stand: Stand

    @property
    def word(self) -> str:
        """The first word of a statement: for, if, endfor."""
        return self.inner.split()[0] if self.opening == "{%" and self.inner else ""

    @property
    def shown(self) -> str:
        """The instruction as the template shows it."""
        closing = "}}" if self.opening == "{{" else "%}"
        return f"{self.opening}{self.mark} {self.inner} {closing}"


def template_parts(template: Path) -> dict[str, Any]:
    """The parsed parts of a template that hold words. Raises ConfigurationError where it is no sound Word file."""
    try:
        with zipfile.ZipFile(template) as file:
            entries = {entry.filename: entry for entry in file.infolist()}
            if sum(entry.file_size for entry in entries.values()) > LARGEST:
                raise unreadable(template, _("it unpacks to more than a template can hold"))
            parts = {name: file.read(entries[name]) for name in sorted(entries) if _PARTS.fullmatch(name)}
    except OSError as error:
        raise unreadable(template, reason(error)) from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise unreadable(template, _("it is not a Word file")) from error
    if _DOCUMENT not in parts:
        raise unreadable(template, _("it is not a Word file"))
    return {name: _parsed(template, part) for name, part in parts.items()}


def _parsed(template: Path, part: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise unreadable(template, str(error)) from error


def paragraphs_of(root: Any) -> Iterator[str]:
    """The words of each paragraph, in the order of the file."""
    for paragraph in root.iter(f"{_W}p"):
        yield "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))


def tags_of(parts: dict[str, Any]) -> tuple[Tag, ...]:
    """All instructions, part by part."""
    found: list[Tag] = []
    for name, root in parts.items():
        for words in paragraphs_of(root):
            for told in _TAG.findall(words):
                if told.startswith("{#"):
                    continue
                inner = told[2:-2].strip(" -+")
                mark = _MARK.match(inner)
                found.append(
                    Tag(told[:2], mark[0].strip() if mark else "", _MARK.sub("", inner), Stand(name, words.strip()))
                )
    return tuple(found)


def remedy() -> str:
    """What mends a template."""
    return _("Use the template shipped, or mend yours: open it in Word and compare the names in double braces.")


def unreadable(template: Path, why: str) -> ConfigurationError:
    """A file that is no template."""
    return ConfigurationError(
        _("The template {name} cannot be read: {reason}.").format(name=template, reason=why), remedy()
    )
