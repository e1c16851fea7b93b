"""Looks at a template before it is used: a Word file, its parts well formed, every brace closed where it opened."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import _

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_WORDS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_PAIRS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))


def check_template(template: Path) -> None:
    """Raises ConfigurationError with the place: an open brace would silently swallow the words after it."""
    try:
        with zipfile.ZipFile(template) as file:
            parts = [file.read(name) for name in file.namelist() if _WORDS.fullmatch(name)]
            whole = _DOCUMENT in file.namelist()
    except OSError as error:
        raise _unreadable(template, reason(error)) from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise _unreadable(template, _("it is not a Word file")) from error
    if not whole:
        raise _unreadable(template, _("it is not a Word file"))
    for part in parts:
        for text in _paragraphs(template, part):
            if any(text.count(opened) != text.count(closed) for opened, closed in _PAIRS):
                raise ConfigurationError(
                    _("The template {name} has a brace that is not closed: «{text}».").format(
                        name=template.name, text=text.strip()[:80]
                    ),
                    remedy(),
                )


def remedy() -> str:
    """What mends a template."""
    return _("Use the template shipped, or mend yours: open it in Word and compare the names in double braces.")


def _paragraphs(template: Path, part: bytes) -> Iterator[str]:
    from lxml import etree

    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _unreadable(template, str(error)) from error
    for paragraph in root.iter(f"{_W}p"):
        yield "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))


def _unreadable(template: Path, reason: str) -> ConfigurationError:
    return ConfigurationError(
        _("The template {name} cannot be read: {reason}.").format(name=template, reason=reason), remedy()
    )
