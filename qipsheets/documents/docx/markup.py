"""The XML of a Word file: its names, parsed without any trust, and the values its elements bear."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # the one place that knows lxml
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Files saved as «Strict Open XML» differ in these names only.
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("drawingml/picture", "drawingml/2006/picture"),
        ("drawingml/main", "drawingml/2006/main"),
        ("drawingml/wordprocessingDrawing", "drawingml/2006/wordprocessingDrawing"),
        ("drawingml/chart", "drawingml/2006/chart"),
        ("drawingml/diagram", "drawingml/2006/diagram"),
    )
)
_OFF = frozenset({"0", "false", "off"})
_NUMBER = re.compile(r"-?\d{1,7}(\.\d+)?")


def parse_xml(content: bytes) -> Element:
    """The root of an XML part. No entity is resolved and no address is fetched.

    Raises ValueError for what is no XML, and for a part with a document type declaration.
    """
    if b"purl.oclc.org" in content:
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type declaration")
    return root


def children(parent: Element | None) -> Iterator[tuple[str, Element]]:
    """The child elements with their names; comments and instructions are none."""
    for child in parent if parent is not None else ():
        if isinstance(child.tag, str):
            yield child.tag, child


def child(parent: Element | None, name: str) -> Element | None:
    """The first child of this name in Word's own namespace; «trPr/del» goes down two steps.

    It is called for every mark of every paragraph, where `find` takes noticeably longer.
    """
    if parent is None:
        return None
    first, _slash, deeper = name.partition("/")
    found = next(parent.iterchildren(W + first), None)
    return child(found, deeper) if deeper else found


def attribute(element: Element | None, name: str) -> str:
    """An attribute in Word's own namespace, "" where it is missing."""
    return "" if element is None else str(element.get(W + name) or "")


def value(parent: Element | None, name: str) -> str:
    """The w:val of a child, "" where there is none."""
    return attribute(child(parent, name), "val")


def measure(text: str, otherwise: float = 0.0) -> float:
    """A text as a number; `otherwise` where it is none, for files hold all sorts of text."""
    return float(text) if _NUMBER.fullmatch(text) else otherwise


def whole(text: str, otherwise: int = 0, most: int = 200) -> int:
    """A text as a whole number that is not too large; `otherwise` where it is none."""
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 12 else otherwise


def measured(element: Element | None, name: str, otherwise: float = 0.0) -> float:
    """An attribute as a number; `otherwise` where it is missing or none."""
    return measure(attribute(element, name), otherwise)


def count(parent: Element | None, name: str, otherwise: int = 0, most: int = 200) -> int:
    """The w:val of a child as a small whole number; `otherwise` where it is none."""
    return whole(value(parent, name), otherwise, most)


def switched(parent: Element | None, name: str) -> bool | None:
    """A mark that is on, off or not there."""
    mark = child(parent, name)
    return None if mark is None else (mark.get(f"{W}val") or "1").lower() not in _OFF


def texts(root: Element, *names: str) -> str:
    """The texts of all elements of these names (of all, where none is named), as they follow each other."""
    return "".join(map(str, root.itertext(*names)))


def words_in(root: Element, *names: str) -> str:
    """The texts of all elements of these names, parted by blanks."""
    return " ".join(text for element in root.iter(*names) if (text := (element.text or "").strip()))


def words_of_page(page: str) -> str:
    """The words of an HTML page that are shown."""
    root = etree.HTML(page.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    if root is None:
        return ""
    etree.strip_elements(root, "style", "script", "title", with_tail=False)
    return " ".join(" ".join(map(str, root.itertext())).split())


def element_key(element: Element | None) -> bytes:
    """Equal for elements that say the same: a key under which what follows from them is kept."""
    return b"" if element is None else etree.tostring(element, with_tail=False)
